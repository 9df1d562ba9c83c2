import pytest

from corpus.intake import MemberEntry
from corpus.records import (
    AllianceModel,
    Coalition,
    CommonGround,
    Incompatibility,
    Issue,
    IssueState,
    Tier,
    WorkingRule,
    WorkingRuleKind,
)
from models.analyses.alliance_models import ANALYSIS


@pytest.fixture
def reasons(make, run):
    def work(*rules, members=("ash", "birch", "cedar"), clashes=(), tiers=()):
        issues = [
            Issue(
                issue_id=f"i{number}",
                label="",
                statement_position_id="p",
                keywords=(),
                n_members=2,
                state=IssueState.DIFFER,
                tier=tier,
            )
            for number, tier in enumerate(tiers)
        ]
        given = {
            MemberEntry: make.members(*members),
            Issue: issues,
            WorkingRule: [
                WorkingRule(position_id=f"p{number}", member_id=member, kind=kind, words="")
                for number, (member, kind) in enumerate(rules)
            ],
            CommonGround: [],
            Incompatibility: list(clashes),
            Coalition: [],
        }
        return run(ANALYSIS, given)

    return work


def test_each_reason_is_a_count_with_its_members(reasons):
    rows = reasons(
        ("ash", WorkingRuleKind.MEETING_ONLINE), ("birch", WorkingRuleKind.SECURITY), ("ash", WorkingRuleKind.SECURITY)
    )
    assert {(row.model, row.speaks_for, row.reason, row.members) for row in rows} == {
        (AllianceModel.DIGITAL_FIRST, True, "1 of 3 members ask for meetings or votes online.", ("ash",)),
        (
            AllianceModel.DIGITAL_FIRST,
            False,
            "2 of 3 members set conditions on security or access of tools.",
            ("ash", "birch"),
        ),
        (AllianceModel.ENHANCED_TRADITIONAL, False, "1 of 3 members ask for meetings or votes online.", ("ash",)),
    }


def test_silence_speaks_for_nothing(reasons):
    assert reasons() == []
    assert reasons(members=()) == []


def test_collisions_and_contested_issues_are_counted(reasons, make):
    rows = reasons(clashes=[make.clash("ash", "birch")], tiers=(Tier.ROUTINE, Tier.CONTESTED))
    said = {(row.model, row.speaks_for): row.reason for row in rows}
    assert said[AllianceModel.DIGITAL_FIRST, False] == "2 of 3 members have a verified collision with another."
    assert said[AllianceModel.HYBRID_SPECIALISED, False] == "1 of 2 issues are contested or touch red lines."
