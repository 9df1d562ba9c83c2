import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.feasible import maximal_sets

ROOMY = 100_000


def sets(*words):
    return {frozenset(word) for word in words}


def by_force(members, conflicts):
    """All subsets, one by one."""
    subsets = [frozenset(c) for size in range(len(members) + 1) for c in combinations(sorted(members), size)]
    free = [subset for subset in subsets if not any(conflict <= subset for conflict in conflicts)]
    return {subset for subset in free if not any(subset < other for other in free)}


def check(found, members, conflicts):
    """Every set is conflict-free, cannot take another member, and stands once."""
    assert len(found) == len(set(found))
    for together in found:
        assert together <= set(members)
        assert not any(conflict <= together for conflict in conflicts)
        for other in set(members) - together:
            assert any(conflict <= together | {other} for conflict in conflicts)


def test_three_pairs_and_a_triple():
    """A, C and F clash only all three together; a tool of pairs would call them feasible."""
    found, complete = maximal_sets("ABCDEF", sets("AB", "BC", "DE", "ACF"), limit=ROOMY)
    assert complete
    assert set(found) == sets("ACD", "ACE", "ADF", "AEF", "BDF", "BEF", "CDF", "CEF")
    assert len(found) == 8
    lacking = {member: sum(member not in together for together in found) for member in "ABCDEF"}
    assert lacking == {"A": 4, "B": 6, "C": 4, "D": 4, "E": 4, "F": 2}


def test_the_complements_are_the_minimal_hitting_sets():
    found, _ = maximal_sets("ABCDEF", sets("AB", "BC", "DE", "ACF"), limit=ROOMY)
    hitting = {frozenset("ABCDEF") - together for together in found}
    assert hitting == sets("ABD", "ABE", "ACD", "ACE", "BCD", "BCE", "BDF", "BEF")


@pytest.mark.parametrize(
    ("members", "conflicts", "expected"),
    [
        ("ABC", [], ["ABC"]),
        ("", [], [""]),
        ("A", [], ["A"]),
        ("AB", ["A"], ["B"]),
        ("AB", ["A", "B"], [""]),
        ("ABC", ["AB", "AB"], ["AC", "BC"]),
        ("ABC", ["ABC"], ["AB", "AC", "BC"]),
        ("ABC", ["AB", "ABC"], ["AC", "BC"]),
        ("AB", ["AX"], ["AB"]),
    ],
)
def test_small_cases(members, conflicts, expected):
    found, complete = maximal_sets(members, [frozenset(conflict) for conflict in conflicts], limit=ROOMY)
    assert complete
    assert found == [frozenset(word) for word in expected]


@st.composite
def hypergraphs(draw):
    """Up to seven members and conflicts of any size among them."""
    members = "ABCDEFG"[: draw(st.integers(1, 7))]
    return members, draw(st.sets(st.frozensets(st.sampled_from(members), min_size=1, max_size=4), max_size=9))


@settings(max_examples=300, deadline=None)
@given(hypergraphs())
def test_it_finds_what_trying_all_subsets_finds(given_graph):
    members, conflicts = given_graph
    found, complete = maximal_sets(members, conflicts, limit=ROOMY)
    assert complete
    assert set(found) == by_force(members, conflicts)
    check(found, members, conflicts)


@settings(max_examples=200, deadline=None)
@given(hypergraphs(), st.integers(1, 3))
def test_a_cut_search_still_gives_sets_that_hold(given_graph, limit):
    members, conflicts = given_graph
    found, complete = maximal_sets(members, conflicts, limit=limit)
    check(found, members, conflicts)
    assert found
    assert set(found) <= by_force(members, conflicts)
    assert not complete or set(found) == by_force(members, conflicts)


@settings(deadline=None)
@given(hypergraphs(), st.randoms())
def test_the_order_of_members_and_conflicts_changes_nothing(given_graph, shuffler):
    members, conflicts = given_graph
    shuffled = [list(members), list(conflicts)]
    for part in shuffled:
        shuffler.shuffle(part)
    assert maximal_sets(*shuffled, limit=2) == maximal_sets(members, conflicts, limit=2)


def test_sets_come_largest_first():
    found, _ = maximal_sets("ABCDE", sets("AB", "AC", "AD"), limit=ROOMY)
    assert found == [frozenset("BCDE"), frozenset("AE")]


@pytest.mark.parametrize(
    ("n", "n_conflicts", "size", "complete"),
    [
        (25, 60, 2, True),
        (25, 200, 2, True),
        (25, 60, 3, True),
        (40, 20, 2, True),
        (40, 60, 2, True),
        (40, 30, 3, False),
    ],
)
def test_an_alliance_of_any_real_size_is_done_in_two_seconds(n, n_conflicts, size, complete):
    pick = random.Random(7)
    members = [f"m{number:02}" for number in range(n)]
    conflicts = {frozenset(pick.sample(members, size)) for _ in range(n_conflicts)}
    began = time.process_time()
    found, is_complete = maximal_sets(members, conflicts, limit=5000)
    assert time.process_time() - began < 2
    assert is_complete is complete
    check(found[:200], members, conflicts)
    assert found
