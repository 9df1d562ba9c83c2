"""What to ask in the room: what analyses ask, and what the papers leave open, in the members' own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.records import CommonGround, FindingStatus, Question, Stance, StanceSide
from reports import quotes, words
from reports.language import N_, listed
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section, redlines

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A row of the table: whom to ask, what, and what hangs on the answer."""

    id: str
    member: str
    issue: str
    anchor: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """A possible collision on one issue: the members of the strongest pair, and how many more."""

    issue: str
    href: str
    names: str
    n_more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """One member on one issue, with the sentences that leave its side open."""

    member: str
    issue: str
    anchor: str
    condition: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """An issue and those from whom nothing was found on it."""

    issue: str
    anchor: str
    n_spoken: int
    n_silent: int
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[T]):
    """The first questions of one kind, and how many more there are."""

    items: tuple[T, ...]
    n_beyond: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    asked: Listed[Asked]
    settle: Listed[Settle]
    conditions: Listed[Unclear]
    both: Listed[Unclear]
    unheard: Listed[Unheard]


def build(data: RunData) -> View | None:
    """Return the questions, or None where no issue was found to ask about."""
    if not data.issues:
        return None
    return View(
        asked=_first(data, _asked(data)),
        settle=_first(data, _settle(data)),
        conditions=_first(data, [_unclear(data, row) for row in _with(data, StanceSide.DEPENDS)]),
        both=_first(data, [_unclear(data, row) for row in _with(data, StanceSide.MIXED)]),
        unheard=_first(data, _unheard(data)),
    )


def _first(data: RunData, found: Sequence[T]) -> Listed[T]:
    most = data.layout.questions_listed
    return Listed(items=tuple(found[:most]), n_beyond=max(len(found) - most, 0))


def _asked(data: RunData) -> list[Asked]:
    rows = sorted(data.rows(Question), key=lambda row: (-row.value, row.question_id))
    return [
        Asked(
            id=row.question_id,
            member=data.names.get(row.member_id, row.member_id),
            issue=data.labels.get(row.issue_id, ""),
            anchor=words.anchor("issue-", row.issue_id) if row.issue_id in data.labels else "",
            text=row.text,
            why=row.why,
        )
        for row in rows
    ]


def _settle(data: RunData) -> list[Settle]:
    found = []
    for rows in redlines.by_issue(data, FindingStatus.POSSIBLE):
        first = [member for member in data.members if member in rows[0].members]
        found.append(
            Settle(
                issue=data.labels[rows[0].issue_id],
                href=f"#{redlines.card_anchor(rows[0].issue_id, rows[0].status)}",
                names=listed([data.names[member] for member in first]),
                n_more=len(redlines.members_of(rows)) - len(first),
            )
        )
    return found


def _with(data: RunData, side: StanceSide) -> list[Stance]:
    """Return the stances of one kind: on the issues most members have spoken on first, firm ones before soft ones."""
    held = [row for row in data.rows(Stance) if row.stance is side and row.positions and row.issue_id in data.issues]
    return sorted(
        held,
        key=lambda row: (-data.issues[row.issue_id].n_members, -(row.firmness or 0.0), row.issue_id, row.member_id),
    )


def _unclear(data: RunData, row: Stance) -> Unclear:
    """Return the sentence with the condition, or the firmest sentence of each side."""
    held = [data.positions[position_id] for position_id in row.positions]
    conditional = [position for position in held if position.condition]
    if row.stance is StanceSide.DEPENDS:
        shown = (conditional or held)[:1]
    else:
        ends = ([each for each in held if each.stance > 0][:1], [each for each in held if each.stance < 0][:1])
        shown = [*ends[0], *ends[1]]
    return Unclear(
        member=data.names[row.member_id],
        issue=data.labels[row.issue_id],
        anchor=words.anchor("issue-", row.issue_id),
        condition=(conditional[0].condition or "") if conditional else "",
        quotes=tuple(quotes.quote_of(data, position.position_id) for position in shown),
    )


def _unheard(data: RunData) -> list[Unheard]:
    """Return where silence matters: issues that several members share or on which demands may collide."""
    at_stake = {row.issue_id for row in data.collisions} | {row.issue_id for row in data.rows(CommonGround)}
    found = []
    for issue in sorted(data.issues.values(), key=lambda issue: (-issue.n_members, issue.issue_id)):
        silent = [
            data.names[member_id]
            for member_id in data.members
            if (row := data.stances.get((member_id, issue.issue_id))) and row.stance is StanceSide.NOT_STATED
        ]
        if silent and issue.issue_id in at_stake:
            found.append(
                Unheard(
                    issue=data.labels[issue.issue_id],
                    anchor=words.anchor("issue-", issue.issue_id),
                    n_spoken=len(data.members) - len(silent),
                    n_silent=len(silent),
                    names=listed(silent) if len(data.members) <= data.layout.map_members else "",
                )
            )
    return found


SECTION = Section(
    id="questions",
    title=N_("What to ask"),
    short_title=N_("What to ask"),
    question=N_("Whom do I ask what, and which sentence makes me ask?"),
    order=45,
    needs=(*quotes.NEEDS, CommonGround, Question),
    build=build,
)
