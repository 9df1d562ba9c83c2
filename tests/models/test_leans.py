"""Every placed statement is held against its issue's statement once, and leans by what the stance model says."""

from dataclasses import replace

import numpy as np
import pytest

from corpus.records import Cluster, Document, Kind, Placement, SeedIssue, Statement, Told
from models.analyses import Rows
from models.analyses.leans import ANALYSIS, LeanSettings
from models.embedding import Embedding


class Model:
    """Gives shares by sentence, and keeps what it was asked."""

    def __init__(self, **shares):
        self.shares = shares
        self.asked = []

    def score(self, pairs):
        self.asked += pairs
        return np.array([self.shares[pair.sentence.split()[-1]] for pair in pairs], dtype=np.float32).reshape(-1, 3)


@pytest.fixture
def given(make):
    """Statements p1 (the pole), p2 and p3 of issue i1, p4 of no issue."""
    statements = [make.statement(f"p{n}", f"m{n}", f"We say {n}") for n in range(1, 5)]
    return {
        Told: [],
        SeedIssue: [],
        Document: [make.document(f"m{n}", text="In ports: We say") for n in range(1, 5)],
        Statement: statements,
        Embedding: [make.embedding("p1", 1, 0), *(make.embedding(f"p{n}", 0, 1) for n in range(2, 5))],
        Cluster: [make.cluster(pole="p1")],
        Placement: [
            Placement(position_id=s.position_id, issue_id=None if s is statements[3] else "i1") for s in statements
        ],
    }


def leans(given, scorer, *, anchors=1):
    found = ANALYSIS.run(Rows(given, None, scorer), LeanSettings(anchors=anchors))
    return {row.position_id: row.lean for row in found}


def test_the_pole_is_for_itself_and_the_others_lean_as_the_model_says(given):
    scorer = Model(**{"1": [0, 1, 0], "2": [0.75, 0.25, 0.0], "3": [0.125, 0.625, 0.25]})
    assert leans(given, scorer) == {"p1": 1.0, "p2": 0.5, "p3": -0.5}
    assert {pair.statement for pair in scorer.asked} == {"We say 1"}


def test_what_introduces_a_list_item_goes_with_it(given, make):
    item = make.statement("p2", "m2", "We say 2", lead_in_start=0, lead_in_end=9)
    given[Statement] = [row if row.position_id != "p2" else item for row in given[Statement]]
    given[Document] = [make.document("m2", document_id=item.document_id, text="In ports: We say 2")]
    scorer = Model(**{"1": [1, 0, 0], "2": [1, 0, 0], "3": [1, 0, 0]})
    leans(given, scorer)
    assert "In ports: We say 2" in [pair.sentence for pair in scorer.asked]


def test_a_short_red_line_takes_the_side_of_the_demand_before_it(given, make):
    demand = make.statement("p2", "m2", "We say 2", start=0, end=8, context_start=0, context_end=30)
    line = make.statement(
        "p3", "m2", "We leave over 3", kind=Kind.NON_NEGOTIABLE, start=9, end=24, context_start=0, context_end=30
    )
    given[Statement] = [given[Statement][0], demand, line, given[Statement][3]]
    found = leans(given, Model(**{"1": [1, 0, 0], "2": [0.75, 0.25, 0], "3": [0, 1, 0]}))
    assert found == {"p1": 1.0, "p2": 0.5, "p3": 0.5}


@pytest.mark.parametrize(("polarity", "lean"), [(1, 0.5), (-1, -0.5)])
def test_nearly_the_same_words_lean_by_refusal_too(given, make, polarity, lean):
    given[Embedding] = [make.embedding(f"p{n}", 1, 0) for n in range(1, 5)]
    said = [make.statement("p2", "m2", "We say 2", polarity=polarity)]
    given[Statement] = [row for row in given[Statement] if row.position_id != "p2"] + said
    shares = {"1": [1, 0, 0], "2": [0, 0, 1], "3": [1, 0, 0]}
    assert leans(given, Model(**shares))["p2"] == lean


def test_nothing_placed_asks_nothing(given):
    given[Placement] = []
    scorer = Model()
    assert leans(given, scorer) == {}


def test_a_told_side_goes_before_the_model_which_is_not_asked(given):
    given[Told] = [Told(position_id=f"p{n}", issue="Fee", stance=stance) for n, stance in ((1, 1.0), (2, -1.0))]
    scorer = Model(**{"3": [0.5, 0.0, 0.5]})
    assert leans(given, scorer) == {"p1": 1.0, "p2": -1.0, "p3": 0.5}
    assert [pair.sentence for pair in scorer.asked] == ["We say 3"]


def test_told_sides_turn_where_the_issues_statement_is_against_it(given):
    given[Told] = [
        Told(position_id=f"p{n}", issue="Fee", stance=stance) for n, stance in ((1, -1.0), (2, -1.0), (3, 0))
    ]
    assert leans(given, Model()) == {"p1": 1.0, "p2": 1.0, "p3": 0.0}


def test_a_side_towards_another_issue_says_nothing_after_people_merged_the_two(given):
    given[Told] = [Told(position_id=f"p{n}", issue=f"Issue {n}", stance=1.0) for n in (1, 2)]
    assert leans(given, Model(**{"2": [0.0, 0.5, 0.5], "3": [0, 0, 1]})) == {"p1": 1.0, "p2": -0.5, "p3": 0.0}


class ByBoth(Model):
    """Gives leans by the last words of both sentences."""

    def score(self, pairs):
        self.asked += pairs
        leans = [self.shares["".join(text.split()[-1] for text in pair)] for pair in pairs]
        return np.array([[max(lean, 0), max(-lean, 0), 1 - abs(lean)] for lean in leans]).reshape(-1, 3)


def test_what_another_anchor_knows_counts_towards_the_statement(given):
    """p2 opposes p1, and p3 agrees with p2: so p3 opposes p1, which the model could not tell alone."""
    model = ByBoth(**{"11": 1, "12": -0.75, "13": 0, "21": -0.75, "22": 1, "23": 0.75, "31": 0, "32": 0.75, "33": 1})
    alone = leans(given, ByBoth(**model.shares))
    assert alone["p3"] == 0
    found = leans(given, model, anchors=3)
    assert found["p1"] == 1
    assert found["p2"] < -0.5
    assert found["p3"] < -0.4


def test_a_question_that_people_put_is_an_anchor(given):
    given[SeedIssue] = [SeedIssue(name="Fee", sentences=("Should ports pay Q",))]
    given[Cluster] = [make_named(given[Cluster][0], "fee")]
    model = ByBoth(**{"11": 1, "12": 0.25, "13": 0.25, "Q1": 0.75, "Q2": 0.75, "Q3": -0.75})
    found = leans(given, model)
    assert "Should ports pay Q" in {pair.statement for pair in model.asked}
    assert found["p2"] > 0 > found["p3"]


def make_named(cluster, label):
    return replace(cluster, label=label)
