"""corrections.csv: what analysts and members ruled about findings. All mistakes are told at once."""

import csv
import difflib
import io
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from corpus.errors import UserError
from corpus.records import FindingRuling, FindingVerdict, Kind
from corpus.user_rows import read_records, read_rows

FILE_NAME = "corrections.csv"
COLUMNS = ("id", "verdict", "by", "date", "note", "new_value", "member_id", "quote")
HEADER = ",".join(COLUMNS) + "\n"
_ID = re.compile(r"[0-9a-f]{16}")
_BETWEEN_IDS = re.compile(r"[\s;,+]+")
_GUARD = re.compile(r"^'(?=[=+\-@\t\r])")  # what keeps a spreadsheet from taking a cell for a formula
_START_OF_FORMULA = re.compile(r"^[=+\-@\t\r]")
_ABOUT_PAIRS = {FindingVerdict.COMPATIBLE, FindingVerdict.CONFLICT}
_PAIR = 2
_KIND_WORDS = {"red_line": Kind.NON_NEGOTIABLE}


def read_corrections(folder: Path) -> tuple[FindingRuling, ...]:
    """Return the rulings in an alliance's folder in the order of the file; none without the file.

    Raises:
        UserError: the file cannot be read.
        SettingsError: lists every mistake with its line and what to do.
    """
    return read_file(folder / FILE_NAME)


def read_file(path: Path) -> tuple[FindingRuling, ...]:
    """Return the rulings in any file of this form, as a confirmation sheet saves one; raises as read_corrections."""
    return read_records(path, required=("id", "verdict"), mistakes_in=_mistakes, make=_ruling)


def add(folder: Path, rulings: Iterable[FindingRuling]) -> int:
    """Put rulings behind those in the folder's corrections.csv; return how many were not in it yet.

    What people wrote stays, columns of their own included. The file is replaced whole, or not at all.

    Raises:
        UserError: the file cannot be read or written.
        SettingsError: it has mistakes.
    """
    path = folder / FILE_NAME
    known = {_content(ruling) for ruling in read_file(path)}
    fresh = {_content(ruling): ruling for ruling in rulings if _content(ruling) not in known}
    kept = read_rows(path, required=("id", "verdict")) if path.is_file() else []
    columns = list(dict.fromkeys([*(name for _, cells in kept for name in cells if name), *COLUMNS]))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for cells in [*(cells for _, cells in kept), *(_cells(ruling) for ruling in fresh.values())]:
        writer.writerow({name: _inert(cell) for name, cell in cells.items() if name})
    try:
        path.with_suffix(".csv.new").write_text(out.getvalue(), encoding="utf-8", newline="")
        path.with_suffix(".csv.new").replace(path)
    except OSError as error:
        raise UserError(str(path), f"cannot be written ({error.strerror}).", "Give yourself the right to.") from error
    return len(fresh)


def _cells(ruling: FindingRuling) -> dict[str, str]:
    kind = "" if ruling.new_value is None else ruling.new_value.value
    values = (
        " ".join(ruling.subjects),
        ruling.verdict.value,
        ruling.by,
        ruling.date,
        ruling.note,
        kind,
        ruling.member_id,
        ruling.quote,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _content(ruling: FindingRuling) -> tuple[object, ...]:
    return (ruling.subjects, ruling.verdict, ruling.by, ruling.date, ruling.note, ruling.new_value)


def one_line(text: str) -> str:
    """Return a sentence without line breaks, as it stands in the column quote."""
    return " ".join(text.split())


def _inert(cell: str) -> str:
    return f"'{cell}" if _START_OF_FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    return _GUARD.sub("", cell)


def _ruling(line: int, cells: dict[str, str]) -> FindingRuling:
    return FindingRuling(
        line=line,
        subjects=_subjects(cells),
        verdict=FindingVerdict(_word(cells["verdict"])),
        by=_plain(cells.get("by", "")),
        date=_plain(cells.get("date", "")),
        note=_plain(cells.get("note", "")),
        new_value=_kind(cells.get("new_value", "")),
        quote=one_line(_plain(cells.get("quote", ""))),
        member_id=_plain(cells.get("member_id", "")),
    )


def _subjects(cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted({part for part in _BETWEEN_IDS.split(cells.get("id", "").lower()) if part}))


def _word(cell: str) -> str:
    return _plain(cell).strip().lower().replace(" ", "_").replace("-", "_")


def _kind(cell: str) -> Kind | None:
    word = _word(cell)
    if word in _KIND_WORDS:
        return _KIND_WORDS[word]
    return Kind(word) if word in set(Kind) else None


def _mistakes(cells: dict[str, str]) -> list[str]:
    """Return what is wrong with one row, each with what to do."""
    subjects = _subjects(cells)
    found = [
        f"{each!r} is no id (16 digits and letters a to f). Copy it from the report, a sheet or the tables."
        for each in subjects
        if not _ID.fullmatch(each)
    ]
    if not subjects:
        found.append("id is empty. Write the id of a position or of an incompatibility.")
    if len(subjects) > _PAIR:
        found.append("id names more than two positions. Write one line for each pair.")
    written, known = _word(cells.get("verdict", "")), [str(verdict) for verdict in FindingVerdict]
    if written not in known:
        near = difflib.get_close_matches(written, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Write one of {', '.join(known)}."
        return [*found, f"{cells.get('verdict', '')!r} is no verdict. {hint}"]
    verdict = FindingVerdict(written)
    if len(subjects) == _PAIR and verdict not in _ABOUT_PAIRS:
        found.append(f"{verdict} is said of one position. Of two positions, write compatible or conflict.")
    return [*found, *_mistakes_in_value(cells, verdict), *_mistakes_in_date(cells)]


def _mistakes_in_value(cells: dict[str, str], verdict: FindingVerdict) -> list[str]:
    value = cells.get("new_value", "")
    if verdict is FindingVerdict.RECLASSIFY and _kind(value) is None:
        return [f"new_value is {value!r}. Write what it really is: {', '.join(Kind)}."]
    if verdict is not FindingVerdict.RECLASSIFY and value:
        return [f"new_value goes with reclassify only. Empty the cell, or write reclassify instead of {verdict}."]
    return []


def _mistakes_in_date(cells: dict[str, str]) -> list[str]:
    written = _plain(cells.get("date", ""))
    try:
        date.fromisoformat(written or "2000-01-01")
    except ValueError:
        return [f"date is {written!r}. Write it as in 2026-03-02, or leave it empty."]
    return []
