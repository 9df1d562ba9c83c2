"""codings.csv: the positions that people, or other tools, marked in documents. All mistakes are told at once."""

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError, UserError
from corpus.records import Document, Holder, Issue, Kind, Position
from corpus.user_rows import read_rows

FILE_NAME = "codings.csv"
REQUIRED = ("document", "quote", "kind")
# What people need comes first; the rest makes a run's own export exact.
COLUMNS = (
    "document", "quote", "kind", "issue", "stance", "coder", "firmness", "holder", "holder_name", "condition", "scope",
    "low", "high", "unit", "start", "facet",
)  # fmt: skip
NOTHING = "none"
_FORMULA = frozenset("=+-@")
SIDES = {"for": 1.0, "against": -1.0, "neither": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One line: a quote of a document and what its coder says about it; `kind` null if the document holds nothing.

    `told` names the columns that the file has: what stands in one of them counts, also if it is empty.
    """

    line: int
    document: str
    quote: str
    kind: Kind | None
    issue: str
    stance: float | None
    coder: str
    firmness: float | None
    holder: Holder
    holder_name: str | None
    condition: str | None
    scope: str | None
    low: float | None
    high: float | None
    unit: str | None
    start: int | None
    facet: int | None
    told: frozenset[str]


def read_codings(path: Path) -> tuple[Coding, ...]:
    """Return the lines of a file of codings in their order.

    Raises:
        UserError: the file cannot be read.
        SettingsError: lists every mistake with its line and what to do.
    """
    if not path.is_file():
        raise UserError(
            str(path),
            "There is no such file, but the settings name a reader of codings.",
            "Put the file there, or take `codings` out of `readers` in alliance.toml.",
        )
    mistakes: list[str] = []
    found = [_coding(line, cells, mistakes) for line, cells in read_rows(path, required=REQUIRED)]
    if mistakes:
        raise SettingsError(str(path), mistakes)
    return tuple(found)


def digest_of(codings: Iterable[Coding]) -> str:
    """Return what stands for the content of some codings, whatever the lines that they stand on."""
    plain = [[*(str(getattr(coding, name)) for name in COLUMNS), sorted(coding.told)] for coding in codings]
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:16]


def _coding(line: int, cells: dict[str, str], mistakes: list[str]) -> Coding:
    checked = _Cells(line, cells, mistakes)
    empty = cells["kind"].lower() == NOTHING
    for name in ("document",) if empty else REQUIRED:
        if not cells[name]:
            mistakes.append(f"line {line}: {name} is empty.")
    if cells.get("stance") and not cells.get("issue"):
        mistakes.append(f"line {line}: a stance says nothing without an issue. Name the issue, or leave both empty.")
    return Coding(
        line=line,
        document=cells["document"].replace("\\", "/"),
        quote=cells["quote"],
        kind=None if empty else checked.choice("kind", Kind, Kind.GOAL),
        issue=" ".join(cells.get("issue", "").split()),
        stance=checked.stance(),
        coder=cells.get("coder", "") or "coder",
        firmness=checked.number("firmness", 0, 1),
        holder=checked.choice("holder", Holder, Holder.OWN),
        holder_name=cells.get("holder_name") or None,
        condition=cells.get("condition") or None,
        scope=cells.get("scope") or None,
        low=checked.number("low"),
        high=checked.number("high"),
        unit=cells.get("unit") or None,
        start=checked.whole("start"),
        facet=checked.whole("facet"),
        told=frozenset(cells),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one line, and the mistakes of the whole file."""

    line: int
    cells: dict[str, str]
    mistakes: list[str]

    def choice(self, name: str, options: Any, default: Any) -> Any:  # noqa: ANN401  (any enum, and its member)
        written = self.cells.get(name, "").lower().replace(" ", "_").replace("-", "_")
        if not written:
            return default
        try:
            return options(written)
        except ValueError:
            self.mistakes.append(
                f"line {self.line}: {name} is {self.cells[name]!r}; write one of: {', '.join(options)}."
            )
            return default

    def number(self, name: str, low: float = -math.inf, high: float = math.inf) -> float | None:
        written = self.cells.get(name, "")
        try:
            value = float(written) if written else None
        except ValueError:
            value = math.nan
        if value is not None and not (math.isfinite(value) and low <= value <= high):
            bounds = f" from {low:g} to {high:g}" if math.isfinite(low) else ""
            self.mistakes.append(f"line {self.line}: {name} is {written!r}; write a number{bounds}, as in 0.5.")
            return None
        return value

    def whole(self, name: str) -> int | None:
        value = self.number(name, 0)
        return None if value is None else int(value)

    def stance(self) -> float | None:
        written = self.cells.get("stance", "").lower()
        if written in SIDES:
            return SIDES[written]
        return self.number("stance", -1, 1)


def to_csv(positions: Iterable[Position], issues: Iterable[Issue], documents: Sequence[Document], *, coder: str) -> str:
    """Return the positions of a run as codings, in the order of documents and quotes; a reader of codings reads it."""
    labels: dict[str | None, str] = {issue.issue_id: issue.label for issue in issues}
    paths = {document.document_id: document.path for document in documents}
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    kept = list(positions)
    for row in sorted(kept, key=lambda position: (paths[position.document_id], position.start, position.facet)):
        label = labels.get(row.issue_id, "")
        values = {name: getattr(row, name, None) for name in COLUMNS}
        values |= {"document": paths[row.document_id], "issue": label, "coder": coder}
        values["stance"] = row.stance if label else None
        writer.writerow({name: "" if value is None else _inert(value) for name, value in values.items()})
    return out.getvalue()


def _inert(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; the space goes when the file is read."""
    return f" {value}" if isinstance(value, str) and value[:1] in _FORMULA else value
