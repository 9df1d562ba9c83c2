import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.consensus import group_support, support


def test_three_groups_by_hand():
    """9/12 x 3/6 x 6/7 = .3214; its third root is .685."""
    least, mean = group_support([(8, 10), (2, 4), (5, 5)])
    assert least == 0.5
    assert mean**3 == pytest.approx(0.3214, abs=1e-4)
    assert mean == pytest.approx(0.685, abs=1e-3)


def test_a_group_that_is_silent_changes_nothing():
    assert group_support([(8, 10), (0, 0)]) == group_support([(8, 10)])
    assert group_support([(0, 0)]) is None
    assert support([]) is None


@given(st.integers(1, 20), st.integers(1, 6))
def test_more_groups_of_the_same_kind_do_not_lower_the_mean(n, groups):
    least, mean = group_support([(n, n)] * groups)
    assert least == mean == pytest.approx((n + 1) / (n + 2))


def test_support_by_weight():
    assert support([(True, 1.0), (False, 3.0)]) == 0.25
