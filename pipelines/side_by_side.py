"""Readings beside each other: who read what, and where the readers differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from corpus.manifest import ReaderUse
from corpus.records import PaperReading, ReadingDifference
from models.agreement import nominal_alpha
from models.readers import DocumentReading, Paper
from models.reading_agreement import compare
from pipelines.readers import Readers, read_papers

Units = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """All readings of a run as rows, and what the manifest says of each reader."""

    readings: tuple[PaperReading, ...]
    differences: tuple[ReadingDifference, ...]
    uses: tuple[ReaderUse, ...]

    def rows(self) -> dict[type, Sequence[Any]]:
        """Return the rows by type."""
        return {PaperReading: self.readings, ReadingDifference: self.differences, ReaderUse: self.uses}


def side_by_side(
    papers: Sequence[Paper],
    used: Sequence[DocumentReading],
    readers: Readers,
    *,
    on_progress: Callable[[str, int], None],
) -> SideBySide:
    """Have the readers beside read too, and hold their readings against those that are used.

    `on_progress` gets the name of a reader and the number of papers that it has read.
    """
    by_document = {reading.document_id: reading for reading in used}
    rows = [_row(reading, used=True) for reading in used]
    differences: list[ReadingDifference] = []
    uses = [_use(reader.name, reader.version, used, used=True) for reader in readers.used]
    for reader in readers.beside:
        others = [
            paper
            for paper in papers
            if (mine := by_document.get(paper.document.document_id)) is not None and mine.reader != reader.name
        ]
        found = read_papers(others, [reader], on_progress=partial(on_progress, reader.name))
        papers_by_id = {paper.document.document_id: paper for paper in others}
        all_units: Units = []
        for reading in found:
            compared = compare(papers_by_id[reading.document_id], by_document[reading.document_id], reading)
            rows.append(_row(reading, used=False, units=compared.units))
            differences += compared.differences
            all_units += compared.units
        agreement = nominal_alpha(all_units)
        uses.append(_use(reader.name, reader.version, found, used=False, agreement=agreement))
    return SideBySide(readings=tuple(rows), differences=tuple(differences), uses=tuple(uses))


def _row(reading: DocumentReading, *, used: bool, units: Sequence[tuple[str, str]] | None = None) -> PaperReading:
    return PaperReading(
        document_id=reading.document_id,
        reader=reading.reader,
        version=reading.version,
        used=used,
        complete=reading.complete,
        n_positions=len(reading.statements),
        n_dropped=len(reading.rejections),
        n_sentences=None if units is None else len(units),
        n_different=None if units is None else sum(one != other for one, other in units),
        agreement=None if units is None else nominal_alpha(units),
    )


def _use(
    name: str, version: str, readings: Sequence[DocumentReading], *, used: bool, agreement: float | None = None
) -> ReaderUse:
    own = [reading for reading in readings if reading.reader == name]
    return ReaderUse(
        name=name,
        version=version,
        documents=len(own),
        positions=sum(len(reading.statements) for reading in own),
        dropped=sum(len(reading.rejections) for reading in own),
        incomplete=sum(not reading.complete for reading in own),
        used=used,
        agreement=agreement,
        account="",
    )


def accounted(uses: Sequence[ReaderUse], readers: Readers) -> tuple[ReaderUse, ...]:
    """Return what the manifest says of the readers, with what each cost over the whole run."""
    accounts = {reader.name: reader.account() for reader in readers.all()}
    return tuple(replace(use, account=accounts[use.name]) for use in uses)


def incomplete(uses: Sequence[ReaderUse]) -> tuple[str, ...]:
    """Return a warning for each reader that did not get all the answers that it asked for."""
    return tuple(
        f"{use.name} got no usable answer for parts of {use.incomplete} documents, which were read without them; the "
        "table rejections names them."
        for use in uses
        if use.incomplete and use.used
    )
