"""CSV files that people write: any usual delimiter, every row with its line number, mistakes told with both."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import SettingsError, UserError

Row = tuple[int, dict[str, str]]
"""Line number, and the row's cells by lower-case column, without spaces around them."""


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


def _cells(row: dict[str, str | list[str] | None]) -> dict[str, str]:
    """Drop what stands beyond the last column."""
    return {name: value.strip() for name, value in row.items() if isinstance(value, str)}
