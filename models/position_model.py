"""Scores a sentence in its context: is it the author's own position, and of which kind?"""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from models.bundled_model import BundledModel

CLASSES = ("not_a_position", "goal", "constraint", "non_negotiable", "preference")
WEIGHTS = Path(__file__).resolve().parent / "weights" / "position"
# Most tokens of each part. What introduces a sentence matters at its end, what follows at its beginning.
MAX_AUTHOR, MAX_HEADING, MAX_LEAD_IN, MAX_PREVIOUS, MAX_TEXT, MAX_NEXT = 12, 20, 32, 40, 96, 28
# With the token that opens the row and one that closes each part.
MAX_TOKENS = 1 + 6 + MAX_AUTHOR + MAX_HEADING + MAX_LEAD_IN + MAX_PREVIOUS + MAX_TEXT + MAX_NEXT


@dataclass(frozen=True, slots=True)
class SentenceInContext:
    """A sentence and what surrounds it; an empty string where there is nothing.

    `author` is the member's name: it tells a member that writes of itself by name from others it reports on.
    """

    text: str
    previous: str = ""
    next: str = ""
    heading: str = ""
    lead_in: str = ""
    author: str = ""


def encode(sentence: SentenceInContext, *, tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """Return token ids and, for each, 1 inside the sentence itself and 0 in its context.

    The parts stand in the order of a page, each closed by the separator, also where it is empty:
    author, heading, lead-in, previous sentence, the sentence, next sentence.
    """
    first, last = tokenizer.encode("").ids
    ids, inside = [first], [0]
    parts = (
        (sentence.author, slice(0, MAX_AUTHOR), 0),
        (sentence.heading, slice(0, MAX_HEADING), 0),
        (sentence.lead_in, slice(-MAX_LEAD_IN, None), 0),
        (sentence.previous, slice(-MAX_PREVIOUS, None), 0),
        (sentence.text, slice(0, MAX_TEXT), 1),
        (sentence.next, slice(0, MAX_NEXT), 0),
    )
    for text, kept, mark in parts:
        tokens = [*tokenizer.encode(text, add_special_tokens=False).ids[kept], last]
        ids += tokens
        inside += [mark] * len(tokens)
    return ids, inside


class PositionModel(BundledModel[SentenceInContext]):
    """Tells whether a sentence is the author's own position, and of which kind."""

    classes = CLASSES

    def encode(self, row: SentenceInContext) -> tuple[list[int], list[int]]:
        """See `encode`."""
        return encode(row, tokenizer=self._tokenizer)


def load(*, workers: int | None = None) -> PositionModel:
    """Load the bundled model.

    Args:
        workers: threads that score side by side, as many as there are processors if not given. Changes the
            speed, never a score.

    Raises:
        UserError: the model's files are missing or damaged.
    """
    return load_from(WEIGHTS, workers=workers)


def load_from(folder: Path, *, workers: int | None = None) -> PositionModel:
    """Load the model in a folder; see `load`."""
    return PositionModel(folder, workers=workers)
