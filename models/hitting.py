"""Cheapest sets that touch every conflict: what would have to give and, as complements, who can start together."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.milp import cheapest_cover, greedy_cover, places_of

Elements = frozenset[str]

_Open = tuple[int, int, int, int, int, int]  # lower bound, -cost, chosen, barred, hit once, hit more often


@dataclass(frozen=True, slots=True, kw_only=True)
class HittingSets:
    """Minimal hitting sets, cheapest first.

    Every minimal hitting set that costs less than `bound` is among them; None: every one is. `least` is a cost
    that none can be below; it is the cost of the first where that is proven to be a cheapest one.
    """

    sets: tuple[Elements, ...]
    bound: int | None
    least: int


def cheapest_hitting_sets(
    conflicts: Iterable[Elements],
    costs: Mapping[str, int],
    *,
    most: int,
    effort: int,
    slack: float | None = None,
    programmes: int = 2,
) -> HittingSets:
    """Return the minimal sets that hold an element of every conflict, cheapest first, equal ones by their elements.

    Best first search (Hart, Nilsson and Raphael 1968) over the transversals of a hypergraph (Berge 1989), each
    connected part by itself, pruned where a chosen element is the only one to hit no conflict (Murakami and Uno
    2014). The lower bound of an open state is dual ascent: each conflict not yet hit takes what its elements have
    left of their cost. Where a part yields nothing within its effort, an integer programme is asked.

    Args:
        conflicts: sets of elements; an element without a cost cannot be taken.
        costs: positive whole numbers.
        most: sets to return at most.
        effort: conflicts to look at in each part, about; the search ends after it.
        programmes: sets to ask of the integer programme where the search finds none; without it, none is proven.
        slack: return only sets that cost up to this share more than the cheapest; None: no such limit.
    """
    names = sorted(costs)
    bits = {name: 1 << place for place, name in enumerate(names)}
    masks = {sum(bits[name] for name in conflict if name in bits) for conflict in conflicts}
    if 0 in masks:
        return HittingSets(sets=(), bound=None, least=0)
    wanted = sorted(masks, key=lambda mask: (mask.bit_count(), mask))
    smaller = {size: [mask for mask in wanted if mask.bit_count() < size] for size in {m.bit_count() for m in wanted}}
    minimal = [mask for mask in wanted if not any(less & mask == less for less in smaller[mask.bit_count()])]
    prices = [costs[name] for name in names]
    parts = [_Part(part, prices, effort, min(programmes, most)) for part in _connected(minimal)]
    found: list[tuple[int, int]] = []
    cut: int | None = None
    for cost, mask in _combined(parts):
        if slack is not None and found and cost > found[0][0] * (1 + slack):
            cut = cost
            break
        if len(found) == most:
            cut = cost
            break
        found.append((cost, mask))
    sets = [(cost, tuple(name for name in names if bits[name] & mask)) for cost, mask in found]
    limits = [limit for limit in (cut, _bound(parts)) if limit is not None]
    return HittingSets(
        sets=tuple(frozenset(elements) for _, elements in sorted(sets)),
        bound=min(limits, default=None),
        least=sum(part.least for part in parts),
    )


def _bound(parts: Sequence["_Part"]) -> int | None:
    """Return the cost below which no combination is missing; None if none is missing at all."""
    least = sum(part.least for part in parts)
    return min((least - part.least + part.bound for part in parts if part.bound is not None), default=None)


def _connected(conflicts: Sequence[int]) -> list[list[int]]:
    """Group conflicts that share elements, directly or through others."""
    groups: list[tuple[int, list[int]]] = []
    for conflict in conflicts:
        touching = [group for group in groups if group[0] & conflict]
        groups = [group for group in groups if not group[0] & conflict]
        together = conflict
        members = [conflict]
        for elements, held in touching:
            together |= elements
            members = held + members
        groups.append((together, members))
    return [held for _, held in sorted(groups)]


def _combined(parts: Sequence["_Part"]) -> Iterator[tuple[int, int]]:
    """Yield unions of one set of every part, cheapest first."""
    first = [part.nth(0) for part in parts]
    if None in first:
        return
    start = (0,) * len(parts)
    waiting = [(sum(part.least_found for part in parts), start, 0)]
    while waiting:
        cost, picked, last = heapq.heappop(waiting)
        mask = 0
        for part, place in zip(parts, picked, strict=True):
            mask |= part.found[place][1]
        yield cost, mask
        for part_number in range(last, len(parts)):
            place = picked[part_number]
            following = parts[part_number].nth(place + 1)
            if following is not None:
                raised = (*picked[:part_number], place + 1, *picked[part_number + 1 :])
                heapq.heappush(waiting, (cost - parts[part_number].found[place][0] + following[0], raised, part_number))


class _Part:
    """One connected part of the conflicts; its hitting sets are found when they are asked for."""

    def __init__(self, conflicts: Sequence[int], prices: Sequence[int], effort: int, programmes: int) -> None:
        together = 0
        for conflict in conflicts:
            together |= conflict
        self._elements = list(
            places_of(together)
        )  # by their place in this part, so that a state costs what the part does
        local = {place: number for number, place in enumerate(self._elements)}
        self._conflicts = [tuple(local[place] for place in places_of(conflict)) for conflict in conflicts]
        self._masks = [sum(1 << place for place in conflict) for conflict in self._conflicts]
        self._prices = [prices[place] for place in self._elements]
        self._hits = [
            sum(1 << number for number, mask in enumerate(self._masks) if mask >> place & 1)
            for place in range(len(self._elements))
        ]
        self._all = (1 << len(conflicts)) - 1
        self._effort = effort
        self._programmes = programmes
        self._ended = False
        self._searched = True
        self._programme_bound = 0
        self.found: list[tuple[int, int]] = []
        self._open: list[_Open] = []
        self._add(0, 0, 0, 0, 0, at_least=0)

    @property
    def least_found(self) -> int:
        """Cost of the cheapest set found."""
        return min(cost for cost, _ in self.found)

    @property
    def least(self) -> int:
        """A cost that no set of this part is below."""
        if self.found and self._searched:
            return self.found[0][0]
        return max(self._programme_bound, self._open[0][0] if self._open else 0)

    @property
    def bound(self) -> int | None:
        """The cost below which every set has been found; None if all have."""
        if not self._open:
            return None
        return max(self._programme_bound, self._open[0][0])

    def nth(self, number: int) -> tuple[int, int] | None:
        """Return cost and elements of a set by its place in the order of cost; None if none is left or effort ends."""
        while len(self.found) <= number and not self._ended:
            self._advance()
        return self.found[number] if number < len(self.found) else None

    def _advance(self) -> None:
        """Find the next set, or end."""
        while self._open and self._effort > 0:
            _, minus_cost, chosen, barred, once, more = heapq.heappop(self._open)
            if once | more == self._all:
                self.found.append((-minus_cost, self._outside(chosen)))
                return
            self._branch(-minus_cost, chosen, barred, once, more)
        self._ended = True
        if self._open and not self.found:
            self._ask_programme()

    def _branch(self, cost: int, chosen: int, barred: int, once: int, more: int) -> None:
        """Take each element of the conflict with fewest that are left, without those taken before it."""
        unhit = self._all & ~(once | more)
        left: tuple[int, ...] | None = None
        for number in places_of(unhit):
            free = tuple(place for place in self._conflicts[number] if not barred >> place & 1)
            if left is None or len(free) < len(left):
                left = free
        at_least = cost
        for place in sorted(left or (), key=lambda each: (-(self._hits[each] & unhit).bit_count(), each)):
            hits = self._hits[place]
            now_more = more | (once & hits)
            now_once = (once | hits) & ~now_more
            if all(self._hits[each] & now_once for each in places_of(chosen)):
                self._add(
                    cost + self._prices[place], chosen | 1 << place, barred, now_once, now_more, at_least=at_least
                )
            barred |= 1 << place

    def _add(self, cost: int, chosen: int, barred: int, once: int, more: int, *, at_least: int) -> None:
        """Keep an open state unless it has no solution."""
        left = list(self._prices)
        bound = cost
        unhit = self._all & ~(once | more)
        self._effort -= 1 + unhit.bit_count()
        for number in places_of(unhit):
            free = [place for place in self._conflicts[number] if not barred >> place & 1]
            if not free:
                return
            step = min(left[place] for place in free)
            if step:
                bound += step
                for place in free:
                    left[place] -= step
        heapq.heappush(self._open, (max(bound, at_least), -cost, chosen, barred, once, more))

    def _ask_programme(self) -> None:
        """Fill `found` with good sets that are not proven, and with how far the best of them can be off."""
        self._searched = False
        covers: list[int] = []
        for number in range(self._programmes):
            cover, bound = cheapest_cover(self._masks, self._prices, unlike=covers)
            if number == 0:
                self._programme_bound = bound
            if cover is None:
                break
            covers.append(cover)
        covers.append(greedy_cover(self._masks, self._prices))
        costs = {cover: sum(self._prices[place] for place in places_of(cover)) for cover in covers}
        self.found = sorted((cost, self._outside(cover)) for cover, cost in costs.items())

    def _outside(self, mask: int) -> int:
        """Elements as the whole problem numbers them."""
        return sum(1 << self._elements[place] for place in places_of(mask))
