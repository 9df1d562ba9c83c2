"""The questions that positions answer, how pairs of positions relate, and where members agree."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from corpus.records._base import Record, Score, TableInfo


class IssueState(StrEnum):
    """What the members' positions on an issue amount to, as far as the documents show."""

    COLLIDE = "collide"
    DIFFER = "differ"
    NO_OBJECTION = "no_objection"
    THIN = "thin"


class Tier(StrEnum):
    """Which decision process fits an issue."""

    ROUTINE = "routine"
    CONTESTED = "contested"
    STRATEGIC = "strategic"


class NamedBy(StrEnum):
    """Who gave an issue its label."""

    PROGRAM = "program"
    SEED = "seed"
    READER = "reader"
    RULING = "ruling"


class RelationKind(StrEnum):
    """How two positions of different members relate."""

    AGREE = "agree"
    CONFLICT = "conflict"
    COMPATIBLE = "compatible"


class RelationSource(StrEnum):
    """What a relation was judged by."""

    RULE = "rule"
    MODEL = "model"
    STANCE = "stance"
    READER = "reader"


class Depth(StrEnum):
    """How much an agreement says, from a word both like to a number both name."""

    SLOGAN = "slogan"
    GOAL = "goal"
    MECHANISM = "mechanism"
    QUANTIFIED = "quantified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster(Record):
    """An issue as it was found, before anybody's stance on it is known."""

    issue_id: Annotated[str, "16 hex digits of sha256 over its sorted position_ids."]
    label: Annotated[str, "A few words that name it."]
    statement_position_id: Annotated[str, "Position whose quote `for` and `against` refer to."]
    keywords: Annotated[tuple[str, ...], "Words that set it apart from the other issues."]
    n_members: Annotated[int, "Members with an own, current position in it."]
    named_by: Annotated[NamedBy, "program, reader (of the papers), seed (alliance.toml) or ruling (issues.csv)."] = (
        NamedBy.PROGRAM
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Cluster):
    """A question that several positions answer."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("issues", key=("issue_id",))

    state: Annotated[IssueState, "collide, differ, no_objection, or thin: too few members have spoken."]
    tier: Annotated[Tier, "routine, contested or strategic: which decision process fits."]
    support: Annotated[Score | None, "Share in favour among members that have spoken; null if none has."] = None
    weighted_support: Annotated[Score | None, "The same by weight, from issue_weights.csv or else members.csv."] = None
    verdict_flips: Annotated[bool, "Whether the weights turn a majority in favour into none, or the other way."] = False
    least_group_support: Annotated[
        Score | None, "Smoothed support in the type of member that supports it least; null without types."
    ] = None
    mean_group_support: Annotated[Score | None, "Geometric mean of the smoothed support over types of member."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Record):
    """How two positions of different members relate; each pair stands once, the smaller id first."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("relations", key=("position_a", "position_b"))

    position_a: Annotated[str, "Smaller position_id."]
    position_b: Annotated[str, "Larger position_id."]
    member_a: Annotated[str, "Member that holds position_a."]
    member_b: Annotated[str, "Member that holds position_b."]
    issue_id: Annotated[str, "Issue that both answer."]
    relation: Annotated[RelationKind, "agree, conflict or compatible."]
    score: Annotated[Score, "How clear it is."]
    source: Annotated[RelationSource, "rule, model, reader: it saw both, or stance: two clear stances."]
    reason: Annotated[str, "Why, in plain words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment(Record):
    """How close two members are on the issues on which both have spoken; silence never counts."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("alignment", key=("member_a", "member_b"))

    member_a: Annotated[str, "Smaller member_id."]
    member_b: Annotated[str, "Larger member_id."]
    agreement: Annotated[Score | None, "1 minus mean city-block distance on shared issues; null if too few are shared."]
    weighted_agreement: Annotated[
        Score | None, "The same, issues weighted by both members' firmness and their weights on the issue."
    ]
    conflict: Annotated[Score | None, "Share of shared issues on which they stand on opposite sides."]
    n_shared: Annotated[int, "Issues on which both have a stance."]
    n_agree: Annotated[int, "Shared issues on which both are for or both against."]
    n_conflict: Annotated[int, "Shared issues on which one is for and the other against."]
    n_incompatible: Annotated[int, "Incompatibilities, verified or possible, between the two."]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRuling(Record):
    """A line of issue_weights.csv: what a member's voice weighs on an issue, under the name people know."""

    line: int
    member_id: str
    issue: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueWeight(Record):
    """What a member's voice weighs on one issue of this run, in place of its weight from members.csv."""

    member_id: str
    issue_id: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonGround(Record):
    """An issue that several members support and nobody was found to oppose."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("common_ground", key=("issue_id",))

    issue_id: Annotated[str, "Issue."]
    members_for: Annotated[tuple[str, ...], "Members that are for its statement."]
    n_terms: Annotated[int, "Different words members use for its subject."]
    unexpected: Annotated[Score, "How easy it is to miss: high where members share meaning but few words."]
    depth: Annotated[Depth, "slogan, goal, mechanism or quantified."]
    at_risk: Annotated[str | None, "Why the agreement may not hold; null if no sign of it."]
