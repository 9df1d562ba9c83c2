"""What changed between two runs: worked by hand on small runs."""

from datetime import datetime, timedelta

import pytest

from corpus.records import (
    Alignment,
    Coalition,
    CoalitionBasis,
    Correction,
    FindingStatus,
    Incompatibility,
    IncompatibilityType,
    Issue,
    IssueState,
    Kind,
    Lineage,
    Member,
    Stance,
    StanceSide,
    Tier,
)
from corpus.records import Document as DocumentRow
from corpus.records import Position as PositionRow
from models.changes import ChangesSettings, Moment, Snapshot, compare
from models.changes.velocity import agreement_by_issue

MEMBERS = ("ash", "birch", "cedar")


@pytest.fixture
def snapshot(make):
    """A run of three members, one document each, by what a test says about it."""

    def work(positions=(), *, members=MEMBERS, settings=(), models=(), rulings=(), **rows):
        documents = {(position.member_id, position.document_id) for position in positions}
        given = {
            Member: [member(each) for each in members],
            DocumentRow: [make.document(who, document_id=document_id) for who, document_id in sorted(documents)],
            PositionRow: list(positions),
            Issue: [issue(name) for name in sorted({row.issue_id for row in positions if row.issue_id})],
            **{kind: [] for kind in (Lineage, Stance, Alignment, Incompatibility, Coalition, Correction)},
        }
        given |= {kind: list(rows[name]) for name, kind in NAMES.items() if name in rows}
        return Snapshot(rows=given, settings=frozenset(settings), models=frozenset(models), rulings=frozenset(rulings))

    return work


NAMES = {
    "stances": Stance,
    "alignment": Alignment,
    "conflicts": Incompatibility,
    "coalitions": Coalition,
    "lineage": Lineage,
}


def member(member_id):
    return Member(
        member_id=member_id, name=member_id.title(), type="", weight=1.0, n_documents=1, n_positions=0, volume_share=0.0
    )  # fmt: skip


def issue(issue_id):
    return Issue(
        issue_id=issue_id, label=f"Issue {issue_id}", statement_position_id="p1", keywords=(), n_members=2,
        state=IssueState.DIFFER, tier=Tier.ROUTINE,
    )  # fmt: skip


def conflict(members, issue_id="i1", status=FindingStatus.POSSIBLE, name="c1"):
    return Incompatibility(
        incompatibility_id=name, issue_id=issue_id, members=members, positions=("p1", "p2"),
        type=IncompatibilityType.DEONTIC, status=status, score=0.5, severity=0.75, reason="Why.", doubt="",
        question="?", stability=None,
    )  # fmt: skip


def agreement(a, b, value):
    return Alignment(
        member_a=a, member_b=b, agreement=value, weighted_agreement=value, conflict=0.0, n_shared=4, n_agree=2,
        n_conflict=0, n_incompatible=0,
    )  # fmt: skip


def coalition(*members, rank=1):
    return Coalition(
        coalition_id=f"g{rank}", rank=rank, basis=CoalitionBasis.VERIFIED, members=members, excluded=(),
        common_issues=(), value=0.0, excluded_by=(),
    )  # fmt: skip


def stance(member, side, score, issue_id="i1"):
    return Stance(
        member_id=member, issue_id=issue_id, stance=side, score=score, firmness=0.5, n_positions=1, positions=("p1",)
    )


def found(old, new, **settings):
    return {(row.kind, row.subject): row for row in compare(old, new, ChangesSettings(**settings))}


def test_the_same_run_twice_differs_in_nothing(make, snapshot):
    run = snapshot([make.position("p1", "ash"), make.position("p2", "birch", stance=-0.8)])
    assert compare(run, run, ChangesSettings()) == []


def test_a_newer_copy_of_a_paper_with_one_word_changed_is_one_change(make, snapshot):
    said = ["We ask for a fund.", "We will not sign without a harbour fee of any kind."]
    old = [make.position(f"p{n}", "ash", quote, document_id="d1") for n, quote in enumerate(said)]
    said[1] = said[1].replace("any", "some")
    new = [make.position(f"q{n}", "ash", quote, document_id="d2") for n, quote in enumerate(said)]
    rows = found(snapshot(old), snapshot(new))
    assert list(rows) == [("position_reworded", "q1")]
    assert rows["position_reworded", "q1"].cause == "document"
    assert "any kind" in rows["position_reworded", "q1"].before


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((Kind.GOAL, 0.5), (Kind.NON_NEGOTIABLE, 1.0), "position_hardened"),
        ((Kind.CONSTRAINT, 0.75), (Kind.PREFERENCE, 0.25), "position_softened"),
        ((Kind.GOAL, 0.5), (Kind.GOAL, 0.75), "position_hardened"),
    ],
)
def test_a_sentence_that_is_taken_for_harder_or_softer(make, snapshot, before, after, kind):
    old = make.position("p1", "ash", kind=before[0], firmness=before[1])
    new = make.position("p1", "ash", kind=after[0], firmness=after[1])
    rows = found(snapshot([old], models=["a"]), snapshot([new], models=["b"]))
    assert list(rows) == [(kind, "p1")]
    assert rows[kind, "p1"].cause == "model"


def test_added_and_withdrawn_have_their_sentence_and_silence_of_a_newcomer_is_not_told(make, snapshot):
    old = [make.position("p1", "ash", "We ask for a fund.", document_id="d1")]
    new = [
        make.position("p2", "ash", "Nobody may dredge at night.", document_id="d2"),
        make.position("p3", "dogwood", "Ours.", document_id="d3"),
    ]
    rows = found(snapshot(old), snapshot(new, members=(*MEMBERS, "dogwood")))
    assert {kind for kind, _ in rows} >= {"position_added", "position_withdrawn", "member_joined"}
    assert ("position_added", "p3") not in rows
    assert "a fund" in rows["position_withdrawn", "p1"].before
    assert "at night" in rows["position_added", "p2"].after


@pytest.mark.parametrize(
    ("then", "now", "cause"),
    [
        ({}, {"rulings": ["p1 wrong"]}, "correction"),
        ({"settings": ["a"]}, {"settings": ["b"]}, "settings"),
        ({"models": ["a"]}, {"models": ["b"]}, "model"),
        ({"models": ["a"], "settings": ["a"]}, {"models": ["b"], "settings": ["b"], "rulings": ["p1 x"]}, "correction"),
        ({"models": ["a"], "settings": ["a"]}, {"models": ["b"], "settings": ["b"]}, "settings"),
    ],
)
def test_the_nearest_cause_is_told(make, snapshot, then, now, cause):
    both = [make.position("p2", "ash", "Another thing entirely.", document_id="d1")]
    gone = make.position("p1", "ash", "We ask for a fund.", document_id="d1")
    rows = found(snapshot([gone, *both], **then), snapshot(both, **now))
    assert rows["position_withdrawn", "p1"].cause == cause


def test_a_change_of_side_is_no_change_of_the_statement(make, snapshot):
    """The issue's statement turned round, so all stances changed sign; only cedar really moved."""
    sides = {"ash": 0.8, "birch": 0.8, "cedar": -0.8}
    said = {member: f"{member} speaks of fees." for member in sides}
    old = [make.position(member, member, said[member], stance=value) for member, value in sides.items()]
    new = [make.position(member, member, said[member], stance=-0.8) for member in sides]
    before = [stance(who, StanceSide.FOR if value > 0 else StanceSide.AGAINST, value) for who, value in sides.items()]
    after = [stance(who, StanceSide.AGAINST, -0.8) for who in sides]
    rows = found(snapshot(old, stances=before), snapshot(new, stances=after))
    assert [subject for kind, subject in rows if kind == "side_changed"] == ["cedar i1"]


def test_silence_is_no_change_of_side(make, snapshot):
    both = [make.position("p1", "ash"), make.position("p2", "birch")]
    old = snapshot(both, stances=[stance("ash", StanceSide.NOT_STATED, None)])
    new = snapshot(both, stances=[stance("ash", StanceSide.AGAINST, -0.8)])
    assert not found(old, new)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, FindingStatus.POSSIBLE, "conflict_new"),
        (FindingStatus.VERIFIED, None, "conflict_gone"),
        (FindingStatus.POSSIBLE, FindingStatus.VERIFIED, "conflict_firmer"),
        (FindingStatus.VERIFIED, FindingStatus.POSSIBLE, "conflict_weaker"),
        (FindingStatus.REJECTED, FindingStatus.OVERRULED, None),
        (FindingStatus.VERIFIED, FindingStatus.OVERRULED, "conflict_gone"),
    ],
)
def test_conflicts_come_go_and_change_their_standing(make, snapshot, before, after, kind):
    both = [make.position("p1", "ash"), make.position("p2", "birch", stance=-0.8)]
    old = snapshot(both, conflicts=[conflict(("ash", "birch"), status=before)] if before else [])
    new = snapshot(both, conflicts=[conflict(("ash", "birch"), status=after)] if after else [])
    kinds = {name for name, _ in found(old, new)} - {"fracture_signal"}
    assert kinds == ({kind} if kind else set())


def test_a_group_that_is_part_of_a_possible_one_is_possible(snapshot):
    old = snapshot(coalitions=[coalition("ash", "birch", "cedar")])
    new = snapshot(coalitions=[coalition("ash", "birch"), coalition("ash", "cedar", rank=2)])
    rows = found(old, new)
    assert list(rows) == [("group_impossible", "g1")]
    assert rows["group_impossible", "g1"].before == "ash, birch, cedar"
    assert [kind for kind, _ in found(new, old)] == ["group_possible"]


def test_drift_is_the_mean_over_pairs_with_an_agreement_in_both_runs(snapshot):
    old = snapshot(alignment=[agreement("ash", "birch", 0.9), agreement("ash", "cedar", 0.7)])
    new = snapshot(alignment=[agreement("ash", "birch", 0.5), agreement("ash", "cedar", 0.7)])
    rows = found(old, new)
    assert rows["drifted_apart", "ash"].before == "0.80 mean agreement with 2"
    assert rows["drifted_apart", "ash"].after == "0.60 mean agreement with 2"
    assert ("drifted_apart", "cedar") not in rows
    assert rows["fracture_signal", "ash birch"].after == "0.50 agreement"
    silent = snapshot(alignment=[agreement("ash", "birch", None)])
    assert not found(old, silent)


def test_a_new_verified_conflict_is_a_sign_of_a_fracture(make, snapshot):
    both = [make.position("p1", "ash"), make.position("p2", "birch", stance=-0.8)]
    new = snapshot(both, conflicts=[conflict(("ash", "birch"), status=FindingStatus.VERIFIED)])
    row = found(snapshot(both), new)["fracture_signal", "ash birch"]
    assert row.after == "too little shared to tell; a verified conflict is new"


def test_agreement_on_an_issue_is_that_of_those_who_have_spoken():
    rows = [
        stance("ash", StanceSide.FOR, 1.0),
        stance("birch", StanceSide.AGAINST, -1.0),
        stance("cedar", StanceSide.NOT_STATED, None),
    ]
    assert agreement_by_issue(rows) == {"i1": 0.0}
    assert agreement_by_issue(rows[:1]) == {}
    assert agreement_by_issue([*rows[:2], stance("cedar", StanceSide.FOR, 1.0)]) == {
        "i1": pytest.approx(1 / 3, abs=1e-4)
    }


def test_velocity_follows_an_issue_through_its_lineage(make, snapshot):
    start = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    history = [
        Moment(when=start, agreement={"o1": 0.4, "other": 0.1}, previous={}),
        Moment(when=start + timedelta(days=30), agreement={"o2": 0.5}, previous={"o2": "o1"}),
        Moment(when=start + timedelta(days=60), agreement={"i1": 0.6}, previous={"i1": "o2"}),
    ]
    run = snapshot([make.position("p1", "ash")])
    (row,) = compare(run, run, ChangesSettings(), history=history)
    assert (row.kind, row.subject, row.series) == ("issue_closer", "i1", (0.4, 0.5, 0.6))
    assert row.after == "0.60 agreement, 3 runs, +0.10 per 30 days"
    assert compare(run, run, ChangesSettings(min_drift=0.3), history=history) == []
