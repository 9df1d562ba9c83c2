import math
from itertools import combinations

import pytest

from corpus.records import (
    Cluster,
    FindingStatus,
    Incompatibility,
    IncompatibilityType,
    Judgement,
    Kind,
    Position,
    Rejection,
    Term,
    TermKind,
    Told,
    Verdict,
)
from corpus.tables import to_parquet
from models.analyses.incompatibilities import ANALYSIS
from models.embedding import Embedding
from models.leaning import Opposition


@pytest.fixture
def judge(make, run):
    """The incompatibilities among positions; `near` is the cosine of each two different sentences.

    `held` is what each two were found to be when held against each other: probability that they oppose each other,
    and that they speak of different points; None if they were not held against each other.
    """

    def found(*positions, near=0.9, judgements=(), held=(0.5, 0.1), told=(), terms=(), **settings):
        shared, own = math.sqrt(near), math.sqrt(1 - near)
        vectors = [
            make.embedding(position.position_id, shared, *[own if n == at else 0.0 for n in range(len(positions))])
            for at, position in enumerate(positions)
        ]
        issues = sorted({position.issue_id for position in positions if position.issue_id})
        given = {
            Position: list(positions),
            Cluster: [make.cluster(issue, label="Harbour fee") for issue in issues],
            Embedding: vectors,
            Judgement: list(judgements),
            Term: list(terms),
            Told: [Told(position_id=position_id, issue="Fee", stance=1.0) for position_id in told],
            Opposition: [
                Opposition(position_a=a, position_b=b, oppose=held[0], neither=held[1])
                for a, b in combinations(sorted(position.position_id for position in positions), 2)
                if held
            ],
        }
        return run(ANALYSIS, given, **settings)

    return found


@pytest.fixture
def only(judge):
    def judged(*positions, **settings):
        (row,) = judge(*positions, **settings)
        return row

    return judged


@pytest.fixture
def at_least(make):
    def position(low=30.0, **fields):
        return make.position("p1", "ash", **{"low": low, "unit": "day"} | fields)

    return position


@pytest.fixture
def at_most(make):
    def position(high=10.0, **fields):
        return make.position("p2", "birch", **{"high": high, "unit": "day"} | fields)

    return position


def test_numbers_that_exclude_each_other_are_verified(only, at_least, at_most):
    row = only(at_least(), at_most())
    assert row.status is FindingStatus.VERIFIED
    assert row.type is IncompatibilityType.TEMPORAL
    assert row.members == ("ash", "birch")
    assert row.positions == ("p1", "p2")
    assert row.reason == "The numbers exclude each other: at least 30 days against at most 10 days."
    assert "Harbour fee" in row.question
    assert row.doubt


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("day", IncompatibilityType.TEMPORAL),
        ("working day", IncompatibilityType.TEMPORAL),
        ("percent", IncompatibilityType.NUMERIC),
        ("eur per day", IncompatibilityType.NUMERIC),
    ],
)
def test_a_clash_of_terms_is_temporal_and_of_other_numbers_numeric(only, at_least, at_most, unit, kind):
    assert only(at_least(unit=unit), at_most(unit=unit)).type is kind


def test_numbers_that_can_both_be_met_are_no_candidate(judge, at_least, at_most):
    assert judge(at_least(10.0), at_most(10.0)) == []
    assert judge(at_least(5.0), at_most(10.0)) == []
    assert judge(at_least(unit="eur"), at_most(unit="usd")) == []


def test_two_least_numbers_leave_room_for_both_whatever_the_sides(only, make):
    """Who keeps the higher keeps both; a limit on what is only allowed binds nobody."""
    sides = {"kind": Kind.NON_NEGOTIABLE, "firmness": 1.0, "unit": "day"}
    one = make.position("p1", "ash", "Thirty days is what we hold out for.", stance=0.9, low=30.0, **sides)
    other = make.position("p2", "birch", "Our delegates have nothing below 25 days.", stance=-0.9, low=25.0, **sides)
    row = only(one, other)
    assert (row.status, row.rejected_by) == (FindingStatus.REJECTED, "numbers")
    assert "at least 30 days" in row.reason
    allowed = make.position("p2", "birch", "A stay of at least 25 days may be free.", stance=-0.9, low=25.0, **sides)
    assert only(one, allowed).status is not FindingStatus.REJECTED
    same = make.position("p2", "birch", "Our delegates have nothing below 30 days.", stance=-0.9, low=30.0, **sides)
    assert only(one, same).status is not FindingStatus.REJECTED


def test_conditions_on_both_sides_leave_it_possible_and_stand_in_the_doubt(only, at_least, at_most):
    row = only(at_least(condition="if the port is full"), at_most(condition="unless it storms"))
    assert row.status is FindingStatus.POSSIBLE
    assert "if the port is full" in row.doubt
    assert "unless it storms" in row.doubt


def test_wording_that_keeps_two_demands_apart_rejects_them_with_the_deciding_words(only, make):
    ash = make.position("p1", "ash", "Public harbours must publish fees.", stance=0.9, kind=Kind.NON_NEGOTIABLE)
    birch = make.position("p2", "birch", "Private harbours must hide them.", stance=-0.9, kind=Kind.NON_NEGOTIABLE)
    row = only(ash, birch)
    assert row.status is FindingStatus.REJECTED
    assert "“public”" in row.reason
    assert "“private”" in row.reason


def test_the_reason_and_the_question_quote_what_one_asks_and_the_other_turns_down(only, make):
    asks, refuses = "We must keep the old quay.", "As said in March, we will never pay for the old quay."
    row = only(
        make.position("p1", "ash", refuses, stance=-0.9, kind=Kind.NON_NEGOTIABLE),
        make.position("p2", "birch", asks, stance=0.9, kind=Kind.NON_NEGOTIABLE),
    )
    assert row.reason == (
        "One asks: “We must keep the old quay”. "
        "The other is against it: “As said in March, we will never pay for the old quay”."
    )
    assert "we will never pay for the old quay" in row.question
    assert "Harbour fee" in row.question


def test_a_question_on_numbers_names_both(only, at_least, at_most):
    row = only(at_least(), at_most())
    assert "at least 30 days" in row.question
    assert "at most 10 days" in row.question


def test_in_a_huge_issue_each_members_firmest_are_held_against_each_other_and_the_rest_is_counted(judge, make):
    many = [make.position(f"p{n}", "ash", stance=0.9, firmness=0.75, kind=Kind.NON_NEGOTIABLE) for n in range(9)]
    one = make.position("q", "birch", stance=-0.9, firmness=0.75, kind=Kind.NON_NEGOTIABLE)
    row, left = judge(*many, one, max_firm_per_issue=4)
    assert row.members == ("ash", "birch")
    assert isinstance(left, Rejection)
    assert (left.subject, left.reason) == ("i1", "over_the_cap")
    assert left.detail.startswith("6 of 10 ")


def test_renaming_members_changes_nothing_but_the_names(judge, make):
    def rows(*names):
        held = [(n, names[n % 3], (-1) ** n * 0.9) for n in range(6)]
        red_line = Kind.NON_NEGOTIABLE
        return judge(
            *[make.position(f"p{n}", name, f"Pay {n}.", stance=stance, kind=red_line) for n, name, stance in held]
        )

    def seen(found, back):
        return {
            (frozenset(map(back.get, row.members)), frozenset(row.positions), row.status, row.score, row.reason)
            for row in found
        }

    new = {"ash": "zinnia", "birch": "alder", "cedar": "mint"}
    old = {name: before for before, name in new.items()}
    assert seen(rows(*new), {name: name for name in new}) == seen(rows(*old), old)


def test_a_condition_on_one_side_leaves_it_possible_and_stands_in_the_doubt(only, at_least, at_most):
    row = only(at_least(condition="if the port is full"), at_most())
    assert row.status is FindingStatus.POSSIBLE
    assert "if the port is full" in row.doubt


def test_sentences_about_two_points_are_rejected_with_the_reason(only, at_least, at_most):
    row = only(at_least(), at_most(), near=0.3)
    assert row.status is FindingStatus.REJECTED
    assert "too little in common" in row.reason
    assert "0.30" in row.reason


def test_between_one_point_and_the_front_page_it_is_possible(only, at_least, at_most):
    assert only(at_least(), at_most(), near=0.55).status is FindingStatus.POSSIBLE
    assert only(at_least(), at_most(), near=0.55, verified_number_closeness=0.5).status is FindingStatus.VERIFIED
    assert only(at_least(), at_most(), near=0.55, same_point=0.65).status is FindingStatus.REJECTED


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((Kind.NON_NEGOTIABLE, Kind.NON_NEGOTIABLE), FindingStatus.VERIFIED),
        ((Kind.NON_NEGOTIABLE, Kind.GOAL), FindingStatus.POSSIBLE),
        ((Kind.GOAL, Kind.GOAL), FindingStatus.REJECTED),
    ],
)
def test_opposite_leans_are_verified_only_between_two_red_lines(only, make, kinds, status):
    ash = make.position("p1", "ash", stance=0.9, kind=kinds[0])
    birch = make.position("p2", "birch", stance=-0.9, kind=kinds[1])
    row = only(ash, birch, held=(0.95, 0.0))
    assert (row.type, row.status) == (IncompatibilityType.DEONTIC, status)


@pytest.fixture
def red_lines(make):
    return [
        make.position(f"p{n}", member, stance=stance, kind=Kind.NON_NEGOTIABLE)
        for n, (member, stance) in enumerate((("ash", 0.9), ("birch", -0.9)), start=1)
    ]


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ((0.95, 0.0), FindingStatus.VERIFIED),
        ((0.7, 0.1), FindingStatus.POSSIBLE),
        ((0.35, 0.2), FindingStatus.POSSIBLE),
        ((0.25, 0.2), FindingStatus.REJECTED),
        ((0.2, 0.7), FindingStatus.REJECTED),
        (None, FindingStatus.REJECTED),
    ],
)
def test_red_lines_on_opposite_sides_are_judged_by_the_two_sentences_together(only, red_lines, held, status):
    assert only(*red_lines, held=held).status is status


def test_red_lines_without_opposite_sides_are_a_candidate_if_they_oppose_each_other(judge, red_lines, make):
    same_side = [red_lines[0], make.position("p2", "birch", stance=0.2, kind=Kind.NON_NEGOTIABLE)]
    (row,) = judge(*same_side, held=(0.95, 0.0))
    assert row.status is FindingStatus.POSSIBLE
    assert judge(*same_side, held=(0.5, 0.0)) == []
    assert judge(*same_side) == []
    assert judge(*same_side, held=(0.95, 0.0), told=("p1", "p2")) == []
    assert len(judge(*same_side, held=(0.95, 0.0), told=("p1",))) == 1


def test_the_surer_the_opposition_the_higher_the_score(only, red_lines):
    assert only(*red_lines, held=(0.8, 0.0)).score > only(*red_lines, held=(0.4, 0.0)).score


def test_two_plain_numbers_stay_possible_because_they_may_be_bounds(only, at_least, at_most):
    row = only(at_least(high=30.0), at_most(low=10.0))
    assert row.status is FindingStatus.POSSIBLE
    assert "may be meant as a least or as a most" in row.doubt


@pytest.mark.parametrize("leans", [(0.9, 0.9), (-0.9, -0.9), (0.9, 0.0), (0.9, -0.09), (0.09, -0.9)])
def test_leans_that_are_not_clearly_opposite_are_no_candidate(judge, make, leans):
    assert judge(*[make.position(f"p{n}", f"m{n}", stance=lean) for n, lean in enumerate(leans)]) == []


def test_only_firm_current_positions_of_two_members_on_one_issue_are_compared(judge, make):
    against = {"stance": -0.9, "kind": Kind.NON_NEGOTIABLE}
    ash = make.position("p1", "ash", stance=0.9)
    assert judge(ash, make.position("p2", "ash", **against)) == []
    assert judge(ash, make.position("p2", "birch", issue_id="i2", **against)) == []
    assert judge(ash, make.position("p2", "birch", issue_id=None, **against)) == []
    assert judge(ash, make.position("p2", "birch", superseded_by="p3", **against)) == []
    assert judge(ash, make.position("p2", "birch", firmness=0.5, **against)) == []
    assert len(judge(ash, make.position("p2", "birch", firmness=0.5, **against), min_firmness=0.5)) == 1
    assert len(judge(ash, make.position("p2", "birch", **against))) == 1


def test_a_pair_has_one_row_an_issue_and_it_is_the_strongest(only, make):
    row = only(
        make.position("p1", "ash", stance=0.9, firmness=0.75),
        make.position("p2", "ash", stance=0.9, kind=Kind.NON_NEGOTIABLE, firmness=1.0),
        make.position("p3", "birch", stance=-0.9, firmness=0.75),
        make.position("p4", "birch", stance=-0.9, kind=Kind.NON_NEGOTIABLE, firmness=1.0),
    )
    assert row.positions == ("p2", "p4")
    assert (row.status, row.severity) == (FindingStatus.POSSIBLE, 1.0)


def test_the_severity_is_that_of_the_softer_side(only, at_least, at_most):
    row = only(at_least(firmness=1.0), at_most(firmness=0.75))
    assert row.severity == 0.75
    assert row.score == pytest.approx(0.9 * 0.75)


def test_vectors_a_hair_longer_than_one_still_give_a_valid_score(only, run, make):
    """Coordinates on a grid: the cosine of two equal vectors can come out above 1."""
    given = {
        Position: [
            make.position("p1", "ash", firmness=1.0, low=30.0, unit="day"),
            make.position("p2", "birch", firmness=1.0, high=10.0, unit="day"),
        ],
        Cluster: [make.cluster()],
        Embedding: [make.embedding("p1", 1.0005, 0.0), make.embedding("p2", 1.0, 0.0)],
    }
    (row,) = run(ANALYSIS, given)
    assert row.score == 1.0
    assert to_parquet(Incompatibility, [row])


def test_the_order_of_positions_changes_nothing(judge, make):
    positions = [
        make.position(f"p{n}", f"m{n % 4}", stance=(-1) ** n * 0.9, firmness=0.75 + n % 2 / 4) for n in range(8)
    ]

    def bytes_of(order):
        return to_parquet(Incompatibility, judge(*order))

    assert bytes_of(positions) == bytes_of(positions[::-1])
    assert len(judge(*positions)) == 4


def judgement(verdict):
    return Judgement(
        position_a="p1", position_b="p2", verdict=verdict, reason="“A” against “B”.", doubt="Perhaps not.", reader="ann"
    )


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((Kind.NON_NEGOTIABLE, Kind.NON_NEGOTIABLE), FindingStatus.VERIFIED),
        ((Kind.NON_NEGOTIABLE, Kind.GOAL), FindingStatus.POSSIBLE),
        ((Kind.GOAL, Kind.GOAL), FindingStatus.REJECTED),
    ],
)
def test_a_conflict_that_a_reader_judged_is_as_sure_as_its_red_lines(only, make, kinds, status):
    pair = [
        make.position(position_id, member, kind=kind, stance=lean)
        for position_id, member, kind, lean in zip(("p1", "p2"), ("ash", "birch"), kinds, (1.0, -1.0), strict=True)
    ]
    row = only(*pair, near=0.01, judgements=[judgement(Verdict.CONFLICT)])
    assert row.status is status
    assert row.reason.endswith("“A” against “B”.")
    assert row.doubt == "Perhaps not."


def test_a_reader_that_calls_two_numbers_compatible_rejects_the_candidate(only, at_least, at_most):
    row = only(at_least(), at_most(), judgements=[judgement(Verdict.COMPATIBLE)])
    assert row.status is FindingStatus.REJECTED
    assert row.reason == "ann: compatible. “A” against “B”."


def test_what_a_reader_calls_compatible_is_no_candidate_where_nothing_else_says_so(judge, make):
    pair = make.position("p1", "ash", stance=1.0), make.position("p2", "birch", stance=1.0)
    assert judge(*pair, judgements=[judgement(Verdict.COMPATIBLE)]) == []


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
