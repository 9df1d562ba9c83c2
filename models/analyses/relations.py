"""How pairs of positions on one issue relate: as a reader judged, else by exact rule, else by where both stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pydantic import BaseModel, ConfigDict, Field

from corpus.records import (
    Judgement,
    Position,
    Record,
    Rejection,
    Relation,
    RelationKind,
    RelationSource,
    Told,
    Verdict,
)
from models.analyses import Analysis, Rows
from models.quantities import interval_of, overlap


class RelationSettings(BaseModel):
    """Which pairs are told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clear: float = Field(
        0.1, ge=0, le=1, description="Lean that both positions need to agree. Raising it leaves more pairs unjudged."
    )
    # A false conflict costs more than a missed one.
    clear_conflict: float = Field(
        0.3,
        ge=0,
        le=1,
        description="Lean, to opposite sides, that both positions need to be opposed. Raising it leaves more pairs "
        "unjudged.",
    )
    max_pairs_per_issue: int = Field(
        2000,
        ge=10,
        le=100_000,
        description="Pairs kept per issue, clearest first. Raising it makes the table longer.",
    )


def relate(rows: Rows, settings: RelationSettings) -> Iterator[Record]:
    """Yield the relations within each issue, and a rejection for what the cap left out."""
    judged = {(row.position_a, row.position_b): row for row in rows.of(Judgement)}
    told = frozenset(row.position_id for row in rows.of(Told) if row.stance)
    issues: dict[str, list[Position]] = defaultdict(list)
    for position in rows.of(Position):
        if position.issue_id and position.superseded_by is None:
            issues[position.issue_id].append(position)
    for issue_id, held in sorted(issues.items()):
        relations = sorted(_pairs(held, judged, told, settings), key=lambda r: (-r.score, r.position_a, r.position_b))
        yield from relations[: settings.max_pairs_per_issue]
        left_out = len(relations) - settings.max_pairs_per_issue
        if left_out > 0:
            yield Rejection(
                step="relations",
                subject=issue_id,
                reason="over_the_cap",
                detail=f"{left_out} of {len(relations)} pairs, the least clear ones, are not in the table. "
                "Raise relations.max_pairs_per_issue to keep them.",
            )


def _pairs(
    held: Sequence[Position],
    judged: Mapping[tuple[str, str], Judgement],
    told: frozenset[str],
    settings: RelationSettings,
) -> Iterator[Relation]:
    for a, b in combinations(sorted(held, key=lambda position: position.position_id), 2):
        if a.member_id == b.member_id:
            continue
        judgement = judged.get((a.position_id, b.position_id))
        if judgement:
            found = _by_reader(judgement)
        elif {a.position_id, b.position_id} <= told and a.stance * b.stance > 0:
            found = _by_stance(a, b, settings)  # who told the sides has seen the numbers
        else:
            found = _by_number(a, b) or _by_stance(a, b, settings)
        if found:
            relation, score, source, reason = found
            yield Relation(
                position_a=a.position_id,
                position_b=b.position_id,
                member_a=a.member_id,
                member_b=b.member_id,
                issue_id=str(a.issue_id),
                relation=relation,
                score=score,
                source=source,
                reason=reason,
            )


_Found = tuple[RelationKind, float, RelationSource, str]


def _by_reader(judgement: Judgement) -> _Found | None:
    """Who saw both sentences goes before rules and models; what it calls unrelated is no relation."""
    if judgement.verdict is Verdict.UNRELATED:
        return None
    return RelationKind(judgement.verdict.value), 1.0, RelationSource.READER, judgement.reason


def _by_number(a: Position, b: Position) -> _Found | None:
    """Two accepted ranges in one unit that do not meet cannot both be honoured."""
    one, other = interval_of(a), interval_of(b)
    if one is None or other is None or overlap(one, other) is not False:
        return None
    return (
        RelationKind.CONFLICT,
        min(a.kind_score, b.kind_score),
        RelationSource.RULE,
        f"The numbers exclude each other: {one.words()} against {other.words()}.",
    )


def _by_stance(a: Position, b: Position, settings: RelationSettings) -> _Found | None:
    same = (a.stance > 0) == (b.stance > 0)
    if min(abs(a.stance), abs(b.stance)) < (settings.clear if same else settings.clear_conflict):
        return None
    return (
        RelationKind.AGREE if same else RelationKind.CONFLICT,
        round(min(abs(a.stance), abs(b.stance)), 2),
        RelationSource.STANCE,
        "Both lean the same way on the issue's statement."
        if same
        else "They lean opposite ways on the issue's statement.",
    )


ANALYSIS = Analysis(
    name="relations",
    needs=(Position, Told, Judgement),
    produces=(Relation, Rejection),
    settings=RelationSettings,
    run=relate,
)
