import dataclasses

import pytest

from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    FindingStatus,
    Incompatibility,
    IssueState,
    IssueWeight,
    Kind,
    Position,
    Stance,
    StanceSide,
    Tier,
)
from models.analyses.issue_states import ANALYSIS

FOR, AGAINST, DEPENDS, MIXED, SILENT = (
    StanceSide.FOR,
    StanceSide.AGAINST,
    StanceSide.DEPENDS,
    StanceSide.MIXED,
    StanceSide.NOT_STATED,
)


@pytest.fixture
def tell(make, run):
    """The issue i1 for the sides its members take."""

    def told(*sides, clashes=(), positions=(), weights=None, on_issue=(), types=None, **settings):
        entries = make.members(*(f"m{number}" for number in range(len(sides))))
        given = {
            MemberEntry: [
                dataclasses.replace(entry, weight=weight, type=kind)
                for entry, weight, kind in zip(
                    entries, weights or [1.0] * len(sides), types or [None] * len(sides), strict=True
                )
            ],
            Cluster: [make.cluster()],
            IssueWeight: [IssueWeight(member_id=each, issue_id="i1", weight=weight) for each, weight in on_issue],
            Stance: [make.stance(f"m{number}", "i1", side) for number, side in enumerate(sides)],
            Incompatibility: list(clashes),
            Position: list(positions),
        }
        (issue,) = run(ANALYSIS, given, **settings)
        return issue

    return told


@pytest.mark.parametrize(
    ("sides", "state"),
    [
        ([FOR, FOR, FOR], IssueState.NO_OBJECTION),
        ([FOR, FOR, DEPENDS], IssueState.NO_OBJECTION),
        ([FOR, DEPENDS, DEPENDS], IssueState.DIFFER),
        ([FOR, FOR, FOR, AGAINST], IssueState.DIFFER),
        ([FOR, FOR, FOR, MIXED], IssueState.DIFFER),
        ([AGAINST, AGAINST, AGAINST], IssueState.DIFFER),
        ([FOR, FOR], IssueState.THIN),
        ([FOR, AGAINST], IssueState.THIN),
        ([FOR, FOR, SILENT, SILENT], IssueState.THIN),
        ([], IssueState.THIN),
    ],
)
def test_the_state_follows_from_the_sides(tell, sides, state):
    assert tell(*sides).state is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (FindingStatus.VERIFIED, IssueState.COLLIDE),
        (FindingStatus.POSSIBLE, IssueState.NO_OBJECTION),
        (FindingStatus.REJECTED, IssueState.NO_OBJECTION),
        (FindingStatus.OVERRULED, IssueState.NO_OBJECTION),
    ],
)
def test_only_a_verified_clash_makes_an_issue_collide(tell, make, status, state):
    assert tell(FOR, FOR, FOR, clashes=[make.clash("m0", "m1", status=status)]).state is state


def test_a_clash_on_another_issue_does_not_count(tell, make):
    assert tell(FOR, FOR, FOR, clashes=[make.clash("m0", "m1", issue_id="i2")]).state is IssueState.NO_OBJECTION


def test_two_members_can_collide_however_few_have_spoken(tell, make):
    assert tell(FOR, AGAINST, clashes=[make.clash("m0", "m1")]).state is IssueState.COLLIDE


def test_the_bar_for_silence_is_a_setting(tell):
    assert tell(FOR, FOR, min_members=2).state is IssueState.NO_OBJECTION
    assert tell(FOR, FOR, FOR, min_members=4).state is IssueState.THIN


def test_the_tier_follows_from_the_state_and_from_red_lines(tell, make):
    red_line = make.position("p1", "m0", kind=Kind.NON_NEGOTIABLE)
    assert tell(FOR, FOR, FOR).tier is Tier.ROUTINE
    assert tell(FOR, FOR, AGAINST).tier is Tier.CONTESTED
    assert tell(FOR, FOR, FOR, clashes=[make.clash("m0", "m1")]).tier is Tier.STRATEGIC
    assert tell(FOR, FOR, FOR, positions=[red_line]).tier is Tier.STRATEGIC


def test_a_red_line_that_was_given_up_makes_nothing_strategic(tell, make):
    given_up = make.position("p1", "m0", kind=Kind.NON_NEGOTIABLE, superseded_by="p2")
    assert tell(FOR, FOR, FOR, positions=[given_up]).tier is Tier.ROUTINE


def test_the_issue_keeps_what_the_cluster_said(tell):
    issue = tell(FOR)
    assert (issue.issue_id, issue.label, issue.statement_position_id) == ("i1", "Harbour fee", "p1")


def test_support_is_shown_by_heads_and_by_weight_and_whether_the_verdict_flips(tell):
    """By hand: 2 of 3 heads; 2 of 7 by weight. The silent fourth enters neither."""
    issue = tell(FOR, FOR, AGAINST, SILENT, weights=[1.0, 1.0, 5.0, 9.0])
    assert (issue.support, issue.weighted_support, issue.verdict_flips) == (0.6667, 0.2857, True)
    issue = tell(FOR, FOR, AGAINST)
    assert (issue.support, issue.weighted_support, issue.verdict_flips) == (0.6667, 0.6667, False)


def test_support_within_each_type_of_member(tell):
    """By hand: clubs 2 of 2, so 3/4; firms 0 of 1, so 1/3; their geometric mean is 1/2."""
    issue = tell(FOR, FOR, AGAINST, SILENT, types=["club", "club", "firm", "port"])
    assert (issue.least_group_support, issue.mean_group_support) == (0.3333, 0.5)
    assert tell(FOR, FOR, AGAINST).least_group_support is None


def test_silence_is_no_support(tell):
    issue = tell(SILENT, SILENT, SILENT)
    assert (issue.support, issue.weighted_support, issue.verdict_flips) == (None, None, False)


def test_a_weight_on_the_issue_takes_the_place_of_the_members_own(tell):
    issue = tell(FOR, FOR, AGAINST, weights=[1.0, 1.0, 5.0], on_issue=[("m2", 1.0)])
    assert (issue.weighted_support, issue.verdict_flips) == (0.6667, False)
