import io

import pytest
from docx import Document
from docx.shared import RGBColor
from pptx import Presentation
from pptx.util import Inches

from corpus.blocks import Cell
from corpus.formats import Limits, UnreadableError
from corpus.formats.docx import read_docx
from corpus.formats.epub import read_epub
from corpus.formats.odt import read_odt
from corpus.formats.pptx import read_pptx
from corpus.records import ReadStatus

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=100)


def pieces(extracted):
    return [(piece.kind.value, piece.level, piece.text) for piece in extracted.pieces]


def refusal(read, content):
    with pytest.raises(UnreadableError) as caught:
        read(content, LIMITS)
    return caught.value.status


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_an_odt_keeps_its_structure_and_loses_what_was_deleted_or_hidden(make):
    automatic = (
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="T2"><style:text-properties fo:color="#ffffff"/></style:style>'
        '<style:style style:name="P1"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>support</text:p></text:deletion>
    </text:changed-region></text:tracked-changes><text:p text:style-name="Title">On cranes</text:p>
    <text:table-of-content><text:index-body><text:p>Cranes 3</text:p></text:index-body></text:table-of-content>
    <text:h text:outline-level="2">What we<text:s/>ask for</text:h>
    <text:p>We <text:change text:change-id="c"/>oppose<text:note>
    <text:note-citation>1</text:note-citation><text:note-body>
    <text:p>Except on Sundays.</text:p></text:note-body></text:note> it.<office:annotation><text:p>why?</text:p>
    </office:annotation><text:span text:style-name="T1"> not</text:span>
    <text:span text:style-name="T2"> never</text:span>
    </text:p><text:p>We ask for:</text:p><text:list><text:list-item><text:p>notice;</text:p><text:list><text:list-item>
    <text:p>in writing</text:p></text:list-item></text:list></text:list-item></text:list>
    <text:p text:style-name="P1">A smaller point</text:p><text:p text:style-name="Quotations">They said no.</text:p>
    <table:table><table:table-row><table:table-cell><text:p><text:span text:style-name="T2">Year</text:span></text:p>
    </table:table-cell></table:table-row></table:table>
    <text:p>See<draw:frame><draw:text-box><text:p>In the box.</text:p></draw:text-box></draw:frame>here.</text:p>"""
    styles = "<office:master-styles><style:master-page><style:header><text:p>Port of Aa</text:p></style:header>"
    styles += "</style:master-page></office:master-styles>"
    meta = "<dc:title>Cranes</dc:title><dc:date>2021-03-04T10:00:00</dc:date>"
    extracted = read_odt(make.odt_of(body, automatic=automatic, styles=styles, meta=meta), LIMITS)
    assert pieces(extracted) == [
        ("heading", 1, "On cranes"),
        ("contents", 0, "Cranes 3"),
        ("heading", 2, "What we ask for"),
        ("paragraph", 0, "We oppose it."),
        ("footnote", 0, "Except on Sundays."),
        ("paragraph", 0, "We ask for:"),
        ("list_item", 1, "notice;"),
        ("list_item", 2, "in writing"),
        ("heading", 4, "A smaller point"),
        ("quotation", 0, "They said no."),
        ("table_cell", 0, "Year"),
        ("paragraph", 0, "Seehere."),
        ("paragraph", 0, "In the box."),
        ("header_footer", 0, "Port of Aa"),
    ]
    assert [piece.cell for piece in extracted.pieces if piece.cell] == [Cell(table=0, row=0, column=0)]
    assert (extracted.title, extracted.dated) == ("Cranes", "2021-03-04T10:00:00")
    assert extracted.warnings == ("2 hidden parts of this document, which no reader sees, left out.",)


def test_an_odt_with_a_password_or_without_text_is_refused(make):
    locked = make.rezipped(
        make.odt_of("<text:p>x</text:p>"),
        lambda name, part: b"<manifest:encryption-data/>" if name == "META-INF/manifest.xml" else part,
    )
    assert refusal(read_odt, locked) is ReadStatus.ENCRYPTED
    sheet = make.rezipped(make.odt_of(""), lambda _name, part: part.replace(b"office:text", b"office:spreadsheet"))
    assert refusal(read_odt, sheet) is ReadStatus.UNSUPPORTED


def test_slides_are_pages_with_titles_bullets_tables_and_notes():
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Cranes"
    slide.placeholders[1].text = "We ask for notice\nWe refuse fines"
    slide.placeholders[1].text_frame.paragraphs[1].level = 1
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Year", "2020"
    box = slide.shapes.add_textbox(Inches(1), Inches(5), Inches(4), Inches(1))
    box.text_frame.text = "A free line."
    slide.notes_slide.notes_text_frame.text = "Say this slowly."
    hidden = presentation.slides.add_slide(presentation.slide_layouts[1])
    hidden.shapes.title.text = "Not shown"
    hidden._element.set("show", "0")
    last = presentation.slides.add_slide(presentation.slide_layouts[5])
    last.shapes.title.text = "Thanks"
    extracted = read_pptx(saved(presentation), LIMITS)
    assert [(piece.page, *row) for piece, row in zip(extracted.pieces, pieces(extracted), strict=True)] == [
        (1, "heading", 1, "Cranes"),
        (1, "list_item", 1, "We ask for notice"),
        (1, "list_item", 2, "We refuse fines"),
        (1, "table_cell", 0, "Year"),
        (1, "table_cell", 0, "2020"),
        (1, "paragraph", 0, "A free line."),
        (1, "paragraph", 0, "Say this slowly."),
        (3, "heading", 1, "Thanks"),
    ]
    assert [(piece.cell.row, piece.cell.column) for piece in extracted.pieces if piece.cell] == [(0, 0), (0, 1)]
    assert (extracted.title, extracted.dated, extracted.pages) == ("Cranes", None, 3)
    assert extracted.warnings == ("1 hidden slides of this document left out.",)


def test_more_slides_than_allowed_are_refused(make):
    assert refusal(read_pptx, make.pptx_of(*[("Title", "Line")] * 11)) is ReadStatus.TOO_LARGE


def test_a_book_is_read_page_by_page_without_its_contents(make):
    book = make.epub_of("<h1>One</h1><p>We support it.</p>", "<ol><li>First.</li></ol>", title="Book", date="2019-05")
    extracted = read_epub(book, LIMITS)
    assert pieces(extracted) == [
        ("heading", 1, "One"),
        ("paragraph", 0, "We support it."),
        ("list_item", 1, "1. First."),
    ]
    assert (extracted.title, extracted.dated) == ("Book", "2019-05")


def test_a_book_whose_pages_are_encrypted_is_told_apart_from_one_whose_fonts_are(make):
    encryption = (
        '<encryption><e:CipherReference xmlns:e="http://www.w3.org/2001/04/xmlenc#" URI="{}"/></encryption>'.format
    )
    book = make.epub_of("<p>We support it.</p>")
    for uri, is_read in (("OEBPS/font.otf", True), ("OEBPS/p%200.xhtml", False)):
        locked = make.rezipped(book, lambda _, part: part, extra=[("META-INF/encryption.xml", encryption(uri))])
        if is_read:
            assert pieces(read_epub(locked, LIMITS)) == [("paragraph", 0, "We support it.")]
        else:
            assert refusal(read_epub, locked) is ReadStatus.ENCRYPTED


def test_a_book_that_names_files_outside_itself_finds_none(make):
    book = make.rezipped(
        make.epub_of("<p>x</p>"),
        lambda name, part: part.replace(b"p%200.xhtml", b"../../../etc/hostname") if name.endswith("opf") else part,
    )
    assert refusal(read_epub, book) is ReadStatus.CORRUPT


def test_hidden_and_white_words_of_a_word_file_are_left_out_but_not_white_on_dark():
    document = Document()
    paragraph = document.add_paragraph("We ")
    paragraph.add_run("secretly ").font.hidden = True
    paragraph.add_run("never ").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("support it.")
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].add_run("Year").font.color.rgb = RGBColor(255, 255, 255)
    extracted = read_docx(saved(document), LIMITS)
    assert "We support it." in [text for _, _, text in pieces(extracted)]
    assert "Year" in [text for _, _, text in pieces(extracted)]
    assert extracted.warnings == ("2 hidden parts of this document, which no reader sees, left out.",)


@pytest.mark.parametrize(("name", "read"), [("one.odt", read_odt), ("one.pptx", read_pptx), ("one.epub", read_epub)])
def test_entities_bombs_and_cut_files_are_refused(make, name, read):
    good = make.samples()[name]
    main = {"one.odt": "content.xml", "one.pptx": "ppt/slides/slide1.xml", "one.epub": "OEBPS/book.opf"}[name]
    entity = b'?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    hostile = make.rezipped(good, lambda part, body: body.replace(b"?>", entity, 1) if part == main else body)
    assert refusal(read, hostile) is ReadStatus.CORRUPT
    bomb = make.rezipped(good, lambda part, body: body + b" " * 5_000_000 if part == main else body)
    assert len(bomb) < LIMITS.max_bytes
    assert refusal(read, bomb) is ReadStatus.TOO_LARGE
    assert refusal(read, good[: len(good) // 2]) is ReadStatus.CORRUPT
    assert refusal(read, make.zip_of({"a.txt": "x"})) is ReadStatus.CORRUPT
