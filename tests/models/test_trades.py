import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Kind, Position, Rejection, Stance, StanceSide, Trade
from models.analyses.trades import ANALYSIS
from models.salience import saliences

FOR, AGAINST, SILENT = StanceSide.FOR, StanceSide.AGAINST, StanceSide.NOT_STATED


@pytest.fixture(scope="module")
def trade(make, run):
    """Trades of members, given as member -> issue -> (side, firmness); `hard` holds cells with a non-negotiable."""

    def found(said, hard=(), **settings):
        positions, stances = [], []
        for member, by_issue in said.items():
            for issue, (side, firmness) in by_issue.items():
                stances.append(make.stance(member, issue, side))
                if side is not SILENT:
                    kind = Kind.NON_NEGOTIABLE if (member, issue) in hard else Kind.GOAL
                    key = f"{member}-{issue}"
                    positions.append(
                        make.position(key, member, issue_id=issue, firmness=firmness, kind=kind, stance=0.8)
                    )
        return run(ANALYSIS, {Position: positions, Stance: stances}, **settings)

    return found


TWO = {
    "ash": {"nets": (FOR, 0.75), "fees": (FOR, 0.25)},
    "birch": {"nets": (AGAINST, 0.25), "fees": (AGAINST, 0.75)},
}


def test_each_gives_where_it_cares_less(trade):
    """ash: .75 of all it says on nets, .25 on fees; birch the other way round. Each gains .75 for .25."""
    (row,) = trade(TWO)
    assert (row.members, row.issue_ids, row.issue_a, row.issue_b) == (
        ("ash", "birch"),
        ("nets", "fees"),
        "nets",
        "fees",
    )
    assert (row.gain, row.loss, row.least_gain) == (0.75, 0.25, 0.5)


def test_nobody_is_asked_to_give_up_what_it_cannot(trade):
    assert trade(TWO, hard={("birch", "nets")}) == []
    assert len(trade(TWO, hard={("ash", "nets"), ("birch", "fees")})) == 1


def test_where_both_care_for_the_same_there_is_nothing_to_trade(trade):
    same = {name: {"nets": (side, 0.75), "fees": (side, 0.25)} for name, side in (("ash", FOR), ("birch", AGAINST))}
    assert trade(same) == []
    assert trade(TWO, min_gain=0.51) == []


@pytest.mark.parametrize("side", [SILENT, StanceSide.DEPENDS, StanceSide.MIXED])
def test_only_those_on_opposite_clear_sides_trade(trade, side):
    assert trade(TWO | {"birch": {"nets": (side, 0.25), "fees": (AGAINST, 0.75)}}) == []
    assert trade(TWO | {"birch": {"nets": (FOR, 0.25), "fees": (AGAINST, 0.75)}}) == []


RING = {
    "ash": {"i1": (FOR, 0.75), "i3": (AGAINST, 0.25)},
    "birch": {"i1": (AGAINST, 0.25), "i2": (FOR, 0.75)},
    "cedar": {"i2": (AGAINST, 0.25), "i3": (FOR, 0.75)},
}


def test_three_trade_in_a_ring_where_no_two_can(trade):
    """ash wants i1 of birch, birch i2 of cedar, cedar i3 of ash; no two of them have a return gift."""
    (row,) = trade(RING)
    assert (row.members, row.issue_ids) == (("ash", "birch", "cedar"), ("i1", "i2", "i3"))
    assert (row.gain, row.loss, row.least_gain) == (0.75, 0.25, 0.5)
    assert trade({name: said for name, said in RING.items() if name != "cedar"}) == []


def test_what_the_cap_leaves_out_is_a_rejection(trade):
    (cut,) = trade(TWO, max_listed=0)
    assert isinstance(cut, Rejection)
    assert "1 of 1 trades" in cut.detail


cells = st.dictionaries(
    st.sampled_from(["i1", "i2", "i3", "i4"]),
    st.tuples(st.sampled_from([FOR, AGAINST]), st.sampled_from([0.25, 0.5, 0.75, 1.0])),
)


@given(st.dictionaries(st.sampled_from("abcde"), cells, min_size=2))
def test_every_trade_is_one(trade, said):
    """Each gains an issue that the next holds the other way, and more than it gives up."""
    rows = trade(said)
    totals = {member: sum(firmness for _, firmness in by_issue.values()) for member, by_issue in said.items()}
    for row in rows:
        nets = []
        for place, (member, issue) in enumerate(zip(row.members, row.issue_ids, strict=True)):
            giver = row.members[(place + 1) % len(row.members)]
            assert {said[member][issue][0], said[giver][issue][0]} == {FOR, AGAINST}
            given_up = row.issue_ids[place - 1]
            nets.append((said[member][issue][1] - said[member][given_up][1]) / totals[member])
        assert min(nets) >= 0.05 - 1e-9
        assert row.least_gain == pytest.approx(min(nets), abs=1e-4)
        assert isinstance(row, Trade)


def test_a_longer_paper_makes_nothing_weigh_more(make):
    short = [make.position("a1", "ash", issue_id="i1"), make.position("a2", "ash", issue_id="i2", firmness=0.25)]
    long = [
        *short,
        make.position("a3", "ash", issue_id="i1"),
        make.position("a4", "ash", issue_id="i2", firmness=0.25),
        make.position("a5", "ash", issue_id="i1", superseded_by="a1"),
    ]
    assert saliences(short) == saliences(long) == {"ash": {"i1": 0.75, "i2": 0.25}}
    assert saliences([make.position("a1", "ash", firmness=0.0)]) == {}
