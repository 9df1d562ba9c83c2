"""Holds every position against what puts its issue plainly: few questions to the stance model each, so linear."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.issue_rulings import same_name
from corpus.records import Cluster, Document, Kind, Placement, SeedIssue, Statement, Told
from models.analyses import Analysis, Rows
from models.embedding import Embedding, Vector
from models.leaning import Lean
from models.sides import Leans, agreed_sides
from models.stance_model import CLASSES, Pair
from models.statement_text import with_lead_in

_AGREE, _OPPOSE = CLASSES.index("agree"), CLASSES.index("oppose")


class LeanSettings(BaseModel):
    """When more than the sentence alone is looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    anchors: int = Field(
        3,
        ge=1,
        le=9,
        description="Sentences of an issue that every position is held against: its statement and those nearest to its "
        "middle. Raising it makes sides a little surer and a run slower.",
    )
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
    """Yield the lean of every statement in an issue towards the issue's statement, from -1 to 1, two decimals.

    The stance model is asked how each stands to the issue's anchors; see `agreed_sides` for what is made of the
    answers. A short red line takes the lean of the demand before it in its paragraph. A side that a reader told goes
    before all of this.
    """
    statements = {statement.position_id: statement for statement in rows.of(Statement)}
    told = {row.position_id: row for row in rows.of(Told)}
    placed = {row.position_id: row.issue_id for row in rows.of(Placement) if row.issue_id is not None}
    by_issue: dict[str, list[Statement]] = defaultdict(list)
    for position_id, issue_id in sorted(placed.items()):
        by_issue[issue_id].append(statements[position_id])
    judge = _Judge(rows, settings)
    sides: dict[str, float] = {}
    for cluster in sorted(rows.of(Cluster), key=lambda cluster: cluster.issue_id):
        held, pole = by_issue[cluster.issue_id], statements[cluster.statement_position_id]
        known = _told_sides(held, pole, told)
        sides |= known
        judge.take([said for said in held if said.position_id not in known], cluster, pole)
    leans = judge.leans()
    for short, demand in _red_lines_beside_demands([statements[each] for each in leans], placed, settings):
        leans[short.position_id] = leans[demand.position_id]
    leans |= sides
    yield from (Lean(position_id=position_id, lean=round(found, 2)) for position_id, found in leans.items())


class _Judge:
    """Gathers what to ask of all issues, asks the stance model once, and gives the leans."""

    def __init__(self, rows: Rows, settings: LeanSettings) -> None:
        self._texts = {document.document_id: document.text for document in rows.of(Document)}
        self._vectors = {embedding.position_id: embedding.sentence for embedding in rows.of(Embedding)}
        self._questions = {same_name(seed.name): seed.sentences[0] for seed in rows.of(SeedIssue) if seed.sentences}
        self._stances, self._settings = rows.stances, settings
        self._issues: list[tuple[list[Statement], list[Statement | str]]] = []

    def take(self, held: list[Statement], cluster: Cluster, pole: Statement) -> None:
        """Take up an issue: the statements to be judged, and what they are held against."""
        if held:
            anchors: list[Statement | str] = [pole, *self._beside(pole, held)]
            question = self._questions.get(same_name(cluster.label))
            self._issues.append((held, [*anchors, question] if question else anchors))

    def _beside(self, pole: Statement, held: Sequence[Statement]) -> list[Statement]:
        """Return the other statements nearest to the middle of an issue."""
        others = [said for said in held if said is not pole]
        if not others or self._settings.anchors == 1:
            return []
        vectors = np.stack([self._vectors[said.position_id] for said in (pole, *others)])
        nearness = np.round(vectors[1:] @ vectors.mean(axis=0), 6)
        order = sorted(range(len(others)), key=lambda place: (-nearness[place], others[place].position_id))
        return [others[place] for place in order[: self._settings.anchors - 1]]

    def leans(self) -> dict[str, float]:
        """Return the lean of every statement that was taken, by position_id."""
        pairs = [
            Pair(_words(anchor), with_lead_in(said, self._texts))
            for held, anchors in self._issues
            for anchor in anchors
            for said in held
        ]
        shares = self._stances.score(pairs).astype(np.float64)
        found: dict[str, float] = {}
        start = 0
        for held, anchors in self._issues:
            end = start + len(held) * len(anchors)
            towards = (shares[start:end, _AGREE] - shares[start:end, _OPPOSE]).reshape(len(anchors), len(held))
            for row, anchor in zip(towards, anchors, strict=True):
                if not isinstance(anchor, str):
                    self._mend(row, anchor, held)
            places = [held.index(anchor) if anchor in held else None for anchor in anchors]
            sides = agreed_sides(towards, places).tolist()
            found |= {said.position_id: side for said, side in zip(held, sides, strict=True)}
            found |= {said.position_id: 1.0 for said in held if said.quote == _words(anchors[0])}
            start = end
        return found

    def _mend(self, leans: Leans, anchor: Statement, held: Sequence[Statement]) -> None:
        """Put right what the model cannot see: a sentence is for itself, and words of refusal turn its near copies.

        Where a sentence says what the anchor says in nearly the same words, its lean is the mean of the model's and
        of the closeness, negative if only one of the two refuses.
        """
        its: Vector = self._vectors[anchor.position_id]
        for place, said in enumerate(held):
            closeness = min(1.0, float(self._vectors[said.position_id] @ its))
            if said.quote == anchor.quote:
                leans[place] = 1.0
            elif closeness >= self._settings.same_words:
                leans[place] = (leans[place] + said.polarity * anchor.polarity * closeness) / 2


def _words(anchor: Statement | str) -> str:
    return anchor if isinstance(anchor, str) else anchor.quote


def _told_sides(held: Sequence[Statement], pole: Statement, told: Mapping[str, Told]) -> dict[str, float]:
    """Return what a reader told of sides, towards the issue's statement.

    A reader's side is one towards the issue that it named. If the issue's statement stands under another name
    (people merged the two), the side says nothing about it.
    """
    its = told.get(pole.position_id)
    if its is None or its.stance is None:
        return {}
    mine = {said.position_id: told[said.position_id] for said in held if said.position_id in told}
    return {
        position_id: row.stance if its.stance >= 0 else -row.stance
        for position_id, row in mine.items()
        if row.stance is not None and same_name(row.issue) == same_name(its.issue)
    }


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


ANALYSIS = Analysis(
    name="leans",
    needs=(Document, Statement, Told, Embedding, SeedIssue, Cluster, Placement),
    produces=(Lean,),
    settings=LeanSettings,
    run=lean,
)
