"""What people rule about findings: taken in by a command, asked by another, carried out by the next run."""

import io
import json

import pytest

from corpus.corrections import read_corrections
from corpus.errors import UserError
from corpus.records import Correction, FindingVerdict, Incompatibility, Position, Quality, Rejection
from pipelines.commands.corrections import corrections
from pipelines.commands.review import review
from tests.pipelines.outcomes import rows

HEADER = "id,verdict,by,date,note,new_value\n"


@pytest.fixture
def answered(monkeypatch):
    """Type these answers."""
    return lambda *lines: monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_run_carries_out_what_people_ruled_and_measures_it(base, ran):
    positions, conflicts = rows(base, Position), rows(base, Incompatibility)
    gone, kept = positions[0].position_id, positions[1].position_id
    lines = [f"{gone},wrong,Ada,2026-03-02,,", f"{kept},keep,Ada,2026-03-02,,", f"{'0' * 16},keep,,,,"]
    lines += [f"{row.incompatibility_id},compatible,Ada,,," for row in conflicts if gone not in row.positions][:1]
    outcome = ran(name="ruled", files={"corrections.csv": HEADER + "\n".join(lines) + "\n"})
    assert {row.position_id for row in rows(outcome, Position)} == {
        row.position_id for row in positions if row.position_id != gone
    }
    assert [row.effect for row in rows(outcome, Correction)][:3] == ["carried_out", "confirmed", "not_found"]
    assert {"ruled_wrong", "ruling_without_effect"} <= {row.reason for row in rows(outcome, Rejection)}
    (own,) = [row for row in rows(outcome, Quality) if row.finding_kind == "own_position"]
    assert (own.n_right, own.n_judged) == (1, 2)
    assert "corrections.csv" in outcome.manifest.inputs


def test_without_a_file_the_tables_say_that_nobody_ruled(base):
    assert not rows(base, Correction)
    assert not rows(base, Quality)


def test_answers_of_sheets_are_taken_in_and_told(base, ran, tmp_path, capsys):
    folder = ran(name="asked").folder.parents[1]
    answer = tmp_path / "corrections-anvil.csv"
    position = rows(base, Position)[0]
    answer.write_text(f"{HEADER}{position.position_id},keep,Ada,2026-03-02,,\n", encoding="utf-8")
    assert corrections(folder, answers=[answer], as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 1
    assert [ruling.verdict for ruling in read_corrections(folder)] == [FindingVerdict.KEEP]
    assert corrections(folder, answers=(), as_json=False) == 0  # the run is older than the ruling
    assert "knew no rulings" in capsys.readouterr().out
    with pytest.raises(UserError, match="no such file"):
        corrections(folder, answers=[tmp_path / "nowhere.csv"], as_json=False)


def test_an_analyst_is_asked_and_can_stop_and_go_on(base, ran, answered, capsys):
    folder = ran(name="reviewed").folder.parents[1]
    standing = [row for row in rows(base, Incompatibility) if row.status in ("verified", "possible")]
    answered(*["" for _ in standing], "nonsense", "k", "r", "3", "r", "", "q")
    assert review(folder, by="Ada", positions=5) == 0
    first = read_corrections(folder)
    assert [(ruling.verdict, ruling.by) for ruling in first] == [("keep", "Ada"), ("reclassify", "Ada")]
    assert all(ruling.quote and ruling.member_id for ruling in first)
    assert "2 rulings kept" in capsys.readouterr().out
    answered(*["" for _ in standing], "w")  # the input ends: it stops
    review(folder, by="Ada", positions=5)
    subjects = [ruling.subjects for ruling in read_corrections(folder)]
    assert len(subjects) == len(set(subjects)) == 3
