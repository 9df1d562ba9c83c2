"""Keeps a local flow to itself: no account, no telemetry, nothing inherited, no server left behind."""

import os
from pathlib import Path

from corpus.errors import UserError


def isolate(alliance: Path) -> None:
    """Prepare the environment for a flow on this machine; call it before Prefect is imported.

    Settings of a Prefect the user may have (an API address, a profile, a home) are taken out, so that they
    divert nothing; an empty address is not the same as none: with it, task runs are not recorded. Prefect's own
    state goes into the alliance's `.commonground` folder.

    Raises:
        UserError: the folder is not there or cannot be written to.
    """
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    home = alliance.resolve() / ".commonground" / "prefect"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            str(alliance), f"cannot be written to ({error.strerror}).", "Put the papers where you may write."
        ) from error
    os.environ |= {
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        # The default of 20 seconds is too short for a busy laptop.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        # Prefect logs an exception with its traceback and raises it too; the command line tells it, once.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        # What the server's libraries say of the work that is cut off when it is ended after the run.
        "PREFECT_LOGGING_ROOT_LEVEL": "CRITICAL",
    }
