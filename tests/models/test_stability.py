"""What recurs when things are a little different: worked by hand on three or four members."""

import dataclasses
import math

import pytest

from corpus.intake import MemberEntry
from corpus.records import (
    TABLES,
    Alignment,
    Cluster,
    Coalition,
    CommonGround,
    FindingStatus,
    Incompatibility,
    IssueWeight,
    Judgement,
    Kind,
    Position,
    Rejection,
    Stance,
    Told,
)
from models import analyses
from models.analyses import find_analyses
from models.embedding import Embedding
from models.leaning import Opposition
from models.stability import StabilitySettings, recurrence

# What follows from positions without a model or a paper.
CHAIN = tuple(
    analysis
    for analysis in find_analyses(analyses)
    if analysis.name in ("incompatibilities", "stances", "issue_states", "common_ground", "coalitions", "alignment")
    or analysis.name == "networks"
)
SETTINGS = {analysis.name: analysis.settings() for analysis in CHAIN}


@pytest.fixture
def alliance(make):
    """Rows of a run on positions; `oppose` is what ash's and birch's first were found to be against each other."""

    def made(*positions, oppose=0.97, members=("ash", "birch", "cedar")):
        near, own = math.sqrt(0.9), math.sqrt(0.1)
        rows = dict.fromkeys(TABLES, ()) | {
            MemberEntry: make.members(*members),
            Cluster: [make.cluster(each) for each in sorted({each.issue_id for each in positions})],
            Position: list(positions),
            Embedding: [
                make.embedding(each.position_id, near, *[own if n == at else 0.0 for n in range(len(positions))])
                for at, each in enumerate(positions)
            ],
            Opposition: [
                Opposition(position_a=a, position_b=b, oppose=oppose, neither=0.0)
                for a, b in (("p1", "p2"), ("p2", "p3"))
            ],
            Judgement: [],
            Told: [],
            IssueWeight: [],
        }
        for analysis in CHAIN:
            found = list(analysis.run(make.rows(rows), SETTINGS[analysis.name]))
            rows |= {
                kind: [row for row in found if type(row) is kind] for kind in analysis.produces if kind is not Rejection
            }
        return rows

    return made


@pytest.fixture
def recurs(make):
    def measured(rows, **settings):
        return recurrence(rows, CHAIN, SETTINGS, StabilitySettings(**settings), served=make.rows)

    return measured


@pytest.fixture
def red_lines(make):
    def made(lean=0.9, **fields):
        return (
            make.position("p1", "ash", stance=lean, kind=Kind.NON_NEGOTIABLE, **fields),
            make.position("p2", "birch", stance=-lean, kind=Kind.NON_NEGOTIABLE),
        )

    return made


def share_of(found, table):
    return {row.share for row in found.rows if row.table == table}


def test_a_collision_far_from_every_threshold_recurs_always_and_one_at_a_threshold_does_not(
    alliance, recurs, red_lines
):
    far = recurs(alliance(*red_lines()))
    assert share_of(far, "incompatibilities") == {1.0}
    assert [row.stability for row in far.incompatibilities] == [1.0]
    near = recurs(alliance(*red_lines(), oppose=0.82))
    (row,) = [row for row in near.rows if row.table == "incompatibilities"]
    assert row.lost_in == ("incompatibilities.verified_opposition + 0.05",)
    assert row.share == round(1 - 1 / row.n_runs, 2)


def test_a_larger_step_makes_more_findings_fragile(alliance, recurs, red_lines):
    rows = alliance(*red_lines(), oppose=0.87)
    assert share_of(recurs(rows), "incompatibilities") == {1.0}
    assert min(share_of(recurs(rows, step=0.1), "incompatibilities")) < 1


def test_groups_hinge_on_the_collisions_that_part_them(alliance, recurs, red_lines):
    found = recurs(alliance(*red_lines(), oppose=0.82))
    by_basis = {row.coalition_id: row.basis for row in alliance(*red_lines(), oppose=0.82)[Coalition]}
    lost = {by_basis[row.finding_id]: row.lost_in for row in found.rows if row.table == "coalitions"}
    # The collision becomes possible, so on verified ones ash and birch could start together; on possible ones not.
    assert lost == {
        "verified": ("incompatibilities.verified_opposition + 0.05",),
        "verified_and_possible": (),
    }


def test_a_paper_that_alone_carries_a_finding_is_named_and_one_that_another_backs_is_not(
    alliance, recurs, red_lines, make
):
    more = {"stance": 0.9, "kind": Kind.NON_NEGOTIABLE}
    soft = make.position("p3", "ash", stance=0.9, firmness=0.25, document_id="d2")
    alone = recurs(alliance(*red_lines(document_id="d1"), soft))
    (row,) = [row for row in alone.rows if row.table == "incompatibilities"]
    assert row.lost_in == ("without d1",)
    again = make.position("p3", "ash", document_id="d2", **more)
    rows = alliance(*red_lines(document_id="d1"), again)
    (row,) = [row for row in recurs(rows).rows if row.table == "incompatibilities"]
    assert row.lost_in == ()


def test_without_its_only_paper_nobody_is_taken_for_a_friend(alliance, recurs, red_lines):
    found = recurs(alliance(*red_lines()))
    assert not any(name.startswith("without") for row in found.rows for name in row.lost_in)


def test_a_paper_of_somebody_else_is_no_run_for_a_collision_of_two(alliance, recurs, red_lines, make):
    two = [make.position(f"c{n}", "cedar", stance=0.2, firmness=0.25, document_id=f"c{n}") for n in range(2)]
    without, beside = recurs(alliance(*red_lines())), recurs(alliance(*red_lines(), *two))
    n_runs = [{row.n_runs for row in found.rows if row.table == "incompatibilities"} for found in (without, beside)]
    assert n_runs[0] == n_runs[1]
    groups = [{row.n_runs for row in found.rows if row.table == "coalitions"} for found in (without, beside)]
    assert {n + 2 for n in groups[0]} == groups[1]


def test_common_ground_on_a_lean_at_the_threshold_is_fragile(alliance, recurs, make):
    def said(lean):
        return [make.position(f"p{n}", member, stance=lean) for n, member in enumerate(("ash", "birch", "cedar"), 1)]

    rows = alliance(*said(0.9), oppose=0.0)
    assert len(rows[CommonGround]) == 1
    assert share_of(recurs(rows), "common_ground") == {1.0}
    (row,) = [row for row in recurs(alliance(*said(0.12), oppose=0.0)).rows if row.table == "common_ground"]
    assert row.lost_in == ("stances.clear_for + 0.05",)


def test_what_people_ruled_stays_as_they_ruled(alliance, recurs, red_lines):
    rows = alliance(*red_lines(), oppose=0.82)
    (clash,) = rows[Incompatibility]
    overruled = rows | {Incompatibility: [dataclasses.replace(clash, status=FindingStatus.OVERRULED)]}
    assert share_of(recurs(overruled), "incompatibilities") == set()
    possible = alliance(*red_lines(), oppose=0.7)
    (clash,) = possible[Incompatibility]
    assert clash.status is FindingStatus.POSSIBLE
    confirmed = possible | {Incompatibility: [dataclasses.replace(clash, status=FindingStatus.VERIFIED)]}
    assert share_of(recurs(confirmed), "incompatibilities") == {1.0}


def test_what_cannot_be_afforded_is_told(alliance, recurs, red_lines):
    found = recurs(alliance(*red_lines()), effort=25)
    assert {row.n_runs for row in found.rows} == {5}  # two positions and three pairs of member and issue, five times
    assert [row.reason for row in found.rejections] == ["over_the_cap"]
    nothing = recurs(alliance(*red_lines()), effort=0)
    assert nothing.rows == ()
    assert {row.stability for row in nothing.incompatibilities} == {None}


def test_nothing_else_is_changed(alliance, recurs, red_lines):
    rows = alliance(*red_lines())
    found = recurs(rows)
    assert [dataclasses.replace(row, stability=None) for row in found.incompatibilities] == rows[Incompatibility]
    assert len(rows[Alignment]) == 3
    assert len(rows[Stance]) == 3
