import math

import pytest

from corpus.records import Cluster, ContradictionKind, Holder, Position
from models.analyses.self_contradictions import ANALYSIS
from models.embedding import Embedding


@pytest.fixture
def found(make, run):
    """The contradictions among positions whose sentences all lie `near` each other."""

    def work(*positions, near=0.8, **settings):
        shared, own = math.sqrt(near), math.sqrt(1 - near)
        vectors = [
            make.embedding(position.position_id, shared, *[own if n == at else 0.0 for n in range(len(positions))])
            for at, position in enumerate(positions)
        ]
        issues = sorted({position.issue_id for position in positions})
        given = {Position: list(positions), Cluster: [make.cluster(each) for each in issues], Embedding: vectors}
        return run(ANALYSIS, given, **settings)

    return work


def days(make, position_id, member, low=None, high=None, **fields):
    bound = f"at least {low}" if low else f"at most {high}"
    return make.position(position_id, member, f"Leave is {bound} days.", low=low, high=high, unit="day", **fields)


def test_numbers_that_exclude_each_other_in_ones_own_papers(make, found):
    rows = found(days(make, "a", "ash", low=30.0), days(make, "b", "ash", high=10.0))
    assert [(row.member_id, row.positions, row.kind) for row in rows] == [
        ("ash", ("a", "b"), ContradictionKind.NUMERIC)
    ]
    assert "at least 30 days against at most 10 days" in rows[0].reason


def test_opposite_sides_need_to_be_opposed_when_held_against_each_other(make, found):
    ask, refuse = ("We want a harbour fee.", 0.8), ("We oppose a harbour fee.", -0.8)
    both = [make.position(name, "ash", quote, stance=stance) for name, (quote, stance) in (("a", ask), ("b", refuse))]
    (row,) = found(*both)
    assert row.kind is ContradictionKind.SIDES
    assert found(*both, opposed=0.95) == []
    mild = [make.position("a", "ash", ask[0], stance=0.8), make.position("b", "ash", "We want no fee.", stance=-0.8)]
    assert found(*mild) == []  # the model does not find them opposed


@pytest.mark.parametrize(
    "change",
    [
        {"member_id": "birch"},
        {"holder": Holder.REPORTED},
        {"superseded_by": "a"},
        {"issue_id": "i2"},
        {"firmness": 0.25},
        {"condition": "if the harbour stays"},
    ],
)
def test_what_is_no_contradiction_of_one_member(make, found, change):
    from dataclasses import replace

    one, other = days(make, "a", "ash", low=30.0), days(make, "b", "ash", high=10.0)
    assert found(one, replace(other, **change)) == []


def test_two_points_and_numbers_that_leave_room_are_none(make, found):
    one, other = days(make, "a", "ash", low=30.0), days(make, "b", "ash", high=10.0)
    assert found(one, other, near=0.3) == []
    assert found(one, days(make, "b", "ash", high=40.0)) == []


def test_silence_and_a_single_sentence_contradict_nothing(make, found):
    assert found(days(make, "a", "ash", low=30.0)) == []


def test_the_question_says_where_both_stand(make, found):
    one, other = days(make, "a", "ash", low=30.0), days(make, "b", "ash", high=10.0, document_id="d-other")
    assert "in two of your papers" in found(one, other)[0].question
