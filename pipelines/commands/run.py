"""`commonground run`: from a folder to a published run."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus.intake import survey
from pipelines.console import print_json, say, shown_progress
from pipelines.engine import DirectEngine
from pipelines.logs import LogFormat, set_up
from pipelines.operations import tell
from pipelines.outcome import Outcome
from pipelines.places import run_at
from pipelines.run import check_required, run_alliance
from pipelines.settings import Settings
from pipelines.summary import NOTHING_TO_REPORT, check_fail_on, exit_code, summary_of, unread
from reports.headlines import headlines
from reports.page import load
from reports.printing import PACK
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

    def work(here: Path, settings: Settings) -> Outcome:
        now = datetime.now(UTC)
        if not flow and settings.engine != "prefect":
            return run_alliance(here, settings, DirectEngine(), progress=progress, now=now, fresh=fresh)
        # A folder that cannot be used is told at once, not after a server has started.
        check_required(here, settings, survey(here))
        from pipelines.local_prefect import isolate

        isolate(here)
        from pipelines.flow import run_as_flow

        return run_as_flow(here, settings, progress=progress, now=now, fresh=fresh)

    with shown_progress(quiet=quiet, log_format=log_format) as progress:
        placed = run_at(folder, work)
    outcome = placed.outcome
    code = exit_code(outcome, fail_on)
    summary = summary_of(outcome, code) | {"published": placed.published}
    if as_json:
        print_json("run", summary)
    else:
        _print(outcome, code)
        if placed.published != str(outcome.folder):
            say(f"Published: {placed.published}")
    tell(summary, placed.hooks, folder=outcome.folder.parents[1])
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
    for warning in outcome.manifest.warnings:
        if warning.startswith(PACK):
            say(warning)
    if (outcome.report.parent / PACK).is_file():
        say(f"Pack: {outcome.report.parent / PACK}")
    say(f"Tables: {outcome.folder / 'tables'}")
    say(f"Report: {outcome.report}")
