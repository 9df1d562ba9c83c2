"""What people bring to a run: seed issues, rulings, and the names under which they know the last run's issues."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus import corrections, issue_rulings, issue_weights, tables
from corpus.corrections import read_corrections
from corpus.errors import UserError
from corpus.intake import Intake
from corpus.issue_rulings import read_issue_rulings
from corpus.issue_weights import read_issue_weights
from corpus.records import EarlierIssue, FindingRuling, Issue, IssueRuling, Lineage, Position, SeedIssue, WeightRuling
from corpus.store import RunStore
from models.readers import files_of
from pipelines.settings import FILE_NAME, Settings


def from_people(folder: Path, settings: Settings) -> Mapping[type, Sequence[Any]]:
    """Return what people decided, and the issues of the run before, whose names they know.

    Raises:
        UserError: corrections.csv, issues.csv or issue_weights.csv has mistakes; all of them are told.
    """
    return {
        SeedIssue: settings.seed_issues,
        IssueRuling: read_issue_rulings(folder),
        WeightRuling: read_issue_weights(folder),
        FindingRuling: read_corrections(folder),
        EarlierIssue: earlier_issues(RunStore(folder)),
    }


def digests_of_files(folder: Path, settings: Settings, intake: Intake) -> dict[str, str]:
    """Return the sha256 of each file by people that a run of this folder reads, by name; papers are not among them."""
    names = [
        FILE_NAME,
        corrections.FILE_NAME,
        issue_rulings.FILE_NAME,
        issue_weights.FILE_NAME,
        *files_of(settings.readers, settings.steps),
    ]
    paths = [(name, folder / name) for name in names]
    if intake.listing is not None:
        paths.append((intake.listing.name, intake.listing))
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths if path.is_file()}


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
