"""Models whose answers are kept: a text that was seen before is not run again, in this run or in a later one."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.kept import Kept
from models.encoders import Encoder
from models.stance_model import CLASSES, Pair, StanceScorer

T = TypeVar("T")
_AT_ONCE = 512  # rows between two writes: what a killed run loses at most


class NamedScorer(StanceScorer, Protocol):
    """A stance model that says what decides its answers."""

    @property
    def name(self) -> str:
        """How the manifest calls it."""
        ...

    @property
    def sha256(self) -> str:
        """Digest of everything in the model that decides its answers."""
        ...


class KeptEncoder:
    """An encoder that runs only texts whose vectors are not kept."""

    def __init__(self, encoder: Encoder, kept: Kept, *, code: str) -> None:
        """`code` stands for the program that runs the model."""
        self.name, self.sha256, self.dimensions = encoder.name, encoder.sha256, encoder.dimensions
        self._encoder, self._kept, self._code = encoder, kept, code

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, shape (len(texts), dimensions), in the order given."""
        return _rows(
            self._kept,
            "vectors",
            texts,
            key=lambda text: repr((self._code, self.sha256, text)),
            compute=self._encoder.encode,
            width=self.dimensions,
        )


class KeptStances:
    """A stance model that runs only pairs whose probabilities are not kept."""

    def __init__(self, scorer: NamedScorer, kept: Kept, *, code: str) -> None:
        """`code` stands for the program that runs the model."""
        self.name, self.sha256 = scorer.name, scorer.sha256
        self._scorer, self._kept, self._code = scorer, kept, code

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return probabilities, shape (len(pairs), len(CLASSES)), in the order of CLASSES."""
        return _rows(
            self._kept,
            "sides",
            pairs,
            key=lambda pair: repr((self._code, self.sha256, *pair)),
            compute=self._scorer.score,
            width=len(CLASSES),
        )


def _rows(
    kept: Kept,
    step: str,
    items: Sequence[T],
    *,
    key: Callable[[T], str],
    compute: Callable[[Sequence[T]], NDArray[np.float32]],
    width: int,
) -> NDArray[np.float32]:
    def load(content: bytes) -> NDArray[np.float32]:
        row = np.frombuffer(content, dtype="<f4")
        if row.shape != (width,):
            raise ValueError(f"{len(row)} numbers where {width} are meant")
        return row.astype(np.float32)

    rows: list[NDArray[np.float32]] = []
    for start in range(0, len(items), _AT_ONCE):
        part = items[start : start + _AT_ONCE]
        rows += kept.through(
            step,
            part,
            key=key,
            compute=lambda missing: list(compute(missing)),
            dump=lambda row: row.astype("<f4").tobytes(),
            load=load,
        )
    return np.stack(rows) if rows else np.zeros((0, width), dtype=np.float32)
