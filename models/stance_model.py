"""Scores a sentence against a statement: does who says it agree with the statement, oppose it, or neither?"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.encoders._vectors import hash_files
from models.onnx_session import MODEL, TOKENIZER, open_bundled

CLASSES = ("agree", "oppose", "neither")
WEIGHTS = Path(__file__).resolve().parent / "weights" / "stance"
# Most tokens of each of the two, and of both with what opens, parts and closes a row.
MAX_EACH = 90
MAX_TOKENS = 2 * MAX_EACH + 4
# Probabilities are whole multiples of 2^-10, so that a last digit of the arithmetic does not decide.
GRID = 1024.0
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


class StanceModel:
    """Runs each pair on its own, unpadded and on one thread, so that no neighbour can touch its score."""

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

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return calibrated probabilities, shape (len(pairs), len(CLASSES)), in the order of CLASSES."""
        if not pairs:
            return np.zeros((0, len(CLASSES)), dtype=np.float32)
        places: dict[Pair, int] = {}
        rows = [places.setdefault(pair, len(places)) for pair in pairs]
        with ThreadPoolExecutor(max_workers=self._workers) as pool:
            scores = np.stack(list(pool.map(self._run, places)))
        settled: NDArray[np.float32] = (np.rint(scores * GRID) / GRID).astype(np.float32)
        return settled[rows]

    def _run(self, pair: Pair) -> NDArray[np.float32]:
        ids, parts = encode(pair, tokenizer=self._tokenizer)
        if not {1, 2} <= set(parts):  # nothing is said, so nothing can be told
            return _NOTHING_SAID
        feeds = {
            "input_ids": np.array([ids], dtype=np.int64),
            "token_type_ids": np.array([parts], dtype=np.int64),
        }
        scores: NDArray[np.float32] = self._session.run(["probabilities"], feeds)[0][0]
        return scores


def load(folder: Path = WEIGHTS, *, workers: int | None = None) -> StanceModel:
    """Load the bundled model.

    Args:
        folder: where its two files are.
        workers: threads that score side by side, as many as there are processors if not given. Changes the
            speed, never a score.

    Raises:
        UserError: the model's files are missing or damaged.
    """
    session, tokenizer = open_bundled(folder, name="stance")
    return StanceModel(
        session,
        tokenizer=tokenizer,
        name=folder.resolve().name,
        sha256=hash_files([folder / MODEL, folder / TOKENIZER]),
        workers=workers or os.cpu_count() or 1,
    )
