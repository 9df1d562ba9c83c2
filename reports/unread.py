"""Files that no position can come from, and what to do about each."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Document, ReadStatus, Rejection
from reports import words
from reports.language import SOURCE, _
from reports.run_data import RunData


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that was not searched for positions; `language` is that of `detail`, if it is not the report's own."""

    path: str
    member: str
    status: str
    detail: str
    language: str


def unread(data: RunData, *, member_id: str | None = None) -> tuple[Unread, ...]:
    """Return the files that were not read, of one member or of all, with what to do."""
    reasons = {row.subject: row.detail for row in data.rows(Rejection)}
    skipped = [
        document
        for document in data.documents.values()
        if document.status is not ReadStatus.READ and member_id in (None, document.member_id)
    ]
    return tuple(
        Unread(
            path=words.plain(document.path),
            member=data.names.get(document.member_id, document.member_id),
            status=_(words.READ_WORDS[document.status]),
            detail=told or _(words.READ_ADVICE[document.status]),
            language=SOURCE if told else "",
        )
        for document in by_member(data, skipped)
        for told in (reasons.get(document.document_id) or reasons.get(document.path),)
    )


def by_member(data: RunData, documents: Sequence[Document]) -> list[Document]:
    """Return documents in order of their members' names, then of their paths."""
    return sorted(documents, key=lambda each: (data.names.get(each.member_id, ""), each.path, each.document_id))
