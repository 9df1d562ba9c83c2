"""Members whose papers say two things that cannot both hold."""

from dataclasses import dataclass

from corpus.records import SelfContradiction
from reports import quotes, words
from reports.language import N_
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sentences of one member, why both cannot hold, and what to ask."""

    id: str
    name: str
    issue: str
    anchor: str
    reason: str
    question: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    pairs: tuple[Pair, ...]
    n_beyond: int


def build(data: RunData) -> View | None:
    """Return the pairs, or None where none was found."""
    rows = sorted(data.rows(SelfContradiction), key=lambda row: (-row.closeness, row.contradiction_id))
    shown = rows[: data.layout.contradictions_listed]
    if not shown:
        return None
    return View(pairs=tuple(_pair(data, row) for row in shown), n_beyond=len(rows) - len(shown))


def _pair(data: RunData, row: SelfContradiction) -> Pair:
    return Pair(
        id=row.contradiction_id,
        name=data.names.get(row.member_id, row.member_id),
        issue=data.labels.get(row.issue_id, row.issue_id),
        anchor=words.anchor("issue-", row.issue_id),
        reason=row.reason,
        question=row.question,
        quotes=tuple(quotes.quote_of(data, each) for each in row.positions if each in data.positions),
    )


SECTION = Section(
    id="contradictions",
    title=N_("Papers that seem to say two things"),
    short_title=N_("Says both"),
    question=N_("Whom should I ask which of its own sentences holds?"),
    order=47,
    needs=(*quotes.NEEDS, SelfContradiction),
    build=build,
)
