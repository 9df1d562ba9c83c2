"""PDF files: pages through PDFium, their lines put together to typed blocks in reading order."""

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.blocks import Extracted
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._pdf_blocks import pieces_of
from corpus.formats._pdf_lines import Page, read_page
from corpus.records import ReadStatus

_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_NO_TITLE = re.compile(
    r"(?i)untitled|microsoft word|powerpoint|^\(?anonymous\)?$|\.(?:docx?|pdf|indd|odt|tex|pages)\s*$"
)
_LEADERS = re.compile(r"[ \t._\-…·]+")
_SIGNS = re.compile(r"[\W_]+")
_MIN_CHARACTERS = 20
_MIN_WORD_SHARE = 0.5
_MOST_OF_PAGE = 0.5


def read_pdf(content: bytes, limits: Limits) -> Extracted:
    """Read a PDF file."""
    document = _open(content)
    try:
        n_pages = len(document)
        if n_pages > limits.max_pages:
            raise UnreadableError(
                ReadStatus.TOO_LARGE,
                f"This file has {n_pages} pages, more than {limits.max_pages}. Keep those with positions, "
                "or raise max_pages.",
            )
        pages, n_unread = _read_pages(document, n_pages)
        metadata = document.get_metadata_dict()
    finally:
        document.close()
    undecoded = [page.number for page in pages if _is_undecoded(page)]
    pages = [page for page in pages if page.number not in undecoded]
    if sum(len(line.text) for page in pages for line in page.lines) < _MIN_CHARACTERS:
        raise _without_text(pages, undecoded, n_unread)
    without_lines = {page.number for page in pages if not page.lines}
    pieces = tuple(pieces_of(pages))  # this takes running lines off the pages; a scan may be stamped with one
    pictures = [
        page.number
        for page in pages
        if not page.lines and page.pictured > (0 if page.number in without_lines else _MOST_OF_PAGE)
    ]
    return Extracted(
        pieces=pieces,
        title=_title(metadata.get("Title", "")),
        dated=_dated(metadata.get("CreationDate", "")),
        pages=n_pages,
        warnings=_warnings(pages, n_unread),
        unread_pages=tuple(sorted([*pictures, *undecoded])),
    )


def _without_text(pages: list[Page], undecoded: list[int], n_unread: int) -> UnreadableError:
    """Return why a file has no text: its pages are pictures or signs, they are damaged, or nothing is on them."""
    if undecoded or any(page.pictured for page in pages):
        return UnreadableError(
            ReadStatus.NEEDS_OCR,
            "The pages are pictures, or their text cannot be decoded. Run OCR on the file (ocrmypdf does it; "
            "in the second case with --force-ocr) and put the result here.",
        )
    if n_unread:
        return UnreadableError(ReadStatus.CORRUPT, "Its pages are damaged. Print or export it to PDF again.")
    told = ["Its pages show neither text nor pictures.", *_warnings(pages, n_unread), "Ask its owner to send it again."]
    return UnreadableError(ReadStatus.EMPTY, " ".join(told))


def _open(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UnreadableError(
                ReadStatus.ENCRYPTED, "This file is protected by a password. Save a copy without one."
            ) from error
        raise UnreadableError(
            ReadStatus.CORRUPT, "This file is no PDF, or damaged. Print or export it to PDF again."
        ) from error


def _read_pages(document: pdfium.PdfDocument, n_pages: int) -> tuple[list[Page], int]:
    """Return the pages that can be read, and how many cannot."""
    pages = []
    n_unread = 0
    for index in range(n_pages):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            n_unread += 1
            continue
        try:
            pages.append(read_page(page, index + 1))
        except pdfium.PdfiumError:
            n_unread += 1
        finally:
            page.close()
    return pages, n_unread


def _title(stated: str) -> str | None:
    """Return the title that the file states, unless a program made it up."""
    title = " ".join(stated.split())
    return None if not any(map(str.isalpha, title)) or _NO_TITLE.search(title) else title


def _dated(stated: str) -> str | None:
    match = _DATE.match(stated)
    return "-".join(part for part in match.groups() if part) if match else None


def _is_undecoded(page: Page) -> bool:
    """Say whether a page's characters are signs rather than words, as from fonts that hide what they mean."""
    # Dots and strokes that lead from a title to its page number are no sign of it.
    characters = _LEADERS.sub("", "".join(line.text for line in page.lines))
    n_of_words = len(_SIGNS.sub("", characters))
    return len(characters) >= _MIN_CHARACTERS and n_of_words < _MIN_WORD_SHARE * len(characters)


def _warnings(pages: list[Page], n_unread: int) -> tuple[str, ...]:
    warnings = []
    n_hidden = sum(page.n_hidden for page in pages)
    if n_hidden:
        warnings.append(f"{n_hidden} hidden lines of this document (white, tiny, invisible or off the page) left out.")
    if n_unread:
        warnings.append(f"{n_unread} pages of this document are damaged and were left out.")
    return tuple(warnings)


FORMAT = DocumentFormat(name="pdf", suffixes=(".pdf",), read=read_pdf)
