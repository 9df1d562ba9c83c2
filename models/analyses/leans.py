"""Holds every position against its issue's statement: one question to the stance model each, so linear in positions."""

from collections.abc import Iterator, Sequence

from corpus.records import Cluster, Document, Placement, Statement
from models.analyses import Analysis, NoSettings, Rows
from models.leaning import Lean
from models.stance_model import CLASSES, Pair

_AGREE, _OPPOSE = CLASSES.index("agree"), CLASSES.index("oppose")


def lean(rows: Rows, _settings: NoSettings) -> Iterator[Lean]:
    """Yield the lean of every statement in an issue: probability of agreeing less that of opposing, two decimals.

    What introduces a list item goes with it, as the item alone may say nothing.
    """
    texts = {document.document_id: document.text for document in rows.of(Document)}
    statements = {statement.position_id: statement for statement in rows.of(Statement)}
    poles = {cluster.issue_id: cluster.statement_position_id for cluster in rows.of(Cluster)}
    placed = sorted(
        (placement.position_id, poles[placement.issue_id])
        for placement in rows.of(Placement)
        if placement.issue_id is not None
    )
    others = [(position_id, pole) for position_id, pole in placed if position_id != pole]
    pairs = [
        Pair(statements[pole].quote, _with_lead_in(statements[position_id], texts)) for position_id, pole in others
    ]
    yield from (Lean(position_id=pole, lean=1.0) for position_id, pole in placed if position_id == pole)
    yield from _leans([position_id for position_id, _ in others], rows.stances.score(pairs).tolist())


def _leans(position_ids: Sequence[str], scores: Sequence[Sequence[float]]) -> Iterator[Lean]:
    for position_id, shares in zip(position_ids, scores, strict=True):
        yield Lean(position_id=position_id, lean=round(shares[_AGREE] - shares[_OPPOSE], 2))


def _with_lead_in(statement: Statement, texts: dict[str, str]) -> str:
    if statement.lead_in_start is None or statement.lead_in_end is None:
        return statement.quote
    return f"{texts[statement.document_id][statement.lead_in_start : statement.lead_in_end]} {statement.quote}"


ANALYSIS = Analysis(
    name="leans",
    needs=(Document, Statement, Cluster, Placement),
    produces=(Lean,),
    settings=NoSettings,
    run=lean,
)
