"""How commands speak: results on standard output, progress on standard error, JSON on request."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipelines.engine import Progress as Told

SCHEMA = "commonground.{}/1"
_EVERY_SECONDS = 10.0  # between plain progress lines where there is no terminal


def print_json(kind: str, value: Mapping[str, object]) -> None:
    """Print a result as JSON with the name of its schema; in ASCII, so that every terminal and pipe takes it."""
    sys.stdout.write(json.dumps({"schema": SCHEMA.format(kind), **value}, indent=1) + "\n")


def say(text: str = "") -> None:
    """Print a line of a result."""
    sys.stdout.write(text + "\n")


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Told]:
    """Give a function that shows how far the work is: a bar on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _step, _done, _total: None
    elif console.is_terminal:
        yield from _bars(console)
    else:
        yield _lines()


def _bars(console: Console) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {}

        def told(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step.replace("_", " "), total=total)
            progress.update(tasks[step], completed=done, total=total)

        yield told


def _lines() -> Told:
    last_step, last_time = "", 0.0

    def told(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_time
        now = time.monotonic()
        if step != last_step or now - last_time >= _EVERY_SECONDS:
            sys.stderr.write(f"{step.replace('_', ' ')}: {done} of {total}\n")
            sys.stderr.flush()
            last_step, last_time = step, now

    return told
