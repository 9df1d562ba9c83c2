"""The same run as a Prefect flow: every step a task. The only file that imports Prefect."""

import asyncio
import errno
import logging
import multiprocessing
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, State
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.server.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_API_KEY, PREFECT_API_URL, PREFECT_HOME, temporary_settings
from prefect.states import Completed
from prefect.types.entrypoint import EntrypointType

from corpus.errors import UserError
from corpus.intake import printable
from pipelines.engine import Progress
from pipelines.operations import tell
from pipelines.outcome import Outcome
from pipelines.places import run_at
from pipelines.run import run_alliance
from pipelines.server_guard import guarded
from pipelines.settings import Settings
from pipelines.summary import exit_code, summary_of, unread

RETRIES, SECONDS_BETWEEN = 2, 10
_PASSING_FAULTS = (errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ESTALE, errno.ETIMEDOUT)
T = TypeVar("T")
R = TypeVar("R")


class PrefectEngine:
    """Carries out every step, and every batch of documents, as a task of the flow that is running."""

    def call(self, name: str, work: Callable[[], R]) -> R:
        """Do one step as a task.

        The task takes no argument: Prefect walks through arguments and would copy whole corpora.
        """

        @task(
            name=name,
            task_run_name=name,
            cache_policy=NO_CACHE,
            persist_result=False,
            retries=RETRIES,
            retry_delay_seconds=SECONDS_BETWEEN,
            retry_condition_fn=_may_pass,
        )
        def carry_out() -> R:
            return work()

        return carry_out()

    def each(self, name: str, work: Callable[[T], R], batches: Sequence[T]) -> list[R]:
        """Do one task for every batch. They follow each other: reading uses all cores within a batch."""
        return [
            self.call(f"{name} {number} of {len(batches)}", partial(work, batch))
            for number, batch in enumerate(batches, start=1)
        ]


def run_as_flow(folder: Path, settings: Settings, *, progress: Progress, now: datetime, fresh: bool = False) -> Outcome:
    """Run an alliance through a local flow and return what it published.

    `pipelines.local_prefect.isolate` must have been called before this module was imported. A server's address
    that a stray settings file names is not used: the flow runs on a temporary server of its own.
    """
    outcomes: list[Outcome] = []

    @flow(name="alignment", flow_run_name=_literal(folder.resolve().name), persist_result=False)
    def alignment() -> State[None]:
        outcome = run_alliance(folder, settings, PrefectEngine(), progress=progress, now=now, fresh=fresh)
        outcomes.append(outcome)
        return _state(outcome)

    with (
        guarded(PREFECT_HOME.value()),
        temporary_settings(restore_defaults={PREFECT_API_URL, PREFECT_API_KEY}),
    ):
        alignment()
    return outcomes[0]


@flow(name="alignment", persist_result=False)
def alignment_run(folder: str) -> State[None]:
    """Run the alliance in `folder`, or at an address on object storage; for schedules and deployments."""

    def work(here: Path, settings: Settings) -> Outcome:
        return run_alliance(here, settings, PrefectEngine(), progress=lambda *_: None, now=datetime.now(UTC))

    placed = run_at(Path(folder), work)
    outcome = placed.outcome
    summary = summary_of(outcome, exit_code(outcome)) | {"published": placed.published}
    tell(summary, placed.hooks, folder=outcome.folder.parents[1])
    return _state(outcome)


def serve(folder: Path, *, cron: str, timezone: str, address: str) -> None:
    """Run an alliance at the times of a cron line, one run at a time, until the process is ended.

    A run that is going on then is waited for: it needs the server, whose API is at `address`, to its end.
    """
    with temporary_settings({PREFECT_API_URL: address}):
        name = printable(folder.name)
        runner = _Runner(name=name, limit=1)
        runner.add_flow(
            alignment_run,
            name=name,
            schedule=Cron(cron, timezone=timezone),
            parameters={"folder": str(folder)},
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        try:
            asyncio.run(runner.start())
        finally:
            for going_on in multiprocessing.active_children():
                going_on.join()


class _Runner(Runner):
    """Prefect's runner; its own answer to SIGTERM leaves before it has put things in order, and says so loudly."""

    def handle_sigterm(self, *_: object, **__: object) -> None:
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # each cancelled piece of work would tell its trace
        raise KeyboardInterrupt


def next_times(cron: str, timezone: str, *, count: int = 3) -> list[datetime]:
    """Return the next moments of a cron line.

    Raises:
        UserError: it is no cron line.
    """
    try:
        line = CronSchedule(cron=cron, timezone=timezone)
    except ValueError as error:
        raise UserError("--cron", f"{cron!r} is no time.", 'Write it as crontab has it, as in "0 5 * * 1".') from error
    return list(asyncio.run(line.get_dates(count)))


def _literal(name: str) -> str:
    """Return a name in which Prefect finds nothing to fill in, and which UTF-8 can hold."""
    return name.encode("utf-8", "backslashreplace").decode().replace("{", "{{").replace("}", "}}")


def _may_pass(_task: object, _run: object, state: State[object]) -> bool:
    """Say whether a step failed for something that may be over in a moment: a busy device, a cut connection."""
    fault = state.result(raise_on_failure=False)
    return isinstance(fault, TimeoutError | ConnectionError) or (
        isinstance(fault, OSError) and fault.errno in _PASSING_FAULTS
    )


def _state(outcome: Outcome) -> State[None]:
    """Complete, say how many documents could not be read, and leave what operators look for first."""
    counts = ", ".join(f"{name} {count}" for name, count in outcome.manifest.counts.items() if count)
    stands = " Nothing had changed, so it stands." if outcome.is_standing else ""
    create_markdown_artifact(f"Run {outcome.manifest.run_id}: {counts}.{stands}", key="alignment-run")
    create_link_artifact(outcome.report.resolve().as_uri(), key="alignment-report", link_text="The report")
    lost = [
        {"document": document.path, "why": document.status.value, "what to do": detail}
        for document, detail in unread(outcome)
    ]
    if not lost:
        return Completed(message="All documents were read.")
    create_table_artifact(lost, key="alignment-unread", description="Documents that could not be read.")
    return Completed(name="CompletedWithWarnings", message=f"{len(lost)} documents could not be read.")
