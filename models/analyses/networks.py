"""Who belongs together unnoticed, who could act together on a few issues, and where ties hold or could tear."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from statistics import median

from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.intake import MemberEntry
from corpus.records import (
    Alignment,
    Bond,
    BondKind,
    FindingStatus,
    Group,
    Incompatibility,
    Position,
    Record,
    Rejection,
    Stance,
    StanceSide,
)
from models.analyses import Analysis, Rows
from models.embedding import Embedding
from models.families import families, parties
from models.feasible import Members, maximal_sets
from models.labels import content_words
from models.network import bridges, neighbours, parts
from models.surprise import surprises

_TWO = 2
_MICRO = "micro_alliance"
_CLEAR = (StanceSide.FOR, StanceSide.AGAINST)
_Sides = Mapping[str, Mapping[str, Stance]]  # member -> issue -> a clear side


class NetworkSettings(BaseModel):
    """What counts as a tie, and how much is listed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    close: float = Field(
        0.75, ge=0, le=1, description="Agreement from which two members are tied. Raising it finds fewer ties."
    )
    surprise: float = Field(
        1.0,
        ge=0,
        le=10,
        description="Standard deviations by which the agreement of unexpected allies exceeds what their types and "
        "shared words predict. Raising it lists fewer.",
    )
    min_pairs: int = Field(
        10,
        ge=4,
        le=10_000,
        description="Pairs with an agreement below which nothing can be predicted and nobody is unexpected. Raising "
        "it leaves small alliances without unexpected allies.",
    )
    min_common: int = Field(
        2, ge=1, le=100, description="Issues that a group must have in common. Raising it lists fewer groups."
    )
    min_members: int = Field(
        3, ge=2, le=100, description="Members of a group around a few issues. Raising it lists fewer groups."
    )
    family_distance: float = Field(
        0.35,
        ge=0,
        le=1,
        description="Distance up to which issues are one family, for groups that could act on it alone. Raising it "
        "makes fewer, wider families.",
    )
    max_listed: int = Field(10, ge=0, le=1000, description="Rows kept of each kind. Raising it lists more.")
    effort: int = Field(
        100_000,
        ge=1000,
        le=1_000_000_000,
        description="Incompatibilities looked at for each group around an issue, and a tenth of it for each family of "
        "issues. Raising it takes longer.",
    )


def find_networks(rows: Rows, settings: NetworkSettings) -> Iterator[Record]:
    """Yield groups and bonds, and a rejection for each kind of which more were found than are listed.

    Unexpected allies: two members of different types, or with no more words in common than half the pairs, that
    agree, and more so than a fit over all pairs of agreement to type and shared words predicts (`models.surprise`);
    that have no standing incompatibility and take the same clear side on enough issues. Groups around a few issues:
    the largest part of an issue's supporters without a verified incompatibility, with all other issues that all of
    them support. Micro-alliances: for each family of issues (`models.families`) the largest set of members that
    agree on it and have no verified incompatibility about it, whatever divides them elsewhere. Bridges: ties of
    agreement without which a connected part of the network would fall apart (Tarjan 1974). Fractures: two members
    of one such part with a verified incompatibility between them; by the balance theorem (Harary 1953) no split
    into two camps respects all ties then. Silence makes no tie of any kind.
    """
    sides: dict[str, dict[str, Stance]] = defaultdict(dict)
    for stance in rows.of(Stance):
        if stance.stance in _CLEAR:
            sides[stance.member_id][stance.issue_id] = stance
    clashes = [row for row in rows.of(Incompatibility) if row.status is FindingStatus.VERIFIED]
    apart = {tuple(row.members) for row in clashes}
    close = [row for row in rows.of(Alignment) if row.agreement is not None and row.agreement >= settings.close]
    found: dict[str, list[Group] | list[Bond]] = {
        "unexpected allies": _allies(rows, sides, settings),
        "groups around a few issues": _around_issues(sides, clashes, settings),
        "bridges and fractures": _bonds(close, apart),
    }
    found["micro-alliances"], unproven = _micro_alliances(rows, sides, clashes, settings)
    if unproven:
        yield Rejection(
            step="networks",
            subject="micro-alliances: size",
            reason="search_cut",
            detail=f"{unproven} of {len(found['micro-alliances'])} micro-alliances are not proven to be the largest on "
            "their issues. Raise networks.effort to search further.",
        )
    for what, listed in found.items():
        yield from listed[: settings.max_listed]
        if len(listed) > settings.max_listed:
            yield Rejection(
                step="networks",
                subject=what,
                reason="over_the_cap",
                detail=f"{len(listed) - settings.max_listed} of {len(listed)} {what}, the weakest, are not listed. "
                "Raise networks.max_listed to keep them.",
            )


def _group(basis: str, members: Sequence[str], issue_ids: Sequence[str]) -> Group:
    ordered = tuple(sorted(members))
    return Group(group_id=content_id(basis, *ordered), members=ordered, issue_ids=tuple(sorted(issue_ids)), basis=basis)


def _allies(rows: Rows, sides: _Sides, settings: NetworkSettings) -> list[Group]:
    """Pairs that agree against expectation, the most surprising first."""
    types = {entry.member_id: entry.type for entry in rows.of(MemberEntry)}
    compared = [row for row in rows.of(Alignment) if row.agreement is not None]
    compared.sort(key=lambda row: (row.member_a, row.member_b))
    overlaps = _shared_words(rows, compared)
    apart = [_differ(types[row.member_a], types[row.member_b]) for row in compared]
    beyond = surprises(
        [row.agreement or 0.0 for row in compared],
        [(float(differ), overlap) for differ, overlap in zip(apart, overlaps, strict=True)],
        fewest=settings.min_pairs,
    )
    found: list[tuple[float, Group]] = []
    for row, differ, overlap, surprise in zip(compared, apart, overlaps, beyond or (), strict=False):
        a, b = row.member_a, row.member_b
        common = [
            issue_id
            for issue_id, stance in sides.get(a, {}).items()
            if issue_id in sides.get(b, {}) and sides[b][issue_id].stance is stance.stance
        ]
        agree = (row.agreement or 0.0) >= settings.close and surprise >= settings.surprise
        if not agree or row.n_incompatible or len(common) < settings.min_common:
            continue
        if differ:
            found.append((surprise, _group("agreement between different types of member", (a, b), common)))
        elif overlap <= median(overlaps):
            found.append((surprise, _group("agreement in different words", (a, b), common)))
    found.sort(key=lambda each: (-each[0], -len(each[1].issue_ids), each[1].members))
    return [group for _, group in found]


def _differ(one: str | None, other: str | None) -> bool:
    """Tell whether two types are known and not the same."""
    return one is not None and other is not None and one != other


def _shared_words(rows: Rows, compared: Sequence[Alignment]) -> list[float]:
    """Return for each pair the mean Jaccard overlap of their words on the issues on which both have spoken."""
    quotes = {position.position_id: position.quote for position in rows.of(Position)}
    words: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            words[stance.member_id][stance.issue_id] = frozenset(
                word for each in stance.positions for word in content_words(quotes[each])
            )
    overlaps = []
    for row in compared:
        one, other = words[row.member_a], words[row.member_b]
        shared = sorted(one.keys() & other.keys())
        overlaps.append(round(fsum(_jaccard(one[each], other[each]) for each in shared) / len(shared), 6))
    return overlaps


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _around_issues(sides: _Sides, clashes: Sequence[Incompatibility], settings: NetworkSettings) -> list[Group]:
    """Sets of members that support the same few issues and have no verified incompatibility, largest first."""
    supporters: dict[str, set[str]] = defaultdict(set)
    for member_id, by_issue in sides.items():
        for issue_id, stance in by_issue.items():
            if stance.stance is StanceSide.FOR:
                supporters[issue_id].add(member_id)
    conflicts = {frozenset(row.members) for row in clashes}
    groups: dict[Members, Group] = {}
    for _, together in sorted(supporters.items()):
        inside = maximal_sets(together, conflicts, limit=1, effort=settings.effort, programmes=0).sets[0]
        common = [issue_id for issue_id, members in supporters.items() if inside <= members]
        if len(inside) >= settings.min_members and len(common) >= settings.min_common:
            groups[inside] = _group("support for the same few issues", tuple(inside), common)
    return sorted(groups.values(), key=lambda g: (-len(g.members) * len(g.issue_ids), g.members))


def _micro_alliances(
    rows: Rows, sides: _Sides, clashes: Sequence[Incompatibility], settings: NetworkSettings
) -> tuple[list[Group], int]:
    """Return who could act together on one family of issues, and how many of these sets are not proven largest."""
    issue_of = {row.position_id: row.issue_id for row in rows.of(Position) if row.issue_id}
    placed = ((issue_of[row.position_id], row.placed) for row in rows.of(Embedding) if row.position_id in issue_of)
    by_issue: dict[str, dict[str, StanceSide]] = defaultdict(dict)
    for member_id, held in sides.items():
        for issue_id, stance in held.items():
            by_issue[issue_id][member_id] = stance.stance
    found = [
        party
        for party in parties(
            families(placed, distance=settings.family_distance), by_issue, clashes, effort=settings.effort // 10
        )
        if len(party.members) >= settings.min_members
    ]
    found.sort(key=lambda party: (-len(party.members) * len(party.issue_ids), sorted(party.members), party.issue_ids))
    groups = [
        Group(
            group_id=content_id(_MICRO, *sorted(party.members), "on", *party.issue_ids),
            members=tuple(sorted(party.members)),
            issue_ids=party.issue_ids,
            basis=_MICRO,
        )
        for party in found
    ]
    return groups, sum(not party.is_proven for party in found)


def _bonds(close: Sequence[Alignment], apart: set[tuple[str, ...]]) -> list[Bond]:
    """Fractures, then bridges."""
    ties = [(row.member_a, row.member_b) for row in close if (row.member_a, row.member_b) not in apart]
    part = parts(neighbours(ties))
    torn = {(pair[0], pair[1]) for pair in apart if len(pair) == _TWO}
    fractures = {(a, b) for a, b in torn if a in part and b in part and part[a] == part[b]}
    return [
        Bond(bond_id=content_id(kind, a, b), member_a=a, member_b=b, kind=kind)
        for kind, pairs in ((BondKind.FRACTURE, fractures), (BondKind.BRIDGE, bridges(ties)))
        for a, b in sorted(pairs)
    ]


ANALYSIS = Analysis(
    name="networks",
    needs=(MemberEntry, Position, Embedding, Stance, Alignment, Incompatibility),
    produces=(Group, Bond, Rejection),
    settings=NetworkSettings,
    run=find_networks,
)
