"""What a group of printed lines is: heading, list item, footnote, caption, contents, address or paragraph."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.blocks import BlockKind, Cell
from corpus.formats._lines import ends_sentence, is_bullet, is_hanging, is_heading_like, list_marker
from corpus.formats._pdf_layout import Layout
from corpus.formats._pdf_lines import Line, Page

_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]+)?\s*$|…{2,}\s*\d*$")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]|\[\d{1,3}\])\.?\s*\S")
_CAPTION = re.compile(r"(?:figure|fig\.|table|chart|box)\s+\d+", re.IGNORECASE)
_SECTION = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.|[A-Z]\.)\s+[A-Z“\"]")
_LARGER = 1.1
_SMALLER = 0.93
_MAX_HEADING_LINES = 3
_MAX_HEADING_WORDS = 22
_MAX_SECTION_WORDS = 12
_MAX_CAPTION_WORDS = 40
_MIN_PROSE_WORDS = 12
_MAX_ADDRESS_WORDS = 8
_MIN_ADDRESS_BLOCKS = 3
_LOWER_PART = 0.45
_ITEM_STEP = 0.7
_LEVEL_STEPS = (1.7, 1.4, 1.2, _LARGER)
LARGE_HEADING = len(_LEVEL_STEPS)


@dataclass(slots=True, kw_only=True)
class PrintedBlock:
    """A group of lines with its kind; `has_marker` says that its first line starts with a list marker.

    `is_amendment` says that `cell` is a place in an amendment table, all of whose text below a head is one row.
    """

    lines: list[Line]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    has_marker: bool = False
    cell: Cell | None = None
    is_amendment: bool = False

    @property
    def text(self) -> str:
        """The lines, with single spaces; words that hyphens divide are not put together."""
        return " ".join(" ".join(line.text for line in self.lines).split())


def type_blocks(groups: Iterable[list[Line]], page: Page, layout: Layout) -> list[PrintedBlock]:
    """Return a page's groups of lines with their kinds."""
    blocks = [_typed(group, layout) for group in groups]
    _mark_footnotes(blocks, page, layout)
    if page.number == 1:
        _mark_address(blocks)
    _mark_sections(blocks)
    _level_items(blocks)
    return blocks


def _typed(lines: list[Line], layout: Layout) -> PrintedBlock:
    block = PrintedBlock(lines=lines, has_marker=list_marker(lines[0].text) is not None, cell=lines[0].place)
    text = block.text
    if _LEADERS.search(text):
        block.kind = BlockKind.CONTENTS
    elif _CAPTION.match(text) and len(text.split()) <= _MAX_CAPTION_WORDS:
        block.kind = BlockKind.CAPTION
    elif lines[0].cell:
        block.kind = BlockKind.TABLE_CELL
    elif level := _heading_level(block, layout):
        block.kind, block.level = BlockKind.HEADING, level
    elif block.has_marker:
        block.kind, block.level = BlockKind.LIST_ITEM, 1
    block.has_marker = block.kind is BlockKind.LIST_ITEM or (bool(lines[0].cell) and block.has_marker)
    return block


def _heading_level(block: PrintedBlock, layout: Layout) -> int:
    """Return the level of a heading from its size, 0 for anything else."""
    text = block.text
    lines = block.lines
    if len(lines) > _MAX_HEADING_LINES or not 0 < len(text.split()) <= _MAX_HEADING_WORDS or is_bullet(text):
        return 0
    if not any(map(str.isalpha, text)) or text.endswith((".", ";", ",")) or is_hanging(text) or text[:1].islower():
        return 0
    size = min(line.size for line in lines)
    for level, factor in enumerate(_LEVEL_STEPS, start=1):
        if layout.body_size and size >= factor * layout.body_size:
            return level
    is_strong = all(line.is_bold for line in lines) and not layout.is_bold
    is_capitals = text.isupper() and is_heading_like(text)
    return len(_LEVEL_STEPS) + 1 if is_strong or is_capitals else 0


def _mark_footnotes(blocks: list[PrintedBlock], page: Page, layout: Layout) -> None:
    """Mark the notes in small print at the end of a page, which begin with a number or sign."""
    notes: list[PrintedBlock] = []
    for block in reversed(blocks):
        first = block.lines[0]
        if first.size > _SMALLER * layout.body_size or first.base > _LOWER_PART * page.height or first.cell:
            break
        notes.append(block)
    while notes and not _NOTE.match(notes[-1].text):
        notes.pop()
    for block in notes:
        block.kind, block.level, block.has_marker = BlockKind.FOOTNOTE, 0, False


def _mark_sections(blocks: list[PrintedBlock]) -> None:
    """Mark short lines that stand alone before a paragraph as headings; between list items they are items."""
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        text = block.text
        if after is None or len(block.lines) > 1 or len(text.split()) > _MAX_SECTION_WORDS or ends_sentence(text):
            continue
        if block.kind is BlockKind.LIST_ITEM:
            is_among_items = after.kind is BlockKind.LIST_ITEM or (before and before.kind is BlockKind.LIST_ITEM)
            is_section = bool(_SECTION.match(text)) and not is_among_items
        else:
            is_section = block.kind is BlockKind.PARAGRAPH and is_heading_like(text)
        if is_section and after.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and _is_prose(after):
            block.kind, block.level, block.has_marker = BlockKind.HEADING, len(_LEVEL_STEPS) + 1, False


def _level_items(blocks: Iterable[PrintedBlock]) -> None:
    """Give list items that stand further right than those above them deeper levels."""
    lefts: list[float] = []
    above: Line | None = None
    for block in blocks:
        first = block.lines[0]
        if block.kind is not BlockKind.LIST_ITEM or (above is not None and first.base > above.base):
            lefts = []  # another list, or the next column
        if block.kind is BlockKind.LIST_ITEM:
            step = _ITEM_STEP * first.size
            while lefts and first.left < lefts[-1] - step:
                lefts.pop()
            if not lefts or first.left > lefts[-1] + step:
                lefts.append(first.left)
            block.level = len(lefts)
        above = first


def _is_prose(block: PrintedBlock) -> bool:
    return len(block.text.split()) >= _MIN_PROSE_WORDS


def _mark_address(blocks: list[PrintedBlock]) -> None:
    """Mark the short lines at the top of a letter: who writes, to whom, when."""
    top: list[PrintedBlock] = []
    for block in blocks:
        text = block.text
        is_short = all(len(line.text.split()) <= _MAX_ADDRESS_WORDS for line in block.lines)
        is_short = is_short and not any(line.text[:1].islower() for line in block.lines[1:])
        if block.kind is BlockKind.HEADING:
            continue
        if block.kind is not BlockKind.PARAGRAPH or not is_short or text.endswith((".", ":", "?", "!")):
            break
        top.append(block)
    if sum(len(block.lines) for block in top) >= _MIN_ADDRESS_BLOCKS:
        for block in top:
            block.kind = BlockKind.ADDRESS
