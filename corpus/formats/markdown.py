"""Markdown: the text without its markup, in typed blocks; code and raw HTML are left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import BlockKind, Cell, Extracted, Piece
from corpus.formats import DocumentFormat, Limits
from corpus.formats._lines import is_bold_heading
from corpus.formats.text import decode

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?P<body>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>[A-Za-z_-]+)[ \t]*:[ \t]*(?P<value>.+?)[ \t]*$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^(?P<mark>[^\]\s]+)\]:[ \t]*(?P<text>.+(?:\n(?:[ \t]{2,}|\t)\S.*)*)", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^[^\]\s]+\]")
_COMMENT = ("<!--", "-->")
_BOLD_HEADING_LEVEL = 4


@dataclass(slots=True)
class _State:
    """Where in the nesting of lists, quotations and tables the walk stands."""

    lists: int = 0
    items: int = 0
    quotes: int = 0
    in_cell: bool = False
    table: int = -1
    row: int = -1
    column: int = -1
    heading: int = 0
    pending: str = ""


def read_markdown(content: bytes, limits: Limits) -> Extracted:
    """Read Markdown (CommonMark with tables and footnotes)."""
    text = decode(content)
    front = _FRONT_MATTER.match(text)
    fields = {}
    if front:
        text = text[front.end() :]
        fields = {match["name"].lower(): match["value"].strip("\"'") for match in _FIELD.finditer(front["body"] or "")}
    notes = [" ".join(match["text"].split()) for match in _FOOTNOTE.finditer(text)]
    text = _without_comments(_REFERENCE.sub("", _FOOTNOTE.sub("", text)))
    parser = MarkdownIt("commonmark", {"maxNesting": limits.max_depth}).enable(["table", "strikethrough"])
    pieces = _walk(parser.parse(text))
    pieces += [Piece(kind=BlockKind.FOOTNOTE, text=_inline(parser.parseInline(note))) for note in notes]
    heading = next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING), None)
    return Extracted(pieces=tuple(pieces), title=fields.get("title") or heading, dated=fields.get("date"))


def _without_comments(text: str) -> str:
    """Return a text without HTML comments; in one pass, since comments that never end would stall an expression."""
    opens, closes = _COMMENT
    parts = []
    start = 0
    while (begin := text.find(opens, start)) >= 0 and (end := text.find(closes, begin + len(opens))) >= 0:
        parts.append(text[start:begin])
        start = end + len(closes)
    return "".join([*parts, text[start:]])


def _walk(tokens: Sequence[Token]) -> list[Piece]:
    pieces: list[Piece] = []
    state = _State()
    for token in tokens:
        _follow(token, state)
        if token.type == "inline":
            text = _inline([token])
            if text:
                pieces.append(_piece(text, state, is_bold=_is_bold(token)))
                state.pending = ""
    return pieces


def _follow(token: Token, state: _State) -> None:
    """Keep account of what the next text stands in."""
    kind, _, edge = token.type.rpartition("_")
    step = {"open": 1, "close": -1}.get(edge, 0)
    if kind in ("bullet_list", "ordered_list"):
        state.lists += step
    elif kind == "list_item":
        state.items += step
        # A number is part of what the paper says ("see point 3"); a bullet only makes the item a list item.
        state.pending = f"{token.info}{token.markup} " if step > 0 and token.info else ""
    elif kind == "blockquote":
        state.quotes += step
    elif kind == "table" and step > 0:
        state.table, state.row = state.table + 1, -1
    elif kind == "tr" and step > 0:
        state.row, state.column = state.row + 1, -1
    elif kind in ("td", "th"):
        state.in_cell = step > 0
        state.column += max(0, step)
    elif kind == "heading":
        state.heading = int(token.tag[1:]) if step > 0 else 0


def _piece(text: str, state: _State, *, is_bold: bool) -> Piece:
    if state.heading:
        return Piece(kind=BlockKind.HEADING, text=text, level=state.heading)
    if state.in_cell:
        cell = Cell(table=state.table, row=state.row, column=state.column)
        return Piece(kind=BlockKind.TABLE_CELL, text=text, cell=cell)
    if state.quotes:
        return Piece(kind=BlockKind.QUOTATION, text=text)
    if state.items:
        return Piece(kind=BlockKind.LIST_ITEM, text=state.pending + text, level=state.lists)
    if is_bold and is_bold_heading(text):
        return Piece(kind=BlockKind.HEADING, text=text, level=_BOLD_HEADING_LEVEL)
    return Piece(kind=BlockKind.PARAGRAPH, text=text)


def _inline(tokens: Sequence[Token]) -> str:
    """Return the visible text of inline tokens, without pictures."""
    parts = []
    for token in tokens:
        if token.type == "inline":
            parts.append(_inline(token.children or ()))
        elif token.type in ("text", "code_inline", "text_special"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return " ".join("".join(parts).split())


def _is_bold(token: Token) -> bool:
    """Say whether all of a paragraph is strong."""
    children = [child for child in token.children or () if child.type != "text" or child.content.strip()]
    return (
        len(children) > 1
        and children[0].type == "strong_open"
        and children[-1].type == "strong_close"
        and sum(child.type == "strong_open" for child in children) == 1
    )


FORMAT = DocumentFormat(name="markdown", suffixes=(".md", ".markdown"), read=read_markdown)
