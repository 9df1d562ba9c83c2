"""How far a network of friends and opponents is from two clean camps."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from models.network import Tie, neighbours, parts

_NODES = 20_000  # of the branch and bound tree, over the ties; a count, for a clock would not give equal answers
_EXACT = 1e-6
_MOST_TIES = 400  # of a part that the integer programme is asked about; one node of thousands of ties takes minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Camps:
    """A split into two camps that few ties contradict.

    `camp` is 1 or 2, and 1 for the first member of each connected part. `contradicted` are the ties against it;
    no split is contradicted by fewer than `least`, so where the two agree, that is the frustration index.
    """

    camp: dict[str, int]
    contradicted: frozenset[Tie]
    least: int


def split(friends: Iterable[Tie], opponents: Iterable[Tie]) -> Camps:
    """Return the split into two camps with fewest friends across and opponents within.

    That number is the frustration index; it is 0 if and only if the network is balanced (Harary 1953). Integer
    programme of Aref, Mason and Wilson (2020), each connected part by itself: minimise the ties contradicted, with
    x_m the camp of m, z_ab >= |x_a - x_b| for friends and z_ab >= |x_a + x_b - 1| for opponents.

    Args:
        friends: pairs, smaller member first.
        opponents: pairs, smaller member first, none of them among the friends.
    """
    signs = dict.fromkeys(friends, 1) | dict.fromkeys(opponents, -1)
    part = parts(neighbours(signs))
    camp: dict[str, int] = {}
    least = 0
    for number in sorted(set(part.values())):
        inside = {tie: sign for tie, sign in sorted(signs.items()) if part[tie[0]] == number}
        found, at_least = _of_part(inside)
        camp |= found
        least += at_least
    contradicted = frozenset(tie for tie, sign in signs.items() if (camp[tie[0]] == camp[tie[1]]) != (sign > 0))
    return Camps(camp=camp, contradicted=contradicted, least=least)


def _of_part(signs: dict[Tie, int]) -> tuple[dict[str, int], int]:
    """Return the camps of one connected part, and a number of contradicted ties that no split is below."""
    members = sorted({member for tie in signs for member in tie})
    clean = _two_colours(signs, members[0])
    if clean is not None:
        return clean, 0
    if len(signs) > _MOST_TIES:
        return _settled(signs, dict.fromkeys(members, 1)), 1
    place = {member: number for number, member in enumerate(members)}
    n, m = len(members), len(signs)
    lines, columns, values, low = [], [], [], []
    for number, ((a, b), sign) in enumerate(signs.items()):
        # z - x_a + x_b >= 0 and z + x_a - x_b >= 0; for opponents z - x_a - x_b >= -1 and z + x_a + x_b >= 1
        for row, (of_a, of_b, bound) in enumerate(
            ((-1, 1, 0), (1, -1, 0)) if sign > 0 else ((-1, -1, -1), (1, 1, 1)), start=2 * number
        ):
            lines += [row] * 3
            columns += [place[a], place[b], n + number]
            values += [of_a, of_b, 1]
            low.append(bound)
    upper = np.ones(n + m)
    upper[0] = 0  # the first member is in camp 1: else every split would be there twice
    found = milp(
        np.append(np.zeros(n), np.ones(m)),
        integrality=np.append(np.ones(n), np.zeros(m)),
        bounds=Bounds(0, upper),
        constraints=LinearConstraint(csr_array((values, (lines, columns)), shape=(2 * m, n + m)), low, np.inf),
        options={"node_limit": max(1, _NODES // m), "mip_rel_gap": 0.0},
    )
    least = found.mip_dual_bound if found.mip_dual_bound is not None and math.isfinite(found.mip_dual_bound) else 0.0
    if found.x is None:
        return _settled(signs, dict.fromkeys(members, 1)), max(1, math.ceil(least - _EXACT))
    camps = {member: 2 if found.x[place[member]] > 1 / 2 else 1 for member in members}
    return camps, max(1, math.ceil(least - _EXACT))


def _settled(signs: dict[Tie, int], camp: dict[str, int]) -> dict[str, int]:
    """Move members, first by name first, to the camp that fewer of their ties contradict until nobody gains by it.

    Every move leaves fewer ties contradicted, so this ends; the first member stays in camp 1 by turning all.
    """
    tied = neighbours(signs)
    camp = dict(camp)
    moved = True
    while moved:
        moved = False
        for member in sorted(tied):
            against = sum(
                (camp[member] == camp[other]) != (signs[min(member, other), max(member, other)] > 0)
                for other in tied[member]
            )
            if 2 * against > len(tied[member]):
                camp[member] = 3 - camp[member]
                moved = True
    first = min(camp)
    return camp if camp[first] == 1 else {member: 3 - number for member, number in camp.items()}


def _two_colours(signs: dict[Tie, int], first: str) -> dict[str, int] | None:
    """Return the camps if no tie contradicts them; they follow from the first member's, tie by tie."""
    tied = neighbours(signs)
    camp = {first: 1}
    waiting = [first]
    while waiting:
        member = waiting.pop()
        for other in sorted(tied[member]):
            sign = signs[min(member, other), max(member, other)]
            wanted = camp[member] if sign > 0 else 3 - camp[member]
            if other not in camp:
                camp[other] = wanted
                waiting.append(other)
            elif camp[other] != wanted:
                return None
    return camp
