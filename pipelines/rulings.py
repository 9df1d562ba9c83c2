"""Brings people's rulings to what the analysis of incompatibilities made, before anything else rests on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.records import Cluster, Correction, FindingRuling, Incompatibility, Position, Record
from models.corrections import correct_conflicts


def overruled(made: Sequence[Record], rows: Mapping[type, Sequence[Any]]) -> tuple[list[Record], list[Correction]]:
    """Return what the analysis made, with its incompatibilities as people ruled, and all corrections of the run."""
    conflicts = [row for row in made if isinstance(row, Incompatibility)]
    others = [row for row in made if not isinstance(row, Incompatibility)]
    labels = {cluster.issue_id: cluster.label for cluster in rows[Cluster]}
    done = rows[Correction]
    ruled = correct_conflicts(conflicts, rows[Position], labels, rows[FindingRuling], done)
    corrections = sorted([*done, *ruled.corrections], key=lambda correction: correction.line)
    return [*ruled.rows, *others, *ruled.rejections], corrections
