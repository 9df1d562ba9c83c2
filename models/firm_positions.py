"""Which firm positions are held against which: bounded for each issue, with every member heard."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product, zip_longest

from corpus.records import Position


def by_issue(positions: Iterable[Position], *, min_firmness: float) -> dict[str, list[Position]]:
    """Return the current positions of each issue that are firm enough to exclude something, issues in order.

    A sentence that only introduces a list ("Personal data must be:") excludes nothing by itself; its items do.
    """
    firm: dict[str, list[Position]] = defaultdict(list)
    for position in positions:
        is_whole = not position.quote.rstrip().endswith(":")
        if position.issue_id and position.superseded_by is None and position.firmness >= min_firmness and is_whole:
            firm[position.issue_id].append(position)
    return dict(sorted(firm.items()))


def firmest_in_turn(held: Sequence[Position], *, most: int) -> list[Position]:
    """Return each member's firmest position, then each one's second, and so on: nobody crowds the others out."""
    by_member: dict[str, list[Position]] = defaultdict(list)
    for position in sorted(held, key=lambda each: (-each.firmness, -abs(each.stance), each.position_id)):
        by_member[position.member_id].append(position)
    turns = zip_longest(*sorted(by_member.values(), key=lambda own: own[0].position_id))
    return [position for turn in turns for position in turn if position is not None][:most]


def pairs(held: Sequence[Position]) -> Iterator[tuple[Position, Position]]:
    """Yield the pairs of positions of two members, members in order, each pair with the smaller member id first."""
    by_member: dict[str, list[Position]] = defaultdict(list)
    for position in sorted(held, key=lambda position: position.position_id):
        by_member[position.member_id].append(position)
    for one, other in combinations(sorted(by_member), 2):
        yield from product(by_member[one], by_member[other])
