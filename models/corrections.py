"""Carries out what people ruled about findings (corrections.csv): on positions first, later on incompatibilities.

A ruling on a position holds for the sentence it names, and for the same sentence of the same member in a newer copy
of the paper. Of several rulings on one finding the newest holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from corpus.corrections import FILE_NAME, one_line
from corpus.ids import content_id
from corpus.records import (
    Correction,
    CorrectionEffect,
    FindingRuling,
    FindingStatus,
    FindingVerdict,
    Holder,
    Incompatibility,
    IncompatibilityType,
    Kind,
    Position,
    Rejection,
    Statement,
)
from models.conflict_words import question

STEP = "corrections"
REPORTED = "reported"
"""What `before` and `after` say of a position that somebody else holds."""
_FIRMNESS = {
    Kind.NON_NEGOTIABLE: (1.0, 1.0),
    Kind.CONSTRAINT: (0.75, 0.75),
    Kind.GOAL: (0.5, 0.75),
    Kind.PREFERENCE: (0.0, 0.25),
}
"""Least and greatest firmness of each kind: a position that is reclassified is brought between them."""
_TAKEN_OUT = {FindingVerdict.WRONG, FindingVerdict.OUTDATED}
_CONFLICT = {FindingVerdict.CONFLICT, FindingVerdict.KEEP}
_COMPATIBLE = {FindingVerdict.COMPATIBLE, FindingVerdict.WRONG}
_OF_CONFLICTS = {FindingVerdict.COMPATIBLE, FindingVerdict.CONFLICT}
_STANDING = {FindingStatus.VERIFIED, FindingStatus.POSSIBLE}
_PAIR = 2


R = TypeVar("R", Statement, Incompatibility)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Generic[R]):
    """Statements or incompatibilities after the rulings, what became of each ruling, and what was taken out."""

    rows: tuple[R, ...]
    corrections: tuple[Correction, ...]
    rejections: tuple[Rejection, ...]


def correct_positions(statements: Sequence[Statement], rulings: Sequence[FindingRuling]) -> Corrected[Statement]:
    """Return the statements after all rulings on single positions; rulings on anything else leave no trace here."""
    by_id = {statement.position_id: statement for statement in statements}
    by_quote: dict[tuple[str, str], list[str]] = defaultdict(list)
    for statement in statements:
        by_quote[statement.member_id, one_line(statement.quote)].append(statement.position_id)
    newest = _newest(rulings)
    changed: dict[str, Statement | None] = {}
    corrections: list[Correction] = []
    rejections: list[Rejection] = []
    for ruling in rulings:
        about = [each for each in ruling.subjects if each in by_id]
        if not about and ruling.quote:
            about = by_quote[ruling.member_id, ruling.quote]
        if len(ruling.subjects) == _PAIR or not about or ruling.verdict in _OF_CONFLICTS:
            continue
        for position_id in about if ruling.line in newest else ():
            changed[position_id] = after = _corrected(by_id[position_id], ruling)
            rejections += _taken_out(by_id[position_id], ruling) if after is None else ()
        corrections.append(_position_correction(by_id[about[0]], ruling, replaced=ruling.line not in newest))
    kept = (changed.get(statement.position_id, statement) for statement in statements)
    return Corrected(
        rows=tuple(statement for statement in kept if statement is not None),
        corrections=tuple(corrections),
        rejections=tuple(rejections),
    )


def _newest(rulings: Iterable[FindingRuling]) -> set[int]:
    """Return the lines of the rulings that hold: on each finding the one with the latest date, then the last line."""
    held: dict[tuple[str, ...], FindingRuling] = {}
    for ruling in sorted(rulings, key=lambda ruling: (ruling.date, ruling.line)):
        held[ruling.subjects] = ruling
    return {ruling.line for ruling in held.values()}


def _corrected(statement: Statement, ruling: FindingRuling) -> Statement | None:
    """Return the statement as it holds after a ruling; None if it is taken out."""
    if ruling.verdict in _TAKEN_OUT:
        return None
    if ruling.verdict is FindingVerdict.NOT_OURS:
        return replace(statement, holder=Holder.REPORTED, kind_score=1.0)
    if ruling.new_value is None:
        return replace(statement, kind_score=1.0)
    low, high = _FIRMNESS[ruling.new_value]
    firmness = min(max(statement.firmness, low), high)
    return replace(statement, kind=ruling.new_value, firmness=firmness, kind_score=1.0, holder=Holder.OWN)


def _taken_out(statement: Statement, ruling: FindingRuling) -> tuple[Rejection, ...]:
    said = "no longer holds" if ruling.verdict is FindingVerdict.OUTDATED else "is no position"
    detail = f"“{one_line(statement.quote)}” {said}, by {_who(ruling)} ({FILE_NAME} line {ruling.line})."
    reason = "withdrawn" if ruling.verdict is FindingVerdict.OUTDATED else "ruled_wrong"
    return (Rejection(step=STEP, subject=statement.position_id, reason=reason, detail=detail),)


def _position_correction(statement: Statement, ruling: FindingRuling, *, replaced: bool) -> Correction:
    before = REPORTED if statement.holder is Holder.REPORTED else statement.kind.value
    right = {FindingVerdict.KEEP: True, FindingVerdict.OUTDATED: None}.get(ruling.verdict, False)
    if statement.holder is Holder.REPORTED and ruling.verdict is FindingVerdict.NOT_OURS:
        right = True
    after = _corrected(statement, ruling)
    held = None if after is None else REPORTED if after.holder is Holder.REPORTED else after.kind.value
    return _row(
        ruling,
        effect=_effect(replaced=replaced, changed=held != before),
        finding_kind=before,
        right=right,
        held=(statement,),
        before=before,
        after=held,
    )


def correct_conflicts(
    conflicts: Sequence[Incompatibility],
    positions: Sequence[Position],
    labels: Mapping[str, str],
    rulings: Sequence[FindingRuling],
    done: Sequence[Correction],
) -> Corrected[Incompatibility]:
    """Return the incompatibilities after all rulings on them, and what became of every ruling not yet in `done`.

    Args:
        conflicts: as the program found them, rejected candidates included.
        positions: the run's positions, after `correct_positions`.
        labels: the names of issues by id.
        rulings: all lines of corrections.csv.
        done: what became of the rulings on positions.
    """
    by_id = {position.position_id: position for position in positions}
    rows = {conflict.incompatibility_id: conflict for conflict in conflicts}
    by_pair = {frozenset(conflict.positions): conflict.incompatibility_id for conflict in conflicts}
    newest = _newest(rulings)
    finished = {correction.line for correction in done}
    corrections: list[Correction] = []
    rejections: list[Rejection] = []
    found = dict(rows)
    for ruling in rulings:
        if ruling.line in finished:
            continue
        subject = ruling.subjects[0] if len(ruling.subjects) == 1 else by_pair.get(frozenset(ruling.subjects), "")
        conflict = rows.get(subject) or _new_conflict(ruling, by_id, labels)
        if conflict is None or ruling.verdict not in _CONFLICT | _COMPATIBLE:
            corrections.append(_not_found(ruling))
            rejections.append(_without_effect(ruling, by_id))
            continue
        after = _ruled(conflict, ruling)
        replaced = ruling.line not in newest
        if not replaced:
            found[after.incompatibility_id] = after
        held = tuple(by_id[each] for each in conflict.positions)
        corrections.append(_conflict_correction(conflict, after, ruling, held, is_new=not subject, replaced=replaced))
    return Corrected(rows=tuple(found.values()), corrections=tuple(corrections), rejections=tuple(rejections))


def _new_conflict(
    ruling: FindingRuling, by_id: Mapping[str, Position], labels: Mapping[str, str]
) -> Incompatibility | None:
    """Return the conflict that people saw between two sentences and the program did not even look at."""
    pair = [by_id[each] for each in ruling.subjects if each in by_id]
    if ruling.verdict is not FindingVerdict.CONFLICT or len(pair) != _PAIR:
        return None
    a, b = sorted(pair, key=lambda position: (position.member_id, position.position_id))
    issue_id = a.issue_id or b.issue_id
    if issue_id is None or a.member_id == b.member_id:
        return None
    return Incompatibility(
        incompatibility_id=content_id(*ruling.subjects),
        issue_id=issue_id,
        members=(a.member_id, b.member_id),
        positions=(a.position_id, b.position_id),
        type=IncompatibilityType.DEONTIC,
        status=FindingStatus.REJECTED,
        score=0.0,
        severity=min(a.firmness, b.firmness),
        reason="The program saw no conflict here.",
        doubt="",
        question=question(labels.get(issue_id, ""), a, b),
        stability=None,
    )


def _ruled(conflict: Incompatibility, ruling: FindingRuling) -> Incompatibility:
    """Return an incompatibility as it holds after a ruling; `keep` leaves it as it is."""
    note = f" {ruling.note}" if ruling.note else ""
    if ruling.verdict in _COMPATIBLE and conflict.status in _STANDING:
        reason = f"Both can stand, by {_who(ruling)}.{note}"
        return replace(conflict, status=FindingStatus.OVERRULED, score=0.0, reason=reason)
    if ruling.verdict is FindingVerdict.CONFLICT:
        doubt = f"It is a conflict by {_who(ruling)}; the program alone called it {conflict.status}.{note}"
        return replace(conflict, status=FindingStatus.VERIFIED, score=1.0, doubt=doubt, rejected_by="")
    return conflict


def _conflict_correction(
    before: Incompatibility,
    after: Incompatibility,
    ruling: FindingRuling,
    held: tuple[Position, ...],
    *,
    is_new: bool,
    replaced: bool,
) -> Correction:
    agrees = ruling.verdict is FindingVerdict.KEEP
    is_conflict = ruling.verdict is FindingVerdict.CONFLICT
    return _row(
        ruling,
        effect=_effect(replaced=replaced, changed=after.status is not before.status),
        finding_kind=None if is_new else f"{before.status}_incompatibility",
        right=None if is_new else agrees or is_conflict is (before.status in _STANDING),
        held=held,
        before=None if is_new else before.status.value,
        after=after.status.value,
    )


def _effect(*, replaced: bool, changed: bool) -> CorrectionEffect:
    if replaced:
        return CorrectionEffect.REPLACED
    return CorrectionEffect.CARRIED_OUT if changed else CorrectionEffect.CONFIRMED


def _not_found(ruling: FindingRuling) -> Correction:
    return _row(
        ruling,
        effect=CorrectionEffect.NOT_FOUND,
        finding_kind=None,
        right=None,
        held=(),
        before=None,
        after=None,
    )


def _without_effect(ruling: FindingRuling, positions: Mapping[str, Position]) -> Rejection:
    known = [each for each in ruling.subjects if each in positions]
    if len(known) == len(ruling.subjects):
        detail = (
            "Both sentences are of one member, or belong to no issue: put them into one with issues.csv."
            if len(known) == _PAIR
            else f"{ruling.verdict} is not said of a single position. Name the incompatibility, or two positions."
        )
    else:
        gone = ", ".join(each for each in ruling.subjects if each not in positions)
        detail = (
            f"Not found in this run: {gone}. The sentence has changed or gone. With its words in the column quote and "
            "its member in member_id a ruling on a position is found again in a newer copy of the paper."
        )
    return Rejection(
        step=STEP, subject=f"{FILE_NAME} line {ruling.line}", reason="ruling_without_effect", detail=detail
    )


def _row(
    ruling: FindingRuling,
    *,
    effect: CorrectionEffect,
    finding_kind: str | None,
    right: bool | None,
    held: Sequence[Statement],
    before: str | None,
    after: str | None,
) -> Correction:
    return Correction(
        line=ruling.line,
        subject=" ".join(ruling.subjects),
        verdict=ruling.verdict,
        by=ruling.by,
        date=ruling.date,
        note=ruling.note,
        effect=effect,
        finding_kind=finding_kind,
        right=right,
        quote="\n".join(one_line(statement.quote) for statement in held),
        member_ids=tuple(dict.fromkeys(statement.member_id for statement in held)),
        before=before,
        after=after,
    )


def _who(ruling: FindingRuling) -> str:
    who = ruling.by or "people"
    return f"{who} on {ruling.date}" if ruling.date else who
