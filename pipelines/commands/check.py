"""`commonground check`: what would be read, what not and why, and how long a run takes. Keeps nothing."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.duplicates import compare_documents
from corpus.intake import survey
from corpus.issue_rulings import read_issue_rulings
from corpus.issue_weights import read_issue_weights
from corpus.reading import read_files
from corpus.reading_settings import ReadingSettings
from corpus.records import Document, ReadStatus, Rejection
from pipelines.console import print_json, say, shown_progress
from pipelines.run import check_required
from pipelines.settings import load_settings
from pipelines.summary import FINE, NOTHING_TO_REPORT, PARTLY_UNREADABLE
from reports.words import count

# Measured in November 2026 on one core of a cloud machine (AVX-512): the sample's papers went through the position
# model at 256 words per CPU second; the encoder took another 15 % of that. Rules and analyses hardly counted. A
# laptop of 2020 does about half.
WORDS_PER_CORE_SECOND = 220
START_SECONDS = 3.0  # importing, and loading the models
# Rows that tell something of a member's folder, not of a file that is left aside.
_OF_FOLDERS = ("not_in_members_csv", "no_files")
_MINUTE, _ROUND_TO = 60, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How long a run would take, and what that rests on: reading as it was timed, understanding by its words."""

    seconds: float
    reading_seconds: float
    words: int
    words_per_core_second: int
    cores: int

    @classmethod
    def of(cls, words: int, *, reading_seconds: float, cores: int) -> "Estimate":
        """Return the estimate for so many words that are read."""
        understanding = words / (WORDS_PER_CORE_SECOND * cores)
        return cls(
            seconds=round(START_SECONDS + reading_seconds + understanding, 1),
            reading_seconds=round(reading_seconds, 1),
            words=words,
            words_per_core_second=WORDS_PER_CORE_SECOND,
            cores=cores,
        )

    def said(self) -> str:
        """Say it in words, with what it rests on."""
        return (
            f"A run takes about {_duration(self.seconds)}. This is an estimate: reading took "
            f"{_duration(self.reading_seconds)} just now, and {count(self.words, 'word')} are understood at "
            f"{self.words_per_core_second} a second on each of {count(self.cores, 'core')}. A busy or older machine "
            "may need two or three times as long."
        )


def check(folder: Path, *, as_json: bool, quiet: bool) -> int:
    """Check an alliance's folder and its files, and return the exit code that a run would have."""
    intake = survey(folder)
    settings = load_settings(folder)
    check_required(folder, settings, intake)
    read_issue_rulings(folder)
    read_issue_weights(folder)
    limits = settings.of("reading", ReadingSettings)
    started = time.monotonic()
    with shown_progress(quiet=quiet) as progress:
        result = read_files(
            intake.files,
            limits,
            on_progress=lambda done, total: progress("read", done, total),
        )
    result = compare_documents(result.readings, result.rejections, limits)
    reading_seconds = time.monotonic() - started
    rejections = [*intake.rejections, *result.rejections]
    documents = [reading.document for reading in result.readings]
    read = [document for document in documents if document.status is ReadStatus.READ]
    unusable = [d for d in documents if d.status not in (ReadStatus.READ, ReadStatus.DUPLICATE)]
    code = NOTHING_TO_REPORT if not read else PARTLY_UNREADABLE if unusable else FINE
    words = sum(document.words for document in read)
    estimate = Estimate.of(words, reading_seconds=reading_seconds, cores=os.cpu_count() or 1)
    if as_json:
        value = {
            "exit_code": code,
            "members": [member.member_id for member in intake.members],
            "documents": {str(status): n for status, n in sorted(Counter(d.status for d in documents).items())},
            "files": [_plain(document) for document in documents],
            "rejections": [{"subject": row.subject, "reason": row.reason, "detail": row.detail} for row in rejections],
            "estimate": asdict(estimate),
        }
        print_json("check", value)
        return code
    say(
        f"{count(len(intake.members), 'member')}, {count(len(documents), 'document')}, {len(read)} of them can be read."
    )
    _print(read, rejections)
    if code != NOTHING_TO_REPORT:
        say(estimate.said())
        say(f"Next: commonground run {folder}")
    return code


def _print(read: Sequence[Document], rejections: Iterable[Rejection]) -> None:
    """List what would be read, what not and why, and what else there is to know."""
    paths = {document.path for document in read}
    notes: list[str] = []
    left_aside: list[str] = []
    for row in rejections:
        is_note = row.subject in paths or row.reason in _OF_FOLDERS
        (notes if is_note else left_aside).append(f"{row.subject} ({row.reason}): {row.detail}")
    parts = (
        ("Would be read", [f"{document.path}: {_facts(document)}" for document in read]),
        ("Would not be read", left_aside),
        ("To know", notes),
    )
    for title, lines in parts:
        if lines:
            say(f"{title}:")
        for line in lines:
            say(f"  {line}")


def _facts(document: Document) -> str:
    facts = [str(document.format), count(document.words, "word")]
    facts += [count(document.pages, "page")] if document.pages else []
    facts += [f"dated {document.dated}"] if document.dated else ["no date found"]
    facts += ["an older version of another paper"] if document.superseded_by else []
    return ", ".join(facts)


def _plain(document: Document) -> dict[str, object]:
    names = ("path", "member_id", "status", "format", "pages", "words", "language", "dated")
    return {name: getattr(document, name) for name in names}


def _duration(seconds: float) -> str:
    """Say a duration no more exactly than it is known."""
    if seconds < _MINUTE:
        return count(max(1, round(seconds)), "second")
    if seconds < _ROUND_TO * _MINUTE:
        return f"{seconds / _MINUTE:.1f} minutes"
    if seconds < _MINUTE * _MINUTE:
        return f"{round(seconds / _MINUTE)} minutes"
    return f"{seconds / _MINUTE / _MINUTE:.1f} hours"
