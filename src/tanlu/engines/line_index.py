"""Lines kept in order of their cells, so that a page of one cell reads the row groups that hold it and no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from tanlu.engines.columns.base import Columns, Frame
from tanlu.engines.columns.expressions import meets, text_of
from tanlu.io.arrow_text import pc

ROWS_IN_GROUP = 25_000
"""Rows that are read together: a page of a cell reads one or two such groups."""
AMOUNTS = ("location", "market")


def entries_of(
    frame: Frame, resolved: Frame, *, on: Sequence[str], places: Sequence[str], texts: Sequence[str] = ()
) -> Frame:
    """One row for each line and cell that it belongs to, in order of cells and the largest first within one.

    Parameters
    ----------
    resolved : for each key and cell the columns ``cell``, ``key`` and the kg per unit ``location``, ``market``
    places : columns that say where a line stands
    texts : further columns that are kept, as text
    """
    joined = meets(text_of(frame, "line", "line_text"), resolved, on=on)
    amounts = [(nw.col(f"{name}_kg_per_unit") * nw.col("quantity")).alias(f"{name}_kg") for name in AMOUNTS]
    also = [nw.col(name).cast(nw.String()) for name in texts]
    chosen = joined.select("cell", "key", nw.col("line_text").alias("line_id"), "quantity", *amounts, *places, *also)
    size = nw.max_horizontal(*(nw.col(f"{name}_kg").fill_null(0.0) for name in AMOUNTS))
    sized = chosen.with_columns(size.alias("size_kg"))
    order = ["cell", "size_kg", *places]
    return sized.sort(*order, descending=[name == "size_kg" for name in order])


def write_entries(engine: Columns, frame: Frame, path: Path) -> dict[int, int]:
    """Stream the ordered rows into Parquet; how many each cell has, in order of cells."""
    counts: dict[int, int] = {}
    writer: Any = None
    held: list[Any] = []
    for batch in engine.batches(frame):
        kept = batch.drop_columns(["size_kg"])
        for pair in kept.column("cell").value_counts().to_pylist():
            counts[pair["values"]] = counts.get(pair["values"], 0) + pair["counts"]
        held.append(kept)
        if sum(part.num_rows for part in held) >= ROWS_IN_GROUP:
            writer = _written(writer, held, path)
            held = []
    writer = _written(writer, held, path)
    if writer is not None:
        writer.close()
    return counts


def _written(writer: Any, held: list[Any], path: Path) -> Any:
    if not held:
        return writer
    table = pa.Table.from_batches(held)
    if writer is None:
        writer = pq.ParquetWriter(path, table.schema, compression="zstd")
    writer.write_table(table, row_group_size=ROWS_IN_GROUP)
    return writer


class RowsAt:
    """A Parquet file opened to read rows by their number; only the groups that hold them are read.

    Values are compared in ways that do not make Arrow look for pandas, whose import takes a second.
    """

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        sizes = [self._file.metadata.row_group(at).num_rows for at in range(self._file.metadata.num_row_groups)]
        self._ends: list[int] = []
        for size in sizes:
            self._ends.append((self._ends[-1] if self._ends else 0) + size)
        self.groups_read = 0

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self._ends[-1] if self._ends else 0

    def span(self, start: int, stop: int) -> list[dict[str, Any]]:
        """Rows from ``start`` up to ``stop``, each with its number as ``at``."""
        found: list[dict[str, Any]] = []
        begin = 0
        for group, end in enumerate(self._ends):
            first, last = max(start, begin), min(stop, end)
            if first < last:
                table = self._file.read_row_group(group)
                self.groups_read += 1
                rows = table.slice(first - begin, last - first).to_pylist()
                found += [{**row, "at": first + place} for place, row in enumerate(rows)]
            begin = end
        return found

    def rows_at(self, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The rows of some numbers."""
        found: dict[int, dict[str, Any]] = {}
        begin = 0
        for group, end in enumerate(self._ends):
            inside = [number for number in set(numbers) if begin <= number < end]
            if inside:
                table = self._file.read_row_group(group)
                self.groups_read += 1
                found |= {number: table.slice(number - begin, 1).to_pylist()[0] for number in inside}
            begin = end
        return found

    def first_equal(self, column: str, value: str) -> dict[str, Any] | None:
        """The first row whose column has the value; only that column is read until it is met."""
        begin = 0
        for group, end in enumerate(self._ends):
            texts = self._file.read_row_group(group, columns=[column]).column(column)
            held = pc.indices_nonzero(pc.match_substring(texts, value)).to_pylist()
            place = next((at for at in held if texts[at].as_py() == value), None)
            if place is not None:
                return self.span(begin + place, begin + place + 1)[0]
            begin = end
        return None

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def __enter__(self) -> RowsAt:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
