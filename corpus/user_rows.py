"""CSV files that people write: any usual delimiter, every row with its line number, all mistakes told at once."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from corpus.errors import SettingsError, UserError

Row = tuple[int, dict[str, str]]
"""Line number, and the row's cells by lower-case column, without spaces around them."""
R = TypeVar("R")


def read_rows(path: Path, *, required: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV file that are not empty.

    Raises:
        UserError: the file may not be opened or is not UTF-8.
        SettingsError: it is no CSV, or lacks a required column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(str(path), "This file is not UTF-8.", "Save it as 'CSV UTF-8'.") from error
    except OSError as error:
        raise UserError(str(path), "This file may not be opened.", "Give yourself the right to read it.") from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    columns = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    missing = [name for name in required if name not in columns]
    if missing:
        mistakes = [f"line 1: the column {name} is missing. Name it in the first line." for name in missing]
        raise SettingsError(str(path), mistakes)
    rows.fieldnames = columns
    try:
        found = [(rows.line_num, _cells(row)) for row in rows]
    except csv.Error as error:
        raise SettingsError(str(path), [f"line {rows.line_num}: this is no CSV ({error})."]) from error
    return [(line, cells) for line, cells in found if any(cells.values())]


def read_records(
    path: Path,
    *,
    required: Sequence[str],
    mistakes_in: Callable[[dict[str, str]], list[str]],
    make: Callable[[int, dict[str, str]], R],
    mistakes_between: Callable[[Sequence[R]], list[str]] = lambda _: [],
) -> tuple[R, ...]:
    """Return what `make` gives for each row, in the order of the file; nothing without the file.

    Args:
        path: the file.
        required: columns that it must have.
        mistakes_in: what is wrong with a row, each with what to do; such a row is not made.
        make: gives a record for a line number and its cells.
        mistakes_between: what is wrong between rows that are right each for itself, with their lines.

    Raises:
        UserError: the file cannot be read.
        SettingsError: lists every mistake with its line and what to do.
    """
    if not path.is_file():
        return ()
    mistakes: list[str] = []
    records: list[R] = []
    for line, cells in read_rows(path, required=required):
        if wrong := mistakes_in(cells):
            mistakes += [f"line {line}: {mistake}" for mistake in wrong]
        else:
            records.append(make(line, cells))
    mistakes += mistakes_between(records)
    if mistakes:
        raise SettingsError(str(path), mistakes)
    return tuple(records)


def _cells(row: dict[str, str | list[str] | None]) -> dict[str, str]:
    """Drop what stands beyond the last column."""
    return {name: value.strip() for name, value in row.items() if isinstance(value, str)}
