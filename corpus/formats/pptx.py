"""Slides: titles as headings, bullets as list items, tables and speaker notes; a page is a slide."""

import itertools
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.blocks import BlockKind, Cell, Extracted, Piece
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._archive import is_xml, parse_xml, unpack
from corpus.formats._lines import is_bold_heading, list_marker
from corpus.formats.docx import office_properties
from corpus.records import ReadStatus

_MAIN = "ppt/presentation.xml"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_A, _P, _DGM = (f"{{{_NAMESPACES[name]}}}" for name in ("a", "p", "dgm"))
_TITLES = {"title": 1, "ctrTitle": 1, "subTitle": 2}
_RUNNING = frozenset({"dt", "ftr", "hdr", "sldNum"})
_NO_TITLE = re.compile(r"(?i)^(?:powerpoint presentation|presentation|slide \d+)$")
_BOLD_HEADING_LEVEL = 4
_MAX_TABLES = 1000  # a slide's; so that no two of a file have the same number


@dataclass(frozen=True, slots=True)
class _Slides:
    """The parts of the file, and how one finds another."""

    parts: dict[str, bytes]

    def related(self, name: str) -> dict[str, str]:
        """Return the names of the parts that a part refers to, by the id it uses for each."""
        folder, base = posixpath.split(name)
        relations = self.parts.get(f"{folder}/_rels/{base}.rels")
        if relations is None:
            return {}
        return {
            relation.get("Id") or "": posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))[1:]
            for relation in parse_xml(relations)
            if isinstance(relation.tag, str)
        }


def read_pptx(content: bytes, limits: Limits) -> Extracted:
    """Read slides in the order in which they are shown."""
    slides = _Slides(unpack(content, limits, wanted=is_xml))
    if _MAIN not in slides.parts:
        raise UnreadableError(ReadStatus.CORRUPT, "This file holds no slides, whatever its name says. Save it as PDF.")
    related = slides.related(_MAIN)
    listed = parse_xml(slides.parts[_MAIN]).iterfind("p:sldIdLst/p:sldId", _NAMESPACES)
    names = [related.get(slide.get(f"{_RELATIONS}id") or "", "") for slide in listed]
    if len(names) > limits.max_pages:
        raise UnreadableError(
            ReadStatus.TOO_LARGE, f"This file has {len(names)} slides, more than {limits.max_pages}. Raise max_pages."
        )
    pieces: list[Piece] = []
    n_hidden = n_missing = 0
    for number, name in enumerate(names, start=1):
        if name not in slides.parts:
            n_missing += 1
            continue
        root = parse_xml(slides.parts[name])
        if root.get("show") in ("0", "false"):
            n_hidden += 1
            continue
        pieces += _slide(slides, name, root, number)
    title, dated = office_properties(slides.parts.get("docProps/core.xml"))
    heading = next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING), None)
    return Extracted(
        pieces=tuple(pieces),
        title=title if title and not _NO_TITLE.search(title) else heading,
        dated=dated,
        pages=len(names),
        warnings=_warnings(n_hidden, n_missing),
    )


def _warnings(n_hidden: int, n_missing: int) -> tuple[str, ...]:
    warnings = []
    if n_hidden:
        warnings.append(f"{n_hidden} hidden slides of this document left out.")
    if n_missing:
        warnings.append(f"{n_missing} slides that this document names are not in it.")
    return tuple(warnings)


def _slide(slides: _Slides, name: str, root: "etree._Element", number: int) -> Iterator[Piece]:
    """Yield what stands on a slide, then the notes to it."""
    related = slides.related(name)
    tables = itertools.count(number * _MAX_TABLES)
    for shape in _shapes(root):
        if shape.tag == f"{_A}tbl":
            yield from _table(shape, next(tables), number)
        elif shape.tag == f"{_DGM}relIds":
            part = slides.parts.get(related.get(shape.get(f"{_RELATIONS}dm") or "", ""))
            for point in parse_xml(part).iter(f"{_DGM}t") if part is not None else ():
                yield Piece(kind=BlockKind.LIST_ITEM, text=_text(point), level=1, page=number)
        else:
            yield from _boxed(shape, number)
    for target in sorted(related.values()):
        if target.startswith("ppt/notesSlides/") and target in slides.parts:
            yield from _notes(parse_xml(slides.parts[target]), number)


def _table(shape: "etree._Element", table: int, number: int) -> Iterator[Piece]:
    for row, line in enumerate(shape.iter(f"{_A}tr")):
        for column, cell in enumerate(line.iter(f"{_A}tc")):
            text = " ".join(filter(None, map(_text, cell.iter(f"{_A}p"))))
            place = Cell(table=table, row=row, column=column)
            yield Piece(kind=BlockKind.TABLE_CELL, text=text, page=number, cell=place)


def _notes(root: "etree._Element", number: int) -> Iterator[Piece]:
    for shape in _shapes(root):
        if _placeholder(shape) == "body":
            for paragraph in shape.iterfind("p:txBody/a:p", _NAMESPACES):
                yield Piece(kind=BlockKind.PARAGRAPH, text=_text(paragraph), page=number)


def _shapes(root: "etree._Element") -> Iterator["etree._Element"]:
    """Yield boxes, tables and diagrams in the order in which they lie on the slide, those of groups included."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.tag in (f"{_P}sp", f"{_A}tbl", f"{_DGM}relIds"):
            yield node
        elif node.tag != _FALLBACK and isinstance(node.tag, str):
            waiting.extend(reversed(node))


def _placeholder(shape: "etree._Element") -> str | None:
    """Return what a box is on its slide ("title", "body", ...); None for one that was drawn freely."""
    found = shape.find("p:nvSpPr/p:nvPr/p:ph", _NAMESPACES)
    return None if found is None else found.get("type") or "body"


def _boxed(shape: "etree._Element", number: int) -> Iterator[Piece]:
    use = _placeholder(shape)
    paragraphs = [paragraph for paragraph in shape.iterfind("p:txBody/a:p", _NAMESPACES) if _text(paragraph)]
    if use in _TITLES:
        text = " ".join(map(_text, paragraphs))
        yield Piece(kind=BlockKind.HEADING, text=text, level=_TITLES[use or ""], page=number)
        return
    for paragraph in paragraphs:
        text = _text(paragraph)
        marker = list_marker(text)
        if use in _RUNNING:
            yield Piece(kind=BlockKind.HEADER_FOOTER, text=text, page=number)
        elif marker or _has_bullet(paragraph, use):
            text = marker.kept + text[marker.end :] if marker else text
            yield Piece(kind=BlockKind.LIST_ITEM, text=text, level=_level(paragraph), page=number)
        elif _is_bold(paragraph) and is_bold_heading(text):
            yield Piece(kind=BlockKind.HEADING, text=text, level=_BOLD_HEADING_LEVEL, page=number)
        else:
            yield Piece(kind=BlockKind.PARAGRAPH, text=text, page=number)


def _text(node: "etree._Element") -> str:
    """Return the words of a paragraph; a break inside it is a space."""
    words = [" " if part.tag == f"{_A}br" else part.text or "" for part in node.iter(f"{_A}t", f"{_A}br")]
    return " ".join("".join(words).split())


def _has_bullet(paragraph: "etree._Element", use: str | None) -> bool:
    """Say whether a paragraph has a bullet: its own, or the one that the main box of a slide gives."""
    properties = paragraph.find("a:pPr", _NAMESPACES)
    if properties is not None:
        if properties.find("a:buNone", _NAMESPACES) is not None:
            return False
        own = ("a:buChar", "a:buAutoNum", "a:buBlip")
        if any(properties.find(bullet, _NAMESPACES) is not None for bullet in own):
            return True
    return use in ("body", "obj")


def _level(paragraph: "etree._Element") -> int:
    properties = paragraph.find("a:pPr", _NAMESPACES)
    written = "" if properties is None else properties.get("lvl") or ""
    return 1 + (int(written) if written.isascii() and written.isdigit() else 0)


def _is_bold(paragraph: "etree._Element") -> bool:
    runs = paragraph.findall("a:r", _NAMESPACES)
    marks = [run.find("a:rPr", _NAMESPACES) for run in runs]
    return bool(runs) and all(mark is not None and mark.get("b") in ("1", "true") for mark in marks)


FORMAT = DocumentFormat(name="pptx", suffixes=(".pptx", ".ppsx", ".pptm"), read=read_pptx)
