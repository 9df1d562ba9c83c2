"""issue_weights.csv: what each member weighs on an issue, as people decided. All mistakes are told at once."""

import math
from pathlib import Path

from corpus.records import WeightRuling
from corpus.user_rows import read_records

FILE_NAME = "issue_weights.csv"


def read_issue_weights(folder: Path) -> tuple[WeightRuling, ...]:
    """Return the weights of an alliance's folder in the order of the file; none without the file.

    Raises:
        UserError: the file cannot be read.
        SettingsError: lists every mistake with its line and what to do.
    """
    return read_records(
        folder / FILE_NAME, required=("member_id", "issue", "weight"), mistakes_in=_mistakes, make=_weight
    )


def _mistakes(cells: dict[str, str]) -> list[str]:
    """Return what is wrong with one row, each with what to do."""
    found = [f"{name} is empty." for name in ("member_id", "issue") if not cells.get(name)]
    weight = cells.get("weight", "")
    if _number(weight) is None:
        found.append(f"the weight {weight!r} is not a number above 0. Write it like 2.5.")
    return found


def _weight(line: int, cells: dict[str, str]) -> WeightRuling:
    return WeightRuling(line=line, member_id=cells["member_id"], issue=cells["issue"], weight=float(cells["weight"]))


def _number(cell: str) -> float | None:
    try:
        weight = float(cell)
    except ValueError:
        return None
    return weight if math.isfinite(weight) and weight > 0 else None
