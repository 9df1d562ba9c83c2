import pytest

from models.deadlines import UNIT, find_deadlines
from models.quantities import overlap


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The fee should end by 2030.", None, 20301231),
        ("no later than 31 December 2027", None, 20271231),
        ("until 1st March 2027", None, 20270301),
        ("by the end of March 2027", None, 20270331),
        ("before 2030", None, 20291231),
        ("before 1 March 2028", None, 20280229),
        ("not before March 2031", 20310301, None),
        ("from 1 January 2026 the fee", 20260101, None),
        ("as of 2027", 20270101, None),
        ("starting in the year 2027", 20270101, None),
        ("after June 5, 2026", 20260606, None),
        ("after December 2026", 20270101, None),
        ("in 2031", 20310101, 20311231),
        ("on 4 July 2026", 20260704, 20260704),
        ("on the 4th of July 2026", 20260704, 20260704),
        ("during February 2028", 20280201, 20280229),
    ],
)
def test_a_date_is_an_interval_by_the_word_before_it(text, low, high):
    (found,) = find_deadlines(text)
    assert (found.low, found.high, found.unit) == (low, high, UNIT)
    assert text[found.start : found.end] in text


@pytest.mark.parametrize(
    "text",
    ["the 2019 charter", "Directive 2016/679", "on 30 February 2027", "in the year of the fee", "by 1066"],
)
def test_what_is_no_deadline_gives_none(text):
    assert find_deadlines(text) == ()


def test_deadlines_that_exclude_each_other():
    (until,), (not_before,) = find_deadlines("by 2030"), find_deadlines("not before 2035")
    assert overlap(until, not_before) is False
    assert (until.words(), not_before.words()) == ("until 2030-12-31", "from 2035-01-01")
    (later,) = find_deadlines("by 2040")
    assert overlap(later, not_before) is True
