"""Each type of collision beside those of sides and of bare numbers: places, words, shares, and three at once."""

from dataclasses import replace

import pytest

from corpus.records import FindingStatus, Incompatibility, IncompatibilityType, Kind, Term, TermKind
from corpus.tables import to_parquet

PARALLEL = ("The wage must be borne by the host.", "The wage must be borne by the fund.")


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((Kind.NON_NEGOTIABLE, Kind.NON_NEGOTIABLE), FindingStatus.VERIFIED),
        ((Kind.NON_NEGOTIABLE, Kind.GOAL), FindingStatus.POSSIBLE),
    ],
)
def test_two_values_for_one_place_exclude_each_other_and_are_named(only, make, kinds, status):
    a, b = (
        make.position(f"p{n}", member, quote=quote, kind=kind, firmness=0.9)
        for n, (member, quote, kind) in enumerate(zip(("ash", "birch"), PARALLEL, kinds, strict=True))
    )
    row = only(a, b)
    assert (row.type, row.status) == (IncompatibilityType.EXCLUSIVE_VALUE, status)
    assert "“host” against “fund”" in row.reason


def test_goals_that_fill_one_place_with_two_values_exclude_nothing(judge, make):
    said = [
        make.position(f"p{n}", member, quote=quote, kind=Kind.GOAL, firmness=0.9)
        for n, (member, quote) in enumerate(zip(("ash", "birch"), PARALLEL, strict=True))
    ]
    assert judge(*said) == []


@pytest.fixture
def senses():
    return [
        Term(
            term="night",
            sense=sense,
            members=(member,),
            positions=(f"d{sense}",),
            kind=TermKind.SAME_TERM_DIFFERENT_MEANING,
            reason="The numbers differ: 8 hours against 6 hours.",
        )
        for sense, member in enumerate(("ash", "birch"), start=1)
    ]


def test_red_lines_on_a_word_with_two_meanings_may_collide_though_they_sound_agreed(judge, make, senses):
    said = [
        make.position("p1", "ash", quote="Nobody is called at night.", kind=Kind.NON_NEGOTIABLE, firmness=1.0),
        make.position("p2", "birch", quote="Our nights are silent.", kind=Kind.NON_NEGOTIABLE, firmness=1.0),
    ]
    assert judge(*said) == []
    (row,) = judge(*said, terms=senses)
    assert (row.type, row.status) == (IncompatibilityType.DEFINITIONAL, FindingStatus.POSSIBLE)
    assert "“night”" in row.reason
    assert "8 hours against 6 hours" in row.reason


def test_a_word_that_only_one_of_them_uses_or_both_mean_alike_changes_nothing(judge, make, senses):
    one = make.position("p1", "ash", quote="Nobody is called at night.", kind=Kind.NON_NEGOTIABLE, firmness=1.0)
    other = make.position("p2", "birch", quote="Evenings are silent.", kind=Kind.NON_NEGOTIABLE, firmness=1.0)
    alike = make.position("p2", "cedar", quote="Our nights are silent.", kind=Kind.NON_NEGOTIABLE, firmness=1.0)
    assert judge(one, other, terms=senses) == []
    assert judge(one, alike, terms=senses) == []


def test_who_uses_a_word_in_several_ways_differs_only_from_those_who_use_it_in_none_of_them(judge, make, senses):
    one = make.position("p1", "ash", quote="Nobody is called at night.", kind=Kind.NON_NEGOTIABLE, firmness=1.0)
    other = make.position("p2", "birch", quote="Our nights are silent.", kind=Kind.NON_NEGOTIABLE, firmness=1.0)
    both = [senses[0], replace(senses[1], members=("ash", "birch"))]
    assert judge(one, other, terms=both) == []
    third = [senses[0], replace(senses[1], members=("cedar",)), replace(senses[1], sense=3)]
    (row,) = judge(one, other, terms=third)
    assert "its meanings 1, 3" in row.reason  # the table's reason is that of 1 and 2


def test_where_a_word_has_two_meanings_a_collision_is_never_verified(only, at_least, at_most, senses):
    row = only(at_least(quote="At night at least 30 days."), at_most(quote="At night at most 10 days."), terms=senses)
    assert (row.type, row.status) == (IncompatibilityType.DEFINITIONAL, FindingStatus.POSSIBLE)
    assert "30 days" in row.reason


def test_two_least_shares_beyond_the_whole_collide_over_the_resource(only, make):
    row = only(
        make.position("p1", "ash", "At least 60 % of the fund must go to nets.", kind=Kind.NON_NEGOTIABLE),
        make.position("p2", "birch", "At least 70 % of the fund must go to ropes.", kind=Kind.NON_NEGOTIABLE),
    )
    assert (row.type, row.status) == (IncompatibilityType.RESOURCE, FindingStatus.VERIFIED)
    assert "60 + 70" in row.reason


def test_three_that_collide_only_together_are_one_row_beside_the_pairs(judge, make):
    rows = judge(
        *[
            make.position(f"p{n}", f"m{n}", f"At least 40 % of the fund must go to {thing}.", stance=0.0)
            for n, thing in enumerate(("nets", "ropes", "lamps"))
        ]
    )
    (row,) = rows
    assert row.type is IncompatibilityType.JOINT
    assert row.members == ("m0", "m1", "m2")
    assert row.status is FindingStatus.POSSIBLE  # they demand it, but nobody would leave over it
    assert to_parquet(Incompatibility, rows)
