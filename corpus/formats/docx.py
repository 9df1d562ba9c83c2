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
_CORE = "docProps/core.xml"
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
}
# A Word file unpacks to about ten times its size; text alone to rarely more than a hundred.
_UNPACKED_PER_LIMIT = 4
_MIN_PROSE_WORDS = 12
_PLAIN_HEADING_LEVEL = 5
_CHUNK = 1 << 20
# python-docx writes the date of its own template into every file it makes.
_TEMPLATE_DATE = "2013-12-23T23:15:00Z"


def read_docx(content: bytes, limits: Limits) -> Extracted:
    """Read a Word file."""
    parts = unpack(content, limits)
    if "word/document.xml" not in parts:
        raise UnreadableError(
            ReadStatus.CORRUPT,
            "This file is no Word document, whatever its name says. Save it as DOCX or PDF.",
        )
    html = mammoth.convert_to_html(
        io.BytesIO(content), style_map=_STYLES, convert_image=lambda _image: [], ignore_empty_paragraphs=True
    ).value
    builder = walk(BeautifulSoup(html, "lxml"), max_depth=limits.max_depth)
    pieces = list(_with_plain_headings(builder.pieces))
    headings = (piece.text for piece in pieces if piece.kind is BlockKind.HEADING)
    title, dated = _core(parts.get(_CORE))
    return Extracted(
        pieces=(*pieces, *_running_lines(parts)),
        title=title or next(headings, None),
        dated=dated,
        warnings=hidden_warning(builder.hidden),
    )


def _with_plain_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces, with short lines that stand alone before a paragraph as headings, as many authors make them."""
    for piece, after in zip_longest(pieces, pieces[1:]):
        is_alone = piece.kind is BlockKind.PARAGRAPH and after is not None and after.kind is BlockKind.PARAGRAPH
        if is_alone and is_heading_like(piece.text) and len(after.text.split()) >= _MIN_PROSE_WORDS:
            yield replace(piece, kind=BlockKind.HEADING, level=_PLAIN_HEADING_LEVEL)
        else:
            yield piece


def unpack(content: bytes, limits: Limits) -> dict[str, bytes]:
    """Return the XML parts of an office file, counting bytes as they come out.

    Raises:
        UnreadableError: the file is no zip, is encrypted, unpacks to more than allowed, or declares entities.
    """
    allowed = limits.max_bytes * _UNPACKED_PER_LIMIT
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > allowed:
                raise _too_large()
            for member in archive.infolist():
                unpacked = _unpack_one(archive, member, allowed)
                allowed -= len(unpacked)
                if member.filename.endswith((".xml", ".rels")):
                    _refuse_entities(unpacked)
                    parts[member.filename] = unpacked
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise UnreadableError(
            ReadStatus.CORRUPT, "This file is damaged. Open it in your office program and save it again."
        ) from error
    except RuntimeError as error:
        raise UnreadableError(
            ReadStatus.ENCRYPTED, "This file is protected by a password. Save a copy without one."
        ) from error
    return parts


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowed: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > allowed:
                raise _too_large()
            chunks.append(chunk)
    return b"".join(chunks)


def _too_large() -> UnreadableError:
    return UnreadableError(
        ReadStatus.TOO_LARGE,
        "This file unpacks to far more than a paper needs. Remove pictures and embedded files, or raise max_megabytes.",
    )


def _refuse_entities(part: bytes) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E" in part:
        raise UnreadableError(
            ReadStatus.CORRUPT,
            "This file declares entities, as no office program does. If you trust it, save it again.",
        )


def _parse(part: bytes) -> "etree._Element":
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _core(part: bytes | None) -> tuple[str | None, str | None]:
    """Return title and date of the last change from the file's own description."""
    if part is None:
        return None, None
    try:
        root = _parse(part)
    except etree.XMLSyntaxError:
        return None, None
    if root.findtext("dcterms:created", namespaces=_NAMESPACES) == _TEMPLATE_DATE:
        return (root.findtext("dc:title", namespaces=_NAMESPACES) or "").strip() or None, None
    title = root.findtext("dc:title", namespaces=_NAMESPACES)
    dated = root.findtext("dcterms:modified", namespaces=_NAMESPACES) or root.findtext(
        "dcterms:created", namespaces=_NAMESPACES
    )
    return (title or "").strip() or None, (dated or "").strip() or None


def _running_lines(parts: dict[str, bytes]) -> Iterable[Piece]:
    """Yield the page headers and footers once each, last, so that they stand in no sentence's way."""
    seen = set()
    for name in sorted(parts):
        if not name.startswith(("word/header", "word/footer")):
            continue
        try:
            root = _parse(parts[name])
        except etree.XMLSyntaxError:
            continue
        for paragraph in root.iterfind(".//w:p", _NAMESPACES):
            text = "".join(node.text or "" for node in paragraph.iterfind(".//w:t", _NAMESPACES)).strip()
            if text and text not in seen:
                seen.add(text)
                yield Piece(kind=BlockKind.HEADER_FOOTER, text=text)


FORMAT = DocumentFormat(name="docx", suffixes=(".docx", ".docm", ".dotx"), read=read_docx)
