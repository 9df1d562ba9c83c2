"""Who the members are, which documents they sent, and what could not be used."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from corpus.records._base import Record, Score, TableInfo


class ReadStatus(StrEnum):
    """What became of a file. Only `read` documents are searched for positions."""

    READ = "read"
    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    WORKER_DIED = "worker_died"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    OTHER_LANGUAGE = "other_language"


class DateSource(StrEnum):
    """Where a document's date was found."""

    METADATA = "metadata"
    TEXT = "text"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Record):
    """An organisation that considers joining, with how much of the corpus is its own."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("members", key=("member_id",))

    member_id: Annotated[str, "Short name of the member: its folder, and its id in members.csv."]
    name: Annotated[str, "Name as people say it."]
    type: Annotated[str | None, "Kind of organisation, from members.csv; null if not given."]
    weight: Annotated[float, "Weight from members.csv; 1 if not given."]
    n_documents: Annotated[int, "Documents of this member that were read."]
    n_positions: Annotated[int, "Own positions found in them."]
    volume_share: Annotated[Score, "Share of all words read that this member wrote."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """A file a member sent, with its full text; every offset in every table points into `text`."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("documents", key=("document_id",))

    document_id: Annotated[str, "16 hex digits of sha256 over member_id, file sha256 and ordinal of byte-equal files."]
    member_id: Annotated[str, "Member that sent it."]
    path: Annotated[str, "Path below the documents folder, with forward slashes."]
    format: Annotated[str | None, "Format that read it; null if none does."]
    title: Annotated[str | None, "Title from its metadata or first heading; null if none."]
    dated: Annotated[str | None, "Date of the document as YYYY, YYYY-MM or YYYY-MM-DD; null if unknown."]
    date_source: Annotated[DateSource | None, "Where that date was found."]
    language: Annotated[str | None, "ISO 639-1 code; null where the text is too short to tell."]
    pages: Annotated[int | None, "Number of pages; null if the format has none."]
    words: Annotated[int, "Words in the text."]
    status: Annotated[ReadStatus, "What became of the file."]
    duplicate_of: Annotated[str | None, "document_id of the equal document of this member that is used instead."]
    superseded_by: Annotated[str | None, "document_id of the newer version of this document."]
    sha256: Annotated[str, "sha256 of the file's bytes; of nothing if it could not be opened."]
    text: Annotated[str, "The text that offsets point into; empty if it was not read."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection(Record):
    """Something that was dropped or refused, with the reason: nothing vanishes without a row here."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("rejections", key=("step", "subject"))

    step: Annotated[str, "Step that dropped it."]
    subject: Annotated[str, "Id or path of what was dropped."]
    reason: Annotated[str, "Short code of the reason."]
    detail: Annotated[str, "What is wrong in plain words, and what to do."]
