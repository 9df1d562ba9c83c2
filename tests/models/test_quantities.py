import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.quantities import Quantity, find_quantities, interval_of, overlap

NO = None


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        # plain figures
        ("a term of 30 days", 30, 30, "day"),
        ("a 72-hour notice", 3, 3, "day"),
        ("a two-week period", 14, 14, "day"),
        ("six months", 180, 180, "day"),
        ("55 per cent", 55, 55, "percent"),
        ("2.5 %", 2.5, 2.5, "percent"),
        ("20,5 %", 20.5, 20.5, "percent"),
        ("3 percentage points", 3, 3, "percentage point"),
        ("1.5°C", 1.5, 1.5, "celsius"),
        ("40 MW", 40_000, 40_000, "kw"),
        ("10 tonnes", 10_000, 10_000, "kg"),
        ("2,500 employees", 2500, 2500, "person"),
        ("2 500 employees", 2500, 2500, "person"),
        # number words
        ("twenty-five days", 25, 25, "day"),
        ("one hundred and fifty days", 150, 150, "day"),
        ("two thousand euros", 2000, 2000, "eur"),
        ("thirty (30) days", 30, 30, "day"),
        ("ten working days", 10, 10, "working day"),
        ("5 business days", 5, 5, "working day"),
        ("five calendar days", 5, 5, "day"),
        # currencies before and behind
        ("EUR 500", 500, 500, "eur"),
        ("500 EUR", 500, 500, "eur"),
        ("€1.5 million", 1.5e6, 1.5e6, "eur"),
        ("US$ 100", 100, 100, "usd"),
        ("100 million US dollars", 1e8, 1e8, "usd"),
        ("$5bn", 5e9, 5e9, "usd"),
        # comparators before
        ("at least 30 days", 30, NO, "day"),
        ("not less than 30 days", 30, NO, "day"),
        ("no fewer than 12 members", 12, NO, "member"),
        ("a minimum of three days", 3, NO, "day"),
        ("a minimum notice period of three days", 3, NO, "day"),
        ("must not fall below 10 %", 10, NO, "percent"),
        ("never less than 10 %", 10, NO, "percent"),
        ("should exceed 10 %", 10, NO, "percent"),
        ("no sooner than 30 days", 30, NO, "day"),
        ("more than 100 people", 100, NO, "person"),
        ("≥ 30 %", 30, NO, "percent"),
        ("no more than two weeks", NO, 14, "day"),
        ("never more than 10 %", NO, 10, "percent"),
        ("nobody may work more than 48 hours", NO, 2, "day"),
        ("must not be longer than 40 days", NO, 40, "day"),
        ("may not exceed 40 days", NO, 40, "day"),
        ("not over 10 %", NO, 10, "percent"),
        ("less than or equal to 5 days", NO, 5, "day"),
        ("up to 90 %", NO, 90, "percent"),
        ("within 72 hours of receipt", NO, 3, "day"),
        ("no later than 30 days after it", NO, 30, "day"),
        ("a ceiling of EUR 1,000", NO, 1000, "eur"),
        ("capped at 40 %", NO, 40, "percent"),
        ("under 18 years", NO, 18 * 365, "day"),
        ("the most that our insurers will bear is ten days", NO, 10, "day"),
        ("The floor we brought with us is 30 days", 30, NO, "day"),
        ("The ceiling stands at 40 %", NO, 40, "percent"),
        ("a guarantee that begins at 20 days", 20, NO, "day"),
        ("Our patience ends at 40 days", NO, 40, "day"),
        ("nothing below 40 % will do", 40, NO, "percent"),
        # comparators behind
        ("30 days and not a day less", 30, NO, "day"),
        ("30 days and not one day longer", NO, 30, "day"),
        ("30 days, no more", NO, 30, "day"),
        ("the most important point is 30 days of notice", 30, 30, "day"),
        ("The longest notice we can live with is 30 days", NO, 30, "day"),
        ("30 days is the floor", 30, NO, "day"),
        ("30 days a year is our absolute ceiling", NO, 30, "day per year"),
        ("30 days or more", 30, NO, "day"),
        ("30 days at the earliest", 30, NO, "day"),
        ("30 days or less", NO, 30, "day"),
        ("30 days at most", NO, 30, "day"),
        ("€300 a month or less", NO, 300, "eur per month"),
        # ranges
        ("between 10 and 20 days", 10, 20, "day"),
        ("10 to 20 days", 10, 20, "day"),
        ("two or three days", 2, 3, "day"),
        ("10-20 %", 10, 20, "percent"),
        ("20% to 30%", 20, 30, "percent"),
        ("between €5 and €10 million", 5e6, 10e6, "eur"),
        ("€5–10 million", 5e6, 10e6, "eur"),
        ("€500 to 2 million", 500, 2e6, "eur"),
        ("up to 10 to 20 days", NO, 20, "day"),
        ("at least 10 and at most 20 days", 10, 20, "day"),
        ("no less than 8 and no more than 12 days", 8, 12, "day"),
        ("at most 20 days but not less than 10 days", 10, 20, "day"),
        # a change asks for where it ends
        ("cut it from 40 to 35 days", 35, 35, "day"),
        ("raise the fee from 3 to 5 %", 5, 5, "percent"),
        ("terms from 3 to 6 months", 90, 180, "day"),
        # rates keep what they are counted per
        ("£300 per month", 300, 300, "gbp per month"),
        ("50 euros a month", 50, 50, "eur per month"),
        ("€50 per employee per year", 50, 50, "eur per employee per year"),
        ("€20/hour", 20, 20, "eur per hour"),
        ("at least two days a week", 2, NO, "day per week"),
        ("a 36-hour week", 1.5, 1.5, "day per week"),
        ("a report every two years", 730, 730, "day apart"),
    ],
)
def test_a_phrase_states_an_interval(text, low, high, unit):
    (found,) = find_quantities(text)
    assert found.unit == unit
    assert (found.low, found.high) == (
        low if low is NO else pytest.approx(low),
        high if high is NO else pytest.approx(high),
    )


@pytest.mark.parametrize(
    "text",
    [
        "in 2014 and by 2030",
        "Article 5, Article 17(2) and page 45",
        "under Article 5 members have a vote",
        "Regulation (EU) 2016/679",
        "version 3.2.1",
        "+32 2 555 12 34",
        "on 12 May 2019",
        "COVID-19 days",
        "24/7 hours",
        "a third, two-thirds and half",
        "3 of 5 members",
        "more than 3 of 5 members",
        "1 in 5 members",
        "40 per 100 workers",
        "the 27 member states",
        "5 and 10 days",
        "about 10 days",
        "several hundred days",
        "± 5 %",
        "1.500 euros",
        "thirty (40) days",
        "two years ago",
        "over the past ten years",
        "one day we will see",
        "one officer for every 10 employees",
        "in the first instance",
    ],
)
def test_what_is_no_exact_quantity_is_left_alone(text):
    assert find_quantities(text) == ()


def test_two_amounts_that_are_not_a_range_stay_two():
    found = find_quantities("at least 30 days of leave and 50 euros")
    assert [(one.low, one.high, one.unit) for one in found] == [(30, None, "day"), (50, 50, "eur")]


def test_an_interval_knows_its_words_in_the_text():
    text = "The notice must be at least 10 and at most 20 days long."
    (found,) = find_quantities(text)
    assert text[found.start : found.end] == "10 and at most 20 days"


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity(30, None, "day"), "at least 30 days"),
        (Quantity(None, 1, "day"), "at most 1 day"),
        (Quantity(10, 20, "percent"), "10 to 20 percent"),
        (Quantity(5, 5, "member"), "5 members"),
        (Quantity(1.5, None, "day per week"), "at least 36 hours per week"),
        (Quantity(730, 730, "day apart"), "2 years apart"),
        (Quantity(None, 1.5e6, "eur per year"), "at most 1,500,000 eur per year"),
        (Quantity(10, 10, "working day"), "10 working days"),
    ],
)
def test_an_interval_is_said_in_plain_words(quantity, words):
    assert quantity.words() == words


def test_a_statement_names_its_interval_or_none(make):
    assert interval_of(make.statement("p", "ash")) is None
    assert interval_of(make.statement("p", "ash", low=30.0, unit="day")) == Quantity(30.0, None, "day")


@pytest.mark.parametrize(
    ("a", "b", "meet"),
    [
        ((30, None), (None, 10), False),
        ((30, None), (None, 30), True),
        ((10, 20), (20, 30), True),
        ((10, 19), (20, 30), False),
        ((None, None), (5, 5), True),
        ((30, 30), (10, None), True),
    ],
)
def test_intervals_meet_or_do_not(a, b, meet):
    assert overlap(Quantity(*a, "day"), Quantity(*b, "day")) is meet


bounds = st.none() | st.integers(-5, 5).map(float)


@st.composite
def intervals(draw):
    low, high = draw(bounds), draw(bounds)
    if low is not None and high is not None:
        low, high = sorted((low, high))
    return Quantity(low, high, draw(st.sampled_from(["day", "eur"])))


@settings(deadline=None)
@given(intervals(), intervals())
def test_meeting_is_mutual_and_nothing_excludes_itself(a, b):
    assert overlap(a, b) is overlap(b, a)
    assert overlap(a, a) is True
    assert (overlap(a, b) is None) == (a.unit != b.unit)


@settings(deadline=None)
@given(intervals(), intervals())
def test_meeting_is_sharing_a_number(a, b):
    def holds(quantity, number):
        low = -math.inf if quantity.low is None else quantity.low
        high = math.inf if quantity.high is None else quantity.high
        return low <= number <= high

    if a.unit == b.unit:
        assert overlap(a, b) is any(holds(a, half / 2) and holds(b, half / 2) for half in range(-22, 23))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_quantities_in_order_inside_it(text):
    last = 0
    for found in find_quantities(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end


@settings(deadline=None)
@given(st.integers(0, 500), st.sampled_from(["days", "%", "members", "euros"]))
def test_comparators_open_one_side(number, unit):
    (least,) = find_quantities(f"It must be at least {number} {unit} by law.")
    (most,) = find_quantities(f"It must be no more than {number} {unit} by law.")
    assert least.high is None
    assert most.low is None
    assert least.low == most.high == number
