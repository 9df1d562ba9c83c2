import dataclasses

import pytest

from corpus.intake import MemberEntry
from corpus.records import (
    Alignment,
    Bond,
    BondKind,
    FindingStatus,
    Group,
    Incompatibility,
    IssueWeight,
    Position,
    Rejection,
    Stance,
    StanceSide,
)
from models.analyses import alignment
from models.analyses.networks import ANALYSIS

ALLIES = {"agreement between different types of member", "agreement in different words"}
FEW_ISSUES = "support for the same few issues"


@pytest.fixture
def find(make, run):
    """Networks of members, given as member -> issue -> side or (side, quote)."""

    def found(said, clashes=(), types=None, **settings):
        stances, positions = [], []
        for member, by_issue in said.items():
            for issue, held in by_issue.items():
                side, quote = held if isinstance(held, tuple) else (held, "We ask for lighthouses.")
                key = f"{member}-{issue}"
                positions.append(make.position(key, member, quote, issue_id=issue))
                stances.append(make.stance(member, issue, side, positions=(key,)))
        types = types or {}
        rows = {
            MemberEntry: [dataclasses.replace(each, type=types.get(each.member_id)) for each in make.members(*said)],
            Position: positions,
            Stance: stances,
            Incompatibility: list(clashes),
            IssueWeight: [],
        }
        rows[Alignment] = run(alignment.ANALYSIS, rows)
        return run(ANALYSIS, rows, **settings)

    return found


def all_for(*issues, quote="We ask for lighthouses."):
    return dict.fromkeys(issues, (StanceSide.FOR, quote))


def silent(*issues):
    return dict.fromkeys(issues, StanceSide.NOT_STATED)


ISSUES = ("i1", "i2", "i3")


def allies(rows):
    return [row for row in rows if isinstance(row, Group) and row.basis in ALLIES]


def test_members_of_different_types_that_agree_are_unexpected_allies(find):
    said = {"ash": all_for(*ISSUES), "birch": all_for(*ISSUES)}
    assert allies(find(said, types={"ash": "union", "birch": "union"})) == []
    (pair,) = allies(find(said, types={"ash": "union", "birch": "firm"}))
    assert (pair.members, pair.issue_ids) == (("ash", "birch"), ISSUES)


def test_members_that_agree_in_other_words_are_unexpected_allies(find):
    (pair,) = allies(find({"ash": all_for(*ISSUES), "birch": all_for(*ISSUES, quote="Beacons must stay.")}))
    assert pair.basis == "agreement in different words"


def test_neither_silence_nor_a_clash_makes_allies(find, make):
    types = {"ash": "union", "birch": "firm"}
    assert allies(find({"ash": silent(*ISSUES), "birch": silent(*ISSUES)}, types=types)) == []
    assert allies(find({"ash": all_for(*ISSUES), "birch": silent(*ISSUES)}, types=types)) == []
    said = {"ash": all_for(*ISSUES), "birch": all_for(*ISSUES)}
    clash = make.clash("ash", "birch", status=FindingStatus.POSSIBLE)
    assert allies(find(said, [clash], types=types)) == []


def test_supporters_of_the_same_few_issues_without_a_clash_are_a_group(find, make):
    said = {name: all_for("i1", "i2") for name in ("ash", "birch", "cedar", "dogwood")} | {"elm": silent("i1", "i2")}
    (group,) = [
        row for row in find(said, [make.clash("ash", "birch")]) if isinstance(row, Group) and row.basis == FEW_ISSUES
    ]
    assert group.members in (("ash", "cedar", "dogwood"), ("birch", "cedar", "dogwood"))
    assert group.issue_ids == ("i1", "i2")
    assert not [row for row in find(said, min_members=5) if getattr(row, "basis", "") == FEW_ISSUES]


def test_a_clash_between_two_that_common_friends_hold_together_is_a_fracture(find, make):
    said = {name: all_for(*ISSUES) for name in ("ash", "birch", "cedar")}
    bonds = [row for row in find(said, [make.clash("ash", "birch")]) if isinstance(row, Bond)]
    kinds = {(row.member_a, row.member_b): row.kind for row in bonds}
    assert kinds == {
        ("ash", "birch"): BondKind.FRACTURE,
        ("ash", "cedar"): BondKind.BRIDGE,
        ("birch", "cedar"): BondKind.BRIDGE,
    }


def test_silent_members_have_no_bonds(find, make):
    said = {name: silent(*ISSUES) for name in ("ash", "birch", "cedar")}
    assert find(said, [make.clash("ash", "birch")]) == []


def test_what_the_cap_leaves_out_is_a_rejection(find):
    said = {name: all_for(*ISSUES) for name in ("ash", "birch", "cedar")}
    rows = find(said, types={"ash": "a", "birch": "b", "cedar": "c"}, max_listed=1)
    assert len(allies(rows)) == 1
    assert "2 of 3 unexpected allies" in next(row.detail for row in rows if isinstance(row, Rejection))
