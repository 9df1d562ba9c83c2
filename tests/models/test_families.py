"""Families of issues and the largest sets that agree on one, held against trying all sets."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import StanceSide
from models.families import families, parties

VECTORS = {"i1": [1.0, 0.0, 0.0], "i2": [0.96, 0.28, 0.0], "i3": [0.0, 0.0, 1.0]}
CLEAR = (StanceSide.FOR, StanceSide.AGAINST)
MEMBERS = "abcdef"

sides_of_issues = st.fixed_dictionaries(
    {issue: st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(CLEAR)) for issue in ("i1", "i2")}
)
pairs = st.sets(st.sampled_from(list(itertools.combinations(MEMBERS, 2))), max_size=5)


def held(names):
    return [(name, np.array(VECTORS[name])) for name in names]


def test_near_issues_are_one_family_and_a_wider_distance_makes_wider_ones():
    assert families(held(VECTORS), distance=0.1) == [("i1", "i2"), ("i3",)]
    assert families(held(VECTORS), distance=0.01) == [("i1",), ("i2",), ("i3",)]
    assert families(held(VECTORS), distance=2.0) == [("i1", "i2", "i3")]


def test_no_issue_or_one():
    assert families([], distance=0.5) == []
    assert families(held(["i1"]), distance=0.5) == [("i1",)]


@given(st.permutations(list(VECTORS) * 2))
def test_the_order_of_positions_leaves_no_trace(order):
    assert families(held(order), distance=0.1) == [("i1", "i2"), ("i3",)]


def agree(sides, a, b):
    shared = [issue for issue in sides if a in sides[issue] and b in sides[issue]]
    return bool(shared) and all(sides[issue][a] is sides[issue][b] for issue in shared)


@settings(deadline=None, max_examples=100)
@given(sides_of_issues, pairs)
def test_it_is_as_large_as_trying_all_sets_finds_and_nobody_in_it_is_silent_or_apart(make, sides, apart):
    clashes = [make.clash(*pair) for pair in sorted(apart)]
    elsewhere = [make.clash("a", "b", issue_id="i9")]
    found = list(parties([("i1", "i2")], sides, [*clashes, *elsewhere], effort=100_000))

    def stands(members):
        return all(agree(sides, a, b) and (a, b) not in apart for a, b in itertools.combinations(sorted(members), 2))

    largest = max(
        (n for n in range(2, len(MEMBERS) + 1) for each in itertools.combinations(MEMBERS, n) if stands(each)),
        default=0,
    )
    assert [len(party.members) for party in found] == ([largest] if largest else [])
    for party in found:
        assert party.is_proven
        assert stands(party.members)
        assert party.issue_ids
        for issue in party.issue_ids:
            assert sum(member in sides[issue] for member in party.members) > 1
