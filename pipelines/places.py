"""Where an alliance lies: in a folder, or on object storage with a mirror on this machine."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from corpus.remote import RemoteAlliance, remote_url
from pipelines.run import Outcome


def run_at(place: Path, run: Callable[[Path], Outcome]) -> tuple[Outcome, str]:
    """Run an alliance where it lies, or in its mirror; return the outcome and where it was published.

    Args:
        place: a folder, or the address of one on object storage.
        run: runs the alliance in a folder of this machine.

    Raises:
        UserError: the place cannot be used, or another run of this alliance is going on.
    """
    url = remote_url(place)
    if url is None:
        outcome = run(place)
        return outcome, str(outcome.folder)
    alliance = RemoteAlliance(url, mirror_of(url))
    with alliance.leased() as lease:
        alliance.fetch()
        outcome = run(alliance.mirror)
        return outcome, alliance.publish(outcome.folder, lease)


def mirror_of(url: str) -> Path:
    """Return the folder in which an alliance on object storage is mirrored on this machine, by its address."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]
    return Path(cache) / "commonground" / name / (url.rstrip("/").rpartition("/")[2] or "alliance")
