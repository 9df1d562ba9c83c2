"""A run is held against the one before it, by itself and by a command."""

import json

import pytest

from corpus.errors import UserError
from corpus.records import Change
from pipelines.commands.compare import compare_runs
from tests.pipelines.outcomes import rows


@pytest.fixture(scope="module")
def twice(tmp_path_factory, analyse, papers, write):
    """Give the folder of an alliance, and its second run, for which one member has withdrawn all its papers."""
    folder = tmp_path_factory.mktemp("twice") / "alliance"
    write(folder, {f"documents/{path}": content for path, content in papers.items()})
    analyse(folder)
    gone = sorted(papers)[0]
    (folder / "documents" / gone).unlink()
    return folder, analyse(folder), gone.split("/")[0]


def test_the_first_run_has_nothing_to_compare_with(base):
    assert not rows(base, Change)


def test_a_run_says_what_changed_since_the_one_before(twice):
    _, second, gone = twice
    changes = rows(second, Change)
    kinds = {change.kind for change in changes if gone in change.members}
    assert kinds & {"member_left", "position_withdrawn"}
    assert {change.cause for change in changes} == {"document"}
    assert second.manifest.counts["changes"] == len(changes) > 0


def test_the_command_tells_the_same_and_fails_on_what_it_is_told_to(twice, capsys):
    folder, second, _ = twice
    assert compare_runs(None, folder, fail_on=(), as_json=True) == 0
    told = json.loads(capsys.readouterr().out)["changes"]
    assert [(row["subject"], row["kind"]) for row in told] == [(row.subject, row.kind) for row in rows(second, Change)]
    assert compare_runs(None, folder, fail_on=[told[0]["kind"]], as_json=False) == 5
    assert "From " in capsys.readouterr().out
    with pytest.raises(UserError, match="no kind of change"):
        compare_runs(None, folder, fail_on=["redline"], as_json=False)


def test_the_first_run_alone_cannot_be_compared(base):
    with pytest.raises(UserError, match="no run before"):
        compare_runs(None, base.folder, fail_on=(), as_json=False)


def test_a_run_compared_with_itself_differs_in_nothing(base, capsys):
    assert compare_runs(base.folder, base.folder, fail_on=(), as_json=False) == 0
    assert "nothing changed" in capsys.readouterr().out
