"""What people bring to a run: seed issues, rulings on issues, and the names under which they know the last run's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus import tables
from corpus.errors import UserError
from corpus.issue_rulings import read_issue_rulings
from corpus.issue_weights import read_issue_weights
from corpus.records import EarlierIssue, Issue, IssueRuling, Lineage, Position, SeedIssue, WeightRuling
from corpus.store import RunStore
from pipelines.settings import Settings


def from_people(folder: Path, settings: Settings) -> Mapping[type, Sequence[Any]]:
    """Return what people decided about issues and weights, and the issues of the run before, whose names they know.

    Raises:
        UserError: issues.csv or issue_weights.csv has mistakes; all of them are told.
    """
    return {
        SeedIssue: settings.seed_issues,
        IssueRuling: read_issue_rulings(folder),
        WeightRuling: read_issue_weights(folder),
        EarlierIssue: earlier_issues(RunStore(folder)),
    }


def earlier_issues(store: RunStore) -> list[EarlierIssue]:
    """Return the issues of the newest complete run; none if there is no run that can be read."""
    try:
        folder = store.latest() / "tables"
        issues = tables.read(Issue, folder)
        names = {line.issue_id: line.display_name for line in tables.read(Lineage, folder)}
        positions = tables.read(Position, folder)
    except (UserError, OSError, ValueError, TypeError):  # no run yet, or one that another version wrote
        return []
    held: dict[str | None, list[str]] = defaultdict(list)
    for position in positions:
        held[position.issue_id].append(position.position_id)
    return [
        EarlierIssue(
            issue_id=issue.issue_id,
            display_name=names.get(issue.issue_id, issue.label),
            position_ids=tuple(held[issue.issue_id]),
        )
        for issue in issues
    ]
