import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    Depth,
    Incompatibility,
    Issue,
    IssueWeight,
    Kind,
    Position,
    Stance,
    StanceSide,
    Term,
    TermKind,
)
from models.analyses import common_ground, issue_states
from models.means import find_means


@pytest.fixture(scope="module")
def find(make, run):
    """Common ground on i1, for positions of members and the sides they take (for, if not said)."""

    def found(positions, sides=None, terms=()):
        sides = sides or {position.member_id: StanceSide.FOR for position in positions}
        rows = {
            MemberEntry: make.members(*sides),
            IssueWeight: [],
            Cluster: [make.cluster()],
            Position: list(positions),
            Stance: [
                make.stance(
                    member, "i1", side, positions=tuple(p.position_id for p in positions if p.member_id == member)
                )
                for member, side in sides.items()
            ],
            Incompatibility: [],
            Term: list(terms),
        }
        rows[Issue] = run(issue_states.ANALYSIS, rows)
        return run(common_ground.ANALYSIS, rows)

    return found


def said(make, *quotes, **fields):
    return [make.position(f"p{n}", f"m{n}", quote, **fields) for n, quote in enumerate(quotes)]


def test_an_issue_nobody_opposes_is_common_ground(find, make):
    (row,) = find(said(make, "We ask for lighthouses.", "Lighthouses must stay.", "We want lighthouses."))
    assert row.members_for == ("m0", "m1", "m2")
    assert row.at_risk is None


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(StanceSide)), min_size=1, max_size=7))
def test_nothing_that_anybody_opposes_is_common_ground(find, make, sides):
    positions = [make.position(f"p{n}", f"m{n}") for n in range(len(sides))]
    by_member = {f"m{n}": side for n, side in enumerate(sides)}
    rows = find(positions, by_member)
    if StanceSide.AGAINST in sides or StanceSide.MIXED in sides:
        assert rows == []
    for row in rows:
        assert row.members_for == tuple(member for member, side in by_member.items() if side is StanceSide.FOR)
        assert len(row.members_for) > 1


def test_agreement_in_the_same_words_is_expected_and_in_other_words_is_not(find, make):
    (same,) = find(said(make, *["We ask for lighthouses."] * 3))
    (other,) = find(said(make, "We ask for lighthouses.", "Beacons must stay.", "We want sea lamps."))
    assert same.unexpected == 0
    assert other.unexpected == 1
    assert (same.n_terms, other.n_terms) == (1, 3)


def test_overlap_is_the_mean_jaccard_of_pairs(find, make):
    """By hand: {harbour, fee}, {harbour, dues}, {harbour}: 1/3, 1/2 and 1/2, so 1 - 4/9."""
    (row,) = find(said(make, "harbour fee", "harbour dues", "harbour"))
    assert row.unexpected == round(1 - 4 / 9, 4)


def numbers(make, n, **fields):
    positions = said(make, "We ask.", "We want.", "We urge.", **fields)
    return [*(make.position(p.position_id, p.member_id, unit="day") for p in positions[:n]), *positions[n:]]


def test_the_depth_of_an_agreement(find, make):
    assert find(numbers(make, 2))[0].depth is Depth.QUANTIFIED
    assert find(numbers(make, 1))[0].depth is Depth.MECHANISM
    assert find(said(make, "a", "b", "c", condition="if it pays"))[0].depth is Depth.MECHANISM
    assert find(said(make, "a", "b", "c"))[0].depth is Depth.GOAL
    assert find(said(make, "a", "b", "c", kind=Kind.PREFERENCE))[0].depth is Depth.SLOGAN


def test_conditions_put_an_agreement_at_risk(find, make):
    positions = said(make, "a", "b", "c")
    conditional = make.position("p2", "m2", condition="if it pays")
    (row,) = find([*positions[:2], conditional])
    assert row.at_risk.startswith("1 member ties it to a condition")
    sides = dict.fromkeys(("m0", "m1"), StanceSide.FOR) | {"m2": StanceSide.DEPENDS, "m3": StanceSide.DEPENDS}
    (row,) = find([*positions, make.position("p3", "m3")], sides)
    assert row.at_risk.startswith("2 members tie it to a condition")
    assert row.members_for == ("m0", "m1")


def test_numbers_that_differ_put_an_agreement_at_risk(find, make):
    def with_numbers(*bounds):
        return [
            make.position(f"p{n}", f"m{n}", "We ask for notice.", low=low, high=high, unit=unit)
            for n, (low, high, unit) in enumerate(bounds)
        ]

    (row,) = find(with_numbers((30.0, None, "day"), (None, 10.0, "day"), (30.0, None, "day")))
    assert row.at_risk == "They name numbers that exclude each other: at least 30 days against at most 10 days."
    (row,) = find(with_numbers((30.0, None, "day"), (20.0, None, "day"), (30.0, None, "day")))
    assert row.at_risk.startswith("They name different numbers, such as at least 20 days and at least 30 days")
    (row,) = find(with_numbers((30.0, None, "day"), (30.0, None, "day"), (30.0, None, "percent")))
    assert row.at_risk is None


def test_scopes_that_may_not_meet_put_an_agreement_at_risk(find, make):
    def limited(*quotes, scope="limited to"):
        return [make.position(f"p{n}", f"m{n}", quote, scope=scope) for n, quote in enumerate(quotes)]

    (row,) = find(limited("A fee for harbours.", "A levy on ferries.", "A fee for harbours."))
    assert row.at_risk.startswith("Two members limit it to cases that may not meet")
    (row,) = find(limited("A fee for harbours.", "A fee for harbours.", "Harbours only, a fee."))
    assert row.at_risk is None
    (row,) = find(limited("A fee for harbours.", "A levy on ferries.", "A due.", scope=None))
    assert row.at_risk is None


def test_different_means_put_an_agreement_at_risk(find, make):
    (row,) = find(
        said(
            make, "Keep the ferry by raising the toll.", "The ferry stays, by way of a county fund.", "Keep the ferry."
        )
    )
    assert row.at_risk == (
        "They name different ways to it (“a county fund”, “raising the toll”); ask whether either way would do."
    )
    (row,) = find(said(make, "Keep it by raising the toll.", "Keep it by means of a higher toll.", "Keep it by 2030."))
    assert row.at_risk is None


@pytest.mark.parametrize(
    ("sentence", "means"),
    [
        ("We would help by way of a shared fund, and gladly.", ("a shared fund",)),
        ("Close the gap by slowly raising the fee and by asking guests.", ("slowly raising the fee", "asking guests")),
        ("It must be paid via the county.", ("the county",)),
        ("Pay by Monday, by the harbour, by law, by spring.", ()),
        ("We begin by talking.", ()),
        ("We sat through talks through the winter.", ()),
    ],
)
def test_only_words_that_name_a_means_are_one(sentence, means):
    assert find_means(sentence) == means


def test_a_word_that_two_supporters_define_differently_puts_an_agreement_at_risk(find, make):
    def defined(sense, *members):
        return Term(
            term="small boat",
            sense=sense,
            members=members,
            positions=(f"d{sense}",),
            kind=TermKind.SAME_TERM_DIFFERENT_MEANING,
            reason="The numbers differ: 8 metres against 12 metres.",
        )

    positions = said(make, "Small boats go free.", "No fee for a small boat.", "Free small boats.")
    (row,) = find(positions, terms=[defined(1, "m0", "m1", "m2"), defined(2, "m9")])
    assert row.at_risk is None
    (row,) = find(positions, terms=[defined(1, "m0", "m2"), defined(2, "m1")])
    assert row.at_risk.startswith("They define “small boat” differently: the numbers differ: 8 metres")


def test_a_silent_member_is_no_supporter_and_no_risk(find, make):
    positions = said(make, "a", "b", "c")
    silent = dict.fromkeys(("m0", "m1", "m2"), StanceSide.FOR) | {"m3": StanceSide.NOT_STATED}
    assert find(positions, silent) == find(positions)
