"""Positions that were added, withdrawn, hardened, softened or reworded; issues that are new or gone."""

from collections.abc import Iterator

from corpus.corrections import one_line
from corpus.records import Change, Kind, Position
from models.changes.comparison import Comparison
from models.changes.kinds import ChangeKind

_HARDNESS = {kind: -place for place, kind in enumerate(Kind)}  # the hardest kind stands first


def positions_changed(comparison: Comparison) -> Iterator[Change]:
    """Yield what became of each own position of the members of both runs, and of the issues."""
    for old, new in comparison.pairs:
        yield from _same_sentence(comparison, old, new)
    was = {old.position_id for old, _ in comparison.pairs}
    now = {new.position_id for _, new in comparison.pairs}
    for old in comparison.old.own():
        if old.position_id not in was and old.member_id in comparison.members:
            yield _one_side(comparison, ChangeKind.POSITION_WITHDRAWN, old)
    for new in comparison.new.own():
        if new.position_id not in now and new.member_id in comparison.members:
            yield _one_side(comparison, ChangeKind.POSITION_ADDED, new)
    yield from _issues(comparison)


def _same_sentence(comparison: Comparison, old: Position, new: Position) -> Iterator[Change]:
    before, after = ((_HARDNESS[row.kind], row.firmness) for row in (old, new))
    if before != after:
        kind = ChangeKind.POSITION_HARDENED if after > before else ChangeKind.POSITION_SOFTENED
        said, says = (f"{_named(row)}: “{one_line(row.quote)}”" for row in (old, new))
    elif one_line(old.quote) != one_line(new.quote):
        kind = ChangeKind.POSITION_REWORDED
        said, says = (f"“{one_line(row.quote)}”" for row in (old, new))
    else:
        return
    yield comparison.change(
        kind,
        new.position_id,
        comparison.cause([new.member_id], old, new),
        before=said,
        after=says,
        members=[new.member_id],
        issue_id=new.issue_id,
    )


def _one_side(comparison: Comparison, kind: ChangeKind, position: Position) -> Change:
    said = f"{_named(position)}: “{one_line(position.quote)}”"
    return comparison.change(
        kind,
        position.position_id,
        comparison.cause([position.member_id], position),
        before=said if kind is ChangeKind.POSITION_WITHDRAWN else None,
        after=said if kind is ChangeKind.POSITION_ADDED else None,
        members=[position.member_id],
        issue_id=position.issue_id,
    )


def _named(position: Position) -> str:
    """Return the kind, and how firmly it is said where that is less or more than usual for it."""
    words = {Kind.NON_NEGOTIABLE: "red line"}.get(position.kind, position.kind.value)
    return f"{words}, firmness {position.firmness:g}"


def _issues(comparison: Comparison) -> Iterator[Change]:
    was, now = comparison.old.names_of_issues(), comparison.new.names_of_issues()
    for kind, names, known in (
        (ChangeKind.ISSUE_NEW, now, set(comparison.issues)),
        (ChangeKind.ISSUE_GONE, was, set(comparison.issues.values())),
    ):
        run = comparison.new if kind is ChangeKind.ISSUE_NEW else comparison.old
        for issue_id in sorted(names.keys() - known):
            held = [row for row in run.own() if row.issue_id == issue_id]
            members = {row.member_id for row in held}
            yield comparison.change(
                kind,
                issue_id,
                comparison.cause(members, *held),
                before=names[issue_id] if kind is ChangeKind.ISSUE_GONE else None,
                after=names[issue_id] if kind is ChangeKind.ISSUE_NEW else None,
                members=members,
                issue_id=issue_id,
            )
