"""A bundled classifier: each row runs alone, unpadded and on one thread, so that no neighbour can touch its score."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Generic

import numpy as np
from numpy.typing import NDArray

from models.encoders._vectors import Row, hash_files
from models.onnx_session import MODEL, TOKENIZER, open_bundled, run_each

# Probabilities are whole multiples of 2^-10, so that a last digit of the arithmetic does not decide.
GRID = 1024.0


class BundledModel(Generic[Row]):
    """Gives calibrated probabilities of its classes for each row; what a row is and how it is encoded, a kind says."""

    classes: ClassVar[tuple[str, ...]]

    def __init__(self, folder: Path, *, workers: int | None = None) -> None:
        """Load the model in a folder.

        Args:
            folder: where its two files are.
            workers: threads that score side by side, as many as there are processors if not given. Changes the
                speed, never a score.

        Raises:
            UserError: the model's files are missing or damaged.
        """
        self.name = folder.resolve().name
        self._session, self._tokenizer = open_bundled(folder, name=self.name)
        self.sha256 = hash_files([folder / MODEL, folder / TOKENIZER])
        self._workers = workers or os.cpu_count() or 1

    def encode(self, row: Row) -> tuple[list[int], list[int]]:
        """Return token ids and the part of the row that each belongs to."""
        raise NotImplementedError

    def score(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        """Return calibrated probabilities, shape (len(rows), len(classes)), in the order of the classes."""
        scores = run_each(rows, self._run, width=len(self.classes), workers=self._workers)
        settled: NDArray[np.float32] = (np.rint(scores * GRID) / GRID).astype(np.float32)
        return settled

    def _run(self, row: Row) -> NDArray[np.float32]:
        ids, parts = self.encode(row)
        feeds = {"input_ids": np.array([ids], dtype=np.int64), "token_type_ids": np.array([parts], dtype=np.int64)}
        scores: NDArray[np.float32] = self._session.run(["probabilities"], feeds)[0][0]
        return scores
