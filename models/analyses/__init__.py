"""What is computed over the whole corpus. One module an analysis; each offers ANALYSIS.

Analyses do not import each other: they meet through the record types they need and produce, and run in the order
that these give.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from corpus.discovery import discover
from corpus.records import Record, Rejection
from models.encoders import Encoder
from models.stance_model import StanceScorer

T = TypeVar("T")
S = TypeVar("S", bound=BaseModel)

RowsByType = Mapping[type, Sequence[Any]]
"""The rows of a run, or of a part of it, by their type."""


class NoSettings(BaseModel):
    """For an analysis that has nothing to set."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rows:
    """The rows that exist so far, by type, and the models for those who need them."""

    def __init__(self, rows: Mapping[type, Sequence[Any]], encoder: Encoder, stances: StanceScorer) -> None:
        """Keep the rows; they are not copied and must not be changed."""
        self._rows = rows
        self.encoder = encoder
        self.stances = stances

    def of(self, kind: type[T]) -> Sequence[T]:
        """Return all rows of one type.

        Raises:
            KeyError: nobody has made rows of this type; the analysis did not declare that it needs them.
        """
        return self._rows[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis(Generic[S]):
    """A step over the corpus: the row types it needs, those it produces, its settings and its function."""

    name: str
    needs: tuple[type, ...]
    produces: tuple[type, ...]
    settings: type[S]
    run: Callable[[Rows, S], Iterable[Record]]


def find_analyses(package: ModuleType) -> tuple[Analysis[Any], ...]:
    """Return the analyses of a package in an order in which each finds what it needs."""
    return in_order(discover(package, "ANALYSIS", Analysis))


def in_order(analyses: Iterable[Analysis[Any]], given: Iterable[type] = ()) -> tuple[Analysis[Any], ...]:
    """Sort analyses so that each comes after those that produce what it needs; ties by name.

    `given` are row types that exist before any analysis runs; types that nobody produces are taken as given too.

    Raises:
        ValueError: two analyses produce one type, or analyses need each other in a circle; names them.
    """
    waiting = sorted(analyses, key=lambda analysis: analysis.name)
    makers: dict[type, str] = {}
    for analysis in waiting:
        for kind in analysis.produces:
            if kind is not Rejection and makers.setdefault(kind, analysis.name) != analysis.name:
                raise ValueError(f"{makers[kind]} and {analysis.name} both produce {kind.__name__}.")
    done: set[type] = set(given)
    ordered: list[Analysis[Any]] = []
    while waiting:
        ready = next(
            (a for a in waiting if all(kind in done or kind not in makers for kind in a.needs)),
            None,
        )
        if ready is None:
            raise ValueError(f"These analyses need each other: {', '.join(a.name for a in waiting)}.")
        waiting.remove(ready)
        ordered.append(ready)
        done |= set(ready.produces)
    return tuple(ordered)
