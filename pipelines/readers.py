"""Which reader reads which document: those that the settings name, in their order, the first that can."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.manifest import ReaderUse
from corpus.reading import Reading
from corpus.records import Judgement, ReadStatus, Rejection, Statement, Told
from models.readers import Conclusions, DocumentReading, Paper, Reader, SecondLook, open_reader
from models.shared_text import SharedTextSettings, set_aside_quoted
from pipelines.settings import Settings


def open_readers(folder: Path, settings: Settings) -> tuple[Reader, ...]:
    """Open the readers that the settings name, in their order.

    Raises:
        UserError: one of them is unknown or cannot be opened.
    """
    return tuple(open_reader(name, folder, settings.steps) for name in settings.readers)


def open_second(folder: Path, settings: Settings, readers: Sequence[Reader]) -> Reader | None:
    """Return the reader that looks again, if the settings name one; the same one where it reads too.

    Raises:
        UserError: it cannot be opened, or cannot look again.
    """
    if not settings.second_look:
        return None
    known = {reader.name: reader for reader in readers}
    second = known.get(settings.second_look) or open_reader(settings.second_look, folder, settings.steps)
    if not isinstance(second, SecondLook):
        raise UserError(
            str(folder / "alliance.toml"),
            f"second_look names {settings.second_look}, which cannot look again at what was found.",
            "Write language_model, or leave it empty.",
        )
    return second


def papers_of(readings: Iterable[Reading], authors: Mapping[str, str]) -> list[Paper]:
    """Return the documents that can be searched for positions; `authors` are the members' names by id."""
    return [
        Paper(document=reading.document, blocks=reading.blocks, author=authors[reading.document.member_id])
        for reading in readings
        if reading.document.status is ReadStatus.READ
    ]


def read_papers(
    papers: Sequence[Paper], readers: Sequence[Reader], *, on_progress: Callable[[int], None]
) -> list[DocumentReading]:
    """Return one reading a paper, by the first reader that has one; `on_progress` gets the number of papers done.

    A paper that no reader has anything to do with has no reading. Where a reader got no answer at all, the next one
    reads, and what the first one tells of its failure is kept.
    """
    found: list[DocumentReading] = []

    def read(paper: Paper) -> DocumentReading | None:
        failed: DocumentReading | None = None
        for reader in readers:
            reading = reader.read(paper)
            if reading is None:
                continue
            if failed is not None:
                told = (*failed.rejections, *reading.rejections)
                reading = replace(reading, rejections=told, complete=False)
            if reading.complete or reading.statements:
                return reading
            failed = reading
        return failed

    at_once = max(reader.at_once for reader in readers)
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        results = pool.map(read, papers) if at_once > 1 else map(read, papers)
        for number, reading in enumerate(results, start=1):
            found += [reading] if reading is not None else []
            on_progress(number)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """All statements of a run, and what the readers told beyond them."""

    statements: tuple[Statement, ...]
    told: tuple[Told, ...]
    judgements: tuple[Judgement, ...]
    rejections: tuple[Rejection, ...]

    def rows(self) -> dict[type, Sequence[Any]]:
        """Return them as rows by type, for the analyses."""
        return {Statement: self.statements, Told: self.told, Judgement: self.judgements}


def settle(
    papers: Sequence[Paper],
    readings: Sequence[DocumentReading],
    readers: Sequence[Reader],
    settings: SharedTextSettings,
) -> Understood:
    """Bring the readings of all documents together."""
    concluded = [_concluded(reader, papers, readings) for reader in readers]
    sure = {reader.name for reader in readers if reader.tells_holder}
    unsure = [statement for reading in readings if reading.reader not in sure for statement in reading.statements]
    settled = {statement.position_id: statement for statement in set_aside_quoted(unsure, settings)}
    return Understood(
        statements=tuple(
            settled.get(statement.position_id, statement) for reading in readings for statement in reading.statements
        ),
        told=tuple(told for each in concluded for told in each.told),
        judgements=tuple(judgement for each in concluded for judgement in each.judgements),
        rejections=(
            *(rejection for reading in readings for rejection in reading.rejections),
            *(rejection for each in concluded for rejection in each.rejections),
        ),
    )


def reader_uses(readers: Sequence[Reader], readings: Sequence[DocumentReading]) -> list[ReaderUse]:
    """Return for the manifest what each reader read, and what it cost."""
    uses = []
    for reader in readers:
        own = [reading for reading in readings if reading.reader == reader.name]
        uses.append(
            ReaderUse(
                name=reader.name,
                version=reader.version,
                documents=len(own),
                positions=sum(len(reading.statements) for reading in own),
                dropped=sum(len(reading.rejections) for reading in own),
                incomplete=sum(not reading.complete for reading in own),
                account=reader.account(),
            )
        )
    return uses


def incomplete(uses: Sequence[ReaderUse]) -> tuple[str, ...]:
    """Return a warning for each reader that did not get all the answers that it asked for."""
    return tuple(
        f"{use.name} got no usable answer for parts of {use.incomplete} documents, which were read without them; the "
        "table rejections names them."
        for use in uses
        if use.incomplete
    )


def _concluded(reader: Reader, papers: Sequence[Paper], readings: Sequence[DocumentReading]) -> Conclusions:
    return reader.conclude(papers, [reading for reading in readings if reading.reader == reader.name])
