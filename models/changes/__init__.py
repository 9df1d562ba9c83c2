"""What differs between two runs of an alliance, each difference with its cause.

Sentences are matched by member and wording, issues by the sentences that they hold, never by label, so that a newer
copy of a paper with one word changed is one change.
"""

from collections.abc import Sequence

from corpus.records import Change
from models.changes._findings import conflicts_changed, groups_changed
from models.changes._members import came_and_went, drifted, sides_changed
from models.changes._positions import positions_changed
from models.changes.comparison import Comparison
from models.changes.kinds import ChangeKind
from models.changes.settings import ChangesSettings
from models.changes.snapshot import Snapshot
from models.changes.velocity import Moment, velocities

__all__ = ["ChangeKind", "ChangesSettings", "Moment", "Snapshot", "compare"]


def compare(old: Snapshot, new: Snapshot, settings: ChangesSettings, *, history: Sequence[Moment] = ()) -> list[Change]:
    """Return what changed from one run to a later one, sorted by subject and kind; nothing where nothing did.

    Args:
        old: the earlier run.
        new: the later run.
        settings: from when a difference is told.
        history: the issues of all runs up to the new one, the oldest first; without it no issue has a velocity.
    """
    comparison = Comparison(old, new, settings)
    found = [
        *came_and_went(comparison),
        *positions_changed(comparison),
        *sides_changed(comparison),
        *conflicts_changed(comparison),
        *groups_changed(comparison),
        *drifted(comparison),
        *velocities(comparison, history),
    ]
    return sorted(found, key=lambda change: (change.subject, change.kind))
