import dataclasses

import pytest

from corpus.intake import MemberEntry
from corpus.records import Cluster, Position, StanceSide, Told
from models.analyses.stances import ANALYSIS


@pytest.fixture
def take(make, run):
    """Stances of ash, birch and cedar on issues i1 and i2, by (member, issue), for the given positions."""

    def stances(*positions, told=(), **settings):
        given = {
            MemberEntry: make.members("ash", "birch", "cedar"),
            Cluster: [make.cluster("i1"), make.cluster("i2")],
            Position: positions,
            Told: [Told(position_id=position_id, issue="Fee", stance=1.0) for position_id in told],
        }
        return {(row.member_id, row.issue_id): row for row in run(ANALYSIS, given, **settings)}

    return stances


def test_every_member_has_a_row_for_every_issue_and_silence_says_so(take, make):
    rows = take(make.position("p1", "ash"))
    assert set(rows) == {(member, issue) for member in ("ash", "birch", "cedar") for issue in ("i1", "i2")}
    silent = rows["birch", "i1"]
    assert silent.stance is StanceSide.NOT_STATED
    assert (silent.score, silent.firmness, silent.n_positions, silent.positions) == (None, None, 0, ())
    assert rows["ash", "i1"].stance is StanceSide.FOR
    assert rows["ash", "i2"].stance is StanceSide.NOT_STATED


@pytest.mark.parametrize(
    ("leans", "side", "score"),
    [
        ([0.8], StanceSide.FOR, 0.8),
        ([-0.8], StanceSide.AGAINST, -0.8),
        ([0.8, 0.4], StanceSide.FOR, 0.6),
        ([0.8, -0.8], StanceSide.MIXED, 0.0),
        ([0.1], StanceSide.FOR, 0.1),
        ([0.09], StanceSide.MIXED, 0.09),
        ([-0.25], StanceSide.AGAINST, -0.25),
        ([-0.24], StanceSide.MIXED, -0.24),
        ([0.5, 0.5, -0.8], StanceSide.MIXED, 0.0667),
    ],
)
def test_a_side_is_the_mean_lean(take, make, leans, side, score):
    positions = [make.position(f"p{number}", "ash", stance=lean) for number, lean in enumerate(leans)]
    row = take(*positions)["ash", "i1"]
    assert (row.stance, row.score, row.n_positions) == (side, score, len(leans))


def test_a_member_that_only_speaks_under_conditions_depends(take, make):
    under = make.position("p1", "ash", condition="if it is capped")
    assert take(under)["ash", "i1"].stance is StanceSide.DEPENDS
    assert take(under, make.position("p2", "ash"))["ash", "i1"].stance is StanceSide.FOR


def test_replaced_and_reported_positions_do_not_count(take, make):
    rows = take(
        make.position("p1", "ash", stance=-0.9, superseded_by="p2"),
        make.position("p2", "ash", stance=0.9),
        make.position("p3", "birch", issue_id=None),
    )
    assert rows["ash", "i1"].positions == ("p2",)
    assert rows["ash", "i1"].score == 0.9
    assert rows["birch", "i1"].stance is StanceSide.NOT_STATED


def test_the_firmest_position_comes_first_and_gives_the_firmness(take, make):
    row = take(
        make.position("p1", "ash", firmness=0.5),
        make.position("p2", "ash", firmness=1.0),
        make.position("p0", "ash", firmness=1.0),
    )["ash", "i1"]
    assert row.positions == ("p0", "p2", "p1")
    assert row.firmness == 1.0


def test_saying_all_twice_changes_no_side(take, make):
    said = [make.position("p1", "ash", stance=0.9), make.position("p2", "ash", stance=-0.2, firmness=0.5)]
    again = [dataclasses.replace(position, position_id=position.position_id + "again") for position in said]
    once, twice = take(*said)["ash", "i1"], take(*said, *again)["ash", "i1"]
    assert (once.stance, once.score, once.firmness) == (twice.stance, twice.score, twice.firmness)


def test_raising_the_bar_calls_more_members_mixed(take, make):
    assert take(make.position("p1", "ash", stance=0.5), clear_for=0.6)["ash", "i1"].stance is StanceSide.MIXED


def test_who_was_read_to_be_on_both_sides_is_mixed_and_who_only_seems_so_is_not(take, make):
    both = [make.position(f"p{n}", "ash", stance=stance) for n, stance in ((1, -1.0), (2, -1.0), (3, 1.0))]
    assert take(*both)["ash", "i1"].stance is StanceSide.AGAINST
    assert take(*both, told=("p1", "p2", "p3"))["ash", "i1"].stance is StanceSide.MIXED
    assert take(*both, told=("p1", "p2"))["ash", "i1"].stance is StanceSide.AGAINST
