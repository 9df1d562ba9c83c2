"""`commonground run`: from a folder to a published run."""

from datetime import UTC, datetime
from pathlib import Path

from corpus.intake import survey
from corpus.records import Document, Issue, Position, Rejection
from pipelines.console import print_json, say, shown_progress
from pipelines.engine import DirectEngine
from pipelines.run import Outcome, check_required, run_alliance
from pipelines.settings import load_settings
from reports.headlines import headlines
from reports.page import load
from reports.words import count

FINE, PARTLY_UNREADABLE, NOTHING_TO_REPORT = 0, 3, 4


def run(folder: Path, *, flow: bool, fresh: bool, as_json: bool, quiet: bool) -> int:
    """Run an alliance, tell what came out, and return the exit code."""
    settings = load_settings(folder)
    now = datetime.now(UTC)
    with shown_progress(quiet=quiet) as progress:
        if flow or settings.engine == "prefect":
            # A folder that cannot be used is told at once, not after a server has started.
            check_required(folder, settings, survey(folder))
            from pipelines.local_prefect import isolate

            isolate(folder)
            from pipelines.flow import run_as_flow

            outcome = run_as_flow(folder, settings, progress=progress, now=now, fresh=fresh)
        else:
            outcome = run_alliance(folder, settings, DirectEngine(), progress=progress, now=now, fresh=fresh)
    code = _code(outcome)
    (_print_json if as_json else _print)(outcome, code)
    return code


def _code(outcome: Outcome) -> int:
    if not outcome.rows[Position]:
        return NOTHING_TO_REPORT
    return PARTLY_UNREADABLE if outcome.unread else FINE


def _unread(outcome: Outcome) -> list[tuple[Document, str]]:
    """Return the documents that could not be used, each with what is wrong and what to do."""
    details = {row.subject: row.detail for row in outcome.rows[Rejection]}
    return [(document, details[document.path]) for document in outcome.unread]


def _print(outcome: Outcome, code: int) -> None:
    counts = outcome.manifest.counts
    if outcome.is_standing:
        say(f"Nothing has changed since run {outcome.manifest.run_id}, so it stands. (--fresh computes it again.)")
    say(
        f"{count(counts['members'], 'member')}, {counts['documents'] - len(outcome.unread)} of "
        f"{count(counts['documents'], 'document')} read, {count(counts['positions'], 'position')}, "
        f"{count(counts['issues'], 'issue')}."
    )
    for document, detail in _unread(outcome):
        say(f"Not read: {document.path} ({document.status}): {detail}")
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
            "is_standing": outcome.is_standing,
            "folder": str(outcome.folder),
            "report": str(outcome.report),
            "counts": dict(outcome.manifest.counts),
            "findings": list(headlines(load(outcome.folder))),
            "unread": [
                {"path": document.path, "status": document.status.value, "detail": detail}
                for document, detail in _unread(outcome)
            ],
            "issues": [issue.label for issue in outcome.rows[Issue]],
        },
    )
