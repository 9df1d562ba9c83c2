"""What a process that opens members' files gives up first: memory without end, the network, and writing.

Limits of the operating system hold for all code, also that of parsers in C. Where a system has none of a kind, a
hook of the interpreter still refuses what Python code asks for.
"""

import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence
from os import O_APPEND, O_CREAT, O_RDWR, O_TRUNC, O_WRONLY
from pathlib import PurePath

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _KILL = 1, 9
_WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND
_REFUSED = frozenset(
    f"{module}.{name}"
    for module, names in {
        "os": (
            *("chmod", "exec", "fork", "link", "mkdir", "posix_spawn", "remove", "rename", "rmdir", "symlink"),
            *("system", "truncate"),
        ),
        "pty": ("spawn",),
        "socket": ("bind", "connect", "getaddrinfo", "gethostbyname", "sendmsg", "sendto"),
    }.items()
    for name in names
)


class ForbiddenError(Exception):
    """Code that reads a file asked for something that reading needs not."""


def contain(max_memory_bytes: int, *, programs: Sequence[str] = ()) -> None:
    """Give up for good what reading a file needs not; of other programs only `programs` may be started."""
    # Modules that are loaded later must not be stopped by the ban on writing.
    sys.dont_write_bytecode = True
    if sys.platform == "linux":
        _leave_network()
    _bound(max_memory_bytes)
    sys.addaudithook(lambda event, details: _refuse(event, details, programs))


def _leave_network() -> None:
    """Move into a network without any other computer, where the system lets us, and end with the parent."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        library.prctl(_DIE_WITH_PARENT, _KILL, 0, 0, 0)
        if library.unshare(_CLONE_NEWNET) != 0 and os.geteuid() != 0:
            # Not for root, who would lose the right to read other people's files.
            library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _bound(max_memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; there only the time is bounded
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for limit, size in ((resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_AS, max_memory_bytes)):
        with contextlib.suppress(ValueError, OSError):  # macOS knows the second but refuses it
            resource.setrlimit(limit, (size, size))


def _refuse(event: str, details: tuple[object, ...], programs: Sequence[str]) -> None:
    if event in _REFUSED:
        raise ForbiddenError(f"{event} is not allowed while a file is read")
    if event == "open":
        path, _mode, flags = details
        if isinstance(flags, int) and flags & _WRITING and path != os.devnull and not isinstance(path, int):
            raise ForbiddenError("writing is not allowed while a file is read")
    if event == "subprocess.Popen" and PurePath(os.fsdecode(str(details[0]))).name not in programs:
        raise ForbiddenError("other programs are not allowed while a file is read")
