"""Published runs as commands find and read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import UserError
from corpus.remote import remote_url
from corpus.store import MANIFEST, RunStore


def run_of(folder: Path) -> Path:
    """Return a run's folder: the one that is named, or the newest of an alliance's folder.

    Raises:
        UserError: it is no folder of this machine, or the alliance has no run yet.
    """
    if url := remote_url(folder):
        raise UserError(
            url, "is not on this machine.", "Copy the alliance's folder, or one run of it, here and name the copy."
        )
    if not folder.is_dir():
        raise UserError(str(folder), "is no folder.", "Name a run's folder or an alliance's folder.")
    return folder if (folder / MANIFEST).is_file() else RunStore(folder).latest()


@contextmanager
def readable(run: Path) -> Iterator[None]:
    """Turn what goes wrong while a run is read into a UserError: it is damaged, or another version wrote it."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            str(run), f"is damaged or from another version ({error}).", "Run the alliance again."
        ) from error
