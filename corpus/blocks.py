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
    TABLE_CELL = "table_cell"
    FOOTNOTE = "footnote"
    CAPTION = "caption"
    QUOTATION = "quotation"
    CONTENTS = "contents"
    ADDRESS = "address"
    HEADER_FOOTER = "header_footer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block as a format's reader yields it, before it has a place in the text.

    `page_breaks` are offsets in `text` at which the next page begins.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    page_breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A half-open range of the document's text with its type, page and the block that introduces it."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    page: int | None = None
    page_breaks: tuple[int, ...] = ()
    lead_in_start: int | None = None
    lead_in_end: int | None = None

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at `offset` of the document's text stands."""
        if self.page is None:
            return None
        return self.page + sum(1 for page_break in self.page_breaks if page_break <= offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a format's reader makes of a file: the pieces in reading order, and what it says about itself.

    `warnings` are plain sentences about what was left out (hidden text, unreadable pages).
    """

    pieces: tuple[Piece, ...]
    title: str | None = None
    dated: str | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()


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


def assemble(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Lay pieces out as one text with a blank line between them, and say where each block stands in it.

    White space inside a piece becomes single spaces and invisible characters go, so that a sentence reads as
    it was printed. Pieces without text are dropped. A list item points back at what introduces its list.
    """
    blocks: list[Block] = []
    parts: list[str] = []
    offset = 0
    lead_in: Block | None = None
    for piece in pieces:
        text, page_breaks = _tidy(piece)
        if not text:
            continue
        introduced = lead_in if piece.kind is BlockKind.LIST_ITEM else None
        block = Block(
            kind=piece.kind,
            start=offset,
            end=offset + len(text),
            level=piece.level,
            page=piece.page,
            page_breaks=tuple(offset + page_break for page_break in page_breaks),
            lead_in_start=introduced.start if introduced else None,
            lead_in_end=introduced.end if introduced else None,
        )
        if piece.kind not in (BlockKind.LIST_ITEM, BlockKind.HEADER_FOOTER, BlockKind.FOOTNOTE):
            lead_in = block if _introduces(piece.kind, text) else None
        blocks.append(block)
        parts.append(text)
        offset += len(text) + len(SEPARATOR)
    return SEPARATOR.join(parts), tuple(blocks)


def _introduces(kind: BlockKind, text: str) -> bool:
    return kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and text.endswith(":")


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
