"""Conflicts that are new, gone, firmer or weaker, and groups of members that became possible or impossible."""

from collections.abc import Iterable, Iterator

from corpus.records import Change, Coalition, CoalitionBasis, FindingStatus, Incompatibility, Position
from models.changes.comparison import Comparison
from models.changes.kinds import ChangeKind
from models.changes.snapshot import Snapshot

_STRENGTH = {FindingStatus.POSSIBLE: 1, FindingStatus.VERIFIED: 2}
_Key = tuple[tuple[str, ...], str]


def conflicts_changed(comparison: Comparison) -> Iterator[Change]:
    """Yield how the strongest conflict of the same members on the same issue changed."""
    was = _strongest(comparison.old, {})
    now = _strongest(comparison.new, comparison.issues)
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key), now.get(key)
        if not set(key[0]) <= comparison.members or (old and new and old.status is new.status):
            continue
        if old is None or new is None:
            kind = ChangeKind.CONFLICT_NEW if old is None else ChangeKind.CONFLICT_GONE
        else:
            stronger = _STRENGTH[new.status] > _STRENGTH[old.status]
            kind = ChangeKind.CONFLICT_FIRMER if stronger else ChangeKind.CONFLICT_WEAKER
        row = new or old
        assert row is not None
        yield comparison.change(
            kind,
            row.incompatibility_id,
            comparison.cause(row.members, *_held(comparison.old, old), *_held(comparison.new, new)),
            before=_said(old),
            after=_said(new),
            members=row.members,
            issue_id=row.issue_id,
        )


def _strongest(run: Snapshot, earlier: dict[str, str]) -> dict[_Key, Incompatibility]:
    """Return for members and issue, by its earlier id where it has one, the conflict that stands firmest."""
    found: dict[_Key, Incompatibility] = {}
    for row in run.of(Incompatibility):
        if row.status not in _STRENGTH:
            continue
        key = (tuple(sorted(row.members)), earlier.get(row.issue_id, row.issue_id))
        held = found.get(key)
        if held is None or (_STRENGTH[row.status], row.score) > (_STRENGTH[held.status], held.score):
            found[key] = row
    return found


def _held(run: Snapshot, row: Incompatibility | None) -> Iterable[Position]:
    deciding = set(row.positions) if row else set()
    return [position for position in run.of(Position) if position.position_id in deciding]


def _said(row: Incompatibility | None) -> str | None:
    return None if row is None else f"{row.status}: {row.reason}"


def groups_changed(comparison: Comparison) -> Iterator[Change]:
    """Yield the largest groups, on verified conflicts, that only one of the runs allows, among members of both.

    A group is possible in a run if one of that run's groups holds all of it.
    """
    was, now = _groups(comparison.old, comparison.members), _groups(comparison.new, comparison.members)
    for kind, here, there in ((ChangeKind.GROUP_POSSIBLE, now, was), (ChangeKind.GROUP_IMPOSSIBLE, was, now)):
        shown: set[frozenset[str]] = set()
        for coalition_id, members in here[: comparison.settings.groups_compared]:
            if not there or members in shown or any(members <= other for _, other in there):
                continue
            shown.add(members)
            names = ", ".join(sorted(members))
            yield comparison.change(
                kind,
                coalition_id,
                comparison.cause(members),
                before=names if kind is ChangeKind.GROUP_IMPOSSIBLE else None,
                after=names if kind is ChangeKind.GROUP_POSSIBLE else None,
                members=members,
            )


def _groups(run: Snapshot, members: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    rows = [row for row in run.of(Coalition) if row.basis is CoalitionBasis.VERIFIED]
    rows.sort(key=lambda row: row.rank)
    return [(row.coalition_id, frozenset(row.members) & set(members)) for row in rows]
