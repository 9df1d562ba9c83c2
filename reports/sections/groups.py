"""How close members are to each other, on the issues on which both have spoken."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import (
    Alignment,
    Bond,
    BondKind,
    Coalition,
    CoalitionBasis,
    Group,
    Issue,
    Lineage,
    Member,
    Role,
)
from reports.language import N_, _, listed, number
from reports.ordering import boxes, by_closeness
from reports.run_data import RunData
from reports.sections import Section

BANDS = 6
LEAST_IN_BOX = 3
_BASES = {
    "agreement between different types of member": N_("agreement between different types of member"),
    "agreement in different words": N_("agreement in different words"),
    "support for the same few issues": N_("support for the same few issues"),
    "micro_alliance": N_("the same side wherever two of them speak, and no verified collision, on these issues alone"),
}
BOND_WORDS = {
    BondKind.BRIDGE: N_("joins two groups"),
    BondKind.FRACTURE: N_("is a line along which the alliance could part"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """Two members: on how many shared issues they are on the same side. No band: too few shared to say.

    `label` is what is said aloud in place of the figures, where they do not say it all.
    """

    band: int | None
    same: int
    shared: int
    collide: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the matrix: two members, or None for a member itself; and the sides on which a box has its frame."""

    square: Square | None
    edges: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One member's row of the matrix."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two members in the table."""

    names: str
    same: int
    opposite: int
    shared: int
    agreement: str
    incompatible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Neighbours in the matrix that stand together, with the counts that say how far."""

    names: str
    same: int
    shared: int
    n_pairs: int
    n_unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Members that stand close to each other, and the issues that hold them together."""

    id: str
    names: str
    issues: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivot:
    """A member without whom a part of the network falls apart, or that is left out of most groups."""

    name: str
    n_friends: int
    n_opponents: int
    articulation: bool
    n_without: int
    n_groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    lines: tuple[Line, ...]
    closest: tuple[Pair, ...]
    farthest: tuple[Pair, ...]
    n_pairs: int
    n_known: int
    n_members: int
    boxes: tuple[Box, ...]
    groups: tuple[Cluster, ...]
    bonds: tuple[tuple[str, str, str], ...]
    camps: tuple[str, ...]
    n_strained: int
    pivots: tuple[Pivot, ...]


def build(data: RunData) -> View | None:
    """Return matrix and pairs, or None where no two members were compared."""
    pairs = [row for row in data.rows(Alignment) if row.member_a in data.members and row.member_b in data.members]
    if not pairs:
        return None
    known = sorted(
        (pair for pair in pairs if pair.agreement is not None),
        key=lambda pair: (-(pair.agreement or 0.0), -pair.n_shared, pair.member_a, pair.member_b),
    )
    n_listed = data.layout.pairs_listed
    far = known[n_listed:][-n_listed:][::-1]
    drawn = bool(known) and len(data.members) <= data.layout.matrix_members
    order = by_closeness(data) if drawn else ()
    found = boxes(data, order, agreement=data.layout.box_agreement, least=LEAST_IN_BOX)
    return View(
        lines=_lines(data, pairs, order, found),
        boxes=tuple(_box(data, pairs, order[start:end]) for start, end in found),
        closest=tuple(_pair(data, pair) for pair in known[:n_listed]),
        farthest=tuple(_pair(data, pair) for pair in far),
        n_pairs=len(pairs),
        n_known=len(known),
        n_members=len(data.members),
        groups=tuple(_cluster(data, group) for group in data.rows(Group)),
        bonds=tuple(
            (
                listed([data.names[bond.member_a], data.names[bond.member_b]]),
                _(BOND_WORDS[bond.kind]),
                bond.bond_id,
            )
            for bond in data.rows(Bond)
        ),
        camps=_camps(data),
        n_strained=sum(role.n_strained for role in data.rows(Role)) // 2,
        pivots=_pivots(data),
    )


def _lines(
    data: RunData, pairs: Sequence[Alignment], order: Sequence[str], found: Sequence[tuple[int, int]]
) -> tuple[Line, ...]:
    met = {frozenset((pair.member_a, pair.member_b)): pair for pair in pairs}
    return tuple(
        Line(
            name=data.names[member],
            places=tuple(
                Place(
                    square=None if member == other else _square(met.get(frozenset((member, other)))),
                    edges=_edges(row, column, found),
                )
                for column, other in enumerate(order)
            ),
        )
        for row, member in enumerate(order)
    )


def _edges(row: int, column: int, found: Sequence[tuple[int, int]]) -> str:
    """Return on which sides of a place a box has its frame, as names of classes."""
    for start, end in found:
        if start <= row < end and start <= column < end:
            edges = {"top": row == start, "bottom": row == end - 1, "left": column == start, "right": column == end - 1}
            return " ".join(f"box-{side}" for side, is_edge in edges.items() if is_edge)
    return ""


def _box(data: RunData, pairs: Sequence[Alignment], inside: Sequence[str]) -> Box:
    among = [pair for pair in pairs if {pair.member_a, pair.member_b} <= set(inside)]
    known = [pair for pair in among if pair.agreement is not None]
    return Box(
        names=listed([data.names[member] for member in inside]),
        same=sum(pair.n_agree for pair in known),
        shared=sum(pair.n_shared for pair in known),
        n_pairs=len(among),
        n_unknown=len(among) - len(known),
    )


def _camps(data: RunData) -> tuple[str, ...]:
    """Return the two sides of the split that fewest ties contradict; nothing where all are on one side."""
    held: dict[int, list[str]] = {}
    for role in data.rows(Role):
        if role.camp is not None and role.member_id in data.names:
            held.setdefault(role.camp, []).append(data.names[role.member_id])
    return tuple(listed(held[camp]) for camp in sorted(held)) if len(held) > 1 else ()


def _pivots(data: RunData) -> tuple[Pivot, ...]:
    """Return the members without whom something falls apart, and those left out of more than half of the groups."""
    n_groups = sum(coalition.basis is CoalitionBasis.VERIFIED for coalition in data.rows(Coalition))
    return tuple(
        Pivot(
            name=data.names[role.member_id],
            n_friends=role.n_friends,
            n_opponents=role.n_opponents,
            articulation=role.articulation,
            n_without=role.coalitions_without if 2 * role.coalitions_without > n_groups else 0,
            n_groups=n_groups,
        )
        for role in data.rows(Role)
        if role.member_id in data.names and (role.articulation or 2 * role.coalitions_without > n_groups)
    )


def _square(pair: Alignment | None) -> Square:
    collide = bool(pair and pair.n_incompatible)
    if pair is None or pair.agreement is None:
        shared = pair.n_shared if pair else 0
        few = _("too few shared issues to say (%(shared)s)", shared=shared)
        return Square(band=None, same=0, shared=shared, collide=collide, label=_clashing(few) if collide else few)
    return Square(
        band=min(int(pair.agreement * BANDS), BANDS - 1),
        same=pair.n_agree,
        shared=pair.n_shared,
        collide=collide,
        label=_clashing(f"{pair.n_agree}/{pair.n_shared}") if collide else "",
    )


def _clashing(label: str) -> str:
    return _("%(text)s, demands exclude each other", text=label)


def _pair(data: RunData, pair: Alignment) -> Pair:
    return Pair(
        names=listed([data.names[pair.member_a], data.names[pair.member_b]]),
        same=pair.n_agree,
        opposite=pair.n_conflict,
        shared=pair.n_shared,
        agreement=number(pair.agreement or 0.0, decimals=2),
        incompatible=pair.n_incompatible,
    )


def _cluster(data: RunData, group: Group) -> Cluster:
    return Cluster(
        id=group.group_id,
        names=listed([data.names[member] for member in data.members if member in group.members]),
        issues="; ".join(data.labels[issue_id] for issue_id in group.issue_ids if issue_id in data.labels),
        basis=_(_BASES[group.basis]) if group.basis in _BASES else group.basis,
    )


SECTION = Section(
    id="groups",
    title=N_("Who stands close to whom"),
    short_title=N_("Who is close"),
    question=N_("Where are the natural partners and the fault lines?"),
    order=70,
    needs=(Member, Issue, Lineage, Alignment, Group, Bond, Role, Coalition),
    build=build,
)
