"""Confirmation sheets: what was understood from one member's papers, for that member to confirm, correct or withdraw.

A sheet goes to one member alone. Nothing in it depends on another member: no issue, no stance, no other name.
"""

from dataclasses import dataclass, replace

from corpus.corrections import one_line
from corpus.records import Document, Holder, Kind, Position, ReadStatus
from reports import quotes, words
from reports.language import N_, _, dated
from reports.quotes import Quote
from reports.run_data import RunData
from reports.unread import Unread, unread

VERDICTS = (
    ("keep", N_("Yes, this is our position")),
    ("outdated", N_("No longer: we withdraw it")),
    ("wrong", N_("We do not say this")),
    ("not_ours", N_("It is somebody else’s view, not ours")),
    ("reclassify", N_("Yes, but it is")),
)
"""The verdicts of corrections.csv that a member can give, in the words of the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One position as it was understood."""

    quote: Quote
    sentence: str
    kind: str
    kind_words: str
    meaning: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document of the member, with its positions and what it tells of others, in the order of the text."""

    anchor: str
    title: str
    path: str
    dated: str
    items: tuple[Item, ...]
    reported: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything one sheet shows.

    `verdicts` and `kinds` are (value in corrections.csv, words), kinds with and without an article.
    """

    file: str
    member_id: str
    stem: str
    alliance: str
    date: str
    name: str
    n_items: int
    papers: tuple[Paper, ...]
    unread: tuple[Unread, ...]
    verdicts: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str, str], ...]


def file_of(member_id: str) -> str:
    """Return the sheet's file, as seen from index.html."""
    return f"members/{words.anchor('', member_id)}.html"


def all_sheets(data: RunData) -> tuple[Sheet, ...]:
    """Return one sheet per member, also for those of whom nothing was found."""
    return tuple(sheet_of(data, member_id) for member_id in data.members)


def sheet_of(data: RunData, member_id: str) -> Sheet:
    """Return what was understood from one member's papers."""
    own = [document for document in data.rows(Document) if document.member_id == member_id]
    own.sort(key=lambda document: (document.path, document.document_id))
    papers = tuple(_paper(data, document) for document in own if document.status is ReadStatus.READ)
    return Sheet(
        file=file_of(member_id),
        member_id=member_id,
        stem=words.anchor("", member_id),
        alliance=words.capitalised(words.plain(data.facts.name)),
        date=dated(words.plain(data.facts.date or "")),
        name=words.plain(data.members[member_id].name) or member_id,
        n_items=sum(len(paper.items) for paper in papers),
        papers=papers,
        unread=unread(data, member_id=member_id),
        verdicts=tuple((value, _(label)) for value, label in VERDICTS),
        kinds=tuple((kind.value, _(words.KIND_CHOICES[kind]), _(words.KIND_WORDS[kind])) for kind in Kind),
    )


def _paper(data: RunData, document: Document) -> Paper:
    own = [position for position in data.rows(Position) if position.document_id == document.document_id]
    own.sort(key=lambda position: (position.start, position.end, position.facet))
    return Paper(
        anchor=words.anchor("paper-", document.document_id),
        title=quotes.source_of(document),
        path=words.plain(document.path),
        dated=dated(document.dated or ""),
        items=tuple(_item(data, position) for position in own if position.holder is Holder.OWN),
        reported=tuple(_quote(data, position) for position in own if position.holder is Holder.REPORTED),
    )


def _item(data: RunData, position: Position) -> Item:
    return Item(
        quote=_quote(data, position),
        sentence=one_line(position.quote),
        kind=position.kind.value,
        kind_words=_(words.KIND_WORDS[position.kind]),
        meaning=_(words.KIND_MEANINGS[position.kind]),
        condition=position.condition or "",
    )


def _quote(data: RunData, position: Position) -> Quote:
    """Return a position as a quote without what would change with other members."""
    quote = quotes.quote_of(data, position.position_id)
    return replace(quote, href="", member="", notes=quotes.notes_on(position))
