"""The order in which members stand side by side, so that those who agree are neighbours, and groups among them."""

from collections.abc import Sequence
from itertools import combinations

from corpus.records import Alignment
from reports.run_data import RunData


def by_closeness(data: RunData) -> tuple[str, ...]:
    """Return all member_ids as a chain: it begins with the closest pair and grows at either end.

    Members that share too few issues with anybody stand last, by name.
    """
    agreement: dict[tuple[str, str], float] = {}
    for pair in data.rows(Alignment):
        if pair.agreement is not None:
            agreement[pair.member_a, pair.member_b] = agreement[pair.member_b, pair.member_a] = pair.agreement
    place = {member_id: number for number, member_id in enumerate(data.members)}
    known = {pair: value for pair, value in agreement.items() if pair[0] in place and pair[1] in place}
    if not known:
        return tuple(place)
    closest = min((-value, place[one], place[other]) for (one, other), value in known.items())
    members = tuple(place)
    chain = [members[closest[1]], members[closest[2]]]
    left = set(place) - set(chain)
    while ends := [
        (-known[end, member], place[member], at_front, member)
        for at_front, end in ((False, chain[-1]), (True, chain[0]))
        for member in left
        if (end, member) in known
    ]:
        _, _, at_front, member = min(ends)
        chain.insert(0 if at_front else len(chain), member)
        left.remove(member)
    return (*chain, *sorted(left, key=place.__getitem__))


def boxes(data: RunData, order: Sequence[str], *, agreement: float, least: int) -> tuple[tuple[int, int], ...]:
    """Return the runs of neighbours that stand together, as (first, one after the last) places in `order`.

    A run grows as long as every two in it agree by `agreement` (0..1) and no two have a collision. Pairs that share
    too few issues count for nothing, so every member of a run must have an agreement with another.

    Args:
        data: the run's tables.
        order: member_ids as they stand side by side.
        agreement: least agreement of any two.
        least: least number of members.
    """
    known = {
        frozenset((pair.member_a, pair.member_b)): (pair.agreement, pair.n_incompatible)
        for pair in data.rows(Alignment)
    }

    def together(members: Sequence[str]) -> bool:
        pairs = [known.get(frozenset(pair), (None, 0)) for pair in combinations(members, 2)]
        values = [value for value, _ in pairs if value is not None]
        heard = {member for pair in combinations(members, 2) if _agree(known, pair) for member in pair}
        return heard == set(members) and not any(n for _, n in pairs) and min(values) >= agreement

    found: list[tuple[int, int]] = []
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and together(order[start : end + 1]):
            end += 1
        if end - start >= least:
            found.append((start, end))
        start = end if end - start >= least else start + 1
    return tuple(found)


def _agree(known: dict[frozenset[str], tuple[float | None, int]], pair: tuple[str, str]) -> bool:
    return known.get(frozenset(pair), (None, 0))[0] is not None
