"""Scans: pages are rendered as pictures and read by Tesseract, a program that is installed beside this one."""

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    pages = list(_pages(content, limits) if b"%PDF-" in content[:1024] else [content])
    pieces: list[Piece] = []
    trusted: list[float] = []
    poor: list[int] = []
    for number, picture in enumerate(pages, start=1):
        text, confidence = _recognised(picture, settings.language)
        if not text:
            continue
        if confidence < settings.min_confidence:
            poor.append(number)
            continue
        trusted.append(confidence)
        pieces += [replace(piece, page=number) for piece in pieces_of(text)]
    if not pieces:
        raise UnreadableError(
            ReadStatus.NEEDS_OCR,
            "OCR makes out no words on its pages. Scan the paper again, straight and at 300 dpi, or ask for the text.",
        )
    warnings = [f"Read by OCR (mean confidence {fmean(trusted):.0f} of 100): check its quotes against the paper."]
    if poor:
        warnings.append(f"The words on page {', '.join(map(str, poor))} can hardly be made out and were left out.")
    return Extracted(pieces=tuple(pieces), pages=len(pages), warnings=tuple(warnings))


def _pages(content: bytes, limits: Limits) -> Iterator[bytes]:
    """Yield the pages of a PDF as grey pictures, in the simplest format there is."""
    document = pdfium.PdfDocument(content)
    try:
        for index in range(min(len(document), limits.max_pages)):
            page = document[index]
            width, height = page.get_size()
            scale = _DPI / _POINTS_PER_INCH
            scale *= min(1.0, (_MAX_PIXELS / max(1.0, width * height * scale**2)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True)
            rows = bytes(bitmap.buffer)
            lines = [rows[start : start + bitmap.width] for start in range(0, len(rows), bitmap.stride)]
            yield b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)
            bitmap.close()
            page.close()
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
