"""What members could give each other: issues that weigh much for one and little for the other."""

from dataclasses import dataclass

from corpus.records import Trade
from reports import quotes, words
from reports.language import N_, listed
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One member of an exchange: where it would get its way, and where it would give way, with what it says on each."""

    name: str
    gains: str
    gains_href: str
    wants: Quote | None
    gives: str
    gives_href: str
    holds: Quote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Members that would each gain where it matters to them and give way where it matters less."""

    id: str
    names: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    exchanges: tuple[Exchange, ...]
    n_beyond: int


def build(data: RunData) -> View | None:
    """Return the best exchanges, or None where no two members weigh issues differently enough."""
    rows = sorted(data.rows(Trade), key=lambda row: (-row.least_gain, row.trade_id))
    shown = rows[: data.layout.trades_listed]
    if not shown:
        return None
    return View(exchanges=tuple(_exchange(data, row) for row in shown), n_beyond=len(rows) - len(shown))


def _exchange(data: RunData, row: Trade) -> Exchange:
    # Each member gains on its own issue, on which the next one in the circle gives way.
    given = row.issue_ids[-1:] + row.issue_ids[:-1]
    return Exchange(
        id=row.trade_id,
        names=listed([data.names.get(member, member) for member in row.members]),
        turns=tuple(
            Turn(
                name=data.names.get(member, member),
                gains=data.labels.get(gains, gains),
                gains_href=f"#{words.anchor('issue-', gains)}",
                wants=_said(data, member, gains),
                gives=data.labels.get(gives, gives),
                gives_href=f"#{words.anchor('issue-', gives)}",
                holds=_said(data, member, gives),
            )
            for member, gains, gives in zip(row.members, row.issue_ids, given, strict=True)
        ),
    )


def _said(data: RunData, member: str, issue_id: str) -> Quote | None:
    stance = data.stances.get((member, issue_id))
    return quotes.quote_of(data, stance.positions[0]) if stance and stance.positions else None


SECTION = Section(
    id="trades",
    title=N_("What could be exchanged"),
    short_title=N_("Exchanges"),
    question=N_("Where does one care much and the other little, so that both could gain?"),
    order=86,
    needs=(*quotes.NEEDS, Trade),
    build=build,
)
