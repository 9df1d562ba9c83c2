"""What tells how far a run can be trusted, and what changed since the one before."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from corpus.records._base import Record, Score, TableInfo
from corpus.records.people import FindingVerdict


class ChangeCause(StrEnum):
    """Why a finding differs from the run before."""

    DOCUMENT = "document"
    CORRECTION = "correction"
    MODEL = "model"
    SETTINGS = "settings"


class CorrectionEffect(StrEnum):
    """What became of a ruling on a finding."""

    CONFIRMED = "confirmed"
    CARRIED_OUT = "carried_out"
    REPLACED = "replaced"
    NOT_FOUND = "not_found"


class FairnessGrouping(StrEnum):
    """By what fairness compares."""

    TYPE = "type"
    FORMAT = "format"
    LENGTH = "length"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability(Record):
    """How often a finding recurs when settings or documents are varied a little."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("stability", key=("finding_id",))

    finding_id: Annotated[str, "Id of the finding."]
    share: Annotated[Score, "Share of the varied runs that find it."]
    n_runs: Annotated[int, "Number of varied runs."]
    table: Annotated[str, "Table in which the finding stands."] = ""
    lost_in: Annotated[
        tuple[str, ...], "The varied runs that do not find it: a threshold moved, or `without` and a document_id."
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Record):
    """What people ruled about a finding, and what became of it."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("corrections", key=("line",))

    line: Annotated[int, "Line in corrections.csv."]
    subject: Annotated[str, "Id that was ruled about: a position, an incompatibility, or two positions."]
    verdict: Annotated[FindingVerdict, "keep, wrong, outdated, not_ours, reclassify, compatible or conflict."]
    by: Annotated[str, "Who ruled; empty if the line does not say."]
    date: Annotated[str, "When; empty if the line does not say."]
    note: Annotated[str, "Why; empty if the line does not say."]
    effect: Annotated[CorrectionEffect, "carried_out, confirmed, replaced by a later line, or not_found in this run."]
    finding_kind: Annotated[
        str | None,
        "What the program took it for: a kind of position, or verified, possible or rejected incompatibility; null if "
        "it was not found.",
    ]
    right: Annotated[bool | None, "Whether the program was right; null where the ruling does not tell."]
    quote: Annotated[str, "The sentence or sentences, in one line each; empty if it was not found."]
    member_ids: Annotated[tuple[str, ...], "Members whose sentences they are."]
    before: Annotated[str | None, "Kind or status that the program gave."]
    after: Annotated[str | None, "Kind or status that holds; null if the finding was taken out."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality(Record):
    """How often people confirmed a kind of finding."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("quality", key=("finding_kind",))

    finding_kind: Annotated[str, "Kind of finding."]
    n_judged: Annotated[int, "Findings that people judged."]
    n_right: Annotated[int, "Of these, right."]
    low: Annotated[Score, "Lower end of the 95 % Wilson interval."]
    high: Annotated[Score, "Upper end of it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness(Record):
    """Whether one type of member, format, length or language is served worse than another."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("fairness", key=("member_type", "figure"))

    member_type: Annotated[str, "Type from members.csv; or the format, length or language that `grouping` names."]
    figure: Annotated[
        str,
        "unread, positions_per_1000_words, confidence, without_issue, in_conflict, for types also not_stated; for "
        "other groupings with its name behind, as in unread_by_format.",
    ]
    value: Annotated[float, "Its value."]
    n: Annotated[int, "How many cases it rests on: documents, words, positions, or cells of member and issue."]
    grouping: Annotated[FairnessGrouping, "type (of member), format, length or language (of documents)."] = (
        FairnessGrouping.TYPE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage(Record):
    """Which issue of this run continues which issue of the run before."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("lineage", key=("issue_id",))

    previous_issue_id: Annotated[str | None, "Issue of the earlier run; null if it is new."]
    issue_id: Annotated[str, "Issue of this run."]
    display_name: Annotated[str, "Name that people see and rulings refer to."]
    overlap: Annotated[Score, "Share of positions that both have (Jaccard)."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Record):
    """One thing that differs from the run before."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("changes", key=("subject", "kind"))

    subject: Annotated[str, "Id of what changed."]
    kind: Annotated[
        str,
        "member_joined or _left; position_added, _withdrawn, _hardened, _softened or _reworded; side_changed; "
        "issue_new or _gone; conflict_new, _gone, _firmer or _weaker; group_possible or _impossible; drifted_closer or "
        "_apart; fracture_signal; issue_closer or _apart.",
    ]
    cause: Annotated[ChangeCause, "document, correction, model or settings."]
    before: Annotated[str | None, "Value in the earlier run."]
    after: Annotated[str | None, "Value in this run."]
    members: Annotated[tuple[str, ...], "Members it is about, sorted."] = ()
    issue: Annotated[str, "Name of the issue it is about; empty if of none."] = ""
    series: Annotated[tuple[float, ...], "Agreement on the issue in each run that knew it, the oldest first."] = ()
