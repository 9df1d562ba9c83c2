"""Ties between members as a graph: its parts, and the ties that alone hold parts together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

Tie = tuple[str, str]


def neighbours(ties: Iterable[Tie]) -> dict[str, set[str]]:
    """Return who is tied to whom."""
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in ties:
        found[a].add(b)
        found[b].add(a)
    return found


def parts(tied: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the number of the connected part of each member; parts are numbered by their first member."""
    numbers: dict[str, int] = {}
    for first in sorted(tied):
        waiting = [] if first in numbers else [first]
        number = len(set(numbers.values()))
        while waiting:
            member = waiting.pop()
            if member not in numbers:
                numbers[member] = number
                waiting += tied[member]
    return numbers


def bridges(ties: Iterable[Tie]) -> set[Tie]:
    """Return the ties without which a part would fall into two (Tarjan 1974), smaller member first.

    A tie is a bridge if nothing below it in a depth first walk reaches back above it.
    """
    tied = neighbours(ties)
    seen: dict[str, int] = {}
    reaches: dict[str, int] = {}
    found: set[Tie] = set()
    for root in sorted(tied):
        if root in seen:
            continue
        seen[root] = reaches[root] = len(seen)
        walk = [(root, "", iter(sorted(tied[root])))]
        while walk:
            member, parent, left = walk[-1]
            other = next(left, None)
            if other is None:
                walk.pop()
                if parent:
                    reaches[parent] = min(reaches[parent], reaches[member])
                    if reaches[member] > seen[parent]:
                        found.add((min(parent, member), max(parent, member)))
            elif other not in seen:
                seen[other] = reaches[other] = len(seen)
                walk.append((other, member, iter(sorted(tied[other]))))
            elif other != parent:
                reaches[member] = min(reaches[member], seen[other])
    return found


def cut_members(ties: Iterable[Tie]) -> set[str]:
    """Return the members without whom those tied to them would lie in more parts: articulation points."""
    tied = neighbours(ties)

    def n_parts(kept: Mapping[str, set[str]]) -> int:
        return len(set(parts(kept).values()))

    whole = n_parts(tied)
    return {
        member
        for member in tied
        if n_parts({each: others - {member} for each, others in tied.items() if each != member}) > whole
    }
