"""Who the members are, what of theirs was read, and what could not be."""

from dataclasses import dataclass

from corpus.records import Document, Member, ReadStatus, Rejection, Stance
from reports import charts, quotes, sheets, words
from reports.language import N_, _
from reports.run_data import RunData
from reports.sections import Section
from reports.unread import Unread, by_member, unread

BAR_WIDTH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One member and what is known from it."""

    anchor: str
    name: str
    evidence: str
    sheet: str
    type: str
    required: bool
    n_read: int
    n_unread: int
    n_positions: int
    n_issues: int
    words: int
    share: str
    bar: float
    newest: str
    basis: str
    thin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that was read."""

    member: str
    title: str
    path: str
    dated: str
    pages: str
    words: int
    older: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...]
    sources: tuple[Source, ...]
    silent: tuple[str, ...]
    n_thin: int
    n_issues: int
    n_words: int
    thin_below: int
    bar_width: int


def build(data: RunData) -> View:
    """Return the members; an alliance without any gets an empty table that says so."""
    written = words_written(data)
    return View(
        rows=tuple(_row(data, member, written) for member in data.members.values()),
        unread=unread(data),
        sources=tuple(_source(data, document) for document in by_member(data, data.read_documents)),
        silent=tuple(data.names[member.member_id] for member in data.members.values() if not _read(data, member)),
        n_thin=sum(1 for member_id in data.members if len(data.spoken[member_id]) < _thin_below(data)),
        n_issues=len(data.issues),
        n_words=sum(written.values()),
        thin_below=_thin_below(data),
        bar_width=BAR_WIDTH,
    )


def words_written(data: RunData) -> dict[str, int]:
    """Return how many words of each member were read."""
    written = dict.fromkeys(data.members, 0)
    for document in data.read_documents:
        written[document.member_id] = written.get(document.member_id, 0) + document.words
    return written


def _read(data: RunData, member: Member) -> list[Document]:
    return [document for document in data.read_documents if document.member_id == member.member_id]


def _row(data: RunData, member: Member, written: dict[str, int]) -> Row:
    read = _read(data, member)
    total = sum(written.values())
    own_words = written[member.member_id]
    n_issues = len(data.spoken[member.member_id])
    thin = n_issues < _thin_below(data)
    return Row(
        anchor=words.anchor("member-", member.member_id),
        name=data.names[member.member_id],
        evidence=words.anchor("said-", member.member_id) if data.positions else "",
        sheet=sheets.file_of(member.member_id),
        type=words.plain(member.type or ""),
        required=member.member_id in data.facts.required_members,
        n_read=len(read),
        n_unread=sum(
            1
            for document in data.documents.values()
            if document.member_id == member.member_id and document.status is not ReadStatus.READ
        ),
        n_positions=member.n_positions,
        n_issues=n_issues,
        words=own_words,
        share=words.percent(own_words, total) if total else "",
        bar=charts.bar_length(own_words, max(written.values(), default=0), width=BAR_WIDTH),
        newest=max((document.dated for document in read if document.dated), default=""),
        basis=_basis(n_read=len(read), n_positions=member.n_positions, thin=thin),
        thin=thin,
    )


def _thin_below(data: RunData) -> int:
    """Return the number of issues below which a member is thin; where there are few issues, all of them are enough."""
    return min(data.layout.thin_issues, len(data.issues))


def _basis(*, n_read: int, n_positions: int, thin: bool) -> str:
    if not n_read:
        return _("nothing read: every position unknown")
    if not n_positions:
        return _("no position found in what was read")
    return _("thin: treat silence as unknown") if thin else ""


def _source(data: RunData, document: Document) -> Source:
    return Source(
        member=data.names.get(document.member_id, document.member_id),
        title=quotes.source_of(document),
        path=words.plain(document.path),
        dated=document.dated or "",
        pages="" if document.pages is None else str(document.pages),
        words=document.words,
        older=document.superseded_by is not None,
    )


SECTION = Section(
    id="members",
    title=N_("Who is here and what was read"),
    short_title=N_("What was read"),
    question=N_("Is every member heard, or only those who write a lot?"),
    order=50,
    needs=(*quotes.NEEDS, Rejection, Stance),
    build=build,
)
