"""What tests of the run store share: a small run, what can be seen of it, and a stand-in for the system's calls."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import UserError
from corpus.run_lock import NOTE

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
            # The note of who holds the lock is for people; nothing rests on it.
            if path is None or path.name == NOTE or not (path == self.root or self.root in path.parents):
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
