"""issue_weights.csv: what each member weighs on an issue, as people decided. All mistakes are told at once."""

import math
from pathlib import Path

from corpus.errors import SettingsError
from corpus.records import WeightRuling
from corpus.user_rows import read_rows

FILE_NAME = "issue_weights.csv"


def read_issue_weights(folder: Path) -> tuple[WeightRuling, ...]:
    """Return the weights of an alliance's folder in the order of the file; none without the file.

    Raises:
        UserError: the file cannot be read.
        SettingsError: lists every mistake with its line and what to do.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return ()
    mistakes: list[str] = []
    weights: list[WeightRuling] = []
    for line, cells in read_rows(path, required=("member_id", "issue", "weight")):
        for name in ("member_id", "issue"):
            if not cells[name]:
                mistakes.append(f"line {line}: {name} is empty.")
        weight = _number(cells["weight"])
        if weight is None:
            mistakes.append(f"line {line}: the weight {cells['weight']!r} is not a number above 0. Write it like 2.5.")
        else:
            weights.append(WeightRuling(line=line, member_id=cells["member_id"], issue=cells["issue"], weight=weight))
    if mistakes:
        raise SettingsError(str(path), mistakes)
    return tuple(weights)


def _number(cell: str) -> float | None:
    try:
        weight = float(cell)
    except ValueError:
        return None
    return weight if math.isfinite(weight) and weight > 0 else None
