import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.intake import MemberEntry
from corpus.records import Coalition, CoalitionBasis, FindingStatus, Incompatibility, Rejection, Stance, StanceSide
from models.analyses.coalitions import ANALYSIS


@pytest.fixture(scope="module")
def find(make, run):
    def found(members, clashes=(), stances=(), required=(), **settings):
        entries = [dataclasses.replace(each, required=each.member_id in required) for each in make.members(*members)]
        given_rows = {MemberEntry: entries, Incompatibility: list(clashes), Stance: list(stances)}
        return run(ANALYSIS, given_rows, **settings)

    return found


def on(rows, basis):
    return [row for row in rows if isinstance(row, Coalition) and row.basis is basis]


def test_three_pairs_and_a_triple_of_members(find, make):
    clashes = [make.clash(*pair) for pair in ("ab", "bc", "de", "acf")]
    rows = on(find("abcdef", clashes), CoalitionBasis.VERIFIED)
    assert {"".join(row.members) for row in rows} == {"acd", "ace", "adf", "aef", "bdf", "bef", "cdf", "cef"}
    assert all(sorted(row.members + row.excluded) == list("abcdef") for row in rows)


def test_possible_clashes_count_on_the_careful_basis_alone_and_rejected_ones_never(find, make):
    clashes = [
        make.clash("a", "b"),
        make.clash("b", "c", status=FindingStatus.POSSIBLE),
        make.clash("a", "c", status=FindingStatus.REJECTED),
        make.clash("a", "c", issue_id="i2", status=FindingStatus.OVERRULED),
    ]
    rows = find("abc", clashes)
    assert [row.members for row in on(rows, CoalitionBasis.VERIFIED)] == [("a", "c"), ("b", "c")]
    assert [row.members for row in on(rows, CoalitionBasis.VERIFIED_AND_POSSIBLE)] == [("a", "c"), ("b",)]


def test_without_a_clash_all_start_together(find):
    for basis in CoalitionBasis:
        (row,) = on(find("abc"), basis)
        assert (row.members, row.excluded, row.rank) == (("a", "b", "c"), (), 1)


def test_nobody_gives_no_coalition(find):
    assert find("") == []


def test_common_issues_have_two_supporters_inside_and_no_opponent_inside(find, make):
    stances = [
        make.stance("a", "both"),
        make.stance("b", "both"),
        make.stance("c", "both", StanceSide.NOT_STATED),
        make.stance("a", "opposed"),
        make.stance("b", "opposed"),
        make.stance("c", "opposed", StanceSide.AGAINST),
        make.stance("a", "alone"),
        make.stance("a", "against", StanceSide.AGAINST),
        make.stance("b", "against", StanceSide.AGAINST),
        make.stance("a", "depends"),
        make.stance("b", "depends", StanceSide.DEPENDS),
    ]
    (everybody,) = on(find("abc", stances=stances), CoalitionBasis.VERIFIED)
    assert everybody.common_issues == ("both",)
    ab, c = on(find("abc", [make.clash("a", "c"), make.clash("b", "c")], stances), CoalitionBasis.VERIFIED)
    assert (ab.members, ab.common_issues, ab.value) == (("a", "b"), ("both", "opposed"), 2.0)
    assert (c.members, c.common_issues) == (("c",), ())


def test_larger_coalitions_rank_first_then_those_with_more_in_common(find, make):
    stances = [make.stance("b"), make.stance("c")]
    rows = on(find("abcd", [make.clash("a", "b"), make.clash("a", "c")], stances), CoalitionBasis.VERIFIED)
    assert [(row.rank, row.members) for row in rows] == [(1, ("b", "c", "d")), (2, ("a", "d"))]
    tied = on(find("abc", [make.clash("a", "b"), make.clash("a", "c")]), CoalitionBasis.VERIFIED)
    assert [row.members for row in tied] == [("b", "c"), ("a",)]
    equal = on(find("abc", [make.clash("a", "b")], stances), CoalitionBasis.VERIFIED)
    assert [row.members for row in equal] == [("b", "c"), ("a", "c")]


def test_what_the_cap_leaves_out_is_a_rejection(find, make):
    clashes = [make.clash(f"m{n}a", f"m{n}b") for n in range(3)]
    members = sorted({member for clash in clashes for member in clash.members})
    rows = find(members, clashes, max_listed=5)
    assert len(on(rows, CoalitionBasis.VERIFIED)) == 5
    cut = [row for row in rows if isinstance(row, Rejection)]
    assert [(row.step, row.subject, row.reason) for row in cut] == [
        ("coalitions", basis.value, "over_the_cap") for basis in CoalitionBasis
    ]
    assert "8 coalitions were found" in cut[0].detail
    assert not [row for row in find(members, clashes) if isinstance(row, Rejection)]


def test_a_search_that_is_cut_says_so(find, make):
    clashes = [make.clash(f"m{n:02}a", f"m{n:02}b") for n in range(9)]
    members = sorted({member for clash in clashes for member in clash.members})
    rows = find(members, clashes, search_limit=100)
    (cut, _) = [row for row in rows if isinstance(row, Rejection)]
    assert "there may be more with 9 members or fewer, and none can have more than 9" in cut.detail


def test_value_is_the_share_of_the_groups_weight_that_supports_each_common_issue(make, run):
    """By hand: weights 1, 2, 5; on i1 a and b are for: 3/8. On i2 b and c are for, a is silent: 7/8."""
    entries = [
        dataclasses.replace(entry, weight=weight)
        for entry, weight in zip(make.members("a", "b", "c"), (1.0, 2.0, 5.0), strict=True)
    ]
    stances = [make.stance("a"), make.stance("b"), make.stance("b", "i2"), make.stance("c", "i2")]
    silent = [make.stance("c", "i1", StanceSide.NOT_STATED), make.stance("a", "i2", StanceSide.NOT_STATED)]
    given_rows = {MemberEntry: entries, Incompatibility: [], Stance: [*stances, *silent]}
    assert run(ANALYSIS, given_rows)[0].value == round(3 / 8 + 7 / 8, 4)


def test_silence_is_no_support(find, make):
    stances = [make.stance("a"), make.stance("b", "i1", StanceSide.NOT_STATED)]
    (row,) = on(find("ab", stances=stances), CoalitionBasis.VERIFIED)
    assert (row.common_issues, row.value) == ((), 0.0)


def test_each_member_left_out_has_the_hardest_clash_that_keeps_it_out(find, make):
    clashes = [make.clash("a", "b"), make.clash("b", "c"), make.clash("a", "c", "f", issue_id="i2")]
    for row in on(find("abcf", clashes), CoalitionBasis.VERIFIED):
        members = {clash.incompatibility_id: set(clash.members) for clash in clashes}
        assert len(row.excluded_by) == len(row.excluded)
        for left_out, why in zip(row.excluded, row.excluded_by, strict=True):
            assert members[why] <= {*row.members, left_out}
            assert left_out in members[why]
    mild = dataclasses.replace(make.clash("a", "b", issue_id="i9"), severity=0.5)
    (row, _) = on(find("ab", [mild, make.clash("a", "b")]), CoalitionBasis.VERIFIED)
    assert row.excluded_by == (make.clash("a", "b").incompatibility_id,)


def test_required_members_are_in_every_group(find, make):
    clashes = [make.clash("a", "b"), make.clash("a", "c")]
    assert [row.members for row in on(find("abc", clashes, required="a"), CoalitionBasis.VERIFIED)] == [("a",)]


def test_required_members_that_clash_are_told_and_the_groups_without_some_listed(find, make):
    rows = find("abc", [make.clash("a", "b")], required="ab")
    assert [row.members for row in on(rows, CoalitionBasis.VERIFIED)] == [("a", "c"), ("b", "c")]
    told = [row for row in rows if isinstance(row, Rejection)]
    assert {row.reason for row in told} == {"required_members_clash"}
    assert "a, b" in told[0].detail


@settings(deadline=None)
@given(st.randoms(), st.lists(st.sampled_from(list(itertools.combinations("abcdef", 2))), unique=True))
def test_renaming_members_changes_nothing_but_names(find, make, shuffler, pairs):
    shuffled = list("abcdef")
    shuffler.shuffle(shuffled)
    new = dict(zip("abcdef", shuffled, strict=True))
    before = on(find("abcdef", [make.clash(*pair) for pair in pairs]), CoalitionBasis.VERIFIED)
    renamed = [make.clash(*sorted(new[member] for member in pair)) for pair in pairs]
    after = on(find("abcdef", renamed), CoalitionBasis.VERIFIED)
    assert {frozenset(new[each] for each in row.members) for row in before} == {frozenset(row.members) for row in after}


@settings(deadline=None)
@given(st.data())
def test_no_clash_lies_inside_and_nobody_can_be_added(find, make, data):
    members = "abcdefg"[: data.draw(st.integers(1, 7))]
    pairs = list(itertools.combinations(members, 2))
    picked = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    clashes = [make.clash(*pair, status=data.draw(st.sampled_from(list(FindingStatus)))) for pair in picked]
    rows = find(members, clashes)
    for basis, counted in (
        (CoalitionBasis.VERIFIED, {FindingStatus.VERIFIED}),
        (CoalitionBasis.VERIFIED_AND_POSSIBLE, {FindingStatus.VERIFIED, FindingStatus.POSSIBLE}),
    ):
        standing = [set(clash.members) for clash in clashes if clash.status in counted]
        coalitions = on(rows, basis)
        assert set(members) == {member for row in coalitions for member in row.members}
        for row in coalitions:
            inside = set(row.members)
            assert not any(clash <= inside for clash in standing)
            for other in row.excluded:
                assert any(clash <= inside | {other} for clash in standing)
        assert [row.rank for row in coalitions] == list(range(1, len(coalitions) + 1))
