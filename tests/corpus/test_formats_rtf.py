import pytest

from corpus.formats import Limits, UnreadableError
from corpus.formats.rtf import read_rtf
from corpus.records import ReadStatus

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=100)


def pieces(content):
    return [(piece.kind.value, piece.level, piece.text) for piece in read_rtf(content, LIMITS).pieces]


def test_structure_is_kept_and_deleted_and_hidden_words_are_left_out(make):
    content = make.rtf_of(
        r"""{\info{\title On cranes}{\author X}{\creatim\yr2020\mo3\dy4}}{\header\pard Port of Aa\par}
\pard\s1 Position\par
\pard We {\deleted support }{\revised oppose }the draft{\footnote\pard\plain Except Annex II.\par}
 as it is{\v  not}.\par
\pard We ask for:\par
{\listtext\pard\plain 1.\tab}\ls1\ilvl0 notice;\par
{\listtext\'B7\tab}\ls1\ilvl1 dates.\par
\pard\b A smaller point\b0\par
\trowd\cellx3000\cellx6000\pard\intbl Year\cell 2020\cell\row
\pard See {\field{\*\fldinst HYPERLINK "http://x.example"}{\fldrslt our page}}.{\*\unknown secret}\par
{\shp{\*\shpinst\shpleft0{\sp{\sn a}{\sv 1}}{\shptxt \pard In the box.\par}}{\shprslt In the box.}}After it.\par"""
    )
    assert pieces(content) == [
        ("heading", 1, "Position"),
        ("paragraph", 0, "We oppose the draft as it is."),
        ("footnote", 0, "Except Annex II."),
        ("paragraph", 0, "We ask for:"),
        ("list_item", 1, "1. notice;"),
        ("list_item", 2, "dates."),
        ("heading", 4, "A smaller point"),
        ("table_cell", 0, "Year"),
        ("table_cell", 0, "2020"),
        ("paragraph", 0, "See our page."),
        ("paragraph", 0, "After it."),
        ("paragraph", 0, "In the box."),
        ("header_footer", 0, "Port of Aa"),
    ]
    extracted = read_rtf(content, LIMITS)
    assert (extracted.title, extracted.dated) == ("On cranes", "2020-03-04")
    assert extracted.warnings == ("1 hidden part of this document, which no reader sees, left out.",)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"caf\'e9 \'96 \u8364? 5", "café – € 5"),
        (r"\uc2\u8364\'80\'80 5 \ldblquote so\rdblquote", "€ 5 “so”"),
        (r"{\f1 \'cc\'fb}", "Мы"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"half \u-10179? a sign", "half \ufffd a sign"),
        (r"a\~b \{c\} \\d", "a b {c} \\d"),
        (r"one\line two", "one two"),
    ],
)
def test_characters_are_read_however_they_are_written(make, written, text):
    assert pieces(make.rtf_of(rf"\pard {written}.\par")) == [("paragraph", 0, f"{text}.")]


def test_cells_know_their_place(make):
    table = r"\trowd\cellx1\cellx2\pard\intbl A\cell B\cell\row\pard\intbl C\par D\cell E\cell\row\pard "
    extracted = read_rtf(make.rtf_of(f"{table} Between.\\par{table} After.\\par"), LIMITS)
    places = {}
    for piece in extracted.pieces:
        places.setdefault(piece.text, []).append(piece.cell and (piece.cell.table, piece.cell.row, piece.cell.column))
    assert places == {
        **{"A": [(0, 0, 0), (1, 0, 0)], "B": [(0, 0, 1), (1, 0, 1)], "C": [(0, 1, 0), (1, 1, 0)]},
        **{"D": [(0, 1, 0), (1, 1, 0)], "E": [(0, 1, 1), (1, 1, 1)], "Between.": [None], "After.": [None]},
    }


def test_pictures_and_binary_parts_cost_nothing_and_show_nothing(make):
    drawn = r"We {\pict 0123}{\object{\*\objdata " + "41" * 500_000 + r"}{\result support}} it\bin4 {}{}.\par"
    assert pieces(make.rtf_of(drawn)) == [("paragraph", 0, "We support it.")]


@pytest.mark.parametrize("end", [b"{\\b it", b"it}}}}}", b"it\\"])
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(end):
    assert pieces(b"{\\rtf1 We support " + end) == [("paragraph", 0, "We support it")]


def test_endless_groups_and_other_files_are_refused():
    for content, status in ((b"{\\rtf1 " + b"{\\b " * 5000, ReadStatus.TOO_LARGE), (b"We agree.", ReadStatus.CORRUPT)):
        with pytest.raises(UnreadableError) as caught:
            read_rtf(content, LIMITS)
        assert caught.value.status is status
