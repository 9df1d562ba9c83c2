import json
import random
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.manifest import Manifest, Setting, StepCost, load, to_json
from corpus.store import POINTER, RunStore, find_damage, replace_report

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "tables/members.parquet": b"members" * 100,
    "tables/positions.parquet": b"positions" * 100,
    "report/index.html": b"<!doctype html>",
    "manifest.json": b"{}",
}


def publish(store, run_id):
    with store.begin(run_id) as draft:
        for name, content in FILES.items():
            draft.write(name, content)
        return draft.publish()


def visible_runs(store):
    """The folders a reader would take for runs."""
    return sorted(path for path in store.root.iterdir() if path.is_dir() and not path.name.startswith("."))


def content_of(run):
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in run.rglob("*") if path.is_file()}


def start(script, *arguments):
    """A second process that runs `script` against the same code."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_published_run_is_the_latest_and_holds_what_was_written(tmp_path):
    store = RunStore(tmp_path)
    run = publish(store, "first")
    assert store.latest() == run == tmp_path / "runs" / "first"
    assert content_of(run) == FILES
    second = publish(store, "second")
    assert store.latest() == second
    assert visible_runs(store) == [run, second]


def test_two_runs_of_one_second_do_not_share_a_folder(tmp_path):
    store = RunStore(tmp_path)
    assert [publish(store, "now").name for _ in range(3)] == ["now", "now-2", "now-3"]
    assert store.latest().name == "now-3"


def test_nothing_is_seen_of_a_run_that_was_given_up(tmp_path):
    store = RunStore(tmp_path)
    with pytest.raises(ZeroDivisionError), store.begin("broken") as draft:
        draft.write("manifest.json", b"{}")
        raise ZeroDivisionError
    assert visible_runs(store) == []
    with pytest.raises(UserError, match="no run yet"):
        store.latest()
    assert not draft.folder.exists()


def test_a_second_run_is_refused_while_another_process_works(tmp_path):
    holder = start(
        """
        import sys
        from pathlib import Path
        from corpus.store import RunStore
        with RunStore(Path(sys.argv[1])).begin("held"):
            print("held", flush=True)
            sys.stdin.readline()
        """,
        tmp_path,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        store = RunStore(tmp_path)
        with pytest.raises(UserError, match="another run") as caught, store.begin("mine"):
            pytest.fail("two runs at once")
        assert caught.value.exit_code == 2
        assert (store.root / ".staging" / "held").is_dir(), "the refused run must not clear the other's files"
    finally:
        holder.communicate("\n", timeout=30)
    assert holder.returncode == 0
    assert publish(store, "mine").is_dir()


WRITER = """
import sys
from pathlib import Path
from corpus.store import RunStore
store, n = RunStore(Path(sys.argv[1])), int(sys.argv[2])
with store.begin("killed") as draft:
    for number in range(n):
        draft.write(f"tables/{number}.parquet", b"x" * 10000)
    print("wrote", flush=True)
    sys.stdin.readline()
    draft.publish()
"""


@pytest.mark.parametrize("written", [0, 1, 20])
def test_a_killed_run_leaves_nothing_to_see_and_its_remains_go(tmp_path, written):
    store = RunStore(tmp_path)
    earlier = publish(store, "earlier")
    writer = start(WRITER, tmp_path, written)
    assert writer.stdout.readline() == "wrote\n"
    writer.send_signal(signal.SIGKILL)
    assert writer.wait(30) == -signal.SIGKILL
    writer.communicate()
    assert (store.root / ".staging" / "killed").is_dir(), "the kill came while the run was being written"
    assert visible_runs(store) == [earlier]
    assert store.latest() == earlier
    assert publish(store, "after") == store.latest()
    assert not (store.root / ".staging").exists()


PUBLISHER = """
import sys
from itertools import count
from pathlib import Path
from corpus.store import RunStore
store = RunStore(Path(sys.argv[1]))
for number in count():
    with store.begin(f"run{number:05}") as draft:
        for name in ("a", "b", "c", "manifest.json"):
            draft.write(name, b"{}")
        draft.publish()
    if number == 0:
        print("go", flush=True)
"""


def test_a_kill_at_any_moment_leaves_only_whole_runs(tmp_path):
    store = RunStore(tmp_path)
    moments = random.Random(4)
    for _ in range(6):
        publisher = start(PUBLISHER, tmp_path)
        assert publisher.stdout.readline() == "go\n"
        time.sleep(moments.uniform(0.005, 0.1))
        publisher.kill()
        assert publisher.wait(30) == -signal.SIGKILL
        publisher.communicate()
        for run in visible_runs(store):
            assert {path.name for path in run.iterdir()} == {"a", "b", "c", "manifest.json"}
        assert store.latest() in visible_runs(store)
    assert len(visible_runs(store)) >= 6, "the runs were killed before they did anything"
    assert publish(store, "after") == store.latest()


@pytest.mark.parametrize("name", ["../escaped.txt", "tables/../../escaped.txt", "/tmp/escaped.txt"])
def test_a_file_cannot_be_written_outside_the_run(tmp_path, name):
    with RunStore(tmp_path).begin("run") as draft, pytest.raises(ValueError, match="leads out"):
        draft.write(name, b"x")
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_file_is_written_once(tmp_path):
    with RunStore(tmp_path).begin("run") as draft:
        draft.write("a/b.txt", b"first")
        with pytest.raises(FileExistsError):
            draft.write("a/b.txt", b"second")
        assert (draft.folder / "a/b.txt").read_bytes() == b"first"


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '"run"', "\udcff", '{"other": 1}'])
def test_a_damaged_pointer_is_told_and_mended_by_the_next_run(tmp_path, damage):
    store = RunStore(tmp_path)
    publish(store, "first")
    (store.root / POINTER).write_bytes(damage.encode(errors="surrogateescape"))
    with pytest.raises(UserError, match=r"latest\.json: is damaged"):
        store.latest()
    assert publish(store, "second") == store.latest()


def test_a_pointer_to_a_run_that_is_gone_is_told(tmp_path):
    store = RunStore(tmp_path)
    run = publish(store, "first")
    (run / "manifest.json").unlink()
    with pytest.raises(UserError, match="missing or incomplete"):
        store.latest()


def test_a_folder_that_cannot_be_made_is_a_clear_message(tmp_path):
    (tmp_path / "runs").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be created"), RunStore(tmp_path).begin("run"):
        pytest.fail("there is no folder")


def test_a_lock_that_cannot_be_opened_is_a_clear_message(tmp_path):
    (tmp_path / "runs" / ".lock").mkdir(parents=True)
    with pytest.raises(UserError, match="cannot be written to"), RunStore(tmp_path).begin("run"):
        pytest.fail("there is no lock")


@pytest.fixture
def listed_run(tmp_path):
    """A published run whose manifest lists its files, as a run of an alliance does."""
    with RunStore(tmp_path).begin("run") as draft:
        for name, content in FILES.items():
            if name != "manifest.json":
                draft.write(name, content)
        draft.write("manifest.json", to_json({"run_id": "run", "files": draft.digests}))
        return draft.publish()


def test_a_report_is_replaced_whole_and_the_manifest_lists_the_new_one(listed_run):
    replace_report(listed_run, {"index.html": b"old", "members/ash.html": b"ash"})
    replace_report(listed_run, {"index.html": b"new"})
    assert content_of(listed_run / "report") == {"index.html": b"new"}
    assert {path.name for path in listed_run.iterdir()} == {"manifest.json", "report", "tables"}
    assert find_damage(listed_run) == ()


def test_writing_the_same_report_again_changes_no_byte(listed_run):
    before = content_of(listed_run)
    replace_report(listed_run, {"index.html": FILES["report/index.html"]})
    assert content_of(listed_run) == before


@pytest.mark.parametrize("name", [name for name in FILES if name != "manifest.json"])
def test_one_changed_byte_in_any_file_is_found(listed_run, name):
    assert find_damage(listed_run) == ()
    content = (listed_run / name).read_bytes()
    (listed_run / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert find_damage(listed_run) == (f"{name} was changed.",)
    (listed_run / name).unlink()
    assert find_damage(listed_run) == (f"{name} is missing.",)


def test_a_file_that_was_put_into_a_run_is_found(listed_run):
    (listed_run / "tables" / "notes.txt").write_text("mine")
    assert find_damage(listed_run) == ("tables/notes.txt is no file of the run.",)


def test_a_manifest_without_a_list_of_files_cannot_be_held_against_them(tmp_path):
    with pytest.raises(ValueError, match="lists no files"):
        find_damage(publish(RunStore(tmp_path), "run"))


@pytest.mark.parametrize("run_id", ["../elsewhere", "/tmp", "a/b", 7, None])
def test_a_pointer_never_leads_out_of_the_folder(tmp_path, run_id):
    store = RunStore(tmp_path)
    publish(store, "first")
    (store.root / POINTER).write_bytes(to_json({"run_id": run_id}))
    with pytest.raises(UserError, match="is damaged"):
        store.latest()


def test_only_the_store_writes_a_runs_files():
    """Others make the user's folder, the flow's home, or what training and the reference pages need.

    And what is asked for as a file, kept between runs or of a language model's answers, says who holds the lock, or
    lies in a temporary folder, a mirror of object storage, or the pack that was printed.
    """
    others = {"pipelines/commands/new.py", "pipelines/commands/demo.py", "pipelines/local_prefect.py"}
    others |= {"pipelines/reference.py", "pipelines/commands/codings.py", "pipelines/commands/reader.py"}
    others |= {"models/chat/replies.py", "models/chat/server.py"}
    others |= {"corpus/kept.py", "corpus/corrections.py", "corpus/run_lock.py", "corpus/remote.py"}
    others |= {"pipelines/cluster.py", "pipelines/schedule_server.py", "reports/printing.py"}
    others |= {"reports/catalogues.py"}
    writes = re.compile(
        r"\.(?:write_text|write_bytes|mkdir|touch|rename|replace\((?!\s*[\"'\w]+\s*,)|unlink|rmdir)\b"
        r"|open\([^)]*[\"'][wax]b?[\"']|\b(?:shutil|tempfile)\.|os\.O_(?:WRONLY|RDWR)"
    )
    writers = set()
    for package in ("corpus", "models", "reports", "pipelines"):
        for path in (ROOT / package).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith("models/training/") and writes.search(path.read_text(encoding="utf-8")):
                writers.add(name)
    assert "corpus/store.py" in writers
    assert writers - others == {"corpus/store.py"}


def test_a_manifest_comes_back_as_it_was(tmp_path):
    manifest = Manifest(
        schema_version="1",
        run_id="r",
        created="2026-01-02T03:04:05Z",
        code_version="0.1",
        name="Häfen",
        date=None,
        required_members=("ash",),
        settings=(Setting(step="stances", name="clear", value="0.3", default="0.25", meaning="Raising it …"),),
        inputs={"ash/a.txt": "00"},
        files={"tables/members.parquet": "11"},
        counts={"members": 1},
        costs=(StepCost(step="read", seconds=0.5, peak_megabytes=80.0),),
        warnings=("One file was skipped.",),
    )
    (tmp_path / "manifest.json").write_bytes(manifest.to_json())
    assert load(tmp_path) == manifest
    assert "Häfen" in (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert manifest.as_dict()["required_members"] == ["ash"]


def test_json_is_the_same_for_any_order_of_keys():
    assert to_json({"b": 1, "a": [2]}) == to_json({"a": [2], "b": 1})
    assert json.loads(to_json({"a": [2]})) == {"a": [2]}


def test_a_folder_without_a_manifest_is_no_run(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path)
