"""Parquet, one file or a folder of parts: whether it can be used as it stands, else its batches as text and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tanlu.core.errors import TableError
from tanlu.core.schema import ColumnSchema, TableSchema
from tanlu.io.arrow_text import as_text, is_text, pc
from tanlu.io.sheet import Record, Sheet, header_names

BATCH_ROWS = 100_000
FIRST_ROW = 2
"""The row of a Parquet file's first record: an editor shows the names above it as row 1."""
TAKEN_NAMES = frozenset({"filename", "file_row_number", "_file", "_row", "_met", "_metadata"})
"""Columns that engines lay beside a file's own; one that has them already is copied without them."""


@dataclass(frozen=True)
class ParquetPart:
    """One Parquet file: its name to show, its columns as we compare them, and what its footer says."""

    path: Path
    file: str
    columns: tuple[str, ...]
    schema: Any
    metadata: Any

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return int(self.metadata.num_rows)


def open_parts(path: Path, file: str) -> list[ParquetPart]:
    """The parts of a table in order of their names; a single file is its only part.

    Raises
    ------
    TableError
        The folder has no part, or a part cannot be read.
    """
    if path.is_file():
        return [_open_part(path, file)]
    found = sorted(part for part in path.rglob("*") if _is_part(part))
    if not found:
        raise TableError(f"the folder {file} holds no .parquet file; put its parts there or remove it")
    return [_open_part(part, f"{file}/{part.relative_to(path).as_posix()}") for part in found]


def _is_part(path: Path) -> bool:
    return path.suffix.lower() == ".parquet" and path.is_file() and not path.name.startswith((".", "_"))


def _open_part(path: Path, file: str) -> ParquetPart:
    try:
        with pq.ParquetFile(path) as opened:
            schema, metadata = opened.schema_arrow, opened.metadata
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(file) from error
    return ParquetPart(path, file, header_names(schema.names, file=file), schema, metadata)


def _broken(file: str) -> TableError:
    return TableError(f"{file} cannot be read as Parquet; write or copy it again, or save the table as .csv", file)


def columns_of(parts: list[ParquetPart]) -> tuple[str, ...]:
    """Every column that any part has, in order of appearance."""
    return tuple(dict.fromkeys(name for part in parts for name in part.columns))


# ---------------------------------------------------------------- used as it stands


def usable_directly(parts: list[ParquetPart], table: TableSchema) -> bool:
    """Whether an engine may scan the parts without the reader copying them.

    Number columns are numeric, all others text or days; declared columns are spelled as declared and alike in every
    part; and the footers prove that no record is empty throughout, for such a record is no line.
    """
    alike = _declared(parts[0], table)
    return all(
        part.schema.names == list(part.columns)
        and TAKEN_NAMES.isdisjoint(part.columns)
        and _declared(part, table) == alike
        and all(_is_plain(kind, table.column(name)) for name, kind in alike.items())
        and _proves_no_empty_record(part)
        for part in parts
    )


def _declared(part: ParquetPart, table: TableSchema) -> dict[str, Any]:
    types = dict(zip(part.columns, part.schema.types, strict=True))
    return {name: types[name] for name in table.names if name in types}


def _is_plain(kind: Any, column: ColumnSchema) -> bool:
    if column.kind == "number":
        numeric = pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind)
        return bool(numeric or pa.types.is_decimal(kind))
    if pa.types.is_timestamp(kind):
        return kind.tz is None
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return is_text(kind) or bool(pa.types.is_date(kind))


def _proves_no_empty_record(part: ParquetPart) -> bool:
    return all(_is_filled(part.metadata.row_group(group)) for group in range(part.metadata.num_row_groups))


def _is_filled(group: Any) -> bool:
    return group.num_rows == 0 or any(_is_full(group.column(place)) for place in range(group.num_columns))


def _is_full(chunk: Any) -> bool:
    """Whether statistics say that a flat column has no null, and no empty text either."""
    statistics = chunk.statistics
    if "." in chunk.path_in_schema or statistics is None or not statistics.has_null_count or statistics.null_count:
        return False
    if chunk.physical_type not in ("BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"):
        return True
    least = statistics.min if statistics.has_min_max else None
    return isinstance(least, str) and bool(least.strip())


# ---------------------------------------------------------------- read through the reader


@dataclass(frozen=True)
class RecordsOfPart:
    """Some records of one part, column by column; ``rows`` are their row numbers, records empty throughout left out."""

    file: str
    rows: Any
    columns: dict[str, Any]


def read_batches(parts: list[ParquetPart], table: TableSchema) -> Iterator[RecordsOfPart]:
    """Batches of at most ``BATCH_ROWS`` records: number columns float64 where they are numeric, all else text.

    Raises
    ------
    TableError
        A part's pages are damaged, or a column's type has no text.
    """
    for part in parts:
        row = FIRST_ROW
        for records in _record_batches(part):
            columns = {
                name: _cells(records.column(place), part, name, table) for place, name in enumerate(part.columns)
            }
            rows = pa.array(range(row, row + records.num_rows), pa.int64())
            row += records.num_rows
            yield _without_empty(RecordsOfPart(part.file, rows, columns))


def _record_batches(part: ParquetPart) -> Iterator[Any]:
    try:
        with pq.ParquetFile(part.path) as opened:
            yield from opened.iter_batches(BATCH_ROWS)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(part.file) from error


def reads_to_its_end(path: Path) -> bool:
    """Whether every page of a Parquet file can be read."""
    try:
        with pq.ParquetFile(path) as opened:
            for _ in opened.iter_batches(BATCH_ROWS):
                pass
    except (pa.ArrowException, OSError, ValueError):
        return False
    return True


def _without_empty(batch: RecordsOfPart) -> RecordsOfPart:
    filled: Any = None
    for column in batch.columns.values():
        valid = column.is_valid()
        filled = valid if filled is None else pc.or_(filled, valid)
        if pc.all(filled).as_py():
            return batch
    columns = {name: column.filter(filled) for name, column in batch.columns.items()}
    return RecordsOfPart(batch.file, batch.rows.filter(filled), columns)


def _cells(column: Any, part: ParquetPart, name: str, table: TableSchema) -> Any:
    kind = table.column(name).kind if name in table.names else "text"
    try:
        if kind == "number" and _is_plain(column.type, ColumnSchema(name, kind="number")):
            return _floats(column)
        return as_text(column)
    except (pa.ArrowException, ValueError, OverflowError, TypeError) as error:
        message = f"{part.file}: column {name} of type {column.type} cannot be read; write it as text or as numbers"
        raise TableError(message, part.file) from error


def _floats(column: Any) -> Any:
    numbers = pc.cast(column, pa.float64(), safe=False)
    return pc.if_else(pc.is_nan(numbers), None, numbers)


def parquet_sheet(parts: list[ParquetPart], file: str, table: TableSchema) -> Sheet:
    """All parts as one sheet of text cells, for tables small enough to hold."""
    columns = columns_of(parts)
    return Sheet(file, columns, _records(parts, columns, table))


def _records(parts: list[ParquetPart], columns: tuple[str, ...], table: TableSchema) -> Iterator[Record]:
    for batch in read_batches(parts, table):
        missing = [None] * len(batch.rows)
        cells = [as_text(batch.columns[name]).to_pylist() if name in batch.columns else missing for name in columns]
        for row, values in zip(batch.rows.to_pylist(), zip(*cells, strict=True), strict=True):
            yield Record(row, values, None, batch.file)
