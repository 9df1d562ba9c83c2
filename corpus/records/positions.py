"""What a member demands: the sentence, of which kind, how firmly, and what it says about an issue."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from corpus.records._base import Record, Score, Signed, TableInfo


class Kind(StrEnum):
    """What a position is to the member that holds it, hardest first."""

    NON_NEGOTIABLE = "non_negotiable"
    CONSTRAINT = "constraint"
    GOAL = "goal"
    PREFERENCE = "preference"


class Holder(StrEnum):
    """Whose position a sentence states."""

    OWN = "own"
    REPORTED = "reported"


class Source(StrEnum):
    """Where a position comes from."""

    PAPER = "paper"
    DECLARATION = "declaration"


class StanceSide(StrEnum):
    """Where a member stands on an issue's statement. `not_stated` is silence, never agreement."""

    FOR = "for"
    AGAINST = "against"
    DEPENDS = "depends"
    MIXED = "mixed"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """A position as it stands in one document, before it is compared with anybody else's."""

    position_id: Annotated[str, "16 hex digits of sha256 over document_id, start, end and facet."]
    member_id: Annotated[str, "Member whose document says it."]
    document_id: Annotated[str, "Document that holds the sentence."]
    start: Annotated[int, "First character of the quote in documents.text."]
    end: Annotated[int, "Character after the last one (half-open)."]
    facet: Annotated[int, "0, or the ordinal where one sentence holds several positions."]
    lead_in_start: Annotated[int | None, "Start of the words that introduce a list item; null if none."]
    lead_in_end: Annotated[int | None, "End of the lead-in."]
    context_start: Annotated[int, "Start of the paragraph around the quote."]
    context_end: Annotated[int, "End of that paragraph."]
    marker_start: Annotated[int | None, "Start of the words that make it a position, or make it firm; null if none."]
    marker_end: Annotated[int | None, "End of those words."]
    page: Annotated[int | None, "Page on which the quote begins; null if the format has no pages."]
    last_page: Annotated[int | None, "Page on which the quote ends; null if the format has no pages."] = None
    heading: Annotated[str | None, "Nearest heading above the quote."]
    quote: Annotated[str, "documents.text[start:end], to the letter."]
    kind: Annotated[Kind, "non_negotiable, constraint, goal or preference."]
    kind_score: Annotated[Score, "How sure the reader is that this is an own position of that kind."]
    firmness: Annotated[Score, "0 idea, .25 welcome, .5 should, .75 demand or flat rejection, 1 exit."]
    holder: Annotated[Holder, "own, or reported: the sentence tells what somebody else holds."]
    holder_name: Annotated[str | None, "Who holds it, where the sentence says so."]
    source: Annotated[Source, "paper, or declaration of the member itself."]
    condition: Annotated[str | None, "Words of a condition or exception in the quote."]
    scope: Annotated[str | None, "Words that limit where, when or for whom it holds."]
    low: Annotated[float | None, "Smallest number it accepts, in `unit`; null if no number or no lower end."]
    high: Annotated[float | None, "Largest number it accepts, in `unit`; null if no upper end."]
    unit: Annotated[str | None, "Normal unit of low and high, for example day, percent, eur."]
    polarity: Annotated[int, "1 if it asks for what it names, -1 if it rejects it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Statement):
    """A position in its issue: what the report quotes and every finding rests on."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("positions", key=("position_id",))

    issue_id: Annotated[str | None, "Issue it answers; null if it stands alone."]
    stance: Annotated[Signed, "-1 against the issue's statement, 1 for it, near 0 neither."]
    superseded_by: Annotated[
        str | None, "position_id of this member that took its place: newer on the same point, or the one it repeats."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(Record):
    """In which issue a position was put; null if it stands alone."""

    position_id: str
    issue_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance(Record):
    """Where one member stands on one issue. There is a row for every pair, silence included."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("stances", key=("member_id", "issue_id"))

    member_id: Annotated[str, "Member."]
    issue_id: Annotated[str, "Issue."]
    stance: Annotated[StanceSide, "for, against, depends, mixed, or not_stated: nothing was found."]
    score: Annotated[Signed | None, "Mean stance of its positions; null where nothing was found."]
    firmness: Annotated[Score | None, "Firmness of its firmest position on the issue; null where nothing was found."]
    n_positions: Annotated[int, "Own, current positions it rests on."]
    positions: Annotated[tuple[str, ...], "position_ids, firmest first."]
