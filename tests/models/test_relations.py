import itertools

import pytest

from corpus.records import Judgement, Position, Rejection, Relation, RelationKind, RelationSource, Told, Verdict
from models.analyses.relations import ANALYSIS


@pytest.fixture
def relate(run):
    def related(*positions, judgements=(), told=(), **settings):
        given = {Position: list(positions), Judgement: list(judgements), Told: list(told)}
        return run(ANALYSIS, given, **settings)

    return related


@pytest.mark.parametrize(
    ("leans", "kind"),
    [
        ((0.9, 0.6), RelationKind.AGREE),
        ((-0.9, -0.6), RelationKind.AGREE),
        ((0.9, -0.6), RelationKind.CONFLICT),
        ((-0.6, 0.9), RelationKind.CONFLICT),
    ],
)
def test_two_clear_leans_relate(relate, make, leans, kind):
    (row,) = relate(make.position("p1", "ash", stance=leans[0]), make.position("p2", "birch", stance=leans[1]))
    assert (row.relation, row.source, row.score) == (kind, RelationSource.STANCE, 0.6)
    assert (row.position_a, row.position_b, row.member_a, row.member_b) == ("p1", "p2", "ash", "birch")
    assert row.reason


def test_an_unclear_lean_is_not_judged(relate, make):
    pair = make.position("p1", "ash", stance=0.9), make.position("p2", "birch", stance=0.05)
    assert relate(*pair) == []
    assert len(relate(*pair, clear=0.05)) == 1


def test_numbers_that_exclude_each_other_go_before_leans(relate, make):
    (row,) = relate(
        make.position("p1", "ash", low=30.0, unit="day", kind_score=0.7),
        make.position("p2", "birch", high=10.0, unit="day", kind_score=0.6),
    )
    assert (row.relation, row.source, row.score) == (RelationKind.CONFLICT, RelationSource.RULE, 0.6)
    assert "at least 30 days against at most 10 days" in row.reason


@pytest.mark.parametrize("changes", [{"high": 30.0}, {"unit": "eur"}, {"unit": None}])
def test_numbers_that_do_not_exclude_each_other_leave_it_to_the_leans(relate, make, changes):
    given = {"high": 10.0, "unit": "day"} | changes
    (row,) = relate(make.position("p1", "ash", low=30.0, unit="day"), make.position("p2", "birch", **given))
    assert row.source is RelationSource.STANCE


def test_every_pair_of_members_positions_stands_once_smaller_id_first(relate, make):
    positions = [make.position(f"p{n}", f"m{n % 3}", issue_id=f"i{n % 2}") for n in range(12)]
    by_id = {position.position_id: position for position in positions}
    for order in (positions, positions[::-1], sorted(positions, key=lambda position: position.member_id)):
        pairs = [(row.position_a, row.position_b) for row in relate(*order)]
        assert all(a < b for a, b in pairs)
        assert len(set(pairs)) == len(pairs)
        expected = {
            (a, b)
            for a, b in itertools.combinations(sorted(by_id), 2)
            if by_id[a].member_id != by_id[b].member_id and by_id[a].issue_id == by_id[b].issue_id
        }
        assert set(pairs) == expected


def test_replaced_and_unplaced_positions_have_no_relations(relate, make):
    ash = make.position("p1", "ash")
    assert relate(ash, make.position("p2", "birch", superseded_by="p3")) == []
    assert relate(ash, make.position("p2", "birch", issue_id=None)) == []
    assert len(relate(ash, make.position("p2", "birch"))) == 1


def test_the_cap_keeps_the_clearest_and_leaves_a_rejection(relate, make):
    positions = [make.position(f"p{n:02}", f"m{n}", stance=0.3 + n / 20) for n in range(7)]
    rows = relate(*positions, max_pairs_per_issue=10)
    kept = [row for row in rows if isinstance(row, Relation)]
    (cut,) = [row for row in rows if isinstance(row, Rejection)]
    assert len(kept) == 10
    assert (cut.step, cut.subject, cut.reason) == ("relations", "i1", "over_the_cap")
    assert cut.detail.startswith("11 of 21 pairs")
    everything = [row for row in relate(*positions) if isinstance(row, Relation)]
    assert len(everything) == 21
    assert min(row.score for row in kept) >= sorted(row.score for row in everything)[-10]
    assert not [row for row in relate(*positions) if isinstance(row, Rejection)]


@pytest.mark.parametrize("verdict", [Verdict.AGREE, Verdict.COMPATIBLE, Verdict.UNRELATED])
def test_who_saw_both_goes_before_numbers_and_leans(relate, make, verdict):
    pair = (
        make.position("p1", "ash", low=30.0, unit="day", stance=1.0),
        make.position("p2", "birch", high=10.0, unit="day", stance=-1.0),
    )
    judgement = Judgement(
        position_a="p1", position_b="p2", verdict=verdict, reason="One means days, one nights.", doubt="", reader="Ann"
    )
    found = [(row.relation, row.source, row.reason) for row in relate(*pair, judgements=[judgement])]
    told = (verdict.value, RelationSource.READER, "One means days, one nights.")
    assert found == ([] if verdict is Verdict.UNRELATED else [told])


@pytest.mark.parametrize(
    ("stances", "source"),
    [((1.0, 1.0), RelationSource.STANCE), ((1.0, 0.0), RelationSource.RULE), ((1.0, -1.0), RelationSource.RULE)],
)
def test_who_told_one_side_for_both_has_seen_their_numbers(relate, make, stances, source):
    pair = (
        make.position("p1", "ash", low=30.0, unit="day", stance=stances[0]),
        make.position("p2", "birch", high=10.0, unit="day", stance=stances[1]),
    )
    told = [Told(position_id=f"p{n}", issue="Notice", stance=stance) for n, stance in enumerate(stances, start=1)]
    (row,) = relate(*pair, told=told)
    assert row.source is source
    assert row.relation is (RelationKind.AGREE if source is RelationSource.STANCE else RelationKind.CONFLICT)
