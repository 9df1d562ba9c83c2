"""Log lines on standard error: for people on a terminal, as JSON elsewhere."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from enum import StrEnum


class LogFormat(StrEnum):
    """How log lines and progress look."""

    AUTO = "auto"
    HUMAN = "human"
    JSON = "json"


def is_human(chosen: LogFormat) -> bool:
    """Return whether lines are for people: as chosen, or by whether standard error is a terminal."""
    return sys.stderr.isatty() if chosen is LogFormat.AUTO else chosen is LogFormat.HUMAN


def set_up(chosen: LogFormat) -> None:
    """Send the program's own log lines, from warnings on, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Plain() if is_human(chosen) else _Json())
    for name in ("corpus", "models", "pipelines", "reports"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.WARNING)
        logger.propagate = False


def line(event: str, **values: object) -> str:
    """Return one JSON line with the time and a level."""
    return json.dumps({"time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", "level": "info", "event": event, **values})


class Estimate:
    """How long a step will still take, by how long it took so far."""

    def __init__(self) -> None:
        """Begin with no step."""
        self._step = ""
        self._started = 0.0
        self._done = 0

    def seconds_left(self, step: str, done: int, total: int) -> int | None:
        """Return the seconds until the step is done; None at its beginning, where nothing tells."""
        now = time.monotonic()
        if step != self._step:
            self._step, self._started, self._done = step, now, done
        fresh = done - self._done
        if fresh <= 0 or done >= total:
            return None
        return round((now - self._started) / fresh * (total - done))


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname.lower()}: {record.getMessage()}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        values = {"level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        return line("log", **values)
