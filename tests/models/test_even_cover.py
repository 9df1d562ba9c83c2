"""The burden that is spread best: held against trying all sets, and against what the bound promises."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.even_cover import most_even_cover

N = 8
conflict_masks = st.lists(
    st.sets(st.integers(0, N - 1), min_size=1, max_size=3).map(lambda places: sum(1 << place for place in places)),
    min_size=1,
    max_size=10,
    unique=True,
)
all_prices = st.lists(st.integers(1, 9), min_size=N, max_size=N)
all_owners = st.lists(st.sampled_from("abc"), min_size=N, max_size=N)


def burden(cover, prices, owners):
    return max(sum(prices[place] for place in range(N) if cover >> place & 1 and owners[place] == m) for m in owners)


def least_burden(conflicts, prices, owners):
    covers = (mask for mask in range(1, 1 << N) if all(mask & conflict for conflict in conflicts))
    return min(burden(cover, prices, owners) for cover in covers)


@settings(deadline=None, max_examples=60)
@given(conflict_masks, all_prices, all_owners)
def test_exactly_as_little_as_trying_all_sets_finds(conflicts, prices, owners):
    found = most_even_cover(conflicts, prices, owners, exact_up_to=10)
    assert burden(found.cover, prices, owners) == found.least_burden == least_burden(conflicts, prices, owners)


@settings(deadline=None, max_examples=60)
@given(conflict_masks, all_prices, all_owners)
def test_approached_it_is_a_minimal_cover_and_the_bound_holds(conflicts, prices, owners):
    found = most_even_cover(conflicts, prices, owners, exact_up_to=0)
    assert all(found.cover & conflict for conflict in conflicts)
    for place in range(N):
        if found.cover >> place & 1:
            assert any(not (found.cover & ~(1 << place)) & conflict for conflict in conflicts)
    least = least_burden(conflicts, prices, owners)
    assert found.least_burden <= least <= burden(found.cover, prices, owners)


@pytest.mark.parametrize("exact_up_to", [0, 10])
def test_one_gives_twice_or_two_give_once(exact_up_to):
    """Elements 0 and 1 are of a, 2 of b, 3 of c; conflicts 0-2 and 1-3: a and another give one each."""
    found = most_even_cover([0b0101, 0b1010], [2, 2, 2, 2, 1, 1, 1, 1], "aabcbbbb", exact_up_to=exact_up_to)
    assert burden(found.cover, [2, 2, 2, 2, 1, 1, 1, 1], "aabcbbbb") == 2


def test_exchanges_relieve_whoever_gives_most():
    """Ten conflicts between an element of a and one of ten others: nobody needs to give more than one."""
    conflicts = [1 << number | 1 << (10 + number) for number in range(10)]
    owners = ["a"] * 10 + [f"b{number}" for number in range(10)]
    found = most_even_cover(conflicts, [1] * 20, owners, exact_up_to=0)
    taken = [owners[place] for place in range(20) if found.cover >> place & 1]
    assert max(len(list(held)) for _, held in itertools.groupby(sorted(taken))) == 1
    assert found.least_burden == 1
