"""Published runs as commands find and read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import UserError
from corpus.remote import mirror_of, remote_url
from corpus.store import MANIFEST, RunStore


def run_of(folder: Path) -> Path:
    """Return a run's folder: the one that is named, or the newest of an alliance's folder.

    Raises:
        UserError: it is no folder of this machine, or the alliance has no run yet.
    """
    refuse_address(folder)
    if not folder.is_dir():
        raise UserError(str(folder), "is no folder.", "Name a run's folder or an alliance's folder.")
    return folder if (folder / MANIFEST).is_file() else RunStore(folder).latest()


def refuse_address(folder: Path) -> None:
    """Say what to do instead where a command that needs a folder was given an address on object storage.

    It does not fetch: the mirror belongs to a run, which may be going on.

    Raises:
        UserError: it is an address.
    """
    url = remote_url(folder)
    if url is None:
        return
    advice = "Copy the alliance's folder, or one run of it, here and name the copy"
    mirror = mirror_of(url)
    if (mirror / "runs").is_dir():
        advice += f"; what the last run from this machine saw lies in {mirror}"
    raise UserError(url, "is not on this machine, and this command needs a folder.", f"{advice}.")


@contextmanager
def readable(run: Path) -> Iterator[None]:
    """Turn what goes wrong while a run is read into a UserError: it is damaged, or another version wrote it."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            str(run), f"is damaged or from another version ({error}).", "Run the alliance again."
        ) from error
