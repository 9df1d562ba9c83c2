"""What the members' positions on each issue amount to, and which decision process fits."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace

from pydantic import BaseModel, ConfigDict, Field

from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    FindingStatus,
    Incompatibility,
    Issue,
    IssueState,
    IssueWeight,
    Kind,
    Position,
    Stance,
    StanceSide,
    Tier,
)
from models.analyses import Analysis, Rows
from models.consensus import group_support, support

_MAJORITY = 0.5


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
    """Yield every issue with its state, its tier and how far it is carried.

    support = weight in favour / weight of all that have spoken, with equal weights and with those of issue_weights.csv,
    or else members.csv;
    a verdict flips where only one of the two is above one half. Silence enters neither.
    """
    entries = {entry.member_id: entry for entry in rows.of(MemberEntry)}
    weights = {(row.member_id, row.issue_id): row.weight for row in rows.of(IssueWeight)}
    spoken: dict[str, list[Stance]] = defaultdict(list)
    for stance in sorted(rows.of(Stance), key=lambda stance: stance.member_id):
        if stance.stance is not StanceSide.NOT_STATED:
            spoken[stance.issue_id].append(stance)
    collide = {row.issue_id for row in rows.of(Incompatibility) if row.status is FindingStatus.VERIFIED}
    hard = {
        position.issue_id
        for position in rows.of(Position)
        if position.kind is Kind.NON_NEGOTIABLE and position.superseded_by is None
    }
    for cluster in rows.of(Cluster):
        held = spoken[cluster.issue_id]
        state = _state([stance.stance for stance in held], cluster.issue_id in collide, settings)
        tier = _tier(state, cluster.issue_id in hard)
        yield _carried(Issue(**asdict(cluster), state=state, tier=tier), held, entries, weights)


def _carried(
    issue: Issue,
    held: Sequence[Stance],
    entries: Mapping[str, MemberEntry],
    weights: Mapping[tuple[str, str], float],
) -> Issue:
    """Add how far an issue is carried to it."""
    voices = [(stance.stance is StanceSide.FOR, entries[stance.member_id]) for stance in held]
    equal = support([(in_favour, 1.0) for in_favour, _ in voices])
    weighted = support(
        [(in_favour, weights.get((each.member_id, issue.issue_id), each.weight)) for in_favour, each in voices]
    )
    if equal is None or weighted is None:
        return issue
    types = sorted({entry.type for _, entry in voices if entry.type})
    by_type = [[in_favour for in_favour, entry in voices if entry.type == each] for each in types]
    groups = group_support([(sum(heard), len(heard)) for heard in by_type])
    return replace(
        issue,
        support=round(equal, 4),
        weighted_support=round(weighted, 4),
        verdict_flips=(equal > _MAJORITY) != (weighted > _MAJORITY),
        least_group_support=round(groups[0], 4) if groups else None,
        mean_group_support=round(groups[1], 4) if groups else None,
    )


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
    needs=(MemberEntry, Cluster, IssueWeight, Stance, Incompatibility, Position),
    produces=(Issue,),
    settings=IssueStateSettings,
    run=tell_states,
)
