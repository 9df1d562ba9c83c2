import dataclasses
import math

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
from models.embedding import Embedding

ALLIES = {"agreement between different types of member", "agreement in different words"}
FEW_ISSUES = "support for the same few issues"

# Issues that lie at right angles unless a test places them.
FAR = {f"i{n}": [float(n == place) for place in range(1, 10)] for n in range(1, 10)}


@pytest.fixture
def find(make, run):
    """Networks of members, given as member -> issue -> side or (side, quote)."""

    def found(said, clashes=(), types=None, places=None, **settings):
        stances, positions = [], []
        for member, by_issue in said.items():
            for issue, held in by_issue.items():
                side, quote = held if isinstance(held, tuple) else (held, "We ask for lighthouses.")
                key = f"{member}-{issue}"
                positions.append(make.position(key, member, quote, issue_id=issue))
                stances.append(make.stance(member, issue, side, positions=(key,)))
        types, places = types or {}, places or {}
        rows = {
            MemberEntry: [dataclasses.replace(each, type=types.get(each.member_id)) for each in make.members(*said)],
            Position: positions,
            Embedding: [
                make.embedding(each.position_id, *places.get(each.issue_id, FAR[each.issue_id])) for each in positions
            ],
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


def crowd(sides, *, types, quotes=None):
    """Members that speak on three issues, all in the same words unless told otherwise, and their types."""
    said = {
        name: {
            issue: (side, (quotes or {}).get(name, "We ask for lighthouses."))
            for issue, side in zip(ISSUES, held, strict=True)
        }
        for name, held in sides.items()
    }
    return said, dict(zip(sides, types, strict=True))


def side(letters):
    return [StanceSide.FOR if letter == "+" else StanceSide.AGAINST for letter in letters]


# Three unions against two firms, and one firm that stands with the unions.
SIDED = {name: side(s) for name, s in (("u1", "+++"), ("u2", "+++"), ("u3", "+++"), ("f1", "---"), ("f2", "---"))}
SIDED |= {"f3": side("+++")}
TYPES = ("union", "union", "union", "firm", "firm", "firm")


def test_agreement_across_types_is_unexpected_where_types_mostly_tell_who_agrees(find):
    said, types = crowd(SIDED, types=TYPES)
    pairs = {row.members: row.basis for row in allies(find(said, types=types))}
    assert set(pairs) == {("f3", "u1"), ("f3", "u2"), ("f3", "u3")}
    assert set(pairs.values()) == {"agreement between different types of member"}


def test_where_all_agree_nobody_is_unexpected(find):
    said, types = crowd(dict.fromkeys(SIDED, side("+++")), types=TYPES)
    assert allies(find(said, types=types)) == []


def test_too_few_pairs_predict_nothing(find):
    said, types = crowd(SIDED, types=TYPES)
    assert allies(find(said, types=types, min_pairs=16)) == []


def test_agreement_in_other_words_is_unexpected_where_words_mostly_tell_who_agrees(find):
    """All of one type; u1 to u3 use one set of words and agree, f1 and f2 another; f3 sides with u in words of f."""
    quotes = dict.fromkeys(("f1", "f2", "f3"), "Beacons must stay.")
    said, _ = crowd(SIDED, types=TYPES, quotes=quotes)
    pairs = {row.members: row.basis for row in allies(find(said))}
    assert set(pairs) == {("f3", "u1"), ("f3", "u2"), ("f3", "u3")}
    assert set(pairs.values()) == {"agreement in different words"}


def test_neither_silence_nor_a_clash_makes_allies(find, make):
    said, types = crowd(SIDED, types=TYPES)
    assert ("f3", "u1") in {row.members for row in allies(find(said, types=types))}
    clash = make.clash("f3", "u1", status=FindingStatus.POSSIBLE)
    assert ("f3", "u1") not in {row.members for row in allies(find(said, [clash], types=types))}
    said["f3"] = silent(*ISSUES)
    assert not [row for row in allies(find(said, types=types)) if "f3" in row.members]


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
    said, types = crowd(SIDED, types=TYPES)
    rows = find(said, types=types, max_listed=1)
    assert len(allies(rows)) == 1
    assert "2 of 3 unexpected allies" in next(row.detail for row in rows if isinstance(row, Rejection))


def parties(rows):
    return {row.members: row.issue_ids for row in rows if isinstance(row, Group) and row.basis == "micro_alliance"}


def test_who_is_divided_elsewhere_can_still_act_together_on_one_family(find, make):
    """Ash and birch collide on i3, and agree on the family of i1 and i2 with cedar; on i3 alone two agree."""
    said = {member: all_for("i1", "i2", "i3") for member in ("ash", "birch", "cedar")}
    said["dogwood"] = {"i1": StanceSide.AGAINST, "i3": StanceSide.FOR}
    clash = make.clash("ash", "birch", issue_id="i3")
    near = {"i1": [1.0, 0.0], "i2": [0.9, math.sqrt(0.19)], "i3": [0.0, -1.0]}
    found = parties(find(said, [clash], places=near))
    assert found == {("ash", "birch", "cedar"): ("i1", "i2"), ("birch", "cedar", "dogwood"): ("i3",)}


def test_silence_makes_no_party(find):
    """Each speaks on another issue of one family: nobody agrees with anybody."""
    near = {"i1": [1.0, 0.0], "i2": [0.99, math.sqrt(1 - 0.99**2)], "i3": [0.98, math.sqrt(1 - 0.98**2)]}
    said = {"ash": all_for("i1"), "birch": all_for("i2"), "cedar": all_for("i3")}
    assert parties(find(said, places=near, min_members=2)) == {}
    said["cedar"] = all_for("i1")
    assert parties(find(said, places=near, min_members=2)) == {("ash", "cedar"): ("i1",)}


def test_a_party_that_is_not_proven_largest_is_told(find):
    sides = {f"m{n:02}": {"i1": StanceSide.FOR if n % 2 else StanceSide.AGAINST} for n in range(40)}
    said = {name: held | all_for("i2") for name, held in sides.items()}
    for number, name in enumerate(said):
        said[name]["i2"] = StanceSide.FOR if number % 3 else StanceSide.AGAINST
    near = {"i1": [1.0, 0.0], "i2": [0.99, math.sqrt(1 - 0.99**2)]}
    rows = find(said, places=near, effort=1000)
    cut = [row.subject for row in rows if isinstance(row, Rejection) and row.reason == "search_cut"]
    assert cut == ["micro-alliances: size"]
    (members,) = parties(rows)
    assert len({tuple(said[m].items()) for m in members}) == 1
