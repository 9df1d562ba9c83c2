"""Who stands against whom: pairs that exclude each other on one issue, sorted into sides."""

from collections.abc import Iterable, Mapping, Sequence

Neighbours = Mapping[str, frozenset[str]]


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
