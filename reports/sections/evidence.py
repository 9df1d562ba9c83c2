"""Every quote, by member and issue: what all other sections point to."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.records import Position, Stance
from reports import quotes, words
from reports.language import N_, _
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one member says on one issue."""

    issue: str
    stance: str
    symbol: str
    red_line: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """All that one member says. `n_beside` quotes stand in `file` only."""

    anchor: str
    name: str
    n_quotes: int
    n_beside: int
    file: str
    points: tuple[Point, ...]
    other: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    voices: tuple[Voice, ...]
    n_quotes: int
    n_beside: int


def build(data: RunData) -> View | None:
    """Return the quotes that stand in index.html, or None where there are none at all."""
    if not data.positions:
        return None
    voices = tuple(voice_of(data, member_id, shown=data.front_quotes) for member_id in data.members)
    return View(voices=voices, n_quotes=len(data.positions), n_beside=sum(voice.n_beside for voice in voices))


def beside(data: RunData) -> dict[str, Voice]:
    """Return file name -> all quotes of a member, for those whose quotes do not all stand in index.html."""
    everything = frozenset(data.positions)
    if data.front_quotes == everything:
        return {}
    left_out = {data.positions[position_id].member_id for position_id in everything - data.front_quotes}
    return {
        quotes.evidence_file(member_id): voice_of(data, member_id, shown=everything)
        for member_id in data.members
        if member_id in left_out
    }


def voice_of(data: RunData, member_id: str, *, shown: frozenset[str]) -> Voice:
    """Return a member's quotes as far as they are shown."""
    own = [position for position in data.rows(Position) if position.member_id == member_id]
    kept = [position for position in own if position.position_id in shown]
    by_issue: dict[str | None, list[Position]] = {}
    for position in kept:
        by_issue.setdefault(position.issue_id if position.issue_id in data.issues else None, []).append(position)
    other = by_issue.pop(None, [])
    issues = sorted((issue_id for issue_id in by_issue if issue_id), key=lambda each: (data.labels[each], each))
    return Voice(
        anchor=words.anchor("said-", member_id),
        name=data.names[member_id],
        n_quotes=len(own),
        n_beside=len(own) - len(kept),
        file=quotes.evidence_file(member_id),
        points=tuple(_point(data, member_id, issue_id, by_issue[issue_id]) for issue_id in issues),
        other=_quotes(data, other),
    )


def _point(data: RunData, member_id: str, issue_id: str, positions: list[Position]) -> Point:
    stance: Stance | None = data.stances.get((member_id, issue_id))
    counted = set(stance.positions) if stance else set()
    return Point(
        issue=data.labels[issue_id],
        stance=_(words.STANCE_WORDS[stance.stance]) if stance else "",
        symbol=words.STANCE_SYMBOLS[stance.stance] if stance else "",
        red_line=any(quotes.is_red_line(each) for each in positions if each.position_id in counted),
        quotes=_quotes(data, positions),
    )


def _quotes(data: RunData, positions: Iterable[Position]) -> tuple[Quote, ...]:
    ordered = sorted(positions, key=lambda each: (-each.firmness, each.document_id, each.start, each.position_id))
    return tuple(quotes.quote_of(data, position.position_id) for position in ordered)


SECTION = Section(
    id="evidence",
    title=N_("Who said what: all quotes"),
    short_title=N_("All quotes"),
    question=N_("Where exactly does it say that?"),
    order=110,
    needs=quotes.NEEDS,
    build=build,
)
