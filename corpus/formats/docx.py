"""Word files: mammoth turns them into HTML (changes accepted, lists and notes kept), which is then walked."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

import mammoth
from bs4 import BeautifulSoup
from lxml import etree

from corpus.blocks import BlockKind, Extracted, Piece
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._archive import lookup, parse_xml, refuse_declarations, unpack
from corpus.formats._lines import is_heading_like
from corpus.formats.html import hidden_warning, walk
from corpus.records import ReadStatus

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name^='toc '] => div.toc:fresh
p[style-name^='TOC '] => div.toc:fresh
"""
_MAIN = "word/document.xml"
_CORE = "docProps/core.xml"
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
}
_W = f"{{{_NAMESPACES['w']}}}"
_MIN_PROSE_WORDS = 12
_PLAIN_HEADING_LEVEL = 5
# python-docx and python-pptx write the dates of their own templates into every file they make.
_TEMPLATE_DATES = ("2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z")


def read_docx(content: bytes, limits: Limits) -> Extracted:
    """Read a Word file."""
    parts = unpack(content, limits)
    if _MAIN not in parts:
        raise UnreadableError(
            ReadStatus.CORRUPT,
            "This file is no Word document, whatever its name says. Save it as DOCX or PDF.",
        )
    for part in parts.values():
        refuse_declarations(part)
    parts[_MAIN], n_hidden = _without_hidden(parts[_MAIN])
    html = mammoth.convert_to_html(
        _packed(parts), style_map=_STYLES, convert_image=lambda _image: [], ignore_empty_paragraphs=True
    ).value
    # The numbers of Word's lists are not in this HTML, and counting the items would give others.
    builder = walk(BeautifulSoup(html, "lxml"), max_depth=limits.max_depth, has_numbers=False)
    pieces = list(_with_plain_headings(builder.pieces))
    headings = (piece.text for piece in pieces if piece.kind is BlockKind.HEADING)
    title, dated = office_properties(parts.get(_CORE))
    return Extracted(
        pieces=(*pieces, *_running_lines(parts)),
        title=title or next(headings, None),
        dated=dated,
        warnings=hidden_warning(builder.hidden + n_hidden),
    )


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Return the parts, all checked, as a file in memory; pictures and embedded files are no longer in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream


def _without_hidden(part: bytes) -> tuple[bytes, int]:
    """Return a document without the runs that no reader sees, and how many of them there were."""
    root = parse_xml(part)
    hidden = [run for run in root.iter(f"{_W}r") if _is_hidden(run) and "".join(run.itertext(f"{_W}t")).strip()]
    for run in hidden:
        for text in run.iter(f"{_W}t"):
            text.text = ""
    return (etree.tostring(root, encoding="utf-8", xml_declaration=True), len(hidden)) if hidden else (part, 0)


def _is_hidden(run: "etree._Element") -> bool:
    """Say whether a run is hidden, or white on the white of the page."""
    properties = run.find("w:rPr", _NAMESPACES)
    if properties is None:
        return False
    vanish = properties.find("w:vanish", _NAMESPACES)
    if vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off"):
        return True
    color = properties.find("w:color", _NAMESPACES)
    if color is None or (color.get(f"{_W}val") or "").upper() != "FFFFFF":
        return False
    grounds = ("w:shd", "w:highlight")
    if any(properties.find(ground, _NAMESPACES) is not None for ground in grounds):
        return False
    # A cell, a box or a shaded paragraph may be dark: there white is how a heading is printed.
    around = (f"{_W}tc", f"{_W}txbxContent")
    paragraph = next(run.iterancestors(f"{_W}p"), None)
    is_shaded = paragraph is not None and paragraph.find("w:pPr/w:shd", _NAMESPACES) is not None
    return not is_shaded and next(run.iterancestors(*around), None) is None


def _with_plain_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces, with short lines that stand alone before a paragraph as headings, as many authors make them."""
    for piece, after in zip_longest(pieces, pieces[1:]):
        is_alone = piece.kind is BlockKind.PARAGRAPH and after is not None and after.kind is BlockKind.PARAGRAPH
        if is_alone and is_heading_like(piece.text) and len(after.text.split()) >= _MIN_PROSE_WORDS:
            yield replace(piece, kind=BlockKind.HEADING, level=_PLAIN_HEADING_LEVEL)
        else:
            yield piece


def office_properties(part: bytes | None) -> tuple[str | None, str | None]:
    """Return title and date of the last change from an office file's own description (docProps/core.xml)."""
    title = lookup(part, "dc:title", _NAMESPACES)
    created = lookup(part, "dcterms:created", _NAMESPACES)
    if created in _TEMPLATE_DATES:
        return title, None
    return title, lookup(part, "dcterms:modified", _NAMESPACES) or created


def _running_lines(parts: dict[str, bytes]) -> Iterable[Piece]:
    """Yield the page headers and footers once each, last, so that they stand in no sentence's way."""
    seen = set()
    for name in sorted(parts):
        if not name.startswith(("word/header", "word/footer")):
            continue
        try:
            root = parse_xml(parts[name])
        except UnreadableError:
            continue
        for paragraph in root.iterfind(".//w:p", _NAMESPACES):
            text = "".join(node.text or "" for node in paragraph.iterfind(".//w:t", _NAMESPACES)).strip()
            if text and text not in seen:
                seen.add(text)
                yield Piece(kind=BlockKind.HEADER_FOOTER, text=text)


FORMAT = DocumentFormat(name="docx", suffixes=(".docx", ".docm", ".dotx"), read=read_docx)
