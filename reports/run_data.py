"""Typed access to everything a run left behind: the rows of every table, and the manifest."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from corpus import tables
from corpus.errors import UserError
from corpus.manifest import Figure, Manifest, ModelUse, ReaderUse, Setting, StepCost
from corpus.records import (
    TABLES,
    Document,
    FindingStatus,
    Incompatibility,
    Issue,
    Lineage,
    Member,
    Position,
    ReadStatus,
    Record,
    Stance,
    StanceSide,
)
from reports.settings import Layout
from reports.words import capitalised, plain

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, eq=False)
class RunData:
    """One run's tables and manifest. Rows are sorted by key, whatever order they came in."""

    tables: Mapping[type[Record], tuple[Record, ...]] = field(repr=False)
    manifest: Mapping[str, object]
    layout: Layout = field(default_factory=Layout)

    @classmethod
    def of(
        cls,
        rows: Mapping[type[Record], Iterable[Record]],
        manifest: Mapping[str, object],
        *,
        layout: Layout | None = None,
    ) -> "RunData":
        """Take rows from memory; a table that is not given is empty."""
        ordered = {record: _by_key(record, given) for record, given in rows.items()}
        return cls(ordered, manifest, layout or Layout())

    def rows(self, record_type: type[R]) -> tuple[R, ...]:
        """Return the rows of one table, sorted by key."""
        return cast("tuple[R, ...]", self.tables.get(record_type, ()))

    @cached_property
    def facts(self) -> Manifest:
        """What the manifest says; what it does not say is empty."""
        return _manifest_of(self.manifest)

    @cached_property
    def members(self) -> dict[str, Member]:
        """Members by id, in order of their names as shown."""
        return {member.member_id: member for member in sorted(self.rows(Member), key=_name_and_id)}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each member as shown; where two share a name, their ids tell them apart."""
        shown = {member_id: plain(member.name) or member_id for member_id, member in self.members.items()}
        taken = list(shown.values())
        return {
            member_id: f"{name} ({member_id})" if taken.count(name) > 1 else name for member_id, name in shown.items()
        }

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id."""
        return {document.document_id: document for document in self.rows(Document)}

    @cached_property
    def read_documents(self) -> tuple[Document, ...]:
        """Documents that were searched for positions."""
        return tuple(document for document in self.documents.values() if document.status is ReadStatus.READ)

    @cached_property
    def positions(self) -> dict[str, Position]:
        """Positions by id."""
        return {position.position_id: position for position in self.rows(Position)}

    @cached_property
    def issues(self) -> dict[str, Issue]:
        """Issues by id."""
        return {issue.issue_id: issue for issue in self.rows(Issue)}

    @cached_property
    def labels(self) -> dict[str, str]:
        """The name of each issue as shown: the one people know it by, or its label."""
        known = {line.issue_id: line.display_name for line in self.rows(Lineage)}
        return {
            issue_id: capitalised(plain(known.get(issue_id) or issue.label) or issue_id)
            for issue_id, issue in self.issues.items()
        }

    @cached_property
    def stances(self) -> dict[tuple[str, str], Stance]:
        """Stances by member and issue."""
        return {(stance.member_id, stance.issue_id): stance for stance in self.rows(Stance)}

    @cached_property
    def spoken(self) -> dict[str, tuple[str, ...]]:
        """The issues on which something was found, by member."""
        found: dict[str, list[str]] = {member_id: [] for member_id in self.members}
        for (member_id, issue_id), stance in self.stances.items():
            if stance.stance is not StanceSide.NOT_STATED:
                found.setdefault(member_id, []).append(issue_id)
        return {member_id: tuple(issue_ids) for member_id, issue_ids in found.items()}

    @cached_property
    def collisions(self) -> tuple[Incompatibility, ...]:
        """Incompatibilities that stand, verified or possible."""
        standing = (FindingStatus.VERIFIED, FindingStatus.POSSIBLE)
        return tuple(row for row in self.rows(Incompatibility) if row.status in standing)

    @cached_property
    def front_quotes(self) -> frozenset[str]:
        """Positions whose quotes stand in index.html.

        All of them, unless there are too many: then those a finding rests on, and the firmest of each
        member and issue, as many as fit.
        """
        if len(self.positions) <= self.layout.quotes_in_page:
            return frozenset(self.positions)
        used = {position_id for row in self.collisions for position_id in row.positions}
        used |= {issue.statement_position_id for issue in self.issues.values()} & set(self.positions)
        for depth in range(self.layout.quotes_per_stance, 0, -1):
            firmest = {position_id for stance in self.rows(Stance) for position_id in stance.positions[:depth]}
            if len(used | firmest) <= self.layout.quotes_in_page:
                return frozenset(used | firmest)
        return frozenset(used)


def load(run_folder: Path, *, layout: Layout | None = None) -> RunData:
    """Read a finished run: its tables folder and its manifest. A table that is newer than the run has no rows.

    Raises:
        UserError: the folder holds no complete run.
    """
    try:
        manifest = json.loads((run_folder / "manifest.json").read_text(encoding="utf-8"))
        rows = {record: _read(record, run_folder, manifest) for record in TABLES}
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise UserError(
            str(run_folder),
            f"no complete run is here ({missing}).",
            "Name a folder below runs/, or run again.",
        ) from missing
    return RunData.of(rows, manifest, layout=layout)


def _read(record: type[R], run_folder: Path, manifest: Mapping[str, object]) -> tuple[R, ...]:
    """Return the rows of a table; none where the run was published by a version that had no such table."""
    name = f"tables/{tables.info_of(record).name}.parquet"
    listed = manifest.get("files")
    if isinstance(listed, dict) and listed and name not in listed:
        return ()
    return tables.read(record, run_folder / "tables")


def _manifest_of(values: Mapping[str, object]) -> Manifest:
    blank = Manifest(schema_version="", run_id="", created="", code_version="", name="", date=None)
    known = {part.name for part in fields(Manifest)}
    given: dict[str, Any] = {name: value for name, value in values.items() if name in known and value is not None}
    parts = {"settings": Setting, "models": ModelUse, "figures": Figure, "costs": StepCost, "readers": ReaderUse}
    for name, part in parts.items():
        given[name] = tuple(part(**row) for row in given.get(name, ()))
    for name in ("required_members", "warnings"):
        given[name] = tuple(given.get(name, ()))
    return replace(blank, **given)


def _by_key(record: type[Record], rows: Iterable[Record]) -> tuple[Record, ...]:
    key = tables.info_of(record).key
    return tuple(sorted(rows, key=lambda row: tuple(getattr(row, name) for name in key)))


def _name_and_id(member: Member) -> tuple[str, str]:
    return plain(member.name).casefold(), member.member_id
