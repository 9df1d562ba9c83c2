"""One run of an alliance at a time, on this machine and on all that see its folder.

The lock is the operating system's: it ends with the process that holds it, however that ends, so no dead holder ever
blocks, and no living one is ever robbed: not a stopped one, and not by any clock. Who holds it stands in a note beside
it, for people; nothing is decided by the note.
"""

import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import UserError

FILE_NAME = ".lock"
NOTE = ".lock.holder.json"
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP)


@contextmanager
def held(root: Path) -> Iterator[None]:
    """Hold the lock of an alliance's `runs` folder.

    Raises:
        UserError: another run holds it (the message says which), the file system knows no locks, or the folder
            cannot be written.
    """
    lock = FileLock(root / FILE_NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UserError(
            str(root),
            f"another run of this alliance is going on{_holder(root)}.",
            "Wait until it has ended and try again.",
        ) from None
    except (OSError, NotImplementedError) as error:
        raise _unusable(root, error) from error
    note = root / NOTE
    try:
        with suppress(OSError):  # a note that cannot be written keeps nobody from running
            note.write_text(json.dumps(_note()) + "\n", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            note.unlink()
        with suppress(OSError):
            lock.release()


def _unusable(root: Path, error: Exception) -> UserError:
    if isinstance(error, OSError) and error.errno not in _NO_LOCKS:
        return UserError(
            str(root), f"cannot be written to ({error.strerror or error}).", "Choose a folder that you may write to."
        )
    return UserError(
        str(root),
        "lies on a file system without locks, so two runs could not be kept apart.",
        "Put the alliance on a local disk, or on a network disk that has locks.",
    )


def _note() -> dict[str, str | int]:
    return {
        "process": os.getpid(),
        "machine": socket.gethostname(),
        "since": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]),
    }


def _holder(root: Path) -> str:
    """Say who wrote the note beside the lock; nothing if it cannot be read."""
    try:
        note = json.loads((root / NOTE).read_text(encoding="utf-8"))
        return f" (process {note['process']} on {note['machine']}, since {note['since']}: {note['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
