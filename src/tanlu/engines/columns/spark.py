"""Spark, the distributed engine: the same frames as embedded, in this machine or on a cluster."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import narwhals as nw
import pyarrow as pa

from tanlu.core.errors import EngineError, TableError
from tanlu.engines.columns.base import BATCH_ROWS, FILE, ROW, Columns, Frame

_HADOOP_WILD = re.compile(r"([\[\]{}*?\\])")
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}


class Distributed(Columns):
    """Spark, local here or wherever ``SPARK_REMOTE`` or the installed configuration points."""

    name = "spark"
    _opened, _counting = 0, Lock()
    """All of a process share one session: the last to let it go stops it."""

    def __init__(self, *, spool: Path | None = None) -> None:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise EngineError(
                "the distributed engine is not installed; install it with the extra: pip install 'tanlu[spark]' (it needs Java 17)"
            ) from error
        builder = SparkSession.builder.appName("tanlu")
        for name, value in (_SETTINGS | ({"spark.local.dir": str(spool)} if spool else {})).items():
            builder = builder.config(name, value)
        try:
            with Distributed._counting, _silenced():
                self._session = builder.getOrCreate()
                Distributed._opened += 1
        except Exception as error:
            raise EngineError(
                f"the distributed engine did not start ({_first_line(error, 160)}); is Java 17 installed?"
            ) from error

    def scan(self, paths: Sequence[Path], *, rows: bool = False) -> Frame:
        names = [_HADOOP_WILD.sub(r"\\\1", str(path.resolve())) for path in paths]
        try:
            frame = self._session.read.option("mergeSchema", "true").parquet(*names)
        except Exception as error:
            raise _unreadable(error) from error
        if rows:
            from pyspark.sql import functions as f

            frame = frame.select("*", f.col("_metadata.file_path").alias(FILE), f.col("_metadata.row_index").alias(ROW))
        return nw.from_native(frame)

    def table(self, table: pa.Table) -> Frame:
        return nw.from_native(self._session.createDataFrame(table))

    def batches(self, frame: Frame) -> Iterator[pa.RecordBatch]:
        """The rows in batches, fetched part by part: only one part of the result is held here at a time."""
        from pyspark.sql.pandas.types import to_arrow_schema

        native = nw.to_native(frame)
        schema = to_arrow_schema(native.schema)
        try:
            rows = native.toLocalIterator()
            while some := list(islice(rows, BATCH_ROWS)):
                yield _batch(some, schema)
        except GeneratorExit:
            raise
        except Exception as error:
            raise _unreadable(error) from error

    def close(self) -> None:
        with Distributed._counting:
            Distributed._opened -= 1
            if Distributed._opened == 0:
                self._session.stop()


def _batch(rows: Sequence[Sequence[Any]], schema: Any) -> pa.RecordBatch:
    cells = zip(*rows, strict=True)
    return pa.RecordBatch.from_arrays(
        [pa.array(c, kind) for c, kind in zip(cells, schema.types, strict=True)], schema=schema
    )


def _unreadable(error: Exception) -> TableError:
    return TableError(f"the table cannot be read to its end: {_first_line(error, 200)}")


def _first_line(error: Exception, length: int) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)[:length]


@contextmanager
def _silenced() -> Generator[None]:
    """Java inherits the standard streams of the moment it starts in: they are empty then, so ours hold only our words."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for stream in kept:
            os.dup2(nowhere, stream)
        yield
    finally:
        for stream, ours in kept.items():
            os.dup2(ours, stream)
            os.close(ours)
        os.close(nowhere)
