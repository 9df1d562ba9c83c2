"""Largest sets without a forbidden subset: which members can start together, given minimal conflicts."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.hitting import cheapest_hitting_sets

Members = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximalSets:
    """Sets without a conflict to which nobody can be added, largest first.

    Where `complete` is false, all sets of more than `listed_above` members are there, and smaller ones may be
    missing. `size_bound` is a size that no set can exceed, found or not; where it is larger than the first set,
    the first may not be the largest.
    """

    sets: tuple[Members, ...]
    complete: bool
    listed_above: int
    size_bound: int


def maximal_sets(
    members: Iterable[str],
    conflicts: Iterable[Members],
    *,
    limit: int,
    effort: int,
    required: Members = frozenset(),
    programmes: int = 2,
) -> MaximalSets:
    """Return the inclusion-maximal subsets of `members` that hold all of `required` and contain no conflict whole.

    They are the complements of the minimal hitting sets of the conflicts (Berge 1989). A conflict may have any
    number of members; one with somebody who is no member counts for nothing. If those required clash among
    themselves, no set is returned.

    Args:
        members: everybody.
        conflicts: sets of members that cannot all be together.
        limit: sets to return at most.
        effort: conflicts to look at in the search of each connected part, at most.
        required: members that must be inside.
        programmes: as in `cheapest_hitting_sets`.
    """
    everybody = frozenset(members)
    hitting = cheapest_hitting_sets(
        [conflict for conflict in conflicts if conflict <= everybody],
        dict.fromkeys(everybody - required, 1),
        most=limit,
        effort=effort,
        programmes=programmes,
    )
    sets = sorted((everybody - left_out for left_out in hitting.sets), key=lambda s: (-len(s), sorted(s)))
    return MaximalSets(
        sets=tuple(sets),
        complete=hitting.bound is None,
        listed_above=0 if hitting.bound is None else len(everybody) - hitting.bound,
        size_bound=len(everybody) - hitting.least if sets else 0,
    )
