"""Puts statements in their issues: which side each is on, and what a newer paper or a repetition replaced."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from pydantic import BaseModel, ConfigDict, Field

from corpus.records import Document, Placement, Position, Statement
from models.analyses import Analysis, Rows
from models.leaning import Lean


class StanceSettings(BaseModel):
    """When a sentence says again what another said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repeat_overlap: float = Field(
        0.7,
        gt=0,
        le=1,
        description="Share of words from which a member's second sentence on an issue repeats the first. Raising it "
        "counts more of them twice.",
    )


_WORD = re.compile(r"[^\W\d_]+|\d+")
_DRAFT_DATE = "0000"


def place(rows: Rows, settings: StanceSettings) -> Iterator[Position]:
    """Yield every statement as a position; a reported one has no issue and leans nowhere."""
    placements = {placement.position_id: placement.issue_id for placement in rows.of(Placement)}
    statements = {statement.position_id: statement for statement in rows.of(Statement)}
    leans = {row.position_id: row.lean for row in rows.of(Lean)}
    current = [statements[position_id] for position_id in leans]
    by_point: dict[tuple[str, str | None], list[Statement]] = defaultdict(list)
    for statement in current:
        by_point[statement.member_id, placements[statement.position_id]].append(statement)
    replaced: dict[str, str] = {}
    for held in by_point.values():
        replaced |= _repeats(held, leans, settings)
    replaced |= _superseded(current, placements, leans, _dates(rows.of(Document)))
    for statement in statements.values():
        yield Position(
            **asdict(statement),
            issue_id=placements.get(statement.position_id),
            stance=leans.get(statement.position_id, 0.0),
            superseded_by=replaced.get(statement.position_id),
        )


def _dates(documents: Sequence[Document]) -> dict[str, str]:
    """Return when each document was written; a draft is older than anything, whatever its date."""
    drafts = {
        document.document_id: _DRAFT_DATE for document in documents if _is_draft(document) or document.superseded_by
    }
    return {document.document_id: document.dated for document in documents if document.dated} | drafts


def _is_draft(document: Document) -> bool:
    named = f"{document.path.rsplit('/', 1)[-1]} {document.title or ''}".lower()
    return "draft" in _WORD.findall(named)


def _repeats(statements: Sequence[Statement], leans: dict[str, float], settings: StanceSettings) -> dict[str, str]:
    """Where a paper says the same twice (a summary and its body), the later place counts as a repeat of the first.

    Returns the repeating position_ids with the position that each repeats.
    """
    ordered = sorted(statements, key=lambda statement: (statement.member_id, statement.document_id, statement.start))
    words = {statement.position_id: frozenset(_WORD.findall(statement.quote.lower())) for statement in ordered}
    repeated: dict[str, str] = {}
    for number, statement in enumerate(ordered):
        mine = words[statement.position_id]
        for earlier in ordered[:number]:
            theirs = words[earlier.position_id]
            same_side = leans[statement.position_id] * leans[earlier.position_id] > 0
            if (
                earlier.document_id == statement.document_id
                and earlier.position_id not in repeated
                and same_side
                and len(mine & theirs) >= settings.repeat_overlap * len(mine | theirs)
            ):
                repeated[statement.position_id] = earlier.position_id
                break
    return repeated


def _superseded(
    statements: Sequence[Statement],
    placements: dict[str, str | None],
    leans: dict[str, float],
    dates: dict[str, str],
) -> dict[str, str]:
    """Where a member's dated papers stand on opposite sides of an issue, the newer one counts.

    Returns the replaced position_ids with the position that replaced each (the firmest of the newest paper).
    """
    by_point: dict[tuple[str, str | None], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.document_id in dates:
            by_point[statement.member_id, placements[statement.position_id]].append(statement)
    replaced: dict[str, str] = {}
    for held in by_point.values():
        newest = max(dates[statement.document_id] for statement in held)
        current = [statement for statement in held if not _is_older(dates[statement.document_id], newest)]
        signs = {leans[statement.position_id] > 0 for statement in current}  # both if the newest paper says both
        latest = min(current, key=lambda statement: (-statement.firmness, statement.position_id))
        for statement in held:
            if _is_older(dates[statement.document_id], newest) and (leans[statement.position_id] > 0) not in signs:
                replaced[statement.position_id] = latest.position_id
    return replaced


def _is_older(date: str, other: str) -> bool:
    """Tell whether one date is surely before the other: "2021" says nothing about "2021-03"."""
    known = min(len(date), len(other))
    return date[:known] < other[:known]


ANALYSIS = Analysis(
    name="placement",
    needs=(Document, Statement, Placement, Lean),
    produces=(Position,),
    settings=StanceSettings,
    run=place,
)
