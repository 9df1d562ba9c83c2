"""Conflicts of three or more that no pair shows, against a search through all subsets."""

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import FindingStatus, IncompatibilityType, Kind
from models.compatibility import demand_of, read_demand, why_compatible
from models.compatibility._shares import least_share
from models.joint_conflicts import find_joint, joint_rows
from models.orders import order_of

THINGS = ["nets", "ropes", "lamps", "masts", "sails", "hulls", "docks", "piers", "locks", "buoys"]
EVENTS = ["audit", "vote", "dredging", "survey"]


class Known:
    """Takes demands apart; all are equally close."""

    def closeness(self, a, b):
        return 0.8

    def demand(self, position):
        return demand_of(position)

    def why_not(self, a, b):
        return why_compatible(demand_of(a), demand_of(b))


def share_of(make, number, least, thing, **fields):
    quote = f"At least {least} % of the fund must go to {thing}."
    return make.position(f"p{number}", f"m{number}", quote, **fields)


def order(make, number, first, second, **fields):
    return make.position(f"p{number}", f"m{number}", f"The {first} must be held before the {second}.", **fields)


def ids(joints):
    return {frozenset(position.position_id for position in joint.positions) for joint in joints}


def test_three_shares_of_which_every_two_fit_are_one_conflict(make):
    held = [share_of(make, n, 40, THINGS[n], kind=Kind.NON_NEGOTIABLE) for n in range(3)]
    (row,), more = joint_rows(held, Known(), label="Fund", most=9)
    assert not more
    assert row.type is IncompatibilityType.JOINT
    assert row.status is FindingStatus.VERIFIED
    assert row.members == ("m0", "m1", "m2")
    assert row.positions == ("p0", "p1", "p2")
    assert "40 + 40 + 40 = 120 of 100 per cent" in row.reason
    assert "Fund" in row.question


@given(st.lists(st.integers(5, 90), min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_shares_beyond_the_whole_are_exactly_the_minimal_sets_of_three_or_more(make, parts):
    held = [share_of(make, n, part, THINGS[n]) for n, part in enumerate(parts)]
    wanted = {
        frozenset(f"p{n}" for n in chosen)
        for size in range(3, len(parts) + 1)
        for chosen in combinations(range(len(parts)), size)
        if sum(parts[n] for n in chosen) > 100
        and all(sum(parts[n] for n in chosen if n != left) <= 100 for left in chosen)
    }
    found, more = find_joint(held, Known(), most=1000)
    assert not more
    assert ids(found) == wanted
    assert ids(find_joint(held[::-1], Known(), most=1000)[0]) == wanted


@given(st.sets(st.sampled_from([(a, b) for a in EVENTS for b in EVENTS if a != b]), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_circles_of_orders_are_exactly_the_minimal_sets_that_no_calendar_can_meet(make, orders):
    """Oracle: a set of orders can be met if some permutation of the events keeps all of them."""

    def can_be_met(chosen):
        return any(
            all(line.index(first) < line.index(second) for first, second in chosen) for line in permutations(EVENTS)
        )

    listed = sorted(orders)
    held = [order(make, n, first, second) for n, (first, second) in enumerate(listed)]
    wanted = {
        frozenset(f"p{n}" for n in chosen)
        for size in range(3, len(listed) + 1)
        for chosen in combinations(range(len(listed)), size)
        if not can_be_met([listed[n] for n in chosen])
        and all(can_be_met([listed[n] for n in chosen if n != left]) for left in chosen)
    }
    assert ids(find_joint(held, Known(), most=1000)[0]) == wanted


def test_shares_for_one_purpose_or_of_another_whole_do_not_add_up(make):
    same = [share_of(make, n, 40, "nets") for n in range(3)]
    assert find_joint(same, Known(), most=9) == ([], False)
    other = make.position("p9", "m9", "At least 40 % of the seats must go to locks.")
    assert find_joint([*(share_of(make, n, 40, THINGS[n]) for n in range(2)), other], Known(), most=9) == ([], False)
    own = [make.position(f"p{n}", f"m{n // 2}", f"At least 40 % of the fund must go to {THINGS[n]}.") for n in range(3)]
    assert find_joint(own, Known(), most=9) == ([], False)


def test_what_the_wording_keeps_apart_is_a_rejected_row_with_its_reason(make):
    held = [
        make.position("p0", "m0", "In Brannoc, at least 40 % of the fund must go to nets."),
        make.position("p1", "m1", "In Teal Bay, at least 40 % of the fund must go to ropes."),
        make.position("p2", "m2", "At least 40 % of the fund must go to lamps."),
    ]
    (row,), _ = joint_rows(held, Known(), label="Fund", most=9)
    assert row.status is FindingStatus.REJECTED
    assert "Teal Bay" in row.reason


def test_the_search_is_bounded_and_says_so(make):
    held = [share_of(make, n, 12, f"{THINGS[n % 10]}{chr(97 + n)} ") for n in range(26)]
    found, more = find_joint(held, Known(), most=5)
    assert len(found) == 5
    assert more


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("At least 40 % of the fund must go to nets.", 40.0),
        ("Nets must get no less than a third of the fund.", 33.33),
        ("We ask that two thirds of the fund be spent on nets.", 66.67),
        ("At most 40 % of the fund may go to nets.", None),
        ("40 % of every plot must be nets.", None),
        ("Nets must get 40 % of the fund and ropes 20 % of the fund.", None),
        ("Nets must never get 40 % of the fund.", None),
    ],
)
def test_a_least_share_is_read_with_its_whole_and_purpose(text, least):
    share = least_share(read_demand(text))
    assert (share.least if share else None) == least
    if share:
        assert (share.whole, share.purpose) == ({"fund"}, {"nets"})


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("The audit must be held before the vote.", ("audit", "vote")),
        ("Before the vote, the audit must take place.", ("audit", "vote")),
        ("No vote may be held until the audit is done.", ("audit", "vote")),
        ("The vote must not take place before the audit.", ("audit", "vote")),
        ("The vote may be held only after the audit.", ("audit", "vote")),
        ("The vote may be held after the audit.", None),
        ("The audit must be held ten days before the vote.", None),
        ("The audit must be held.", None),
    ],
)
def test_an_order_of_two_events_is_read_either_way_round(text, order):
    found = order_of(read_demand(text))
    assert (found and (set(found.first), set(found.second))) == (order and ({order[0]}, {order[1]}))
