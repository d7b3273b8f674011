"""DuckDB, the embedded engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import narwhals as nw
import pyarrow as pa

from tanlu.core.errors import TableError
from tanlu.engines.columns.base import BATCH_ROWS, FILE, ROW, Columns, Frame


class Embedded(Columns):
    """DuckDB in this process: bounded memory, spilling to disk beyond it."""

    name = "duckdb"

    def __init__(self, *, spool: Path | None = None, memory: str = "1500MB", threads: int | None = None) -> None:
        import duckdb

        self._connection = duckdb.connect()
        run = self._connection.execute
        run(f"SET threads={threads or min(os.cpu_count() or 1, 8)}")
        run(f"SET memory_limit='{memory}'")
        run("SET preserve_insertion_order=false")
        run("SET enable_progress_bar=false")
        if spool is not None:
            run("SET temp_directory=?", [str(spool)])

    def scan(self, paths: Sequence[Path], *, rows: bool = False) -> Frame:
        names = [str(path) for path in paths]
        relation = self._connection.read_parquet(names, union_by_name=True, filename=rows, file_row_number=rows)
        frame = nw.from_native(relation)
        return frame.rename({"filename": FILE, "file_row_number": ROW}) if rows else frame

    def table(self, table: pa.Table) -> Frame:
        return nw.from_native(self._connection.from_arrow(table))

    def batches(self, frame: Frame) -> Iterator[pa.RecordBatch]:
        import duckdb

        try:
            yield from nw.to_native(frame).to_arrow_reader(BATCH_ROWS)
        except (duckdb.Error, OSError) as error:
            raise TableError(f"the table cannot be read to its end: {str(error).splitlines()[0][:200]}") from error

    def close(self) -> None:
        self._connection.close()
