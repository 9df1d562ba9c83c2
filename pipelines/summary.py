"""What came out of a run, in the few facts that scripts, schedulers and hooks want."""

from collections.abc import Collection

from corpus.errors import UserError
from corpus.records import Change, Document, Issue, Position, Rejection
from models.changes import ChangeKind
from pipelines.outcome import Outcome
from reports.headlines import headlines
from reports.page import load

FINE, PARTLY_UNREADABLE, NOTHING_TO_REPORT, FOUND = 0, 3, 4, 5
UNREAD = "unread"


def exit_code(outcome: Outcome, fail_on: Collection[str] = ()) -> int:
    """Return how a run ends: 5 if something that `fail_on` names happened, else 4, 3 or 0."""
    changes = {change.kind for change in outcome.rows[Change]} if not outcome.is_standing else set()
    if changes & set(fail_on) or (UNREAD in fail_on and outcome.unread):
        return FOUND
    if not outcome.rows[Position]:
        return NOTHING_TO_REPORT
    return PARTLY_UNREADABLE if outcome.unread else FINE


def check_fail_on(fail_on: Collection[str]) -> None:
    """Raise UserError if a name is none that a run can fail on."""
    known = [UNREAD, *ChangeKind]
    unknown = sorted(set(fail_on) - set(known))
    if unknown:
        raise UserError("--fail-on", f"{unknown[0]!r} is nothing to fail on.", f"Known are: {', '.join(known)}.")


def unread(outcome: Outcome) -> list[tuple[Document, str]]:
    """Return the documents that could not be used, each with what is wrong and what to do."""
    details = {row.subject: row.detail for row in outcome.rows[Rejection]}
    return [(document, details[document.path]) for document in outcome.unread]


def summary_of(outcome: Outcome, code: int) -> dict[str, object]:
    """Return a run's summary as plain values."""
    return {
        "exit_code": code,
        "run_id": outcome.manifest.run_id,
        "is_standing": outcome.is_standing,
        "folder": str(outcome.folder),
        "report": str(outcome.report),
        "counts": dict(outcome.manifest.counts),
        "findings": list(headlines(load(outcome.folder))),
        "unread": [
            {"path": document.path, "status": document.status.value, "detail": detail}
            for document, detail in unread(outcome)
        ],
        "issues": [issue.label for issue in outcome.rows[Issue]],
        "changes": sorted({change.kind for change in outcome.rows[Change]}),
    }


def failure_of(error: UserError) -> dict[str, object]:
    """Return the summary of a run that ended with an error, as plain values."""
    told = {"where": error.where, "problem": error.problem, "advice": error.advice}
    return {"exit_code": error.exit_code, "error": told}
