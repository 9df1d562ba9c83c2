"""Small real files of every format, and the broken and hostile ones that are made from them."""

import io
import zipfile
from email.message import EmailMessage

import docx
import pytest
from pptx import Presentation
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

WORDS = "The port supports the charter as a whole. We would leave it over a rule on cranes without notice."
ODT_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-{kind} office:version="1.3" '
    + " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in {
            "draw": "drawing",
            "fo": "xsl-fo-compatible",
            "manifest": "manifest",
            "meta": "meta",
            "office": "office",
            "style": "style",
            "table": "table",
            "text": "text",
        }.items()
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
)
OPF = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:date>{date}</dc:date></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>
<spine><itemref idref="nav"/>{spine}</spine></package>"""
CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>x</title></head><body>{body}</body></html>"""


def zip_of(parts, *, stored=()):
    """Return a zip file with these parts; those of `stored` come first and are not compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in stored:
            archive.writestr(zipfile.ZipInfo(name), parts[name])
        for name, part in parts.items():
            if name not in stored:
                archive.writestr(name, part)
    return stream.getvalue()


def rezipped(content, change, *, extra=()):
    """Return a zip file with `change(name, part)` in place of each part, and more parts after them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    return zip_of(parts | dict(extra), stored=[name for name in parts if name == "mimetype"])


def odt_of(body, *, styles="", automatic="", meta=""):
    """Return an OpenDocument text with this content of office:text."""

    def part(kind, inner):
        return ODT_HEAD.format(kind=kind) + inner + f"</office:document-{kind}>"

    automatic = f"<office:automatic-styles>{automatic}</office:automatic-styles>"
    content = f"{automatic}<office:body><office:text>{body}</office:text></office:body>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": part("content", content),
        "styles.xml": part("styles", styles),
        "meta.xml": part("meta", f"<office:meta>{meta}</office:meta>"),
        "META-INF/manifest.xml": "<manifest/>",
    }
    return zip_of(parts, stored=["mimetype"])


def epub_of(*bodies, title="", date=""):
    """Return an e-book with one page for each body."""
    numbers = range(len(bodies))
    items = "".join(f'<item id="p{n}" href="p%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in numbers)
    spine = "".join(f'<itemref idref="p{number}"/>' for number in numbers)
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": OPF.format(title=title, date=date, items=items, spine=spine),
        "OEBPS/nav.xhtml": PAGE.format(body="<nav><ol><li>Contents</li></ol></nav><p>Contents</p>"),
    }
    parts |= {f"OEBPS/p {number}.xhtml": PAGE.format(body=body) for number, body in enumerate(bodies)}
    return zip_of(parts, stored=["mimetype"])


def pptx_of(*slides):
    """Return slides, each a title and lines."""
    presentation = Presentation()
    for title, *lines in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(lines)
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def docx_of(*paragraphs):
    """Return a Word file."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_of(*lines, pages=1, password=None, owner=None):
    """Return a PDF file; with a password only where one is given."""
    stream = io.BytesIO()
    locked = password or owner
    encryption = StandardEncryption(password or "", ownerPassword=owner or "own", strength=128) if locked else None
    paper = canvas.Canvas(stream, invariant=True, encrypt=encryption)
    for _ in range(pages):
        for number, line in enumerate(lines):
            paper.drawString(72, 700 - 14 * number, line)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def raw_pdf(objects):
    """Return a PDF file of these objects, the first of which is the catalog."""
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + table % (len(objects) + 1, entries, len(objects) + 1, len(out))


def rtf_of(text):
    """Return an RTF file with this text, as a word processor writes it."""
    fonts = r"{\fonttbl{\f0\fswiss Arial;}{\f1\froman\fcharset204 Times;}}"
    head = r"{\rtf1\ansi\ansicpg1252\deff0" + fonts + r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"
    return (head + text + "}").encode("ascii")


def eml_of(text, *attachments, subject="Our position", date="Wed, 3 Jun 2020 10:00:00 +0200"):
    """Return a mail with attachments, each a name and bytes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Port <p@x.example>", "Board <b@x.example>", subject
    mail["Date"] = date
    mail.set_content(text)
    for name, content in attachments:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def samples():
    """Return one small file of each format, by name; all say the same words."""
    return {
        "one.docx": docx_of("Position", WORDS),
        "one.eml": eml_of(WORDS, ("annex.txt", f"{WORDS} This is the annex.".encode())),
        "one.epub": epub_of(f"<h1>Position</h1><p>{WORDS}</p>"),
        "one.html": f"<!doctype html><h1>Position</h1><p>{WORDS}</p>".encode(),
        "one.md": f"# Position\n\n{WORDS}\n".encode(),
        "one.odt": odt_of(f'<text:h text:outline-level="1">Position</text:h><text:p>{WORDS}</text:p>'),
        "one.pdf": pdf_of("Position", "", WORDS[:43], WORDS[43:]),
        "one.pptx": pptx_of(("Position", WORDS)),
        "one.rtf": rtf_of(f"\\pard\\s1 Position\\par\\pard {WORDS}\\par"),
        "one.txt": f"Position\n\n{WORDS}\n".encode(),
    }


@pytest.fixture(scope="session")
def make():
    """Give the makers of files: `make.odt_of(...)` and so on."""

    class Makers:
        words = WORDS

    for maker in (docx_of, eml_of, epub_of, odt_of, pdf_of, pptx_of, raw_pdf, rezipped, rtf_of, samples, zip_of):
        setattr(Makers, maker.__name__, staticmethod(maker))
    return Makers
