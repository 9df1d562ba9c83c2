"""What would be different if a member left or another joined: two states of an alliance held side by side."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import BaseModel

from corpus.intake import MemberEntry
from corpus.records import (
    Alignment,
    Cluster,
    Coalition,
    CoalitionBasis,
    CommonGround,
    Concession,
    FindingStatus,
    Incompatibility,
    Issue,
    IssueWeight,
    Lineage,
    Member,
    Position,
    Question,
    Rejection,
    Stance,
    Term,
    WeightRuling,
)
from models.analyses import Analysis, Rows, RowsByType

_AGAIN = (IssueWeight, Alignment, Coalition, Issue, CommonGround, Concession, Question)
_STANDING = (FindingStatus.VERIFIED, FindingStatus.POSSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure now and then; None where it was not worked out."""

    name: str
    now: int | None
    then: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that only one of the two states holds: a collision, common ground or a question."""

    kind: str
    appears: bool
    members: tuple[str, ...]
    text: str


def leave(
    rows: RowsByType,
    leaving: Collection[str],
    required: Collection[str],
    analyses: Sequence[Analysis[Any]],
    settings_of: Mapping[str, BaseModel],
    *,
    served: Callable[[RowsByType], Rows],
) -> RowsByType:
    """Return what follows from a run's tables without some of its members, asking no model.

    Issues stay as they are, with their names and statements, and so do sides and collisions of those who stay: what
    differs is due to the leaving alone. A sentence of somebody who leaves that is an issue's statement stays as its
    wording; nobody holds it any more.

    Args:
        rows: a run's tables, and the weights that people gave (WeightRuling).
        leaving: members that leave.
        required: members without whom there is no alliance.
        analyses: all analyses, in their order.
        settings_of: the settings of each.
        served: gives rows to an analysis.
    """
    staying = [row for row in rows[Member] if row.member_id not in leaving]
    statements = {issue.statement_position_id for issue in rows[Issue]}
    held: dict[type, Sequence[Any]] = {
        Member: staying,
        MemberEntry: [
            MemberEntry(
                member_id=row.member_id,
                name=row.name,
                type=row.type,
                weight=row.weight,
                required=row.member_id in required,
            )
            for row in staying
        ],
        Cluster: [_cluster(issue) for issue in rows[Issue]],
        Lineage: rows[Lineage],
        WeightRuling: [row for row in rows[WeightRuling] if row.member_id not in leaving],
        Position: [
            row if row.member_id not in leaving else replace(row, superseded_by=row.position_id)
            for row in rows[Position]
            if row.member_id not in leaving or row.position_id in statements
        ],
        Stance: [row for row in rows[Stance] if row.member_id not in leaving],
        Incompatibility: [row for row in rows[Incompatibility] if not set(row.members) & set(leaving)],
        Term: [
            replace(row, members=tuple(member for member in row.members if member not in leaving))
            for row in rows[Term]
            if set(row.members) - set(leaving)
        ],
    }
    for analysis in analyses:
        if set(analysis.produces) & set(_AGAIN):
            made = list(analysis.run(served(held), settings_of[analysis.name]))
            kinds = [kind for kind in analysis.produces if kind is not Rejection]
            held |= {kind: [row for row in made if type(row) is kind] for kind in kinds}
    return held


def _cluster(issue: Issue) -> Cluster:
    return Cluster(**{field.name: getattr(issue, field.name) for field in fields(Cluster)})


def figures(now: RowsByType, then: RowsByType) -> list[Figure]:
    """Return how many there are now and then of what a facilitator asks for."""
    both = [_counted(now), _counted(then)]
    return [Figure(name=name, now=both[0][name], then=both[1][name]) for name in both[0]]


def _counted(rows: RowsByType) -> dict[str, int | None]:
    everybody = len(rows[Member])
    by_status = {status: sum(row.status is status for row in rows[Incompatibility]) for status in _STANDING}
    return {
        "members": everybody,
        "largest group without a verified collision": _largest(rows, CoalitionBasis.VERIFIED),
        "largest group without a possible one either": _largest(rows, CoalitionBasis.VERIFIED_AND_POSSIBLE),
        "verified collisions": by_status[FindingStatus.VERIFIED],
        "possible collisions": by_status[FindingStatus.POSSIBLE],
        "fewest sentences found that would have to give for all to start, verified": _fewest(
            rows, CoalitionBasis.VERIFIED
        ),
        "the same, possible collisions too": _fewest(rows, CoalitionBasis.VERIFIED_AND_POSSIBLE),
        "issues that are common ground": len(rows[CommonGround]),
        "questions worth asking": len(rows[Question]),
    }


def _largest(rows: RowsByType, basis: CoalitionBasis) -> int | None:
    return max((len(row.members) for row in rows[Coalition] if row.basis is basis), default=None)


def _fewest(rows: RowsByType, basis: CoalitionBasis) -> int | None:
    """Sentences in the way out with fewest for everybody; 0 where nothing stands in the way."""
    everybody = tuple(sorted(row.member_id for row in rows[Member]))
    ways = [len(row.positions) for row in rows[Concession] if row.basis is basis and row.target == everybody]
    return min(ways) if ways else 0 if _largest(rows, basis) == len(everybody) else None


def differences(now: RowsByType, then: RowsByType) -> list[Difference]:
    """Return what only one of the two states holds, by kind; issues are the same if they have the same name."""
    found: list[Difference] = []
    for before, after in zip(_told(now), _told(then), strict=True):
        for key in sorted(before.keys() ^ after.keys()):
            found.append(after[key] if key in after else replace(before[key], appears=False))
    return found


def _told(rows: RowsByType) -> list[dict[tuple[str, ...], Difference]]:
    return [*(_collisions(status, rows) for status in _STANDING), _common_ground(rows), _questions(rows)]


def _collisions(status: FindingStatus, rows: RowsByType) -> dict[tuple[str, ...], Difference]:
    names, labels = _names(rows), _labels(rows)
    return _by_text(
        Difference(
            kind=f"{status} collision",
            appears=True,
            members=row.members,
            text=f"{' / '.join(names.get(each, each) for each in row.members)}: {labels[row.issue_id]}",
        )
        for row in rows[Incompatibility]
        if row.status is status
    )


def _common_ground(rows: RowsByType) -> dict[tuple[str, ...], Difference]:
    labels = _labels(rows)
    return _by_text(
        Difference(kind="common ground", appears=True, members=(), text=labels[row.issue_id])
        for row in rows[CommonGround]
    )


def _questions(rows: RowsByType) -> dict[tuple[str, ...], Difference]:
    names, labels = _names(rows), _labels(rows)
    return _by_text(
        Difference(
            kind="question",
            appears=True,
            members=(row.member_id,),
            text=f"to {names.get(row.member_id, row.member_id)} on {labels[row.issue_id]}",
        )
        for row in rows[Question]
    )


def _by_text(differences: Iterable[Difference]) -> dict[tuple[str, ...], Difference]:
    return {(each.kind, each.text): each for each in differences}


def _names(rows: RowsByType) -> dict[str, str]:
    return {row.member_id: row.name for row in rows[Member]}


def _labels(rows: RowsByType) -> dict[str, str]:
    shown = {line.issue_id: line.display_name for line in rows[Lineage]}
    return {row.issue_id: shown.get(row.issue_id, row.label) for row in rows[Issue]}
