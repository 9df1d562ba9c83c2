"""Who could start together: the largest groups without a collision, who is left out, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Coalition, CoalitionBasis, FindingStatus, Incompatibility, StanceSide
from reports import quotes, words
from reports.run_data import RunData
from reports.sections import Section, redlines


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
class Basis:
    """All subsets that respect one set of collisions."""

    key: str
    subsets: tuple[Subset, ...]
    n_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    bases: tuple[Basis, ...]
    n_members: int


def build(data: RunData) -> View | None:
    """Return the subsets, or None where none were computed."""
    bases = tuple(_basis(data, basis) for basis in CoalitionBasis if of_basis(data, basis))
    return View(bases=bases, n_members=len(data.members)) if bases else None


def of_basis(data: RunData, basis: CoalitionBasis) -> list[Coalition]:
    """Return the subsets that respect one set of collisions, largest first."""
    rows = [row for row in data.rows(Coalition) if row.basis is basis]
    return sorted(rows, key=lambda row: (row.rank, -len(row.members), row.coalition_id))


def _basis(data: RunData, basis: CoalitionBasis) -> Basis:
    collisions = [
        row
        for row in data.collisions
        if row.status is FindingStatus.VERIFIED or basis is CoalitionBasis.VERIFIED_AND_POSSIBLE
    ]
    return Basis(
        key=basis.value,
        subsets=tuple(_subset(data, row, collisions) for row in of_basis(data, basis)),
        n_open=data.layout.subsets_shown,
    )


def _subset(data: RunData, row: Coalition, collisions: Sequence[Incompatibility]) -> Subset:
    inside = [data.stances[key] for key in sorted(data.stances) if key[0] in row.members]
    silent = [member for member in data.members if member in row.members and not _has_spoken(data, member)]
    missing = [member for member in data.facts.required_members if member not in row.members]
    return Subset(
        id=row.coalition_id,
        rank=row.rank,
        names=words.listed([data.names[member] for member in data.members if member in row.members]),
        n=len(row.members),
        silent=words.listed([data.names[member] for member in silent]),
        n_silent=len(silent),
        missing=words.listed([data.names.get(member, member) for member in missing]),
        outsiders=tuple(
            _outsider(data, member, row, collisions) for member in data.members if member in row.excluded
        ),
        issues=tuple(
            (data.labels[issue_id], words.anchor("issue-", issue_id))
            for issue_id in row.common_issues
            if issue_id in data.labels
        ),
        n_unknown=sum(1 for stance in inside if stance.stance is StanceSide.NOT_STATED),
        n_stances=len(inside),
    )


def _has_spoken(data: RunData, member: str) -> bool:
    return any(
        stance.stance is not StanceSide.NOT_STATED
        for (holder, _), stance in data.stances.items()
        if holder == member
    )


def _outsider(data: RunData, member: str, row: Coalition, collisions: Sequence[Incompatibility]) -> Outsider:
    """Find the collisions whose other members are all inside, verified ones first."""
    inside = set(row.members)
    found = [each for each in collisions if member in each.members and set(each.members) - {member} <= inside]
    found.sort(
        key=lambda each: (each.status is not FindingStatus.VERIFIED, -each.severity, each.incompatibility_id)
    )
    grouped: dict[tuple[str, FindingStatus], set[str]] = {}
    for each in found:
        grouped.setdefault((each.issue_id, each.status), set()).update(set(each.members) - {member})
    return Outsider(
        name=data.names[member],
        obstacles=tuple(
            Obstacle(
                issue=data.labels[issue_id],
                anchor=redlines.card_anchor(issue_id, status),
                others=words.listed([data.names[other] for other in data.members if other in others]),
                possible=status is FindingStatus.POSSIBLE,
            )
            for (issue_id, status), others in grouped.items()
        ),
    )


SECTION = Section(
    id="subsets",
    title="Groups that could start together",
    short_title="Who could start",
    question="If not everybody can agree, who can start together, and who is left out because of what?",
    order=80,
    needs=(*quotes.NEEDS, Coalition),
    build=build,
)
