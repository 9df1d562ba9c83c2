"""Issues that several members support and nobody was found to oppose, and those that only just miss it."""

from dataclasses import dataclass

from corpus.records import CommonGround, FindingStatus, Kind, StanceSide
from reports import quotes, words
from reports.language import N_, _, listed
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section, redlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One issue of common ground."""

    anchor: str
    issue_anchor: str
    label: str
    names: str
    n_for: int
    n_depends: int
    n_silent: int
    depth: str
    n_terms: int
    easy_to_miss: bool
    at_risk: str
    collision: str
    quote: Quote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """An issue with several members for it and a single one against."""

    issue_anchor: str
    label: str
    n_for: int
    against: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    shared: tuple[Shared, ...]
    near: tuple[NearMiss, ...]
    n_members: int


def build(data: RunData) -> View | None:
    """Return the issues, or None where no issue was found at all."""
    if not data.issues:
        return None
    rows = sorted(data.rows(CommonGround), key=lambda row: (-len(row.members_for), -row.unexpected, row.issue_id))
    return View(
        shared=tuple(_shared(data, row) for row in rows),
        near=_near_misses(data),
        n_members=len(data.members),
    )


def _shared(data: RunData, row: CommonGround) -> Shared:
    sides = {
        member: data.stances[member, row.issue_id] for member in data.members if (member, row.issue_id) in data.stances
    }
    depends = (StanceSide.DEPENDS, StanceSide.MIXED)
    return Shared(
        anchor=words.anchor("common-", row.issue_id),
        issue_anchor=words.anchor("issue-", row.issue_id),
        label=data.labels[row.issue_id],
        names=listed([data.names[member] for member in data.members if member in row.members_for]),
        n_for=len(row.members_for),
        n_depends=sum(1 for stance in sides.values() if stance.stance in depends),
        n_silent=sum(1 for stance in sides.values() if stance.stance is StanceSide.NOT_STATED),
        depth=_(words.DEPTH_WORDS[row.depth]),
        n_terms=row.n_terms,
        easy_to_miss=row.unexpected >= data.layout.easy_to_miss,
        at_risk=row.at_risk or "",
        collision=collision_on(data, row.issue_id),
        quote=_clearest(data, row),
    )


def collision_on(data: RunData, issue_id: str) -> str:
    """Return where the collision that stands on an issue is shown, a verified one first; empty if there is none."""
    for status in (FindingStatus.VERIFIED, FindingStatus.POSSIBLE):
        if any(row.issue_id == issue_id and row.status is status for row in data.collisions):
            return f"#{redlines.card_anchor(issue_id, status)}"
    return ""


def _clearest(data: RunData, row: CommonGround) -> Quote | None:
    """Return the clearest wish for what is shared; none where only limits and red lines, or unclear sentences, are.

    Who would leave over something may mean the opposite of what the others want, so its sentence is no example.
    """
    held = [data.stances[member, row.issue_id] for member in row.members_for if (member, row.issue_id) in data.stances]
    said = [data.positions[each] for stance in held for each in stance.positions]
    clear = [
        position
        for position in said
        if position.kind in (Kind.GOAL, Kind.PREFERENCE) and position.stance >= data.layout.clear_quote
    ]
    best = min(clear, key=lambda each: (-each.stance, each.position_id), default=None)
    return None if best is None else quotes.quote_of(data, best.position_id)


def _near_misses(data: RunData) -> tuple[NearMiss, ...]:
    found = []
    for issue_id in data.issues:
        held = [data.stances[member, issue_id] for member in data.members if (member, issue_id) in data.stances]
        for_it = [stance for stance in held if stance.stance is StanceSide.FOR]
        against = [stance for stance in held if stance.stance is StanceSide.AGAINST]
        if len(for_it) > 1 and len(against) == 1 and against[0].positions:
            found.append((-len(for_it), issue_id, against[0]))
    return tuple(
        NearMiss(
            issue_anchor=words.anchor("issue-", issue_id),
            label=data.labels[issue_id],
            n_for=-negative,
            against=data.names[stance.member_id],
            href=quotes.href_of(data, stance.positions[0]),
        )
        for negative, issue_id, stance in sorted(found, key=lambda each: each[:2])[: data.layout.near_misses]
    )


SECTION = Section(
    id="common",
    title=N_("Common ground"),
    short_title=N_("Common ground"),
    question=N_("Where can we start with an early success?"),
    order=30,
    needs=(*quotes.NEEDS, CommonGround),
    build=build,
)
