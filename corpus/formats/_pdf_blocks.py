"""From the lines of PDF pages to typed pieces, across columns and pages."""

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.blocks import BlockKind, Box, Piece
from corpus.formats._lines import list_marker
from corpus.formats._pdf_columns import AmendmentColumns
from corpus.formats._pdf_flow import join_divided
from corpus.formats._pdf_kinds import PrintedBlock, type_blocks
from corpus.formats._pdf_layout import Layout
from corpus.formats._pdf_lines import Line, Page
from corpus.formats._pdf_running import take_running_lines
from corpus.formats._pdf_words import Vocabulary, ends_in_hyphen

_JUMP = 0.5
_DESCENT = 0.25  # how far the tails of letters reach below the line, as a share of the size


def pieces_of(pages: Sequence[Page]) -> Iterator[Piece]:
    """Yield the pieces of a document in reading order."""
    heights = {page.number: page.height for page in pages}
    vocabulary = Vocabulary([line for page in pages for line in page.lines])
    running = take_running_lines(pages)
    layout = Layout(pages)
    columns = AmendmentColumns(layout.tables)
    blocks: list[PrintedBlock] = []
    for page in pages:
        blocks += [PrintedBlock(lines=[line], kind=BlockKind.HEADER_FOOTER) for line in running.get(page.number, ())]
        typed = type_blocks(layout.blocks(page), page, layout)
        columns.mark(typed)
        blocks += typed
    for block in join_divided(blocks, layout):
        yield _piece(block, vocabulary, heights)


def _piece(block: PrintedBlock, vocabulary: Vocabulary, heights: Mapping[int, float]) -> Piece:
    text = ""
    page_breaks: list[int] = []
    before: Line | None = None
    for line in block.lines:
        shown = re.sub(r"\s+", " ", line.text).strip()
        if before is None:
            text = _without_bullet(shown) if block.has_marker else shown
        elif ends_in_hyphen(before):
            joined = vocabulary.join(text, shown)
            text, start = joined, len(joined) - len(shown)
        else:
            text, start = f"{text} {shown}", len(text) + 1
        if before is not None:
            page_breaks += [start] * (line.page - before.page)
        before = line
    return Piece(
        kind=block.kind,
        text=text,
        level=block.level,
        page=block.lines[0].page,
        page_breaks=tuple(page_breaks),
        cell=block.cell,
        boxes=tuple(_boxes(block.lines, heights)),
    )


def _boxes(lines: Sequence[Line], heights: Mapping[int, float]) -> Iterator[Box]:
    """Yield the box around the lines of each column, where it is known; turned lines know no height."""
    if any(line.size == 0 or line.is_turned for line in lines):
        return
    start = 0
    for number, line in enumerate(lines, start=1):
        after = lines[number] if number < len(lines) else None
        if after is None or after.page != line.page or after.base > line.base + _JUMP * line.size:
            column, start = lines[start:number], number
            yield Box(
                page=line.page,
                left=round(min(each.left for each in column), 1),
                top=round(heights[line.page] - max(each.base + each.size for each in column), 1),
                right=round(max(each.right for each in column), 1),
                bottom=round(heights[line.page] - min(each.base - _DESCENT * each.size for each in column), 1),
            )


def _without_bullet(text: str) -> str:
    marker = list_marker(text)
    return marker.kept + text[marker.end :] if marker else text
