"""`commonground check`: what would be read, what not and why. Reads every document, keeps nothing."""

from collections import Counter
from pathlib import Path

from corpus.intake import survey
from corpus.reading import ReadingSettings, read_files
from corpus.records import ReadStatus
from pipelines.commands.run import FINE, NOTHING_TO_REPORT, PARTLY_UNREADABLE
from pipelines.console import print_json, say, shown_progress
from pipelines.run import check_required
from pipelines.settings import load_settings
from reports.words import count


def check(folder: Path, *, as_json: bool, quiet: bool) -> int:
    """Check an alliance's folder and return the exit code that a run would have."""
    intake = survey(folder)
    settings = load_settings(folder)
    check_required(folder, settings, intake)
    with shown_progress(quiet=quiet) as progress:
        result = read_files(
            intake.files,
            settings.of("reading", ReadingSettings),
            on_progress=lambda done, total: progress("read", done, total),
        )
    rejections = [*intake.rejections, *result.rejections]
    documents = [reading.document for reading in result.readings]
    statuses = Counter(document.status for document in documents)
    unusable = [d for d in documents if d.status not in (ReadStatus.READ, ReadStatus.DUPLICATE)]
    code = NOTHING_TO_REPORT if not statuses[ReadStatus.READ] else PARTLY_UNREADABLE if unusable else FINE
    if as_json:
        value = {
            "exit_code": code,
            "members": [member.member_id for member in intake.members],
            "documents": {str(status): number for status, number in sorted(statuses.items())},
            "rejections": [{"subject": row.subject, "reason": row.reason, "detail": row.detail} for row in rejections],
        }
        print_json("check", value)
        return code
    say(
        f"{count(len(intake.members), 'member')}, {count(len(documents), 'document')}, "
        f"{statuses[ReadStatus.READ]} of them can be read."
    )
    for row in rejections:
        say(f"{row.subject} ({row.reason}): {row.detail}")
    if code != NOTHING_TO_REPORT:
        say(f"Next: commonground run {folder}")
    return code
