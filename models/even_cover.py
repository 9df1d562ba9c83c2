"""Hitting sets that spread the burden: those that take least from the one who gives most."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, lil_array

from models.milp import minimal_cover, places_of

_NODES = 1000  # of the branch and bound tree, over the conflicts; a count, for a clock would not give equal answers
_EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class EvenCover:
    """A hitting set as a bit mask, and a burden that every hitting set lays on somebody, or more."""

    cover: int
    least_burden: int


class _Problem:
    """Minimise z, where of each conflict one element is taken, and each owner's elements taken cost z at most."""

    def __init__(self, conflicts: Sequence[int], prices: Sequence[int], owners: Sequence[str]) -> None:
        self.conflicts, self.prices, self.owners = conflicts, prices, owners
        self.n = len(prices)
        givers = {owner: number for number, owner in enumerate(sorted(set(owners)))}
        self.hits = lil_array((len(conflicts), self.n + 1))
        for row, conflict in enumerate(conflicts):
            for place in places_of(conflict):
                self.hits[row, place] = 1
        self.burdens = lil_array((len(givers), self.n + 1))
        for place, price in enumerate(prices):
            self.burdens[givers[owners[place]], place] = price
        self.burdens[:, [self.n]] = -1

    def of(self, places: Sequence[int]) -> dict[str, int]:
        """Return the burden of each owner whose elements are taken."""
        burdens: dict[str, int] = {}
        for place in places:
            burdens[self.owners[place]] = burdens.get(self.owners[place], 0) + self.prices[place]
        return burdens


def most_even_cover(
    conflicts: Sequence[int], prices: Sequence[int], owners: Sequence[str], *, exact_up_to: int
) -> EvenCover:
    """Return a minimal hitting set that takes little from the one who gives most, and a bound of that burden.

    Up to `exact_up_to` conflicts an integer programme is solved: minimise the largest burden z, then with that z the
    whole price. With more, its linear relaxation gives the bound, what it takes at least a share 1/|c| of is a hitting
    set whose burden is at most max |c| times that bound (Hochbaum 1982), and exchanges lower it from there.

    Args:
        conflicts: bit masks of the elements in each.
        prices: positive, by the place of the bit.
        owners: who gives an element, by the place of the bit.
        exact_up_to: conflicts up to which the integer programme is asked.
    """
    problem = _Problem(conflicts, prices, owners)
    found = _solved(problem) if len(conflicts) <= exact_up_to else None
    return found or _rounded(problem)


def _solved(problem: _Problem) -> EvenCover | None:
    """Solve the two integer programmes within a number of nodes; None if they gave no answer."""
    n, n_conflicts = problem.n, len(problem.conflicts)
    matrix = csr_array(np.vstack([problem.hits.toarray(), problem.burdens.toarray()]))
    n_givers = matrix.shape[0] - n_conflicts
    rows = LinearConstraint(
        matrix, [1.0] * n_conflicts + [-np.inf] * n_givers, [np.inf] * n_conflicts + [0.0] * n_givers
    )
    whole = np.append(np.ones(n), 0)
    options = {"node_limit": max(1, _NODES // n_conflicts), "mip_rel_gap": 0.0}
    upper = np.append(np.ones(n), float(sum(problem.prices)))
    first = milp(
        np.append(np.zeros(n), 1.0), integrality=whole, bounds=Bounds(0, upper), constraints=rows, options=options
    )
    if first.x is None:
        return None
    upper = np.append(np.ones(n), math.floor(first.x[n] + _EXACT))
    second = milp(
        np.append(np.array(problem.prices, dtype=np.float64), 0.0),
        integrality=whole,
        bounds=Bounds(0, upper),
        constraints=rows,
        options=options,
    )
    chosen = first.x if second.x is None else second.x
    cover = sum(1 << place for place in range(n) if chosen[place] > 1 / 2)
    return EvenCover(
        cover=minimal_cover(cover, problem.conflicts, problem.prices),
        least_burden=math.ceil((first.mip_dual_bound or 0.0) - _EXACT),
    )


def _rounded(problem: _Problem) -> EvenCover:
    """Round the linear relaxation, and improve."""
    n = problem.n
    relaxed = linprog(
        np.append(np.zeros(n), 1.0),
        A_ub=csr_array(np.vstack([-problem.hits.toarray(), problem.burdens.toarray()])),
        b_ub=[-1.0] * len(problem.conflicts) + [0.0] * problem.burdens.shape[0],
        bounds=[(0.0, 1.0)] * n + [(0.0, None)],
        method="highs-ipm",
    )
    least = math.ceil(relaxed.fun - _EXACT)
    widest = max(conflict.bit_count() for conflict in problem.conflicts)
    cover = sum(1 << place for place in range(n) if relaxed.x[place] >= 1 / widest - _EXACT)
    cover = _thinned(problem, cover)
    while (better := _exchanged(problem, cover, least)) is not None:
        cover = _thinned(problem, better)
    return EvenCover(cover=cover, least_burden=least)


def _thinned(problem: _Problem, cover: int) -> int:
    """Leave out elements that are not needed, first those of whoever gives most."""
    burdens = problem.of(list(places_of(cover)))
    taken = sorted(places_of(cover), key=lambda each: (-burdens[problem.owners[each]], -problem.prices[each], each))
    counts = [(conflict & cover).bit_count() for conflict in problem.conflicts]
    within = _within(problem)
    for place in taken:
        if all(counts[number] > 1 for number in within[place]):
            cover ^= 1 << place
            for number in within[place]:
                counts[number] -= 1
    return cover


def _within(problem: _Problem) -> list[list[int]]:
    """Return for each element the conflicts that it is in."""
    within: list[list[int]] = [[] for _ in problem.prices]
    for number, conflict in enumerate(problem.conflicts):
        for place in places_of(conflict):
            within[place].append(number)
    return within


def _exchanged(problem: _Problem, cover: int, least: int) -> int | None:
    """Relieve one who gives most of one element by elements of others that stay below; None if nobody can be.

    Each exchange lowers the largest burden, or the number of those who bear it, so a chain of them ends.
    """
    burdens = problem.of(list(places_of(cover)))
    most = max(burdens.values())
    if most <= least:
        return None
    within = _within(problem)
    for place in sorted(places_of(cover), key=lambda each: (problem.prices[each], each)):
        if burdens[problem.owners[place]] < most:
            continue
        after = dict(burdens)
        after[problem.owners[place]] -= problem.prices[place]
        changed = cover ^ (1 << place)
        for number in within[place]:
            if problem.conflicts[number] & changed:
                continue
            options = [
                (after.get(problem.owners[each], 0) + problem.prices[each], each)
                for each in places_of(problem.conflicts[number] & ~(1 << place))
            ]
            burden, other = min(options, default=(most, place))
            if burden >= most:
                break
            after[problem.owners[other]] = burden
            changed |= 1 << other
        else:
            return changed
    return None
