"""How close each pair of members is, on the issues on which both have spoken."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import fsum

from pydantic import BaseModel, ConfigDict, Field

from corpus.intake import MemberEntry
from corpus.records import Alignment, FindingStatus, Incompatibility, IssueWeight, Stance, StanceSide
from models.analyses import Analysis, Rows


class AlignmentSettings(BaseModel):
    """When two members share enough to be compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_shared: int = Field(
        3,
        ge=1,
        le=100,
        description="Shared issues below which there is no number. Raising it leaves more pairs blank.",
    )


def align(rows: Rows, settings: AlignmentSettings) -> Iterator[Alignment]:
    """Yield one row for every pair of members.

    agreement = 1 - sum(w_i |s_ai - s_bi|) / (2 sum(w_i)) over the shared issues i, the city-block match of voting
    advice applications (Louwerse and Rosema 2014), with w_i = 1; weighted_agreement takes the mean over the two of
    firmness times weight as w_i, the weight being that of issue_weights.csv, or else of members.csv. Issues on which
    either is silent enter neither sum.
    """
    stances: dict[str, dict[str, Stance]] = defaultdict(dict)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            stances[stance.member_id][stance.issue_id] = stance
    clashes = Counter(
        row.members
        for row in rows.of(Incompatibility)
        if row.status in (FindingStatus.VERIFIED, FindingStatus.POSSIBLE)
    )
    entries = {entry.member_id: entry.weight for entry in rows.of(MemberEntry)}
    on_issue = {(row.member_id, row.issue_id): row.weight for row in rows.of(IssueWeight)}
    weights = {
        (member_id, issue_id): (stance.firmness or 0.0) * on_issue.get((member_id, issue_id), entries[member_id])
        for member_id, by_issue in stances.items()
        for issue_id, stance in by_issue.items()
    }
    for a, b in combinations(sorted(entries), 2):
        yield _compare((a, stances[a]), (b, stances[b]), weights, clashes[a, b], settings)


def _compare(
    one_side: tuple[str, Mapping[str, Stance]],
    other_side: tuple[str, Mapping[str, Stance]],
    weight_of: Mapping[tuple[str, str], float],
    n_incompatible: int,
    settings: AlignmentSettings,
) -> Alignment:
    (a, of_a), (b, of_b) = one_side, other_side
    shared = sorted(of_a.keys() & of_b.keys())
    pairs = [(of_a[issue], of_b[issue]) for issue in shared]
    distances = [abs((one.score or 0.0) - (other.score or 0.0)) / 2 for one, other in pairs]
    weights = [(weight_of[a, issue] + weight_of[b, issue]) / 2 for issue in shared]
    sides = [{one.stance, other.stance} for one, other in pairs]
    n_conflict = sum(side == {StanceSide.FOR, StanceSide.AGAINST} for side in sides)
    enough = len(shared) >= settings.min_shared
    total = fsum(weights)
    weighted = 1 - fsum(w * d for w, d in zip(weights, distances, strict=True)) / total if total else None
    return Alignment(
        member_a=a,
        member_b=b,
        agreement=round(1 - fsum(distances) / len(shared), 4) if enough else None,
        weighted_agreement=round(weighted, 4) if enough and weighted is not None else None,
        conflict=round(n_conflict / len(shared), 4) if enough else None,
        n_shared=len(shared),
        n_agree=sum(side in ({StanceSide.FOR}, {StanceSide.AGAINST}) for side in sides),
        n_conflict=n_conflict,
        n_incompatible=n_incompatible,
    )


ANALYSIS = Analysis(
    name="alignment",
    needs=(MemberEntry, IssueWeight, Stance, Incompatibility),
    produces=(Alignment,),
    settings=AlignmentSettings,
    run=align,
)
