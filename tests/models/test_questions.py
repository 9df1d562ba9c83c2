import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    Coalition,
    FindingStatus,
    Incompatibility,
    Position,
    Question,
    Rejection,
    Stance,
    StanceSide,
)
from models.analyses import coalitions
from models.analyses.questions import ANALYSIS

POSSIBLE = FindingStatus.POSSIBLE


@pytest.fixture(scope="module")
def ask(make, run):
    """Questions for members, clashes and stances; every member holds p-<member>."""

    def asked(members, clashes=(), stances=(), issues=("i1",), **settings):
        said = {(stance.member_id, stance.issue_id) for stance in stances}
        silent = [
            make.stance(member, issue, StanceSide.NOT_STATED)
            for member in members
            for issue in issues
            if (member, issue) not in said
        ]
        rows = {
            MemberEntry: make.members(*members),
            Cluster: [make.cluster(issue, pole="pole") for issue in issues],
            Position: [make.position(f"p-{member}", member) for member in members]
            + [make.position("pole", "a", "A fee.")],
            Stance: [*stances, *silent],
            Incompatibility: list(clashes),
        }
        rows[Coalition] = [row for row in run(coalitions.ANALYSIS, rows) if isinstance(row, Coalition)]
        return run(ANALYSIS, rows, **settings)

    return asked


def by_member(rows):
    return {row.member_id: row for row in rows if isinstance(row, Question)}


def test_a_silent_member_is_asked_where_one_voice_makes_common_ground(ask, make):
    rows = by_member(ask("ab", stances=[make.stance("a")]))
    assert list(rows) == ["b"]
    assert rows["b"].value == 1
    assert rows["b"].why == "A yes would make it common ground in 1 of 1 listed group."
    assert "nothing was found in your papers" in rows["b"].text
    assert "“A fee.”" in rows["b"].text


def test_a_silent_member_is_asked_where_its_no_would_end_common_ground(ask, make):
    rows = by_member(ask("abc", stances=[make.stance("a"), make.stance("b")]))
    assert list(rows) == ["c"]
    assert rows["c"].why.startswith("A no would end the common ground in 1 of 1")


@pytest.mark.parametrize("side", [StanceSide.MIXED, StanceSide.DEPENDS])
def test_who_takes_no_clear_side_is_asked_too(ask, make, side):
    rows = by_member(ask("ab", stances=[make.stance("a"), make.stance("b", side=side)]))
    assert list(rows) == ["b"]


def test_what_no_answer_changes_is_not_asked(ask, make):
    """One is against already; nobody supports; everybody has spoken."""
    assert ask("abc", stances=[make.stance("a"), make.stance("b", side=StanceSide.AGAINST)]) == []
    assert ask("ab") == []
    assert ask("ab", stances=[make.stance("a"), make.stance("b")]) == []


def test_the_share_of_groups_counts_only_groups_with_the_member(ask, make):
    """Groups {a, c} and {b, c}: a yes of c makes common ground with a alone, a yes of b changes nothing."""
    rows = by_member(ask("abc", [make.clash("a", "b")], [make.stance("a")]))
    assert list(rows) == ["c"]
    assert rows["c"].value == 0.5


def test_a_possible_clash_is_worth_what_it_would_lose_and_gain(ask, make):
    """All three can start on what is verified, two if it stands, three if it falls: 1 lost, 1 gained, 1 of 1 parts."""
    rows = by_member(ask("abc", [make.clash("a", "b", status=POSSIBLE)]))
    assert sorted(rows) == ["a", "b"]
    assert rows["a"].value == rows["b"].value == 3
    assert "We ask for it." in rows["a"].text
    assert "shrink by 1 member" in rows["a"].why
    assert "grows by 1 member" in rows["a"].why


def test_two_possible_clashes_of_the_same_members_gain_nothing_alone(ask, make):
    clashes = [make.clash("a", "b", status=POSSIBLE), make.clash("a", "b", issue_id="i2", status=POSSIBLE)]
    rows = ask("abc", clashes, issues=("i1", "i2"))
    assert {row.value for row in rows} == {2}


def test_a_clash_that_stands_between_members_apart_already_is_not_asked(ask, make):
    clashes = [make.clash("a", "b"), make.clash("a", "b", issue_id="i2", status=POSSIBLE)]
    assert ask("ab", clashes, issues=("i1", "i2")) == []


def test_rejected_and_overruled_clashes_are_not_asked(ask, make):
    clashes = [make.clash("a", "b", status=status) for status in (FindingStatus.REJECTED, FindingStatus.OVERRULED)]
    assert ask("ab", clashes) == []


def test_most_telling_first_and_what_is_left_out_is_told(ask, make):
    issues = ("i1", "i2", "i3")
    rows = ask("ab", stances=[make.stance("a", issue) for issue in issues], issues=issues, max_per_member=1)
    assert [type(row) for row in rows] == [Question, Rejection]
    assert rows[1].detail.startswith("2 of 3 questions")
    clash = make.clash("a", "b", status=POSSIBLE)
    rows = ask("ab", [clash], [make.stance("a", issue) for issue in issues[1:]], issues, max_per_member=1)
    assert by_member(rows)["b"].value > 1


sides = st.lists(st.sampled_from(list(StanceSide)), min_size=4, max_size=4)


@settings(deadline=None, max_examples=50)
@given(sides, st.lists(st.sampled_from(["ab", "bc", "cd", "ad"]), unique=True))
def test_the_share_is_what_trying_both_answers_gives(ask, make, run, taken, pairs):
    """Put each answer in and count the groups whose common ground changes."""
    clashes = [make.clash(*pair) for pair in pairs]
    stances = [make.stance(member, side=side) for member, side in zip("abcd", taken, strict=True)]

    def common(held):
        rows = {MemberEntry: make.members(*"abcd"), Incompatibility: clashes, Stance: held}
        found = [row for row in run(coalitions.ANALYSIS, rows) if row.basis == "verified"]
        return {row.members: row.common_issues for row in found}

    now = common(stances)
    expected = {}
    for number, member in enumerate("abcd"):
        if taken[number] in (StanceSide.FOR, StanceSide.AGAINST):
            continue
        answers = [
            common([*stances[:number], make.stance(member, side=side), *stances[number + 1 :]])
            for side in (StanceSide.FOR, StanceSide.AGAINST)
        ]
        changed = sum(any(answer[group] != now[group] for answer in answers) for group in now)
        if changed:
            expected[member] = round(changed / len(now), 4)
    assert {member: row.value for member, row in by_member(ask("abcd", clashes, stances)).items()} == expected


def test_another_order_of_rows_changes_nothing(make, run):
    given_rows = {
        MemberEntry: make.members("a", "b", "c"),
        Cluster: [make.cluster(issue, pole="pole") for issue in ("i1", "i2")],
        Position: [make.position(key, key[-1]) for key in ("p-a", "p-b", "p-c")] + [make.position("pole", "a")],
        Stance: [
            make.stance(member, issue, side)
            for member, side in zip("abc", [StanceSide.FOR, StanceSide.MIXED, StanceSide.NOT_STATED], strict=True)
            for issue in ("i1", "i2")
        ],
        Incompatibility: [
            make.clash("a", "b", status=POSSIBLE),
            dataclasses.replace(make.clash("b", "c", status=POSSIBLE), severity=0.75),
        ],
    }
    given_rows[Coalition] = run(coalitions.ANALYSIS, given_rows)
    backwards = {kind: list(reversed(rows)) for kind, rows in given_rows.items()}
    assert run(ANALYSIS, given_rows) == run(ANALYSIS, backwards)
    assert run(ANALYSIS, given_rows)
