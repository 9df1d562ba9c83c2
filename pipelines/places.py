"""Where an alliance lies: in a folder, or on object storage with a mirror on this machine."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from corpus.remote import RemoteAlliance, mirror_of, remote_url
from pipelines.operations import SECTION, OperationsSettings, tell
from pipelines.outcome import Outcome
from pipelines.settings import Settings, load_settings
from pipelines.summary import failure_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A run, the address at which it was published, and whom to tell of it."""

    outcome: Outcome
    published: str
    hooks: OperationsSettings


def run_at(place: Path, run: Callable[[Path, Settings], Outcome]) -> Placed:
    """Run an alliance where it lies, or in its mirror. Who is to be told hears of a run that fails.

    Args:
        place: a folder, or the address of one on object storage.
        run: runs the alliance in a folder of this machine, with the settings in it.

    Raises:
        UserError: the place cannot be used, or another run of this alliance is going on.
    """
    hooks = OperationsSettings()

    def work(here: Path) -> Outcome:
        nonlocal hooks
        settings = load_settings(here)
        hooks = settings.of(SECTION, OperationsSettings)
        return run(here, settings)

    try:
        outcome, published = _run_at(place, work)
    except UserError as error:
        tell(failure_of(error), hooks, folder=Path.cwd())
        raise
    return Placed(outcome=outcome, published=published, hooks=hooks)


def _run_at(place: Path, work: Callable[[Path], Outcome]) -> tuple[Outcome, str]:
    url = remote_url(place)
    if url is None:
        outcome = work(place)
        return outcome, str(outcome.folder)
    alliance = RemoteAlliance(url, mirror_of(url))
    with alliance.leased() as lease:
        alliance.fetch()
        outcome = work(alliance.mirror)
        return outcome, alliance.publish(outcome.folder, lease)
