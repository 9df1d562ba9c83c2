import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.formats import Limits, UnreadableError
from corpus.formats.docx import read_docx
from corpus.records import ReadStatus

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=100)
INSERTED = f"<w:ins {nsdecls('w')} w:id='1' w:author='x'><w:r><w:t xml:space='preserve'>oppose </w:t></w:r></w:ins>"
DELETED = f"<w:del {nsdecls('w')} w:id='2' w:author='x'><w:r><w:delText>support </w:delText></w:r></w:del>"


def paper():
    document = docx.Document()
    document.core_properties.title = "On cranes"
    document.add_heading("Cranes", 0)
    document.add_heading("What we ask for", 2)
    paragraph = document.add_paragraph("We ")
    for change in (DELETED, INSERTED):
        paragraph._p.append(parse_xml(change))
    paragraph.add_run("the draft. We ask for:")
    document.add_paragraph("notice;", style="List Bullet")
    document.add_paragraph("dates.", style="List Number")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Year", "2020"
    document.sections[0].header.paragraphs[0].text = "Port of Aa"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(content, change):
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == "word/document.xml" else old.read(name))
    return stream.getvalue()


def refusal(content, limits=LIMITS):
    with pytest.raises(UnreadableError) as caught:
        read_docx(content, limits)
    return caught.value.status


def test_structure_is_kept_and_changes_are_accepted():
    extracted = read_docx(paper(), LIMITS)
    assert extracted.title == "On cranes"
    assert [(piece.kind.value, piece.level, piece.text) for piece in extracted.pieces] == [
        ("heading", 1, "Cranes"),
        ("heading", 2, "What we ask for"),
        ("paragraph", 0, "We oppose the draft. We ask for:"),
        ("list_item", 1, "notice;"),
        ("list_item", 1, "dates."),
        ("table_cell", 0, "Year"),
        ("table_cell", 0, "2020"),
        ("header_footer", 0, "Port of Aa"),
    ]


def test_the_date_of_a_library_template_is_no_date():
    document = docx.Document()
    stream = io.BytesIO()
    document.save(stream)
    assert read_docx(stream.getvalue(), LIMITS).dated is None


def test_a_zip_bomb_is_refused_before_it_unpacks():
    paragraph = b"<w:p><w:r><w:t>" + b"A" * 1000 + b"</w:t></w:r></w:p>"
    bomb = repacked(paper(), lambda part: part.replace(b"<w:body>", b"<w:body>" + paragraph * 8000))
    assert len(bomb) < LIMITS.max_bytes
    assert refusal(bomb) is ReadStatus.TOO_LARGE


def test_a_zip_bomb_that_lies_about_its_size_is_refused_too():
    paragraph = b"<w:p><w:r><w:t>" + b"A" * 1000 + b"</w:t></w:r></w:p>"
    bomb = repacked(paper(), lambda part: part.replace(b"<w:body>", b"<w:body>" + paragraph * 8000))
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refusal(lying) in (ReadStatus.TOO_LARGE, ReadStatus.CORRUPT)


def test_entities_are_refused():
    entity = b'?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    hostile = repacked(paper(), lambda part: part.replace(b"?>", entity, 1).replace(b"the draft", b"&x;"))
    assert refusal(hostile) is ReadStatus.CORRUPT


@pytest.mark.parametrize("cut", [lambda paper: paper[: len(paper) // 2], lambda _: b"PK\x03\x04junk"])
def test_damaged_files_are_corrupt(cut):
    assert refusal(cut(paper())) is ReadStatus.CORRUPT


def test_a_zip_that_is_no_word_file_is_corrupt():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refusal(stream.getvalue()) is ReadStatus.CORRUPT
