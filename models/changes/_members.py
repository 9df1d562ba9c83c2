"""Members that came, went, changed sides or drifted, and early signs that two of them part."""

from collections import defaultdict
from collections.abc import Iterator
from math import fsum

from corpus.records import (
    Alignment,
    Change,
    ChangeCause,
    FindingStatus,
    Incompatibility,
    Member,
    Stance,
    StanceSide,
)
from models.changes.comparison import Comparison
from models.changes.kinds import ChangeKind
from models.changes.snapshot import Snapshot

_OPPOSITE = {StanceSide.FOR: StanceSide.AGAINST, StanceSide.AGAINST: StanceSide.FOR}
_Pair = tuple[str, str]


def came_and_went(comparison: Comparison) -> Iterator[Change]:
    """Yield the members that only one of the runs knows."""
    for kind, run in ((ChangeKind.MEMBER_JOINED, comparison.new), (ChangeKind.MEMBER_LEFT, comparison.old)):
        for row in run.of(Member):
            if row.member_id not in comparison.members:
                yield comparison.change(
                    kind,
                    row.member_id,
                    ChangeCause.DOCUMENT,
                    before=row.name if kind is ChangeKind.MEMBER_LEFT else None,
                    after=row.name if kind is ChangeKind.MEMBER_JOINED else None,
                    members=[row.member_id],
                )


def sides_changed(comparison: Comparison) -> Iterator[Change]:
    """Yield where a member was for an issue's statement and is against it, or the other way; silence is no side."""
    was = {(row.member_id, row.issue_id): row for row in comparison.old.of(Stance)}
    positions = {row.position_id: row for run in (comparison.old, comparison.new) for row in run.own()}
    for row in comparison.new.of(Stance):
        old = was.get((row.member_id, comparison.issues.get(row.issue_id, "")))
        if old is None or row.stance not in _OPPOSITE:
            continue
        before = _OPPOSITE.get(old.stance) if row.issue_id in comparison.turned else old.stance
        if before is _OPPOSITE[row.stance]:
            held = [positions[each] for each in (*old.positions, *row.positions) if each in positions]
            yield comparison.change(
                ChangeKind.SIDE_CHANGED,
                f"{row.member_id} {row.issue_id}",
                comparison.cause([row.member_id], *held),
                before=before.value,
                after=row.stance.value,
                members=[row.member_id],
                issue_id=row.issue_id,
            )


def drifted(comparison: Comparison) -> Iterator[Change]:
    """Yield members whose mean agreement with the others changed, and pairs that show an early sign of a fracture.

    A member's drift is the mean over the others of (agreement now − agreement before), over those pairs that have an
    agreement in both runs. Two members show a sign of a fracture if their agreement fell far, or if a verified
    conflict between them is new.
    """
    was, now = _agreements(comparison.old), _agreements(comparison.new)
    pairs = {pair: (was[pair], now[pair]) for pair in sorted(was.keys() & now.keys())}
    of_member: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for pair, values in pairs.items():
        for member in pair:
            of_member[member].append(values)
    for member, both in sorted(of_member.items()):
        before, after = (fsum(values[turn] for values in both) / len(both) for turn in (0, 1))
        if abs(after - before) >= comparison.settings.min_drift:
            kind = ChangeKind.DRIFTED_CLOSER if after > before else ChangeKind.DRIFTED_APART
            said, says = (f"{value:.2f} mean agreement with {len(both)}" for value in (before, after))
            cause = comparison.cause([member])
            yield comparison.change(kind, member, cause, before=said, after=says, members=[member])
    yield from _fractures(comparison, pairs)


def _fractures(comparison: Comparison, pairs: dict[_Pair, tuple[float, float]]) -> Iterator[Change]:
    fell = {pair for pair, (old, new) in pairs.items() if old - new >= comparison.settings.fracture_drop}
    verified = _verified(comparison.new) - _verified(comparison.old)
    for pair in sorted(fell | {pair for pair in verified if set(pair) <= comparison.members}):
        old, new = pairs.get(pair, (None, None))
        also = "; a verified conflict is new" if pair in verified else ""
        yield comparison.change(
            ChangeKind.FRACTURE_SIGNAL,
            " ".join(pair),
            comparison.cause(pair),
            before=_agreement(old),
            after=_agreement(new) + also,
            members=pair,
        )


def _agreement(value: float | None) -> str:
    return "too little shared to tell" if value is None else f"{value:.2f} agreement"


def _agreements(run: Snapshot) -> dict[_Pair, float]:
    return {(row.member_a, row.member_b): row.agreement for row in run.of(Alignment) if row.agreement is not None}


def _verified(run: Snapshot) -> set[_Pair]:
    found: set[_Pair] = set()
    for row in run.of(Incompatibility):
        if row.status is FindingStatus.VERIFIED:
            first, *others = sorted(row.members)
            found |= {(first, other) for other in others}
    return found
