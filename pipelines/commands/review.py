"""`commonground review`: an analyst judges findings one by one; each answer is kept at once in corrections.csv."""

import random
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus import tables
from corpus.corrections import FILE_NAME, add, one_line, read_corrections
from corpus.errors import UserError
from corpus.records import (
    FindingRuling,
    FindingStatus,
    FindingVerdict,
    Holder,
    Incompatibility,
    Kind,
    Member,
    Position,
)
from corpus.store import RunStore
from pipelines.console import say
from pipelines.published import readable

FINE = 0
_SHOWN = 100  # characters a line
_SEED = 1  # the same sample for everybody who reviews one run
_STOP, _SKIP = "q", ""
_OF_CONFLICTS = {"k": FindingVerdict.CONFLICT, "c": FindingVerdict.COMPATIBLE}
_OF_POSITIONS = {
    "k": FindingVerdict.KEEP,
    "w": FindingVerdict.WRONG,
    "n": FindingVerdict.NOT_OURS,
    "r": FindingVerdict.RECLASSIFY,
}
_KINDS = {"1": Kind.NON_NEGOTIABLE, "2": Kind.CONSTRAINT, "3": Kind.GOAL, "4": Kind.PREFERENCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """One thing to judge: its id, what is shown, and what can be answered."""

    subject: str
    text: str
    choices: Mapping[str, FindingVerdict]
    asked: str
    quote: str = ""
    member_id: str = ""


def review(folder: Path, *, by: str, positions: int) -> int:
    """Show what was found and ask: conflicts first, then a sample of positions; what was judged is not asked again.

    Args:
        folder: the alliance's folder.
        by: who judges.
        positions: how many positions to sample, at random but the same each time.

    Raises:
        UserError: there is no run, or corrections.csv has mistakes.
    """
    if not folder.is_dir():
        raise UserError(str(folder), "There is no such folder.", "Name the alliance's folder.")
    judged = {" ".join(ruling.subjects) for ruling in read_corrections(folder)}
    found = [each for each in _findings(RunStore(folder).latest(), positions) if each.subject not in judged]
    kept = 0
    for number, finding in enumerate(found, start=1):
        say(f"\n{number} of {len(found)}\n{finding.text}")
        answer = _ask(finding.asked, [*finding.choices, _STOP, _SKIP])
        if answer == _STOP:
            break
        ruling = None if answer == _SKIP else _ruling(finding, finding.choices[answer], by=by)
        if ruling is not None:
            kept += add(folder, [ruling])
    say(f"{kept} rulings kept in {folder / FILE_NAME}. The next run takes them: commonground run {folder}")
    return FINE


def _findings(run: Path, n_positions: int) -> list[_Finding]:
    with readable(run):
        positions = {row.position_id: row for row in tables.read(Position, run / "tables")}
        conflicts = tables.read(Incompatibility, run / "tables")
        names = {row.member_id: row.name for row in tables.read(Member, run / "tables")}
    order = (FindingStatus.VERIFIED, FindingStatus.POSSIBLE)
    standing = [row for row in conflicts if row.status in order]
    standing.sort(key=lambda row: (order.index(row.status), -row.score, row.incompatibility_id))
    own = [row for row in positions.values() if row.holder is Holder.OWN]
    sampled = random.Random(_SEED).sample(own, min(n_positions, len(own)))
    return [*(_conflict(row, positions, names) for row in standing), *(_position(row, names) for row in sampled)]


def _conflict(row: Incompatibility, positions: Mapping[str, Position], names: Mapping[str, str]) -> _Finding:
    sides = [_said(positions[each], names) for each in row.positions]
    return _Finding(
        subject=row.incompatibility_id,
        text="\n".join([f"{row.status.value.capitalize()} conflict. {row.reason}", *sides]),
        choices=_OF_CONFLICTS,
        asked="Do they exclude each other? k yes, c no, both can stand",
    )


def _position(row: Position, names: Mapping[str, str]) -> _Finding:
    return _Finding(
        subject=row.position_id,
        text=f"Taken for a {row.kind.value.replace('_', ' ')}.\n{_said(row, names)}",
        choices=_OF_POSITIONS,
        asked="k right, w no position, n somebody else\u2019s, r another kind",
        quote=one_line(row.quote),
        member_id=row.member_id,
    )


def _said(position: Position, names: Mapping[str, str]) -> str:
    name = names.get(position.member_id, position.member_id)
    quote = textwrap.fill(f"“{one_line(position.quote)}”", _SHOWN, initial_indent="  ", subsequent_indent="  ")
    return f"{name}:\n{quote}"


def _ask(question: str, allowed: Sequence[str]) -> str:
    """Return one of the allowed answers; the end of the input stops."""
    while True:
        sys.stdout.write(f"{question} (Enter: later, q: stop): ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        answer = line.strip().lower() if line else _STOP
        if answer in allowed:
            return answer


def _ruling(finding: _Finding, verdict: FindingVerdict, *, by: str) -> FindingRuling | None:
    """Return the ruling; None where the one who judges does not say what kind it is instead."""
    kind = None
    if verdict is FindingVerdict.RECLASSIFY:
        kind = _KINDS.get(_ask("1 red line, 2 constraint, 3 goal, 4 preference", [*_KINDS, _STOP, _SKIP]))
        if kind is None:
            return None
    return FindingRuling(
        line=0,
        subjects=(finding.subject,),
        verdict=verdict,
        by=by,
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        note="",
        new_value=kind,
        quote=finding.quote,
        member_id=finding.member_id,
    )
