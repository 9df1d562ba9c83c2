"""Covers by integer programming, with SciPy's HiGHS: for cases that are too large to search whole."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

_NODES = 1000  # of the branch and bound tree, over the conflicts; a count, for a clock would not give equal answers
_EXACT = 1e-6


def places_of(mask: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def cheapest_cover(conflicts: Sequence[int], prices: Sequence[int], *, unlike: Sequence[int]) -> tuple[int | None, int]:
    """Return a minimal hitting set that costs little, as a bit mask, and a cost that no hitting set is below.

    minimise sum(price_e x_e) subject to sum over e in c of x_e >= 1 for every conflict c. The search stops after a
    fixed number of nodes, so the set may cost more than the bound; the bound holds all the same.

    Args:
        conflicts: bit masks of the elements in each.
        prices: positive, by the place of the bit.
        unlike: sets already known; what is returned contains none of them.
    """
    places = [place for place in range(len(prices)) if any(conflict >> place & 1 for conflict in conflicts)]
    rows = [*conflicts, *unlike]
    matrix = csr_array(np.array([[row >> place & 1 for place in places] for row in rows], dtype=np.float64))
    low = [1.0] * len(conflicts) + [0.0] * len(unlike)
    high = [np.inf] * len(conflicts) + [float(known.bit_count() - 1) for known in unlike]
    found = milp(
        np.array([prices[place] for place in places], dtype=np.float64),
        integrality=np.ones(len(places)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, low, high),
        options={"node_limit": max(1, _NODES // len(conflicts)), "mip_rel_gap": 0.0},
    )
    bound = found.mip_dual_bound if found.mip_dual_bound is not None and math.isfinite(found.mip_dual_bound) else 0.0
    if found.x is None:
        return None, math.ceil(bound - _EXACT)
    cover = sum(1 << place for place, taken in zip(places, found.x, strict=True) if taken > 1 / 2)
    return minimal_cover(cover, conflicts, prices), math.ceil(bound - _EXACT)


def greedy_cover(conflicts: Sequence[int], prices: Sequence[int]) -> int:
    """Return a minimal hitting set: again and again the element that hits most for its price (Chvatal 1979)."""
    left, cover = list(conflicts), 0
    while left:
        counts = Counter(place for conflict in left for place in places_of(conflict))
        best = min(counts, key=lambda place: (-counts[place] / prices[place], place))
        cover |= 1 << best
        left = [conflict for conflict in left if not conflict >> best & 1]
    return minimal_cover(cover, conflicts, prices)


def minimal_cover(cover: int, conflicts: Sequence[int], prices: Sequence[int]) -> int:
    """Leave out elements that are not needed, the costliest first."""
    for place in sorted(places_of(cover), key=lambda each: (-prices[each], each)):
        fewer = cover & ~(1 << place)
        if all(fewer & conflict for conflict in conflicts):
            cover = fewer
    return cover
