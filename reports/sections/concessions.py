"""What would have to give for a group to start together: counts of sentences and members, never advice to anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import CoalitionBasis, Concession, FindingStatus
from reports import quotes, words
from reports.language import N_, _, listed
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One set of sentences; without them, `n_left` possible collisions among the target stay."""

    id: str
    n_left: int
    merits: tuple[str, ...]
    n_members: int
    members: str
    quotes: tuple[Quote, ...]
    softer: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Members that would start together, and the ways there."""

    names: str
    n_members: int
    is_everybody: bool
    only_verified: bool
    ways: tuple[Way, ...]
    n_beyond: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    targets: tuple[Target, ...]


def build(data: RunData) -> View | None:
    """Return the ways, or None where none were worked out."""
    grouped: dict[tuple[tuple[str, ...], CoalitionBasis], list[Concession]] = {}
    for row in data.rows(Concession):
        grouped.setdefault((row.target, row.basis), []).append(row)
    if not grouped:
        return None
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[0][0]), item[0][1], item[0][0]))
    return View(targets=tuple(_target(data, members, rows) for (members, _), rows in ordered))


def _left(data: RunData, row: Concession) -> int:
    """Return how many possible collisions stay among the target when the sentences give."""
    given = set(row.positions)
    return sum(
        1
        for each in data.collisions
        if each.status is FindingStatus.POSSIBLE
        and set(each.members) <= set(row.target)
        and not given & set(each.positions)
    )


def _target(data: RunData, members: Sequence[str], rows: list[Concession]) -> Target:
    """Return the ways for one target, those that are best at something first."""
    rows.sort(key=lambda row: (not row.merits, row.rank, row.concession_id))
    shown = rows[: data.layout.subsets_shown]
    return Target(
        names=listed([data.names[member] for member in data.members if member in members]),
        n_members=len(members),
        is_everybody=set(members) == set(data.members),
        only_verified=rows[0].basis is CoalitionBasis.VERIFIED,
        ways=tuple(_way(data, row) for row in shown),
        n_beyond=len(rows) - len(shown),
    )


def _way(data: RunData, row: Concession) -> Way:
    return Way(
        id=row.concession_id,
        n_left=_left(data, row),
        merits=tuple(_(words.MERIT_WORDS[merit]) for merit in row.merits),
        n_members=len(row.members_asked),
        members=listed([data.names[member] for member in data.members if member in row.members_asked]),
        quotes=tuple(quotes.quote_of(data, each) for each in row.positions),
        softer=tuple(quotes.quote_of(data, each) for each in row.fallback_positions),
    )


SECTION = Section(
    id="concessions",
    title=N_("What would have to give"),
    short_title=N_("What would give"),
    question=N_("If more are to start together, how few sentences stand in the way, and whose are they?"),
    order=85,
    needs=(*quotes.NEEDS, Concession),
    build=build,
)
