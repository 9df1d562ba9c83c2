"""What would be if somebody left or joined: held against runs in which it is so."""

import json

import pytest

from corpus.errors import UserError
from corpus.records import CommonGround, Incompatibility
from models.what_if import figures
from pipelines.commands.simulate import tell
from pipelines.settings import load_settings
from pipelines.simulate import simulate
from tests.pipelines.outcomes import rows


@pytest.fixture(scope="module")
def without_cobalt(tmp_path_factory, analyse, papers, write):
    """Give an alliance of two that has run, and the folder of a third that may join."""
    folder = tmp_path_factory.mktemp("simulate")
    write(folder / "alliance" / "documents", {path: text for path, text in papers.items() if "cobalt" not in path})
    write(folder / "applicants", {path: text for path, text in papers.items() if "cobalt" in path})
    analyse(folder / "alliance")
    return folder / "alliance", folder / "applicants" / "cobalt"


def silent(_step, _done, _total):
    pass


def test_who_joins_in_play_makes_what_it_makes_in_earnest(without_cobalt, base):
    folder, cobalt = without_cobalt
    before = sorted(path for path in folder.rglob("*") if "runs" in path.parts and path.suffix != ".sqlite3")
    found = simulate(folder, load_settings(folder), without=(), newcomer=cobalt, progress=silent)
    assert found.joining == "cobalt"
    expected = {figure.name: figure.then for figure in figures(base.rows, base.rows)}
    assert {figure.name: figure.then for figure in found.figures} == expected
    assert {figure.name: figure.now for figure in found.figures}["members"] == 2
    after = sorted(path for path in folder.rglob("*") if "runs" in path.parts and path.suffix != ".sqlite3")
    assert after == before  # nothing is published


def test_who_leaves_takes_its_collisions_along_and_nothing_else(base):
    folder = base.folder.parents[1]
    found = simulate(folder, load_settings(folder), without=("briar",), newcomer=None, progress=silent)
    then = {figure.name: figure.then for figure in found.figures}
    kept = [row for row in rows(base, Incompatibility) if "briar" not in row.members]
    assert then["members"] == 2
    assert then["verified collisions"] == sum(row.status == "verified" for row in kept)
    assert then["possible collisions"] == sum(row.status == "possible" for row in kept)
    gone = [each for each in found.differences if each.kind.endswith("collision")]
    assert gone
    assert all("briar" in each.members and not each.appears for each in gone)
    assert all("briar" not in each.members for each in found.differences if each.appears)


def test_nobody_else_than_who_left_is_asked_or_grouped(base):
    folder = base.folder.parents[1]
    found = simulate(folder, load_settings(folder), without=("briar", "cobalt"), newcomer=None, progress=silent)
    then = {figure.name: figure.then for figure in found.figures}
    assert then["members"] == then["largest group without a verified collision"] == 1
    assert then["issues that are common ground"] == 0
    assert rows(base, CommonGround)  # there was some before


def test_the_command_speaks_to_people_and_to_programs(base, capsys):
    folder = base.folder.parents[1]
    assert tell(folder, without=["briar"], newcomer=None, as_json=False, quiet=True) == 0
    told = capsys.readouterr().out
    assert "without briar. Nothing is published." in told
    assert "nothing was read again" in told
    assert tell(folder, without=["briar"], newcomer=None, as_json=True, quiet=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["without"] == ["briar"]
    assert told["with"] is None
    assert {figure["name"]: figure["then"] for figure in told["figures"]}["members"] == 2


def test_mistakes_are_told_with_what_to_do(base, without_cobalt, tmp_path):
    folder = base.folder.parents[1]
    settings = load_settings(folder)
    with pytest.raises(UserError, match=r"no such member[^|]*anvil, briar, cobalt"):
        simulate(folder, settings, without=("bryar",), newcomer=None, progress=silent)
    with pytest.raises(UserError, match="Nobody would be left"):
        simulate(folder, settings, without=("anvil", "briar", "cobalt"), newcomer=None, progress=silent)
    with pytest.raises(UserError, match="a member already"):
        simulate(folder, settings, without=(), newcomer=without_cobalt[1], progress=silent)
    with pytest.raises(UserError, match="no such folder"):
        simulate(folder, settings, without=(), newcomer=tmp_path / "nobody", progress=silent)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="holds no files"):
        simulate(folder, settings, without=(), newcomer=tmp_path / "empty", progress=silent)
    with pytest.raises(UserError, match="Nobody leaves or joins"):
        tell(folder, without=(), newcomer=None, as_json=False, quiet=True)


def test_a_folder_that_has_changed_since_is_run_first(without_cobalt, tmp_path, analyse, papers, write):
    folder = write(tmp_path / "alliance", {f"documents/{path}": text for path, text in papers.items()})
    with pytest.raises(UserError, match="run"):
        simulate(folder, load_settings(folder), without=("briar",), newcomer=None, progress=silent)
    analyse(folder)
    write(folder, {"documents/briar/more.txt": "We ask for more time."})
    with pytest.raises(UserError, match="has changed since its newest run"):
        simulate(folder, load_settings(folder), without=("briar",), newcomer=None, progress=silent)
