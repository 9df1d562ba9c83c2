"""Whether types of member, formats, lengths and languages are served alike: each figure with its cases."""

from dataclasses import dataclass

from corpus.records import Fairness, FairnessGrouping
from reports import words
from reports.language import N_, _, number
from reports.run_data import RunData

FIGURE_WORDS = {
    "unread": N_("Files not read"),
    "positions_per_1000_words": N_("Positions per 1,000 words"),
    "confidence": N_("Mean confidence of the reader"),
    "without_issue": N_("Positions in no issue"),
    "in_conflict": N_("Positions in a collision"),
    "not_stated": N_("Issues with nothing found"),
}
_SHARES = ("unread", "without_issue", "in_conflict", "not_stated")
GROUPING_WORDS = {
    FairnessGrouping.TYPE: N_("Type of member"),
    FairnessGrouping.FORMAT: N_("Format"),
    FairnessGrouping.LENGTH: N_("Length of the document"),
    FairnessGrouping.LANGUAGE: N_("Language"),
}
_NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One table: groups as rows, figures as columns."""

    grouping: str
    figures: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def compared(data: RunData) -> tuple[Compared, ...]:
    """Return a table for each grouping that has two or more groups: with one there is nothing to compare."""
    found = []
    for grouping in FairnessGrouping:
        rows = [row for row in data.rows(Fairness) if row.grouping is grouping]
        by_group: dict[str, dict[str, Fairness]] = {}
        for row in rows:
            by_group.setdefault(row.member_type, {})[_figure(row)] = row
        if len(by_group) > 1:
            figures = [name for name in FIGURE_WORDS if any(name in held for held in by_group.values())]
            found.append(
                Compared(
                    grouping=_(GROUPING_WORDS[grouping]),
                    figures=tuple(_(FIGURE_WORDS[name]) for name in figures),
                    rows=tuple(
                        (words.plain(group), tuple(_value(held.get(name)) for name in figures))
                        for group, held in sorted(by_group.items())
                    ),
                )
            )
    return tuple(found)


def _figure(row: Fairness) -> str:
    return row.figure.removesuffix(f"_by_{row.grouping}")


def _value(row: Fairness | None) -> str:
    """Return a figure with the number of cases it rests on."""
    if row is None:
        return _NOTHING
    if _figure(row) in _SHARES:
        return _("%(part)s of %(whole)s", part=round(row.value * row.n), whole=row.n)
    return f"{number(row.value, decimals=2)} ({number(row.n)})"
