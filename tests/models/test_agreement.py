"""α against the examples that its author published, and what must hold for any values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.agreement import nominal_alpha

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A and C.
TWO = ("0100000010", "1110010000")
FOUR = ("1233214 12...", "12332241 25.3", ".3332342 251.", "12332441 251.")


def units_of(rows):
    return [[None if value == "." else value for value in unit] for unit in zip(*rows, strict=True)]


def test_two_coders_with_two_values():
    assert nominal_alpha(units_of(TWO)) == pytest.approx(0.095, abs=0.0005)


def test_four_coders_with_values_missing():
    rows = [row.replace(" ", "") for row in FOUR]
    assert nominal_alpha(units_of(rows)) == pytest.approx(0.743, abs=0.0005)


@pytest.mark.parametrize("units", [[], [["a", None]], [["a", "a"], ["a", "a"]]])
def test_nothing_is_said_where_nothing_varies(units):
    assert nominal_alpha(units) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30), st.randoms())
def test_order_and_names_do_not_count_and_equal_values_agree_fully(units, random):
    alpha = nominal_alpha(units)
    mixed = [tuple(reversed(unit)) for unit in units]
    random.shuffle(mixed)
    assert nominal_alpha(mixed) == alpha
    renamed = dict(zip("abc", "xyz", strict=True))
    assert nominal_alpha([[renamed[value] for value in unit] for unit in units]) == alpha
    assert nominal_alpha([(a, a) for a, _ in units]) in (1.0, None)
