"""Blocks to sentences, each with what surrounds it: lead-in, heading, paragraph, page. Decides nothing about them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.blocks import Block, BlockKind
from models.language import cues_in, load

# Kinds of block that can hold a statement; the others name, repeat or point.
PROSE = frozenset(
    {
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.NUMBERED_CLAUSE,
        BlockKind.TABLE_CELL,
        BlockKind.QUOTATION,
        BlockKind.QUESTION,
    }
)
# "Q3." or "4.": the number by which a consultation calls its question.
_NUMBERED = re.compile(r"(?:q(?:uestion)?\s*)?\d{1,3}(?:\.\d{1,3})*\s*[.):]\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A half-open range of a document's text with its block; `cues` are character ranges relative to `start`."""

    start: int
    end: int
    text: str
    block: Block
    heading: str | None
    cues: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    words: int

    @property
    def page(self) -> int | None:
        """Page on which the sentence begins."""
        return self.block.page_at(self.start)

    @property
    def last_page(self) -> int | None:
        """Page on which the sentence ends."""
        return self.block.page_at(self.end - 1)


def segment(text: str, blocks: Sequence[Block]) -> tuple[Sentence, ...]:
    """Return the sentences of a document in reading order."""
    return tuple(_sentences(text, blocks))


def sentence_at(text: str, blocks: Sequence[Block], *, start: int, end: int) -> Sentence:
    """Return any range of a document as a sentence, with the block and the heading in which it begins."""
    place = bisect_right([block.start for block in blocks], start) - 1
    headings = [block for block in blocks[:place] if block.kind is BlockKind.HEADING]
    doc = load()(text[start:end])
    return Sentence(
        start=start,
        end=end,
        text=text[start:end],
        block=blocks[place],
        heading=text[headings[-1].start : headings[-1].end] if headings else None,
        cues=cues_in(doc[:]),
        words=sum(1 for token in doc if token.is_alpha or token.like_num),
    )


def _sentences(text: str, blocks: Sequence[Block]) -> Iterator[Sentence]:
    headed = list(_with_heading(text, blocks))
    docs = load().pipe(text[block.start : block.end] for block, _ in headed)
    for (block, heading), doc in zip(headed, docs, strict=True):
        for span in doc.sents:
            said = span.text.rstrip()
            start = block.start + span.start_char
            if said:
                yield Sentence(
                    start=start,
                    end=start + len(said),
                    text=said,
                    block=block,
                    heading=heading,
                    cues=cues_in(span),
                    words=sum(1 for token in span if token.is_alpha or token.like_num),
                )


def _with_heading(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Block, str | None]]:
    heading = None
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            heading = text[block.start : block.end]
        elif block.kind in PROSE:
            yield block, heading
            if block.kind is BlockKind.QUESTION and _NUMBERED.match(text, block.start):
                heading = text[block.start : block.end]  # of the answer
