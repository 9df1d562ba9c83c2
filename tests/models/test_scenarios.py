import math

import pytest

from corpus.records import Cluster, Incompatibility, Kind, Position, Relation
from models.analyses.scenarios import ANALYSIS
from models.embedding import Embedding


@pytest.fixture
def scenarios(make, run):
    def work(*positions, near=0.6, clashes=(), **settings):
        shared, own = math.sqrt(near), math.sqrt(1 - near)
        vectors = [
            make.embedding(position.position_id, shared, *[own if n == at else 0.0 for n in range(len(positions))])
            for at, position in enumerate(positions)
        ]
        given = {
            Position: list(positions),
            Cluster: [make.cluster(issue, label="Fees") for issue in ("i1", "i2")],
            Embedding: vectors,
            Relation: [],
            Incompatibility: list(clashes),
        }
        return run(ANALYSIS, given, **settings)

    return work


def bound(make, member, **fields):
    given = {"kind": Kind.CONSTRAINT} | fields
    return make.position(f"p-{member}", member, f"{member} needs it in March.", **given)


def test_two_constraints_that_nobody_put_side_by_side_are_to_be_played_through(make, scenarios):
    (row,) = scenarios(bound(make, "ash"), bound(make, "birch"))
    assert (row.members, row.positions, row.value) == (("ash", "birch"), ("p-ash", "p-birch"), 0.6)
    assert "On “Fees”" in row.text and "ash needs it in March" in row.text


def test_what_was_judged_already_is_not_asked_again(make, scenarios):
    assert scenarios(bound(make, "ash"), bound(make, "birch"), clashes=[make.clash("ash", "birch")]) == []


@pytest.mark.parametrize("change", [{"kind": Kind.GOAL}, {"issue_id": "i2"}, {"superseded_by": "x"}])
def test_goals_other_issues_and_old_sentences_make_none(make, scenarios, change):
    assert scenarios(bound(make, "ash"), bound(make, "birch", **change)) == []


def test_one_member_and_sentences_far_apart_make_none(make, scenarios):
    assert scenarios(bound(make, "ash")) == []
    assert scenarios(bound(make, "ash"), bound(make, "birch"), near=0.1) == []


def test_each_member_is_used_once_an_issue_and_the_list_is_short(make, scenarios):
    positions = [bound(make, member) for member in ("ash", "birch", "cedar", "dogwood", "elm", "fir")]
    rows = scenarios(*positions)
    assert len(rows) == 2
    assert len({member for row in rows for member in row.members}) == 4
    assert len(scenarios(*positions, max_listed=1)) == 1
