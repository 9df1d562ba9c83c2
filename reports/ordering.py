"""The order in which members stand side by side, so that those who agree are neighbours."""

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
