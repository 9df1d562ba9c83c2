"""Files that were made to break a reader: each costs only itself, within its limits, and ends with a true status."""

import io
import json
import os
import pickle
import subprocess
import sys
import zlib

import pytest
from docx import Document
from docx.shared import RGBColor

LIMITS = {"max_megabytes": 5, "max_memory_megabytes": 400, "max_seconds": 40, "max_attachments": 5, "workers": 2}
READ = """
import json, pathlib, pickle, resource, sys
from corpus.intake import survey
from corpus.reading import read_files
from corpus.reading_settings import ReadingSettings
intake = survey(pathlib.Path(sys.argv[1]))
result = read_files(intake.files, ReadingSettings(**json.loads(sys.argv[2])))
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
sys.stdout.buffer.write(pickle.dumps((intake, result, peak)))
"""
PER_MEGABYTE = 1 << 20
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
WORDS = "The port supports the charter as a whole. We would leave it over a rule on cranes without notice."
RUSSIAN = "Порт поддерживает устав в целом, но не может согласиться с правилом о кранах без достаточного срока. "
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
).encode()
XXE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]%b>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SHOWN = b"/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>"


def stream(content, *, filters=b""):
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), filters, content)


def pages(kids=b"3 0 R", count=1, catalog=b""):
    return [b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)]


def flate_bomb():
    """A page whose content unpacks twice, to 256 MB."""
    packer = zlib.compressobj(1)
    chunk = b"BT /F1 12 Tf (A) Tj ET\n" * 45590
    packed = zlib.compress(b"".join([*(packer.compress(chunk) for _ in range(256)), packer.flush()]), 9)
    filters = b"/Filter[/FlateDecode/FlateDecode]"
    return [*pages(), PAGE % SHOWN, stream(packed, filters=filters), FONT]


def form_loop():
    """A page that draws itself twice, again and again."""
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 11>>stream\n"
    drawn = PAGE % b"/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>"
    return [*pages(), drawn, stream(b"/X Do"), form + b"/X Do /X Do\nendstream"]


def many_pages(number):
    kids = b" ".join(b"%d 0 R" % (page + 6) for page in range(number))
    shown = stream(b"BT /F1 12 Tf 72 700 Td (The port supports the charter as a whole.) Tj ET")
    return [*pages(kids, number), b"null", shown, FONT, *[PAGE % SHOWN for _ in range(number)]]


def pdfs(make):
    good = make.pdf_of(WORDS[:43], WORDS[43:])
    box = PAGE.replace(b"612 792", b"999999999 999999999") % SHOWN
    shown = stream(b"BT /F1 12 Tf 72 700 Td (The port supports the charter as a whole.) Tj ET")
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
    white = stream(
        b"BT /F1 12 Tf 72 700 Td (The port supports the charter as a whole.) Tj 1 g 0 -20 Td (We oppose it.) Tj ET"
    )
    return {
        "good.pdf": (good, "read"),
        "password.pdf": (make.pdf_of(WORDS, password="secret"), "encrypted"),
        "owner_password.pdf": (make.pdf_of(WORDS, owner="own"), "read"),
        "half.pdf": (good[: len(good) // 2], "corrupt read"),
        "nothing.pdf": (b"", "empty"),
        "noise.pdf": (noise(200_000), "corrupt"),
        "head_only.pdf": (b"%PDF-1.7\n", "corrupt"),
        "no_table.pdf": (good[: good.rfind(b"xref")], "read"),
        "bomb.pdf": (make.raw_pdf(flate_bomb()), "too_large worker_died needs_ocr"),
        "page_loop.pdf": (make.raw_pdf([*pages(b"3 0 R 2 0 R", 2), PAGE % b""]), "corrupt"),
        "two_billion_pages.pdf": (make.raw_pdf([*pages(count=2_000_000_000), PAGE % b""]), "needs_ocr empty too_large"),
        "deep_arrays.pdf": (make.raw_pdf([*pages(catalog=b"/X " + b"[" * 100_000), PAGE % b""]), "corrupt empty"),
        "form_loop.pdf": (make.raw_pdf(form_loop()), "needs_ocr worker_died timeout"),
        "many_pages.pdf": (make.raw_pdf(many_pages(5000)), "too_large"),
        "no_pages.pdf": (make.raw_pdf(pages(b"", 0)), "corrupt empty"),
        "no_text.pdf": (make.raw_pdf([*pages(), PAGE % b""]), "needs_ocr empty"),
        "huge_page.pdf": (make.raw_pdf([*pages(), box, shown, FONT]), "read"),
        "script.pdf": (make.raw_pdf([*pages(catalog=script), PAGE % SHOWN, shown, FONT]), "read"),
        "white.pdf": (make.raw_pdf([*pages(), PAGE % SHOWN, white, FONT]), "read"),
        "word.pdf": (make.docx_of(WORDS), "read"),
    }


def noise(size):
    """Return bytes that look random and are the same each time."""
    return b"".join(zlib.crc32(b"%d" % number).to_bytes(4, "big") for number in range(size // 4))


def office(make):
    word, main = make.docx_of("Position", WORDS), "word/document.xml"
    odt, slides, book = (make.samples()[f"one.{kind}"] for kind in ("odt", "pptx", "epub"))

    def changed(content, part, old, new):
        """Return an office file with another text in one part."""
        return make.rezipped(content, lambda name, body: body.replace(old, new, 1) if name == part else body)

    def with_parts(content, *parts):
        return make.rezipped(content, lambda _, body: body, extra=parts)

    paragraphs = (b"<w:p><w:r><w:t>" + b"A" * 1000 + b"</w:t></w:r></w:p>") * 25_000
    nested = b"<w:sdt><w:sdtContent>" * 20_000 + b"</w:sdtContent></w:sdt>" * 20_000
    template = b'<Relationship Id="rX" TargetMode="External" Target="http://127.0.0.1:9/t.dotm" '
    template += b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Rel'
    wide = ("<?xml version='1.0' encoding='utf-16'?>" + XXE.decode() + "<r>&x;</r>").encode("utf-16")
    flags = b"PK\x01\x02\x14\x03\x14\x00%b\x00"
    white = Document()
    white.add_paragraph(WORDS).add_run("We oppose it.").font.color.rgb = RGBColor(255, 255, 255)
    head, slide, page = b"?>", "ppt/slides/slide1.xml", "OEBPS/p 0.xhtml"
    links = "ppt/_rels/presentation.xml.rels"
    return {
        "bomb.docx": (changed(word, main, b"<w:body>", b"<w:body>" + paragraphs), "too_large"),
        "entity.docx": (changed(word, main, head, head + XXE), "corrupt"),
        "laughs.docx": (changed(word, main, head, head + LAUGHS), "corrupt"),
        "wide_entity.docx": (make.zip_of({main: wide}), "corrupt"),
        "deep.docx": (changed(word, main, b"<w:body>", b"<w:body>" + nested), "too_large"),
        "half.docx": (word[: len(word) // 2], "corrupt"),
        "noise.docx": (b"PK\x03\x04" + noise(50_000), "corrupt"),
        "slip.docx": (with_parts(word, ("../../../../slipped.xml", "<r/>")), "read"),
        "template.docx": (changed(word, "word/_rels/document.xml.rels", b"</Rel", template), "read"),
        "plain_zip.docx": (make.zip_of({"a.txt": "x"}), "corrupt"),
        "password.docx": (OLE + noise(20_000), "encrypted"),
        "zip_password.docx": (word.replace(flags % b"\x00", flags % b"\x01"), "encrypted"),
        "compression.docx": (word.replace(b"\x00\x00\x08\x00", b"\x00\x00\x63\x00"), "corrupt"),
        "many_parts.docx": (with_parts(word, *((f"x/{number}.xml", "") for number in range(5000))), "read"),
        "white.docx": (saved(white), "read"),
        "pdf.docx": (make.pdf_of(WORDS[:43], WORDS[43:], "PDF"), "read"),
        "entity.odt": (changed(odt, "content.xml", head, head + XXE), "corrupt"),
        "laughs.odt": (changed(odt, "content.xml", head, head + LAUGHS), "corrupt"),
        "bomb.odt": (changed(odt, "content.xml", head, head + b" " * 25_000_000), "too_large"),
        "deep.odt": (changed(odt, "content.xml", b"<text:p>", b"<text:section>" * 9999), "too_large"),
        "sheet.odt": (make.rezipped(odt, lambda _, part: part.replace(b":text>", b":spreadsheet>")), "unsupported"),
        "entity.pptx": (changed(slides, slide, head, head + XXE), "corrupt"),
        "no_slide.pptx": (changed(slides, links, b"slides/slide1", b"../../x"), "empty"),
        "laughs.epub": (changed(book, page, b"<!DOCTYPE html>", LAUGHS), "read"),
        "outside.epub": (changed(book, "OEBPS/book.opf", b"p%200.xhtml", b"../../../etc/hostname"), "corrupt"),
        "half.epub": (book[: len(book) // 2], "corrupt"),
    }


def saved(document):
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def pages_and_text(make):
    sentence = "La Commission soutient « pleinement » l’accord – 5 € – et la façade naïve. "
    return {
        "deep.rtf": (b"{\\rtf1 " + b"{\\b " * 200_000, "too_large"),
        "unbalanced.rtf": (f"{{\\rtf1 {WORDS}{{\\b".encode(), "read"),
        "noise.rtf": (b"{\\rtf1" + noise(50_000), "corrupt"),
        "object.rtf": (b"{\\rtf1 {\\object{\\*\\objdata " + b"41" * 2_000_000 + f"}}}}{WORDS}}}".encode(), "read"),
        "endless_bin.rtf": (f"{{\\rtf1 {WORDS}\\bin2000000000 x}}".encode(), "read"),
        "deep.html": (b"<html><body>" + b"<div>" * 100_000 + WORDS.encode(), "too_large"),
        "deep_inline.html": (b"<b><i>" * 30_000 + WORDS.encode(), "too_large"),
        "attributes.html": (("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{WORDS}</p>").encode(), "read"),
        "hidden.html": (f"<p>{WORDS}</p><p style='display:none'>We oppose it.</p>".encode(), "read"),
        "script.html": (f"<p>{WORDS}<img src=x onerror=alert(1)><script>alert(1)</script></p>".encode(), "read"),
        "entity.html": (XXE + f"<html><p>&x; {WORDS}</p></html>".encode(), "read"),
        "charset.html": (f"<meta charset=nonexist-99><p>{WORDS}</p>".encode(), "read"),
        "page.doc": (f"<html><p>{WORDS}</p></html>".encode(), "read"),
        "deep.md": (b">" * 50_000 + WORDS.encode(), "too_large"),
        "brackets.md": (b"[" * 50_000 + WORDS.encode(), "too_large"),
        "comments.md": (b"<!--" * 250_000 + b"\n\n" + WORDS.encode(), "empty"),
        "table.md": (b"|a" * 2000 + b"\n" + b"|-" * 2000 + b"\n" + b"|b" * 2000 + b"\n\n" + WORDS.encode() * 3, "read"),
        "binary.txt": (noise(100_000), "corrupt"),
        "program.exe": (b"MZ\x90\x00" + noise(4000), "unsupported"),
        "zeros.txt": (b"\x00" * 5000, "corrupt"),
        "some_zeros.txt": (f"We support\x00 the charter. {WORDS}".encode() * 9, "read"),
        "wide.txt": (WORDS.encode("utf-16-be"), "read"),
        "four_bytes.txt": (WORDS.encode("utf-32"), "read"),
        "half_sign.txt": (WORDS.encode() + b" \xed\xa0\x80 it", "read"),
        "mixed.txt": ((WORDS + "\n").encode() * 5 + sentence.encode("cp1252"), "read"),
        "one_line.txt": (b"We support the charter. " * 100_000, "read"),
        "no_words.txt": (b" \n\t\n" * 1000, "empty"),
        "invisible.txt": (f"We sup\u00adport\u200b \u202eit. {WORDS}".encode(), "read"),
        "russian.txt": ((RUSSIAN * 4).encode("cp1251"), "other_language"),
        "line_ends.txt": (f"{WORDS}\r{WORDS}\r\n\x0c{WORDS}\x0b\x85".encode("cp1252", "replace"), "read"),
        "picture.png": (b"\x89PNG\r\n\x1a\n" + noise(1000), "needs_ocr"),
        "old.doc": (OLE + noise(9004), "unsupported"),
        "mail.msg": (OLE + noise(9000), "unsupported"),
        "packed.gz": (b"\x1f\x8b\x08\x00" + noise(500), "unsupported"),
    }


def mails(make):
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(2000))
    many = "".join(f"--x\nContent-Disposition: attachment; filename={n}.txt\n\n{WORDS} {n}\n" for n in range(1000))
    bomb = make.zip_of({"word/document.xml": b"<r>" + b" " * 25_000_000})
    return {
        "deep.eml": (b"From: a\nContent-Type: message/rfc822\n\n" * 3000 + b"\nbody", "too_large"),
        "deep_parts.eml": (b"From: a\n" + deep + b"\nbody", "too_large"),
        "charset.eml": (f"From: a\nContent-Type: text/plain; charset=nonexist-99\n\n{WORDS}".encode(), "read"),
        "locked.eml": (b"From: a\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\nx\n--x--", "encrypted"),
        "outside.eml": (make.eml_of(WORDS, ("../../../slipped.txt", WORDS.encode())), "read"),
        "many.eml": (
            f"From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n{WORDS}\n{many}--x--".encode(),
            "read",
        ),
        "no_boundary.eml": (f"From: a\nContent-Type: multipart/mixed\n\n{WORDS}".encode(), "read"),
        "bomb.eml": (make.eml_of(WORDS, ("bomb.docx", bomb)), "read"),
        "no.eml": (WORDS.encode(), "corrupt"),
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, make):
    """Write all of them, read them once, and give the folder, what was expected, what it held, and what came of it."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "m").mkdir()
    wanted = {**pdfs(make), **office(make), **pages_and_text(make), **mails(make)}
    for name, (content, _) in wanted.items():
        (folder / "m" / name).write_bytes(content)
    with (folder / "m" / "hundred_megabytes.txt").open("wb") as large:
        large.truncate(100 * PER_MEGABYTE)
    (folder / "m" / "name\nwith\x07signs.txt").write_text(WORDS + " Signs.")
    (folder / "m" / os.fsdecode(b"no_utf8\xff.txt")).write_text(WORDS + " No.")
    (folder / "m" / ("long" * 60 + ".txt")).write_text(WORDS + " Long.")
    (folder / "m" / "folder.pdf").mkdir()
    (folder / "m" / "link.txt").symlink_to("/etc/hostname")
    (folder / "m" / "loop").symlink_to(folder / "m")
    os.mkfifo(folder / "m" / "pipe.txt")
    # In a process of its own, so that only the workers' memory is counted.
    run = subprocess.run([sys.executable, "-c", READ, folder, json.dumps(LIMITS)], stdout=subprocess.PIPE, check=True)
    intake, result, peak = pickle.loads(run.stdout)
    documents = {reading.document.path.removeprefix("m/"): reading.document for reading in result.readings}
    return folder, {name: status for name, (_, status) in wanted.items()}, intake, result, documents, peak


def test_every_file_ends_with_its_status(hostile):
    _, wanted, _, _, documents, _ = hostile
    others = {"hundred_megabytes.txt": "too_large", "long" * 60 + ".txt": "read"}
    found = {name: documents[name].status.value for name in wanted | others}
    wrong = {name: found[name] for name, status in (wanted | others).items() if found[name] not in status.split()}
    assert wrong == {}
    assert len(found) >= 90


def test_every_refusal_is_told_with_advice(hostile):
    *_, result, documents, _ = hostile
    told = {row.subject: row for row in result.rejections}
    for document in documents.values():
        if document.status != "read":
            assert told[document.path].reason == document.status
            assert told[document.path].detail.endswith(".")
            assert document.text == ""


def test_links_and_pipes_are_never_opened(hostile):
    _, _, intake, _, documents, _ = hostile
    aside = {row.subject: row.reason for row in intake.rejections}
    assert aside == {f"m/{name}": "not_a_regular_file" for name in ("link.txt", "loop", "pipe.txt")}
    assert not {"link.txt", "loop", "pipe.txt", "folder.pdf"} & set(documents)


def test_memory_stays_within_the_limit(hostile):
    *_, peak = hostile
    assert 0 < peak <= LIMITS["max_memory_megabytes"] * 1024


def test_nothing_is_written_and_nothing_hidden_or_outside_is_read(hostile):
    folder, _, _, result, documents, _ = hostile
    assert not list(folder.parent.rglob("slipped*"))
    for reading in result.readings:
        assert "lollol" not in reading.document.text
        if reading.document.path.endswith(("white.pdf", "white.docx", "hidden.html")):
            assert "support" in reading.document.text
            assert "oppose" not in reading.document.text
    for name in ("entity.html", "outside.eml"):
        assert WORDS in documents[name].text


def test_attachments_end_with_their_own_status(hostile):
    *_, documents, _ = hostile
    assert documents["outside.eml/1/slipped.txt"].status == "read"
    assert documents["bomb.eml/1/bomb.docx"].status == "too_large"
    assert sum(name.startswith("many.eml/") for name in documents) == LIMITS["max_attachments"]
