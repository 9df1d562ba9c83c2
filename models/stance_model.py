"""Scores a sentence against a statement: does who says it agree with the statement, oppose it, or neither?"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.bundled_model import BundledModel

CLASSES = ("agree", "oppose", "neither")
WEIGHTS = Path(__file__).resolve().parent / "weights" / "stance"
# Most tokens of each of the two, and of both with what opens, parts and closes a row.
MAX_EACH = 90
MAX_TOKENS = 2 * MAX_EACH + 4
_NOTHING_SAID = np.array([0, 0, 1], dtype=np.float32)


class Pair(NamedTuple):
    """A statement, and a sentence that may be for or against it."""

    statement: str
    sentence: str


class StanceScorer(Protocol):
    """What tells sides: the bundled model, or a reader of another kind."""

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return probabilities, shape (len(pairs), len(CLASSES)), in the order of CLASSES."""


def encode(pair: Pair, *, tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """Return token ids and, for each, 1 inside the statement, 2 inside the sentence and 0 elsewhere."""
    first, last = tokenizer.encode("").ids
    statement, sentence = (tokenizer.encode(text, add_special_tokens=False).ids[:MAX_EACH] for text in pair)
    ids = [first, *statement, last, last, *sentence, last]
    return ids, [0, *[1] * len(statement), 0, 0, *[2] * len(sentence), 0]


class StanceModel(BundledModel[Pair]):
    """Tells whether a sentence is for or against a statement."""

    classes = CLASSES

    def encode(self, row: Pair) -> tuple[list[int], list[int]]:
        """See `encode`."""
        return encode(row, tokenizer=self._tokenizer)

    def _run(self, row: Pair) -> NDArray[np.float32]:
        if not all(text.strip() for text in row):  # nothing is said, so nothing can be told
            return _NOTHING_SAID
        return super()._run(row)


def load(folder: Path = WEIGHTS, *, workers: int | None = None) -> StanceModel:
    """Load the bundled model.

    Args:
        folder: where its two files are.
        workers: threads that score side by side, as many as there are processors if not given. Changes the
            speed, never a score.

    Raises:
        UserError: the model's files are missing or damaged.
    """
    return StanceModel(folder, workers=workers)
