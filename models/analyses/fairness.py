"""Whether reading and analysing serve every type of member, format, length and language alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pydantic import BaseModel, ConfigDict, Field

from corpus.intake import MemberEntry
from corpus.records import (
    Document,
    Fairness,
    FairnessGrouping,
    FindingStatus,
    Holder,
    Incompatibility,
    Position,
    ReadStatus,
    Stance,
    StanceSide,
)
from models.analyses import Analysis, Rows

_DECIMALS = 4
_STANDING = (FindingStatus.VERIFIED, FindingStatus.POSSIBLE)
_PER_WORDS = 1000
_UNKNOWN = "unknown"


class FairnessSettings(BaseModel):
    """What a short and a long document is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    short: int = Field(
        500, ge=1, le=1_000_000, description="Words up to which a document is short. Raising it calls more short."
    )
    long: int = Field(
        2000, ge=1, le=10_000_000, description="Words from which a document is long. Raising it calls fewer long."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The documents, positions and stances that a row is about."""

    documents: Sequence[Document]
    positions: Sequence[Position]
    stances: Sequence[Stance] = ()


def compare(rows: Rows, settings: FairnessSettings) -> Iterator[Fairness]:
    """Yield the figures of each type of member, format, length and language, each with how many cases it rests on.

    unread: share of documents that could not be read. positions_per_1000_words: own positions in what was read.
    confidence: mean kind_score of own positions. without_issue: share of own positions that answer no issue.
    in_conflict: share of own positions that stand in a verified or possible incompatibility. not_stated: share of
    cells of member and issue without a stance; that is silence, counted as nothing else. A figure without a case has
    no row. Differences show where the program may be unfair; with few cases they may be chance.
    """
    entries = {entry.member_id: entry for entry in rows.of(MemberEntry)}
    documents = {document.document_id: document for document in rows.of(Document)}
    own = [each for each in rows.of(Position) if each.holder is Holder.OWN]
    clashing = {key for row in rows.of(Incompatibility) if row.status in _STANDING for key in row.positions}

    def type_of(member_id: str) -> str:
        return entries[member_id].type or _UNKNOWN

    def length_of(document: Document) -> str:
        return "short" if document.words <= settings.short else "long" if document.words >= settings.long else "medium"

    named = {
        FairnessGrouping.FORMAT: {key: document.format or _UNKNOWN for key, document in documents.items()},
        FairnessGrouping.LENGTH: {
            key: length_of(document) for key, document in documents.items() if document.status is ReadStatus.READ
        },
        FairnessGrouping.LANGUAGE: {key: document.language or _UNKNOWN for key, document in documents.items()},
    }
    of_types = {
        kind: _Group(
            documents=[each for each in documents.values() if type_of(each.member_id) == kind],
            positions=[each for each in own if type_of(each.member_id) == kind],
            stances=[each for each in rows.of(Stance) if type_of(each.member_id) == kind],
        )
        for kind in sorted({type_of(member_id) for member_id in entries})
    }
    yield from _figures(FairnessGrouping.TYPE, of_types, clashing)
    for grouping, names in named.items():
        groups = {
            name: _Group(
                documents=[documents[key] for key, its in names.items() if its == name],
                positions=[each for each in own if names.get(each.document_id) == name],
            )
            for name in sorted(set(names.values()))
        }
        yield from _figures(grouping, groups, clashing)


def _figures(grouping: FairnessGrouping, groups: Mapping[str, _Group], clashing: set[str]) -> Iterator[Fairness]:
    for name, group in groups.items():
        words = sum(document.words for document in group.documents if document.status is ReadStatus.READ)
        n_own = len(group.positions)
        wanted = [document for document in group.documents if document.status is not ReadStatus.DUPLICATE]
        stated = [stance.stance is not StanceSide.NOT_STATED for stance in group.stances]
        figures = {
            "unread": (_share(document.status is not ReadStatus.READ for document in wanted), len(wanted)),
            "positions_per_1000_words": (_PER_WORDS * n_own / words if words else None, words),
            "confidence": (fsum(p.kind_score for p in group.positions) / n_own if n_own else None, n_own),
            "without_issue": (_share(position.issue_id is None for position in group.positions), n_own),
            "in_conflict": (_share(position.position_id in clashing for position in group.positions), n_own),
            "not_stated": (_share(not each for each in stated), len(stated)),
        }
        for figure, (value, n) in figures.items():
            if value is not None:
                by = "" if grouping is FairnessGrouping.TYPE else f"_by_{grouping}"
                yield Fairness(
                    member_type=name, figure=f"{figure}{by}", value=round(value, _DECIMALS), n=n, grouping=grouping
                )


def _share(cases: Iterable[bool]) -> float | None:
    known = list(cases)
    return sum(known) / len(known) if known else None


ANALYSIS = Analysis(
    name="fairness",
    needs=(MemberEntry, Document, Position, Stance, Incompatibility),
    produces=(Fairness,),
    settings=FairnessSettings,
    run=compare,
)
