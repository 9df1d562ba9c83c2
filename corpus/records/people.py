"""What people decide about issues before or after a run: rows from the alliance's folder, not from papers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from corpus.records._base import Record


class IssueVerdict(StrEnum):
    """What a line of issues.csv does."""

    NAME = "name"
    MERGE = "merge"
    SPLIT = "split"


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
