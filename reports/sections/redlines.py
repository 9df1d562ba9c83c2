"""Demands that cannot all be met: one card an issue, verified ones in front, possible ones apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import FindingStatus, Incompatibility, IncompatibilityType, StanceSide
from reports import quotes, words
from reports.language import N_, _, listed
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section
from reports.sides import components, neighbours_of, opposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row of the table: a smallest set of demands that cannot all be met.

    `people` are the members with the link to their sentence, where each has just one.
    """

    id: str
    names: str
    type: str
    basis: str
    reason: str
    doubt: str
    question: str
    people: tuple[tuple[str, str], ...]
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Members that stand together in a collision, with their deciding sentences."""

    tone: str
    symbol: str
    heading: str
    names: str
    open: tuple[Quote, ...]
    folded: tuple[Quote, ...]
    folded_names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Sides that exclude each other; what is said about it comes from its strongest pair.

    `outside` names members that belong to no side: their sentences stand with the pairs.
    """

    sides: tuple[Side, ...]
    outside: str
    n_outside: int
    oriented: bool
    basis: str
    lead: Pair
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All collisions of one status on one issue."""

    anchor: str
    title: str
    issue_id: str
    n_members: int
    n_pairs: int
    statement: Quote | None
    collisions: tuple[Collision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The pairs of one issue that stand in the list instead of a card."""

    anchor: str
    title: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows. Possible cards are `open` only where nothing is verified."""

    verified: tuple[Card, ...]
    n_verified: int
    open: tuple[Card, ...]
    possible: tuple[Card, ...]
    left: tuple[Left, ...]
    n_possible: int
    n_possible_issues: int
    n_unknown: int
    n_stances: int


def build(data: RunData) -> View | None:
    """Return the cards, or None where nothing was read that could collide."""
    if not data.positions:
        return None
    verified = by_issue(data, FindingStatus.VERIFIED)
    possible = by_issue(data, FindingStatus.POSSIBLE)
    at_once = 0 if verified else data.layout.possible_open
    shown = max(data.layout.possible_cards, at_once)
    return View(
        verified=tuple(_card(data, rows) for rows in verified),
        n_verified=sum(len(rows) for rows in verified),
        open=tuple(_card(data, rows) for rows in possible[:at_once]),
        possible=tuple(_card(data, rows) for rows in possible[at_once:shown]),
        left=tuple(
            Left(
                anchor=card_anchor(rows[0].issue_id, rows[0].status),
                title=data.labels[rows[0].issue_id],
                pairs=tuple(_pair(data, row) for row in rows),
            )
            for rows in possible[shown:]
        ),
        n_possible=sum(len(rows) for rows in possible),
        n_possible_issues=len(possible),
        n_unknown=sum(1 for stance in data.stances.values() if stance.stance is StanceSide.NOT_STATED),
        n_stances=len(data.stances),
    )


def by_issue(data: RunData, status: FindingStatus) -> list[list[Incompatibility]]:
    """Return the rows of one status by issue, strongest first within.

    Verified issues stand in order of the members they affect, possible ones in order of severity.
    """
    grouped: dict[str, list[Incompatibility]] = {}
    for row in data.collisions:
        if row.status is status:
            grouped.setdefault(row.issue_id, []).append(row)
    for rows in grouped.values():
        rows.sort(key=_strength)
    return sorted(grouped.values(), key=lambda rows: _weight(rows, by_members=status is FindingStatus.VERIFIED))


def members_of(rows: Sequence[Incompatibility]) -> tuple[str, ...]:
    """Return all members that rows affect."""
    return tuple(sorted({member for row in rows for member in row.members}))


def card_anchor(issue_id: str, status: FindingStatus) -> str:
    """Return where the collisions of one status on an issue stand."""
    return words.anchor("redline-" if status is FindingStatus.VERIFIED else "possible-", issue_id)


def _strength(row: Incompatibility) -> tuple[float, float, str]:
    return -row.severity, -row.score, row.incompatibility_id


def _weight(rows: Sequence[Incompatibility], *, by_members: bool) -> tuple[float, float, float, str]:
    affected = -float(len(members_of(rows)))
    severity, score, _ = _strength(rows[0])
    return (
        (affected, severity, score, rows[0].issue_id) if by_members else (severity, affected, score, rows[0].issue_id)
    )


def _card(data: RunData, rows: Sequence[Incompatibility]) -> Card:
    issue_id = rows[0].issue_id
    collisions = _collisions(data, rows)
    return Card(
        anchor=card_anchor(issue_id, rows[0].status),
        title=data.labels[issue_id],
        issue_id=issue_id,
        n_members=len(members_of(rows)),
        n_pairs=len(rows),
        statement=_statement(data, issue_id, collisions),
        collisions=collisions,
    )


def _statement(data: RunData, issue_id: str, collisions: Sequence[Collision]) -> Quote | None:
    """Return the sentence that for and against refer to, if a card needs it and does not show it anyway."""
    statement = data.issues[issue_id].statement_position_id
    shown = {quote.position_id for each in collisions for side in each.sides for quote in side.open}
    if statement not in data.positions or statement in shown or not any(each.oriented for each in collisions):
        return None
    return quotes.quote_of(data, statement)


def _collisions(data: RunData, rows: Sequence[Incompatibility]) -> tuple[Collision, ...]:
    """Split the rows of an issue: each joint one alone, the pairs by what connects them; strongest first."""
    joint = [row for row in rows if row.type is IncompatibilityType.JOINT or len(row.members) != 2]  # noqa: PLR2004
    alone = {row.incompatibility_id for row in joint}
    pairs = [row for row in rows if row.incompatibility_id not in alone]
    neighbours = neighbours_of((row.members[0], row.members[1]) for row in pairs)
    found: list[tuple[list[Incompatibility], Collision]] = [
        ([row], _collision(data, [row], [(member,) for member in row.members], outside=())) for row in joint
    ]
    for component in components(neighbours):
        inside = set(component)
        own = [row for row in pairs if row.members[0] in inside]
        grouped, outside = opposed(component, neighbours, (own[0].members[0], own[0].members[1]))
        found.append((own, _collision(data, own, grouped, outside=outside)))
    found.sort(key=lambda each: _strength(each[0][0]))
    return tuple(collision for _, collision in found)


def _collision(
    data: RunData, rows: Sequence[Incompatibility], grouped: Sequence[Sequence[str]], *, outside: Sequence[str]
) -> Collision:
    between = [row for row in rows if not set(row.members) & set(outside)]
    deciding = [_deciding(data, between, members) for members in grouped]
    leanings = [_leaning(data, rows[0].issue_id, members) for members in grouped]
    oriented = sorted(leanings) == ["against", "for"]
    ordered = list(zip(leanings, grouped, deciding, strict=True))
    if oriented:
        ordered.sort(key=lambda each: each[0] != "for")
    return Collision(
        sides=tuple(
            _side(data, members, position_ids, tone=leaning if oriented else "neutral")
            for leaning, members, position_ids in ordered
        ),
        outside=listed([data.names[member] for member in outside]),
        n_outside=len(outside),
        oriented=oriented,
        basis=_basis(data, deciding),
        lead=_pair(data, rows[0]),
        pairs=tuple(_pair(data, row) for row in rows),
    )


def _deciding(data: RunData, rows: Sequence[Incompatibility], members: Sequence[str]) -> list[str]:
    """Return the deciding sentences of some members, those of the strongest pairs first, each member's in turn."""
    own: dict[str, list[str]] = {}
    for row in rows:
        for position_id in row.positions:
            member = data.positions[position_id].member_id
            if member in members and position_id not in own.setdefault(member, []):
                own[member].append(position_id)
    longest = max((len(listed) for listed in own.values()), default=0)
    return [listed[turn] for turn in range(longest) for listed in own.values() if turn < len(listed)]


def _leaning(data: RunData, issue_id: str, members: Sequence[str]) -> str:
    """Return the stance that all these members take on the issue, as the map shows it."""
    held = {data.stances[member, issue_id].stance for member in members if (member, issue_id) in data.stances}
    if held == {StanceSide.FOR}:
        return "for"
    return "against" if held == {StanceSide.AGAINST} else "neither"


def _side(data: RunData, members: Sequence[str], position_ids: Sequence[str], *, tone: str) -> Side:
    shown = data.layout.quotes_per_side
    open_quotes = tuple(quotes.quote_of(data, position_id) for position_id in position_ids[:shown])
    folded = tuple(quotes.quote_of(data, position_id) for position_id in position_ids[shown:])
    return Side(
        tone=tone,
        symbol={"for": "+", "against": "\u2212"}.get(tone, ""),
        heading=words.capitalised(_(tone)) if tone != "neutral" else "",
        names=listed([data.names[member] for member in members]),
        open=open_quotes,
        folded=folded,
        folded_names=listed(list(dict.fromkeys(quote.member for quote in folded))),
    )


def _basis(data: RunData, deciding: Sequence[Sequence[str]]) -> str:
    """Say how firm the two ends are, from the sentences that decide."""
    hard = [any(quotes.is_red_line(data.positions[each]) for each in position_ids) for position_ids in deciding]
    if all(hard):
        return _("red line on each side")
    return _("red line on one side, firm demand on the other") if any(hard) else _("firm demand on each side")


def _pair(data: RunData, row: Incompatibility) -> Pair:
    deciding = [[each for each in row.positions if data.positions[each].member_id == member] for member in row.members]
    one_each = all(len(own) == 1 for own in deciding)
    spoken = zip(row.members, deciding, strict=True) if one_each else ()
    return Pair(
        id=row.incompatibility_id,
        names=listed([data.names[member] for member in row.members]),
        type=_(words.TYPE_WORDS[row.type]),
        basis=_basis(data, deciding),
        reason=row.reason,
        doubt=row.doubt,
        question=row.question,
        people=tuple((data.names[member], quotes.href_of(data, own[0])) for member, own in spoken),
        quotes=tuple((position_id, quotes.href_of(data, position_id)) for position_id in row.positions),
    )


SECTION = Section(
    id="redlines",
    title=N_("Demands that exclude each other"),
    short_title=N_("Red lines"),
    question=N_("Which demands cannot all be met, and what should I ask?"),
    order=20,
    needs=quotes.NEEDS,
    build=build,
)
