"""Finds pairs of firm demands that cannot both be honoured, and says why, how sure, and what to ask."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.records import (
    Cluster,
    FindingStatus,
    Incompatibility,
    IncompatibilityType,
    Judgement,
    Kind,
    Position,
    Verdict,
)
from models.analyses import Analysis, Rows
from models.embedding import Embedding, Vector
from models.quantities import Quantity, interval_of, overlap


class IncompatibilitySettings(BaseModel):
    """What counts as firm, and what as the same point."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_firmness: float = Field(
        0.75, ge=0, le=1, description="Firmness both demands need. Raising it lists fewer, harder candidates."
    )
    same_point: float = Field(
        0.45,
        ge=0,
        le=1,
        description="Closeness of the two sentences. Raising it rejects more candidates as two points.",
    )
    clear: float = Field(
        0.1, ge=0, le=1, description="Lean that both demands need. Raising it lists fewer candidates, surer of sides."
    )
    verified_closeness: float = Field(
        0.85,
        ge=0,
        le=1,
        description="Closeness that two opposite red lines need to be verified. Raising it leaves fewer on the front "
        "page. It is high, because sides are told with doubt.",
    )
    verified_number_closeness: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Closeness that a least and a smaller most need to be verified. Raising it leaves fewer on the "
        "front page.",
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    a: Position
    b: Position
    type: IncompatibilityType
    status: FindingStatus
    score: float
    reason: str
    doubt: str


_DEONTIC_DOUBT = (
    "Which side each takes was told by a model that is right about two times in three; the sentences may be about "
    "different cases."
)
_READ_DOUBT = "A reader saw the two sentences with their headings, not the whole papers."
_ORDER = {FindingStatus.VERIFIED: 0, FindingStatus.POSSIBLE: 1, FindingStatus.REJECTED: 2}


def find_incompatibilities(rows: Rows, settings: IncompatibilitySettings) -> Iterator[Incompatibility]:
    """Yield one row per pair of members and issue: its strongest candidate, rejected ones included."""
    labels = {cluster.issue_id: cluster.label for cluster in rows.of(Cluster)}
    vectors = {embedding.position_id: embedding.sentence for embedding in rows.of(Embedding)}
    judged = {(row.position_a, row.position_b): row for row in rows.of(Judgement)}
    firm: dict[str, list[Position]] = defaultdict(list)
    for position in rows.of(Position):
        if position.issue_id and position.superseded_by is None and position.firmness >= settings.min_firmness:
            firm[position.issue_id].append(position)
    for issue_id, held in sorted(firm.items()):
        best: dict[tuple[str, str], _Candidate] = {}
        for candidate in _candidates(held, vectors, judged, settings):
            pair = (candidate.a.member_id, candidate.b.member_id)
            if pair not in best or _rank(candidate) < _rank(best[pair]):
                best[pair] = candidate
        for candidate in best.values():
            yield _row(candidate, labels[issue_id])


def _rank(candidate: _Candidate) -> tuple[int, float, str, str]:
    return _ORDER[candidate.status], -candidate.score, candidate.a.position_id, candidate.b.position_id


def _candidates(
    held: Sequence[Position],
    vectors: Mapping[str, Vector],
    judged: Mapping[tuple[str, str], Judgement],
    settings: IncompatibilitySettings,
) -> Iterator[_Candidate]:
    ordered = sorted(held, key=lambda position: (position.member_id, position.position_id))
    for a, b in combinations(ordered, 2):
        if a.member_id == b.member_id:
            continue
        cosine = float(vectors[a.position_id] @ vectors[b.position_id])
        closeness = round(min(1.0, max(0.0, cosine)), 4)  # vectors on a grid can be a hair longer than 1
        candidate = _numeric(a, b, closeness, settings) or _deontic(a, b, closeness, settings)
        judgement = judged.get((min(a.position_id, b.position_id), max(a.position_id, b.position_id)))
        if judgement:
            candidate = _by_reader(a, b, judgement, candidate)
        if candidate:
            yield candidate


def _by_reader(a: Position, b: Position, judgement: Judgement, found: _Candidate | None) -> _Candidate | None:
    """Who saw both sentences decides; rules still say of which type it is, and red lines whether it is verified."""
    kind = found.type if found else IncompatibilityType.DEONTIC
    score = round(min(a.firmness, b.firmness), 4)
    if judgement.verdict is not Verdict.CONFLICT:
        if found is None:
            return None
        why = f"{judgement.reader.replace('_', ' ')}: {judgement.verdict}. {judgement.reason}"
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, judgement.doubt or found.doubt)
    hard = [position.kind is Kind.NON_NEGOTIABLE for position in (a, b)]
    exact = kind is IncompatibilityType.NUMERIC
    verified = all(hard) or exact
    status = FindingStatus.VERIFIED if verified else FindingStatus.POSSIBLE if any(hard) else FindingStatus.REJECTED
    reason = judgement.reason if verified or any(hard) else f"Neither makes it a red line. {judgement.reason}"
    return _Candidate(a, b, kind, status, score, reason, judgement.doubt or _READ_DOUBT)


def _numeric(a: Position, b: Position, closeness: float, settings: IncompatibilitySettings) -> _Candidate | None:
    one, other = interval_of(a), interval_of(b)
    if one is None or other is None or overlap(one, other) is not False:
        return None
    kind = (
        IncompatibilityType.TEMPORAL
        if one.unit.removesuffix(" apart") in ("day", "working day", "date")
        else IncompatibilityType.NUMERIC
    )
    reason = f"The numbers exclude each other: {one.words()} against {other.words()}."
    doubt = "The two numbers may count different things, or hold for different cases."
    exact = _floor_over_cap(one, other) or _floor_over_cap(other, one)
    if not exact:
        doubt = f"A plain number may be meant as a least or as a most. {doubt}"
    least = settings.verified_number_closeness if exact else None
    return _judged(a, b, kind, closeness, settings, reason=reason, doubt=doubt, verified_from=least)


def _floor_over_cap(one: Quantity, other: Quantity) -> bool:
    """One says at least, the other at most: no reading lets both be met."""
    return one.low is not None and one.high is None and other.high is not None and other.low is None


def _deontic(a: Position, b: Position, closeness: float, settings: IncompatibilitySettings) -> _Candidate | None:
    if max(a.stance, b.stance) < settings.clear or min(a.stance, b.stance) > -settings.clear:
        return None
    if Kind.NON_NEGOTIABLE not in (a.kind, b.kind):
        why = "One asks for what the other turns down, but neither makes it a red line."
        score = round(closeness * min(a.firmness, b.firmness), 4)
        return _Candidate(a, b, IncompatibilityType.DEONTIC, FindingStatus.REJECTED, score, why, _DEONTIC_DOUBT)
    reason = "One asks for what the other turns down, and both put it firmly."
    both_hard = a.kind is Kind.NON_NEGOTIABLE and b.kind is Kind.NON_NEGOTIABLE
    least = settings.verified_closeness if both_hard else None
    kind = IncompatibilityType.DEONTIC
    return _judged(a, b, kind, closeness, settings, reason=reason, doubt=_DEONTIC_DOUBT, verified_from=least)


def _judged(
    a: Position,
    b: Position,
    kind: IncompatibilityType,
    closeness: float,
    settings: IncompatibilitySettings,
    *,
    reason: str,
    doubt: str,
    verified_from: float | None,
) -> _Candidate:
    """The non-conflict test, first version: same point, then conditions.

    `verified_from` is the closeness from which nothing is left to check; None if something always is.
    """
    score = round(closeness * min(a.firmness, b.firmness), 4)
    if closeness < settings.same_point:
        why = f"The two sentences have too little in common to be about one point (closeness {closeness:.2f})."
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, doubt)
    if a.condition and b.condition:
        why = f"Each holds only under its own condition: “{a.condition}” and “{b.condition}”."
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, doubt)
    condition = a.condition or b.condition
    if condition:
        doubt = f"One side holds only under a condition: “{condition}”. {doubt}"
    verified = verified_from is not None and closeness >= verified_from and not condition
    status = FindingStatus.VERIFIED if verified else FindingStatus.POSSIBLE
    return _Candidate(a, b, kind, status, score, reason, doubt)


def _row(candidate: _Candidate, label: str) -> Incompatibility:
    a, b = candidate.a, candidate.b
    return Incompatibility(
        incompatibility_id=content_id(*sorted((a.position_id, b.position_id))),
        issue_id=str(a.issue_id),
        members=(a.member_id, b.member_id),
        positions=(a.position_id, b.position_id),
        type=candidate.type,
        status=candidate.status,
        score=candidate.score,
        severity=min(a.firmness, b.firmness),
        reason=candidate.reason,
        doubt=candidate.doubt,
        question=f"On “{label}”: which part of your sentence must stand for you to sign, and which could be worded "
        "so that the other side can sign too?",
        stability=None,
    )


ANALYSIS = Analysis(
    name="incompatibilities",
    needs=(Position, Cluster, Embedding, Judgement),
    produces=(Incompatibility,),
    settings=IncompatibilitySettings,
    run=find_incompatibilities,
)
