"""How often the findings recur when thresholds and papers are varied a little: counts by kind of finding."""

from dataclasses import dataclass

from corpus.records import Stability
from reports.language import N_, _
from reports.run_data import RunData

TABLE_WORDS = {
    "incompatibilities": N_("Collisions"),
    "coalitions": N_("Groups that could start together"),
    "common_ground": N_("Common ground"),
    "groups": N_("Groups that stand together"),
    "bonds": N_("Bridges and fault lines"),
}
_MOSTLY = 0.9
"""Share of the varied runs from which a finding recurs nearly always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """One kind of finding: how many recur in all varied runs, in nearly all, and in fewer."""

    kind: str
    n: int
    always: int
    mostly: int
    fewer: int


def steadiness(data: RunData) -> tuple[Steadiness, ...]:
    """Return a row for each kind of finding that was varied."""
    rows = data.rows(Stability)
    found = []
    for table, kind in TABLE_WORDS.items():
        shares = [row.share for row in rows if row.table == table]
        if shares:
            always, mostly = sum(share == 1 for share in shares), sum(_MOSTLY <= share < 1 for share in shares)
            fewer = len(shares) - always - mostly
            found.append(Steadiness(kind=_(kind), n=len(shares), always=always, mostly=mostly, fewer=fewer))
    return tuple(found)


def most_runs(data: RunData) -> int:
    """Return in how many varied runs a finding was looked for at most."""
    return max((row.n_runs for row in data.rows(Stability)), default=0)
