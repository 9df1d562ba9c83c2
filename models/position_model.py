"""Scores a sentence in its context: is it the author's own position, and of which kind?"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.encoders._vectors import hash_files
from models.onnx_session import MODEL, TOKENIZER, open_bundled

CLASSES = ("not_a_position", "goal", "constraint", "non_negotiable", "preference")
WEIGHTS = Path(__file__).resolve().parent / "weights" / "position"
# Most tokens of each part. What introduces a sentence matters at its end, what follows at its beginning.
MAX_AUTHOR, MAX_HEADING, MAX_LEAD_IN, MAX_PREVIOUS, MAX_TEXT, MAX_NEXT = 12, 20, 32, 40, 96, 28
# With the token that opens the row and one that closes each part.
MAX_TOKENS = 1 + 6 + MAX_AUTHOR + MAX_HEADING + MAX_LEAD_IN + MAX_PREVIOUS + MAX_TEXT + MAX_NEXT
# Probabilities are whole multiples of 2^-10, so that a last digit of the arithmetic does not decide.
GRID = 1024.0


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


class PositionModel:
    """Runs each sentence on its own, unpadded and on one thread, so that no neighbour can touch its score."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        *,
        tokenizer: Tokenizer,
        name: str,
        sha256: str,
        workers: int,
    ) -> None:
        """Take a session and a tokenizer as `load` prepares them."""
        self.name = name
        self.sha256 = sha256
        self._session = session
        self._tokenizer = tokenizer
        self._workers = workers

    def score(self, sentences: Sequence[SentenceInContext]) -> NDArray[np.float32]:
        """Return calibrated probabilities, shape (len(sentences), len(CLASSES)), in the order of CLASSES."""
        if not sentences:
            return np.zeros((0, len(CLASSES)), dtype=np.float32)
        places: dict[SentenceInContext, int] = {}
        rows = [places.setdefault(sentence, len(places)) for sentence in sentences]
        with ThreadPoolExecutor(max_workers=self._workers) as pool:
            scores = np.stack(list(pool.map(self._run, places)))
        settled: NDArray[np.float32] = (np.rint(scores * GRID) / GRID).astype(np.float32)
        return settled[rows]

    def _run(self, sentence: SentenceInContext) -> NDArray[np.float32]:
        ids, inside = encode(sentence, tokenizer=self._tokenizer)
        feeds = {
            "input_ids": np.array([ids], dtype=np.int64),
            "token_type_ids": np.array([inside], dtype=np.int64),
        }
        scores: NDArray[np.float32] = self._session.run(["probabilities"], feeds)[0][0]
        return scores


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
    session, tokenizer = open_bundled(folder, name="position")
    return PositionModel(
        session,
        tokenizer=tokenizer,
        name=folder.resolve().name,
        sha256=hash_files([folder / MODEL, folder / TOKENIZER]),
        workers=workers or os.cpu_count() or 1,
    )
