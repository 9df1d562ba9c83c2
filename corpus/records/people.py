"""What people decide about issues before or after a run: rows from the alliance's folder, not from papers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from corpus.records._base import Record
from corpus.records.positions import Kind


class IssueVerdict(StrEnum):
    """What a line of issues.csv does."""

    NAME = "name"
    MERGE = "merge"
    SPLIT = "split"


class FindingVerdict(StrEnum):
    """What a line of corrections.csv says of a finding."""

    KEEP = "keep"
    WRONG = "wrong"
    OUTDATED = "outdated"
    NOT_OURS = "not_ours"
    RECLASSIFY = "reclassify"
    COMPATIBLE = "compatible"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRuling(Record):
    """One line of corrections.csv."""

    line: Annotated[int, "Line in the file."]
    subjects: Annotated[tuple[str, ...], "A position_id or incompatibility_id; or two position_ids, sorted."]
    verdict: Annotated[FindingVerdict, "keep, wrong, outdated, not_ours, reclassify, compatible or conflict."]
    by: Annotated[str, "Who ruled; may be empty."]
    date: Annotated[str, "When, as in 2026-03-02; may be empty."]
    note: Annotated[str, "Why; may be empty."]
    new_value: Annotated[Kind | None, "The kind it really is; for reclassify only."]
    quote: Annotated[str, "The ruled sentence, by which it is found again in a newer copy of the paper; may be empty."]
    member_id: Annotated[str, "Whose sentence that is; may be empty."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedIssue(Record):
    """An issue that people know beforehand, from alliance.toml."""

    name: Annotated[str, "Its name in every table and in the report."]
    sentences: Annotated[tuple[str, ...], "Question, statement and examples that say what belongs to it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRuling(Record):
    """One line of issues.csv."""

    line: Annotated[int, "Line in the file; rulings are carried out in this order."]
    issue: Annotated[str, "Which issue: its name, or a position_id in it."]
    verdict: Annotated[IssueVerdict, "name, merge or split."]
    value: Annotated[str, "New name; the issue it is joined to; or the issue that the positions leave for."]
    positions: Annotated[tuple[str, ...], "position_ids that leave, for a split."]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierIssue(Record):
    """An issue of the run before, for the matching of issues across runs."""

    issue_id: Annotated[str, "Its id in that run."]
    display_name: Annotated[str, "The name that people saw."]
    position_ids: Annotated[tuple[str, ...], "What belonged to it."]
