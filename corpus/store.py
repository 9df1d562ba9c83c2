"""Where runs are kept: a run is published whole or not at all. The only module that writes a run's files.

Order of a publish: write every file into a staging folder on the same file system and sync it, sync the staging
folders, rename the staging folder to its final name, sync the parent, and only then move the pointer
`latest.json`. A kill at any point leaves the earlier pointer and at most an unfinished staging folder, which the
next run removes.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.errors import UserError

POINTER = "latest.json"
_STAGING = ".staging"
_LOCK = ".lock"


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
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                str(self.root),
                f"cannot be created ({error.strerror}).",
                "Choose a folder that you may write to.",
            ) from error
        lock = FileLock(self.root / _LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise UserError(
                str(self.root),
                "another run of this alliance is going on.",
                "Wait until it has ended and try again.",
            ) from None
        except OSError as error:
            raise UserError(
                str(self.root),
                f"cannot be written to ({error.strerror}).",
                "Choose a folder that you may write to.",
            ) from error
        try:
            staging = self.root / _STAGING
            shutil.rmtree(staging, ignore_errors=True)  # what a killed run left behind; the lock says nobody uses it
            draft = Draft(self.root, run_id)
            yield draft
        finally:
            shutil.rmtree(self.root / _STAGING, ignore_errors=True)
            lock.release()

    def latest(self) -> Path:
        """Return the folder of the newest complete run.

        Raises:
            UserError: there is no run yet, or the pointer is damaged.
        """
        pointer = self.root / POINTER
        try:
            run = self.root / str(json.loads(pointer.read_text(encoding="utf-8"))["run_id"])
        except FileNotFoundError:
            raise UserError(
                str(self.root.parent), "has no run yet.", f"Make one: commonground run {self.root.parent}"
            ) from None
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(str(pointer), "is damaged.", "Run again; it will be written anew.") from error
        if not (run / "manifest.json").is_file():
            raise UserError(str(run), "is missing or incomplete.", "Run again.")
        return run


class Draft:
    """A run that is being written; invisible to readers until `publish`."""

    def __init__(self, root: Path, run_id: str) -> None:
        """Make an empty staging folder for the run."""
        self._root = root
        self.run_id = _unused(root, run_id)
        self.folder = root / _STAGING / self.run_id
        self.folder.mkdir(parents=True)

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the run, `name` relative with forward slashes, and sync it to the disk.

        Raises:
            FileExistsError: the draft holds that file already.
            ValueError: the name leads out of the run's folder.
        """
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{name!r} leads out of the run's folder.")
        _write_synced(path, content)

    def publish(self) -> Path:
        """Make the run visible and the newest; return its folder. Afterwards the draft must not be used."""
        final = self._root / self.run_id
        for folder in (*(path for path in self.folder.rglob("*") if path.is_dir()), self.folder):
            _sync_folder(folder)
        self.folder.rename(final)
        _sync_folder(self._root)
        replace_json(self._root / POINTER, {"run_id": self.run_id})
        return final


def _write_synced(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_json(path: Path, value: dict[str, Any]) -> None:
    """Replace a JSON file in one step: readers see the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_folder(path.parent)


def _unused(root: Path, run_id: str) -> str:
    """Return `run_id`, with an ordinal if two runs began in the same second."""
    candidate, ordinal = run_id, 2
    while (root / candidate).exists():
        candidate, ordinal = f"{run_id}-{ordinal}", ordinal + 1
    return candidate


def _sync_folder(folder: Path) -> None:
    """Make names in a folder durable; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Replace a folder of a published run: readers see the old files or the new, but for the moment of the swap."""
    root = folder.parent
    staged, old = root / f".{folder.name}.new", root / f".{folder.name}.old"
    if old.exists() and not folder.exists():
        old.rename(folder)  # an earlier swap was cut short between its two renames
    shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    for name, content in files.items():
        _write_synced(staged / name, content)
    if folder.exists():
        folder.rename(old)
    staged.rename(folder)
    _sync_folder(root)
    shutil.rmtree(old, ignore_errors=True)
