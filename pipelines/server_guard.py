"""Ends the flow's temporary server if this program is killed: a killed process cannot clean up after itself.

Run as `python -I -m pipelines.server_guard HOME` with a pipe as standard input. The pipe closes when the program
ends, however it ends; the guard then ends the server that was started with PREFECT_HOME=HOME, if it still runs.
Works where /proc lists processes (Linux); elsewhere it ends without doing anything.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SERVER = b"prefect.server.api.server:create_app"


@contextmanager
def guarded(home: Path) -> Iterator[None]:
    """Watch over the server of one Prefect home for as long as the block, or this process, lasts."""
    guard = subprocess.Popen(  # noqa: S603  (our own module)
        [sys.executable, "-I", "-m", "pipelines.server_guard", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # an interrupt from the keyboard must not end the guard first
    )
    try:
        yield
    finally:
        guard.communicate()


def end_server(home: str) -> None:
    """End every temporary server whose environment names this home."""
    marker = f"PREFECT_HOME={home}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = _SERVER in (process / "cmdline").read_bytes() and marker in (
                process / "environ"
            ).read_bytes().split(b"\0")
            if is_ours:
                os.kill(int(process.name), signal.SIGTERM)
        except OSError:
            continue  # it ended meanwhile, or belongs to somebody else


if __name__ == "__main__":
    sys.stdin.buffer.read()
    end_server(sys.argv[1])
