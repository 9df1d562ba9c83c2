"""The columns of amendment tables in PDF pages, which have no ruled cells: what stands below which head."""

from collections.abc import Iterable, Sequence
from itertools import count

from corpus.amendments import ends_table, may_be_head, original_columns
from corpus.blocks import BlockKind, Cell
from corpus.formats._pdf_kinds import LARGE_HEADING, PrintedBlock

_SAME_BASE = 0.6
_REACHES = 1.5
_SKIPPED = (BlockKind.HEADER_FOOTER, BlockKind.FOOTNOTE, BlockKind.CONTENTS)


class AmendmentColumns:
    """Follows a document page by page; a table goes on over pages until a line that is no part of it."""

    def __init__(self, numbers: "count[int]") -> None:
        """Draw the tables' numbers from `numbers`."""
        self._numbers = numbers
        self._heads: Sequence[PrintedBlock] = ()
        self._table = 0

    def mark(self, blocks: Iterable[PrintedBlock]) -> None:
        """Give the blocks of one page, in any order, their cells."""
        shown = [block for block in blocks if block.kind not in _SKIPPED and block.lines[0].size > 0]
        rows = {id(head): row for row in _head_rows(shown) for head in row}
        for block in sorted(shown, key=lambda block: -block.lines[0].base):
            row = rows.get(id(block))
            if row:
                if row is not self._heads:
                    self._heads, self._table = row, next(self._numbers)
                column = next(number for number, head in enumerate(row) if head is block)
                block.cell, block.is_amendment = Cell(table=self._table, row=0, column=column), True
            elif self._heads:
                self._place(block)

    def _place(self, block: PrintedBlock) -> None:
        left, right = _reach(block)
        size = block.lines[0].size
        shared = [_shared(_reach(head), (left, right)) for head in self._heads]
        column = max(range(len(shared)), key=lambda number: shared[number])
        # A large heading over all columns, or at the page's left, begins something else; one inside a column does not.
        is_title = block.kind is BlockKind.HEADING and block.level <= LARGE_HEADING
        is_title = is_title and (column == 0 or left < self._heads[0].lines[-1].right)
        if is_title or ends_table(block.text) or sum(each > _REACHES * size for each in shared) > 1:
            self._heads = ()
        elif block.kind is not BlockKind.HEADING:
            block.cell, block.is_amendment = Cell(table=self._table, row=1, column=column), True
            if block.kind is BlockKind.TABLE_CELL:  # running text, which may go on in the next page's column
                block.kind = BlockKind.LIST_ITEM if block.has_marker else BlockKind.PARAGRAPH


def _head_rows(blocks: Sequence[PrintedBlock]) -> list[list[PrintedBlock]]:
    """Return the rows of heads over columns of which one holds text that others drafted."""
    rows: list[list[PrintedBlock]] = []
    taken: set[int] = set()
    for block in blocks:
        if id(block) in taken or not may_be_head(block.text):
            continue
        base, size = block.lines[0].base, block.lines[0].size
        row = sorted(
            (other for other in blocks if abs(other.lines[0].base - base) < _SAME_BASE * size),
            key=lambda other: other.lines[0].left,
        )
        if len(row) > 1 and original_columns([head.text for head in row]):
            rows.append(row)
            taken |= {id(head) for head in row}
    return rows


def _reach(block: PrintedBlock) -> tuple[float, float]:
    return min(line.left for line in block.lines), max(line.right for line in block.lines)


def _shared(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return how much of the page's width two ranges share; less than nothing where they lie apart."""
    return min(a[1], b[1]) - max(a[0], b[0])
