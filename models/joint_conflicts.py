"""Conflicts of three or more demands of which every two can be met: shares above a whole, orders in a circle.

Both are exact given what the sentences say, and minimal: without any one of them the rest can be met.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Protocol

from corpus.ids import content_id
from corpus.records import FindingStatus, Incompatibility, IncompatibilityType, Kind, Position
from models.compatibility import Demand, Reason
from models.compatibility._shares import WHOLE, Share, additive, least_share
from models.conflict_words import deciding_words
from models.orders import Order, order_of

FEWEST = 3
LONGEST_CIRCLE = 5
EFFORT = 50_000  # sets looked at in one issue; beyond that the search ends and says so
_SAME_EVENT = 0.6
_DOUBT = {
    "shares": "The shares may be meant of different wholes, or one may be part of another.",
    "orders": "Two of the events may not be the same in all of these sentences.",
}


class Known(Protocol):
    """What is known of positions."""

    def closeness(self, a: Position, b: Position) -> float:
        """Return how close in meaning two positions are, 0..1."""

    def demand(self, position: Position) -> Demand:
        """Take a position apart."""

    def why_not(self, a: Position, b: Position) -> Reason | None:
        """Return why two positions can both be honoured, if their wording says so."""


@dataclass(frozen=True, slots=True)
class Joint:
    """The positions of a minimal conflict in the order of their members, what joins them, and why they collide."""

    positions: tuple[Position, ...]
    sort: str
    reason: str


class _Search:
    """Counts what a search looks at, so that it ends in bounded time."""

    def __init__(self, effort: int) -> None:
        self.left = effort

    def goes_on(self) -> bool:
        self.left -= 1
        return self.left >= 0


def joint_rows(held: Sequence[Position], known: Known, *, label: str, most: int) -> tuple[list[Incompatibility], bool]:
    """Return a row for each minimal joint conflict of one issue, and whether some may have been left out.

    Args:
        held: firm, current positions of one issue.
        known: what is known of them.
        label: the issue's name.
        most: rows that are kept of each sort.
    """
    found, more = find_joint(held, known, most=most)
    return [_row(joint, known, label=label) for joint in found], more


def find_joint(held: Sequence[Position], known: Known, *, most: int) -> tuple[list[Joint], bool]:
    """Return the minimal joint conflicts, and whether some may be missing; for the arguments see `joint_rows`."""
    ordered = sorted(held, key=lambda position: position.position_id)
    shares = [(position, share) for position in ordered if (share := least_share(known.demand(position)))]
    orders = [(position, order) for position in ordered if (order := order_of(known.demand(position)))]
    sums, circles = _Search(EFFORT), _Search(EFFORT)
    beyond = list(islice(_beyond_the_whole(shares, sums), most + 1))
    round_about = list(islice(_circles(orders, circles), most + 1))
    more = max(len(beyond), len(round_about)) > most or min(sums.left, circles.left) < 0
    return [*beyond[:most], *round_about[:most]], more


def _row(joint: Joint, known: Known, *, label: str) -> Incompatibility:
    positions = joint.positions
    pairs = list(combinations(positions, 2))
    severity = min(position.firmness for position in positions)
    why_not = next((why for a, b in pairs if (why := known.why_not(a, b)) and why.check != "sums"), None)
    status = FindingStatus.REJECTED if why_not else FindingStatus.POSSIBLE
    if not why_not and joint.sort == "shares" and all(each.kind is Kind.NON_NEGOTIABLE for each in positions):
        status = FindingStatus.VERIFIED
    said = "; ".join(f"“{deciding_words(position, about=label)}”" for position in positions)
    return Incompatibility(
        incompatibility_id=content_id(*sorted(position.position_id for position in positions)),
        issue_id=str(positions[0].issue_id),
        members=tuple(position.member_id for position in positions),
        positions=tuple(position.position_id for position in positions),
        type=IncompatibilityType.JOINT,
        status=status,
        score=round(severity * min(known.closeness(a, b) for a, b in pairs), 4),
        severity=severity,
        reason=why_not.text if why_not else joint.reason,
        doubt=_DOUBT[joint.sort],
        question=f"On “{label}”: {said}. Which of you could ask for less, or come later, so that the others can stand?",
        stability=None,
    )


def _by_member(positions: Sequence[Position]) -> tuple[Position, ...]:
    return tuple(sorted(positions, key=lambda position: (position.member_id, position.position_id)))


def _beyond_the_whole(shares: Sequence[tuple[Position, Share]], search: _Search) -> Iterator[Joint]:
    """Yield the minimal sets of three or more members whose least shares of one whole exceed it.

    A set is minimal if it fits once its smallest share is gone. Largest shares come first, so a branch ends where
    even all that is left could not fill the whole.
    """
    largest = sorted(shares, key=lambda each: (-each[1].least, each[0].position_id))
    left = [0.0] * (len(largest) + 1)
    for number in range(len(largest) - 1, -1, -1):
        left[number] = left[number + 1] + largest[number][1].least

    def grow(chosen: list[int], total: float, start: int) -> Iterator[list[int]]:
        for number in range(start, len(largest)):
            if total + left[number] <= WHOLE or not search.goes_on():
                return
            position, share = largest[number]
            if any(
                position.member_id == largest[other][0].member_id or not additive(share, largest[other][1])
                for other in chosen
            ):
                continue
            if total + share.least > WHOLE:
                yield [*chosen, number]  # all before it fit, and it is the smallest: minimal
            else:
                yield from grow([*chosen, number], total + share.least, number + 1)

    for numbers in grow([], 0.0, 0):
        if len(numbers) >= FEWEST:
            parts = [largest[number][1].least for number in numbers]
            listed = " + ".join(f"{part:g}" for part in parts)
            yield Joint(
                _by_member([largest[number][0] for number in numbers]),
                "shares",
                f"Together they ask for more than there is: {listed} = {sum(parts):g} of 100 per cent. Any "
                f"{len(parts) - 1} of them fit.",
            )


def _circles(orders: Sequence[tuple[Position, Order]], search: _Search) -> Iterator[Joint]:
    """Yield the circles of three or more members, each of which wants something before the next one's something.

    Shortest first. An order whose reverse somebody demands makes a pair, which is no joint conflict, so a circle that
    holds such a pair, or that a shortcut makes shorter, is not minimal.
    """
    following: dict[int, list[int]] = defaultdict(list)
    for one, (_, before) in enumerate(orders):
        for other, (_, after) in enumerate(orders):
            if one != other and _same_event(before.second, after.first):
                following[one].append(other)
    for length in range(FEWEST, LONGEST_CIRCLE + 1):
        for start in range(len(orders)):
            for circle in _paths(following, [start], length, search):
                members = {orders[number][0].member_id for number in circle}
                if len(members) == length and _has_no_shortcut(circle, following):
                    said = ", ".join(_words(orders[number][1]) for number in circle)
                    yield Joint(
                        _by_member([orders[number][0] for number in circle]),
                        "orders",
                        f"The orders they ask for go round in a circle: {said}. Any {length - 1} of them can be met.",
                    )


def _paths(following: dict[int, list[int]], path: list[int], length: int, search: _Search) -> Iterator[list[int]]:
    """Yield the circles of so many orders that begin with their smallest number."""
    if len(path) == length:
        if path[0] in following[path[-1]]:
            yield path
        return
    for number in following[path[-1]]:
        if number > path[0] and number not in path and search.goes_on():
            yield from _paths(following, [*path, number], length, search)


def _has_no_shortcut(circle: Sequence[int], following: dict[int, list[int]]) -> bool:
    inside = set(circle)
    after = {number: circle[(place + 1) % len(circle)] for place, number in enumerate(circle)}
    return all(set(following[number]) & inside == {after[number]} for number in circle)


def _same_event(one: frozenset[str], other: frozenset[str]) -> bool:
    """Two names of an event share most words of the longer: "the audit", "an audit" but not "the audit's reading"."""
    return len(one & other) >= _SAME_EVENT * max(len(one), len(other)) > 0


def _words(order: Order) -> str:
    return f"{' '.join(sorted(order.first))} before {' '.join(sorted(order.second))}"
