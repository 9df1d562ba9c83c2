"""What a column's or a page's end has divided is put together again, in the place where it begins."""

from collections.abc import Iterable, Sequence

from corpus.blocks import BlockKind
from corpus.formats._lines import ends_sentence
from corpus.formats._pdf_kinds import PrintedBlock
from corpus.formats._pdf_layout import Layout
from corpus.formats._pdf_lines import Line
from corpus.formats._pdf_words import ends_in_hyphen

_FLOWING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_CELL, BlockKind.QUOTATION)
_ASIDE = (BlockKind.HEADER_FOOTER, BlockKind.FOOTNOTE, BlockKind.CAPTION)
_ALIGNED = 3.0
_WINDOW = 80


def join_divided(blocks: Iterable[PrintedBlock], layout: Layout) -> list[PrintedBlock]:
    """Return blocks in order, with the later parts of divided ones in the first; notes between them come after."""
    kept: list[PrintedBlock] = []
    last: PrintedBlock | None = None
    for block in blocks:
        earlier = None
        if block.kind not in _ASIDE and last is not None:
            earlier = _part_before(block, last, kept, layout)
        if earlier is not None:
            earlier.lines += block.lines
            last = earlier
        else:
            kept.append(block)
            last = last if block.kind in _ASIDE else block
    return kept


def _part_before(
    block: PrintedBlock, last: PrintedBlock, kept: Sequence[PrintedBlock], layout: Layout
) -> PrintedBlock | None:
    """Return the block that goes on in another, if any."""
    above, first = last.lines[-1], block.lines[0]
    if above.page == first.page:
        is_next_column = first.base > above.base and BlockKind.TABLE_CELL not in (last.kind, block.kind)
        if is_next_column and _goes_on(last, block, layout):
            return last
        if first.base <= above.base and not block.is_amendment:
            return None
    # In a table that goes over pages, the last text on a page is not that which goes on first.
    candidates = [
        other
        for other in kept[-_WINDOW:]
        if other.lines[-1].page == first.page - 1
        and _is_below(other.lines[-1], first)
        and _goes_on(other, block, layout)
    ]
    for other in reversed(candidates):
        if _is_lowest(other, kept[-_WINDOW:]):
            return other
    if above.page < first.page and last.kind is not BlockKind.TABLE_CELL and _goes_on(last, block, layout):
        return last
    return None


def _goes_on(flowing: PrintedBlock, block: PrintedBlock, layout: Layout) -> bool:
    """Say whether a block reads like the rest of another, which a column or page end stands between."""
    above, first = flowing.lines[-1], block.lines[0]
    if flowing.kind not in _FLOWING or block.kind not in (flowing.kind, BlockKind.PARAGRAPH) or block.has_marker:
        return False
    if not _is_one_column(flowing, block):
        return False
    if ends_in_hyphen(above):
        return True
    if ends_sentence(above.text) or not layout.is_same_size(above, first):
        return False
    return first.text[:1].islower() or (above.is_bold == first.is_bold and not layout.is_cut_short(above, first))


def _is_one_column(a: PrintedBlock, b: PrintedBlock) -> bool:
    """Say whether two blocks do not stand in different columns of an amendment table."""
    if not (a.is_amendment or b.is_amendment):
        return True
    places = {(block.cell.table, block.cell.column) if block.cell and block.is_amendment else None for block in (a, b)}
    return len(places) == 1


def _is_below(above: Line, below: Line) -> bool:
    """Say whether two lines on successive pages start in the same column."""
    return abs(above.left - below.left) < _ALIGNED * max(above.size, below.size, 1.0)


def _is_lowest(block: PrintedBlock, others: Sequence[PrintedBlock]) -> bool:
    """Say whether nothing but notes stands below a block in its column."""
    end = block.lines[-1]
    return not any(
        line.page == end.page and line.base < end.base and line.left < end.right and end.left < line.right
        for other in others
        if other.kind not in _ASIDE
        for line in other.lines
    )
