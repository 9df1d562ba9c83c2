"""Who reads the documents. One module a reader; each offers READER.

A reader turns one document into a reading: the positions in it, each with its sentence, and as much about them as
the reader can tell. Whatever it does not tell (issue, side, how two positions relate), the models infer later.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from corpus.blocks import Block
from corpus.discovery import discover
from corpus.errors import UserError
from corpus.manifest import ModelUse
from corpus.records import Document, Judgement, Rejection, Statement, Told
from models.chat.requests import Request

S = TypeVar("S", bound=BaseModel)
BUILT_IN = "built_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that was read into text, its blocks, and its member's name, by which it may speak of itself."""

    document: Document
    blocks: tuple[Block, ...]
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReading:
    """What a reader took from one document.

    Every statement's quote is `document.text[start:end]`; `told` speaks of these statements only. What was dropped
    stands in `rejections`. A reading that is not `complete` (a server did not answer) may be another one next time, so
    nobody keeps it.
    """

    document_id: str
    reader: str
    version: str
    statements: tuple[Statement, ...]
    told: tuple[Told, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusions:
    """What a reader makes of all its readings together: issues under common names, and pairs that it judged."""

    told: tuple[Told, ...]
    judgements: tuple[Judgement, ...] = ()
    rejections: tuple[Rejection, ...] = ()


class Reader(Protocol):
    """Reads documents. A reading is a function of the paper and of what `fingerprint` stands for, of nothing else."""

    @property
    def name(self) -> str:
        """How settings and reports call it."""
        ...

    @property
    def version(self) -> str:
        """What tells two versions of it apart, short enough to be shown."""
        ...

    @property
    def tells_holder(self) -> bool:
        """Whether it is sure whose position a sentence is, so that nobody looks for quotations again."""
        ...

    @property
    def at_once(self) -> int:
        """How many documents it may be given at the same time."""
        ...

    def fingerprint(self, paper: Paper) -> str:
        """Return what besides the paper decides its reading: code, models, settings, what people wrote about it."""
        ...

    def read(self, paper: Paper) -> DocumentReading | None:
        """Read one document; None if this reader has nothing to do with it."""
        ...

    def conclude(self, papers: Sequence[Paper], readings: Sequence[DocumentReading]) -> Conclusions:
        """Look over all its readings that are used, in the order of the documents; `papers` are all of the run."""
        ...

    def used(self) -> tuple[ModelUse, ...]:
        """Return the models and rules that it reads with, for the manifest."""
        ...

    def forecast(self, papers: Sequence[Paper]) -> str:
        """Say what reading these papers will send or cost, before it begins; nothing if it costs nothing."""
        ...

    def account(self) -> str:
        """Say what was sent and what it cost so far; nothing if it cost nothing."""
        ...


@runtime_checkable
class Correspondent(Protocol):
    """A reader that asks somebody by requests, which can also go through files."""

    def outstanding(self) -> tuple[Request, ...]:
        """Return the requests that have no usable answer yet, in an order of their own."""
        ...

    def batch_line(self, request: Request) -> str:
        """Return a request as a line of the JSONL that batch services take."""
        ...


@runtime_checkable
class SecondLook(Protocol):
    """A reader that can look again at what was found to exclude each other."""

    def look_again(
        self, pairs: Mapping[str, Sequence[tuple[Statement, Statement]]], papers: Sequence[Paper]
    ) -> "Doubts":
        """Return its doubts about pairs of sentences, which are given by the label of their issue."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Why pairs may not exclude each other, by the two position_ids; and what of the answers was dropped."""

    reasons: Mapping[tuple[str, str], str]
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderKind(Generic[S]):
    """A reader: its name, the section of its settings in alliance.toml, and what opens it for an alliance's folder.

    `open` gets the folder, the settings, and what stands behind the name and a colon; often nothing. `files` names
    what it reads in the folder besides papers, for the manifest.
    """

    name: str
    section: str
    settings: type[S]
    open: Callable[[Path, S, str], Reader]
    files: Callable[[S], Sequence[str]] = lambda _: ()


def reader_kinds() -> Mapping[str, ReaderKind[Any]]:
    """Return the readers there are, by name."""
    return {kind.name: kind for kind in discover(importlib.import_module(__name__), "READER", ReaderKind)}


def files_of(specs: Iterable[str], settings: Mapping[str, BaseModel]) -> list[str]:
    """Return the names of the files in the alliance's folder that readers read besides papers; see `open_reader`."""
    kinds = reader_kinds()
    chosen = [kinds[name] for spec in specs if (name := spec.partition(":")[0]) in kinds]
    return [file for kind in chosen for file in kind.files(settings[kind.section])]


def open_reader(spec: str, folder: Path, settings: Mapping[str, BaseModel]) -> Reader:
    """Open a reader for an alliance's folder.

    Args:
        spec: its name, or its name, a colon and what it is to read from, as in `codings:anna`.
        folder: the alliance's folder.
        settings: those of the run, by section.

    Raises:
        UserError: there is none of this name, or it lacks something that the user can give.
    """
    name, _, source = spec.partition(":")
    kinds = reader_kinds()
    if name not in kinds:
        raise UserError(f"reader {name!r}", "There is no such reader.", f"Known are: {', '.join(sorted(kinds))}.")
    kind = kinds[name]
    return kind.open(folder, settings[kind.section], source.strip())
