import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.feasible import maximal_sets

ROOMY = {"limit": 100_000, "effort": 10_000_000}


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
    result = maximal_sets("ABCDEF", sets("AB", "BC", "DE", "ACF"), **ROOMY)
    found = result.sets
    assert result.complete
    assert result.size_bound == 3
    assert set(found) == sets("ACD", "ACE", "ADF", "AEF", "BDF", "BEF", "CDF", "CEF")
    assert len(found) == 8
    lacking = {member: sum(member not in together for together in found) for member in "ABCDEF"}
    assert lacking == {"A": 4, "B": 6, "C": 4, "D": 4, "E": 4, "F": 2}


def test_the_complements_are_the_minimal_hitting_sets():
    result = maximal_sets("ABCDEF", sets("AB", "BC", "DE", "ACF"), **ROOMY)
    hitting = {frozenset("ABCDEF") - together for together in result.sets}
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
    result = maximal_sets(members, [frozenset(conflict) for conflict in conflicts], **ROOMY)
    assert result.complete
    assert result.sets == tuple(frozenset(word) for word in expected)


@st.composite
def hypergraphs(draw):
    """Up to seven members and conflicts of any size among them."""
    members = "ABCDEFG"[: draw(st.integers(1, 7))]
    return members, draw(st.sets(st.frozensets(st.sampled_from(members), min_size=1, max_size=4), max_size=9))


@settings(max_examples=300, deadline=None)
@given(hypergraphs())
def test_it_finds_what_trying_all_subsets_finds(given_graph):
    members, conflicts = given_graph
    result = maximal_sets(members, conflicts, **ROOMY)
    assert result.complete
    assert set(result.sets) == by_force(members, conflicts)
    check(result.sets, members, conflicts)


@settings(max_examples=200, deadline=None)
@given(hypergraphs(), st.integers(1, 3), st.integers(1, 40))
def test_a_cut_search_gives_sets_that_hold_and_says_what_may_be_missing(given_graph, limit, effort):
    members, conflicts = given_graph
    result = maximal_sets(members, conflicts, limit=limit, effort=effort)
    every = by_force(members, conflicts)
    check(result.sets, members, conflicts)
    assert result.sets
    assert set(result.sets) <= every
    assert {each for each in every if len(each) > result.listed_above} <= set(result.sets)
    assert result.size_bound >= max(map(len, every))
    if result.complete:
        assert set(result.sets) == every


@settings(max_examples=200, deadline=None)
@given(hypergraphs(), st.data())
def test_required_members_are_in_every_set_and_nothing_else_is_lost(given_graph, data):
    members, conflicts = given_graph
    required = data.draw(st.frozensets(st.sampled_from(members)))
    found = maximal_sets(members, conflicts, required=required, **ROOMY).sets
    assert set(found) == {each for each in by_force(members, conflicts) if required <= each}


def test_required_members_that_clash_leave_no_set():
    result = maximal_sets("ABC", sets("AB"), required=frozenset("AB"), **ROOMY)
    assert (result.sets, result.complete) == ((), True)


@settings(deadline=None)
@given(hypergraphs(), st.randoms())
def test_the_order_of_members_and_conflicts_changes_nothing(given_graph, shuffler):
    members, conflicts = given_graph
    shuffled = [list(members), list(conflicts)]
    for part in shuffled:
        shuffler.shuffle(part)
    small = {"limit": 2, "effort": 20}
    assert maximal_sets(*shuffled, **small) == maximal_sets(members, conflicts, **small)


def test_sets_come_largest_first():
    result = maximal_sets("ABCDE", sets("AB", "AC", "AD"), **ROOMY)
    assert result.sets == (frozenset("BCDE"), frozenset("AE"))


@pytest.mark.parametrize(
    ("n", "n_conflicts", "size"),
    [(25, 60, 2), (25, 200, 2), (25, 60, 3), (40, 20, 2), (40, 60, 2), (40, 200, 2), (40, 400, 2), (40, 30, 3)],
)
def test_up_to_forty_members_the_largest_are_proven_in_two_seconds(n, n_conflicts, size):
    pick = random.Random(7)
    members = [f"m{number:02}" for number in range(n)]
    conflicts = {frozenset(pick.sample(members, size)) for _ in range(n_conflicts)}
    began = time.process_time()
    result = maximal_sets(members, conflicts, limit=2000, effort=1_000_000)
    assert time.process_time() - began < 2
    assert result.size_bound == len(result.sets[0])
    assert result.complete or len(result.sets) >= 1000
    check(result.sets[:200], members, conflicts)


def test_many_separate_clashes_do_not_multiply_the_search():
    """Thirteen triangles: 3 to the 13 largest sets, each with one of every three."""
    triangles = [[f"m{number}{corner}" for corner in "abc"] for number in range(13)]
    conflicts = [frozenset(pair) for triangle in triangles for pair in combinations(triangle, 2)]
    result = maximal_sets([member for triangle in triangles for member in triangle], conflicts, limit=50, effort=10_000)
    assert {len(each) for each in result.sets} == {13}
    assert (len(result.sets), result.complete, result.size_bound, result.listed_above) == (50, False, 13, 13)


def test_a_search_that_ends_early_asks_an_integer_programme_and_gives_a_bound():
    pick = random.Random(3)
    members = [f"m{number:02}" for number in range(40)]
    conflicts = {frozenset(pick.sample(members, 2)) for _ in range(120)}
    proven = maximal_sets(members, conflicts, limit=1, effort=1_000_000)
    assert proven.size_bound == len(proven.sets[0])
    early = maximal_sets(members, conflicts, limit=10, effort=1)
    check(early.sets, members, conflicts)
    assert len(early.sets[0]) <= len(proven.sets[0]) <= early.size_bound
    assert not early.complete
