"""The vectors of statements: the sentence alone, and the sentence with what surrounds it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.records import Record

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Embedding(Record):
    """Unit vectors of one statement, shape (dimensions,); `placed` also knows its paragraph and heading."""

    position_id: str
    sentence: Vector
    placed: Vector


def unit(vectors: Vector) -> Vector:
    """Return the rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vector = vectors / np.where(lengths == 0, 1.0, lengths)
    return scaled
