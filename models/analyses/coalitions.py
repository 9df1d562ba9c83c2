"""Who can start together: the largest sets of members without an incompatibility among them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.intake import MemberEntry
from corpus.records import (
    Coalition,
    CoalitionBasis,
    FindingStatus,
    Incompatibility,
    Record,
    Rejection,
    Stance,
    StanceSide,
)
from models.analyses import Analysis, Rows
from models.feasible import maximal_sets

_COUNTED = {
    CoalitionBasis.VERIFIED: {FindingStatus.VERIFIED},
    CoalitionBasis.VERIFIED_AND_POSSIBLE: {FindingStatus.VERIFIED, FindingStatus.POSSIBLE},
}
_ENOUGH_SUPPORT = 2


class CoalitionSettings(BaseModel):
    """How far the search goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    search_limit: int = Field(
        5000,
        ge=100,
        le=200_000,
        description="Open sets up to which the search is exact. Raising it takes longer.",
    )
    max_listed: int = Field(
        200,
        ge=1,
        le=10_000,
        description="Coalitions kept per basis, largest first. Raising it makes the table longer.",
    )


def find_coalitions(rows: Rows, settings: CoalitionSettings) -> Iterator[Record]:
    """Yield the coalitions on each basis by rank, and a rejection where the list is cut."""
    members = [member.member_id for member in rows.of(MemberEntry)]
    sides: dict[str, dict[str, StanceSide]] = defaultdict(dict)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            sides[stance.issue_id][stance.member_id] = stance.stance
    if not members:
        return
    for basis, counted in _COUNTED.items():
        conflicts = {frozenset(row.members) for row in rows.of(Incompatibility) if row.status in counted}
        sets, complete = maximal_sets(members, conflicts, limit=settings.search_limit)
        coalitions = [_coalition(together, frozenset(members), sides) for together in sets]
        coalitions.sort(key=lambda coalition: (-len(coalition[0]), -len(coalition[2]), coalition[0]))
        for rank, (together, excluded, common) in enumerate(coalitions[: settings.max_listed], start=1):
            yield Coalition(
                coalition_id=content_id(basis, *together),
                rank=rank,
                basis=basis,
                members=together,
                excluded=excluded,
                common_issues=common,
                value=float(len(common)),
            )
        if not complete or len(coalitions) > settings.max_listed:
            yield _cut(basis, len(coalitions), complete=complete, settings=settings)


_Found = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _coalition(
    together: frozenset[str],
    everybody: frozenset[str],
    sides: Mapping[str, Mapping[str, StanceSide]],
) -> _Found:
    common = []
    for issue_id, by_member in sorted(sides.items()):
        held = [side for member, side in by_member.items() if member in together]
        if held.count(StanceSide.FOR) >= _ENOUGH_SUPPORT and StanceSide.AGAINST not in held:
            common.append(issue_id)
    return tuple(sorted(together)), tuple(sorted(everybody - together)), tuple(common)


def _cut(basis: CoalitionBasis, found: int, *, complete: bool, settings: CoalitionSettings) -> Rejection:
    how = "all were counted" if complete else "the search was cut, so there may be more"
    return Rejection(
        step="coalitions",
        subject=basis.value,
        reason="over_the_cap",
        detail=f"{found} coalitions were found ({how}); the {min(found, settings.max_listed)} largest are listed. "
        "Raise coalitions.max_listed or coalitions.search_limit for more.",
    )


ANALYSIS = Analysis(
    name="coalitions",
    needs=(MemberEntry, Incompatibility, Stance),
    produces=(Coalition, Rejection),
    settings=CoalitionSettings,
    run=find_coalitions,
)
