"""The text of a document in typed blocks: formats are read into pieces, `assemble` lays them out for all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class BlockKind(StrEnum):
    """What a block is in its document; only some kinds can hold a position."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    NUMBERED_CLAUSE = "numbered_clause"
    TABLE_CELL = "table_cell"
    FOOTNOTE = "footnote"
    CAPTION = "caption"
    QUOTATION = "quotation"
    CONTENTS = "contents"
    ADDRESS = "address"
    HEADER_FOOTER = "header_footer"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where in its document's tables a text stands; all three count from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where on a page a text stands, in points from the page's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block as a format's reader yields it, before it has a place in the text.

    `page_breaks` are offsets in `text` at which the next page begins. `cell` is known where a reader sees tables,
    `boxes` where it sees pages: one for each column that the block stands in.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    page_breaks: tuple[int, ...] = ()
    cell: Cell | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A half-open range of the document's text with its type, place on the pages and the block that introduces it."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    page: int | None = None
    page_breaks: tuple[int, ...] = ()
    lead_in_start: int | None = None
    lead_in_end: int | None = None
    boxes: tuple[Box, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at `offset` of the document's text stands."""
        if self.page is None:
            return None
        return self.page + sum(1 for page_break in self.page_breaks if page_break <= offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a format's reader makes of a file: the pieces in reading order, and what it says about itself.

    `warnings` are plain sentences about what was left out (hidden text, damaged pages). `unread_pages` show
    something, but no words that can be read without OCR; they count from 1.
    """

    pieces: tuple[Piece, ...]
    title: str | None = None
    dated: str | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    unread_pages: tuple[int, ...] = ()


SEPARATOR = "\n\n"
# Controls, soft hyphens, zero-width and direction marks: invisible, and they would break words and quotes.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)
_SPACE = re.compile(r"\s+")
_LABEL = re.compile(r"\(?(?:(?P<number>\d{1,3}(?:\.\d{1,3})*)|(?P<roman>[ivx]+)|[a-z]{1,2})[.)]\s", re.IGNORECASE)
# "1.2 ... ." or "(3) ... :": a number that names a whole sentence.
_CLAUSE = re.compile(r"[(\[]?\d{1,3}(?:(?:\.\d{1,3})+\.?|[.)\]])\s.*[.!:][\"'”’»)\]]*$")
# What may stand between an introduction and its list without ending it, and what can introduce one.
_ASIDE = frozenset({BlockKind.HEADER_FOOTER, BlockKind.FOOTNOTE, BlockKind.CAPTION})
_INTRODUCING = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TABLE_CELL})
_MAX_HEAD_WORDS = 9
_MAX_QUESTION_WORDS = 80
_STATEMENT = re.compile(r"[^\W\d_]{3,}[.!]\s+\S")


def assemble(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Lay pieces out as one text with a blank line between them, and say where each block stands in it.

    White space inside a piece becomes single spaces and invisible characters go, so that a sentence reads as
    it was printed. Pieces without text are dropped. A list item points back at what introduces its list, a table's
    cell at the head of its column.
    """
    blocks: list[Block] = []
    parts: list[str] = []
    offset = 0
    introductions = _Introductions()
    for piece in pieces:
        text, page_breaks = _tidy(piece)
        if not text:
            continue
        introduced = introductions.of(piece, text)
        block = Block(
            kind=_kind(piece.kind, text, is_introduced=introduced is not None),
            start=offset,
            end=offset + len(text),
            level=piece.level,
            page=piece.page,
            page_breaks=tuple(offset + page_break for page_break in page_breaks),
            lead_in_start=introduced.start if introduced else None,
            lead_in_end=introduced.end if introduced else None,
            boxes=piece.boxes,
        )
        introductions.follow(piece, text, block)
        blocks.append(block)
        parts.append(text)
        offset += len(text) + len(SEPARATOR)
    return SEPARATOR.join(parts), tuple(blocks)


class _Introductions:
    """Follows a document and knows, at each place, what introduces the text that stands there."""

    def __init__(self) -> None:
        # Outermost first: what introduces a list, and the label and level of the item that does; none for no item.
        self._lists: list[tuple[Block, tuple[str, int] | None]] = []
        self._heads: dict[tuple[int, int], Block] = {}

    def of(self, piece: Piece, text: str) -> Block | None:
        """Return the block that introduces a piece, if any."""
        if piece.kind is BlockKind.LIST_ITEM:
            mark = (_label(text), piece.level)
            while self._lists and (above := self._lists[-1][1]) and (above == mark or above[1] > piece.level):
                self._lists.pop()  # an item like the one that introduced the inner list ends that list
            if self._lists:
                return self._lists[-1][0]
        if piece.cell and not _is_head(piece, text):
            return self._heads.get((piece.cell.table, piece.cell.column))
        return None

    def follow(self, piece: Piece, text: str, block: Block) -> None:
        """Take note of a block that has found its place."""
        if piece.cell and _is_head(piece, text):
            self._heads[piece.cell.table, piece.cell.column] = block
        if piece.kind is BlockKind.LIST_ITEM:
            if text.endswith(":"):
                self._lists.append((block, (_label(text), piece.level)))
        elif piece.kind not in _ASIDE:
            introduces = piece.kind in _INTRODUCING and text.endswith(":")
            self._lists = [(block, None)] if introduces else []


def _kind(kind: BlockKind, text: str, *, is_introduced: bool) -> BlockKind:
    """Return what a block is beyond what its reader can see; other blocks only tell whether it is introduced."""
    if _is_question(kind, text):
        return BlockKind.QUESTION
    if kind is BlockKind.LIST_ITEM and not is_introduced and _CLAUSE.match(text):
        return BlockKind.NUMBERED_CLAUSE  # a statement of its own, which its number only names
    return kind


def _is_question(kind: BlockKind, text: str) -> bool:
    """Say whether a block does nothing but ask, as in a consultation."""
    if kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) or not text.endswith("?"):
        return False
    return len(text.split()) <= _MAX_QUESTION_WORDS and not _STATEMENT.search(text)


def _label(text: str) -> str:
    """Return what kind of label an item has: "1.", "(a)", "(iv)" or none."""
    match = _LABEL.match(text)
    if not match:
        return ""
    return "1" if match["number"] else "i" if match["roman"] else "a"


def _is_head(piece: Piece, text: str) -> bool:
    """Say whether a cell is the head of its column."""
    is_first = piece.cell is not None and piece.cell.row == 0
    return is_first and len(text.split()) <= _MAX_HEAD_WORDS and not text.endswith((".", ";", "?", "!"))


def _tidy(piece: Piece) -> tuple[str, list[int]]:
    """Collapse white space, drop invisible characters, take ligatures apart; page breaks keep their words."""
    bounds = [0, *piece.page_breaks, len(piece.text)]
    text = ""
    page_breaks = []
    for number, (start, end) in enumerate(pairwise(bounds)):
        part = _SPACE.sub(" ", _INVISIBLE.sub("", piece.text[start:end]).translate(_LIGATURES))
        if text.endswith(" ") or not text:
            part = part.lstrip(" ")
        if number > 0:
            page_breaks.append(len(text))
        text += part
    text = text.rstrip(" ")
    return text, [min(page_break, len(text)) for page_break in page_breaks]
