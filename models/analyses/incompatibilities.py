"""Finds pairs of firm demands that cannot both be honoured, and says why, how sure, and what to ask."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.ids import content_id
from corpus.records import (
    Cluster,
    FindingStatus,
    Incompatibility,
    IncompatibilityType,
    Judgement,
    Kind,
    Position,
    Record,
    Rejection,
    Term,
    Told,
    Verdict,
)
from models.analyses import Analysis, Rows
from models.compatibility import Demand, Reason, demand_of, numbers, why_compatible
from models.compatibility._parallel import differing_place
from models.compatibility._shares import WHOLE, Share, additive, least_share
from models.compatibility.numbers import bounds_leave_room
from models.conflict_words import condition_doubt, numbers_reason, question, sides_reason
from models.defined_apart import DefinedApart
from models.embedding import Embedding, Vector
from models.firm_positions import by_issue, firmest_in_turn, pairs
from models.incompatibility_settings import IncompatibilitySettings
from models.joint_conflicts import joint_rows
from models.leaning import Opposition
from models.quantities import Quantity, interval_of, overlap


@dataclass(frozen=True, slots=True)
class _Candidate:
    a: Position
    b: Position
    type: IncompatibilityType
    status: FindingStatus
    score: float
    reason: str
    doubt: str
    rejected_by: str = ""


_DEONTIC_DOUBT = (
    "Which side each takes was told by a model that is right about two times in three; the sentences may be about "
    "different cases."
)
_PLACE_DOUBT = "The two may be meant for different cases, or a text may offer both."
_TERM_DOUBT = "Here the two may mean the same by it."
_READ_DOUBT = "A reader saw the two sentences with their headings, not the whole papers."
_ORDER = {FindingStatus.VERIFIED: 0, FindingStatus.POSSIBLE: 1, FindingStatus.REJECTED: 2}


class _Corpus:
    """What is known of all positions; a demand is taken apart once, when it is first needed."""

    def __init__(self, rows: Rows) -> None:
        self.labels = {cluster.issue_id: cluster.label for cluster in rows.of(Cluster)}
        self._vectors: Mapping[str, Vector] = {each.position_id: each.sentence for each in rows.of(Embedding)}
        self._judged = {(row.position_a, row.position_b): row for row in rows.of(Judgement)}
        self._oppositions = {(row.position_a, row.position_b): row for row in rows.of(Opposition)}
        self.defined_apart = DefinedApart(rows.of(Term))
        self.told = {row.position_id for row in rows.of(Told) if row.stance}
        self._demands: dict[str, Demand] = {}
        self._shares: dict[str, Share | None] = {}
        self._why_not: dict[tuple[str, str], Reason | None] = {}

    def closeness(self, a: Position, b: Position) -> float:
        cosine = float(self._vectors[a.position_id] @ self._vectors[b.position_id])
        return round(min(1.0, max(0.0, cosine)), 4)  # vectors on a grid can be a hair longer than 1

    def judgement(self, a: Position, b: Position) -> Judgement | None:
        return self._judged.get((min(a.position_id, b.position_id), max(a.position_id, b.position_id)))

    def opposition(self, a: Position, b: Position) -> Opposition | None:
        return self._oppositions.get((min(a.position_id, b.position_id), max(a.position_id, b.position_id)))

    def why_not(self, a: Position, b: Position) -> Reason | None:
        pair = (a.position_id, b.position_id)
        if pair not in self._why_not:
            self._why_not[pair] = self._room(a, b) or why_compatible(self.demand(a), self.demand(b))
        return self._why_not[pair]

    def _room(self, a: Position, b: Position) -> Reason | None:
        """The limits that the two ask for, wherever in the sentences their bounds stand, leave room for both."""
        one, other = interval_of(a), interval_of(b)
        text = bounds_leave_room(self.demand(a), self.demand(b), one, other) if one and other else None
        return Reason(numbers.CHECK.name, text) if text else None

    def demand(self, position: Position) -> Demand:
        if position.position_id not in self._demands:
            self._demands[position.position_id] = demand_of(position)
        return self._demands[position.position_id]

    def share(self, position: Position) -> Share | None:
        if position.position_id not in self._shares:
            self._shares[position.position_id] = least_share(self.demand(position))
        return self._shares[position.position_id]


def find_incompatibilities(rows: Rows, settings: IncompatibilitySettings) -> Iterator[Record]:
    """Yield one row per pair of members and issue: its strongest candidate, rejected ones included.

    Cost: at most max_firm_per_issue² / 2 pairs an issue, so linear in positions; what the bound leaves out is a
    rejection.
    """
    corpus = _Corpus(rows)
    for issue_id, held in by_issue(rows.of(Position), min_firmness=settings.min_firmness).items():
        kept = firmest_in_turn(held, most=settings.max_firm_per_issue)
        for _, pairs_of_two in groupby(pairs(kept), key=_members):
            best = min(_candidates(pairs_of_two, corpus, settings), key=_rank, default=None)
            if best:
                yield _row(best, corpus.labels[issue_id])
        joint, more = joint_rows(
            kept,
            corpus,
            label=corpus.labels[issue_id],
            most=settings.max_joint_per_issue,
        )
        yield from joint
        yield from _left_out(issue_id, n_firm=len(held), n_kept=len(kept), more_joint=more)


def _left_out(issue_id: str, *, n_firm: int, n_kept: int, more_joint: bool) -> Iterator[Rejection]:
    """Say what the bounds left out."""
    if n_kept < n_firm:
        yield Rejection(
            step="incompatibilities",
            subject=issue_id,
            reason="over_the_cap",
            detail=f"{n_firm - n_kept} of {n_firm} firm positions, the least firm of those members that have many, "
            "were not held against the others. Raise incompatibilities.max_firm_per_issue to do so.",
        )
    if more_joint:
        yield Rejection(
            step="incompatibilities of three or more",
            subject=issue_id,
            reason="over_the_cap",
            detail="There are more conflicts of three or more members than are kept, or the search for them was ended. "
            "Raise incompatibilities.max_joint_per_issue to keep more.",
        )


def _members(pair: tuple[Position, Position]) -> tuple[str, str]:
    return pair[0].member_id, pair[1].member_id


def _rank(candidate: _Candidate) -> tuple[int, float, list[str]]:
    return _ORDER[candidate.status], -candidate.score, sorted((candidate.a.position_id, candidate.b.position_id))


def _candidates(
    pairs: Iterable[tuple[Position, Position]], corpus: _Corpus, settings: IncompatibilitySettings
) -> Iterator[_Candidate]:
    for a, b in pairs:
        candidate = _resource(a, b, corpus, settings) or _numeric(a, b, corpus, settings)
        candidate = candidate or _exclusive_value(a, b, corpus, settings) or _deontic(a, b, corpus, settings)
        candidate = _definitional(a, b, candidate, corpus)
        judgement = corpus.judgement(a, b)
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
        doubt = judgement.doubt or found.doubt
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, doubt, "reader")
    hard = [position.kind is Kind.NON_NEGOTIABLE for position in (a, b)]
    exact = kind is IncompatibilityType.NUMERIC
    verified = all(hard) or exact
    status = FindingStatus.VERIFIED if verified else FindingStatus.POSSIBLE if any(hard) else FindingStatus.REJECTED
    reason = judgement.reason if verified or any(hard) else f"Neither makes it a red line. {judgement.reason}"
    rejected_by = "red_line" if status is FindingStatus.REJECTED else ""
    return _Candidate(a, b, kind, status, score, reason, judgement.doubt or _READ_DOUBT, rejected_by)


def _resource(a: Position, b: Position, corpus: _Corpus, settings: IncompatibilitySettings) -> _Candidate | None:
    """Two least shares of one whole, for two purposes, that exceed it."""
    one, other = corpus.share(a), corpus.share(b)
    if one is None or other is None or not additive(one, other) or one.least + other.least <= WHOLE:
        return None
    return _judged(
        a,
        b,
        IncompatibilityType.RESOURCE,
        corpus,
        settings,
        reason=f"Together they ask for more than there is: {one.least:g} + {other.least:g} of 100 per cent.",
        doubt="The shares may be meant of different wholes.",
        verified_from=settings.verified_number_closeness,
    )


def _numeric(a: Position, b: Position, corpus: _Corpus, settings: IncompatibilitySettings) -> _Candidate | None:
    one, other = interval_of(a), interval_of(b)
    if one is None or other is None or overlap(one, other) is not False:
        return None
    kind = (
        IncompatibilityType.TEMPORAL
        if one.unit.removesuffix(" apart") in ("day", "working day", "date")
        else IncompatibilityType.NUMERIC
    )
    reason = numbers_reason(one, other)
    doubt = "The two numbers may count different things, or hold for different cases."
    exact = _floor_over_cap(one, other) or _floor_over_cap(other, one)
    if not exact:
        doubt = f"A plain number may be meant as a least or as a most. {doubt}"
    least = settings.verified_number_closeness if exact else None
    return _judged(a, b, kind, corpus, settings, reason=reason, doubt=doubt, verified_from=least)


def _floor_over_cap(one: Quantity, other: Quantity) -> bool:
    """One says at least, the other at most: no reading lets both be met."""
    return one.low is not None and one.high is None and other.high is not None and other.low is None


def _exclusive_value(a: Position, b: Position, corpus: _Corpus, settings: IncompatibilitySettings) -> _Candidate | None:
    """Two demands in parallel words that fill one place with two values."""
    if Kind.NON_NEGOTIABLE not in (a.kind, b.kind):
        return None
    place = differing_place(corpus.demand(a), corpus.demand(b))
    if place is None:
        return None
    return _judged(
        a,
        b,
        IncompatibilityType.EXCLUSIVE_VALUE,
        corpus,
        settings,
        reason=f"They differ in one place, and one text can hold only one of the two: “{place.of_a}” against "
        f"“{place.of_b}”.",
        doubt=_PLACE_DOUBT,
        verified_from=settings.same_point if a.kind is b.kind is Kind.NON_NEGOTIABLE else None,
    )


def _deontic(a: Position, b: Position, corpus: _Corpus, settings: IncompatibilitySettings) -> _Candidate | None:
    """Judge two that stand on opposite sides of the issue, or oppose each other when held against each other."""
    held = corpus.opposition(a, b)
    opposite = max(a.stance, b.stance) >= settings.clear and min(a.stance, b.stance) <= -settings.clear
    told = {a.position_id, b.position_id} <= corpus.told  # who told the sides goes before the model
    if not opposite and (told or held is None or held.oppose < settings.opposed):
        return None
    kind = IncompatibilityType.DEONTIC
    firmness = min(a.firmness, b.firmness)
    score = round(firmness * (held.oppose if held else corpus.closeness(a, b) / 2), 4)
    if Kind.NON_NEGOTIABLE not in (a.kind, b.kind):
        why = "One asks for what the other turns down, but neither makes it a red line."
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, _DEONTIC_DOUBT, "red_line")
    if held is None and not told:
        why = "They take opposite sides of the issue, but each is nearer to others; the two were not held together."
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, _DEONTIC_DOUBT, "different_points")
    if held and (held.neither >= settings.other_point or held.oppose < settings.least_opposition):
        why = "They take opposite sides of the issue; held against each other, "
        why += "they speak of different points." if held.neither >= settings.other_point else "they are hardly opposed."
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, _DEONTIC_DOUBT, "different_points")
    reason = sides_reason(a, b, about=corpus.labels[str(a.issue_id)])
    both_hard = a.kind is Kind.NON_NEGOTIABLE and b.kind is Kind.NON_NEGOTIABLE
    sure = opposite and both_hard and held is not None and held.oppose >= settings.verified_opposition
    verified_from = settings.same_point if sure else None
    found = _judged(a, b, kind, corpus, settings, reason=reason, doubt=_DEONTIC_DOUBT, verified_from=verified_from)
    return replace(found, score=score)


def _definitional(a: Position, b: Position, found: _Candidate | None, corpus: _Corpus) -> _Candidate | None:
    """Two that speak of one word with two meanings: what seems agreed is not, and what collides may do so in name."""
    apart = corpus.defined_apart.between(a, b)
    both_hard = a.kind is b.kind is Kind.NON_NEGOTIABLE
    if apart is None or (found is None and not both_hard) or (found and found.status is FindingStatus.REJECTED):
        return found
    why = f"Both speak of “{apart.term}” and define it differently. {apart.reason}"
    score = found.score if found else round(corpus.closeness(a, b) * min(a.firmness, b.firmness), 4)
    reason, doubt = (f"{why} {found.reason}", f"{_TERM_DOUBT} {found.doubt}") if found else (why, _TERM_DOUBT)
    return _Candidate(a, b, IncompatibilityType.DEFINITIONAL, FindingStatus.POSSIBLE, score, reason, doubt)


def _judged(
    a: Position,
    b: Position,
    kind: IncompatibilityType,
    corpus: _Corpus,
    settings: IncompatibilitySettings,
    *,
    reason: str,
    doubt: str,
    verified_from: float | None,
) -> _Candidate:
    """Apply the non-conflict test: are they about one point, and does nothing in their wording keep them apart?

    `verified_from` is the closeness from which nothing is left to check; None if something always is. A condition on
    either side keeps a row from being verified, and rejects nothing: in held-out pairs that exclude each other both
    sides often have one ("unless the owner objects", "only if the owner agrees").
    """
    closeness = corpus.closeness(a, b)
    score = round(closeness * min(a.firmness, b.firmness), 4)
    if closeness < settings.same_point:
        why = f"The two sentences have too little in common to be about one point (closeness {closeness:.2f})."
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why, doubt, "closeness")
    if why_not := corpus.why_not(a, b):
        return _Candidate(a, b, kind, FindingStatus.REJECTED, score, why_not.text, doubt, why_not.check)
    condition = condition_doubt(a, b)
    verified = verified_from is not None and closeness >= verified_from and not condition
    status = FindingStatus.VERIFIED if verified else FindingStatus.POSSIBLE
    return _Candidate(a, b, kind, status, score, reason, condition + doubt)


def _row(candidate: _Candidate, label: str) -> Incompatibility:
    a, b = candidate.a, candidate.b
    by_number = candidate.type in (IncompatibilityType.NUMERIC, IncompatibilityType.TEMPORAL)
    one, other = (interval_of(a), interval_of(b)) if by_number else (None, None)
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
        question=question(label, a, b, one=one, other=other),
        stability=None,  # models.stability measures it
        rejected_by=candidate.rejected_by,
    )


ANALYSIS = Analysis(
    name="incompatibilities",
    needs=(Position, Cluster, Embedding, Judgement, Told, Opposition, Term),
    produces=(Incompatibility, Rejection),
    settings=IncompatibilitySettings,
    run=find_incompatibilities,
)
