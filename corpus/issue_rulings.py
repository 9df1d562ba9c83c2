"""issues.csv: names, merges and splits of issues that people decided. All mistakes are told at once."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

from corpus.records import IssueRuling, IssueVerdict
from corpus.user_rows import read_records

FILE_NAME = "issues.csv"
HEADER = "issue,verdict,value,positions,by,date,note\n"
_POSITION_ID = re.compile(r"[0-9a-f]{16}")
_BETWEEN_IDS = re.compile(r"[\s;,]+")
_NEEDS = {
    IssueVerdict.NAME: "value is empty. Write the new name.",
    IssueVerdict.MERGE: "value is empty. Write the issue that this one is joined to.",
    IssueVerdict.SPLIT: "value is empty. Write a name for the issue that the positions leave for.",
}


def read_issue_rulings(folder: Path) -> tuple[IssueRuling, ...]:
    """Return the rulings of an alliance's folder in the order of the file; none without the file.

    Raises:
        UserError: the file cannot be read.
        SettingsError: lists every mistake with its line and what to do.
    """
    return read_records(
        folder / FILE_NAME,
        required=("issue", "verdict", "value"),
        mistakes_in=_mistakes,
        make=_ruling,
        mistakes_between=_contradictions,
    )


def same_name(name: str) -> str:
    """Return what two names share that differ only in capitals or spaces."""
    return " ".join(name.split()).casefold()


def _ruling(line: int, cells: dict[str, str]) -> IssueRuling:
    return IssueRuling(
        line=line,
        issue=cells["issue"],
        verdict=IssueVerdict(cells["verdict"].lower()),
        value=cells["value"],
        positions=_ids(cells),
    )


def _ids(cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted({part for part in _BETWEEN_IDS.split(cells.get("positions", "").lower()) if part}))


def _mistakes(cells: dict[str, str]) -> list[str]:
    """Return what is wrong with one row, each with what to do."""
    found: list[str] = []
    if not cells.get("issue"):
        found.append("issue is empty. Write the issue's name, or the position_id of a sentence in it.")
    written, known = cells.get("verdict", "").lower(), [str(verdict) for verdict in IssueVerdict]
    if written not in known:
        near = difflib.get_close_matches(written, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Write one of {', '.join(known)}."
        return [*found, f"{cells.get('verdict', '')!r} is no verdict. {hint}"]
    verdict, value = IssueVerdict(written), cells.get("value", "")
    if not value:
        found.append(_NEEDS[verdict])
    if value and verdict is not IssueVerdict.NAME and same_name(value) == same_name(cells.get("issue", "")):
        found.append(f"an issue cannot {verdict} with itself. Name another one in value.")
    found += _mistakes_in_positions(cells, splits=verdict is IssueVerdict.SPLIT)
    return found


def _mistakes_in_positions(cells: dict[str, str], *, splits: bool) -> list[str]:
    ids = _ids(cells)
    if splits and not ids:
        return ["positions is empty. Write the position_ids that leave, with spaces between them."]
    if ids and not splits:
        return ["positions only go with split. Empty the cell, or write split."]
    return [
        f"{each!r} is no position_id (16 digits and letters a to f). Copy it from the report or the positions table."
        for each in ids
        if not _POSITION_ID.fullmatch(each)
    ]


def _contradictions(rulings: Sequence[IssueRuling]) -> list[str]:
    """Tell where one issue gets two names, or one sentence is sent to two issues."""
    found: list[str] = []
    first: dict[tuple[str, str], IssueRuling] = {}
    for ruling in rulings:
        subjects = ruling.positions if ruling.verdict is IssueVerdict.SPLIT else (same_name(ruling.issue),)
        for subject in subjects:
            other = first.setdefault((ruling.verdict, subject), ruling)
            if same_name(other.value) != same_name(ruling.value):
                found.append(
                    f"line {ruling.line}: {subject} stands already in line {other.line} with {other.value!r}. "
                    "Keep one of them."
                )
    return found
