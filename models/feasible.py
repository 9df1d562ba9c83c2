"""Largest sets without a forbidden subset: which members can start together, given minimal conflicts."""

from collections.abc import Iterable

Members = frozenset[str]


def maximal_sets(
    members: Iterable[str], conflicts: Iterable[Members], *, limit: int
) -> tuple[list[Members], bool]:
    """Return the inclusion-maximal subsets of `members` that contain no conflict whole, and whether all were found.

    They are the complements of the minimal hitting sets of the conflicts (Berge 1989); these are built one conflict
    at a time. A conflict may have any number of members. Exact while no more than `limit` hitting sets are open;
    beyond that only the smallest are followed: what is returned is still conflict-free and maximal, but some sets,
    never the largest ones seen so far, are missing.
    """
    everybody = frozenset(members)
    hitting: list[Members] = [frozenset()]
    complete = True
    wanted = sorted(
        {conflict for conflict in conflicts if conflict <= everybody}, key=lambda c: (len(c), sorted(c))
    )
    for conflict in wanted:
        hitting = _extend(hitting, conflict)
        if len(hitting) > limit:
            complete = False
            hitting = sorted(hitting, key=lambda h: (len(h), sorted(h)))[:limit]
    minimal = hitting if complete else sorted({_reduced(h, wanted) for h in hitting}, key=sorted)
    return sorted((everybody - h for h in minimal), key=lambda s: (-len(s), sorted(s))), complete


def _extend(hitting: list[Members], conflict: Members) -> list[Members]:
    """Make every set hit one more conflict, keeping only sets of which no part does the same."""
    kept = [h for h in hitting if h & conflict]
    grown = {h | {member} for h in hitting if not h & conflict for member in conflict}
    # A grown set can only be redundant because of a kept one: two grown sets differ in the member added or the base.
    return kept + sorted((g for g in grown if not any(k < g for k in kept)), key=sorted)


def _reduced(hitting: Members, conflicts: list[Members]) -> Members:
    """Drop members that are not needed to hit every conflict."""
    for member in sorted(hitting):
        smaller = hitting - {member}
        if all(smaller & conflict for conflict in conflicts):
            hitting = smaller
    return hitting
