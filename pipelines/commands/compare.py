"""`commonground compare`: what changed from one run to a later one, and because of what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.errors import UserError
from corpus.records import Change
from corpus.store import RunStore
from models.changes import ChangeKind, ChangesSettings, compare
from pipelines.changes import moments, snapshot_of
from pipelines.console import print_json, say
from pipelines.published import run_of
from pipelines.settings import load_settings

FINE, FOUND = 0, 5


def compare_runs(old: Path | None, new: Path, *, fail_on: Sequence[str], as_json: bool) -> int:
    """Say what changed; return 5 if a change is of a kind that `fail_on` names.

    Args:
        old: a run's folder; without it the run before `new`.
        new: a run's folder, or an alliance's (then its newest run).
        fail_on: kinds of change that the caller wants to hear of.
        as_json: print JSON.

    Raises:
        UserError: there are no two runs to compare, one cannot be read, or `fail_on` names no kind.
    """
    unknown = sorted(set(fail_on) - set(ChangeKind))
    if unknown:
        raise UserError("--fail-on", f"{unknown[0]!r} is no kind of change.", f"Kinds are: {', '.join(ChangeKind)}.")
    later = run_of(new).resolve()
    runs = RunStore(later.parents[1]).complete()
    earlier = _before(later, runs) if old is None else run_of(old).resolve()
    past = moments([run for run in runs if run.name <= later.name])
    changes = compare(snapshot_of(earlier), snapshot_of(later), _settings(later), history=past)
    found = [change for change in changes if change.kind in fail_on]
    code = FOUND if found else FINE
    if as_json:
        rows = [asdict(change) for change in changes]
        print_json("compare", {"exit_code": code, "old": str(earlier), "new": str(later), "changes": rows})
    else:
        _tell(earlier, later, changes)
    return code


def _before(later: Path, runs: Sequence[Path]) -> Path:
    earlier = [run for run in runs if run.name < later.name]
    if not earlier:
        raise UserError(str(later), "There is no run before this one.", "Run the alliance again when papers change.")
    return earlier[-1]


def _settings(run: Path) -> ChangesSettings:
    return load_settings(run.parents[1]).of("changes", ChangesSettings)


def _tell(earlier: Path, later: Path, changes: Sequence[Change]) -> None:
    for change in changes:
        about = ", ".join([*change.members, *([f"“{change.issue}”"] if change.issue else [])])
        values = " → ".join(value for value in (change.before, change.after) if value)
        say(f"{change.kind.replace('_', ' ')} ({about}): {values} [{change.cause}]")
    counts = Counter(change.kind.replace("_", " ") for change in changes)
    total = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing changed"
    say(f"From {earlier.name} to {later.name}: {total}.")
