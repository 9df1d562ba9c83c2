"""Holds every position against its issue's statement: one question to the stance model each, so linear in positions."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field

from corpus.issue_rulings import same_name
from corpus.records import Cluster, Document, Kind, Placement, Statement, Told
from models.analyses import Analysis, Rows
from models.embedding import Embedding
from models.leaning import Lean
from models.stance_model import CLASSES, Pair

_AGREE, _OPPOSE = CLASSES.index("agree"), CLASSES.index("oppose")


class LeanSettings(BaseModel):
    """When more than the sentence alone is looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    short: int = Field(
        10,
        ge=0,
        le=100,
        description="Words up to which a red line beside a demand speaks of that demand (“We would leave over this.”). "
        "Raising it lets longer sentences take their neighbour's side.",
    )
    same_words: float = Field(
        0.8,
        ge=0,
        le=1,
        description="Closeness to the issue's statement from which words of refusal count as much as the model. "
        "Raising it leaves nearly equal sentences to the model alone.",
    )


def lean(rows: Rows, settings: LeanSettings) -> Iterator[Lean]:
    """Yield the lean of every statement in an issue, from -1 to 1, two decimals.

    It is the probability of agreeing less that of opposing. Where a sentence says the issue's statement in nearly the
    same words, it is the mean of that and of closeness, negative if only one of the two refuses. A short red line
    takes the lean of the demand before it in its paragraph. A side that a reader told goes before all of this.
    """
    texts = {document.document_id: document.text for document in rows.of(Document)}
    statements = {statement.position_id: statement for statement in rows.of(Statement)}
    vectors = {embedding.position_id: embedding.sentence for embedding in rows.of(Embedding)}
    poles = {cluster.issue_id: statements[cluster.statement_position_id] for cluster in rows.of(Cluster)}
    placed = sorted((row.position_id, row.issue_id) for row in rows.of(Placement) if row.issue_id is not None)
    held = [(statements[position_id], poles[issue_id]) for position_id, issue_id in placed]
    sides = _told_sides(held, {row.position_id: row for row in rows.of(Told)})
    held = [(said, pole) for said, pole in held if said.position_id not in sides]
    pairs = [Pair(pole.quote, _with_lead_in(said, texts)) for said, pole in held]
    leans: dict[str, float] = {}
    for (said, pole), shares in zip(held, rows.stances.score(pairs).tolist(), strict=True):
        found = shares[_AGREE] - shares[_OPPOSE]
        closeness = min(1.0, float(vectors[said.position_id] @ vectors[pole.position_id]))
        if said is pole or said.quote == pole.quote:
            found = 1.0
        elif closeness >= settings.same_words:
            found = (found + said.polarity * pole.polarity * closeness) / 2
        leans[said.position_id] = found
    for short, demand in _red_lines_beside_demands([said for said, _ in held], dict(placed), settings):
        leans[short.position_id] = leans[demand.position_id]
    leans |= sides
    yield from (Lean(position_id=position_id, lean=round(found, 2)) for position_id, found in leans.items())


def _told_sides(held: Sequence[tuple[Statement, Statement]], told: Mapping[str, Told]) -> dict[str, float]:
    """Return what a reader told of sides, towards the issue's statement.

    A reader's side is one towards the issue that it named. If the issue's statement stands under another name
    (people merged the two), the side says nothing about it.
    """
    sides: dict[str, float] = {}
    for said, pole in held:
        mine, its = told.get(said.position_id), told.get(pole.position_id)
        if mine is None or its is None or mine.stance is None or its.stance is None:
            continue
        if same_name(mine.issue) == same_name(its.issue):
            sides[said.position_id] = mine.stance if its.stance >= 0 else -mine.stance
    return sides


def _red_lines_beside_demands(
    held: Sequence[Statement], placed: Mapping[str, str], settings: LeanSettings
) -> Iterator[tuple[Statement, Statement]]:
    """Yield short red lines with the statement before each, if both stand in one paragraph and one issue."""
    ordered = sorted(held, key=lambda said: (said.document_id, said.start, said.facet))
    for before, said in pairwise(ordered):
        if (
            said.kind is Kind.NON_NEGOTIABLE
            and len(said.quote.split()) <= settings.short
            and before.document_id == said.document_id
            and before.start >= said.context_start
            and placed[before.position_id] == placed[said.position_id]
        ):
            yield said, before


def _with_lead_in(said: Statement, texts: Mapping[str, str]) -> str:
    """Return the sentence behind what introduces it, without which a list item may say nothing."""
    if said.lead_in_start is None or said.lead_in_end is None:
        return said.quote
    return f"{texts[said.document_id][said.lead_in_start : said.lead_in_end]} {said.quote}"


ANALYSIS = Analysis(
    name="leans",
    needs=(Document, Statement, Told, Embedding, Cluster, Placement),
    produces=(Lean,),
    settings=LeanSettings,
    run=lean,
)
