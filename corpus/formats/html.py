"""HTML pages: the text a reader sees, in typed blocks, without menus, forms, scripts and hidden parts."""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import CData, NavigableString, PageElement, PreformattedString, Tag

from corpus.blocks import BlockKind, Cell, Extracted, Piece
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._lines import is_bold_heading, list_marker
from corpus.formats._list_numbers import numbers_of
from corpus.records import ReadStatus

_DROPPED = frozenset(
    [
        "script",
        "style",
        "nav",
        "aside",
        "template",
        "noscript",
        "form",
        "button",
        "select",
        "textarea",
        "input",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "canvas",
        "head",
        "map",
        "datalist",
        "dialog",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_KINDS = {
    "blockquote": BlockKind.QUOTATION,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "legend": BlockKind.CAPTION,
    "address": BlockKind.ADDRESS,
    "li": BlockKind.LIST_ITEM,
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_OF_A_PART = frozenset({"article", "section", "main", "blockquote", "figure"})
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_WHITE = re.compile(r"\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\b[^)]*\))\s*", re.IGNORECASE)
_WHITE_STYLE = re.compile(rf"(?:^|;)\s*color\s*:{_WHITE.pattern}(?:;|!|$)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?:foot|end)-?notes?\b|^fn[-:]?\d", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|table-of-contents|contents)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\s*\[?(?:\d{1,3}|[*†‡])\]?\s*")
_DATE_NAMES = (
    "article:published_time", "dcterms.date", "dc.date", "dcterms.created", "dc.date.issued", "datepublished",
    "date", "pubdate", "publish-date", "citation_publication_date",
)  # fmt: skip
_BOLD_HEADING_LEVEL = 4
_MAX_SPAN = 100


@dataclass(slots=True)
class _Place:
    """Where the walk stands: what text found here becomes."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    lists: int = 0
    bold: bool = False
    in_part: bool = False
    in_cell: bool = False
    cell: Cell | None = None


@dataclass(slots=True)
class _Builder:
    """Collects inline text until a block ends, then makes it a piece."""

    pieces: list[Piece] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    plain: int = 0
    hidden: int = 0
    place: _Place = field(default_factory=_Place)
    tables: dict[int, tuple[int, int]] = field(default_factory=dict)
    rows: dict[int, Cell] = field(default_factory=dict)
    has_numbers: bool = True
    numbers: dict[int, str] = field(default_factory=dict)  # of list items, by the identity of their element
    number: str = ""

    def add(self, text: str, place: _Place) -> None:
        """Append inline text."""
        if not self.parts:
            if not text.strip():
                return
            self.place, self.plain = place, 0
        self.parts.append(text)
        self.plain += 0 if place.bold else len(text.strip())

    def flush(self) -> None:
        """End the block, if there is one."""
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        kind, level = self.place.kind, self.place.level
        self.parts = []
        if kind is BlockKind.LIST_ITEM and not list_marker(text):
            text = self.number + text
        self.number = ""
        if kind is BlockKind.PARAGRAPH:
            marker = list_marker(text)
            if self.plain == 0 and is_bold_heading(text):
                kind, level = BlockKind.HEADING, _BOLD_HEADING_LEVEL
            elif marker:
                kind, level, text = BlockKind.LIST_ITEM, 1, marker.kept + text[marker.end :]
        self.pieces.append(Piece(kind=kind, text=text, level=level, cell=self.place.cell))

    def cell(self, tag: Tag) -> Cell | None:
        """Return the place of a cell in its table; cells are met in the order of the page."""
        row, table = tag.parent, tag.find_parent("table")
        if row is None or table is None:
            return None
        number, n_rows = self.tables.setdefault(id(table), (len(self.tables), 0))
        if id(row) not in self.rows:
            self.rows[id(row)] = Cell(table=number, row=n_rows, column=0)
            self.tables[id(table)] = number, n_rows + 1
        place = self.rows[id(row)]
        span = str(tag.get("colspan") or "1")
        width = min(int(span), _MAX_SPAN) if span.isdecimal() else 1
        self.rows[id(row)] = replace(place, column=place.column + width)
        return place


def read_html(content: bytes, limits: Limits) -> Extracted:
    """Read an HTML page."""
    soup = parse_html(content)
    builder = walk(soup, max_depth=limits.max_depth)
    first = next((piece.text for piece in builder.pieces if piece.kind is BlockKind.HEADING), None)
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    return Extracted(
        pieces=tuple(builder.pieces),
        title=title or first,
        dated=_dated(soup),
        warnings=hidden_warning(builder.hidden),
    )


def parse_html(content: bytes | str) -> BeautifulSoup:
    """Return the elements of an HTML page, or of an XHTML one, whose declarations this parser passes over."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(content, "lxml")


def hidden_warning(hidden: int) -> tuple[str, ...]:
    """Say how many hidden parts were left out, if any."""
    if not hidden:
        return ()
    return (f"{hidden} hidden part{'s' if hidden > 1 else ''} of this document, which no reader sees, left out.",)


def walk(soup: BeautifulSoup, *, max_depth: int, has_numbers: bool = True) -> _Builder:
    """Go through a page without recursion, so that deep nesting costs no stack.

    Where it `has_numbers`, the items of ordered lists begin with theirs, as a browser shows them.

    Raises:
        UnreadableError: elements are nested deeper than `max_depth`.
    """
    builder = _Builder(has_numbers=has_numbers)
    root: PageElement = soup.body or soup
    waiting: list[tuple[PageElement | Callable[[], None], _Place, int]] = [(root, _Place(), 0)]
    while waiting:
        node, place, depth = waiting.pop()
        if depth > max_depth:
            raise UnreadableError(
                ReadStatus.TOO_LARGE,
                "This page is nested too deeply to be a paper. Save it again as PDF or text.",
            )
        if isinstance(node, Tag):
            inner = _enter(node, place, builder)
            if inner is not None:
                if node.name in _BLOCKS:
                    waiting.append((builder.flush, place, depth))
                waiting += [(child, inner, depth + 1) for child in reversed(node.contents)]
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString) or isinstance(node, CData):
                builder.add(str(node), place)
        elif callable(node):
            node()
    builder.flush()
    return builder


def _enter(tag: Tag, place: _Place, builder: _Builder) -> _Place | None:
    """Return the place inside an element, or None where it is left out."""
    if tag.name == "br":
        follows = tag.next_sibling
        while isinstance(follows, NavigableString) and not follows.strip():
            follows = follows.next_sibling
        if isinstance(follows, Tag) and follows.name == "br":
            builder.flush()
        else:
            builder.add("\n", place)
        return None
    if tag.name in _DROPPED or _is_reference(tag):
        return None
    if _is_hidden(tag):
        builder.hidden += bool(tag.get_text(strip=True))
        return None
    if tag.name in _BLOCKS:
        builder.flush()
    if tag.name == "ol" and builder.has_numbers:
        builder.numbers |= numbers_of(tag)
    elif tag.name == "li":
        builder.number = builder.numbers.get(id(tag), "")
    return _place_in(tag, place, builder)


def _place_in(tag: Tag, place: _Place, builder: _Builder) -> _Place:
    name = tag.name
    kind, level, lists = place.kind, place.level, place.lists
    in_cell, cell = place.in_cell, place.cell
    label = str(tag.get("id") or "")
    classes = " ".join(str(name) for name in tag.get_attribute_list("class") if name)
    if place.kind in (BlockKind.FOOTNOTE, BlockKind.HEADER_FOOTER, BlockKind.CONTENTS) and name not in _HEADINGS:
        pass
    elif _FOOTNOTE.search(label) or _FOOTNOTE.search(classes) or tag.get("role") in ("doc-endnotes", "doc-footnote"):
        kind, level = BlockKind.FOOTNOTE, 0
    elif _CONTENTS.search(label) or _CONTENTS.search(classes):
        kind, level = BlockKind.CONTENTS, 0
    elif name in ("header", "footer") and not place.in_part:
        kind, level = BlockKind.HEADER_FOOTER, 0
    elif name in _HEADINGS:
        kind, level = BlockKind.HEADING, _HEADINGS[name]
    elif name in ("ul", "ol"):
        lists += 1
    elif name in ("td", "th"):
        in_cell = not _is_layout(tag)
        cell = builder.cell(tag) if in_cell else None
        kind, level = (BlockKind.TABLE_CELL, 0) if in_cell else (kind, level)
    elif name in _KINDS and kind is not BlockKind.QUOTATION and not in_cell:
        kind, level = _KINDS[name], max(1, lists) if name == "li" else 0
    return _Place(
        kind=kind,
        level=level,
        lists=lists,
        bold=place.bold or name in ("b", "strong"),
        in_part=place.in_part or name in _OF_A_PART,
        in_cell=in_cell,
        cell=cell,
    )


def _is_layout(cell: Tag) -> bool:
    """Say whether a cell only places text: it holds headings or tables, or its row is this cell alone."""
    if cell.find(["table", "h1", "h2", "h3"]) is not None:
        return True
    row = cell.parent
    return row is not None and row.name == "tr" and len(row.find_all(["td", "th"], recursive=False, limit=2)) == 1


def _is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    style = str(tag.get("style") or "")
    if _HIDDEN_STYLE.search(style):
        return True
    is_white = _WHITE_STYLE.search(style) or (tag.name == "font" and _WHITE.fullmatch(str(tag.get("color") or "")))
    return bool(is_white) and not any(_has_ground(around) for around in (tag, *tag.parents))


def _has_ground(tag: Tag) -> bool:
    """Say whether an element may have a background of its own, on which white can be read."""
    if tag.has_attr("bgcolor") or tag.has_attr("background") or "background" in str(tag.get("style") or "").lower():
        return True
    # The rules of a style sheet are not read here; where a page has one, white may be meant to be seen.
    return tag.name == "[document]" and tag.find(["style", "link"]) is not None


def _is_reference(tag: Tag) -> bool:
    """Say whether an element is the mark of a footnote, or the way back from one."""
    if tag.get("role") in ("doc-noteref", "doc-backlink"):
        return True
    if tag.name == "sup":
        link = tag.find("a")
        return link is not None and bool(_REFERENCE.fullmatch(tag.get_text()))
    return tag.name == "a" and tag.get_text(strip=True) in ("↑", "↩", "\u21a9\ufe0e")


def _dated(soup: BeautifulSoup) -> str | None:
    """Return the date of publication that the page states for machines."""
    stated: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = str(tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        stated.setdefault(name, str(tag.get("content") or ""))
    for name in _DATE_NAMES:
        if stated.get(name):
            return stated[name]
    times = [str(tag.get("datetime")) for tag in soup.find_all("time") if tag.get("datetime")]
    return times[0] if times else None


FORMAT = DocumentFormat(name="html", suffixes=(".html", ".htm", ".xhtml"), read=read_html)
