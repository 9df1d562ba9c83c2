"""Where one member's own papers say two things that cannot both hold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.records import Cluster, ContradictionKind, Holder, Position, SelfContradiction
from models.analyses import Analysis, Rows
from models.compatibility import CHECKS, demand_of, why_compatible
from models.conflict_words import numbers_reason, sides_reason
from models.embedding import Embedding, Vector
from models.quantities import interval_of, overlap
from models.stance_model import CLASSES, Pair, StanceScorer

_CHECKS = tuple(check for check in CHECKS if check.name != "holder")  # here both sides are one member on purpose


class SelfContradictionSettings(BaseModel):
    """When two sentences of one member contradict each other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    same_point: float = Field(
        0.6,
        ge=-1,
        le=1,
        description="Closeness that two sentences need to be about one point. Raising it finds fewer.",
    )
    clear_lean: float = Field(
        0.5,
        ge=0,
        le=1,
        description="How clearly each must be for or against the issue's statement. Raising it finds fewer.",
    )
    opposed: float = Field(
        0.8,
        ge=0,
        le=1,
        description="Probability that the two, held against each other, are opposed. Raising it finds fewer.",
    )
    min_firmness: float = Field(0.5, ge=0, le=1, description="Firmness both need. Raising it finds fewer.")


def find_self_contradictions(rows: Rows, settings: SelfContradictionSettings) -> Iterator[SelfContradiction]:
    """Yield pairs of a member's own, current positions on one issue that exclude each other, the nearest first.

    They do if they name numbers of one unit that share none, or lean to opposite sides and are opposed when held
    against each other, both ways; the typed non-conflict test (`models.compatibility`) must have nothing to say for
    them. What a newer paper replaced is no contradiction.
    """
    vectors = {row.position_id: row.sentence for row in rows.of(Embedding)}
    labels = {cluster.issue_id: cluster.label for cluster in rows.of(Cluster)}
    held: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for row in rows.of(Position):
        if (
            row.issue_id
            and row.holder is Holder.OWN
            and not row.superseded_by
            and row.firmness >= settings.min_firmness
        ):
            held[row.member_id, row.issue_id].append(row)
    found = [
        contradiction
        for (_, issue_id), positions in sorted(held.items())
        for pair in combinations(sorted(positions, key=lambda row: row.position_id), 2)
        if (contradiction := _judged(*pair, labels[issue_id], vectors, settings))
    ]
    kept = _opposed(found, {row.position_id: row.quote for row in rows.of(Position)}, rows.stances, settings)
    yield from sorted(kept, key=lambda row: (-row.closeness, row.contradiction_id))


def _opposed(
    found: Sequence[SelfContradiction],
    quotes: Mapping[str, str],
    stances: StanceScorer,
    settings: SelfContradictionSettings,
) -> list[SelfContradiction]:
    """Return those whose numbers exclude each other, and of the others those that the stance model finds opposed."""
    asked = [row for row in found if row.kind is ContradictionKind.SIDES]
    pairs = [Pair(quotes[a], quotes[b]) for row in asked for a, b in (row.positions, row.positions[::-1])]
    oppose = stances.score(pairs).astype(np.float64)[:, CLASSES.index("oppose")].reshape(-1, 2).mean(axis=1)
    sure = {row.contradiction_id for row, share in zip(asked, oppose, strict=True) if share >= settings.opposed}
    return [row for row in found if row.kind is ContradictionKind.NUMERIC or row.contradiction_id in sure]


def _judged(
    a: Position, b: Position, label: str, vectors: Mapping[str, Vector], settings: SelfContradictionSettings
) -> SelfContradiction | None:
    closeness = float(vectors[a.position_id] @ vectors[b.position_id])
    if closeness < settings.same_point:
        return None
    one, other = interval_of(a), interval_of(b)
    if one and other and overlap(one, other) is False:
        kind, reason = ContradictionKind.NUMERIC, numbers_reason(one, other)
    elif a.stance * b.stance < 0 and min(abs(a.stance), abs(b.stance)) >= settings.clear_lean:
        kind, reason = ContradictionKind.SIDES, sides_reason(a, b, about=label)
    else:
        return None
    if a.condition or b.condition or why_compatible(demand_of(a), demand_of(b), _CHECKS):
        return None
    papers = "in two of your papers" if a.document_id != b.document_id else "in one paper of yours"
    return SelfContradiction(
        contradiction_id=content_id(a.position_id, b.position_id),
        member_id=a.member_id,
        issue_id=str(a.issue_id),
        positions=(a.position_id, b.position_id),
        kind=kind,
        closeness=round(min(1.0, max(0.0, closeness)), 2),
        reason=reason,
        question=f"On “{label}” we read both sentences {papers}. Which of them holds, or when does each?",
    )


ANALYSIS = Analysis(
    name="self_contradictions",
    needs=(Position, Cluster, Embedding),
    produces=(SelfContradiction,),
    settings=SelfContradictionSettings,
    run=find_self_contradictions,
)
