"""What every column engine offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa

Frame = nw.LazyFrame[Any]
BATCH_ROWS = 50_000
FILE, ROW = "_file", "_row"
"""Beside a table's own columns: where a line stands."""


class Columns(ABC):
    """One engine: it scans Parquet, takes small tables in, and streams results out."""

    name: str

    @abstractmethod
    def scan(self, paths: Sequence[Path], *, rows: bool = False) -> Frame:
        """The Parquet files as one frame; with ``rows``, their name and record number (from 0) as ``_file``, ``_row``."""

    @abstractmethod
    def table(self, table: pa.Table) -> Frame:
        """A small Arrow table as a frame of this engine."""

    @abstractmethod
    def batches(self, frame: Frame) -> Iterator[pa.RecordBatch]:
        """The rows of a frame, in batches, never all held."""

    @abstractmethod
    def close(self) -> None:
        """Let the engine go."""

    def collect(self, frame: Frame) -> list[dict[str, Any]]:
        """All rows of a small result as dictionaries."""
        return [row for batch in self.batches(frame) for row in batch.to_pylist()]

    def __enter__(self) -> Columns:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
