import pytest

from corpus.amendments import original_columns, set_aside_originals
from corpus.blocks import BlockKind, Cell, Piece, assemble
from corpus.formats import Limits
from corpus.formats.html import read_html
from corpus.formats.markdown import read_markdown

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=100)
TABLE = (
    "| Article | Council's draft | Our amendment | Justification |\n|---|---|---|---|\n"
    "| 4 | Ports shall close at night. | Ports may close at night. | Boats come late. |\n"
    "| 5 | Fees are fixed. | Fees are free. | Tides differ. |\n"
)


def quoted(pieces):
    return [piece.text for piece in set_aside_originals(pieces) if piece.kind is BlockKind.QUOTATION]


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (["Text proposed by the Commission", "Amendment"], {0}),
        (["Amendment", "Current wording"], {1}),
        (["Charter of the Ports", "Amendments"], {0}),
        (["Article", "Original text", "Suggested change", "Justification"], {1}),
        (["Council proposal", "Port of Aa proposal"], {0}),
        (["Draft text", "Rapporteur", "Port of Aa"], {0, 1}),
        (["Commission proposal", "Rapporteur's amendment", "Proposed change", "Justification"], {0, 1}),
        (["No.", "Original text", "Amendment by the drafting group", "Our amendment"], {1, 2}),
        (["Draft text", "Amendment of the committee", "Reasons"], {0}),
        (["Current text", "Our committee's amendment", "Alternative"], {0}),
        (["Current text", "Suggested change", "Alternative change"], {0}),
        (["Draft text", "Council", "Justification"], set()),
        (["Port", "Boats a day"], set()),
        (["Current text", "Comment"], set()),
        (["Amendment", "Justification"], set()),
        (["Amendment"], set()),
        (["The current text of the rule was proposed by people who do not sail", "Amendment"], set()),
    ],
)
def test_heads_tell_which_columns_others_drafted(heads, columns):
    assert original_columns(heads) == columns


def test_what_others_drafted_in_a_table_is_a_quotation_and_the_rest_is_not():
    assert quoted(read_markdown(TABLE.encode(), LIMITS).pieces) == ["Ports shall close at night.", "Fees are fixed."]


def test_a_page_with_the_same_table_is_read_the_same_way():
    html = (
        "<table><tr><td colspan=2>Amendment 7</td></tr><tr><td>Original text</td><td>Amendment</td></tr>"
        "<tr><td><p>Ports close.</p><p>Always.</p></td><td>Ports may close.</td></tr></table>"
        "<table><tr><td>Port</td><td>Boats</td></tr><tr><td>Aa</td><td>Twelve boats.</td></tr></table>"
    )
    assert quoted(read_html(html.encode(), LIMITS).pieces) == ["Ports close.", "Always."]


def test_cells_have_the_head_of_their_column_as_lead_in():
    text, blocks = assemble(set_aside_originals(read_markdown(TABLE.encode(), LIMITS).pieces))
    heads = {
        text[block.start : block.end]: text[block.lead_in_start : block.lead_in_end]
        for block in blocks
        if block.lead_in_end
    }
    assert heads["Fees are free."] == "Our amendment"
    assert heads["Tides differ."] == "Justification"
    assert len(heads) == 8


def paragraph(text, kind=BlockKind.PARAGRAPH):
    return Piece(kind=kind, text=text)


def test_text_between_a_label_of_the_original_and_that_of_the_amendment_is_a_quotation():
    pieces = [
        paragraph("Text proposed by the Council:"),
        paragraph("Ports shall close at night."),
        paragraph("Amendment:"),
        paragraph("Ports may close at night."),
    ]
    assert quoted(pieces) == ["Ports shall close at night."]


def test_a_label_of_a_third_text_does_not_end_what_others_drafted():
    labels = ["Text proposed by the Council:", "Ports close.", "Amendment of the rapporteur:", "Ports may close."]
    pieces = [paragraph(text) for text in [*labels, "Our amendment:", "Ports stay open."]]
    assert quoted(pieces) == labels[1:]


def test_without_the_second_label_or_across_a_heading_nothing_is_set_aside():
    assert quoted([paragraph("Current text"), paragraph("We like it."), paragraph("We would keep it.")]) == []
    heading = paragraph("Our view", BlockKind.HEADING)
    assert quoted([paragraph("Current text"), heading, paragraph("We like it."), paragraph("Amendment")]) == []


def test_cells_of_different_tables_do_not_mix():
    cells = [("Original text", 0, 0, 0), ("Amendment", 0, 0, 1), ("A.", 0, 1, 0), ("B.", 0, 1, 1), ("C.", 1, 0, 0)]
    pieces = [
        Piece(kind=BlockKind.TABLE_CELL, text=text, cell=Cell(table=table, row=row, column=column))
        for text, table, row, column in cells
    ]
    assert quoted(pieces) == ["A."]


def test_what_an_amendment_repeats_to_the_letter_is_not_its_own_either():
    rows = (
        "|Original text|Amendment|\n|---|---|\n|(a) Fees are fixed.|(a) Fees are fixed.|\n"
        "|(b) Ports close.|(b) Ports may close.|\n"
    )
    assert quoted(read_markdown(rows.encode(), LIMITS).pieces) == [
        "(a) Fees are fixed.",
        "(a) Fees are fixed.",
        "(b) Ports close.",
    ]
