"""From files to documents with typed blocks: every file ends as a document, and every loss as a rejection."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, Field

from corpus._workers import WorkerLimits, ask_workers
from corpus.amendments import set_aside_originals
from corpus.blocks import Block, BlockKind, Cell, Piece, assemble
from corpus.dates import HEAD, find_date
from corpus.intake import SourceFile
from corpus.language import find_language
from corpus.records import Document, ReadStatus, Rejection

STEP = "reading"
_MEGABYTE = 1 << 20
_MAX_TITLE = 300


class ReadingSettings(BaseModel, frozen=True, extra="forbid"):
    """Limits within which members' files are read."""

    max_megabytes: float = Field(
        50,
        gt=0,
        le=2000,
        description="Largest file that is read. Raising it lets longer papers in and costs memory.",
    )
    max_pages: int = Field(
        1000,
        ge=1,
        le=100_000,
        description="Most pages of a PDF. Raising it lets longer papers in and costs time.",
    )
    max_depth: int = Field(
        500,
        ge=20,
        le=5000,
        description="Deepest nesting of a page's elements. Raising it lets stranger pages in.",
    )
    max_seconds: float = Field(
        60, gt=0, le=3600, description="Longest time for one file. Raising it gives slow files a chance."
    )
    max_memory_megabytes: int = Field(
        1500,
        ge=128,
        le=64_000,
        description="Most memory of one worker. Raising it lets heavier files be read.",
    )
    workers: int = Field(
        0,
        ge=0,
        le=256,
        description="Files read at once; 0 is one a core. Raising it costs memory, never results.",
    )
    min_words: int = Field(
        5,
        ge=1,
        le=1000,
        description="Fewest words of a document. Raising it sets more short files aside as empty.",
    )
    min_words_for_language: int = Field(
        20,
        ge=1,
        le=1000,
        description="Fewest words whose language is judged. Raising it leaves more texts unjudged.",
    )
    min_share_of_other_language: float = Field(
        0.6,
        ge=0.5,
        le=1,
        description="Share of words in another language that sets a paper aside. Raising it keeps more mixed papers.",
    )
    language: str = Field("en", description="The language that positions are looked for in, as ISO 639-1 code.")

    @property
    def worker_limits(self) -> WorkerLimits:
        """The limits in the units that workers use."""
        return WorkerLimits(
            max_bytes=int(self.max_megabytes * _MEGABYTE),
            max_pages=self.max_pages,
            max_depth=self.max_depth,
            max_seconds=self.max_seconds,
            max_memory_bytes=self.max_memory_megabytes * _MEGABYTE,
        )

    @property
    def n_workers(self) -> int:
        """The number of files read at the same time."""
        return self.workers or os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document with its blocks; none if it was not read."""

    document: Document
    blocks: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One reading a file, in the order of the files, and a rejection for each that cannot be used."""

    readings: tuple[Reading, ...]
    rejections: tuple[Rejection, ...]


def read_files(
    files: Sequence[SourceFile],
    settings: ReadingSettings,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Read files in worker processes; `on_progress` gets the number done and the number in all."""
    wanted = [file for file in files if file.duplicate_of is None]
    answers = ask_workers(
        wanted,
        settings.worker_limits,
        n_workers=settings.n_workers,
        on_progress=on_progress or (lambda _done, _all: None),
    )
    by_id = {file.document_id: answer for file, answer in zip(wanted, answers, strict=True)}
    readings: list[Reading] = []
    rejections: list[Rejection] = []
    for file in files:
        if file.duplicate_of is not None:
            reading, detail = _duplicate(file, file.duplicate_of), _same_as(file.same_as or file.duplicate_of)
        else:
            reading, detail = _reading(file, by_id[file.document_id], settings)
        readings.append(reading)
        rejections += _rejections(reading, detail)
    return Result(readings=tuple(readings), rejections=tuple(rejections))


def _reading(file: SourceFile, answer: dict[str, Any], settings: ReadingSettings) -> tuple[Reading, str]:
    """Turn a worker's answer into a document; the second value says what is wrong, if anything."""
    if "extracted" not in answer:
        return Reading(document=_document(file, status=ReadStatus(answer["status"]))), answer["detail"]
    extracted = answer["extracted"]
    text, blocks = assemble(set_aside_originals([_piece(piece) for piece in extracted["pieces"]]))
    dated, date_source = find_date(_head(text, blocks), file.path, extracted["dated"])
    language, share = find_language(text, blocks, min_words=settings.min_words_for_language)
    document = replace(
        _document(file, status=ReadStatus.READ),
        format=answer["format"],
        title=" ".join((extracted["title"] or "").split())[:_MAX_TITLE] or None,
        dated=dated,
        date_source=date_source,
        language=language,
        pages=extracted["pages"],
        words=len(text.split()),
        text=text,
    )
    if document.words < settings.min_words:
        detail = f"It holds {document.words} words. If its pages show more, run OCR on it (ocrmypdf does that)."
        return Reading(document=_emptied(document, ReadStatus.EMPTY)), " ".join([detail, *extracted["warnings"]])
    if language not in (None, settings.language) and share >= settings.min_share_of_other_language:
        detail = f"It is written in another language ({language}). Put a translation into the same folder."
        return Reading(document=_emptied(document, ReadStatus.OTHER_LANGUAGE)), detail
    return Reading(document=document, blocks=blocks, warnings=tuple(extracted["warnings"])), ""


def _piece(answered: dict[str, Any]) -> Piece:
    cell = answered["cell"]
    return Piece(
        **{
            **answered,
            "kind": BlockKind(answered["kind"]),
            "page_breaks": tuple(answered["page_breaks"]),
            "cell": Cell(**cell) if cell else None,
        }
    )


def _head(text: str, blocks: Iterable[Block]) -> str:
    """Return the beginning of a document without running headers and contents."""
    parts: list[str] = []
    size = 0
    for block in blocks:
        if block.kind not in (BlockKind.HEADER_FOOTER, BlockKind.CONTENTS, BlockKind.FOOTNOTE):
            parts.append(text[block.start : block.end])
            size += block.end - block.start
        if size > HEAD:
            break
    return "\n\n".join(parts)


def _document(file: SourceFile, *, status: ReadStatus) -> Document:
    return Document(
        document_id=file.document_id,
        member_id=file.member_id,
        path=file.path,
        format=None,
        title=None,
        dated=None,
        date_source=None,
        language=None,
        pages=None,
        words=0,
        status=status,
        duplicate_of=None,
        superseded_by=None,
        sha256=file.sha256,
        text="",
    )


def _duplicate(file: SourceFile, original: str) -> Reading:
    return Reading(document=replace(_document(file, status=ReadStatus.DUPLICATE), duplicate_of=original))


def _same_as(path: str) -> str:
    return f"It says the same as {path}, which is used instead. Nothing needs to be done."


def _emptied(document: Document, status: ReadStatus) -> Document:
    return replace(document, status=status, text="", words=0)


def _rejections(reading: Reading, detail: str) -> list[Rejection]:
    """Return the row that says why a document was not read, or which parts of it were left out."""
    document = reading.document
    if document.status is not ReadStatus.READ:
        return [Rejection(step=STEP, subject=document.path, reason=document.status, detail=detail)]
    if reading.warnings:
        return [Rejection(step=STEP, subject=document.path, reason="parts_left_out", detail=" ".join(reading.warnings))]
    return []


def drop_equal_texts(readings: Sequence[Reading], rejections: Sequence[Rejection]) -> Result:
    """Set aside papers whose words the member sent in another format too; the first by path is kept."""
    first: dict[tuple[str, str], Document] = {}
    by_id: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda reading: reading.document.path):
        document = reading.document
        original = None
        if document.status is ReadStatus.READ:
            key = (document.member_id, _words_only(reading))
            original = first.setdefault(key, document)
        if original is None or original is document:
            by_id[document.document_id] = reading
            continue
        emptied = replace(_emptied(document, ReadStatus.DUPLICATE), duplicate_of=original.document_id)
        by_id[document.document_id] = Reading(document=emptied)
        rejections = [row for row in rejections if row.subject != document.path]
        rejections += _rejections(by_id[document.document_id], _same_as(original.path))
    return Result(
        readings=tuple(by_id[reading.document.document_id] for reading in readings),
        rejections=tuple(sorted(rejections, key=lambda row: (row.step, row.subject))),
    )


def _words_only(reading: Reading) -> str:
    """Return a document's letters and digits, which formats do not change, without running headers."""
    text = reading.document.text
    parts = [text[block.start : block.end] for block in reading.blocks if block.kind is not BlockKind.HEADER_FOOTER]
    return "".join(character for character in "".join(parts).casefold() if character.isalnum())
