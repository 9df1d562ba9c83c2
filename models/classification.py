"""Sentences to statements by cue rules: is it a position, of which kind, how firm, and whose is it?

Evidence is a sum of weights. Cues that ask, refuse or welcome speak for a position; cues of report, law, history and
description speak against it. The rules are plain and miss what carries no cue; how often, the README says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from corpus.blocks import BlockKind
from corpus.ids import content_id
from corpus.records import Document, Holder, Kind, Source, Statement
from models.quantities import find_quantities
from models.segmentation import Sentence


class PositionSettings(BaseModel):
    """How sentences are taken for positions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_evidence: float = Field(
        2.0,
        ge=0,
        le=10,
        description="Evidence a sentence needs. Raising it finds fewer positions, with fewer mistakes.",
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


# What each cue weighs for (or against) the sentence being a position. `question` is a mark, not a cue group.
_WEIGHTS = {
    "exit": 3.0,
    "demand": 2.0,
    "should": 2.0,
    "welcome": 1.5,
    "constraint": 1.0,
    "own_voice": 1.0,
    "reported": -2.5,
    "law": -2.0,
    "history": -1.5,
    "background": -1.5,
    "question": -4.0,
}
# The first group that occurs decides the kind and how firm it is.
_KINDS = (
    ("exit", Kind.NON_NEGOTIABLE, 1.0),
    ("constraint", Kind.CONSTRAINT, 0.75),
    ("welcome", Kind.PREFERENCE, 0.25),
    ("demand", Kind.GOAL, 0.75),
    ("should", Kind.GOAL, 0.5),
)
_CLAUSE_END = re.compile(r"[,;:.!?]")
_SCALE = 8.0  # evidence at which the score is as good as 1


@dataclass(frozen=True, slots=True)
class _Judged:
    sentence: Sentence
    evidence: float
    kind: Kind
    firmness: float
    holder: Holder
    marker: tuple[int, int] | None  # in the document's text


def find_statements(
    document: Document, sentences: Sequence[Sentence], settings: PositionSettings
) -> tuple[Statement, ...]:
    """Return the statements of one document, own and reported, in reading order."""
    judged = [_judge(sentence) for sentence in sentences]
    taken: list[_Judged] = []
    for now in judged:
        of_a_size = settings.min_words <= now.sentence.words <= settings.max_words
        if now.evidence < settings.min_evidence or not (of_a_size or _points_back(now, settings)):
            continue
        before = taken[-1] if taken else None
        if before and _points_back(now, settings) and before.sentence.block == now.sentence.block:
            taken[-1] = _hardened(before, now)
            continue
        taken.append(now)
    return tuple(_statement(document, now) for now in taken)


def _judge(sentence: Sentence) -> _Judged:
    cues = dict(sentence.cues)
    if sentence.text.rstrip("\"'”’)").endswith("?"):
        cues["question"] = [(len(sentence.text) - 1, len(sentence.text))]
    reported = _is_reported(sentence)
    evidence = sum(weight for name, weight in _WEIGHTS.items() if name in cues and (name != "reported" or reported))
    kind, firmness, marker = Kind.GOAL, 0.5, None
    for name, candidate, firm in _KINDS:
        if name in cues:
            kind, firmness = candidate, firm
            start, end = cues[name][0]
            marker = (sentence.start + start, sentence.start + end)
            break
    if kind is Kind.GOAL and _polarity(sentence) < 0:
        firmness = max(firmness, 0.75)  # a flat rejection
    if reported and marker is not None:
        evidence -= _WEIGHTS["reported"]  # it stays in the tables, as somebody else's
    holder = Holder.REPORTED if reported else Holder.OWN
    return _Judged(sentence, evidence, kind, firmness, holder, marker)


def _is_reported(sentence: Sentence) -> bool:
    """Somebody else speaks, unless the author's own voice comes first ("we told the minister that …")."""
    if sentence.block.kind is BlockKind.QUOTATION:
        return True
    reported = sentence.cues.get("reported", [])
    own = sentence.cues.get("own_voice", [])
    return bool(reported) and not (own and own[0][0] < reported[0][0])


def _points_back(now: _Judged, settings: PositionSettings) -> bool:
    """Tell a short exit that refers to the demand before it, as in: without it we leave."""
    return (
        now.kind is Kind.NON_NEGOTIABLE
        and "anaphora" in now.sentence.cues
        and now.sentence.words <= settings.short_exit_words
    )


def _hardened(before: _Judged, exit_: _Judged) -> _Judged:
    """The demand beside an exit is what the exit is about; the exit's words are its marker."""
    return _Judged(
        before.sentence,
        before.evidence + exit_.evidence,
        Kind.NON_NEGOTIABLE,
        1.0,
        before.holder,
        exit_.marker,
    )


def _polarity(sentence: Sentence) -> int:
    """-1 if it turns down what it names; a softened rejection ("no objection to") is acceptance."""
    softened = sentence.cues.get("softener", [])
    rejections = [
        (start, end)
        for start, end in sentence.cues.get("rejection", [])
        if not any((s <= start and end <= e) or start <= s < end for s, e in softened)
    ]
    return -1 if len(rejections) % 2 else 1


def _statement(document: Document, judged: _Judged) -> Statement:
    sentence = judged.sentence
    quantities = find_quantities(sentence.text)
    quantity = quantities[0] if len({found.unit for found in quantities}) == 1 else None
    return Statement(
        position_id=content_id(document.document_id, sentence.start, sentence.end, 0),
        member_id=document.member_id,
        document_id=document.document_id,
        start=sentence.start,
        end=sentence.end,
        facet=0,
        lead_in_start=sentence.block.lead_in_start,
        lead_in_end=sentence.block.lead_in_end,
        context_start=sentence.block.start,
        context_end=sentence.block.end,
        marker_start=judged.marker[0] if judged.marker else None,
        marker_end=judged.marker[1] if judged.marker else None,
        page=sentence.page,
        heading=sentence.heading,
        quote=document.text[sentence.start : sentence.end],
        kind=judged.kind,
        kind_score=max(0.0, min(1.0, judged.evidence / _SCALE)),
        firmness=judged.firmness,
        holder=judged.holder,
        holder_name=_holder_name(sentence) if judged.holder is Holder.REPORTED else None,
        source=Source.PAPER,
        condition=_condition(sentence),
        scope=None,
        low=quantity.low if quantity else None,
        high=quantity.high if quantity else None,
        unit=quantity.unit if quantity else None,
        polarity=_polarity(sentence),
    )


def _holder_name(sentence: Sentence) -> str | None:
    """Return the words from the clause's start to the verb of report; they name who speaks."""
    ranges = sentence.cues.get("reported")
    if not ranges:
        return None
    verb = sentence.text[: ranges[0][1]].rsplit(" ", 1)[0]
    name = re.split(r"[,;:.!?“\"]", verb)[-1].strip()
    return name or None


def _condition(sentence: Sentence) -> str | None:
    """Return the words from the first cue of a condition to the end of its clause."""
    ranges = sentence.cues.get("condition")
    if not ranges:
        return None
    start, cue_end = ranges[0]
    end = _CLAUSE_END.search(sentence.text, cue_end)
    return sentence.text[start : end.start() if end else len(sentence.text)].strip() or None
