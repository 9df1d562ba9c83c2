import pytest

from corpus.intake import MemberEntry
from corpus.records import Alignment, Coalition, FindingStatus, Incompatibility, Rejection, Role, Stance
from models import frustration
from models.analyses import coalitions
from models.analyses.roles import ANALYSIS


@pytest.fixture(scope="module")
def tell(make, run):
    """Roles by member; ties are given as (a, b): agreement, or None for too little in common."""

    def told(members, ties=(), clashes=()):
        alignment = [
            Alignment(
                member_a=a,
                member_b=b,
                agreement=agreement,
                weighted_agreement=agreement,
                conflict=None if agreement is None else round(1 - agreement, 4),
                n_shared=0 if agreement is None else 4,
                n_agree=0,
                n_conflict=0,
                n_incompatible=0,
            )
            for (a, b), agreement in dict(ties).items()
        ]
        given = {
            MemberEntry: make.members(*members),
            Alignment: alignment,
            Incompatibility: list(clashes),
            Stance: [],
        }
        given[Coalition] = [row for row in run(coalitions.ANALYSIS, given) if isinstance(row, Coalition)]
        rows = run(ANALYSIS, given)
        return {row.member_id: row for row in rows if isinstance(row, Role)}, [
            row for row in rows if isinstance(row, Rejection)
        ]

    return told


def test_how_many_coalitions_each_members_demands_rule_out(tell, make):
    """Worked by hand from the eight maximal coalitions of AB, BC, DE, ACF: A4 B6 C4 D4 E4 F2."""
    roles, _ = tell("abcdef", clashes=[make.clash(*pair) for pair in ("ab", "bc", "de", "acf")])
    assert {name: row.coalitions_without for name, row in roles.items()} == dict(
        zip("abcdef", (4, 6, 4, 4, 4, 2), strict=True)
    )
    assert all(row.coalitions_without == row.coalitions_without_possible for row in roles.values())


def test_possible_clashes_count_on_their_own(tell, make):
    roles, _ = tell("abc", clashes=[make.clash("a", "b", status=FindingStatus.POSSIBLE)])
    assert [(row.coalitions_without, row.coalitions_without_possible) for row in roles.values()] == [
        (0, 1),
        (0, 1),
        (0, 0),
    ]


def test_two_camps_and_who_holds_one_together(tell):
    """a-b-c are friends in a row, d-e are friends, and a opposes d: no tie is contradicted."""
    roles, cut = tell("abcdef", {("a", "b"): 0.9, ("b", "c"): 0.8, ("d", "e"): 1.0, ("a", "d"): 0.2})
    assert {name: row.camp for name, row in roles.items()} == {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2, "f": None}
    assert [name for name, row in roles.items() if row.articulation] == ["b"]
    assert sum(row.n_strained for row in roles.values()) == 0
    assert (roles["a"].n_friends, roles["a"].n_opponents) == (1, 1)
    assert cut == []


def test_a_triangle_of_two_friendships_and_a_clash_strains_one_tie(tell, make):
    ties = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): 0.9}
    roles, _ = tell("abc", ties, [make.clash("a", "c")])
    assert sum(row.n_strained for row in roles.values()) == 2
    assert roles["a"].n_opponents == roles["c"].n_opponents == 1
    assert roles["b"].n_friends == 2


def test_members_that_share_too_little_are_neither_friends_nor_opponents(tell):
    roles, _ = tell("ab", {("a", "b"): None})
    assert [(row.camp, row.n_friends, row.n_opponents, row.articulation) for row in roles.values()] == [
        (None, 0, 0, False)
    ] * 2


def test_a_split_that_is_not_proven_best_is_told(tell, monkeypatch):
    monkeypatch.setattr(frustration, "_NODES", 0)
    names = [f"m{number:02}" for number in range(14)]
    ties = {
        (a, b): 0.9 if (number * 7 + place * 5) % 3 else 0.1
        for number, a in enumerate(names)
        for place, b in enumerate(names)
        if a < b
    }
    _, cut = tell(names, ties)
    assert [row.reason for row in cut] == ["search_cut"]
