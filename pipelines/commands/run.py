"""`commonground run`: from a folder to a published run."""

from datetime import UTC, datetime
from pathlib import Path

from corpus.records import Issue, Position
from pipelines.console import print_json, say, shown_progress
from pipelines.engine import DirectEngine
from pipelines.run import Outcome, run_alliance
from pipelines.settings import load_settings
from reports.headlines import headlines
from reports.page import load

FINE, PARTLY_UNREADABLE, NOTHING_TO_REPORT = 0, 3, 4


def run(folder: Path, *, flow: bool, as_json: bool, quiet: bool) -> int:
    """Run an alliance, tell what came out, and return the exit code."""
    settings = load_settings(folder)
    now = datetime.now(UTC)
    with shown_progress(quiet=quiet) as progress:
        if flow or settings.engine == "prefect":
            from pipelines.local_prefect import isolate

            isolate(folder)
            from pipelines.flow import run_as_flow

            outcome = run_as_flow(folder, settings, progress=progress, now=now)
        else:
            outcome = run_alliance(folder, settings, DirectEngine(), progress=progress, now=now)
    code = _code(outcome)
    (_print_json if as_json else _print)(outcome, code)
    return code


def _code(outcome: Outcome) -> int:
    if not outcome.rows[Position]:
        return NOTHING_TO_REPORT
    return PARTLY_UNREADABLE if outcome.unread else FINE


def _print(outcome: Outcome, code: int) -> None:
    counts = outcome.manifest.counts
    say(
        f"{counts['members']} members, {counts['documents'] - len(outcome.unread)} of {counts['documents']} documents "
        f"read, {counts['positions']} positions, {counts['issues']} issues."
    )
    for document in outcome.unread:
        say(f"Not read ({document.status}): {document.path}")
    if code == NOTHING_TO_REPORT:
        say("No position was found, so there is nothing to compare. The report says what was read.")
    for number, headline in enumerate(headlines(load(outcome.folder)), start=1):
        say(f"{number}. {headline}")
    say(f"Tables: {outcome.folder / 'tables'}")
    say(f"Report: {outcome.report}")


def _print_json(outcome: Outcome, code: int) -> None:
    print_json(
        "run",
        {
            "exit_code": code,
            "run_id": outcome.manifest.run_id,
            "folder": str(outcome.folder),
            "report": str(outcome.report),
            "counts": dict(outcome.manifest.counts),
            "findings": list(headlines(load(outcome.folder))),
            "unread": [{"path": document.path, "status": document.status.value} for document in outcome.unread],
            "issues": [issue.label for issue in outcome.rows[Issue]],
        },
    )
