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
    Verdict,
)
from corpus.tables import to_parquet
from models.analyses.incompatibilities import ANALYSIS
from models.embedding import Embedding


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
