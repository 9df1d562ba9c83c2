"""Who can start together: the largest sets of members without an incompatibility among them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.intake import MemberEntry
from corpus.records import (
    COUNTED,
    Coalition,
    CoalitionBasis,
    Incompatibility,
    Record,
    Rejection,
    Stance,
    StanceSide,
)
from models.analyses import Analysis, Rows
from models.feasible import MaximalSets, Members, maximal_sets

_ENOUGH_SUPPORT = 2


class CoalitionSettings(BaseModel):
    """How far the search goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    search_limit: int = Field(
        2000,
        ge=100,
        le=200_000,
        description="Groups looked for per basis, largest first. Raising it takes longer.",
    )
    effort: int = Field(
        1_000_000,
        ge=1000,
        le=1_000_000_000,
        description="Incompatibilities looked at while searching, per basis. Raising it proves more in large "
        "alliances and takes longer.",
    )
    max_listed: int = Field(
        200,
        ge=1,
        le=10_000,
        description="Coalitions kept per basis, largest first. Raising it makes the table longer.",
    )


@dataclass(frozen=True, slots=True)
class _Views:
    """What members say, by issue: their sides and what their voices weigh."""

    weights: Mapping[str, float]
    sides: Mapping[str, Mapping[str, StanceSide]]

    def common(self, together: Members) -> tuple[str, ...]:
        """Issues that two or more inside support and nobody inside opposes. Silence is neither."""
        found = []
        for issue_id, by_member in self.sides.items():
            held = [side for member, side in by_member.items() if member in together]
            if held.count(StanceSide.FOR) >= _ENOUGH_SUPPORT and StanceSide.AGAINST not in held:
                found.append(issue_id)
        return tuple(sorted(found))

    def value(self, together: Members, common: Sequence[str]) -> float:
        """Sum over the common issues of the share of the group's weight that supports them."""
        total = fsum(self.weights[member] for member in together)
        supporting = [
            self.weights[member]
            for issue_id in common
            for member, side in self.sides[issue_id].items()
            if member in together and side is StanceSide.FOR
        ]
        return round(fsum(supporting) / total, 4) if total else 0.0


def find_coalitions(rows: Rows, settings: CoalitionSettings) -> Iterator[Record]:
    """Yield the coalitions on each basis by rank, and a rejection where the list is cut.

    A coalition is a set of members that holds no incompatibility whole and to which nobody can be added: the
    complement of a minimal hitting set (Berge 1989). value(S) = sum over common issues i of w(for_i in S) / w(S).
    """
    entries = rows.of(MemberEntry)
    sides: dict[str, dict[str, StanceSide]] = defaultdict(dict)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            sides[stance.issue_id][stance.member_id] = stance.stance
    views = _Views({entry.member_id: entry.weight for entry in entries}, sides)
    required = frozenset(entry.member_id for entry in entries if entry.required)
    if not entries:
        return
    for basis, counted in COUNTED.items():
        clashes = [row for row in rows.of(Incompatibility) if row.status in counted]
        found = _search(views.weights, clashes, required, settings)
        if not found.sets:
            yield _required_clash(basis, clashes, required)
            found = _search(views.weights, clashes, frozenset(), settings)
        yield from _listed(basis, found, views, clashes, settings)
        if not found.complete or len(found.sets) > settings.max_listed:
            yield _cut(basis, found, settings)


def _search(
    members: Mapping[str, float], clashes: Sequence[Incompatibility], required: Members, settings: CoalitionSettings
) -> MaximalSets:
    conflicts = {frozenset(row.members) for row in clashes}
    return maximal_sets(members, conflicts, limit=settings.search_limit, effort=settings.effort, required=required)


def _listed(
    basis: CoalitionBasis,
    found: MaximalSets,
    views: _Views,
    clashes: Sequence[Incompatibility],
    settings: CoalitionSettings,
) -> Iterator[Coalition]:
    everybody = frozenset(views.weights)
    ranked = []
    for together in found.sets:
        common = views.common(together)
        ranked.append((-len(together), -views.value(together, common), tuple(sorted(together)), common))
    strongest = sorted(clashes, key=lambda row: (-row.severity, -row.score, row.incompatibility_id))
    for rank, (_, minus_value, members, common) in enumerate(sorted(ranked)[: settings.max_listed], start=1):
        excluded = tuple(sorted(everybody.difference(members)))
        yield Coalition(
            coalition_id=content_id(basis, *members),
            rank=rank,
            basis=basis,
            members=members,
            excluded=excluded,
            excluded_by=tuple(_obstacle(member, frozenset(members), strongest) for member in excluded),
            common_issues=common,
            value=-minus_value,
        )


def _obstacle(member: str, inside: Members, strongest: Sequence[Incompatibility]) -> str:
    """The hardest incompatibility that adding the member would bring in. There is one, for the set is maximal."""
    return next(
        row.incompatibility_id
        for row in strongest
        if member in row.members and inside.issuperset(other for other in row.members if other != member)
    )


def _required_clash(basis: CoalitionBasis, clashes: Sequence[Incompatibility], required: Members) -> Rejection:
    inside = sorted({", ".join(row.members) for row in clashes if required.issuperset(row.members)})
    return Rejection(
        step="coalitions",
        subject=f"{basis.value}: required members",
        reason="required_members_clash",
        detail=f"No group can hold all required members, for some of them clash: {'; '.join(inside)}. "
        "Groups without some of them are listed. Look at these incompatibilities first, or change required_members.",
    )


def _cut(basis: CoalitionBasis, found: MaximalSets, settings: CoalitionSettings) -> Rejection:
    how = "all were counted"
    if not found.complete:
        how = (
            f"the search was cut: there may be more with {found.listed_above} members or fewer, and none can have "
            f"more than {found.size_bound}"
        )
    n_found = len(found.sets)
    return Rejection(
        step="coalitions",
        subject=basis.value,
        reason="over_the_cap",
        detail=f"{n_found} coalitions were found ({how}); the {min(n_found, settings.max_listed)} largest are listed. "
        "Raise coalitions.max_listed, coalitions.search_limit or coalitions.effort for more.",
    )


ANALYSIS = Analysis(
    name="coalitions",
    needs=(MemberEntry, Incompatibility, Stance),
    produces=(Coalition, Rejection),
    settings=CoalitionSettings,
    run=find_coalitions,
)
