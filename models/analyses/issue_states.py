"""What the members' positions on each issue amount to, and which decision process fits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from pydantic import BaseModel, ConfigDict, Field

from corpus.records import (
    Cluster,
    FindingStatus,
    Incompatibility,
    Issue,
    IssueState,
    Kind,
    Position,
    Stance,
    StanceSide,
    Tier,
)
from models.analyses import Analysis, Rows


class IssueStateSettings(BaseModel):
    """When enough members have spoken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_members: int = Field(
        3,
        ge=2,
        le=100,
        description="Members that must have spoken before silence from objectors means anything. Raising it calls "
        "more issues thin.",
    )


def tell_states(rows: Rows, settings: IssueStateSettings) -> Iterator[Issue]:
    """Yield every issue with its state and tier."""
    sides: dict[str, list[StanceSide]] = defaultdict(list)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            sides[stance.issue_id].append(stance.stance)
    collide = {row.issue_id for row in rows.of(Incompatibility) if row.status is FindingStatus.VERIFIED}
    hard = {
        position.issue_id
        for position in rows.of(Position)
        if position.kind is Kind.NON_NEGOTIABLE and position.superseded_by is None
    }
    for cluster in rows.of(Cluster):
        state = _state(sides[cluster.issue_id], cluster.issue_id in collide, settings)
        yield Issue(**asdict(cluster), state=state, tier=_tier(state, cluster.issue_id in hard))


def _state(sides: Sequence[StanceSide], collides: bool, settings: IssueStateSettings) -> IssueState:
    if collides:
        return IssueState.COLLIDE
    if len(sides) < settings.min_members:
        return IssueState.THIN
    disputed = StanceSide.AGAINST in sides or StanceSide.MIXED in sides
    supported = sides.count(StanceSide.FOR) > 1
    if not disputed and supported:
        return IssueState.NO_OBJECTION
    return IssueState.DIFFER


def _tier(state: IssueState, has_red_line: bool) -> Tier:
    if state is IssueState.COLLIDE or has_red_line:
        return Tier.STRATEGIC
    return Tier.CONTESTED if state is IssueState.DIFFER else Tier.ROUTINE


ANALYSIS = Analysis(
    name="issue_states",
    needs=(Cluster, Stance, Incompatibility, Position),
    produces=(Issue,),
    settings=IssueStateSettings,
    run=tell_states,
)
