"""Which findings hinge on where a threshold happens to lie or on a single paper: all is derived again, a little off."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from corpus.intake import MemberEntry
from corpus.records import (
    COUNTED,
    Alignment,
    Bond,
    Coalition,
    CommonGround,
    FindingStatus,
    Group,
    Incompatibility,
    Issue,
    Position,
    Record,
    Rejection,
    Stability,
    Stance,
)
from corpus.tables import info_of
from models.analyses import Analysis, Rows, RowsByType
from models.perturbation import around

_DERIVED = (Stance, Incompatibility, Issue, CommonGround, Alignment, Group, Bond)  # all from positions, by no model
# Firmness has four steps, so moving its limit a little tells nothing; a surprise is no share of anything.
_NO_THRESHOLDS = ("min_firmness", "surprise")
_ORDER = {FindingStatus.VERIFIED: 0, FindingStatus.POSSIBLE: 1}
_DECIMALS = 2


class StabilitySettings(BaseModel):
    """How far things are varied, and how often."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: float = Field(
        0.05,
        gt=0,
        le=0.5,
        description="How far each threshold is moved up and down. Raising it makes more findings look fragile.",
    )
    groups: int = Field(
        5,
        ge=0,
        le=10_000,
        description="Largest groups on each basis of which it is told whether they recur. Raising it tells more.",
    )
    effort: int = Field(
        200_000,
        ge=0,
        le=1_000_000_000,
        description="Positions and pairs of member and issue that are gone through in all varied runs together. "
        "Raising it makes more varied runs in a large alliance and takes longer; at 0 nothing is varied.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variation:
    """What is different in one varied run: the settings of one analysis, or a paper that is left out."""

    name: str
    settings: Mapping[str, BaseModel] = field(default_factory=dict)
    without: str = ""
    of_member: str = ""

    def concerns(self, finding: Record) -> bool:
        """Tell whether the finding could hinge on it; a paper of somebody else changes no collision of two."""
        match finding:
            case Incompatibility() | Group():
                return not self.without or self.of_member in finding.members
            case CommonGround():
                return not self.without or self.of_member in finding.members_for
            case _:
                return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often each finding recurred, and what the bounds left out."""

    rows: tuple[Stability, ...]
    incompatibilities: tuple[Incompatibility, ...]
    rejections: tuple[Rejection, ...]


def recurrence(
    rows: RowsByType,
    analyses: Sequence[Analysis[Any]],
    settings_of: Mapping[str, BaseModel],
    settings: StabilitySettings,
    *,
    served: Callable[[RowsByType], Rows],
) -> Recurrence:
    """Return how often each headline finding recurs when things are a little different, one at a time.

    Varied are each threshold of what is derived from positions (stances, incompatibilities, agreement, networks), up
    and down by a step, and the papers: each paper of a member that has several is left out in turn (without its only
    paper a member is silent, which says nothing of the others). Positions, issues and leans stay as the run has them,
    so no model is asked, and nothing here is drawn by chance. A finding recurs

    - as an incompatibility: of the same members on the same issue, as sure as it was or surer;
    - as a group that can start together: nobody in it collides, and everybody else collides with it;
    - as common ground, a bond or a group in the network: it is found again.

    Only those runs count for a finding on which it could hinge: a paper of somebody else changes no collision of two.
    What people or a second reader ruled stays as they ruled. The incompatibilities come back with their share.

    Args:
        rows: all rows of the run.
        analyses: all analyses, in their order.
        settings_of: the settings of each.
        settings: of this step.
        served: gives rows to an analysis.
    """
    again = [analysis for analysis in analyses if set(analysis.produces) & set(_DERIVED)]
    run = _Runs(rows, again, settings_of, served)
    variations = list(_variations(rows, again, settings_of, settings))
    made = variations[: settings.effort // max(1, len(rows[Position]) + len(rows[Stance]))]
    findings = {_id_of(finding): finding for finding in _findings(rows, settings)} if made else {}
    tried: Counter[str] = Counter()
    lost: dict[str, list[str]] = defaultdict(list)
    for variation in made:
        index = _Index(run.varied(variation))
        concerned = {finding_id for finding_id, finding in findings.items() if variation.concerns(finding)}
        tried.update(concerned)
        for finding_id in concerned:
            if not index.has(findings[finding_id]):
                lost[finding_id].append(variation.name)
    shares = {each: round(1 - len(lost[each]) / tried[each], _DECIMALS) for each in sorted(findings) if tried[each]}
    return Recurrence(
        rows=tuple(
            Stability(
                finding_id=each,
                share=share,
                n_runs=tried[each],
                table=info_of(type(findings[each])).name,
                lost_in=tuple(sorted(lost[each])),
            )
            for each, share in shares.items()
        ),
        incompatibilities=tuple(replace(each, stability=shares.get(_id_of(each))) for each in rows[Incompatibility]),
        rejections=tuple(_left_out(len(variations), len(made))),
    )


def _left_out(n_wanted: int, n_made: int) -> Iterator[Rejection]:
    if n_made < n_wanted:
        yield Rejection(
            step="stability",
            subject="varied runs",
            reason="over_the_cap",
            detail=f"{n_made} of {n_wanted} varied runs were made, so the shares are coarser. Raise stability.effort "
            "to make them all.",
        )


def _variations(
    rows: RowsByType, again: Sequence[Analysis[Any]], settings_of: Mapping[str, BaseModel], settings: StabilitySettings
) -> Iterator[_Variation]:
    """Yield thresholds and papers in turn, so that a bound leaves some of both."""
    thresholds = (
        _Variation(name=f"{analysis.name}.{name}", settings={analysis.name: varied})
        for analysis in again
        for name, varied in around(settings_of[analysis.name], step=settings.step, leave=_NO_THRESHOLDS)
    )
    papers: dict[str, set[str]] = defaultdict(set)
    for position in rows[Position]:
        papers[position.member_id].add(position.document_id)
    left_out = (
        _Variation(name=f"without {paper}", without=paper, of_member=member_id)
        for member_id, held in sorted(papers.items())
        for paper in sorted(held)
        if len(held) > 1
    )
    in_turn = zip_longest(thresholds, left_out)
    return (each for each in chain.from_iterable(in_turn) if each is not None)


class _Runs:
    """Derives again what a variation changes, and what follows from that."""

    def __init__(
        self,
        rows: RowsByType,
        again: Sequence[Analysis[Any]],
        settings_of: Mapping[str, BaseModel],
        served: Callable[[RowsByType], Rows],
    ) -> None:
        self._rows, self._again, self._settings_of, self._served = rows, again, settings_of, served
        plain = self._made(next(each for each in again if Incompatibility in each.produces), rows, None)
        as_found = {row.incompatibility_id: row.status for row in plain[Incompatibility]}
        self._ruled: dict[str, Incompatibility] = {
            row.incompatibility_id: row
            for row in rows[Incompatibility]
            if as_found.get(row.incompatibility_id) is not row.status
        }

    def varied(self, variation: _Variation) -> RowsByType:
        """Return the rows of a varied run."""
        rows, changed = dict(self._rows), set[type]()
        if variation.without:
            rows[Position] = [each for each in rows[Position] if each.document_id != variation.without]
            changed.add(Position)
        for analysis in self._again:
            chosen = variation.settings.get(analysis.name)
            if chosen is None and not changed & set(analysis.needs):
                continue
            for kind, made in self._made(analysis, rows, chosen).items():
                kept = self._as_ruled(made, rows) if kind is Incompatibility else made
                if kept != rows[kind]:
                    rows[kind] = kept
                    changed.add(kind)
        return rows

    def _made(
        self, analysis: Analysis[Any], rows: RowsByType, chosen: BaseModel | None
    ) -> dict[type[Record], list[Any]]:
        made = list(analysis.run(self._served(rows), chosen or self._settings_of[analysis.name]))
        kinds = [kind for kind in analysis.produces if kind is not Rejection]
        return {kind: [row for row in made if type(row) is kind] for kind in kinds}

    def _as_ruled(self, made: Iterable[Incompatibility], rows: RowsByType) -> list[Incompatibility]:
        """Let rulings stand on what is found, and on what people found themselves."""
        held = {position.position_id for position in rows[Position]}
        by_id = {row.incompatibility_id: row for row in made}
        by_id |= {key: row for key, row in self._ruled.items() if held.issuperset(row.positions)}
        return list(by_id.values())


class _Index:
    """What a varied run found, by what a finding is told by."""

    def __init__(self, rows: RowsByType) -> None:
        self._members = frozenset(entry.member_id for entry in rows[MemberEntry])
        self._surest: dict[tuple[str, tuple[str, ...]], int] = {}
        for row in rows[Incompatibility]:
            if row.status in _ORDER:
                key = row.issue_id, row.members
                self._surest[key] = min(_ORDER[row.status], self._surest.get(key, _ORDER[row.status]))
        self._conflicts = {
            basis: {frozenset(row.members) for row in rows[Incompatibility] if row.status in counted}
            for basis, counted in COUNTED.items()
        }
        self._ids = {
            CommonGround: {row.issue_id for row in rows[CommonGround]},
            Group: {row.group_id for row in rows[Group]},
            Bond: {row.bond_id for row in rows[Bond]},
        }

    def has(self, finding: Record) -> bool:
        """Tell whether the run has a finding of another run."""
        match finding:
            case Incompatibility():
                return self._surest.get((finding.issue_id, finding.members), len(_ORDER)) <= _ORDER[finding.status]
            case Coalition():
                return self._stands(frozenset(finding.members), self._conflicts[finding.basis])
            case _:
                return _id_of(finding) in self._ids[type(finding)]

    def _stands(self, together: frozenset[str], conflicts: Iterable[frozenset[str]]) -> bool:
        """Tell whether nobody inside collides and everybody else collides with those inside."""
        outside = [conflict - together for conflict in conflicts]
        blocked = {member for others in outside if len(others) == 1 for member in others}
        return all(outside) and together | blocked >= self._members


def _findings(rows: RowsByType, settings: StabilitySettings) -> Iterator[Record]:
    yield from (row for row in rows[Incompatibility] if row.status in _ORDER)
    yield from (row for row in rows[Coalition] if row.rank <= settings.groups)
    for kind in (CommonGround, Group, Bond):
        yield from rows[kind]


def _id_of(finding: Record) -> str:
    (key,) = info_of(type(finding)).key
    return str(getattr(finding, key))
