"""`commonground run`: from a folder to a published run."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus.intake import survey
from pipelines.console import print_json, say, shown_progress
from pipelines.engine import DirectEngine
from pipelines.logs import LogFormat, set_up
from pipelines.operations import SECTION, OperationsSettings, tell
from pipelines.run import Outcome, check_required, run_alliance
from pipelines.settings import load_settings
from pipelines.summary import NOTHING_TO_REPORT, check_fail_on, exit_code, summary_of, unread
from reports.headlines import headlines
from reports.page import load
from reports.words import count


def run(
    folder: Path,
    *,
    flow: bool,
    fresh: bool,
    as_json: bool,
    quiet: bool,
    fail_on: Sequence[str] = (),
    log_format: LogFormat = LogFormat.AUTO,
) -> int:
    """Run an alliance, tell what came out, and return the exit code.

    Raises:
        UserError: the folder cannot be used, another run is going on, or too much of it cannot be read.
    """
    check_fail_on(fail_on)
    set_up(log_format)
    settings = load_settings(folder)
    now = datetime.now(UTC)
    with shown_progress(quiet=quiet, log_format=log_format) as progress:
        if flow or settings.engine == "prefect":
            # A folder that cannot be used is told at once, not after a server has started.
            check_required(folder, settings, survey(folder))
            from pipelines.local_prefect import isolate

            isolate(folder)
            from pipelines.flow import run_as_flow

            outcome = run_as_flow(folder, settings, progress=progress, now=now, fresh=fresh)
        else:
            outcome = run_alliance(folder, settings, DirectEngine(), progress=progress, now=now, fresh=fresh)
    code = exit_code(outcome, fail_on)
    summary = summary_of(outcome, code)
    if as_json:
        print_json("run", summary)
    else:
        _print(outcome, code)
    tell(summary, settings.of(SECTION, OperationsSettings), folder=folder)
    return code


def _print(outcome: Outcome, code: int) -> None:
    counts = outcome.manifest.counts
    if outcome.is_standing:
        say(f"Nothing has changed since run {outcome.manifest.run_id}, so it stands. (--fresh computes it again.)")
    say(
        f"{count(counts['members'], 'member')}, {counts['documents'] - len(outcome.unread)} of "
        f"{count(counts['documents'], 'document')} read, {count(counts['positions'], 'position')}, "
        f"{count(counts['issues'], 'issue')}."
    )
    for document, detail in unread(outcome):
        say(f"Not read: {document.path} ({document.status}): {detail}")
    if code == NOTHING_TO_REPORT:
        say("No position was found, so there is nothing to compare. The report says what was read.")
    for number, headline in enumerate(headlines(load(outcome.folder)), start=1):
        say(f"{number}. {headline}")
    say(f"Tables: {outcome.folder / 'tables'}")
    say(f"Report: {outcome.report}")
