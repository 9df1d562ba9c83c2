"""A run held against earlier ones: reads what was published and hands it to the comparison."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus import corrections, issue_rulings, issue_weights, manifest, tables
from corpus.errors import UserError
from corpus.manifest import Manifest
from corpus.records import Change, Correction, Lineage, Stance
from corpus.store import RunStore
from models.changes import ChangesSettings, Moment, Snapshot, compare
from models.changes.snapshot import TABLES
from models.changes.velocity import agreement_by_issue
from pipelines.published import readable

_RULINGS = (corrections.FILE_NAME, issue_rulings.FILE_NAME, issue_weights.FILE_NAME)


def changes_since(
    store: RunStore, rows: Mapping[type, Sequence[Any]], made: Manifest, settings: ChangesSettings
) -> list[Change]:
    """Return what changed since the newest complete run; nothing where there is none that can be read."""
    try:
        earlier = snapshot_of(store.latest())
    except UserError:
        return []
    history = [*moments(store.complete()[-settings.runs_looked_back :]), _moment(rows[Stance], rows[Lineage], made)]
    return compare(earlier, snapshot(rows, made), settings, history=history)


def snapshot_of(run: Path) -> Snapshot:
    """Read a published run.

    Raises:
        UserError: it is damaged, or another version wrote it.
    """
    with readable(run):
        rows: dict[type, Sequence[Any]] = {record: tables.read(record, run / "tables") for record in TABLES}
        return snapshot(rows, manifest.load(run))


def snapshot(rows: Mapping[type, Sequence[Any]], made: Manifest) -> Snapshot:
    """Return a run by its rows and manifest; files of people count by their content."""
    lines = {f"{row.subject} {row.verdict} {row.by} {row.date} {row.after}" for row in rows[Correction]}
    files = {f"{name} {made.inputs[name]}" for name in _RULINGS[1:] if name in made.inputs}
    return Snapshot(
        rows=rows,
        settings=frozenset((setting.step, setting.name, setting.value) for setting in made.settings),
        models=frozenset({made.code_version, *((use.name, use.sha256) for use in made.models)}),
        rulings=frozenset(lines | files),
    )


def moments(runs: Sequence[Path]) -> list[Moment]:
    """Return the agreement on each issue in each run, in their order; what cannot be read is left out."""
    found = []
    for run in runs:
        with suppress(UserError), readable(run):
            rows = tables.read(Stance, run / "tables"), tables.read(Lineage, run / "tables")
            found.append(_moment(*rows, manifest.load(run)))
    return found


def _moment(stances: Sequence[Stance], lineage: Sequence[Lineage], made: Manifest) -> Moment:
    return Moment(
        when=datetime.fromisoformat(made.created),
        agreement=agreement_by_issue(stances),
        previous={line.issue_id: line.previous_issue_id for line in lineage if line.previous_issue_id},
    )
