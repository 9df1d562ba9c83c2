"""Red lines are held against the nearest firm positions of other members, both ways round."""

import numpy as np
import pytest

from corpus.records import Document, Kind, Position
from models.analyses import Rows
from models.analyses.oppositions import ANALYSIS, OppositionSettings
from models.embedding import Embedding


class Model:
    """Opposes by the words, in one order more than in the other."""

    def __init__(self):
        self.asked = []

    def score(self, pairs):
        self.asked += [tuple(pair) for pair in pairs]
        return np.array([[0, 0.8, 0.2] if a < b else [0, 0.4, 0.6] for a, b in pairs]).reshape(-1, 3)


@pytest.fixture
def found(make):
    def oppositions(*positions, vectors=None, **settings):
        model = Model()
        given = {
            Document: [],
            Position: list(positions),
            Embedding: [
                make.embedding(position.position_id, *vector)
                for position, vector in zip(positions, vectors or [(1, 0)] * len(positions), strict=True)
            ],
        }
        return list(ANALYSIS.run(Rows(given, None, model), OppositionSettings(**settings))), model

    return oppositions


@pytest.fixture
def line(make):
    def position(number, member, kind=Kind.NON_NEGOTIABLE, **fields):
        firmness = {"firmness": 1.0} if kind is Kind.NON_NEGOTIABLE else {"firmness": 0.75}
        return make.position(f"p{number}", member, f"Says {number}", **{"kind": kind} | firmness | fields)

    return position


def test_a_pair_is_held_both_ways_round_and_the_mean_counts(found, line):
    (row,), model = found(line(1, "ash"), line(2, "birch"))
    assert (row.position_a, row.position_b, row.oppose, row.neither) == ("p1", "p2", 0.6, 0.4)
    assert model.asked == [("Says 1", "Says 2"), ("Says 2", "Says 1")]


def test_the_order_of_positions_changes_nothing(found, line):
    positions = [line(1, "ash"), line(2, "birch"), line(3, "cedar", Kind.GOAL)]
    assert found(*positions)[0] == found(*reversed(positions))[0]


@pytest.mark.parametrize(
    "other",
    [
        {"member": "ash"},
        {"member": "birch", "issue_id": "i2"},
        {"member": "birch", "issue_id": None},
        {"member": "birch", "superseded_by": "p3"},
        {"member": "birch", "kind": Kind.GOAL, "firmness": 0.5},
    ],
)
def test_what_cannot_collide_is_not_asked(found, line, other):
    rows, model = found(line(1, "ash"), line(2, **other))
    assert rows == []
    assert model.asked == []


def test_two_demands_without_a_red_line_are_not_asked(found, line):
    assert found(line(1, "ash", Kind.GOAL), line(2, "birch", Kind.GOAL))[0] == []


def test_only_the_nearest_are_asked(found, line):
    positions = [line(1, "ash"), *(line(n, f"m{n}", Kind.GOAL) for n in (2, 3, 4))]
    rows, _ = found(*positions, vectors=[(1, 0), (0.6, 0.8), (1, 0), (0.8, 0.6)], partners=2)
    assert [(row.position_a, row.position_b) for row in rows] == [("p1", "p3"), ("p1", "p4")]
