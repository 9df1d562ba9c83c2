"""A Prefect server of the alliance's own, on this machine only, for as long as its schedule is served."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import UserError

_LOCALHOST = "127.0.0.1"
_LONGEST_START = 180.0  # seconds; a busy laptop needs more than half a minute
_SECONDS_TO_END = 20.0


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.create_server((_LOCALHOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def served(port: int) -> Iterator[str]:
    """Run a server with the Prefect home of the environment; give the address of its API.

    Raises:
        UserError: it does not start.
    """
    address = f"http://{_LOCALHOST}:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", _LOCALHOST, "--port", str(port)]
    log = Path(os.environ["PREFECT_HOME"]) / "server.log"
    with log.open("ab") as output:
        server = subprocess.Popen(  # noqa: S603  (Prefect, with our own interpreter)
            command,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=os.environ | {"PREFECT_SERVER_UI_API_URL": address},
        )
    try:
        _wait(address, server, log)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + _LONGEST_START
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310  (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise UserError("Prefect's server", "does not start.", f"See {log}.", exit_code=1)
