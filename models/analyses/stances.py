"""Where each member stands on each issue: one voice per member and issue, however much it wrote."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import fsum

from pydantic import BaseModel, ConfigDict, Field

from corpus.intake import MemberEntry
from corpus.records import Cluster, Position, Stance, StanceSide, Told
from models.analyses import Analysis, Rows


class MemberStanceSettings(BaseModel):
    """When several sentences of a member make a side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clear_for: float = Field(
        0.1, ge=0, le=1, description="Mean lean that is support. Raising it calls more members mixed."
    )
    # A false objection costs more than a missed one, and small leans against are wrong one time in three.
    clear_against: float = Field(
        0.25, ge=0, le=1, description="Mean lean that is an objection. Raising it calls more members mixed."
    )


def take_stances(rows: Rows, settings: MemberStanceSettings) -> Iterator[Stance]:
    """Yield a stance for every pair of member and issue; silence is `not_stated`."""
    told = frozenset(row.position_id for row in rows.of(Told) if row.stance)
    held: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for position in rows.of(Position):
        if position.issue_id and position.superseded_by is None:
            held[position.member_id, position.issue_id].append(position)
    for member in rows.of(MemberEntry):
        for cluster in rows.of(Cluster):
            yield _stance(member.member_id, cluster.issue_id, held[member.member_id, cluster.issue_id], told, settings)


def _stance(
    member_id: str, issue_id: str, positions: Sequence[Position], told: frozenset[str], settings: MemberStanceSettings
) -> Stance:
    firmest = sorted(positions, key=lambda position: (-position.firmness, position.position_id))
    score = round(fsum(position.stance for position in positions) / len(positions), 4) if positions else None
    return Stance(
        member_id=member_id,
        issue_id=issue_id,
        stance=_side(positions, score, told, settings),
        score=score,
        firmness=firmest[0].firmness if firmest else None,
        n_positions=len(positions),
        positions=tuple(position.position_id for position in firmest),
    )


def _side(
    positions: Sequence[Position], score: float | None, told: frozenset[str], settings: MemberStanceSettings
) -> StanceSide:
    """Return the side that the mean leans to; who was read to be on both sides is on neither, whatever the mean."""
    if score is None:
        return StanceSide.NOT_STATED
    if all(position.condition for position in positions):
        return StanceSide.DEPENDS
    if len({position.stance > 0 for position in positions if position.position_id in told}) > 1:
        return StanceSide.MIXED
    if score >= settings.clear_for:
        return StanceSide.FOR
    if score <= -settings.clear_against:
        return StanceSide.AGAINST
    return StanceSide.MIXED


ANALYSIS = Analysis(
    name="stances",
    needs=(MemberEntry, Cluster, Position, Told),
    produces=(Stance,),
    settings=MemberStanceSettings,
    run=take_stances,
)
