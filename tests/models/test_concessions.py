import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.intake import MemberEntry
from corpus.records import (
    CoalitionBasis,
    Concession,
    ConcessionMerit,
    FindingStatus,
    Incompatibility,
    Kind,
    Position,
    Rejection,
)
from models.analyses.concessions import ANALYSIS
from models.fallbacks import fallbacks_of
from models.feasible import maximal_sets
from models.hitting import cheapest_hitting_sets

FIRMNESS = {"a1": 0.9, "b1": 0.6, "b2": 0.95, "c1": 0.7, "d1": 0.5, "e1": 0.8, "a2": 0.7, "c2": 0.6, "f1": 0.9}
CONFLICTS = [("a1", "b1"), ("b2", "c1"), ("d1", "e1"), ("a2", "c2", "f1")]


@pytest.fixture(scope="module")
def find(make, run):
    """Concessions among members a to f, for conflicts given as position ids whose first letter is the member."""

    def found(conflicts, *, firmness=FIRMNESS, members="abcdef", required="", weights=None, more=(), **settings):
        weights = weights or {}
        entries = [
            dataclasses.replace(
                each, required=each.member_id in required, weight=weights.get(each.member_id, each.weight)
            )
            for each in make.members(*members)
        ]
        positions = [
            make.position(key, key[0], firmness=firmness.get(key, 0.75), kind=Kind.NON_NEGOTIABLE)
            for key in sorted({key for keys in conflicts for key in keys})
        ]
        clashes = [
            dataclasses.replace(
                make.clash(*(key[0] for key in keys), incompatibility_id="-".join(keys), status=status),
                positions=tuple(keys),
            )
            for keys, status in (
                conflicts.items()
                if isinstance(conflicts, dict)
                else zip(conflicts, itertools.repeat(FindingStatus.VERIFIED))
            )
        ]
        given = {MemberEntry: entries, Position: [*positions, *more], Incompatibility: clashes}
        return run(ANALYSIS, given, **settings)

    return found


def of(rows, basis=CoalitionBasis.VERIFIED, members="abcdef"):
    rows = [row for row in rows if isinstance(row, Concession) and row.basis is basis and row.target == tuple(members)]
    return sorted(rows, key=lambda row: row.rank)


def test_the_cheapest_way_out_and_the_next_which_spreads_the_burden(find):
    """Minimum 2.4 asks member c twice; for 0.1 more nobody gives more than one sentence, and a, c at most 0.7."""
    first, second = of(find(CONFLICTS))
    assert first.positions == ("b1", "c1", "c2", "d1")
    assert (first.cost, first.most_from_one, first.largest_burden, first.rank) == (2.4, 2, 1.3, 1)
    assert first.members_asked == ("b", "c", "d")
    assert set(first.merits) == {ConcessionMerit.CHEAPEST, ConcessionMerit.FEWEST}
    assert second.positions == ("a2", "b1", "c1", "d1")
    assert (second.cost, second.most_from_one, second.largest_burden, second.rank) == (2.5, 1, 0.7, 2)
    assert second.merits == (ConcessionMerit.MOST_EVEN,)
    assert first.n_resolved == second.n_resolved == 4
    assert first.least_cost == 2.4


def test_cost_is_firmness_times_weight(find):
    """A heavy b makes a1 the cheaper one to give."""
    (row,) = [row for row in of(find([("a1", "b1")], members="ab", weights={"b": 2.0}), members="ab") if row.rank == 1]
    assert (row.positions, row.cost) == (("a1",), 0.9)


def test_fewest_sentences_may_cost_more(find):
    firmness = {"a1": 1.0, "b1": 0.25, "c1": 0.25, "d1": 0.25}
    rows = of(find([("a1", "b1"), ("a1", "c1"), ("a1", "d1")], firmness=firmness, members="abcd"), members="abcd")
    merits = {row.positions: set(row.merits) for row in rows}
    assert merits["b1", "c1", "d1"] == {ConcessionMerit.CHEAPEST, ConcessionMerit.MOST_EVEN}
    assert merits["a1",] == {ConcessionMerit.FEWEST, ConcessionMerit.FREES_MOST}


def test_without_a_clash_nothing_has_to_give(find):
    assert find([]) == []


def test_possible_clashes_count_on_the_careful_basis_alone(find):
    rows = find(
        {
            ("a1", "b1"): FindingStatus.VERIFIED,
            ("c1", "d1"): FindingStatus.POSSIBLE,
            ("e1", "f1"): FindingStatus.REJECTED,
        }
    )
    assert of(rows)[0].positions == ("b1",)
    assert of(rows, CoalitionBasis.VERIFIED_AND_POSSIBLE)[0].positions == ("b1", "d1")


def test_required_members_are_a_target_of_their_own(find):
    rows = find(CONFLICTS, required="de")
    (row,) = of(rows, members="de")
    assert (row.positions, row.cost) == (("d1",), 0.5)
    assert of(rows)


def test_one_sentence_that_frees_most(find):
    """Two of four can start. Without a1 three can, as without b1, c2 or d1, but only a1 stands in two clashes."""
    rows = find([("a1", "b1"), ("a1", "c1"), ("c2", "d1")], members="abcd")
    (row,) = [row for row in rows if row.basis == "verified" and ConcessionMerit.FREES_MOST in row.merits]
    assert row.positions == ("a1",)
    assert len(row.target) == 3
    assert {"a", "b"} < set(row.target)
    star = of(find([("a1", "b1"), ("a1", "c1")], members="abc"), members="abc")
    (row,) = [row for row in star if ConcessionMerit.FREES_MOST in row.merits]
    assert (row.positions, row.target) == (("a1",), ("a", "b", "c"))


def test_no_sentence_alone_frees_anybody_where_two_stand_in_the_way(find):
    rows = find([("a1", "b1"), ("a2", "b2")], members="ab")
    assert not [row for row in rows if ConcessionMerit.FREES_MOST in row.merits]


def test_softer_wording_comes_from_the_members_own_paper(find, make):
    own = make.position("b8", "b", "We could live with a smaller fee.", firmness=0.25, kind=Kind.PREFERENCE)
    others = [
        make.position("b7", "b", "We insist.", firmness=0.95),
        make.position("b6", "b", issue_id="i2", firmness=0.25, kind=Kind.PREFERENCE),
        make.position("c8", "c", firmness=0.25, kind=Kind.PREFERENCE),
        make.position("b5", "b", firmness=0.25, kind=Kind.PREFERENCE, superseded_by="b8"),
    ]
    (row,) = [
        row for row in of(find([("a1", "b1")], members="abc", more=[own, *others]), members="abc") if row.rank == 1
    ]
    assert (row.positions, row.fallback_positions) == (("b1",), ("b8",))
    (row,) = [row for row in of(find([("a1", "b1")], members="ab"), members="ab") if row.rank == 1]
    assert row.fallback_positions == ()


@pytest.mark.parametrize(
    ("quote", "counts"),
    [
        ("We could live with something less.", True),
        ("At the very least, tell us first.", True),
        ("A smaller harbour would be welcome.", True),
        ("We do not dispute this.", False),
        ("Lighthouses would be nice.", False),
    ],
)
def test_softer_wording_offers_something_or_names_the_same_thing(make, quote, counts):
    firm = make.position("p1", "ash", "The harbour stays shut.", firmness=1.0)
    softer = make.position("p2", "ash", quote, firmness=0.25, kind=Kind.PREFERENCE)
    assert bool(fallbacks_of(firm, [firm, softer], softest=0.5)) is counts


def test_a_silent_member_is_never_asked_and_changes_no_cost(find):
    without, beside = of(find(CONFLICTS)), of(find(CONFLICTS, members="abcdefz"), members="abcdefz")
    assert [(row.positions, row.cost) for row in without] == [(row.positions, row.cost) for row in beside]
    assert not any("z" in row.members_asked for row in beside)


def test_what_the_cap_leaves_out_is_a_rejection(find):
    firmness = dict.fromkeys("abcd", 0.75)
    rows = find(
        [("a1", "b1"), ("c1", "d1")], firmness={f"{k}1": v for k, v in firmness.items()}, members="abcd", max_listed=2
    )
    cut = [row for row in rows if isinstance(row, Rejection)]
    assert [row.reason for row in cut] == ["over_the_cap"] * 2
    assert "none costs less than 1.5" in cut[0].detail


conflict_lists = st.lists(
    st.sets(st.sampled_from(sorted(FIRMNESS)), min_size=2, max_size=3).filter(
        lambda keys: len({key[0] for key in keys}) == len(keys)
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=150)
@given(conflict_lists)
def test_coalitions_and_hitting_sets_are_dual(conflicts):
    """A set of members hits every conflict, and needs each of them to, exactly if the others can all start together."""
    held = {frozenset(key[0] for key in keys) for keys in conflicts}
    hitting = cheapest_hitting_sets(held, dict.fromkeys("abcdef", 1), most=1000, effort=10_000_000)
    starting = maximal_sets("abcdef", held, limit=1000, effort=10_000_000)
    assert {frozenset("abcdef") - each for each in hitting.sets} == set(starting.sets)


@settings(deadline=None, max_examples=60)
@given(conflict_lists)
def test_every_way_out_resolves_all_and_asks_for_nothing_that_is_not_needed(find, conflicts):
    ordered = sorted({tuple(sorted(keys)) for keys in conflicts})
    rows = of(find(ordered))
    assert rows
    for row in rows:
        given_up = set(row.positions)
        assert all(given_up & set(keys) for keys in ordered)
        for key in row.positions:
            assert any(not (given_up - {key}) & set(keys) for keys in ordered)
        assert row.cost >= row.least_cost
    every = [set(c) for n in range(1, 10) for c in itertools.combinations(sorted(FIRMNESS), n)]
    cheapest = min(sum(FIRMNESS[key] for key in c) for c in every if all(c & set(keys) for keys in ordered))
    assert rows[0].cost == pytest.approx(cheapest)
    evens = [row for row in rows if ConcessionMerit.MOST_EVEN in row.merits]
    burden = min(
        max(sum(FIRMNESS[key] for key in c if key[0] == member) for member in "abcdef")
        for c in every
        if all(c & set(keys) for keys in ordered)
    )
    assert evens
    assert all(row.largest_burden == pytest.approx(burden) for row in evens)
