"""Largest sets without a forbidden subset: which members can start together, given minimal conflicts."""

from collections.abc import Iterable, Sequence

Members = frozenset[str]


def maximal_sets(members: Iterable[str], conflicts: Iterable[Members], *, limit: int) -> tuple[list[Members], bool]:
    """Return the inclusion-maximal subsets of `members` that contain no conflict whole, and whether all were found.

    They are the complements of the minimal hitting sets of the conflicts (Berge 1989); these are built one conflict
    at a time. A conflict may have any number of members. Exact while no more than `limit` hitting sets are open;
    beyond that only the smallest are followed: what is returned is still conflict-free and maximal, but some sets,
    never the largest ones seen so far, are missing.
    """
    everybody = sorted(set(members))
    bits = {member: 1 << number for number, member in enumerate(everybody)}
    wanted = sorted(
        {sum(bits[member] for member in conflict) for conflict in conflicts if bits.keys() >= conflict},
        key=lambda conflict: (conflict.bit_count(), conflict),
    )
    hitting = [0]
    complete = True
    for number in range(1, len(wanted) + 1):
        hitting = _extend(hitting, wanted[:number])
        if len(hitting) > limit:
            complete = False
            hitting = sorted(hitting, key=lambda h: (h.bit_count(), h))[:limit]
    sets = (frozenset(member for member in everybody if not bits[member] & h) for h in hitting)
    return sorted(sets, key=lambda s: (-len(s), sorted(s))), complete


def _extend(hitting: Sequence[int], conflicts: Sequence[int]) -> list[int]:
    """Make every minimal hitting set of the conflicts before the last one hit the last one too.

    Sets are bit masks. Two sets never grow into the same one, so nothing is found twice.
    """
    last = conflicts[-1]
    extended = [h for h in hitting if h & last]
    adding = [1 << place for place in range(last.bit_length()) if last >> place & 1]
    for h in hitting:
        if not h & last:
            extended += [h | bit for bit in adding if _is_minimal(h | bit, conflicts)]
    return extended


def _is_minimal(hitting: int, conflicts: Sequence[int]) -> bool:
    """Tell whether every member of a hitting set is the only one in it to hit some conflict."""
    needed = 0
    for conflict in reversed(conflicts):
        hit = conflict & hitting
        if hit & (hit - 1) == 0:
            needed |= hit
            if needed == hitting:
                return True
    return False
