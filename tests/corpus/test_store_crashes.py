"""After a lost machine a run is there whole or not at all: what was not synced may be kept, in part, or not at all."""

import itertools
import os
from dataclasses import dataclass

import pytest

from corpus.errors import UserError
from corpus.store import RunStore
from tests.corpus.store_calls import FILES, Calls, content_of, latest, publish, visible_runs


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
