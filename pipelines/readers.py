"""Which reader reads which document: those that the settings name, in their order, the first that can."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from corpus.code_version import code_digest
from corpus.errors import UserError
from corpus.kept import Kept, digest_of
from corpus.reading import Reading
from corpus.records import Judgement, ReadStatus, Rejection, Statement, Told
from models.readers import Conclusions, Correspondent, DocumentReading, Paper, Reader, SecondLook, open_reader
from models.shared_text import SharedTextSettings, set_aside_quoted
from pipelines.settings import Settings

_READING = TypeAdapter[DocumentReading | None](DocumentReading | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who reads, who reads beside them for comparison, and who looks again at what was verified."""

    used: tuple[Reader, ...]
    beside: tuple[Reader, ...] = ()
    second: Reader | None = None

    @classmethod
    def open(cls, folder: Path, settings: Settings) -> "Readers":
        """Open the readers that the settings name, each once.

        Raises:
            UserError: one of them cannot be opened, or the last cannot look again.
        """
        opened: dict[str, Reader] = {}
        for name in (*settings.readers, *settings.compare_readers, settings.second_look):
            if name and name not in opened:
                opened[name] = open_reader(name, folder, settings.steps)
        second = opened.get(settings.second_look)
        if second is not None and not isinstance(second, SecondLook):
            raise UserError(
                str(folder / "alliance.toml"),
                f"second_look names {settings.second_look}, which cannot look again at what was found.",
                "Write language_model, or leave it empty.",
            )
        return cls(
            used=tuple(opened[name] for name in settings.readers),
            beside=tuple(opened[name] for name in settings.compare_readers),
            second=second,
        )

    def all(self) -> tuple[Reader, ...]:
        """Return each of them once."""
        second = [self.second] if self.second else []
        return tuple(dict.fromkeys([*self.used, *self.beside, *second]))


def papers_of(readings: Iterable[Reading], authors: Mapping[str, str]) -> list[Paper]:
    """Return the documents that can be searched for positions; `authors` are the members' names by id."""
    return [
        Paper(document=reading.document, blocks=reading.blocks, author=authors[reading.document.member_id])
        for reading in readings
        if reading.document.status is ReadStatus.READ
    ]


def read_papers(
    papers: Sequence[Paper], readers: Sequence[Reader], *, on_progress: Callable[[int], None], kept: Kept | None = None
) -> list[DocumentReading]:
    """Return one reading a paper, by the first reader that has one; `on_progress` gets the number of papers done.

    A paper that no reader has anything to do with has no reading. Where a reader got no answer at all, the next one
    reads, and what the first one tells of its failure stands in its reading. Readings that are `kept` are not made
    again, unless somebody is asked by requests, who keeps the answers himself.
    """
    asks = any(isinstance(reader, Correspondent) for reader in readers)
    store = Kept(None) if kept is None or asks else kept
    found = store.through(
        "readings",
        papers,
        key=lambda paper: _fingerprint(paper, readers),
        compute=lambda missing: _read_each(missing, readers, len(papers) - len(missing), on_progress),
        dump=lambda reading: _READING.dump_json(reading) if reading is None or reading.complete else None,
        load=_READING.validate_json,
    )
    on_progress(len(papers))
    return [reading for reading in found if reading is not None]


def _fingerprint(paper: Paper, readers: Sequence[Reader]) -> str:
    """Return what decides the reading of a paper."""
    asked = [(reader.name, reader.version, reader.fingerprint(paper)) for reader in readers]
    return digest_of((code_digest("corpus", "models"), asked, paper))


def _read_each(
    papers: Sequence[Paper], readers: Sequence[Reader], before: int, on_progress: Callable[[int], None]
) -> list[DocumentReading | None]:
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
        found = []
        for number, reading in enumerate(results, start=1):
            found.append(reading)
            on_progress(before + number)
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


def _concluded(reader: Reader, papers: Sequence[Paper], readings: Sequence[DocumentReading]) -> Conclusions:
    return reader.conclude(papers, [reading for reading in readings if reading.reader == reader.name])
