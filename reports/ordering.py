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

    A run grows as long as every two in it agree by `agreement` (0..1), no two have a collision, and most issues that
    two of them share find them on one side. Pairs that share too few issues count for nothing, so every member of a
    run must have an agreement with another.

    Args:
        data: the run's tables.
        order: member_ids as they stand side by side.
        agreement: least agreement of any two.
        least: least number of members.
    """
    met = {frozenset((pair.member_a, pair.member_b)): pair for pair in data.rows(Alignment)}

    def together(members: Sequence[str]) -> bool:
        pairs = [met[key] for each in combinations(members, 2) if (key := frozenset(each)) in met]
        known = [pair for pair in pairs if pair.agreement is not None]
        heard = {member for pair in known for member in (pair.member_a, pair.member_b)}
        return (
            heard == set(members)
            and not any(pair.n_incompatible for pair in pairs)
            and all((pair.agreement or 0.0) >= agreement for pair in known)
            and 2 * sum(pair.n_agree for pair in known) > sum(pair.n_shared for pair in known)
        )

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
