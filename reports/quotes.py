"""A position as the report quotes it: the sentence, the words that make it firm, and where it stands."""

import re
from dataclasses import dataclass

from corpus.records import (
    Document,
    Holder,
    Incompatibility,
    Issue,
    Kind,
    Lineage,
    Member,
    Position,
    Record,
    Source,
    Stance,
)
from reports.language import _, dated, other_language
from reports.run_data import RunData
from reports.words import anchor, plain, quote_marks

NEEDS: tuple[type[Record], ...] = (Member, Document, Position, Issue, Lineage, Stance, Incompatibility)
"""Tables that a section which shows quotes reads."""

EXIT = 1.0
"""Firmness at which a position is a red line."""

_BEGINS = re.compile(r"[^\w\s]*(?:\d|[^\W\d_a-z])")
_SENTENCE_END = re.compile(r"[.!?]['\"”’)\]]*\s|\n\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What stands in a document, to the letter, with everything needed to find it there.

    `before`, `marked` and `after` make up the quote; `marked` are the words that make it firm,
    if they are in it. `firm_sentence` is the sentence that makes it firm, if that is another one.
    `language` is that of the document, where the page speaks another.
    """

    position_id: str
    anchor: str
    href: str
    language: str
    open_mark: str
    close_mark: str
    lead_in: str
    before: str
    marked: str
    after: str
    firm_sentence: str
    member: str
    source: str
    page: str
    dated: str
    heading: str
    notes: tuple[str, ...]


def is_red_line(position: Position) -> bool:
    """Whether a position is one the member would not join without."""
    return position.kind is Kind.NON_NEGOTIABLE or position.firmness >= EXIT


def href_of(data: RunData, position_id: str) -> str:
    """Return where a quote stands, as seen from index.html."""
    target = f"#{anchor('q-', position_id)}"
    if position_id in data.front_quotes:
        return target
    return f"{evidence_file(data.positions[position_id].member_id)}{target}"


def evidence_file(member_id: str) -> str:
    """Return the file that holds all quotes of a member when index.html cannot."""
    return f"evidence/{anchor('', member_id)}.html"


def quote_of(data: RunData, position_id: str) -> Quote:
    """Return a position as a quote."""
    position = data.positions[position_id]
    document = data.documents[position.document_id]
    before, marked, after = _marked(position)
    lead_in = _lead_in(position, document)
    open_mark, close_mark = quote_marks(lead_in + position.quote)
    return Quote(
        position_id=position_id,
        anchor=anchor("q-", position_id),
        href=href_of(data, position_id),
        language=other_language(document.language),
        open_mark=open_mark,
        close_mark=close_mark,
        lead_in=lead_in,
        before=before,
        marked=marked,
        after=after,
        firm_sentence=_firm_sentence(position, document),
        member=data.names[position.member_id],
        source=source_of(document),
        page=_page(position, document),
        dated=dated(document.dated) if document.dated else _("no date"),
        heading=plain(position.heading or ""),
        notes=_notes(position),
    )


def source_of(document: Document) -> str:
    """Return the name of a document as shown: its title, or the name of its file."""
    return plain(document.title or "") or plain(document.path.rsplit("/", 1)[-1]) or document.document_id


def _page(position: Position, document: Document) -> str:
    if position.page is not None:
        is_over = position.last_page is not None and position.last_page > position.page
        return (
            _("pages %(first)s–%(last)s", first=str(position.page), last=str(position.last_page))
            if is_over
            else _("page %(page)s", page=str(position.page))
        )
    return _("page not known") if document.pages is not None else ""


def notes_on(position: Position) -> tuple[str, ...]:
    """Return what its own paper makes to be said about a position, whatever other members say."""
    notes = []
    if position.holder is Holder.REPORTED:
        holder = plain(position.holder_name or "") or _("somebody else")
        notes.append(_("reports what %(holder)s holds; not counted as the member’s own position", holder=holder))
    if position.source is Source.DECLARATION:
        notes.append(_("declared by the member itself"))
    return tuple(notes)


def _notes(position: Position) -> tuple[str, ...]:
    if position.superseded_by is None:
        return notes_on(position)
    return (*notes_on(position), _("replaced by a newer sentence of this member; not counted"))


def _lead_in(position: Position, document: Document) -> str:
    if position.lead_in_start is None or position.lead_in_end is None:
        return ""
    text = document.text[position.lead_in_start : position.lead_in_end].strip()
    return text if _BEGINS.match(text) else ""  # half a sentence, as of an amended law, would mislead


def _marker(position: Position) -> tuple[int, int] | None:
    start, end = position.marker_start, position.marker_end
    return None if start is None or end is None or start >= end else (start, end)


def _marked(position: Position) -> tuple[str, str, str]:
    marker = _marker(position)
    if marker is None or marker[0] < position.start or marker[1] > position.end:
        return position.quote, "", ""
    start, end = marker[0] - position.start, marker[1] - position.start
    return position.quote[:start], position.quote[start:end], position.quote[end:]


def _firm_sentence(position: Position, document: Document) -> str:
    """Return the sentence that makes a position firm, if it is neither the quote nor its lead-in."""
    marker = _marker(position)
    shown = ((position.start, position.end), (position.lead_in_start, position.lead_in_end))
    if marker is None or any(_holds(span, marker) for span in shown):
        return ""
    return sentence_around(document.text, *marker)


def _holds(span: tuple[int | None, int | None], marker: tuple[int, int]) -> bool:
    start, end = span
    return start is not None and end is not None and start <= marker[0] and marker[1] <= end


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of `text` that holds the half-open range."""
    begin = max((match.end() for match in _SENTENCE_END.finditer(text, 0, start)), default=0)
    # The range may end with the sentence's own full stop.
    following = _SENTENCE_END.search(text, max(start, end - 1))
    return text[begin : following.end() if following else len(text)].strip()
