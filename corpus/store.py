"""Where runs are kept: a run is published whole or not at all. The only module that writes a run's files.

Order of a publish: write every file into a staging folder on the same file system and sync it; sync the staging
folders; write the new pointer aside and sync it; rename the staging folder to its final name and sync `runs`; and
only then put the pointer in the place of `latest.json` and sync `runs` again. A kill or a lost machine at any point
leaves the earlier pointer or the new one, each to a whole run, and at most a staging folder, which the next run
removes. What is written last, manifest.json, holds the digest of every other file, so that damage can be found later.

It relies on the file system for two things: a rename happens or does not, and what was synced stays.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import UserError
from corpus.manifest import to_json
from corpus.run_lock import held

POINTER = "latest.json"
MANIFEST = "manifest.json"
REPORT = "report"
_STAGING = ".staging"


class RunStore:
    """The `runs` folder of one alliance."""

    def __init__(self, alliance: Path) -> None:
        """`alliance` is the user's folder; nothing is created until a run begins."""
        self.root = alliance / "runs"

    @contextmanager
    def begin(self, run_id: str) -> Iterator["Draft"]:
        """Hold the alliance's lock and give a draft to write into; it is dropped unless it was published.

        Raises:
            UserError: another run of this alliance is going on, or the folder cannot be written.
        """
        with _explained(self.root, "cannot be created", "Choose a folder that you may write to."):
            self.root.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.root.parent)
        with held(self.root):
            try:
                yield Draft(self.root, run_id)
            finally:  # what fails here does not undo a publish, and the next run clears it
                with suppress(OSError):
                    shutil.rmtree(self.root / _STAGING)

    def latest(self) -> Path:
        """Return the folder of the newest complete run.

        Raises:
            UserError: there is no run yet, or the pointer is damaged.
        """
        pointer = self.root / POINTER
        try:
            run_id = json.loads(pointer.read_text(encoding="utf-8"))["run_id"]
            if not isinstance(run_id, str) or Path(run_id).name != run_id:
                raise ValueError(run_id)
        except FileNotFoundError:
            raise UserError(
                str(self.root.parent), "has no run yet.", f"Make one: commonground run {self.root.parent}"
            ) from None
        except OSError as error:
            raise UserError(
                str(pointer), f"cannot be read ({error.strerror}).", "Give yourself the right to read it."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(str(pointer), "is damaged.", "Run again; it will be written anew.") from error
        run = self.root / run_id
        if not (run / MANIFEST).is_file():
            raise UserError(str(run), "is missing or incomplete.", "Run again.")
        return run

    def complete(self) -> list[Path]:
        """Return the folders of all complete runs, the oldest first."""
        found = self.root.iterdir() if self.root.is_dir() else ()
        return sorted(run for run in found if not run.name.startswith(".") and (run / MANIFEST).is_file())


class Draft:
    """A run that is being written; invisible to readers until `publish`."""

    def __init__(self, root: Path, run_id: str) -> None:
        """Make an empty staging folder for the run; the caller holds the lock.

        Raises:
            UserError: what a killed run left behind cannot be removed, or the folder cannot be made.
        """
        self._root = root
        self.run_id = _unused(root, run_id)
        self.folder = root / _STAGING / self.run_id
        self._digests: dict[str, str] = {}
        with self._untouched():
            if (root / _STAGING).exists():
                shutil.rmtree(root / _STAGING)
            self.folder.mkdir(parents=True)

    @property
    def digests(self) -> dict[str, str]:
        """The sha256 of every file written so far, by name."""
        return dict(self._digests)

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the run, `name` relative with forward slashes, and sync it to the disk.

        Raises:
            FileExistsError: the draft holds that file already.
            ValueError: the name leads out of the run's folder.
            UserError: the disk does not take it.
        """
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{name!r} leads out of the run's folder.")
        if name in self._digests:
            raise FileExistsError(f"{name!r} was written already.")
        with self._untouched():
            _write_synced(path, content)
        self._digests[name] = hashlib.sha256(content).hexdigest()

    def publish(self) -> Path:
        """Make the run visible and the newest; return its folder. Afterwards the draft must not be used.

        Raises:
            UserError: the disk does not take it; the message says whether the run is published.
        """
        final = self._root / self.run_id
        with self._untouched():
            for folder in (*(path for path in self.folder.rglob("*") if path.is_dir()), self.folder):
                _sync_folder(folder)
            prepared = _write_aside(self._root / POINTER, to_json({"run_id": self.run_id}))
            self.folder.rename(final)
            _sync_folder(self._root)
            prepared.replace(self._root / POINTER)
        with _explained(
            final,
            "is published, but the disk did not confirm that it is kept",
            "Check the disk; run again if the folder is gone after a restart.",
        ):
            _sync_folder(self._root)
        return final

    @contextmanager
    def _untouched(self) -> Iterator[None]:
        """Turn a fault of the disk before the run is published into a message."""
        advice = (
            "This run was not published; earlier runs are as they were. Mend that (free some space?) and run again."
        )
        with _explained(self._root, "cannot be written to", advice):
            yield


def replace_report(run: Path, files: Mapping[str, bytes]) -> None:
    """Replace the report of a published run: readers see the old files or the new, but for the moment of the swap.

    Args:
        run: the run's folder.
        files: content by name below the report's folder.

    Raises:
        OSError: the disk does not take it; the old report is kept, or put back by the next call.
    """
    folder = run / REPORT
    staged, old = run / f".{REPORT}.new", run / f".{REPORT}.old"
    if old.exists() and not folder.exists():
        old.rename(folder)  # an earlier swap was cut short between its two renames
    shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    for name, content in files.items():
        _write_synced(staged / name, content)
    for made in (*(path for path in staged.rglob("*") if path.is_dir()), staged):
        _sync_folder(made)
    if folder.exists():
        folder.rename(old)
    staged.rename(folder)
    _sync_folder(run)
    _list_report(run, files)
    shutil.rmtree(old, ignore_errors=True)


def _list_report(run: Path, files: Mapping[str, bytes]) -> None:
    """Write the digests of a new report into the run's manifest."""
    manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
    listed = {name: digest for name, digest in manifest.get("files", {}).items() if not name.startswith(f"{REPORT}/")}
    listed |= {f"{REPORT}/{name}": hashlib.sha256(content).hexdigest() for name, content in files.items()}
    _write_aside(run / MANIFEST, to_json(manifest | {"files": listed})).replace(run / MANIFEST)
    _sync_folder(run)


def find_damage(run: Path) -> tuple[str, ...]:
    """Return what is wrong with a run's files, a sentence each: files that are missing, changed or not its own.

    Raises:
        OSError: a file cannot be read.
        ValueError: the manifest is damaged, or of a version that did not list files.
    """
    manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(listed, dict):
        raise ValueError("the manifest lists no files")
    present = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()} - {MANIFEST}
    found = dict.fromkeys(listed.keys() - present, "is missing")
    found |= dict.fromkeys(present - listed.keys(), "is no file of the run")
    for name in listed.keys() & present:
        if hashlib.sha256((run / name).read_bytes()).hexdigest() != listed[name]:
            found[name] = "was changed"
    return tuple(f"{name} {what}." for name, what in sorted(found.items()))


@contextmanager
def _explained(where: Path, problem: str, advice: str) -> Iterator[None]:
    """Turn a fault of the disk into a message."""
    try:
        yield
    except OSError as error:
        raise UserError(str(where), f"{problem} ({error.strerror or error}).", advice) from error


def _unused(root: Path, run_id: str) -> str:
    """Return `run_id`, with an ordinal if two runs began in the same second."""
    candidate, ordinal = run_id, 2
    while (root / candidate).exists():
        candidate, ordinal = f"{run_id}-{ordinal}", ordinal + 1
    return candidate


def _write_aside(path: Path, content: bytes) -> Path:
    """Write what will take the place of `path` beside it, synced; the caller puts it there in one step."""
    prepared = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        prepared.unlink()  # left by a run that was killed
    _write_synced(prepared, content)
    return prepared


def _write_synced(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, and its folders, and sync the file (not its name) to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make names in a folder durable; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
