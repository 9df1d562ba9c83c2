"""What follows for the alliance: what cannot both be honoured, who can start together, what to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from corpus.records._base import Record, Score, Signed, TableInfo


class IncompatibilityType(StrEnum):
    """What makes two demands exclude each other."""

    DEONTIC = "deontic"
    EXCLUSIVE_VALUE = "exclusive_value"
    NUMERIC = "numeric"
    TEMPORAL = "temporal"
    JURISDICTIONAL = "jurisdictional"
    RESOURCE = "resource"
    DEFINITIONAL = "definitional"
    JOINT = "joint"


class FindingStatus(StrEnum):
    """verified stands on the front page; possible is to be checked; the rest keep their reason."""

    VERIFIED = "verified"
    POSSIBLE = "possible"
    REJECTED = "rejected"
    OVERRULED = "overruled"


class CoalitionBasis(StrEnum):
    """Which incompatibilities a coalition respects."""

    VERIFIED = "verified"
    VERIFIED_AND_POSSIBLE = "verified_and_possible"


COUNTED: Mapping[CoalitionBasis, frozenset[FindingStatus]] = {
    CoalitionBasis.VERIFIED: frozenset({FindingStatus.VERIFIED}),
    CoalitionBasis.VERIFIED_AND_POSSIBLE: frozenset({FindingStatus.VERIFIED, FindingStatus.POSSIBLE}),
}
"""The incompatibilities that count on each basis."""


class ConcessionMerit(StrEnum):
    """What a set of concessions is best at."""

    CHEAPEST = "cheapest"
    FEWEST = "fewest"
    MOST_EVEN = "most_even"
    FREES_MOST = "frees_most"


class TermKind(StrEnum):
    """Which way a term misleads."""

    SAME_TERM_DIFFERENT_MEANING = "same_term_different_meaning"
    DIFFERENT_TERMS_SAME_MEANING = "different_terms_same_meaning"


class ContradictionKind(StrEnum):
    """Why two sentences of one member cannot both hold."""

    NUMERIC = "numeric"
    SIDES = "sides"


class WorkingRuleKind(StrEnum):
    """What a sentence says about working together."""

    PROCESS = "process"
    MEETING_IN_PERSON = "meeting_in_person"
    MEETING_ONLINE = "meeting_online"
    SECURITY = "security"
    ACCESSIBILITY = "accessibility"


class AllianceModel(StrEnum):
    """A way in which an alliance can work."""

    DIGITAL_FIRST = "digital_first"
    ENHANCED_TRADITIONAL = "enhanced_traditional"
    HYBRID_SPECIALISED = "hybrid_specialised"


class BondKind(StrEnum):
    """What a pair of members is to the whole."""

    BRIDGE = "bridge"
    FRACTURE = "fracture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incompatibility(Record):
    """A minimal set of demands that cannot all be honoured; two members, unless `joint`."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("incompatibilities", key=("incompatibility_id",))

    incompatibility_id: Annotated[str, "16 hex digits of sha256 over its sorted position_ids."]
    issue_id: Annotated[str, "Issue it is about."]
    members: Annotated[tuple[str, ...], "Members whose demands exclude each other, sorted."]
    positions: Annotated[tuple[str, ...], "The deciding position_ids of each member, in the order of members."]
    type: Annotated[IncompatibilityType, "What makes them exclude each other."]
    status: Annotated[FindingStatus, "verified, possible, rejected or overruled."]
    score: Annotated[Score, "How strong the evidence is; comparable across rows."]
    severity: Annotated[Score, "Firmness of the less firm side: 1 if both would leave over it."]
    reason: Annotated[str, "Why they exclude each other, or why the candidate was rejected."]
    doubt: Annotated[str, "Why this could be wrong."]
    question: Annotated[str, "What to ask in the room."]
    stability: Annotated[Score | None, "Share of varied runs that find it, as in `stability`; null if not measured."]
    rejected_by: Annotated[
        str,
        "Test that rejected it: closeness, red_line, different_points, reader, or a check of the wording (holder, "
        "time, own_house, actor, place, size, classes, exception, modality, numbers, sums); empty if none did.",
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition(Record):
    """A largest possible set of members without an incompatibility among them."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("coalitions", key=("coalition_id",))

    coalition_id: Annotated[str, "16 hex digits of sha256 over basis and members."]
    rank: Annotated[int, "1 is the largest; among equal sizes the one with the higher value."]
    basis: Annotated[CoalitionBasis, "Which incompatibilities it respects."]
    members: Annotated[tuple[str, ...], "Members in it, sorted."]
    excluded: Annotated[tuple[str, ...], "Members that cannot be added, sorted."]
    common_issues: Annotated[tuple[str, ...], "Issues that two or more of them support and none opposes."]
    value: Annotated[
        float, "Sum over the common issues of the share of the group's weight that supports them; ranks equal sizes."
    ]
    excluded_by: Annotated[
        tuple[str, ...], "For each excluded member, in the same order, the hardest incompatibility that keeps it out."
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession(Record):
    """A smallest set of positions that would have to give for a group to start together: a count, never advice."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("concessions", key=("concession_id",))

    concession_id: Annotated[str, "16 hex digits of sha256 over target and positions."]
    target: Annotated[tuple[str, ...], "Members that would start together."]
    positions: Annotated[tuple[str, ...], "Positions that would have to be relaxed."]
    members_asked: Annotated[tuple[str, ...], "Members that hold them."]
    cost: Annotated[float, "Sum of firmness times member weight."]
    fallback_positions: Annotated[tuple[str, ...], "Softer wording found in the same members' own papers."]
    rank: Annotated[int, "1 is the cheapest of those for this target on this basis."]
    basis: Annotated[CoalitionBasis, "Which incompatibilities it resolves."]
    merits: Annotated[
        tuple[ConcessionMerit, ...],
        "cheapest, fewest positions, most_even: least cost on any one member, frees_most: one position that lets "
        "the largest group grow; none: nearly as cheap.",
    ]
    most_from_one: Annotated[int, "Positions that the member with most of them would relax."]
    largest_burden: Annotated[float, "Cost for the member that bears most of it."]
    n_resolved: Annotated[int, "Incompatibilities that it resolves."]
    least_cost: Annotated[float, "A cost that no set for this target can be below; below `cost` for what is unproven."]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingRule(Record):
    """A position about how the members work together, or one that binds the choice of tools."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("working_rules", key=("position_id", "kind"))

    position_id: Annotated[str, "Position."]
    member_id: Annotated[str, "Member that holds it."]
    kind: Annotated[
        WorkingRuleKind, "process, meeting_in_person, meeting_online, security or accessibility of tools and meetings."
    ]
    words: Annotated[str, "Words of the sentence that tell."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReason(Record):
    """A counted fact that speaks for or against one way of working together; never a score."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("alliance_models", key=("model", "reason"))

    model: Annotated[AllianceModel, "digital_first, enhanced_traditional or hybrid_specialised."]
    speaks_for: Annotated[bool, "Whether it speaks for this way of working; else against."]
    reason: Annotated[str, "The fact, with its counts."]
    n: Annotated[int, "How many members, issues or groups it counts."]
    of: Annotated[int, "Out of how many."]
    members: Annotated[tuple[str, ...], "Members it counts, sorted; empty where it counts something else."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Record):
    """Two constraints of different members on one issue that no finding has put side by side: one to try out."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("scenarios", key=("scenario_id",))

    scenario_id: Annotated[str, "16 hex digits of sha256 over both position_ids."]
    issue_id: Annotated[str, "Issue they are about."]
    members: Annotated[tuple[str, ...], "The two members, sorted."]
    positions: Annotated[tuple[str, ...], "Their position_ids, in the order of members."]
    text: Annotated[str, "What to play through."]
    value: Annotated[Score, "How near the two sentences lie: the nearer, the likelier they meet in one case."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfContradiction(Record):
    """Two sentences of one member that cannot both hold."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("self_contradictions", key=("contradiction_id",))

    contradiction_id: Annotated[str, "16 hex digits of sha256 over both position_ids."]
    member_id: Annotated[str, "Member whose papers say both."]
    issue_id: Annotated[str, "Issue they are about."]
    positions: Annotated[tuple[str, ...], "The two position_ids, sorted."]
    kind: Annotated[ContradictionKind, "numeric or sides."]
    closeness: Annotated[Score, "How near the two sentences lie: whether they are about one point."]
    reason: Annotated[str, "Why both cannot hold."]
    question: Annotated[str, "What to ask the member."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Record):
    """A sentence in which a paper says what it means by a word."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("definitions", key=("definition_id",))

    definition_id: Annotated[str, "16 hex digits of sha256 over document_id, start and end."]
    member_id: Annotated[str, "Member whose document says it."]
    document_id: Annotated[str, "Document that holds the sentence."]
    start: Annotated[int, "First character of the quote in documents.text."]
    end: Annotated[int, "Character after the last one (half-open)."]
    quote: Annotated[str, "documents.text[start:end], to the letter."]
    term: Annotated[str, "The word or phrase that is defined."]
    meaning_start: Annotated[int, "First character of what it is said to mean, in documents.text."]
    meaning_end: Annotated[int, "Character after the last one of it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """A word that hides a difference, or different words that hide an agreement."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("terms", key=("term", "sense"))

    term: Annotated[str, "The word or phrase."]
    sense: Annotated[int, "Ordinal of the meaning."]
    members: Annotated[tuple[str, ...], "Members that use it so."]
    positions: Annotated[tuple[str, ...], "Passages that define it: definition_ids."]
    kind: Annotated[TermKind, "Which way it misleads."]
    reason: Annotated[str, "What tells the meanings apart, or that they are one."] = ""
    other_terms: Annotated[tuple[str, ...], "Other words for the same meaning."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Record):
    """A question whose answer would change the picture."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("questions", key=("question_id",))

    question_id: Annotated[str, "16 hex digits of sha256 over member, issue and text."]
    member_id: Annotated[str, "Whom to ask."]
    issue_id: Annotated[str, "Issue it is about."]
    text: Annotated[str, "The question."]
    why: Annotated[str, "What depends on the answer."]
    value: Annotated[float, "How much the answer could change."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Record):
    """How much of the picture one member makes, by volume and after balancing."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("balance", key=("member_id",))

    member_id: Annotated[str, "Member."]
    volume_share: Annotated[Score, "Share of all words read."]
    influence_share: Annotated[Score, "Share of all stances after one voice per member and issue."]
    single_holder_positions: Annotated[int, "Issues on which it alone has spoken."]
    rank_change: Annotated[int, "Places it falls (negative) or rises when volume no longer counts."]
    position_share: Annotated[Score, "Share of all own, current positions."] = 0.0
    agenda_share: Annotated[Score, "Share of the issues whose statement is a sentence of this member."] = 0.0
    lone_positions: Annotated[
        int, "Own, current positions on which no other member has spoken: what leaves with it."
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """Members that stand close to each other."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("groups", key=("group_id",))

    group_id: Annotated[str, "16 hex digits of sha256 over basis and members."]
    members: Annotated[tuple[str, ...], "Members in it."]
    issue_ids: Annotated[tuple[str, ...], "Issues that hold it together."]
    basis: Annotated[str, "What it was formed by; micro_alliance: the largest set that agrees on one family of issues."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond(Record):
    """A pair of members that joins groups, or a line along which the whole could break."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("bonds", key=("bond_id",))

    bond_id: Annotated[str, "16 hex digits of sha256 over the members and kind."]
    member_a: Annotated[str, "Smaller member_id."]
    member_b: Annotated[str, "Larger member_id."]
    kind: Annotated[BondKind, "bridge or fracture."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade(Record):
    """Two issues on which members could give where it costs little and gain where it matters."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("trades", key=("trade_id",))

    trade_id: Annotated[str, "16 hex digits of sha256 over issues and members."]
    issue_a: Annotated[str, "Issue the first member gains."]
    issue_b: Annotated[str, "Issue the second member gains."]
    members: Annotated[tuple[str, ...], "Members that would trade; each gains what the next one concedes."]
    gain: Annotated[Signed, "Mean salience of what they gain, to those that gain it."]
    loss: Annotated[Signed, "Mean salience of what they give up, to those that give it up."]
    issue_ids: Annotated[tuple[str, ...], "For each member, in the same order, the issue it gains."] = ()
    least_gain: Annotated[Score, "What the member that gains least gains beyond what it gives up."] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Record):
    """What one member is to the whole: its camp, whom it holds together, and how many groups go without it."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("roles", key=("member_id",))

    member_id: Annotated[str, "Member."]
    camp: Annotated[int | None, "1 or 2: its side in the split that fewest ties contradict; null without a tie."]
    articulation: Annotated[bool, "Without it, a part of the network of friends falls apart."]
    n_friends: Annotated[int, "Members it agrees with, on enough shared issues."]
    n_opponents: Annotated[int, "Members it has a verified incompatibility with, or mostly opposes."]
    n_strained: Annotated[int, "Its ties that the split contradicts; half their sum is the frustration index."]
    coalitions_without: Annotated[int, "Listed coalitions on verified incompatibilities that lack it."]
    coalitions_without_possible: Annotated[int, "The same on verified and possible ones."]
