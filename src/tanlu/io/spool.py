"""The spool: a big table that came in as text, streamed once into Parquet with typed columns and its row numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tanlu.core.errors import QuantityError
from tanlu.core.schema import ColumnSchema, TableSchema
from tanlu.io.arrow_text import pc, trimmed
from tanlu.io.cells import read_number, unreadable
from tanlu.io.finding_collector import FindingCollector
from tanlu.io.parquet import BATCH_ROWS, RecordsOfPart
from tanlu.io.sheet import Record, Sheet

SLICE_ROWS = 5_000
"""Records held as Python objects at a time; with more of them the garbage collector doubles the time."""


def write_spool(
    target: Path,
    batches: Iterator[RecordsOfPart],
    columns: tuple[str, ...],
    table: TableSchema,
    flaws: FindingCollector,
) -> int:
    """Write batches as one Parquet file and return how many lines it holds.

    Its columns are ``row``, ``flaw``, ``file``, each of ``columns`` (numbers float64, all others string), and for each
    number column ``<column>_text`` with what could not be read.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    schema, lines = _schema(columns, table), 0
    with pq.ParquetWriter(target, schema) as writer:
        for batch in batches:
            writer.write_batch(_typed(batch, schema, columns, table, flaws))
            lines += len(batch.rows)
    return lines


def _schema(columns: tuple[str, ...], table: TableSchema) -> Any:
    fields: list[tuple[str, Any]] = [("row", pa.int64()), ("flaw", pa.string()), ("file", pa.string())]
    for name in columns:
        is_number = table.column(name).kind == "number"
        fields.append((name, pa.float64() if is_number else pa.string()))
        if is_number:
            fields.append((f"{name}_text", pa.string()))
    return pa.schema(fields)


def _typed(
    batch: RecordsOfPart, schema: Any, columns: tuple[str, ...], table: TableSchema, flaws: FindingCollector
) -> Any:
    size = len(batch.rows)
    arrays: dict[str, Any] = {"row": batch.rows, "file": pa.repeat(batch.file, size)}
    for name in columns:
        if name in batch.columns:
            arrays[name] = batch.columns[name]
            if table.column(name).kind == "number":
                arrays[name], arrays[f"{name}_text"] = _numbers(batch, table.column(name), flaws)
    if "flaw" in batch.columns:
        arrays["flaw"] = batch.columns["flaw"]
    return pa.record_batch([arrays.get(field.name, pa.nulls(size, field.type)) for field in schema], schema=schema)


def _numbers(batch: RecordsOfPart, column: ColumnSchema, flaws: FindingCollector) -> tuple[Any, Any]:
    """A number column and the texts in it that are no numbers; plain digits are read by the whole column."""
    cells = batch.columns[column.name]
    try:
        numbers = pc.cast(cells, pa.float64())
        if pc.all(pc.is_finite(numbers)).as_py() is not False:
            return numbers, pa.nulls(len(cells), pa.string())
    except pa.ArrowInvalid:
        pass
    return _numbers_one_by_one(batch, column, flaws)


def _numbers_one_by_one(batch: RecordsOfPart, column: ColumnSchema, flaws: FindingCollector) -> tuple[Any, Any]:
    texts = pc.cast(batch.columns[column.name], pa.string()).to_pylist()
    numbers: list[float | None] = [None] * len(texts)
    unread: list[str | None] = [None] * len(texts)
    for place, text in enumerate(texts):
        if text is None:
            continue
        try:
            numbers[place] = read_number(text)
        except QuantityError:
            unread[place] = text
            flaws.add(unreadable(text, column, file=batch.file, row=batch.rows[place].as_py()))
    return pa.array(numbers, pa.float64()), pa.array(unread, pa.string())


def batches_of(sheet: Sheet, columns: tuple[str, ...]) -> Iterator[RecordsOfPart]:
    """The records of a sheet in batches, only of the columns asked for, and ``flaw`` beside them."""
    places = [sheet.columns.index(name) for name in columns]
    slices = iter(lambda: list(islice(sheet.records, SLICE_ROWS)), [])
    tables = (_arrow_table(records, columns, places) for records in slices)
    while some := list(islice(tables, BATCH_ROWS // SLICE_ROWS)):
        for joined in pa.concat_tables(some).combine_chunks().to_batches():
            arrays = dict(zip(joined.schema.names, joined.columns, strict=True))
            rows = arrays.pop("row")
            yield RecordsOfPart(sheet.file, rows, arrays)


def _arrow_table(records: list[Record], columns: tuple[str, ...], places: list[int]) -> Any:
    cells = list(zip(*(record.cells for record in records), strict=True))
    arrays = {name: trimmed(pa.array(cells[place], pa.string())) for name, place in zip(columns, places, strict=True)}
    arrays["flaw"] = pa.array([record.flaw for record in records], pa.string())
    arrays["row"] = pa.array([record.row for record in records], pa.int64())
    return pa.table(arrays)
