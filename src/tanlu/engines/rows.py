"""Rows of plain values as Arrow tables and Parquet files, for the small side that meets a big table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

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
    schema = schema_of(columns)
    arrays = [pa.array([row.get(name) for row in rows], type=schema.field(name).type) for name in columns]
    return pa.Table.from_arrays(arrays, schema=schema)


class RowsFile:
    """A Parquet file written row by row, a batch held at a time; the same rows give the same bytes."""

    def __init__(self, path: Path, columns: Mapping[str, Type]) -> None:
        self._columns = dict(columns)
        self._writer = pq.ParquetWriter(path, schema_of(columns), compression="zstd")
        self._held: list[Mapping[str, Any]] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Write one row."""
        self._held.append(row)
        if len(self._held) >= HELD_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(arrow_table(self._held, self._columns))
            self._held = []

    def close(self) -> None:
        """Write what is held and close the file."""
        self._flush()
        self._writer.close()

    def __enter__(self) -> RowsFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
