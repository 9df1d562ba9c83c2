"""The same run as a Prefect flow: every step a task. The only file that imports Prefect."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_KEY, PREFECT_API_URL, PREFECT_HOME, temporary_settings
from prefect.states import Completed

from pipelines.engine import Progress
from pipelines.run import Outcome, run_alliance
from pipelines.server_guard import guarded
from pipelines.settings import Settings, load_settings

T = TypeVar("T")
R = TypeVar("R")


class PrefectEngine:
    """Carries out every step, and every batch of documents, as a task of the flow that is running."""

    def call(self, name: str, work: Callable[[], R]) -> R:
        """Do one step as a task.

        The task takes no argument: Prefect walks through arguments and would copy whole corpora.
        """

        @task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)
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
    """Run the alliance in `folder`; for deployments on a Prefect server of your own."""
    path = Path(folder)
    outcome = run_alliance(path, load_settings(path), PrefectEngine(), progress=lambda *_: None, now=datetime.now(UTC))
    return _state(outcome)


def _literal(name: str) -> str:
    """Return a name in which Prefect finds nothing to fill in, and which UTF-8 can hold."""
    return name.encode("utf-8", "backslashreplace").decode().replace("{", "{{").replace("}", "}}")


def _state(outcome: Outcome) -> State[None]:
    """Complete, and say how many documents could not be read."""
    counts = ", ".join(f"{name} {count}" for name, count in outcome.manifest.counts.items() if count)
    create_markdown_artifact(f"Run {outcome.manifest.run_id}: {counts}.", key="alignment-run")
    unread = len(outcome.unread)
    if unread:
        return Completed(name="CompletedWithWarnings", message=f"{unread} documents could not be read.")
    return Completed(message="All documents were read.")
