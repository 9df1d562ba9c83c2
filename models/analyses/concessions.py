"""What would have to give for a group to start together. Counts of sentences and members, never advice to anybody."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.intake import MemberEntry
from corpus.records import (
    COUNTED,
    CoalitionBasis,
    Concession,
    ConcessionMerit,
    Incompatibility,
    Position,
    Record,
    Rejection,
)
from models.analyses import Analysis, Rows
from models.even_cover import most_even_cover
from models.fallbacks import fallbacks_of
from models.feasible import Members, maximal_sets
from models.hitting import cheapest_hitting_sets

_UNIT = 1000  # costs are whole thousandths, so that sums are exact


class ConcessionSettings(BaseModel):
    """Which ways out are listed, and how far the search goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    near_tie: float = Field(
        0.1, ge=0, le=1, description="Share by which a way out may cost more than the cheapest. Raising it lists more."
    )
    max_listed: int = Field(
        20, ge=1, le=1000, description="Ways out kept per target and basis. Raising it makes the table longer."
    )
    singles_tried: int = Field(
        40,
        ge=0,
        le=1000,
        description="Sentences that are tried alone for how many members they free. Raising it takes longer.",
    )
    softest: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Firmness up to which a softer sentence counts as fallback. Raising it quotes more of them.",
    )
    effort: int = Field(
        1_000_000,
        ge=1000,
        le=1_000_000_000,
        description="Incompatibilities looked at while searching. Raising it proves more in large alliances and "
        "takes longer.",
    )
    exact_up_to: int = Field(
        300,
        ge=0,
        le=100_000,
        description="Incompatibilities up to which the way out that takes least from any one member is searched for "
        "exactly; with more it is approached, and how far off it can be is told. Raising it proves more and can take "
        "minutes.",
    )


@dataclass
class _Problem:
    """The incompatibilities on one basis among the members of a target, by the positions that make them."""

    basis: CoalitionBasis
    target: Members
    clashes: Sequence[Incompatibility]
    weights: Mapping[str, float]
    positions: Mapping[str, Position]
    merits: dict[frozenset[str], set[ConcessionMerit]] = field(default_factory=dict)
    least: int = 0

    @cached_property
    def conflicts(self) -> set[frozenset[str]]:
        """The positions of each incompatibility: one of them must give."""
        return {frozenset(row.positions) for row in self.clashes}

    @cached_property
    def costs(self) -> dict[str, int]:
        """Firmness times member weight of every position in a conflict."""
        return {key: self.cost_of(key) for conflict in self.conflicts for key in conflict}

    def cost_of(self, position_id: str) -> int:
        """Cost of one position in thousandths, at least one."""
        position = self.positions[position_id]
        return max(1, round(_UNIT * position.firmness * self.weights[position.member_id]))

    def burdens(self, chosen: Iterable[str]) -> Counter[str]:
        """Cost for each member that is asked."""
        burdens: Counter[str] = Counter()
        for key in chosen:
            burdens[self.positions[key].member_id] += self.costs[key]
        return burdens

    def note(self, chosen: frozenset[str], *merits: ConcessionMerit) -> None:
        """Keep a way out with what it is best at."""
        self.merits.setdefault(chosen, set()).update(merits)


def find_concessions(rows: Rows, settings: ConcessionSettings) -> Iterator[Record]:
    """Yield the cheapest ways out for everybody and for the required members, and what one sentence could free.

    A way out is a minimal hitting set of the incompatibilities within the target (Reiter 1987): a set of positions
    that holds one of each and of which none can be left out. cost = sum of firmness x member weight. Beside the
    cheapest and those nearly as cheap stand the one with fewest positions and the one that takes least from any
    one member. A member that has said nothing holds no position, so it is neither asked nor counted as giving way.
    """
    entries = rows.of(MemberEntry)
    weights = {entry.member_id: entry.weight for entry in entries}
    positions = {position.position_id: position for position in rows.of(Position)}
    held: dict[tuple[str, str | None], list[Position]] = defaultdict(list)
    for position in positions.values():
        held[position.member_id, position.issue_id].append(position)
    everybody = frozenset(weights)

    @cache
    def softer(key: str) -> tuple[str, ...]:
        position = positions[key]
        return fallbacks_of(position, held[position.member_id, position.issue_id], softest=settings.softest)

    required = frozenset(entry.member_id for entry in entries if entry.required)
    for basis, counted in COUNTED.items():
        clashes = [
            row for row in rows.of(Incompatibility) if row.status in counted and everybody.issuperset(row.members)
        ]
        problems: dict[Members, _Problem] = {}
        for target in sorted({everybody, required}, key=sorted):
            inside = [row for row in clashes if target.issuperset(row.members)]
            if inside:
                problems[target] = _Problem(basis, target, inside, weights, positions)
                yield from _solve(problems[target], settings)
        yield from _free_with_one(basis, clashes, problems, weights, positions, settings)
        for problem in problems.values():
            yield from _rows(problem, softer)


def _solve(problem: _Problem, settings: ConcessionSettings) -> Iterator[Rejection]:
    """Note the ways out of one problem; yield a rejection where more may exist."""
    costs, conflicts = problem.costs, problem.conflicts
    near = cheapest_hitting_sets(
        conflicts, costs, most=settings.max_listed, effort=settings.effort, slack=settings.near_tie
    )
    problem.least = near.least
    sums = {chosen: sum(costs[key] for key in chosen) for chosen in near.sets}
    for chosen, cost in sums.items():
        problem.note(chosen, *([ConcessionMerit.CHEAPEST] if cost == min(sums.values()) else []))
    one = sum(costs.values()) + 1  # one position more outweighs any cost
    fewest = cheapest_hitting_sets(
        conflicts, {key: one + cost for key, cost in costs.items()}, most=1, effort=settings.effort
    )
    for chosen in fewest.sets:
        problem.note(chosen, ConcessionMerit.FEWEST)
    yield from _note_most_even(problem, settings)
    if near.bound is not None and near.bound <= min(sums.values()) * (1 + settings.near_tie):
        yield Rejection(
            step="concessions",
            subject=f"{problem.basis.value}: {len(problem.target)} members",
            reason="over_the_cap",
            detail=f"For {len(problem.target)} members ({problem.basis.value}) there may be more ways out that cost "
            f"{near.bound / _UNIT:g} or more; none costs less than {near.least / _UNIT:g}. Raise "
            "concessions.max_listed or concessions.effort for more.",
        )


def _note_most_even(problem: _Problem, settings: ConcessionSettings) -> Iterator[Rejection]:
    """Note the way out that takes least from any one member: a listed one if it is as good as what can be had."""
    costs = problem.costs
    keys = sorted(costs)
    places = {key: place for place, key in enumerate(keys)}
    masks = [sum(1 << places[key] for key in conflict) for conflict in sorted(problem.conflicts, key=sorted)]
    owners = [problem.positions[key].member_id for key in keys]
    even = most_even_cover(masks, [costs[key] for key in keys], owners, exact_up_to=settings.exact_up_to)
    ways = {*problem.merits, frozenset(key for key in keys if even.cover >> places[key] & 1)}

    def burden(chosen: frozenset[str]) -> tuple[int, int]:
        return max(problem.burdens(chosen).values()), sum(costs[key] for key in chosen)

    best = min(burden(chosen) for chosen in ways)
    listed = [chosen for chosen in problem.merits if burden(chosen) == best]
    for chosen in listed or [min(ways, key=lambda way: (burden(way), sorted(way)))]:
        problem.note(chosen, ConcessionMerit.MOST_EVEN)
    if best[0] > even.least_burden:
        yield Rejection(
            step="concessions",
            subject=f"{problem.basis.value}: {len(problem.target)} members, most even",
            reason="search_cut",
            detail=f"The way out that spreads the burden best takes {best[0] / _UNIT:g} from one member. One that "
            f"takes less may exist; each takes at least {even.least_burden / _UNIT:g} from the one that bears most. "
            "Raise concessions.exact_up_to to search for it.",
        )


def _free_with_one(
    basis: CoalitionBasis,
    clashes: Sequence[Incompatibility],
    problems: dict[Members, _Problem],
    weights: Mapping[str, float],
    positions: Mapping[str, Position],
    settings: ConcessionSettings,
) -> Iterator[Rejection]:
    """Note the single positions that let the largest group grow most, with that group as target."""
    if not clashes or not settings.singles_tried:
        return
    in_rows = Counter(key for row in clashes for key in set(row.positions))
    tried = sorted(in_rows, key=lambda key: (-in_rows[key], key))[: settings.singles_tried]

    def largest(rows: Iterable[Incompatibility]) -> tuple[Members, bool]:
        found = maximal_sets(
            weights, {frozenset(row.members) for row in rows}, limit=1, effort=settings.effort // 10, programmes=0
        )
        return found.sets[0], len(found.sets[0]) == found.size_bound

    now, proven = largest(clashes)
    if not proven:
        yield Rejection(
            step="concessions",
            subject=f"{basis.value}: one sentence alone",
            reason="search_cut",
            detail="Which single sentence frees most was not looked for: the largest group is not proven. "
            "Raise concessions.effort.",
        )
        return
    after = {key: largest(row for row in clashes if key not in row.positions)[0] for key in tried}
    best = max((len(after[key]), in_rows[key]) for key in tried)
    for key in tried:
        if len(after[key]) == len(now) or (len(after[key]), in_rows[key]) != best:
            continue
        inside = [row for row in clashes if after[key].issuperset(row.members)]
        problem = problems.setdefault(after[key], _Problem(basis, after[key], inside, weights, positions))
        problem.least = problem.least or problem.cost_of(key)
        problem.note(frozenset({key}), ConcessionMerit.FREES_MOST)


def _rows(problem: _Problem, softer_of: Callable[[str], tuple[str, ...]]) -> Iterator[Concession]:
    """Return the ways out of one problem by rank, each with softer wording found in the same members' papers."""

    def order(chosen: frozenset[str]) -> tuple[int, int, int, list[str]]:
        burdens = problem.burdens(chosen)
        return burdens.total(), max(burdens.values()), len(chosen), sorted(chosen)

    for rank, chosen in enumerate(sorted(problem.merits, key=order), start=1):
        asked = Counter(problem.positions[key].member_id for key in chosen)
        burdens = problem.burdens(chosen)
        softer = {fallback for key in chosen for fallback in softer_of(key)}
        yield Concession(
            concession_id=content_id(problem.basis, *sorted(problem.target), "gives", *sorted(chosen)),
            target=tuple(sorted(problem.target)),
            positions=tuple(sorted(chosen)),
            members_asked=tuple(sorted(asked)),
            cost=burdens.total() / _UNIT,
            fallback_positions=tuple(sorted(softer - chosen)),
            rank=rank,
            basis=problem.basis,
            merits=tuple(sorted(problem.merits[chosen])),
            most_from_one=max(asked.values()),
            largest_burden=max(burdens.values()) / _UNIT,
            n_resolved=sum(not chosen.isdisjoint(row.positions) for row in problem.clashes),
            least_cost=problem.least / _UNIT,
        )


ANALYSIS = Analysis(
    name="concessions",
    needs=(MemberEntry, Incompatibility, Position),
    produces=(Concession, Rejection),
    settings=ConcessionSettings,
    run=find_concessions,
)
