"""A run as a comparison needs it: its tables, and what it was made with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from corpus.records import (
    Alignment,
    Coalition,
    Correction,
    Document,
    Holder,
    Incompatibility,
    Issue,
    Lineage,
    Member,
    Position,
    Stance,
)

T = TypeVar("T")

TABLES = (Member, Document, Position, Issue, Lineage, Stance, Alignment, Incompatibility, Coalition, Correction)
"""The tables that a comparison reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One run. `settings`, `models` and `rulings` only need to differ where what they stand for differs."""

    rows: Mapping[type, Sequence[Any]]
    settings: frozenset[object]
    models: frozenset[object]
    rulings: frozenset[object]

    def of(self, kind: type[T]) -> Sequence[T]:
        """Return the rows of one table."""
        return self.rows[kind]

    def own(self) -> list[Position]:
        """Return what the members hold themselves, and still hold."""
        return [
            position
            for position in self.of(Position)
            if position.holder is Holder.OWN and position.superseded_by is None
        ]

    def names_of_issues(self) -> dict[str, str]:
        """Return the names that people see, by issue_id."""
        shown = {line.issue_id: line.display_name for line in self.of(Lineage)}
        return {issue.issue_id: shown.get(issue.issue_id, issue.label) for issue in self.of(Issue)}
