import dataclasses

import pytest

from corpus.intake import MemberEntry
from corpus.records import Cluster, FindingStatus, Incompatibility, IssueWeight, Position, Stance, StanceSide
from models.analyses import alignment, stances


@pytest.fixture
def align(make, run):
    """Alignment of ash, birch and cedar by pair, for stances given as member -> issue -> (score, firmness)."""

    def aligned(said, clashes=(), members=("ash", "birch", "cedar"), weights=(), **settings):
        rows = [
            make.stance(member, issue, _side(score), score=score, firmness=firmness)
            for member, by_issue in said.items()
            for issue, (score, firmness) in by_issue.items()
        ]
        given = {
            MemberEntry: make.members(*members),
            Stance: rows,
            Incompatibility: list(clashes),
            IssueWeight: list(weights),
        }
        return {(row.member_a, row.member_b): row for row in run(alignment.ANALYSIS, given, **settings)}

    return aligned


def _side(score):
    if score is None:
        return StanceSide.NOT_STATED
    return StanceSide.FOR if score > 0.25 else StanceSide.AGAINST if score < -0.25 else StanceSide.MIXED


SAID = {
    "ash": {"i1": (0.8, 1.0), "i2": (-0.6, 0.5), "i3": (1.0, 0.75), "i4": (0.5, 0.5)},
    "birch": {"i1": (-0.8, 0.5), "i2": (-0.4, 0.5), "i3": (0.0, 0.25), "i5": (1.0, 1.0)},
}


def test_agreement_is_one_minus_the_mean_distance_on_shared_issues(align):
    """By hand: distances 1.6, 0.2 and 1.0 of 2, so 1 - 2.8 / 6; with firmness 0.75, 0.5 and 0.5 it is 1 - 1.8 / 3.5."""
    row = align(SAID)["ash", "birch"]
    assert row.agreement == 0.5333
    assert row.weighted_agreement == 0.4857
    assert row.conflict == 0.3333
    assert (row.n_shared, row.n_agree, row.n_conflict) == (3, 1, 1)


def test_three_issues_of_which_one_is_opposed_as_discourse_networks_count_it(align):
    """X = + + -, Y = + - -: congruence 2, conflict 1, normalised .667; X with itself 3, 0, 1 (Leifeld 2017).

    Unlike the cosine of that tool, which falls to .333 for X with itself, a longer equal paper looks no less alike.
    """
    x = {"i1": (1.0, 0.75), "i2": (1.0, 0.75), "i3": (-1.0, 0.75)}
    y = x | {"i2": (-1.0, 0.75)}
    rows = align({"ash": x, "birch": y, "cedar": x})
    row, same = rows["ash", "birch"], rows["ash", "cedar"]
    assert (row.n_agree, row.n_conflict, row.agreement, row.conflict) == (2, 1, 0.6667, 0.3333)
    assert (same.n_agree, same.n_conflict, same.agreement, same.conflict) == (3, 0, 1.0, 0.0)


def test_every_pair_stands_once_with_the_smaller_id_first(align):
    assert list(align({}, members=("cedar", "ash", "birch"))) == [
        ("ash", "birch"),
        ("ash", "cedar"),
        ("birch", "cedar"),
    ]


def test_swapping_the_two_changes_no_figure(align):
    one = align(SAID)["ash", "birch"]
    other = align({"birch": SAID["ash"], "ash": SAID["birch"]})["ash", "birch"]
    assert one == other


def test_too_few_shared_issues_give_no_number(align):
    few = {member: {issue: said[issue] for issue in ("i1", "i2")} for member, said in SAID.items()}
    row = align(few)["ash", "birch"]
    assert (row.agreement, row.weighted_agreement, row.conflict) == (None, None, None)
    assert (row.n_shared, row.n_conflict) == (2, 1)
    assert align(few, min_shared=2)["ash", "birch"].agreement is not None


def test_silence_never_enters(align):
    silent = {member: said | {f"s{n}": (None, None) for n in range(5)} for member, said in SAID.items()}
    assert align(silent) == align(SAID)
    half_silent = {"ash": SAID["ash"] | {"i5": (None, None)}, "birch": SAID["birch"]}
    assert align(half_silent) == align(SAID)
    both_silent = align({"ash": {f"s{n}": (None, None) for n in range(5)}, "birch": {}})
    assert both_silent["ash", "birch"].n_shared == 0
    assert both_silent["ash", "birch"].agreement is None


@pytest.mark.parametrize(("other", "agreement"), [(1.0, 1.0), (-1.0, 0.0)])
def test_the_ends_of_the_scale(align, other, agreement):
    said = {
        "ash": {f"i{n}": (1.0, 1.0) for n in range(3)},
        "birch": {f"i{n}": (other, 1.0) for n in range(3)},
    }
    row = align(said)["ash", "birch"]
    assert row.agreement == row.weighted_agreement == agreement
    assert row.conflict == 1 - agreement


def test_without_any_firmness_there_is_no_weighted_figure(align):
    said = {member: {f"i{n}": (0.5, 0.0) for n in range(3)} for member in ("ash", "birch")}
    row = align(said)["ash", "birch"]
    assert row.agreement == 1.0
    assert row.weighted_agreement is None


def test_only_clashes_that_stand_between_the_two_are_counted(align, make):
    clashes = [
        make.clash("ash", "birch", issue_id="i1"),
        make.clash("ash", "birch", issue_id="i2", status=FindingStatus.POSSIBLE),
        make.clash("ash", "birch", issue_id="i3", status=FindingStatus.REJECTED),
        make.clash("ash", "birch", issue_id="i4", status=FindingStatus.OVERRULED),
        make.clash("birch", "cedar"),
    ]
    rows = align(SAID, clashes)
    assert [rows[pair].n_incompatible for pair in sorted(rows)] == [2, 0, 1]


def test_a_paper_sent_twice_changes_no_alignment(make, run):
    """One voice per member and issue: positions that a second copy repeats do not count twice."""
    said = [
        make.position(f"{member}{issue}{n}", member, issue_id=issue, stance=lean, firmness=firmness)
        for member, leans in {"ash": (0.9, 0.2), "birch": (-0.7, 0.6), "cedar": (0.4, 0.4)}.items()
        for issue in ("i1", "i2", "i3")
        for n, (lean, firmness) in enumerate(zip(leans, (1.0, 0.5), strict=True))
    ]
    copy = [
        dataclasses.replace(position, position_id=f"{position.position_id}copy", document_id="d-copy")
        for position in said
        if position.member_id == "ash"
    ]

    def aligned(positions):
        given = {
            MemberEntry: make.members("ash", "birch", "cedar"),
            Cluster: [make.cluster(issue) for issue in ("i1", "i2", "i3")],
            Position: positions,
            Incompatibility: [],
            IssueWeight: [],
        }
        given[Stance] = run(stances.ANALYSIS, given)
        return run(alignment.ANALYSIS, given)

    once = aligned(said)
    assert aligned([*said, *copy]) == once
    assert once[0].agreement is not None
    louder = [dataclasses.replace(position, stance=-1.0) for position in copy]
    assert aligned([*said, *louder]) != once


def test_a_weight_on_one_issue_counts_there_alone(align):
    """By hand: ash weighs 3 on i1, so 1.0 x 3 and 0.5 make 1.75 there: 1 - (1.75 x .8 + .5 x .1 + .5 x .5) / 2.75."""
    row = align(SAID, weights=[IssueWeight(member_id="ash", issue_id="i1", weight=3.0)])["ash", "birch"]
    assert row.weighted_agreement == round(1 - 1.7 / 2.75, 4)
    assert row.agreement == align(SAID)["ash", "birch"].agreement
