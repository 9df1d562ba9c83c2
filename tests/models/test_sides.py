"""Several anchors agree on sides; the first one gives the direction."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.sides import agreed_sides

LEANS = arrays(np.float64, (3, 6), elements=st.integers(-100, 100).map(lambda whole: whole / 100))


def with_selves(leans):
    """Every anchor is for itself."""
    leans = leans.copy()
    leans[[0, 1, 2], [0, 1, 2]] = 1.0
    return leans


def test_one_anchor_is_taken_at_its_word():
    leans = np.array([[1.0, 0.5, -0.25]])
    assert agreed_sides(leans, [0]).tolist() == [1.0, 0.5, -0.25]


def test_an_anchor_on_the_other_side_counts_the_other_way():
    leans = np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, -1.0]])
    assert agreed_sides(leans, [0, 1]).tolist() == [1.0, -1.0, 0.5]


def test_an_anchor_that_nobody_can_place_says_nothing():
    leans = np.array([[1.0, 0.0, 0.5], [0.0, 0.0, 1.0]])
    assert agreed_sides(leans, [0, 1]).tolist() == pytest.approx([1.0, 0.0, 0.5], abs=0.1)


@settings(max_examples=60, deadline=None)
@given(LEANS, st.permutations(range(3, 6)))
def test_sides_stay_within_bounds_and_do_not_depend_on_the_order(leans, order):
    leans = with_selves(leans)
    sides = agreed_sides(leans, [0, 1, 2])
    assert np.abs(sides).max() <= 1
    columns = [0, 1, 2, *order]
    assert agreed_sides(leans[:, columns], [0, 1, 2]).tolist() == pytest.approx(sides[columns].tolist(), abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(LEANS)
def test_an_anchor_worded_the_other_way_changes_nothing(leans):
    """A question that is asked the other way round turns all answers to it, and is no statement of its own."""
    leans = with_selves(leans)
    turned = leans * np.array([[1], [1], [-1]])
    places = [0, 1, None]
    assert agreed_sides(turned, places).tolist() == pytest.approx(agreed_sides(leans, places).tolist(), abs=1e-4)
