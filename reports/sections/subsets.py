"""Who could start together: the largest groups without a collision, who is left out, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.records import Coalition, CoalitionBasis, FindingStatus
from reports import quotes, words
from reports.language import N_, _, listed
from reports.run_data import RunData
from reports.sections import Section, redlines

MANY_INSIDE = 4
"""With so many members inside for each one outside, a group is named by those it leaves out."""


LEAST_MEMBERS = 2
LEAST_DRAWN = 3
"""Groups from which a picture says more than the list."""
OBSTACLES = 3
"""Issues that are named for each member left out; the others are counted."""


class Conflict(NamedTuple):
    """What one member's demands exclude on an issue: the other members of a collision."""

    issue_id: str
    status: FindingStatus
    others: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What keeps a member out on one issue, and the members inside that it concerns."""

    issue: str
    anchor: str
    others: str
    possible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """A member that cannot be added, with the collisions that are in the way."""

    name: str
    obstacles: tuple[Obstacle, ...]
    n_beyond: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """Members that could start together."""

    id: str
    rank: int
    names: str
    n: int
    silent: str
    n_silent: int
    missing: str
    outsiders: tuple[Outsider, ...]
    issues: tuple[tuple[str, str], ...]
    n_unknown: int
    n_stances: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Who is in which of the largest groups: members that are in all of them are named once, the others drawn.

    `rows` hold a group's number and size, and for each of `members` whether it is in.
    """

    always: str
    members: tuple[str, ...]
    rows: tuple[tuple[int, int, tuple[bool, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All subsets that respect one set of collisions."""

    key: str
    overlap: Overlap | None
    subsets: tuple[Subset, ...]
    n_open: int
    n_beyond: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    bases: tuple[Basis, ...]
    n_members: int


def build(data: RunData) -> View | None:
    """Return the subsets, or None where none were computed or there is nobody to start with."""
    if len(data.members) < LEAST_MEMBERS:
        return None
    bases = tuple(_basis(data, basis) for basis in CoalitionBasis if of_basis(data, basis))
    return View(bases=bases, n_members=len(data.members)) if bases else None


def of_basis(data: RunData, basis: CoalitionBasis) -> list[Coalition]:
    """Return the subsets that respect one set of collisions, largest first."""
    rows = [row for row in data.rows(Coalition) if row.basis is basis]
    return sorted(rows, key=lambda row: (row.rank, -len(row.members), row.coalition_id))


def _basis(data: RunData, basis: CoalitionBasis) -> Basis:
    rows = of_basis(data, basis)
    listed = rows[: data.layout.subsets_listed]
    conflicts = _conflicts_of(data, basis)
    return Basis(
        key=basis.value,
        overlap=_overlap(data, rows[: data.layout.subsets_drawn]),
        subsets=tuple(_subset(data, row, conflicts) for row in listed),
        n_open=data.layout.subsets_shown,
        n_beyond=len(rows) - len(listed),
    )


def _overlap(data: RunData, rows: Sequence[Coalition]) -> Overlap | None:
    """Return the picture of the largest groups; None where there are so few that the list says it."""
    if len(rows) < LEAST_DRAWN:
        return None
    held = [set(row.members) for row in rows]
    always = set.intersection(*held)
    drawn = [member for member in data.members if member in set.union(*held) - always]
    drawn.sort(key=lambda member: -sum(member in members for members in held))
    return Overlap(
        always=listed([data.names[member] for member in data.members if member in always]),
        members=tuple(data.names[member] for member in drawn),
        rows=tuple(
            (number, len(members), tuple(member in members for member in drawn))
            for number, members in enumerate(held, start=1)
        ),
    )


def _conflicts_of(data: RunData, basis: CoalitionBasis) -> dict[str, list[Conflict]]:
    """Return each member's collisions that count on this basis, verified and severe ones first."""
    rows = [
        row
        for row in data.collisions
        if row.status is FindingStatus.VERIFIED or basis is CoalitionBasis.VERIFIED_AND_POSSIBLE
    ]
    rows.sort(key=lambda each: (each.status is not FindingStatus.VERIFIED, -each.severity, each.incompatibility_id))
    found: dict[str, list[Conflict]] = {member_id: [] for member_id in data.members}
    for row in rows:
        for member_id in row.members:
            others = frozenset(row.members) - {member_id}
            found.setdefault(member_id, []).append(Conflict(row.issue_id, row.status, others))
    return found


def _subset(data: RunData, row: Coalition, conflicts: Mapping[str, Sequence[Conflict]]) -> Subset:
    inside = [member for member in data.members if member in row.members]
    silent = [data.names[member] for member in inside if not data.spoken[member]]
    missing = [member for member in data.facts.required_members if member not in row.members]
    n_stances = len(inside) * len(data.issues) if data.stances else 0
    return Subset(
        id=row.coalition_id,
        rank=row.rank,
        names=_names(data, row),
        n=len(row.members),
        silent=listed(silent),
        n_silent=len(silent),
        missing=listed([data.names.get(member, member) for member in missing]),
        outsiders=tuple(
            _outsider(data, member, frozenset(inside), conflicts[member])
            for member in data.members
            if member in row.excluded
        ),
        issues=tuple(
            (data.labels[issue_id], words.anchor("issue-", issue_id))
            for issue_id in row.common_issues
            if issue_id in data.labels
        ),
        n_unknown=n_stances - sum(len(data.spoken[member]) for member in inside) if n_stances else 0,
        n_stances=n_stances,
    )


def _names(data: RunData, row: Coalition) -> str:
    """Name the members inside, or the few outside where that is shorter."""
    outside = [data.names[member] for member in data.members if member not in row.members]
    if outside and len(outside) * MANY_INSIDE <= len(row.members):
        return _("all but %(names)s", names=listed(outside))
    return listed([data.names[member] for member in data.members if member in row.members])


def _outsider(data: RunData, member: str, inside: frozenset[str], conflicts: Sequence[Conflict]) -> Outsider:
    """Group the collisions whose other members are all inside by issue."""
    grouped: dict[tuple[str, FindingStatus], set[str]] = {}
    for conflict in conflicts:
        if conflict.others <= inside:
            grouped.setdefault((conflict.issue_id, conflict.status), set()).update(conflict.others)
    return Outsider(
        name=data.names[member],
        obstacles=tuple(
            Obstacle(
                issue=data.labels[issue_id],
                anchor=redlines.card_anchor(issue_id, status),
                others=listed([data.names[other] for other in data.members if other in others]),
                possible=status is FindingStatus.POSSIBLE,
            )
            for (issue_id, status), others in list(grouped.items())[:OBSTACLES]
        ),
        n_beyond=max(len(grouped) - OBSTACLES, 0),
    )


SECTION = Section(
    id="subsets",
    title=N_("Groups that could start together"),
    short_title=N_("Who could start"),
    question=N_("If not everybody can agree, who can start together, and who is left out because of what?"),
    order=80,
    needs=(*quotes.NEEDS, Coalition),
    build=build,
)
