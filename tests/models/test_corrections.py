import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import (
    Correction,
    CorrectionEffect,
    FindingRuling,
    FindingStatus,
    FindingVerdict,
    Holder,
    Incompatibility,
    IncompatibilityType,
    Kind,
)
from models.analyses.quality import ANALYSIS, wilson
from models.corrections import correct_conflicts, correct_positions

V = FindingVerdict
A, B, C = "a" * 16, "b" * 16, "c" * 16


def ruling(verdict, *subjects, line=2, **fields):
    plain = {"by": "Ada", "date": "2026-03-02", "note": "", "new_value": None, "quote": "", "member_id": ""}
    return FindingRuling(line=line, subjects=subjects, verdict=verdict, **plain | fields)


def conflict(status=FindingStatus.POSSIBLE):
    return Incompatibility(
        incompatibility_id=C,
        issue_id="i1",
        members=("anvil", "briar"),
        positions=(A, B),
        type=IncompatibilityType.DEONTIC,
        status=status,
        score=0.4,
        severity=0.75,
        reason="One asks, the other refuses.",
        doubt="",
        question="?",
        stability=None,
    )


@pytest.fixture
def pair(make):
    return [make.position(A, "anvil", "We ask for it."), make.position(B, "briar", "We refuse it.", stance=-0.8)]


@pytest.fixture
def ruled(pair):
    """The incompatibilities and corrections after rulings on the small conflict."""

    def work(*rulings, status=FindingStatus.POSSIBLE, found=True, positions=None):
        conflicts = [conflict(status)] if found else []
        return correct_conflicts(conflicts, pair if positions is None else positions, {"i1": "Fees"}, rulings, ())

    return work


@pytest.mark.parametrize(
    ("verdict", "right", "effect", "after"),
    [
        (V.KEEP, True, CorrectionEffect.CONFIRMED, "goal"),
        (V.WRONG, False, CorrectionEffect.CARRIED_OUT, None),
        (V.OUTDATED, None, CorrectionEffect.CARRIED_OUT, None),
        (V.NOT_OURS, False, CorrectionEffect.CARRIED_OUT, "reported"),
    ],
)
def test_a_ruling_on_a_position_is_carried_out_and_told(make, verdict, right, effect, after):
    statement = make.statement(A, "anvil", "We ask\nfor it.", kind=Kind.GOAL, firmness=0.5)
    result = correct_positions([statement], [ruling(verdict, A)])
    (row,) = result.corrections
    assert (row.right, row.effect, row.before, row.after, row.finding_kind) == (right, effect, "goal", after, "goal")
    assert (row.quote, row.member_ids) == ("We ask for it.", ("anvil",))
    assert bool(result.rows) is (after is not None)
    assert len(result.rejections) == (after is None)  # nothing vanishes
    if verdict is V.NOT_OURS:
        assert result.rows[0].holder is Holder.REPORTED


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [(Kind.NON_NEGOTIABLE, 0.5, 1.0), (Kind.PREFERENCE, 1.0, 0.25), (Kind.GOAL, 1.0, 0.75), (Kind.GOAL, 0.5, 0.5)],
)
def test_a_new_kind_brings_a_firmness_that_fits(make, kind, before, after):
    statement = make.statement(A, "anvil", kind=Kind.CONSTRAINT, firmness=before)
    (row,) = correct_positions([statement], [ruling(V.RECLASSIFY, A, new_value=kind)]).rows
    assert (row.kind, row.firmness, row.holder) == (kind, after, Holder.OWN)


def test_a_sentence_is_found_again_by_its_words_in_a_newer_copy_of_the_same_member_only(make):
    newer = make.statement(B, "anvil", "We ask  for\nit.")
    another = make.statement(C, "briar", "We ask for it.")
    result = correct_positions([newer, another], [ruling(V.WRONG, A, quote="We ask for it.", member_id="anvil")])
    assert [row.position_id for row in result.rows] == [C]
    assert result.corrections[0].line == 2


def test_the_newest_ruling_holds_whatever_the_order_of_lines(make):
    statement = make.statement(A, "anvil")
    older, newer = ruling(V.WRONG, A, line=3), ruling(V.KEEP, A, line=2, date="2026-04-01")
    result = correct_positions([statement], [newer, older])
    assert [row.position_id for row in result.rows] == [A]
    assert {row.line: row.effect for row in result.corrections} == {
        2: CorrectionEffect.CONFIRMED,
        3: CorrectionEffect.REPLACED,
    }
    assert result.rejections == ()


def test_without_rulings_nothing_changes(make, pair):
    assert correct_positions(pair, []).rows == tuple(pair)
    assert correct_conflicts([conflict()], pair, {}, [], ()).rows == (conflict(),)


@pytest.mark.parametrize(
    ("verdict", "subjects", "status", "after", "right"),
    [
        (V.COMPATIBLE, (C,), FindingStatus.VERIFIED, FindingStatus.OVERRULED, False),
        (V.WRONG, (C,), FindingStatus.POSSIBLE, FindingStatus.OVERRULED, False),
        (V.COMPATIBLE, (A, B), FindingStatus.REJECTED, FindingStatus.REJECTED, True),
        (V.CONFLICT, (A, B), FindingStatus.POSSIBLE, FindingStatus.VERIFIED, True),
        (V.CONFLICT, (C,), FindingStatus.REJECTED, FindingStatus.VERIFIED, False),
        (V.KEEP, (C,), FindingStatus.POSSIBLE, FindingStatus.POSSIBLE, True),
    ],
)
def test_a_ruling_on_a_conflict_is_carried_out_and_told(ruled, verdict, subjects, status, after, right):
    result = ruled(ruling(verdict, *subjects), status=status)
    ((row,), (told,)) = result.rows, result.corrections
    assert (row.status, told.right, told.after) == (after, right, after.value)
    assert told.finding_kind == f"{status}_incompatibility"
    assert told.quote == "We ask for it.\nWe refuse it."


def test_people_see_a_conflict_that_the_program_did_not_look_at(ruled):
    result = ruled(ruling(V.CONFLICT, A, B), found=False)
    ((row,), (told,)) = result.rows, result.corrections
    assert (row.status, row.members, row.issue_id) == (FindingStatus.VERIFIED, ("anvil", "briar"), "i1")
    assert "Ada on 2026-03-02" in row.doubt
    assert (told.right, told.finding_kind) == (None, None)  # no finding of the program was judged


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ruling(V.KEEP, "d" * 16), "Not found in this run: dddd"),
        (ruling(V.CONFLICT, A), "is not said of a single position"),
        (ruling(V.COMPATIBLE, A, "d" * 16), "Not found in this run: dddd"),
    ],
)
def test_a_ruling_that_finds_nothing_is_told(ruled, line, words):
    result = ruled(line)
    assert result.rows == (conflict(),)
    assert result.corrections[0].effect is CorrectionEffect.NOT_FOUND
    assert words in result.rejections[0].detail


def test_two_sentences_of_one_member_are_no_conflict_between_members(make, ruled):
    both = [make.position(A, "anvil"), make.position(B, "anvil")]
    assert "of one member" in ruled(ruling(V.CONFLICT, A, B), found=False, positions=both).rejections[0].detail


def test_quality_counts_each_kind_and_all_positions_together(make, run):
    statements = [make.statement(each * 16, "anvil", kind=Kind.GOAL) for each in "abcd"]
    lines = [
        ruling(V.KEEP, A),
        ruling(V.WRONG, B, line=3),
        ruling(V.RECLASSIFY, C, line=4, new_value=Kind.PREFERENCE),
        ruling(V.OUTDATED, "d" * 16, line=5),
    ]
    rows = {row.finding_kind: row for row in run(ANALYSIS, corrections(statements, lines))}
    assert {kind: (row.n_right, row.n_judged) for kind, row in rows.items()} == {
        "goal": (1, 3),  # whether a withdrawn position was a goal nobody said
        "own_position": (3, 4),
    }


def corrections(statements, lines):
    return {Correction: correct_positions(statements, lines).corrections}


def test_wilson_as_published():
    # 81 of 263: Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
    assert wilson(81, 263) == (0.2553, 0.3662)
    assert wilson(0, 20) == (0.0, 0.1611)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(judged):
    n_right, n = judged
    low, high = wilson(n_right, n)
    assert 0 <= low <= round(n_right / n, 4) <= high <= 1
