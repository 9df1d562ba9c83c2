"""From the lines of PDF pages to typed pieces, across columns and pages."""

import re
from collections.abc import Iterator, Sequence

from corpus.blocks import BlockKind, Piece
from corpus.formats._lines import list_marker
from corpus.formats._pdf_columns import AmendmentColumns
from corpus.formats._pdf_flow import join_divided
from corpus.formats._pdf_kinds import PrintedBlock, type_blocks
from corpus.formats._pdf_layout import Layout
from corpus.formats._pdf_lines import Line, Page
from corpus.formats._pdf_running import take_running_lines
from corpus.formats._pdf_words import Vocabulary, ends_in_hyphen


def pieces_of(pages: Sequence[Page]) -> Iterator[Piece]:
    """Yield the pieces of a document in reading order."""
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
        yield _piece(block, vocabulary)


def _piece(block: PrintedBlock, vocabulary: Vocabulary) -> Piece:
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
    )


def _without_bullet(text: str) -> str:
    marker = list_marker(text)
    return marker.kept + text[marker.end :] if marker else text
