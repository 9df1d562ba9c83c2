"""From files to documents with typed blocks: every file ends as a document, and every loss as a rejection."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from corpus._tesseract import is_installed
from corpus._workers import WorkerLimits, ask_workers
from corpus.amendments import set_aside_originals
from corpus.blocks import Block, BlockKind, Box, Cell, Piece, assemble
from corpus.code_version import code_digest
from corpus.dates import HEAD, find_date
from corpus.intake import SourceFile, attached_to, is_unchanged
from corpus.kept import Kept
from corpus.language import find_language
from corpus.reading_settings import ReadingSettings
from corpus.records import Document, ReadStatus, Rejection

STEP = "reading"
_MAX_TITLE = 300
_MAY_CHANGE = (ReadStatus.TIMEOUT, ReadStatus.WORKER_DIED)  # for want of time or memory, which there may be next time


class Ask(Protocol):
    """Has worker processes read files; see `ask_workers`."""

    def __call__(
        self,
        files: Sequence[SourceFile],
        limits: WorkerLimits,
        *,
        n_workers: int,
        on_progress: Callable[[int, int], None],
    ) -> list[dict[str, Any]]:
        """Return the answers in the order of the files."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document with its blocks; none if it was not read."""

    document: Document
    blocks: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One reading a file, in the order of the files, each followed by its attachments; and what is not used, why."""

    readings: tuple[Reading, ...]
    rejections: tuple[Rejection, ...]


def read_files(
    files: Sequence[SourceFile],
    settings: ReadingSettings,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
    ask: Ask = ask_workers,
) -> Result:
    """Read files in worker processes; `on_progress` gets the number of files done and the number in all.

    Attachments are documents of their own, read after the mails that they hang on. A file whose content was read
    before, within the same limits and by the same program, is not read again if its answer is `kept`. `ask` is who
    asks the worker processes: on this machine, if not given.
    """
    kept = kept or Kept(None)
    asked = on_progress or (lambda _done, _all: None)
    waiting = [file for file in files if file.duplicate_of is None]
    answers: dict[str, dict[str, Any]] = {}
    attached: dict[str, list[SourceFile]] = {}
    while waiting:
        got = _answers(waiting, settings, kept, ask, asked)
        asked = _ignored
        hanging: list[SourceFile] = []
        for file, answer in zip(waiting, got, strict=True):
            answers[file.document_id] = answer
            attached[file.document_id] = _attachments(file, answer, settings)
            hanging += attached[file.document_id]
        waiting = hanging
    readings: list[Reading] = []
    rejections: list[Rejection] = []
    for file in _with_attachments(files, attached):
        if file.duplicate_of is not None:
            reading, detail = _duplicate(file, file.duplicate_of), same_as(file.same_as or file.duplicate_of)
        else:
            reading, detail = _reading(file, answers[file.document_id], settings)
        readings.append(reading)
        rejections += rejections_of(reading, detail)
    return Result(readings=tuple(readings), rejections=tuple(rejections))


def _answers(
    files: Sequence[SourceFile],
    settings: ReadingSettings,
    kept: Kept,
    ask: Ask,
    on_progress: Callable[[int, int], None],
) -> list[dict[str, Any]]:
    """Return the workers' answers in the order of the files, those that are kept among them."""
    limits = settings.worker_limits

    def compute(missing: Sequence[SourceFile]) -> list[tuple[SourceFile, dict[str, Any]]]:
        before = len(files) - len(missing)
        answers = ask(
            missing,
            limits,
            n_workers=settings.n_workers,
            on_progress=lambda done, _all: on_progress(before + done, len(files)),
        )
        return list(zip(missing, answers, strict=True))

    found = kept.through(
        "documents",
        files,
        key=lambda file: repr((code_digest("corpus"), limits, file.sha256, file.size, file.path, file.inside)),
        compute=compute,
        dump=_dumped,
        load=lambda content: (None, json.loads(content)),
    )
    if files and all(file is None for file, _ in found):
        on_progress(len(files), len(files))
    return [answer for _, answer in found]


def _dumped(result: tuple[SourceFile | None, dict[str, Any]]) -> bytes | None:
    """Return an answer as bytes; None if it may be another next time, or is not that of the bytes that were listed."""
    file, answer = result
    if file is None or answer.get("status") in _MAY_CHANGE or (not file.inside and not is_unchanged(file)):
        return None
    return json.dumps(answer).encode()


def _ignored(_done: int, _all: int) -> None:
    """Attachments are not counted: how many there are is known only when all mails are read."""


def _attachments(file: SourceFile, answer: dict[str, Any], settings: ReadingSettings) -> list[SourceFile]:
    """Return the attachments that are to be read; what the limits leave out is told with the mail."""
    told = answer.get("attachments", [])
    is_too_deep = len(file.inside) >= settings.max_attachment_depth
    kept = [] if is_too_deep else told[: settings.max_attachments]
    if len(kept) < len(told):
        limit = "max_attachment_depth" if is_too_deep else "max_attachments"
        left_out = f"{len(told) - len(kept)} attachments of this mail left out; to have them read, raise {limit}."
        answer["extracted"]["warnings"].append(left_out)
    return [attached_to(file, number, **each) for number, each in enumerate(kept, start=1)]


def _with_attachments(files: Iterable[SourceFile], attached: dict[str, list[SourceFile]]) -> Iterator[SourceFile]:
    for file in files:
        yield file
        yield from _with_attachments(attached.get(file.document_id, ()), attached)


def _reading(file: SourceFile, answer: dict[str, Any], settings: ReadingSettings) -> tuple[Reading, str]:
    """Turn a worker's answer into a document; the second value says what is wrong, if anything."""
    if "extracted" not in answer:
        status = ReadStatus(answer["status"])
        detail = answer["detail"]
        if status is ReadStatus.NEEDS_OCR:
            detail = " ".join([detail, *_ocr_advice(settings)])
        return Reading(document=_document(file, status=status)), detail
    extracted = answer["extracted"]
    text, blocks = assemble(set_aside_originals([_piece(piece) for piece in extracted["pieces"]]))
    dated, date_source = find_date(_head(text, blocks), file.path, extracted["dated"])
    language, share = find_language(text, blocks, min_words=settings.min_words_for_language)
    warnings = (*extracted["warnings"], *_unread(extracted["unread_pages"], settings))
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
        detail = f"It holds {document.words} words. " + (
            "If its pages show more, run OCR on it (ocrmypdf does that)."
            if document.pages
            else "See whether it is whole."
        )
        return Reading(document=emptied(document, ReadStatus.EMPTY)), " ".join([detail, *warnings])
    if language not in (None, settings.language) and share >= settings.min_share_of_other_language:
        detail = f"It is written in another language ({language}). Put a translation into the same folder."
        return Reading(document=emptied(document, ReadStatus.OTHER_LANGUAGE)), detail
    return Reading(document=document, blocks=blocks, warnings=warnings), ""


def _piece(answered: dict[str, Any]) -> Piece:
    cell = answered["cell"]
    return Piece(
        **{
            **answered,
            "kind": BlockKind(answered["kind"]),
            "page_breaks": tuple(answered["page_breaks"]),
            "cell": Cell(**cell) if cell else None,
            "boxes": tuple(Box(**box) for box in answered["boxes"]),
        }
    )


def _unread(pages: Sequence[int], settings: ReadingSettings) -> Iterator[str]:
    """Say which pages of a document that was read hold words for OCR only, and what to do."""
    if pages:
        yield (
            f"No text can be read on page {', '.join(map(str, pages))} (a picture, or letters that hide what they "
            "mean); if it shows words, run OCR on the file (ocrmypdf --force-ocr)."
        )
        yield from _ocr_advice(settings)


def _ocr_advice(settings: ReadingSettings) -> Iterator[str]:
    """Say how scans can be read here, where that is not done already."""
    if not is_installed():
        yield "Or install Tesseract (the package tesseract-ocr)" + ("." if settings.ocr else " and set ocr = true.")
    elif not settings.ocr:
        yield "Or set ocr = true in the section [reading] of alliance.toml."


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


def same_as(path: str) -> str:
    """Return the words for a document whose twin is used."""
    return f"It says the same as {path}, which is used instead. Nothing needs to be done."


def emptied(document: Document, status: ReadStatus) -> Document:
    """Return a document that is set aside, without its text."""
    return replace(document, status=status, text="", words=0)


def rejections_of(reading: Reading, detail: str) -> list[Rejection]:
    """Return the row that says why a document was not read, or which parts of it were left out."""
    document = reading.document
    if document.status is not ReadStatus.READ:
        return [Rejection(step=STEP, subject=document.path, reason=document.status, detail=detail)]
    if reading.warnings:
        reason = "read_by_ocr" if (document.format or "").endswith("ocr") else "parts_left_out"
        return [Rejection(step=STEP, subject=document.path, reason=reason, detail=" ".join(reading.warnings))]
    return []
