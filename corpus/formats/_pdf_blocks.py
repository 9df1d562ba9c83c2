"""From the lines of PDF pages to typed pieces, across columns and pages."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.blocks import BlockKind, Piece
from corpus.formats._lines import ends_sentence, list_marker
from corpus.formats._pdf_kinds import PrintedBlock, type_blocks
from corpus.formats._pdf_layout import Layout
from corpus.formats._pdf_lines import Line, Page
from corpus.formats._pdf_running import take_running_lines
from corpus.formats._pdf_words import Vocabulary, ends_in_hyphen

_FLOWING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_CELL, BlockKind.QUOTATION)
_ASIDE = (BlockKind.HEADER_FOOTER, BlockKind.FOOTNOTE, BlockKind.CAPTION)


def pieces_of(pages: Sequence[Page]) -> Iterator[Piece]:
    """Yield the pieces of a document in reading order."""
    vocabulary = Vocabulary(line for page in pages for line in page.lines)
    running = take_running_lines(pages)
    layout = Layout(pages)
    blocks: list[PrintedBlock] = []
    for page in pages:
        blocks += [
            PrintedBlock(lines=[line], kind=BlockKind.HEADER_FOOTER) for line in running.get(page.number, ())
        ]
        blocks += type_blocks(layout.blocks(page), page, layout)
    for block in _joined(blocks, layout):
        yield _piece(block, vocabulary)


def _joined(blocks: Iterable[PrintedBlock], layout: Layout) -> Iterator[PrintedBlock]:
    """Put together what a column or page end has divided; what stands between comes after."""
    flowing: PrintedBlock | None = None
    asides: list[PrintedBlock] = []
    for block in blocks:
        if block.kind in _ASIDE:
            asides.append(block)
        elif flowing and _goes_on(flowing, block, layout):
            flowing.lines += block.lines
        else:
            if flowing:
                yield flowing
            yield from asides
            flowing, asides = block, []
    if flowing:
        yield flowing
    yield from asides


def _goes_on(flowing: PrintedBlock, block: PrintedBlock, layout: Layout) -> bool:
    last, first = flowing.lines[-1], block.lines[0]
    if (
        flowing.kind not in _FLOWING
        or block.kind not in (flowing.kind, BlockKind.PARAGRAPH)
        or block.has_marker
    ):
        return False
    if last.page == first.page and not layout.is_jump(last, first):
        return False
    if ends_in_hyphen(last):
        return True
    if ends_sentence(last.text) or not layout.is_same_size(last, first):
        return False
    return first.text[:1].islower() or (
        last.is_bold == first.is_bold and not layout.is_cut_short(last, first)
    )


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
    )


def _without_bullet(text: str) -> str:
    marker = list_marker(text)
    return marker.kept + text[marker.end :] if marker else text
