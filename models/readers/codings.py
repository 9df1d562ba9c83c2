"""Reads what people, or other tools, marked in codings.csv. A quote that is not found is dropped with its line."""

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from corpus.codings import FILE_NAME, Coding, digest_of, read_codings
from corpus.errors import UserError
from corpus.ids import content_id
from corpus.manifest import ModelUse
from corpus.records import Document, Holder, Rejection, Statement, Told
from models.readers import Conclusions, DocumentReading, Paper, ReaderKind
from models.readers._marking import Marking

STEP = "codings"
_SHOWN = 80  # characters of a quote that was not found
# Fields of a statement that a file may tell; a column that is there counts, also where it is empty.
_TOLD = ("firmness", "holder_name", "condition", "scope", "low", "high", "unit")


class CodingsSettings(BaseModel):
    """Where codings stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(FILE_NAME, min_length=1, description="The file with the codings, in the alliance's folder.")


class CodingsReader:
    """Gives the documents' positions as one coder marked them; of several coders the one named first in the file."""

    tells_holder = True
    at_once = 1

    def __init__(self, name: str, codings: Sequence[Coding], *, file: str) -> None:
        """Keep the codings, by the document that they name."""
        self.name = name
        self.version = digest_of(codings)
        self._file = file
        self._named: dict[str, list[Coding]] = defaultdict(list)
        for coding in codings:
            self._named[coding.document].append(coding)

    def fingerprint(self, paper: Paper) -> str:
        """Return what stands for the lines about this paper; their numbers count, since dropped ones are told so."""
        codings = self._of(paper.document)
        return content_id(self.name, digest_of(codings), *(coding.line for coding in codings))

    def read(self, paper: Paper) -> DocumentReading | None:
        """Return what the coder marked in a document; None if no line names it."""
        codings = self._of(paper.document)
        if not codings:
            return None
        marking = Marking(paper)
        statements: list[Statement] = []
        told: list[Told] = []
        lost: list[Rejection] = []
        for coding in codings:
            if coding.kind is None:
                continue
            span = marking.place(coding.quote, near=coding.start)
            if span is None:
                lost.append(self._not_found(coding))
                continue
            statement = marking.mark(
                span, kind=coding.kind, holder=coding.holder, told=_fields(coding), facet=coding.facet
            )
            statements.append(statement)
            if coding.issue and coding.holder is Holder.OWN:
                told.append(Told(position_id=statement.position_id, issue=coding.issue, stance=coding.stance))
        return DocumentReading(
            document_id=paper.document.document_id,
            reader=self.name,
            version=self.version,
            statements=tuple(statements),
            told=tuple(told),
            rejections=tuple(lost),
        )

    def _of(self, document: Document) -> list[Coding]:
        """Return the lines about a document by one coder; a document is named by its path or its id."""
        codings = [*self._named.get(document.path, ()), *self._named.get(document.document_id, ())]
        return [coding for coding in codings if coding.coder == codings[0].coder]

    def conclude(self, papers: Sequence[Paper], readings: Sequence[DocumentReading]) -> Conclusions:
        """Say which lines name a document that is not there."""
        known = {name for paper in papers for name in (paper.document.path, paper.document.document_id)}
        return Conclusions(
            told=tuple(told for reading in readings for told in reading.told),
            rejections=tuple(
                self._rejection(
                    coding,
                    "unknown_document",
                    f"No document called {name!r} was read. Write its path below the documents folder, "
                    "as in member/paper.pdf.",
                )
                for name, codings in self._named.items()
                if name not in known
                for coding in codings
            ),
        )

    def used(self) -> tuple[ModelUse, ...]:
        """Name the file."""
        return (ModelUse(name=self._file, sha256=self.version, licence="yours", use="positions that people marked"),)

    def forecast(self, papers: Sequence[Paper]) -> str:
        """Nothing is sent anywhere."""
        return ""

    def account(self) -> str:
        """Nothing was sent anywhere."""
        return ""

    def _not_found(self, coding: Coding) -> Rejection:
        quote = textwrap.shorten(coding.quote, _SHOWN)
        advice = "Copy the sentence from `commonground explain`."
        return self._rejection(coding, "quote_not_found", f"{coding.document} does not say “{quote}”. {advice}")

    def _rejection(self, coding: Coding, reason: str, detail: str) -> Rejection:
        return Rejection(step=STEP, subject=f"{self._file} line {coding.line}", reason=reason, detail=detail)


def _fields(coding: Coding) -> dict[str, Any]:
    """Return what a line tells of its statement. Who told a side has weighed the conditions: no rule adds one."""
    told = {name: getattr(coding, name) for name in _TOLD if name in coding.told}
    if coding.firmness is None:
        told.pop("firmness", None)
    if coding.stance is not None:
        told.setdefault("condition", None)
    return told


def open_codings(folder: Path, settings: CodingsSettings, source: str) -> CodingsReader:
    """Open the file of codings; `source` names the coder whose lines count, all if empty.

    Raises:
        UserError: the file is not there, has mistakes, or nobody of that name is in it.
    """
    path = folder / settings.file
    codings = read_codings(path)
    coders = sorted({coding.coder for coding in codings})
    if source and source not in coders:
        raise UserError(str(path), f"It holds no codings by {source!r}.", f"Coders in it: {', '.join(coders)}.")
    chosen = [coding for coding in codings if source in ("", coding.coder)]
    return CodingsReader(f"codings:{source}" if source else "codings", chosen, file=settings.file)


READER = ReaderKind(
    name="codings",
    section="codings",
    settings=CodingsSettings,
    open=open_codings,
    files=lambda settings: (settings.file,),
)
