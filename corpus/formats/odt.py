"""OpenDocument text: a walk through content.xml, with deleted and hidden text left out."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.blocks import BlockKind, Cell, Extracted, Piece
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._archive import encrypted, is_xml, lookup, parse_xml, unpack
from corpus.formats._lines import is_bold_heading, list_marker
from corpus.formats.html import hidden_warning
from corpus.records import ReadStatus

_NAMESPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"
    for name, rest in {
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
        "office": "office",
        "style": "style",
        "table": "table",
        "text": "text",
    }.items()
} | {"dc": "http://purl.org/dc/elements/1.1/"}
_STYLE_NAME = f"{{{_NAMESPACES['text']}}}style-name"
_WHITE = "#ffffff"
# What stands in the text without being part of it: comments, deleted words, the declarations of fields.
_LEFT_OUT = frozenset(
    f"text:{name}"
    for name in (
        *("hidden-paragraph", "hidden-text", "note-citation", "ruby-text", "sequence-decls", "tracked-changes"),
        *("user-field-decls", "variable-decls"),
    )
) | {"office:annotation", "office:forms"}
_CONTENTS = frozenset(
    f"text:{name}" for name in ("alphabetical-index", "illustration-index", "table-index", "table-of-content")
)
_QUOTATION = re.compile(r"quot", re.IGNORECASE)
_CAPTION = re.compile(r"caption|illustration|^table$|^figure$", re.IGNORECASE)
_TITLES = {"Title": 1, "Subtitle": 2}
_BOLD_HEADING_LEVEL = 4
_MAX_REPEATED = 100


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: what a paragraph found here becomes."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    in_cell: bool = False
    cell: Cell | None = None


@dataclass(slots=True)
class _Styles:
    """What the styles of a document say that matters for its text; by the name of the style."""

    hidden: set[str] = field(default_factory=set)
    white: set[str] = field(default_factory=set)
    bold: set[str] = field(default_factory=set)
    parents: dict[str, str] = field(default_factory=dict)

    def add(self, root: "etree._Element") -> None:
        """Take in the styles of one part of the file."""
        for style in root.iter(_tag("style:style")):
            name = style.get(_tag("style:name")) or ""
            self.parents[name] = style.get(_tag("style:parent-style-name")) or ""
            properties = style.find("style:text-properties", _NAMESPACES)
            if properties is None:
                continue
            if properties.get(_tag("text:display")) == "none":
                self.hidden.add(name)
            grounds = [ground.get(_tag("fo:background-color")) for ground in style]
            if properties.get(_tag("fo:color")) == _WHITE and all(g in (None, "transparent", _WHITE) for g in grounds):
                self.white.add(name)
            if properties.get(_tag("fo:font-weight")) == "bold":
                self.bold.add(name)

    def family(self, name: str) -> list[str]:
        """Return a style and those it is made from."""
        found: list[str] = []
        while name and name not in found:
            found.append(name)
            name = self.parents.get(name, "")
        return found


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _name(node: "etree._Element") -> str:
    """Return an element's name with the prefix used here, or its bare name if it is of another kind."""
    namespace, _, local = str(node.tag).rpartition("}")
    prefix = next((short for short, full in _NAMESPACES.items() if "{" + full == namespace), None)
    return f"{prefix}:{local}" if prefix else local


def read_odt(content: bytes, limits: Limits) -> Extracted:
    """Read an OpenDocument text."""
    parts = unpack(content, limits, wanted=is_xml)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise encrypted()
    if "content.xml" not in parts:
        raise UnreadableError(ReadStatus.CORRUPT, "This file is no OpenDocument text. Save it as ODT, DOCX or PDF.")
    root = parse_xml(parts["content.xml"])
    styles = _Styles()
    if "styles.xml" in parts:
        styles.add(parse_xml(parts["styles.xml"]))
    styles.add(root)
    body = root.find("office:body/office:text", _NAMESPACES)
    if body is None:
        raise UnreadableError(
            ReadStatus.UNSUPPORTED, "This OpenDocument file holds no text but a table or slides. Save it as PDF."
        )
    walk = _Walk(styles, itertools.count())
    walk.through(body)
    meta = parts.get("meta.xml")
    heading = next((piece.text for piece in walk.pieces if piece.kind is BlockKind.HEADING), None)
    modified = lookup(meta, "office:meta/dc:date", _NAMESPACES)
    return Extracted(
        pieces=(*walk.pieces, *_running_lines(parts.get("styles.xml"), styles)),
        title=lookup(meta, "office:meta/dc:title", _NAMESPACES) or heading,
        dated=modified or lookup(meta, "office:meta/meta:creation-date", _NAMESPACES),
        warnings=hidden_warning(walk.n_hidden),
    )


class _Walk:
    """Goes through the text and collects its pieces; libxml2 has already bounded how deep it can be."""

    def __init__(self, styles: _Styles, tables: Iterator[int]) -> None:
        self.pieces: list[Piece] = []
        self.n_hidden = 0
        self._styles = styles
        self._tables = tables  # numbers for them
        self._aside: list[Piece] = []  # notes and boxes, which follow the paragraph that they hang on

    def through(self, node: "etree._Element", place: _Place | None = None) -> None:
        """Collect what stands in an element that holds paragraphs, lists and tables."""
        place = place or _Place()
        for child in node:
            name = _name(child)
            if name in _LEFT_OUT:
                continue
            if name == "text:h":
                level = child.get(_tag("text:outline-level")) or "1"
                inside = place if place.kind is BlockKind.CONTENTS else _Place(BlockKind.HEADING, _number(level))
                self._paragraph(child, inside)
            elif name == "text:p":
                self._paragraph(child, place)
            elif name == "table:table" and place.kind is not BlockKind.FOOTNOTE:
                self._table(child)
            else:
                self.through(child, _inside(name, place))

    def _table(self, node: "etree._Element") -> None:
        number = next(self._tables)
        for row, line in enumerate(_rows(node)):
            column = 0
            for cell in line:
                if _name(cell) == "table:table-cell":
                    place = Cell(table=number, row=row, column=column)
                    self.through(cell, _Place(BlockKind.TABLE_CELL, in_cell=True, cell=place))
                column += min(_number(cell.get(_tag("table:number-columns-repeated")) or "1"), _MAX_REPEATED)

    def _paragraph(self, node: "etree._Element", place: _Place) -> None:
        text = "".join(self._inline(node, place))
        aside, self._aside = self._aside, []
        if text.strip():
            if self._is_hidden(node, place):
                self.n_hidden += 1
            else:
                self.pieces.append(self._piece(node, " ".join(text.split()), place))
        self.pieces += aside

    def _piece(self, node: "etree._Element", text: str, place: _Place) -> Piece:
        kind, level = place.kind, place.level
        family = self._styles.family(node.get(_STYLE_NAME) or "")
        if kind is BlockKind.PARAGRAPH:
            marker = list_marker(text)
            if title := next((name for name in family if name in _TITLES), None):
                kind, level = BlockKind.HEADING, _TITLES[title]
            elif any(_QUOTATION.search(name) for name in family):
                kind = BlockKind.QUOTATION
            elif any(_CAPTION.search(name) for name in family):
                kind = BlockKind.CAPTION
            elif self._is_bold(node) and is_bold_heading(text):
                kind, level = BlockKind.HEADING, _BOLD_HEADING_LEVEL
            elif marker:
                kind, level, text = BlockKind.LIST_ITEM, 1, marker.kept + text[marker.end :]
        return Piece(kind=kind, text=text, level=level, cell=place.cell)

    def _is_bold(self, node: "etree._Element") -> bool:
        """Say whether a whole paragraph is bold, by its style or that of its words."""
        if self._styles.bold.intersection(self._styles.family(node.get(_STYLE_NAME) or "")):
            return True
        if (node.text or "").strip() or not len(node):
            return False
        parts = [part for part in node if "".join(part.itertext()).strip() or (part.tail or "").strip()]
        return bool(parts) and all(
            not (part.tail or "").strip() and self._styles.bold.intersection([part.get(_STYLE_NAME) or ""])
            for part in parts
        )

    def _is_hidden(self, node: "etree._Element", place: _Place) -> bool:
        family = set(self._styles.family(node.get(_STYLE_NAME) or ""))
        # A cell may be dark: there white is how a heading is printed.
        return bool(family & self._styles.hidden) or (bool(family & self._styles.white) and not place.in_cell)

    def _inline(self, node: "etree._Element", place: _Place) -> Iterator[str]:
        """Yield the words of a paragraph; notes and boxes in it are put aside."""
        yield node.text or ""
        for child in node:
            name = _name(child)
            if name == "text:note":
                self._put_aside(child, _Place(BlockKind.FOOTNOTE))
            elif name in ("draw:frame", "draw:g", "draw:custom-shape", "draw:rect"):
                self._put_aside(child, _Place(in_cell=True))
            elif name in ("text:tab", "text:line-break", "text:s", "text:soft-page-break"):
                yield " " if name != "text:soft-page-break" else ""
            elif name == "text:span" and self._is_hidden(child, place):
                self.n_hidden += bool("".join(child.itertext()).strip())
            elif isinstance(child.tag, str) and name not in _LEFT_OUT:
                yield from self._inline(child, place)
            yield child.tail or ""

    def _put_aside(self, node: "etree._Element", place: _Place) -> None:
        inner = _Walk(self._styles, self._tables)
        inner.through(node, place)
        self._aside += inner.pieces
        self.n_hidden += inner.n_hidden


def _inside(name: str, place: _Place) -> _Place:
    """Return the place inside an element that holds others."""
    if place.kind in (BlockKind.CONTENTS, BlockKind.FOOTNOTE):
        return place
    if name in _CONTENTS:
        return _Place(BlockKind.CONTENTS)
    if name == "text:list" and not place.in_cell:
        return _Place(BlockKind.LIST_ITEM, place.level + 1)
    return place


def _rows(table: "etree._Element") -> Iterator["etree._Element"]:
    """Yield the rows of a table, also those of its head, but not those of tables within it."""
    for child in table:
        if _name(child) == "table:table-row":
            yield child
        elif _name(child) in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(child)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() else 1


def _running_lines(part: bytes | None, styles: _Styles) -> Iterator[Piece]:
    """Yield the page headers and footers once each, last, so that they stand in no sentence's way."""
    seen = set()
    root = parse_xml(part) if part is not None else None
    for holder in root.iter(_tag("style:header"), _tag("style:footer")) if root is not None else ():
        inner = _Walk(styles, itertools.count())
        inner.through(holder)
        for piece in inner.pieces:
            if piece.text not in seen:
                seen.add(piece.text)
                yield Piece(kind=BlockKind.HEADER_FOOTER, text=piece.text)


FORMAT = DocumentFormat(name="odt", suffixes=(".odt", ".ott"), read=read_odt)
