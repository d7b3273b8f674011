"""Rows of plain values as Arrow tables and Parquet files, for the small side that meets a big table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from tanlu.io.arrow_text import as_text, pc

Type = Literal["text", "number", "whole", "yes_no"]
_TYPES: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "whole": pa.int64(),
    "yes_no": pa.bool_(),
}
HELD_ROWS = 20_000


def schema_of(columns: Mapping[str, Type]) -> pa.Schema:
    """An Arrow schema from column names and plain type names."""
    return pa.schema([pa.field(name, _TYPES[kind]) for name, kind in columns.items()])


def arrow_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Type]) -> pa.Table:
    """Rows as an Arrow table with exactly the declared columns; what a row lacks is null."""
    return _table([tuple(map(row.get, columns)) for row in rows], schema_of(columns))


def _table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    cells = zip(*rows, strict=True) if rows else iter([()] * len(schema))
    arrays = [pa.array(column, type=kind) for column, kind in zip(cells, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def rows_of(batch: pa.RecordBatch, names: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a batch (or some of its columns) as dictionaries of plain values."""
    names = batch.schema.names if names is None else names
    columns = [batch.column(name).to_pylist() for name in names]
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))


def texts_of(batch: pa.RecordBatch, names: Sequence[str], *, longest: int) -> list[list[str]]:
    """Columns of a batch as the text that a person would write, empty for absent and cut where it is too long."""
    texts = (pc.fill_null(as_text(batch.column(name)), "") for name in names)
    return [pc.utf8_slice_codeunits(text, 0, longest).to_pylist() for text in texts]


class RowsFile:
    """A Parquet file written row by row, a batch held at a time; the same rows give the same bytes."""

    def __init__(self, path: Path, columns: Mapping[str, Type]) -> None:
        self._names = tuple(columns)
        self._schema = schema_of(columns)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._held: list[tuple[Any, ...]] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Write one row; what it lacks is null."""
        self.add_cells(tuple(map(row.get, self._names)))

    def add_cells(self, cells: tuple[Any, ...]) -> None:
        """Write one row, its cells in the order of the declared columns."""
        self._held.append(cells)
        if len(self._held) >= HELD_ROWS:
            self._flush()

    def add_columns(self, columns: Sequence[Any]) -> None:
        """Write many rows at once, given as columns of one length in the order of the declared ones."""
        self._flush()
        arrays = [pa.array(column, type=kind) for column, kind in zip(columns, self._schema.types, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(_table(self._held, self._schema))
            self._held = []

    def close(self) -> None:
        """Write what is held and close the file."""
        self._flush()
        self._writer.close()

    def __enter__(self) -> RowsFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
