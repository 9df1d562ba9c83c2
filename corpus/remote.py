"""An alliance on object storage: mirrored here, run here, published there.

Order of a publish: every file of the run, its manifest last, then one small object, `runs/latest.json`. Who reads goes
by that object, so a run is there whole or not at all; what a killed run left is swept by a later one. While a run goes
on it holds a lease; of two that start at once the storage lets one through.
"""

import hashlib
import json
import os
import re
import shutil
import socket
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.errors import UserError
from corpus.kept import FILE_NAME as KEPT
from corpus.manifest import to_json
from corpus.store import MANIFEST, POINTER, find_damage

_URL = re.compile(r"^([a-z][a-z0-9+.-]+):/{1,2}(?=[^/])")  # a single letter is a drive
_RUNS = "runs"
_LEASES = f"{_RUNS}/.leases"
_SEEN = ".mirror.json"
_BEAT = 15.0  # seconds between two signs of life
_PATIENCE = 60.0  # seconds without one after which a holder is taken for dead


def remote_url(folder: Path) -> str | None:
    """Return the address that a folder on the command line stands for, as in `s3://bucket/alliance`; else None.

    Raises:
        UserError: it is the address of a folder of this machine, which needs none.
    """
    found = _URL.match(folder.as_posix())
    if found is not None and found.group(1) == "file":
        path = f"/{folder.as_posix()[found.end() :]}"
        raise UserError(folder.as_posix(), "is a folder of this machine.", f"Name it without file: {path}")
    return None if found is None else f"{found.group(1)}://{folder.as_posix()[found.end() :]}"


def mirror_of(url: str) -> Path:
    """Return the folder in which an alliance on object storage is mirrored on this machine, by its address."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]
    return Path(cache) / "commonground" / name / (url.rstrip("/").rpartition("/")[2] or "alliance")


class RemoteAlliance:
    """An alliance's folder on object storage, and its mirror on this machine."""

    def __init__(self, url: str, mirror: Path) -> None:
        """Connect.

        Args:
            url: where it lies, as fsspec writes it; access is by the environment, as for the provider's own tools.
            mirror: a folder of this machine, which is made, and kept for the next run.

        Raises:
            UserError: the extra is not installed, or the address cannot be used.
        """
        try:
            import fsspec
        except ImportError as error:
            raise UserError(url, "needs the extra `storage`.", "Install it: uv sync --extra storage") from error
        self.url, self.mirror = url.rstrip("/"), mirror
        try:
            self._files, root = fsspec.core.url_to_fs(self.url, use_listings_cache=False, skip_instance_cache=True)
        except (ImportError, ValueError) as error:
            advice = "Install the extra: uv sync --extra storage. Write the address as in s3://bucket/alliance."
            raise UserError(url, f"cannot be used ({error}).", advice) from error
        self._root = root.rstrip("/")

    def fetch(self) -> None:
        """Bring the mirror to what lies on the storage: papers, files by people, and the newest run.

        Raises:
            UserError: it cannot be read, or a name there would lead out of the mirror.
        """
        with self._explained("cannot be read"):
            there = self._files.find(self._root, detail=True)
            names = {key[len(self._root) + 1 :]: entry for key, entry in there.items() if not key.endswith("/")}
            names.pop("", None)  # consoles make empty objects that stand for folders
            if not names:
                raise UserError(self.url, "holds nothing.", "Put the members' papers below documents/<member>/.")
            inputs = {name: entry for name, entry in names.items() if not _is_output(name)}
            self._fetch_inputs(inputs)
            self._fetch_newest(names)

    def publish(self, run: Path, lease: "Lease") -> str:
        """Publish a run of the mirror, unless it is the one that is there; return the address of its folder.

        Raises:
            UserError: the storage does not take it, or the lease was lost on the way.
        """
        address = f"{self.url}/{_RUNS}/{run.name}"
        with self._explained("cannot be written to"):
            if self._newest() == run.name:
                return address
            files = sorted(path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file())
            for name in sorted(files, key=lambda name: name == MANIFEST):
                self._files.put_file(str(run / name), self._at(f"{_RUNS}/{run.name}/{name}"))
            lease.check()
            self._files.pipe_file(self._at(f"{_RUNS}/{POINTER}"), to_json({"run_id": run.name}))
            self._tidy()
        return address

    @contextmanager
    def leased(self) -> Iterator["Lease"]:
        """Hold the right to run.

        Raises:
            UserError: another run of this alliance is going on.
        """
        with self._explained("cannot be written to"):
            lease = Lease.take(self._files, self._at(_LEASES), self.url)
        try:
            yield lease
        finally:
            lease.release()

    def _fetch_inputs(self, inputs: Mapping[str, Mapping[str, Any]]) -> None:
        seen = _seen(self.mirror)
        kept: dict[str, str] = {}
        for name, entry in sorted(inputs.items()):
            path = self._here(name)
            mark = _mark(entry)
            if mark is None or seen.get(name) != mark or not path.is_file():
                self._fetch_file(name, path)
            if mark is not None:
                kept[name] = mark
        for path in sorted(self.mirror.rglob("*"), reverse=True):
            name = path.relative_to(self.mirror).as_posix()
            if path.is_file() and name not in inputs and not _is_output(name):
                path.unlink()
            elif path.is_dir() and not _is_output(f"{name}/") and not any(path.iterdir()):
                path.rmdir()
        (self.mirror / _SEEN).write_text(json.dumps(kept), encoding="utf-8")

    def _fetch_newest(self, names: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the storage's newest run the mirror's; runs that were never published go."""
        runs = self.mirror / _RUNS
        published = {parts[1] for name in names if (parts := PurePosixPath(name).parts)[2:] == (MANIFEST,)}
        for run in runs.iterdir() if runs.is_dir() else ():
            if run.is_dir() and not run.name.startswith(".") and run.name not in published:
                shutil.rmtree(run)
        newest = self._newest() if f"{_RUNS}/{POINTER}" in names else None
        if newest is None:
            (runs / POINTER).unlink(missing_ok=True)
        else:
            if not _is_whole(runs / newest):
                self._fetch_run(newest, names)
            (runs / POINTER).write_bytes(to_json({"run_id": newest}))
        if f"{_RUNS}/{KEPT}" in names and not (runs / KEPT).exists():
            self._fetch_file(f"{_RUNS}/{KEPT}", runs / KEPT)

    def _fetch_run(self, run_id: str, names: Mapping[str, Mapping[str, Any]]) -> None:
        aside = self.mirror / _RUNS / ".fetched"
        shutil.rmtree(aside, ignore_errors=True)
        for name in names:
            if name.startswith(f"{_RUNS}/{run_id}/"):
                self._here(name)  # it must not lead out
                self._fetch_file(name, aside / PurePosixPath(name).relative_to(f"{_RUNS}/{run_id}"))
        shutil.rmtree(self.mirror / _RUNS / run_id, ignore_errors=True)
        aside.rename(self.mirror / _RUNS / run_id)

    def _fetch_file(self, name: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.part")
        self._files.get_file(self._at(name), str(aside))
        aside.replace(path)

    def _tidy(self) -> None:
        """Keep results for other machines, and sweep what a killed run left; neither is worth failing for."""
        kept = self.mirror / _RUNS / KEPT
        with suppress(Exception):
            if kept.is_file():
                self._files.put_file(str(kept), self._at(f"{_RUNS}/{KEPT}"))
            names = [key[len(self._root) + 1 :] for key in self._files.find(self._at(_RUNS))]
            whole = {PurePosixPath(name).parts[1] for name in names if name.endswith(f"/{MANIFEST}")}
            for name in names:
                parts = PurePosixPath(name).parts
                if len(parts) > 2 and not parts[1].startswith(".") and parts[1] not in whole:  # noqa: PLR2004
                    self._files.rm_file(self._at(name))

    def _newest(self) -> str | None:
        try:
            run_id = json.loads(self._files.cat_file(self._at(f"{_RUNS}/{POINTER}")))["run_id"]
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        return run_id if isinstance(run_id, str) and PurePosixPath(run_id).name == run_id else None

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _here(self, name: str) -> Path:
        """Return where a file of the storage lies in the mirror."""
        parts = name.split("/")
        if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
            raise UserError(f"{self.url}/{name}", "has a name that no folder can hold.", "Give it another name.")
        return self.mirror.joinpath(*parts)

    @contextmanager
    def _explained(self, problem: str) -> Iterator[None]:
        try:
            yield
        except UserError:
            raise
        except Exception as error:  # each provider has errors of its own
            advice = "See whether the address is right and your access (as for the provider's own tools) allows it."
            raise UserError(self.url, f"{problem} ({type(error).__name__}: {error}).", advice) from error


class Lease:
    """The right to run an alliance on object storage, held by signs of life.

    Leases are numbered. Whoever wants one creates the object of the next number, which the storage gives to one only;
    the number before must have been released, or have shown no sign of life for a while. No clock is compared.
    """

    def __init__(self, files: Any, folder: str, number: int, url: str) -> None:  # noqa: ANN401  (any file system)
        """Begin to show signs of life; the object is there already."""
        self._files, self._folder, self._number, self._url = files, folder, number, url
        self._note = _note()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)
        self._thread.start()

    @classmethod
    def take(cls, files: Any, folder: str, url: str) -> "Lease":  # noqa: ANN401
        """Return a lease, after waiting for signs of life of one that was not released.

        Raises:
            UserError: somebody holds it.
        """
        number = _last(files, folder)
        if number and (holder := _living(files, folder, number)):
            raise _going_on(url, holder)
        try:
            files.pipe_file(f"{folder}/{number + 1:08d}.json", to_json(_note()), mode="create")
        except FileExistsError:
            raise _going_on(url, {}) from None
        return cls(files, folder, number + 1, url)

    def check(self) -> None:
        """Raise UserError if somebody took this holder for dead and took over."""
        if _last(self._files, self._folder) != self._number:
            raise UserError(self._url, "was taken over by another run while this one stood still.", "Run again.")

    def release(self) -> None:
        """End the lease and sweep earlier ones."""
        self._ended.set()
        self._thread.join()
        with suppress(Exception):  # else it ends for want of signs of life
            self._write({"released": True})
            for number in _numbers(self._files, self._folder):
                if number < self._number:
                    self._files.rm_file(f"{self._folder}/{number:08d}.json")

    def _beat(self) -> None:
        beats = 0
        while not self._ended.wait(_BEAT):
            beats += 1
            with suppress(Exception):  # one missed sign of life is no death
                self._write({"beats": beats})

    def _write(self, more: Mapping[str, object]) -> None:
        self._files.pipe_file(f"{self._folder}/{self._number:08d}.json", to_json(self._note | dict(more)))


def _living(files: Any, folder: str, number: int) -> dict[str, Any] | None:  # noqa: ANN401
    """Return who holds a lease; None if it was released, or shows no sign of life."""
    path = f"{folder}/{number:08d}.json"
    first = _read(files, path)
    end = time.monotonic() + _PATIENCE
    while not first.get("released"):
        time.sleep(min(1.0, _BEAT / 2))
        now = _read(files, path)
        if now.get("released"):
            return None
        if now != first:
            return now
        if time.monotonic() > end:
            return None
    return None


def _read(files: Any, path: str) -> dict[str, Any]:  # noqa: ANN401
    try:
        note = json.loads(files.cat_file(path))
    except (FileNotFoundError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _numbers(files: Any, folder: str) -> list[int]:  # noqa: ANN401
    names = (PurePosixPath(key).stem for key in files.find(folder))
    return sorted(int(name) for name in names if name.isdecimal())


def _last(files: Any, folder: str) -> int:  # noqa: ANN401
    return max(_numbers(files, folder), default=0)


def _note() -> dict[str, object]:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"owner": uuid.uuid4().hex, "machine": socket.gethostname(), "since": now, "beats": 0}


def _going_on(url: str, holder: Mapping[str, Any]) -> UserError:
    who = f" (on {holder.get('machine')}, since {holder.get('since')})" if holder else ""
    return UserError(url, f"another run of this alliance is going on{who}.", "Wait until it has ended and try again.")


def _is_output(name: str) -> bool:
    """Say whether a file is no input: of runs, of Prefect's records, or of the mirror itself."""
    return name.startswith((f"{_RUNS}/", ".commonground/")) or name == _SEEN


def _is_whole(run: Path) -> bool:
    try:
        return not find_damage(run)
    except (OSError, ValueError):
        return False


def _seen(mirror: Path) -> dict[str, str]:
    try:
        marks = json.loads((mirror / _SEEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marks if isinstance(marks, dict) else {}


def _mark(entry: Mapping[str, Any]) -> str | None:
    """Return what changes when an object does: its tag, or the time of its last change, and its size.

    None where the storage tells neither: then only its content shows that an object is another one.
    """
    tag = entry.get("ETag") or entry.get("etag") or entry.get("LastModified") or entry.get("mtime")
    return f"{tag} {entry.get('size')}" if tag else None
