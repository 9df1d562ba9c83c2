"""Holds firm positions of one issue against each other: two questions to the stance model a pair, few pairs each.

The lean towards an issue's statement says on which side of the issue a position is. Whether two red lines are about
the same point of it, and opposed there, only the two sentences together can tell.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.records import Document, Kind, Position
from models.analyses import Analysis, Rows
from models.embedding import Embedding
from models.firm_positions import by_issue
from models.leaning import Opposition
from models.stance_model import CLASSES, Pair
from models.statement_text import with_lead_in

_OPPOSE, _NEITHER = CLASSES.index("oppose"), CLASSES.index("neither")


class OppositionSettings(BaseModel):
    """Which pairs are held against each other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_firmness: float = Field(
        0.75, ge=0, le=1, description="Firmness both positions need, as for incompatibilities. Raising it asks less."
    )
    partners: int = Field(
        6,
        ge=0,
        le=100,
        description="Positions of other members that each red line is held against, nearest first. Raising it finds "
        "more collisions in large issues and makes a run slower.",
    )


def oppose(rows: Rows, settings: OppositionSettings) -> Iterator[Opposition]:
    """Yield a row for every red line and its nearest firm positions of other members in its issue."""
    texts = {document.document_id: document.text for document in rows.of(Document)}
    said = {position.position_id: position for position in rows.of(Position)}
    pairs = _pairs(rows, settings)
    asked = [Pair(*(with_lead_in(said[each], texts) for each in order)) for a, b in pairs for order in ((a, b), (b, a))]
    shares = rows.stances.score(asked).astype(np.float64).reshape(len(pairs), 2, len(CLASSES)).mean(axis=1)
    for (a, b), mean in zip(pairs, shares.tolist(), strict=True):
        yield Opposition(position_a=a, position_b=b, oppose=round(mean[_OPPOSE], 3), neither=round(mean[_NEITHER], 3))


def _pairs(rows: Rows, settings: OppositionSettings) -> list[tuple[str, str]]:
    vectors = {embedding.position_id: embedding.sentence for embedding in rows.of(Embedding)}
    found: set[tuple[str, str]] = set()
    for held in by_issue(rows.of(Position), min_firmness=settings.min_firmness).values():
        middle = np.stack([vectors[position.position_id] for position in held])
        for place, position in enumerate(held):
            if position.kind is Kind.NON_NEGOTIABLE:
                nearness = np.round(middle @ middle[place], 6).tolist()
                found |= {_ordered(position, other) for other in _nearest(position, held, nearness, settings)}
    return sorted(found)


def _nearest(
    position: Position, held: Sequence[Position], nearness: Sequence[float], settings: OppositionSettings
) -> list[Position]:
    others = [place for place, other in enumerate(held) if other.member_id != position.member_id]
    others.sort(key=lambda place: (-nearness[place], held[place].position_id))
    return [held[place] for place in others[: settings.partners]]


def _ordered(a: Position, b: Position) -> tuple[str, str]:
    return min(a.position_id, b.position_id), max(a.position_id, b.position_id)


ANALYSIS = Analysis(
    name="oppositions",
    needs=(Document, Position, Embedding),
    produces=(Opposition,),
    settings=OppositionSettings,
    run=oppose,
)
