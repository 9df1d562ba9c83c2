"""A run is published whole or not at all: killed at every call and refused at every call.

As a program, this file does a piece of work in forks of itself and kills them where it is told to.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.run_lock import NOTE
from corpus.store import POINTER, RunStore, find_damage, replace_report
from tests.corpus.store_calls import FILES, Calls, content_of, latest, publish, visible_runs

ROOT = Path(__file__).resolve().parents[2]


def publish_with_digests(store, run_id):
    with store.begin(run_id) as draft:
        draft.write("tables/members.parquet", b"members")
        draft.write("report/index.html", b"old")
        draft.write("report/members/ash.html", b"ash")
        draft.write("manifest.json", json.dumps({"run_id": run_id, "files": draft.digests}).encode())
        return draft.publish()


def calls_of(work, *, prepared=None):
    """Return the labels of the calls that `work` makes in a folder."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        if prepared:
            prepared(folder)
        with Calls(folder) as calls:
            work(folder)
    return calls.labels


def first_run(folder):
    publish(RunStore(folder), "b")


def second_run(folder):
    publish(RunStore(folder), "b")


def new_report(folder):
    replace_report(folder / "runs" / "a", {"index.html": b"new", "members/elm.html": b"elm"})


def earlier_run(folder):
    publish(RunStore(folder), "a")


def earlier_report(folder):
    publish_with_digests(RunStore(folder), "a")


WORKS = {"first_run": first_run, "second_run": second_run, "new_report": new_report}
PREPARED = {"first_run": None, "second_run": earlier_run, "new_report": earlier_report}
CASES = [
    (work, number, label)
    for work, function in WORKS.items()
    for number, label in enumerate(calls_of(function, prepared=PREPARED[work]))
]
RUN_CASES = [case for case in CASES if case[0] != "new_report"]
REPORT_CASES = [case for case in CASES if case[0] == "new_report"]


def each(cases):
    return pytest.mark.parametrize(
        ("work", "number", "label"), cases, ids=[f"{work}-{number:02}-{label}" for work, number, label in cases]
    )


class Striker:
    """Runs a piece of work in a fork of a small process, and kills it at one of its calls."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def kill(self, work, folder, number):
        """Return how the process ended and the call at which it was struck."""
        self._process.stdin.write(json.dumps([work, str(folder), number]) + "\n")
        self._process.stdin.flush()
        return tuple(json.loads(self._process.stdout.readline()))

    def close(self):
        self._process.communicate(timeout=30)


def serve_strikes():
    """Read what to do and where to strike, a line each; fork, do it, and answer how it ended."""
    for line in sys.stdin:
        work, folder, number = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:

            def strike(label, pipe=writer):
                os.write(pipe, label.encode())
                os.kill(os.getpid(), signal.SIGKILL)

            with Calls(Path(folder), at=number, strike=strike):
                WORKS[work](Path(folder))
            os._exit(0)
        os.close(writer)
        label = os.fdopen(reader, "r", encoding="utf-8").read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(json.dumps([code, label]) + "\n")
        sys.stdout.flush()


@pytest.fixture(scope="module")
def striker():
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    striker = Striker()
    yield striker
    striker.close()


def test_there_are_as_many_calls_as_a_publish_must_make():
    """Else the cases below would be too few to mean anything."""
    labels = calls_of(first_run)
    assert sum(label.startswith("write ") for label in labels) == len(FILES) + 1
    assert sum(label.startswith("fsync ") for label in labels) >= len(FILES) + 1 + 3 + 2
    assert labels.count("rename runs/.staging/b") == labels.count(f"replace runs/.{POINTER}.new") == 1
    assert len(RUN_CASES) > 90


@each(RUN_CASES)
def test_a_kill_at_any_call_leaves_whole_runs_and_the_next_publish_works(tmp_path, striker, work, number, label):
    store = RunStore(tmp_path)
    if PREPARED[work]:
        PREPARED[work](tmp_path)
    assert striker.kill(work, tmp_path, number) == (-signal.SIGKILL, label)
    for run in visible_runs(store):
        assert content_of(run) == FILES
    is_replaced = number > [text for name, _, text in RUN_CASES if name == work].index(f"replace runs/.{POINTER}.new")
    assert latest(store) == ("b" if is_replaced else "a" if PREPARED[work] else None)
    assert content_of(publish(store, "c")) == FILES
    assert latest(store) == "c"
    assert not {path.name for path in store.root.iterdir()} - {"a", "b", "c", ".lock", NOTE, POINTER}


@each(RUN_CASES)
def test_a_fault_at_any_call_is_told_and_the_next_publish_works(tmp_path, work, number, label):
    fault = errno.EIO if label.startswith(("fsync", "close")) else errno.ENOSPC

    def strike(_label):
        raise OSError(fault, os.strerror(fault))

    store = RunStore(tmp_path)
    if PREPARED[work]:
        PREPARED[work](tmp_path)
    told = None
    with Calls(tmp_path, at=number, strike=strike) as calls:
        try:
            WORKS[work](tmp_path)
        except UserError as error:
            told = error
    assert calls.has_struck and calls.labels[number] == label
    for run in visible_runs(store):
        assert content_of(run) == FILES
    if told is None:  # it was struck while it cleaned up or let go of the lock
        assert latest(store) == "b"
    else:
        assert os.strerror(fault) in told.problem and told.advice
        is_published = "is published" in told.problem
        assert latest(store) == ("b" if is_published else "a" if PREPARED[work] else None)
    assert content_of(publish(store, "c")) == FILES
    assert latest(store) == "c"
    assert not (store.root / ".staging").exists()


@each(REPORT_CASES)
def test_a_kill_at_any_call_of_a_new_report_leaves_one_that_is_whole(tmp_path, striker, work, number, label):
    earlier_report(tmp_path)
    run = tmp_path / "runs" / "a"
    old, new = {"index.html": b"old", "members/ash.html": b"ash"}, {"index.html": b"new", "members/elm.html": b"elm"}
    assert striker.kill(work, tmp_path, number) == (-signal.SIGKILL, label)
    if (run / "report").exists():
        assert content_of(run / "report") in (old, new)
    else:
        assert label == "rename runs/a/.report.new", "the moment between the two renames"
    assert (run / "tables" / "members.parquet").read_bytes() == b"members"
    new_report(tmp_path)
    assert content_of(run / "report") == new
    assert find_damage(run) == ()
    assert {path.name for path in run.iterdir()} == {"manifest.json", "report", "tables"}


if __name__ == "__main__":
    serve_strikes()
