"""Sentences to statements: is it the member's own position, of which kind, and how firm is it?

A trained model tells positions and their kind from the sentence and what surrounds it. Rules on the wording add
what must be exact: the words that make it firm, numbers, conditions, and who is quoted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.records import Document, Holder, Kind, Source, Statement
from models import wording
from models.position_model import CLASSES, SentenceInContext
from models.segmentation import Sentence


class PositionSettings(BaseModel):
    """How sentences are taken for positions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_probability: float = Field(
        0.7,
        gt=0,
        lt=1,
        description="Probability of being an own position that a sentence needs. Raising it finds fewer positions, "
        "with fewer mistakes.",
    )
    min_words: int = Field(
        4,
        ge=1,
        le=50,
        description="Words a sentence needs. Raising it drops short sentences such as captions.",
    )
    max_words: int = Field(
        120, ge=20, le=1000, description="Words a sentence may have. Raising it lets badly cut text through."
    )
    short_exit_words: int = Field(
        9,
        ge=0,
        le=40,
        description="An exit of at most so many words that points back belongs to the sentence before it. Raising it "
        "hardens more neighbours.",
    )


class SentenceScorer(Protocol):
    """What tells positions; the bundled model, or another with the same classes."""

    def score(self, sentences: Sequence[SentenceInContext]) -> NDArray[np.float32]:
        """Return probabilities, shape (len(sentences), len(CLASSES)), in the order of CLASSES."""
        ...


_NOT = CLASSES.index("not_a_position")
_KINDS = {kind: CLASSES.index(kind.value) for kind in Kind}
_FIRMNESS = {Kind.NON_NEGOTIABLE: 1.0, Kind.CONSTRAINT: 0.75, Kind.GOAL: 0.5, Kind.PREFERENCE: 0.25}
_FIRM_GOAL = 0.75  # a demand or a flat rejection


class Outcome(StrEnum):
    """What became of a sentence, or of one of its clauses."""

    OWN = "own_position"
    REPORTED = "reported_position"
    MARKER = "hardens_the_one_before"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    UNLIKELY = "not_likely_a_position"


@dataclass(frozen=True, slots=True)
class _Judged:
    sentence: Sentence
    facet: int
    own: float  # probability of being an own position
    kind: Kind
    kind_score: float
    marker: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of a sentence or clause, and why.

    `own` is the probability of being an own position, `kind_score` that of the likeliest kind. `statement` is what it
    became; for a marker, the one before it as it is now.
    """

    start: int
    end: int
    outcome: Outcome
    own: float
    kind: Kind
    kind_score: float
    statement: Statement | None


def find_statements(
    document: Document,
    sentences: Sequence[Sentence],
    settings: PositionSettings,
    *,
    scorer: SentenceScorer,
    author: str = "",
) -> tuple[Statement, ...]:
    """Return the statements of one document, own and reported, in reading order; for the arguments see `decide`."""
    taken: list[Statement] = []
    for decision in decide(document, sentences, settings, scorer=scorer, author=author):
        if decision.statement is None:
            continue
        if decision.outcome is Outcome.MARKER:
            taken.pop()
        taken.append(decision.statement)
    return tuple(taken)


def decide(
    document: Document,
    sentences: Sequence[Sentence],
    settings: PositionSettings,
    *,
    scorer: SentenceScorer,
    author: str = "",
) -> Iterator[Decision]:
    """Yield what becomes of each clause, in reading order; sentences that are too long are left out.

    Args:
        document: a document that was read.
        sentences: its sentences, in reading order.
        settings: as the user set them.
        scorer: tells positions and kinds.
        author: the member's name, by which it may speak of itself.
    """
    clauses = [
        (clause, facet)
        for sentence in sentences
        if sentence.words <= settings.max_words
        for facet, clause in enumerate(wording.split(sentence))
    ]
    fitting = [clause for clause, _ in clauses]
    scores = scorer.score([_in_context(document, fitting, number, author) for number in range(len(fitting))])
    before: Statement | None = None
    for (sentence, facet), probabilities in zip(clauses, scores, strict=True):
        judged = _judge(sentence, facet, probabilities)
        outcome = _outcome(judged, before, settings)
        statement = _become(document, judged, outcome, before)
        before = statement or before
        yield Decision(
            start=sentence.start,
            end=sentence.end,
            outcome=outcome,
            own=judged.own,
            kind=judged.kind,
            kind_score=judged.kind_score,
            statement=statement,
        )


def _outcome(judged: _Judged, before: Statement | None, settings: PositionSettings) -> Outcome:
    """Return what becomes of a clause, given the last statement before it."""
    if before is not None and _belongs_to(judged, before, settings):
        return Outcome.MARKER
    if judged.sentence.words < settings.min_words:
        return Outcome.TOO_SHORT
    if judged.own >= settings.min_probability:
        return Outcome.OWN
    if wording.is_reported(judged.sentence) and wording.asks(judged.sentence):
        return Outcome.REPORTED
    return Outcome.UNLIKELY


def _become(document: Document, judged: _Judged, outcome: Outcome, before: Statement | None) -> Statement | None:
    if outcome is Outcome.MARKER and before is not None:
        return _hardened(before, judged)
    holder = {Outcome.OWN: Holder.OWN, Outcome.REPORTED: Holder.REPORTED}.get(outcome)
    if holder is None:
        return None
    return as_statement(
        document,
        judged.sentence,
        facet=judged.facet,
        kind=judged.kind,
        kind_score=judged.kind_score,
        holder=holder,
        marker=judged.marker,
    )


def _in_context(document: Document, sentences: Sequence[Sentence], number: int, author: str) -> SentenceInContext:
    sentence = sentences[number]
    block = sentence.block
    lead_in = "" if block.lead_in_start is None else document.text[block.lead_in_start : block.lead_in_end]
    return SentenceInContext(
        text=sentence.text,
        previous=_neighbour(sentences, number - 1, sentence.heading),
        next=_neighbour(sentences, number + 1, sentence.heading),
        heading=sentence.heading or "",
        lead_in=lead_in,
        author=author,
    )


def _neighbour(sentences: Sequence[Sentence], number: int, heading: str | None) -> str:
    """The text of a neighbouring sentence of the same section; empty where there is none."""
    if not 0 <= number < len(sentences) or sentences[number].heading != heading:
        return ""
    return sentences[number].text


def _judge(sentence: Sentence, facet: int, probabilities: NDArray[np.float32]) -> _Judged:
    kind = max(_KINDS, key=lambda kind: (float(probabilities[_KINDS[kind]]), kind.value))
    return _Judged(
        sentence,
        facet,
        own=1.0 - float(probabilities[_NOT]),
        kind=kind,
        kind_score=float(probabilities[_KINDS[kind]]),
        marker=wording.marker(sentence),
    )


def _belongs_to(judged: _Judged, before: Statement, settings: PositionSettings) -> bool:
    """Tell a short exit that refers to the demand before it, as in: without it we leave."""
    return (
        judged.sentence.words <= settings.short_exit_words
        and judged.sentence.cues.keys() >= {"exit", "anaphora"}
        and not wording.is_reported(judged.sentence)
        and before.holder is Holder.OWN
        and before.context_start == judged.sentence.block.start
    )


def _hardened(before: Statement, exit_: _Judged) -> Statement:
    """The demand beside an exit is what the exit is about; the exit's words are its marker."""
    start, end = exit_.marker or (exit_.sentence.start, exit_.sentence.end)
    return replace(
        before,
        kind=Kind.NON_NEGOTIABLE,
        firmness=_FIRMNESS[Kind.NON_NEGOTIABLE],
        marker_start=start,
        marker_end=end,
    )


def as_statement(
    document: Document,
    sentence: Sentence,
    *,
    facet: int,
    kind: Kind,
    kind_score: float,
    holder: Holder,
    marker: tuple[int, int] | None,
) -> Statement:
    """Return a sentence as a statement of a kind that somebody told; rules on its wording tell the rest.

    `marker` are the words that make it firm, as a half-open range of the document's text.
    """
    firm_goal = kind is Kind.GOAL and wording.is_firm(sentence)
    quantity = wording.quantity(sentence, refuses=kind is Kind.NON_NEGOTIABLE)
    return Statement(
        position_id=content_id(document.document_id, sentence.start, sentence.end, facet),
        member_id=document.member_id,
        document_id=document.document_id,
        start=sentence.start,
        end=sentence.end,
        facet=facet,
        lead_in_start=sentence.block.lead_in_start,
        lead_in_end=sentence.block.lead_in_end,
        context_start=sentence.block.start,
        context_end=sentence.block.end,
        marker_start=marker[0] if marker else None,
        marker_end=marker[1] if marker else None,
        page=sentence.page,
        last_page=sentence.last_page,
        heading=sentence.heading,
        quote=document.text[sentence.start : sentence.end],
        kind=kind,
        kind_score=kind_score,
        firmness=_FIRM_GOAL if firm_goal else _FIRMNESS[kind],
        holder=holder,
        holder_name=wording.holder_name(sentence) if holder is Holder.REPORTED else None,
        source=Source.PAPER,
        condition=wording.condition(sentence, is_red_line=kind is Kind.NON_NEGOTIABLE),
        scope=wording.scope(sentence),
        low=quantity.low if quantity else None,
        high=quantity.high if quantity else None,
        unit=quantity.unit if quantity else None,
        polarity=wording.polarity(sentence),
    )
