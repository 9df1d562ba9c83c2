import io

import pypdfium2 as pdfium
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from corpus._tesseract import is_installed
from corpus.intake import survey
from corpus.reading import read_files
from corpus.reading_settings import ReadingSettings

needs_tesseract = pytest.mark.skipif(not is_installed(), reason="Tesseract is not installed (apt: tesseract-ocr)")
LINES = (
    "Position of the Port of Aa",
    "",
    "The port supports the charter as a whole, and it would leave the",
    "alliance over a rule on the inspec-",
    "tion of cranes without notice. We ask for:",
    "",
    "1. Notice of thirty days.",
    "2. A list of the cranes.",
)


def scan_of(pdf, *, dpi=200):
    """Return a PDF that shows the same pages as pictures, and the first picture."""
    document = pdfium.PdfDocument(pdf)
    stream = io.BytesIO()
    paper = canvas.Canvas(stream)
    pictures = [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]
    for picture in pictures:
        width, height = (side * 72 / dpi for side in picture.size)
        paper.setPageSize((width, height))
        paper.drawImage(ImageReader(picture), 0, 0, width, height)
        paper.showPage()
    paper.save()
    picture = io.BytesIO()
    pictures[0].save(picture, "PNG", dpi=(dpi, dpi))
    return stream.getvalue(), picture.getvalue()


def read(folder, **settings):
    return read_files(survey(folder).files, ReadingSettings(workers=1, **settings))


@needs_tesseract
def test_scans_and_pictures_are_read_where_that_is_wanted(tmp_path, make, write):
    scan, picture = scan_of(make.pdf_of(*LINES, pages=2))
    blank, _ = scan_of(make.pdf_of())
    write(tmp_path, {"a/blank.pdf": blank, "a/picture.png": picture, "a/scan.pdf": scan})
    result = read(tmp_path, ocr=True)
    blank, picture, scan = result.readings
    assert blank.document.status == "needs_ocr"
    for reading in (picture, scan):
        text = reading.document.text
        assert (reading.document.status, reading.document.format) == ("read", "ocr")
        assert "and it would leave the alliance over a rule on the inspection of cranes without notice." in text
        items = [text[block.start : block.end] for block in reading.blocks if block.kind == "list_item"]
        assert items[:2] == ["1. Notice of thirty days.", "2. A list of the cranes."]
    assert scan.document.pages == 2
    assert {block.page for block in scan.blocks} == {1, 2}
    told = {row.subject: (row.reason, row.detail) for row in result.rejections}
    assert told["a/scan.pdf"][0] == "read_by_ocr"
    assert "mean confidence" in told["a/scan.pdf"][1]


def with_scan(make):
    """Return a paper of three pages, of which the second is a scan."""
    scan, _ = scan_of(make.pdf_of(*LINES))
    paper = pdfium.PdfDocument(make.pdf_of("The port would join tomorrow if the article on cranes went.", pages=2))
    paper.import_pages(pdfium.PdfDocument(scan), index=1)
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


@needs_tesseract
def test_only_the_scanned_pages_of_a_paper_are_read_by_ocr_and_stand_in_their_place(tmp_path, make, write):
    write(tmp_path, {"a/paper.pdf": with_scan(make)})
    result = read(tmp_path, ocr=True)
    (reading,) = result.readings
    assert (reading.document.status, reading.document.format, reading.document.pages) == ("read", "pdf+ocr", 3)
    pages = [block.page for block in reading.blocks]
    assert pages == sorted(pages)
    assert set(pages) == {1, 2, 3}
    assert "leave the alliance over a rule on the inspection of cranes" in reading.document.text
    assert reading.document.text.count("The port would join tomorrow") == 2
    (row,) = result.rejections
    assert row.reason == "read_by_ocr"
    assert row.detail.startswith("Page 2 read by OCR (mean confidence ")


@needs_tesseract
def test_a_paper_whose_scans_take_too_long_keeps_the_text_of_its_other_pages(tmp_path, make, write):
    write(tmp_path, {"a/paper.pdf": with_scan(make)})
    result = read(tmp_path, ocr=True, max_ocr_seconds=0.2)
    assert (result.readings[0].document.status, result.readings[0].document.format) == ("read", "pdf")
    (row,) = result.rejections
    assert row.reason == "parts_left_out"
    assert "raise max_ocr_seconds" in row.detail
    assert "No text can be read on page 2" in row.detail


def test_without_ocr_a_row_names_the_scanned_pages_of_a_paper(tmp_path, make, write):
    write(tmp_path, {"a/paper.pdf": with_scan(make)})
    result = read(tmp_path)
    assert result.readings[0].document.status == "read"
    (row,) = result.rejections
    assert row.reason == "parts_left_out"
    assert "No text can be read on page 2 " in row.detail
    assert "Tesseract" in row.detail or "set ocr = true" in row.detail


@needs_tesseract
def test_ocr_has_a_time_limit_of_its_own_and_says_when_it_lacks_a_language(tmp_path, make, write):
    scan, _ = scan_of(make.pdf_of(*LINES))
    write(tmp_path, {"a/scan.pdf": scan})
    result = read(tmp_path, ocr=True, max_ocr_seconds=0.2)
    assert result.readings[0].document.status == "timeout"
    assert "raise max_ocr_seconds" in result.rejections[0].detail
    result = read(tmp_path, ocr=True, ocr_language="zzz")
    assert result.readings[0].document.status == "needs_ocr"
    assert "'zzz'" in result.rejections[0].detail


@pytest.mark.parametrize("ocr", [True, False])
def test_without_tesseract_a_scan_needs_ocr_and_the_advice_says_how(tmp_path, make, write, monkeypatch, ocr):
    scan, _ = scan_of(make.pdf_of(*LINES), dpi=50)
    write(tmp_path, {"a/scan.pdf": scan})
    monkeypatch.setenv("PATH", str(tmp_path))
    result = read(tmp_path, ocr=ocr)
    assert result.readings[0].document.status == "needs_ocr"
    assert "install Tesseract" in result.rejections[0].detail
    assert ("set ocr = true" in result.rejections[0].detail) is not ocr
