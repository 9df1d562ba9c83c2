"""Who belongs together unnoticed, who could act together on a few issues, and where ties hold or could tear."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import fsum

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
from models.feasible import Members, maximal_sets
from models.labels import content_words
from models.network import bridges, neighbours, parts

_TWO = 2
_CLEAR = (StanceSide.FOR, StanceSide.AGAINST)
_Sides = Mapping[str, Mapping[str, Stance]]  # member -> issue -> a clear side


class NetworkSettings(BaseModel):
    """What counts as a tie, and how much is listed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    close: float = Field(
        0.75, ge=0, le=1, description="Agreement from which two members are tied. Raising it finds fewer ties."
    )
    ally_overlap: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Shared words up to which two of one type that agree are unexpected allies. Raising it lists more.",
    )
    min_common: int = Field(
        2, ge=1, le=100, description="Issues that a group must have in common. Raising it lists fewer groups."
    )
    min_members: int = Field(
        3, ge=2, le=100, description="Members of a group around a few issues. Raising it lists fewer groups."
    )
    max_listed: int = Field(10, ge=0, le=1000, description="Rows kept of each kind. Raising it lists more.")
    effort: int = Field(
        100_000,
        ge=1000,
        le=1_000_000_000,
        description="Incompatibilities looked at for each group around an issue. Raising it takes longer.",
    )


def find_networks(rows: Rows, settings: NetworkSettings) -> Iterator[Record]:
    """Yield groups and bonds, and a rejection for each kind of which more were found than are listed.

    Unexpected allies: two members that agree (alignment), have no standing incompatibility, take the same clear side
    on enough issues, and are of different types or use few of the same words. Groups around a few issues: the
    largest part of an issue's supporters without a verified incompatibility, with all other issues that all of
    them support. Bridges: ties of agreement without which a connected part of the network would fall apart (Tarjan
    1974). Fractures: two members of one such part with a verified incompatibility between them; by the
    balance theorem (Harary 1953) no split into two camps respects all ties then. Silence makes no tie of any kind.
    """
    sides: dict[str, dict[str, Stance]] = defaultdict(dict)
    for stance in rows.of(Stance):
        if stance.stance in _CLEAR:
            sides[stance.member_id][stance.issue_id] = stance
    clashes = [row for row in rows.of(Incompatibility) if row.status is FindingStatus.VERIFIED]
    apart = {tuple(row.members) for row in clashes}
    close = [row for row in rows.of(Alignment) if row.agreement is not None and row.agreement >= settings.close]
    found: dict[str, list[Group] | list[Bond]] = {
        "unexpected allies": _allies(rows, close, sides, settings),
        "groups around a few issues": _around_issues(sides, clashes, settings),
        "bridges and fractures": _bonds(close, apart),
    }
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


def _allies(rows: Rows, close: Sequence[Alignment], sides: _Sides, settings: NetworkSettings) -> list[Group]:
    """Pairs that agree against expectation, those with least words in common first."""
    types = {entry.member_id: entry.type for entry in rows.of(MemberEntry)}
    quotes = {position.position_id: position.quote for position in rows.of(Position)}
    words: dict[tuple[str, str], frozenset[str]] = {}

    def words_of(member_id: str, issue_id: str) -> frozenset[str]:
        key = (member_id, issue_id)
        if key not in words:
            said = sides[member_id][issue_id].positions
            words[key] = frozenset(word for each in said for word in content_words(quotes[each]))
        return words[key]

    found: list[tuple[float, Group]] = []
    for row in close:
        a, b = row.member_a, row.member_b
        common = [
            issue_id
            for issue_id, stance in sides.get(a, {}).items()
            if issue_id in sides.get(b, {}) and sides[b][issue_id].stance is stance.stance
        ]
        if row.n_incompatible or len(common) < settings.min_common:
            continue
        overlap = fsum(_jaccard(words_of(a, each), words_of(b, each)) for each in sorted(common)) / len(common)
        one, other = types[a], types[b]
        if one and other and one != other:
            found.append((overlap, _group("agreement between different types of member", (a, b), common)))
        elif overlap <= settings.ally_overlap:
            found.append((overlap, _group("agreement in different words", (a, b), common)))
    found.sort(key=lambda each: (round(each[0], 4), -len(each[1].issue_ids), each[1].members))
    return [group for _, group in found]


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
    needs=(MemberEntry, Position, Stance, Alignment, Incompatibility),
    produces=(Group, Bond, Rejection),
    settings=NetworkSettings,
    run=find_networks,
)
