"""A run is published whole or not at all: killed at every call, refused at every call, after a lost machine.

As a program, this file does a piece of work in forks of itself and kills them where it is told to.
"""

import errno
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.store import POINTER, RunStore, find_damage, replace_report

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "tables/members.parquet": b"members" * 100,
    "tables/positions.parquet": b"positions" * 4000,
    "report/index.html": b"<!doctype html>",
    "manifest.json": b"{}",
}
NAMES = ("mkdir", "open", "write", "fsync", "close", "rename", "replace", "unlink", "rmdir")


def publish(store, run_id):
    with store.begin(run_id) as draft:
        for name, content in FILES.items():
            draft.write(name, content)
        return draft.publish()


def publish_with_digests(store, run_id):
    with store.begin(run_id) as draft:
        draft.write("tables/members.parquet", b"members")
        draft.write("report/index.html", b"old")
        draft.write("report/members/ash.html", b"ash")
        draft.write("manifest.json", json.dumps({"run_id": run_id, "files": draft.digests}).encode())
        return draft.publish()


def visible_runs(store):
    if not store.root.is_dir():
        return []
    return sorted(path for path in store.root.iterdir() if path.is_dir() and not path.name.startswith("."))


def content_of(run):
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in run.rglob("*") if path.is_file()}


def latest(store):
    """The name of the newest run, or None."""
    try:
        return store.latest().name
    except UserError as error:
        if "no run yet" in error.problem:
            return None
        raise


@dataclass
class Calls:
    """Stands between the store and the system: notes the file-system calls below a folder, and strikes at one."""

    root: Path
    at: int | None = None
    strike: object = None
    log: list = field(default_factory=list)
    worked: list = field(default_factory=list)
    _paths: dict = field(default_factory=dict)
    _real: dict = field(default_factory=dict)

    def __enter__(self):
        for name in NAMES:
            self._real[name] = getattr(os, name)
            setattr(os, name, self._stand_in(name))
        return self

    def __exit__(self, *_):
        for name, real in self._real.items():
            setattr(os, name, real)

    @property
    def labels(self):
        return [" ".join(map(str, entry[:2])) for entry in self.log]

    @property
    def has_struck(self):
        return self.at is not None and len(self.log) > self.at

    def _stand_in(self, name):
        real = self._real[name]

        def call(first, *arguments, **options):
            path = self._paths.get(first) if isinstance(first, int) else Path(first)
            if path is None or not (path == self.root or self.root in path.parents):
                return real(first, *arguments, **options)
            assert options.get("dir_fd") is None, "the note would need the folder's path"
            short = path.relative_to(self.root).as_posix()
            is_new = name == "open" and not path.exists()
            more = {
                "open": (is_new,),
                "write": (bytes(arguments[0]) if name == "write" else b"",),
                "rename": (os.path.relpath(arguments[0], self.root) if name == "rename" else "",),
                "replace": (os.path.relpath(arguments[0], self.root) if name == "replace" else "",),
            }.get(name, ())
            self.log.append((name, short, *more))
            if name == "close":  # the system lets go of a descriptor even where closing it fails
                del self._paths[first]
                real(first)
            if len(self.log) - 1 == self.at:
                self.strike(self.labels[-1])
            result = real(first, *arguments, **options) if name != "close" else None
            self.worked.append(self.log[-1])
            if name == "open":
                self._paths[result] = path
            return result

        return call


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
    assert not {path.name for path in store.root.iterdir()} - {"a", "b", "c", ".lock", POINTER}


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


# A lost machine: what was not synced may be on the disk, or in part, or not at all.


@dataclass(frozen=True)
class Event:
    """A change of the disk: names that now lead to inodes (None: to nothing), or bytes at a file's end.

    It is sure to be kept once the inode `kept_by` was synced.
    """

    kept_by: str
    names: tuple = ()
    inode: str | None = None
    content: bytes = b""


@dataclass(frozen=True)
class Sync:
    """All changes so far that are kept by this inode are kept."""

    inode: str
    label: str


@dataclass(frozen=True)
class Said:
    """The program has said that this run is published."""

    run: str


TOP = "d0"  # the alliance's folder


class Recorder:
    """Turns noted calls into changes of inodes: f and a number for files, d and a number for folders.

    A rename is one change, kept when the folder it leads to was synced; every other name is kept by its folder.
    """

    def __init__(self):
        self._tree = {TOP: {}}
        self.events = []

    def note(self, log):
        before = ""
        for name, path, *more in log:
            folder, _, leaf = path.rpartition("/")
            match name:
                case "mkdir":
                    self._make(folder, leaf, "d")
                case "open" if more[0]:
                    self._make(folder, leaf, "f")
                case "write":
                    self.events.append(Event(self._inode(path), inode=self._inode(path), content=more[0]))
                case "fsync":
                    self.events.append(Sync(self._inode(path), self._label(path, before)))
                case "rename" | "replace":
                    self._move(path, more[0])
                case "unlink" | "rmdir":
                    parent = self._inode(folder)
                    del self._tree[parent][leaf]
                    self.events.append(Event(parent, names=((parent, leaf, None),)))
            if name not in ("open", "close"):
                before = name

    def _make(self, folder, leaf, sort):
        parent, inode = self._inode(folder), f"{sort}{len(self._tree)}"
        self._tree[inode] = {}
        self._tree[parent][leaf] = inode
        self.events.append(Event(parent, names=((parent, leaf, inode),)))

    def _move(self, path, target):
        source, _, leaf = path.rpartition("/")
        folder, _, new_leaf = target.rpartition("/")
        old, new, inode = self._inode(source), self._inode(folder), self._inode(path)
        del self._tree[old][leaf]
        self._tree[new][new_leaf] = inode
        self.events.append(Event(new, names=((old, leaf, None), (new, new_leaf, inode))))

    def _inode(self, path):
        inode = TOP
        for part in [part for part in path.split("/") if part not in ("", ".")]:
            inode = self._tree[inode][part]
        return inode

    def _label(self, path, before):
        parts = path.split("/")
        if parts[:2] == ["runs", ".staging"]:
            kind = "file" if "." in parts[-1] and len(parts) > 3 else "folder"
            return "the run's folder" if len(parts) == 3 else f"{kind} of the run"
        return {"runs": f"runs after {before}", ".": "the alliance's folder"}.get(path, "the prepared pointer")


def record_two_publishes(folder):
    recorder = Recorder()
    for run in ("a", "b"):
        with Calls(folder) as calls:
            publish(RunStore(folder), run)
        recorder.note(calls.worked)
        recorder.events.append(Said(run))
    return recorder.events


ALL_SUBSETS_UP_TO = 7


def crash_states(events):
    """Yield (files by path with None for folders, run that was said to be published) for every crash there can be."""
    for end in range(len(events) + 1):
        past = events[:end]
        if past and isinstance(past[-1], Sync):
            continue  # what may be left now could be left before it
        said = next((event.run for event in reversed(past) if isinstance(event, Said)), None)
        synced = {event.inode: number for number, event in enumerate(past) if isinstance(event, Sync)}
        changes = [(number, event) for number, event in enumerate(past) if isinstance(event, Event)]
        open_ = [number for number, event in changes if number > synced.get(event.kept_by, -1)]
        for lost, torn in _losses(open_, past):
            kept = [
                (event, event.content[: len(event.content) // 2] if number == torn else event.content)
                for number, event in changes
                if number not in lost
            ]
            yield _tree(kept), said


def _losses(open_, past):
    """Yield which of the unsynced changes are lost, and which write is kept in half."""
    if len(open_) <= ALL_SUBSETS_UP_TO:
        for size in range(len(open_) + 1):
            for lost in itertools.combinations(open_, size):
                yield set(lost), None
    else:
        yield from ((set(lost), None) for lost in ((), open_))
        yield from (({number}, None) for number in open_)
        yield from ((set(open_) - {number}, None) for number in open_)
    yield from ((set(), number) for number in open_ if past[number].content)


def _tree(kept):
    names, contents = {}, {}
    for event, content in kept:
        for folder, leaf, inode in event.names:
            names.setdefault(folder, {})[leaf] = inode
        if event.inode is not None:
            contents[event.inode] = contents.get(event.inode, b"") + content
    files, waiting = {}, [("", TOP)]
    while waiting:
        path, folder = waiting.pop()
        for leaf, inode in names.get(folder, {}).items():
            if inode is not None and inode.startswith("d"):
                files[f"{path}{leaf}"] = None
                waiting.append((f"{path}{leaf}/", inode))
            elif inode is not None:
                files[f"{path}{leaf}"] = contents.get(inode, b"")
    return tuple(sorted(files.items(), key=lambda file: file[0]))


def violation(files, said, folder):
    """Say what is wrong with what a reader sees of a crash state, or return None; then publish on top of it."""
    folder.mkdir(parents=True)
    for path, content in files:
        if content is None:
            (folder / path).mkdir(parents=True, exist_ok=True)
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    store = RunStore(folder)
    for run in visible_runs(store):
        if content_of(run) != FILES:
            return f"{run.name} can be seen and is not whole"
    try:
        newest = latest(store)
    except UserError as error:
        return str(error)
    if said is not None and (newest is None or newest < said):
        return f"{said} was said to be published, and {newest} is the newest"
    if content_of(publish(store, "next")) != FILES or latest(store) != "next":
        return "the next publish did not work"
    return None


def violations(events, folder, *, first_only=False):
    """Return the number of different crash states, and what is wrong with them."""
    states, found = set(), []
    for state in crash_states(events):
        if state not in states:
            states.add(state)
            if what := violation(*state, folder / str(len(states))):
                found.append(what)
                if first_only:
                    break
    return len(states), found


@pytest.fixture
def events(tmp_path, monkeypatch):
    (tmp_path / "recorded").mkdir()
    recorded = record_two_publishes(tmp_path / "recorded")
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)  # replaying needs no disk
    return recorded


def test_no_crash_state_shows_a_run_that_is_not_whole_or_loses_one_that_was_published(tmp_path, events):
    n_states, found = violations(events, tmp_path / "replayed")
    assert found == []
    assert n_states > 120


SYNCS = (
    "file of the run",
    "folder of the run",
    "the run's folder",
    "the prepared pointer",
    "runs after rename",
    "runs after replace",
    "the alliance's folder",
)


def test_every_sync_is_known(events):
    assert {event.label for event in events if isinstance(event, Sync)} == set(SYNCS)


@pytest.mark.parametrize("left_out", SYNCS)
def test_each_sync_is_needed(tmp_path, events, left_out):
    """The replay would see it if the store left this sync out."""
    without = [event for event in events if not (isinstance(event, Sync) and event.label == left_out)]
    assert len(without) < len(events)
    _, found = violations(without, tmp_path / "replayed", first_only=True)
    assert found


if __name__ == "__main__":
    serve_strikes()
