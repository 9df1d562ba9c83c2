"""How commands speak: results on standard output, progress on standard error, JSON on request."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pipelines.engine import Progress as Told
from pipelines.logs import Estimate, LogFormat, is_human, line

SCHEMA = "commonground.{}/1"
_EVERY_SECONDS = 10.0  # between plain progress lines where there is no terminal


def print_json(kind: str, value: Mapping[str, object]) -> None:
    """Print a result as JSON with the name of its schema; in ASCII, so that every terminal and pipe takes it."""
    sys.stdout.write(json.dumps({"schema": SCHEMA.format(kind), **value}, indent=1) + "\n")


def say(text: str = "") -> None:
    """Print a line of a result."""
    sys.stdout.write(text + "\n")


@contextmanager
def shown_progress(*, quiet: bool, log_format: LogFormat = LogFormat.HUMAN) -> Iterator[Told]:
    """Give a function that shows how far the work is: a bar on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _step, _done, _total: None
    elif console.is_terminal and is_human(log_format):
        yield from _bars(console)
    else:
        yield _lines(as_json=not is_human(log_format))


def _bars(console: Console) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("left:"), TimeRemainingColumn(), console=console, transient=True) as progress:
        tasks = {}

        def told(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step.replace("_", " "), total=total)
            progress.update(tasks[step], completed=done, total=total)

        yield told


def _lines(*, as_json: bool) -> Told:
    last_step, last_time = "", 0.0
    estimate = Estimate()

    def told(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_time
        now = time.monotonic()
        left = estimate.seconds_left(step, done, total)
        if step != last_step or now - last_time >= _EVERY_SECONDS:
            sys.stderr.write(f"{_progress_line(step, done, total, left, as_json=as_json)}\n")
            sys.stderr.flush()
            last_step, last_time = step, now

    return told


def _progress_line(step: str, done: int, total: int, left: int | None, *, as_json: bool) -> str:
    if as_json:
        return line("progress", step=step, done=done, total=total, seconds_left=left)
    about = f", about {left} s left" if left is not None else ""
    return f"{step.replace('_', ' ')}: {done} of {total}{about}"
