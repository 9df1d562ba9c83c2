"""Scans: pages are rendered as pictures and read by Tesseract, a program that is installed beside this one."""

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from shutil import which
from statistics import fmean

import pypdfium2 as pdfium

from corpus._tesseract import PROGRAM
from corpus.blocks import Extracted, Piece
from corpus.formats import Limits, UnreadableError
from corpus.formats._lines import ends_sentence, list_marker
from corpus.formats.text import pieces_of
from corpus.records import ReadStatus

_POINTS_PER_INCH = 72
_DPI = 300  # at 150 to 200 Tesseract misses several times as many words
_MAX_PIXELS = 40_000_000
_SPLIT_WORD = re.compile(r"[^\W\d_]{2}-$")
_COLUMNS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrSettings:
    """The language of the pages as Tesseract names it, and the least mean confidence (0..100) of a page's words."""

    language: str
    min_confidence: float


def read_scan(content: bytes, limits: Limits, settings: OcrSettings) -> Extracted:
    """Read the pages of a scanned PDF, or a picture.

    Raises:
        UnreadableError: no page shows words that can be made out.
    """
    is_document = b"%PDF-" in content[:1024]
    scanned = _scanned(_pages(content, limits) if is_document else [(1, content)], settings)
    if not scanned.pieces:
        raise UnreadableError(
            ReadStatus.NEEDS_OCR,
            "OCR makes out no words on its pages. Scan the paper again, straight and at 300 dpi, or ask for the text.",
        )
    told = f"Read by OCR (mean confidence {scanned.confidence:.0f} of 100): check its quotes against the paper."
    return Extracted(pieces=scanned.pieces, pages=scanned.n_pages, warnings=(told, *scanned.warnings))


def add_scanned_pages(read: Extracted, content: bytes, limits: Limits, settings: OcrSettings) -> Extracted:
    """Return what was read of a PDF with the words on its unread pages, in the order of the pages."""
    scanned = _scanned(_pages(content, limits, chosen=read.unread_pages), settings)
    told = []
    if scanned.pieces:
        listed = ", ".join(map(str, sorted({piece.page for piece in scanned.pieces if piece.page})))
        told.append(
            f"Page {listed} read by OCR (mean confidence {scanned.confidence:.0f} of 100): check what is quoted from "
            "it against the paper."
        )
    return replace(
        read,
        pieces=tuple(merge(read.pieces, scanned.pieces, key=lambda piece: piece.page or 0)),
        warnings=(*read.warnings, *told, *scanned.warnings),
        unread_pages=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scanned:
    """What OCR makes of pages; `confidence` is the mean of those that were kept, 0 if none was."""

    pieces: tuple[Piece, ...]
    confidence: float
    n_pages: int
    warnings: tuple[str, ...]


def _scanned(pictures: Iterable[tuple[int, bytes]], settings: OcrSettings) -> _Scanned:
    """Read pages, one at a time, since a picture of a page takes megabytes."""
    pieces: list[Piece] = []
    trusted: list[float] = []
    poor: list[int] = []
    n_pages = 0
    for number, picture in pictures:
        n_pages += 1
        text, confidence = _recognised(picture, settings.language)
        if not text:
            continue
        if confidence < settings.min_confidence:
            poor.append(number)
            continue
        trusted.append(confidence)
        pieces += [replace(piece, page=number) for piece in pieces_of(text)]
    listed = ", ".join(map(str, poor))
    return _Scanned(
        pieces=tuple(pieces),
        confidence=fmean(trusted) if trusted else 0.0,
        n_pages=n_pages,
        warnings=(f"The words on page {listed} can hardly be made out and were left out.",) if poor else (),
    )


def _pages(content: bytes, limits: Limits, *, chosen: Container[int] | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield the numbers of a PDF's pages, or of those chosen, each with a grey picture in the simplest format."""
    document = pdfium.PdfDocument(content)
    try:
        for index in range(min(len(document), limits.max_pages)):
            if chosen is not None and index + 1 not in chosen:
                continue
            page = document[index]
            width, height = page.get_size()
            scale = _DPI / _POINTS_PER_INCH
            scale *= min(1.0, (_MAX_PIXELS / max(1.0, width * height * scale**2)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True)
            rows = bytes(bitmap.buffer)
            lines = [rows[start : start + bitmap.width] for start in range(0, len(rows), bitmap.stride)]
            picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)
            bitmap.close()
            page.close()
            yield index + 1, picture
    finally:
        document.close()


def _recognised(picture: bytes, language: str) -> tuple[str, float]:
    """Return the words on a picture, paragraphs between blank lines, and how sure Tesseract is of them (0..100)."""
    command = [which(PROGRAM) or PROGRAM, "-", "-", "-l", language, "--dpi", str(_DPI), "--psm", "1", "tsv"]
    done = subprocess.run(  # noqa: S603  (the installed program; the picture comes through a pipe)
        command,
        input=picture,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1"},
    )
    if done.returncode != 0:
        raise UnreadableError(
            ReadStatus.NEEDS_OCR,
            f"Tesseract fails on it (exit code {done.returncode}). See whether it knows the language {language!r} "
            "(tesseract --list-langs), or put a text version here.",
        )
    paragraphs: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    confidences: list[float] = []
    for row in done.stdout.decode("utf-8", "replace").split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) == _COLUMNS and float(cells[10]) >= 0 and cells[11].strip():
            paragraphs[tuple(cells[1:4])][cells[4]].append(cells[11].strip())
            confidences.append(float(cells[10]))
    blocks: list[str] = []
    for lines in paragraphs.values():
        block = _joined([" ".join(words) for words in lines.values()])
        if blocks and block[:1].islower() and not ends_sentence(blocks[-1]):
            block = _joined([blocks.pop(), block])  # a line that stands out, or in, begins no paragraph
        blocks.append(block)
    return "\n\n".join(blocks), fmean(confidences) if confidences else 0.0


def _joined(lines: Sequence[str]) -> str:
    """Return the lines of a paragraph as one, but list items apart; a word that was split at a line's end is whole."""
    joined = lines[0]
    for line in lines[1:]:
        if list_marker(line) and ends_sentence(joined):
            joined += f"\n\n{line}"
        elif _SPLIT_WORD.search(joined) and line[:1].islower():
            joined = joined[:-1] + line
        else:
            joined += f" {line}"
    return joined
