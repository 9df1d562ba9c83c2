"""Another reader looks again at what was verified: it can make it possible again, and nothing else."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.records import Cluster, FindingStatus, Incompatibility, Position, Record
from models.readers import Paper, Reader, SecondLook

_PAIR = 2


def look_again(
    made: Sequence[Record], rows: Mapping[type, Sequence[Any]], papers: Sequence[Paper], second: Reader
) -> list[Record]:
    """Return what an analysis made, verified incompatibilities that the reader doubts as possible ones."""
    assert isinstance(second, SecondLook)
    positions: dict[str, Position] = {position.position_id: position for position in rows[Position]}
    labels: dict[str, str] = {cluster.issue_id: cluster.label for cluster in rows[Cluster]}
    asked: dict[str, list[tuple[Position, Position]]] = defaultdict(list)
    for row in made:
        if isinstance(row, Incompatibility) and _is_asked(row):
            one, other = row.positions
            asked[labels[row.issue_id]].append((positions[one], positions[other]))
    doubts = second.look_again(asked, papers)
    return [*(_doubted(row, doubts.reasons, second.name) for row in made), *doubts.rejections]


def _is_asked(row: Incompatibility) -> bool:
    return row.status is FindingStatus.VERIFIED and len(row.positions) == _PAIR


def _doubted(row: Record, reasons: Mapping[tuple[str, str], str], name: str) -> Record:
    if not isinstance(row, Incompatibility) or not _is_asked(row):
        return row
    one, other = row.positions
    reason = reasons.get((one, other))
    if reason is None:
        return row
    doubt = f"A second look by {name.replace('_', ' ')} doubts it. {reason} {row.doubt}".strip()
    return replace(row, status=FindingStatus.POSSIBLE, doubt=doubt)
