"""Big tables of series, read in batches: names and stamps as coded columns, values as arrays of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tanlu.engines.columns import expressions as c
from tanlu.engines.columns.base import Columns
from tanlu.io.arrow_text import as_text, pc
from tanlu.io.tables import LinesFile

JOINT = "\x1f"
"""Between the parts of a name made of two columns."""


@dataclass(frozen=True)
class Coded:
    """A text column: its distinct texts, and for each row which one it is (-1: empty)."""

    texts: list[str]
    codes: NDArray[np.int64]


@dataclass(frozen=True)
class SeriesBatch:
    """Some rows of a table of series, those left out that the reader has refused.

    Parameters
    ----------
    values : column → (rows,) numbers, NaN where empty
    rows : (rows,) as an editor counts; the header is row 1
    texts : column → further text columns, where they were asked for
    """

    names: Coded
    stamps: Coded
    values: dict[str, NDArray[np.float64]]
    rows: NDArray[np.int64]
    texts: dict[str, Coded] = field(default_factory=dict[str, Coded])


def series_batches(
    engine: Columns,
    file: LinesFile,
    *,
    name: Sequence[str],
    stamp: str,
    values: Sequence[str],
    texts: Sequence[str] = (),
) -> Iterator[SeriesBatch]:
    """The rows of a table, batch by batch, in no order.

    Parameters
    ----------
    name : columns
        That together name a series, joined by :data:`JOINT`, the first of them filled; a table of one series has none.

    Raises
    ------
    TableError
        The table cannot be read to its end.
    """
    place = file.row_column or c.ROW
    first = 0 if file.row_column else 2
    wanted = [*name, stamp, *values, *texts, place, *([file.flaw_column] if file.flaw_column else [])]
    for batch in engine.batches(engine.scan(file.paths, rows=True).select(*wanted)):
        sound = batch if file.flaw_column is None else batch.filter(batch.column(file.flaw_column).is_null())
        numbers = {column: _floats(sound.column(column)) for column in values}
        rows = pc.cast(sound.column(place), pa.int64()).to_numpy(zero_copy_only=False) + first
        more = {column: _coded(sound.column(column)) for column in texts}
        names = _named([_coded(sound.column(one)) for one in name], sound.num_rows)
        yield SeriesBatch(names, _coded(sound.column(stamp)), numbers, rows, more)


def _named(parts: Sequence[Coded], rows: int) -> Coded:
    """The names of series from the columns that make them up."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Coded([""], np.zeros(rows, np.int64))
    first, second = parts
    both, codes = np.unique(np.stack([first.codes, second.codes]), axis=1, return_inverse=True)
    texts = [f"{first.texts[a]}{JOINT}{second.texts[b] if b >= 0 else ''}" for a, b in both.T.tolist()]
    return Coded(texts, np.where(first.codes < 0, -1, codes.ravel()))


def _floats(column: Any) -> NDArray[np.float64]:
    return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)


def _coded(column: Any) -> Coded:
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    texts: list[str | None] = as_text(encoded.dictionary).to_pylist()
    codes = pc.fill_null(pc.cast(encoded.indices, pa.int64()), -1).to_numpy(zero_copy_only=False)
    empty = [place for place, text in enumerate(texts) if text is None]
    return Coded([text or "" for text in texts], np.where(np.isin(codes, empty), -1, codes) if empty else codes)
