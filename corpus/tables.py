"""Record types to Arrow schemas, Parquet files, the data dictionary and datapackage.json.

The only file that knows pyarrow. Arrow does not enforce nullability, keys or ranges itself, so `to_arrow` does.
"""

import io
import itertools
import types
import typing
from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.records import TABLES, Range, Record, TableInfo

SCHEMA_VERSION = "1"
R = TypeVar("R", bound=Record)

_ARROW: dict[type, pa.DataType] = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
_FRICTIONLESS = {str: "string", int: "integer", float: "number", bool: "boolean"}


class Field(typing.NamedTuple):
    """A column, taken from a record's annotation."""

    name: str
    type: type
    is_list: bool
    nullable: bool
    description: str
    range: Range | None


def info_of(record: type[Record]) -> TableInfo:
    """Return the table a record type fills.

    Raises:
        TypeError: the type only passes between steps and has no table.
    """
    if record.TABLE is None:
        raise TypeError(f"{record.__name__} has no table.")
    return record.TABLE


def fields_of(record: type[Record]) -> tuple[Field, ...]:
    """Return the columns of a record type, in the order in which its fields are declared."""
    hints = typing.get_type_hints(record, include_extras=True)
    return tuple(_field(field.name, hints[field.name]) for field in fields(record))


def _field(name: str, hint: Any) -> Field:  # noqa: ANN401  (an annotation can be any object)
    description, bounds, nullable, is_list = "", None, False, False
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            hint, *extras = typing.get_args(hint)
            for extra in extras:
                description = extra if isinstance(extra, str) else description
                bounds = extra if isinstance(extra, Range) else bounds
        elif typing.get_origin(hint) in (types.UnionType, typing.Union):
            nullable = True
            hint = next(option for option in typing.get_args(hint) if option is not type(None))
        elif typing.get_origin(hint) is tuple:
            is_list = True
            hint = typing.get_args(hint)[0]
        else:
            return Field(name, hint, is_list, nullable, description, bounds)


def schema_of(record: type[Record]) -> pa.Schema:
    """Return the Arrow schema of a record type, with its key and field descriptions as metadata."""
    columns = []
    for field in fields_of(record):
        arrow = pa.string() if issubclass(field.type, StrEnum) else _ARROW[field.type]
        arrow = pa.list_(pa.field("element", arrow, nullable=False)) if field.is_list else arrow
        columns.append(
            pa.field(field.name, arrow, nullable=field.nullable, metadata={"description": field.description})
        )
    info = info_of(record)
    return pa.schema(
        columns,
        metadata={
            "commonground.table": info.name,
            "commonground.schema_version": SCHEMA_VERSION,
            "commonground.primary_key": ",".join(info.key),
        },
    )


def to_arrow(record: type[R], rows: Iterable[R]) -> pa.Table:
    """Return rows as an Arrow table sorted by key.

    Raises:
        ValueError: a null where none may be, a repeated key, or a number out of its range; names table and column.
    """
    info = info_of(record)
    rows = list(rows)
    for field in fields_of(record):
        _check(info.name, field, [getattr(row, field.name) for row in rows])
    ordered = sorted(rows, key=lambda row: tuple(getattr(row, name) for name in info.key))
    keys = [tuple(getattr(row, name) for name in info.key) for row in ordered]
    for one, other in itertools.pairwise(keys):
        if one == other:
            raise ValueError(f"{info.name}: the key {', '.join(info.key)} = {one} stands twice.")
    columns = {}
    for field in fields_of(record):
        values = [getattr(row, field.name) for row in ordered]
        columns[field.name] = [list(value) for value in values] if field.is_list else values
    return pa.table(columns, schema=schema_of(record))


def _check(table: str, field: Field, values: Sequence[Any]) -> None:
    for value in values:
        if value is None:
            if not field.nullable:
                raise ValueError(f"{table}.{field.name} may not be null.")
        elif field.is_list:
            if None in value:
                raise ValueError(f"{table}.{field.name} may not hold a null.")
        elif field.range and not field.range.low <= value <= field.range.high:
            raise ValueError(f"{table}.{field.name}: {value} is not in {field.range.low}..{field.range.high}.")


def to_parquet(record: type[R], rows: Iterable[R]) -> bytes:
    """Return one table as the bytes of a Parquet file: equal rows give equal bytes.

    Raises:
        ValueError: see `to_arrow`.
    """
    buffer = io.BytesIO()
    pq.write_table(to_arrow(record, rows), buffer, compression="zstd")
    return buffer.getvalue()


def read(record: type[R], folder: Path) -> tuple[R, ...]:
    """Read the rows of one table back from a run's `tables` folder.

    A column that an older version did not write takes the field's default.

    Raises:
        FileNotFoundError: the table is not there.
        TypeError: it lacks a column that has no default.
    """
    wanted = fields_of(record)
    # Opened here, because pyarrow takes a path for an address and refuses names that are not UTF-8.
    with (folder / f"{info_of(record).name}.parquet").open("rb") as file:
        written = pq.ParquetFile(file)
        table = written.read(columns=[field.name for field in wanted if field.name in written.schema_arrow.names])
    rows = []
    for values in table.to_pylist():
        rows.append(record(**{f.name: _restore(f, values[f.name]) for f in wanted if f.name in values}))
    return tuple(rows)


def _restore(field: Field, value: Any) -> Any:  # noqa: ANN401  (a cell can hold any column's type)
    if value is None:
        return None
    if field.is_list:
        return tuple(field.type(element) for element in value)
    return field.type(value)


def datapackage(name: str) -> dict[str, Any]:
    """Return a Frictionless data package that describes every table of a run."""
    return {"name": name, "profile": "data-package", "resources": [_resource(record) for record in TABLES]}


def _resource(record: type[Record]) -> dict[str, Any]:
    info = info_of(record)
    return {
        "name": info.name,
        "path": f"tables/{info.name}.parquet",
        "format": "parquet",
        "description": (record.__doc__ or "").strip(),
        "schema": {
            "fields": [_frictionless(field) for field in fields_of(record)],
            "primaryKey": list(info.key),
        },
    }


def _frictionless(field: Field) -> dict[str, Any]:
    is_enum = issubclass(field.type, StrEnum)
    constraints: dict[str, Any] = {"required": not field.nullable}
    if is_enum and not field.is_list:
        constraints["enum"] = [member.value for member in typing.cast(type[StrEnum], field.type)]
    if field.range:
        constraints |= {"minimum": field.range.low, "maximum": field.range.high}
    kind = "array" if field.is_list else "string" if is_enum else _FRICTIONLESS[field.type]
    return {"name": field.name, "type": kind, "description": field.description, "constraints": constraints}


def data_dictionary() -> str:
    """Return the data dictionary as Markdown: one section a table, one row a column."""
    lines = [
        "# Data dictionary",
        "",
        f"Schema version {SCHEMA_VERSION}. Every table exists in every run.",
        "",
    ]
    for record in TABLES:
        info = info_of(record)
        lines += [
            f"## {info.name}",
            "",
            (record.__doc__ or "").strip(),
            "",
            f"Key: {', '.join(info.key)}.",
            "",
        ]
        lines += ["| column | type | may be null | meaning |", "|---|---|---|---|"]
        for field in fields_of(record):
            shown = _frictionless(field)
            values = shown["constraints"].get("enum")
            meaning = field.description + (f" One of: {', '.join(f'`{value}`' for value in values)}." if values else "")
            lines.append(f"| {field.name} | {shown['type']} | {'yes' if field.nullable else 'no'} | {meaning} |")
        lines.append("")
    return "\n".join(lines)
