"""Leaving and joining on small rows: what goes, what stays, and how two states differ."""

import dataclasses

import pytest

from corpus.records import (
    TABLES,
    CommonGround,
    Depth,
    FindingStatus,
    Incompatibility,
    Issue,
    IssueState,
    Lineage,
    Member,
    Position,
    Question,
    Stance,
    StanceSide,
    Tier,
    WeightRuling,
)
from models import analyses
from models.analyses import find_analyses
from models.what_if import differences, figures, leave

ALL = find_analyses(analyses)
SETTINGS = {analysis.name: analysis.settings() for analysis in ALL}
MEMBERS = ("ash", "birch", "cedar", "dogwood")


@pytest.fixture
def run(make):
    """The tables of a run: ash is against i1, the others for it; ash and birch collide."""
    sides = dict.fromkeys(MEMBERS, StanceSide.FOR) | {"ash": StanceSide.AGAINST}
    positions = [make.position(f"p-{m}", m, stance=-0.8 if m == "ash" else 0.8) for m in MEMBERS]
    return dict.fromkeys(TABLES, ()) | {
        Member: [
            Member(
                member_id=m, name=m.title(), type=None, weight=1.0, n_documents=1, n_positions=1, volume_share=0.25
            )
            for m in MEMBERS
        ],
        Issue: [
            Issue(
                issue_id="i1", label="Harbour fee", statement_position_id="p-ash", keywords=(), n_members=4,
                state=IssueState.COLLIDE, tier=Tier.STRATEGIC,
            )
        ],
        Lineage: [Lineage(previous_issue_id=None, issue_id="i1", display_name="The fee", overlap=0.0)],
        Position: positions,
        Stance: [make.stance(m, side=side, positions=(f"p-{m}",)) for m, side in sides.items()],
        Incompatibility: [make.clash("ash", "birch"), make.clash("ash", "cedar", status=FindingStatus.POSSIBLE)],
        WeightRuling: [],
    }  # fmt: skip


@pytest.fixture
def left(run, make):
    def after(*leaving, required=()):
        return leave(run, leaving, required, ALL, SETTINGS, served=make.rows)

    return after


def test_the_one_who_objects_leaves_and_common_ground_appears(run, left):
    then = left("ash")
    assert [row.members_for for row in then[CommonGround]] == [("birch", "cedar", "dogwood")]
    assert {figure.name: (figure.now, figure.then) for figure in figures(left(), then)[:-1]} == {
        "members": (4, 3),
        "largest group without a verified collision": (3, 3),
        "largest group without a possible one either": (3, 3),
        "verified collisions": (1, 0),
        "possible collisions": (1, 0),
        "fewest sentences found that would have to give for all to start, verified": (1, 0),
        "the same, possible collisions too": (1, 0),
        "issues that are common ground": (0, 1),
    }
    found = [(each.kind, each.appears, each.text) for each in differences(left(), then) if each.kind != "question"]
    assert found == [
        ("verified collision", False, "Ash / Birch: The fee"),
        ("possible collision", False, "Ash / Cedar: The fee"),
        ("common ground", True, "The fee"),
    ]


def test_a_statement_of_who_left_stays_as_wording_and_is_held_by_nobody(left):
    then = left("ash")
    (kept,) = [row for row in then[Position] if row.member_id == "ash"]
    assert kept.superseded_by
    assert not any(row.member_id == "ash" for row in then[Stance])
    (issue,) = then[Issue]
    assert (issue.state, issue.support) == (IssueState.NO_OBJECTION, 1.0)


def test_nobody_leaves_and_nothing_differs(left):
    assert differences(left(), left()) == []
    assert all(figure.now == figure.then for figure in figures(left(), left()))


def test_a_joint_collision_falls_apart_when_one_of_it_leaves(run, make, left):
    run[Incompatibility] = [make.clash("ash", "birch", "cedar")]
    assert [row.members for row in left("cedar")[Incompatibility]] == []
    assert [row.members for row in left("dogwood")[Incompatibility]] == [("ash", "birch", "cedar")]


def test_issues_of_one_name_are_one_issue_even_if_found_anew(run, left):
    then = dict(left())
    then[Issue] = [dataclasses.replace(row, issue_id="i9") for row in then[Issue]]
    then[Lineage] = [dataclasses.replace(row, issue_id="i9") for row in then[Lineage]]
    then[Incompatibility] = [dataclasses.replace(row, issue_id="i9") for row in then[Incompatibility]]
    then[Question] = [dataclasses.replace(row, issue_id="i9") for row in then[Question]]
    ground = CommonGround(issue_id="i9", members_for=MEMBERS, n_terms=1, unexpected=0.0, depth=Depth.GOAL, at_risk=None)
    then[CommonGround] = [ground]
    found = [(each.kind, each.appears, each.text) for each in differences(left(), then) if each.kind != "question"]
    assert found == [("common ground", True, "The fee")]
