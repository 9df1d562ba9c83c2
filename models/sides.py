"""Sides that several questions to the stance model agree on: one answer errs often, and not always the same way."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Leans = NDArray[np.float64]
_ROUNDS = 20
_DECIMALS = 6  # sums are rounded, so that their last bit decides no side


def agreed_sides(leans: Leans, places: Sequence[int | None]) -> Leans:
    """Return how far each statement is on the side of the first anchor, from -1 to 1, shape (statements,).

    Each anchor counts as much as the others place it on the first one's side, and with the opposite sign where they
    place it on the other; where they disagree about it, it counts little. Found by repetition, as the leading vector
    of a matrix is found (power iteration).

    Args:
        leans: of each statement towards each anchor, shape (anchors, statements), -1 to 1.
        places: the column of each anchor that is a statement itself, which is then on the positive side if it is the
            first; None for one that is not, such as a question.
    """
    weights = np.array([1.0, *(_agreement(row, leans[0]) for row in leans[1:])])
    for _ in range(_ROUNDS):
        sides = weights @ leans / len(leans)
        found = np.array(
            [
                sides[place] if place is not None else _agreement(row, sides)
                for row, place in zip(leans, places, strict=True)
            ]
        )
        largest = np.abs(found).max()
        if largest == 0:
            break
        weights = np.round(found / largest, _DECIMALS)
    total = np.abs(weights).sum()
    sides = weights @ leans / total if total else leans[0]
    first = places[0]
    turned = first is not None and sides[first] < 0
    agreed: Leans = np.round(-sides if turned else sides, _DECIMALS)
    return agreed


def _agreement(one: Leans, other: Leans) -> float:
    """Return the cosine of two rows of leans."""
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size else 0.0
