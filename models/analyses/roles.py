"""What each member is to the whole: in which camp, whom it holds together, and how many groups its demands rule out."""

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from corpus.intake import MemberEntry
from corpus.records import (
    Alignment,
    Coalition,
    CoalitionBasis,
    FindingStatus,
    Incompatibility,
    Record,
    Rejection,
    Role,
)
from models.analyses import Analysis, Rows
from models.frustration import split
from models.network import cut_members

_TWO = 2


class RoleSettings(BaseModel):
    """Who counts as a friend and who as an opponent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    friends: float = Field(
        0.75, ge=0, le=1, description="Agreement from which two members are friends. Raising it finds fewer friends."
    )
    opponents: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Share of shared issues on opposite sides from which two members are opponents. Raising it finds "
        "fewer opponents.",
    )


def tell_roles(rows: Rows, settings: RoleSettings) -> Iterator[Record]:
    """Yield one row for every member, and a rejection where the split into camps is not proven best.

    Opponents: a verified incompatibility between the two, or opposite sides on enough of the issues they share;
    friends: agreement on those, and no opponents. Camps: the split with fewest friends across and opponents within,
    whose number is the frustration index (`models.frustration`). Articulation: without the member its part of the
    network of friends falls apart. Obstruction: the listed coalitions that lack the member; each does only because
    of what the member, or somebody inside, demands. Two that share too few issues are neither friends nor opponents.
    """
    apart = {
        row.members
        for row in rows.of(Incompatibility)
        if row.status is FindingStatus.VERIFIED and len(row.members) == _TWO
    }
    friends, opponents = [], []
    for row in rows.of(Alignment):
        pair = (row.member_a, row.member_b)
        if pair in apart or (row.conflict is not None and row.conflict >= settings.opponents):
            opponents.append(pair)
        elif row.agreement is not None and row.agreement >= settings.friends:
            friends.append(pair)
    camps = split(friends, opponents)
    cutting = cut_members(friends)
    tied, against, strained = (
        Counter(member_id for pair in pairs for member_id in pair) for pairs in (friends, opponents, camps.contradicted)
    )
    lacking = {
        basis: Counter(m for row in rows.of(Coalition) if row.basis is basis for m in row.excluded)
        for basis in CoalitionBasis
    }
    for entry in sorted(rows.of(MemberEntry), key=lambda entry: entry.member_id):
        member_id = entry.member_id
        yield Role(
            member_id=member_id,
            camp=camps.camp.get(member_id),
            articulation=member_id in cutting,
            n_friends=tied[member_id],
            n_opponents=against[member_id],
            n_strained=strained[member_id],
            coalitions_without=lacking[CoalitionBasis.VERIFIED][member_id],
            coalitions_without_possible=lacking[CoalitionBasis.VERIFIED_AND_POSSIBLE][member_id],
        )
    if len(camps.contradicted) > camps.least:
        yield Rejection(
            step="roles",
            subject="camps",
            reason="search_cut",
            detail=f"The split into camps is contradicted by {len(camps.contradicted)} ties; a split with as few as "
            f"{camps.least} may exist, but the search for it was cut. Read the camps as one of several.",
        )


ANALYSIS = Analysis(
    name="roles",
    needs=(MemberEntry, Alignment, Incompatibility, Coalition),
    produces=(Role, Rejection),
    settings=RoleSettings,
    run=tell_roles,
)
