"""How close each pair of members is, on the issues on which both have spoken."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import fsum

from pydantic import BaseModel, ConfigDict, Field

from corpus.intake import MemberEntry
from corpus.records import Alignment, FindingStatus, Incompatibility, Stance, StanceSide
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
    advice applications (Louwerse and Rosema 2014), with w_i = 1; weighted_agreement takes the mean firmness of
    the two as w_i. Issues on which either is silent enter neither sum.
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
    for a, b in combinations(sorted(member.member_id for member in rows.of(MemberEntry)), 2):
        yield _compare(a, b, stances[a], stances[b], clashes[a, b], settings)


def _compare(
    a: str,
    b: str,
    of_a: Mapping[str, Stance],
    of_b: Mapping[str, Stance],
    n_incompatible: int,
    settings: AlignmentSettings,
) -> Alignment:
    shared = sorted(of_a.keys() & of_b.keys())
    pairs = [(of_a[issue], of_b[issue]) for issue in shared]
    distances = [abs((one.score or 0.0) - (other.score or 0.0)) / 2 for one, other in pairs]
    weights = [((one.firmness or 0.0) + (other.firmness or 0.0)) / 2 for one, other in pairs]
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
    needs=(MemberEntry, Stance, Incompatibility),
    produces=(Alignment,),
    settings=AlignmentSettings,
    run=align,
)
