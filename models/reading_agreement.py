"""Two readings of one paper side by side: sentence by sentence, what did each take it for?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.issue_rulings import same_name
from corpus.records import Holder, ReadingDifference, Statement, Told
from models.readers import DocumentReading, Paper
from models.segmentation import Sentence, segment

NOTHING = "no_position"


@dataclass(frozen=True, slots=True)
class Compared:
    """The values that two readings give each sentence of a paper, and where they differ."""

    units: tuple[tuple[str, str], ...]
    differences: tuple[ReadingDifference, ...]


def compare(paper: Paper, used: DocumentReading, other: DocumentReading) -> Compared:
    """Hold another reading against the one that is used.

    A sentence's value is the kind of the own position that covers most of it, or that there is none. Where both find
    one and name the same issue, their sides are compared too.
    """
    sides = [{told.position_id: told for told in reading.told} for reading in (used, other)]
    sentences = segment(paper.document.text, paper.blocks)
    mine = [_at(sentence, used.statements) for sentence in sentences]
    theirs = [_at(sentence, other.statements) for sentence in sentences]
    units = tuple((_kind(one), _kind(two)) for one, two in zip(mine, theirs, strict=True))
    differences = {
        (row.start, row.figure): row
        for sentence, one, two in zip(sentences, mine, theirs, strict=True)
        for row in _differences(sentence, one, two, other, sides)
    }
    return Compared(units, tuple(differences[key] for key in sorted(differences)))


def _at(sentence: Sentence, statements: Sequence[Statement]) -> Statement | None:
    """Return the own statement that shares most characters with a sentence, at least half of one of the two."""
    best: tuple[int, str] | None = None
    found = None
    for statement in statements:
        shared = min(sentence.end, statement.end) - max(sentence.start, statement.start)
        least = min(sentence.end - sentence.start, statement.end - statement.start) / 2
        rank = (-shared, statement.position_id)
        if statement.holder is Holder.OWN and shared > 0 and shared >= least and (best is None or rank < best):
            best, found = rank, statement
    return found


def _kind(statement: Statement | None) -> str:
    return NOTHING if statement is None else statement.kind.value


def _differences(
    sentence: Sentence,
    one: Statement | None,
    two: Statement | None,
    other: DocumentReading,
    told: Sequence[Mapping[str, Told]],
) -> Iterator[ReadingDifference]:
    def row(figure: str, value: str, other_value: str) -> ReadingDifference:
        return ReadingDifference(
            document_id=other.document_id,
            reader=other.reader,
            start=sentence.start,
            end=sentence.end,
            quote=sentence.text,
            figure=figure,
            used_value=value,
            other_value=other_value,
        )

    if _kind(one) != _kind(two):
        yield row("kind", _kind(one), _kind(two))
    mine = told[0].get(one.position_id) if one else None
    theirs = told[1].get(two.position_id) if two else None
    if mine and theirs and same_name(mine.issue) == same_name(theirs.issue):
        sides = _side(mine.stance), _side(theirs.stance)
        if sides[0] != sides[1] and "" not in sides:
            yield row("side", *sides)


def _side(stance: float | None) -> str:
    """Return the word for a side; nothing if none was told."""
    if stance is None:
        return ""
    return "for" if stance > 0 else "against" if stance < 0 else "neither"
