"""Cuts a paper into the parts that a language model gets: whole sections with their headings, up to a size."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from corpus.blocks import Block, BlockKind
from models.readers import Paper
from models.segmentation import PROSE


class Paragraph(NamedTuple):
    """A half-open range of a paper's text and the headings above it, the outermost first."""

    headings: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs of a paper that are sent together."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def start(self) -> int:
        """First character."""
        return self.paragraphs[0].start

    @property
    def end(self) -> int:
        """Character after the last one."""
        return self.paragraphs[-1].end

    def halves(self) -> tuple["Section", ...]:
        """Return it in two, or nothing where it has one paragraph."""
        middle = len(self.paragraphs) // 2
        parts = (self.paragraphs[:middle], self.paragraphs[middle:])
        return tuple(Section(part) for part in parts) if middle else ()

    def material(self, paper: Paper) -> dict[str, Any]:
        """Return what is sent of it."""
        text = paper.document.text
        return {
            "member": paper.author,
            "title": paper.document.title or "",
            "paragraphs": [
                {"headings": list(each.headings), "text": text[each.start : each.end]} for each in self.paragraphs
            ],
        }


def sections_of(paper: Paper, *, most_characters: int) -> tuple[Section, ...]:
    """Return the sections of a paper in reading order; together they hold every paragraph once.

    Neighbouring sections go together while they are short; one is cut only where it is too long by itself.
    """
    packed: list[list[Paragraph]] = []
    size = 0
    for _, group in groupby(_paragraphs(paper, most_characters), key=lambda paragraph: paragraph.headings):
        together = list(group)
        needed = sum(paragraph.end - paragraph.start for paragraph in together)
        fits = size + needed <= most_characters
        for number, paragraph in enumerate(together):
            length = paragraph.end - paragraph.start
            if not packed or (number == 0 and not fits) or size + length > most_characters:
                packed.append([])
                size = 0
            packed[-1].append(paragraph)
            size += length
    return tuple(Section(tuple(paragraphs)) for paragraphs in packed)


def _paragraphs(paper: Paper, most_characters: int) -> Iterator[Paragraph]:
    """Yield every block that can hold a statement; one that is too long comes in pieces."""
    text = paper.document.text
    above: list[Block] = []
    for block in paper.blocks:
        if block.kind is BlockKind.HEADING:
            above = [*(heading for heading in above if heading.level < block.level), block]
        elif block.kind in PROSE:
            headings = tuple(text[heading.start : heading.end] for heading in above)
            for start, end in _pieces(text, block.start, block.end, most_characters):
                yield Paragraph(headings, start, end)


def _pieces(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Cut behind the last full stop, else the last space, that leaves a piece short enough."""
    while end - start > most:
        stop = text.rfind(". ", start, start + most)
        cut = stop + 1 if stop > start else text.rfind(" ", start, start + most)
        cut = cut if cut > start else start + most
        yield start, cut
        start = cut + (text[cut] == " ")
    yield start, end
