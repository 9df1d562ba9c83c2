"""What every record type shares: the table it fills, its key, and the words that describe its fields."""

from dataclasses import dataclass
from typing import Annotated, ClassVar


@dataclass(frozen=True, slots=True)
class TableInfo:
    """The Parquet file a record type fills and the columns that identify a row in it."""

    name: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Inclusive bounds of a number, checked when a table is written."""

    low: float
    high: float


Score = Annotated[float, Range(0.0, 1.0)]
Signed = Annotated[float, Range(-1.0, 1.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A frozen row. A type with a TABLE is written to Parquet; one without only passes between steps."""

    TABLE: ClassVar[TableInfo | None] = None
