"""Who stands against whom: pairs that exclude each other on one issue, sorted into sides."""

from collections.abc import Iterable, Mapping, Sequence

Neighbours = Mapping[str, frozenset[str]]

MOST_SIDES = 3
"""Sides that stand beside each other and can still be read; more are told from the strongest pair."""


def neighbours_of(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return, for each member, those it is in a pair with."""
    met: dict[str, set[str]] = {}
    for one, other in pairs:
        met.setdefault(one, set()).add(other)
        met.setdefault(other, set()).add(one)
    return {member: frozenset(met[member]) for member in sorted(met)}


def components(neighbours: Neighbours) -> tuple[tuple[str, ...], ...]:
    """Return the sets of members that pairs connect, the largest first.

    Two pairs without a member in common are two collisions: nothing was found between them.
    """
    found = []
    left = set(neighbours)
    while left:
        reached: set[str] = set()
        waiting = [min(left)]
        while waiting:
            member = waiting.pop()
            if member not in reached:
                reached.add(member)
                waiting.extend(neighbours[member])
        left -= reached
        found.append(tuple(sorted(reached)))
    return tuple(sorted(found, key=lambda members: (-len(members), members)))


def sides(component: Sequence[str], neighbours: Neighbours) -> tuple[tuple[str, ...], ...]:
    """Return the members of a component in sides, so that no pair stands within one.

    Two sides wherever that is possible; otherwise members with the same opponents stand together.
    """
    side_of = _two_sides(component, neighbours)
    if side_of is None:
        opponents = [neighbours[member] for member in component]
        side_of = {member: opponents.index(neighbours[member]) for member in component}
    grouped: dict[int, list[str]] = {}
    for member in sorted(component):
        grouped.setdefault(side_of[member], []).append(member)
    return tuple(tuple(members) for _, members in sorted(grouped.items(), key=lambda item: (-len(item[1]), item[1])))


def opposed(
    component: Sequence[str], neighbours: Neighbours, strongest: tuple[str, str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return a component in few sides, and those who find no place in them.

    Every member has a place where the pairs make two sides, or up to three of which each is against the others
    as a whole. Otherwise the two sides grow from the strongest pair: who is against one of them only stands with
    the other, and who is against members of both, or of neither, stays outside.
    """
    grouped = sides(component, neighbours)
    if len(grouped) == len(strongest) or (len(grouped) <= MOST_SIDES and _each_against_all(grouped, neighbours)):
        return grouped, ()
    one, other = {strongest[0]}, {strongest[1]}
    waiting = sorted(set(component) - one - other)
    is_growing = True
    while is_growing:
        is_growing = False
        for member in waiting:
            met = (bool(neighbours[member] & one), bool(neighbours[member] & other))
            if member not in one | other and sum(met) == 1:
                (other if met[0] else one).add(member)
                is_growing = True
    outside = tuple(member for member in waiting if member not in one | other)
    return (tuple(sorted(one)), tuple(sorted(other))), outside


def _each_against_all(grouped: Sequence[Sequence[str]], neighbours: Neighbours) -> bool:
    everybody = frozenset(member for side in grouped for member in side)
    return all(neighbours[member] == everybody - set(side) for side in grouped for member in side)


def _two_sides(component: Sequence[str], neighbours: Neighbours) -> dict[str, int] | None:
    side_of = {min(component): 0}
    waiting = [min(component)]
    while waiting:
        member = waiting.pop()
        for other in neighbours[member]:
            if other not in side_of:
                side_of[other] = 1 - side_of[member]
                waiting.append(other)
            elif side_of[other] == side_of[member]:
                return None
    return side_of
