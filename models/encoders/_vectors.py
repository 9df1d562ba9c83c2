"""What every encoder does to its vectors, so that equal texts have equal vectors wherever they stand."""

import hashlib
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

# Coordinates are whole multiples of 2^-12. Their products are multiples of 2^-24, so a float32 sum of them is
# exact below 1: cosines do not depend on how a matrix library splits its work. The price: cosines move by
# about 0.0001, and a vector with itself may give 1.0005.
GRID = 4096.0
Row = TypeVar("Row", bound=Hashable)


def settle(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scale each row to unit length and round it to the grid; a row of zeros stays as it is."""
    exact = np.ascontiguousarray(rows, dtype=np.float64)
    lengths = np.sqrt(np.square(exact).sum(axis=1, keepdims=True))
    unit = np.divide(exact, lengths, out=np.zeros_like(exact), where=lengths > 0)
    rounded: NDArray[np.float32] = (np.rint(unit * GRID) / GRID).astype(np.float32)
    return rounded


def distinct(rows: Sequence[Row]) -> tuple[list[Row], NDArray[np.intp]]:
    """Return each row once, in order of first appearance, and for every row its place among them."""
    places: dict[Row, int] = {}
    order = [places.setdefault(row, len(places)) for row in rows]
    return list(places), np.array(order, dtype=np.intp)


def hash_files(paths: Sequence[Path]) -> str:
    """Return what `sha256sum FILE... | sha256sum` prints when run in their folder."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
