"""The lines of a cell, a page at a time: the cells that fit are found in memory, and only their rows are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanlu.core.errors import NotADate
from tanlu.core.period import Period, parse_date
from tanlu.engines.columns.base import FILE, ROW
from tanlu.engines.line_index import RowsAt
from tanlu.services.console.answer_cache import read_answer
from tanlu.services.console.cells import Months
from tanlu.services.console.cells_file import KeptCells, kept_cells

MOST_LINES = 500


@dataclass(frozen=True)
class LineFilter:
    """Which lines: each value that is not None must fit."""

    status: str = "priced"
    scope: str | None = None
    category: int | None = None
    site: str | None = None
    activity: str | None = None
    month: str | None = None
    gas: str | None = None


Cell = Mapping[str, Any]


def lines_page(place: Path, year: Period, wanted: LineFilter, *, offset: int, limit: int) -> dict[str, Any]:
    """A page of lines, the cells that add the most first.

    Parameters
    ----------
    place : folder of the kept look
    offset, limit : lines to pass over, and at most so many (up to ``MOST_LINES``)
    """
    months = Months(year)
    cells = kept_cells(place)
    chosen = _chosen(cells, wanted, months)
    counts = cells.lines(chosen)
    limit = min(limit, MOST_LINES)
    spans = [(cells.cell(number), first, last) for number, first, last in _spans(chosen, counts, offset, limit)]
    rows: list[dict[str, Any]] = []
    if spans:
        with RowsAt(place / "lines.parquet") as file, RowsAt(place / "keys.parquet") as key_file:
            met = [(cell, row) for cell, *span in spans for row in file.span(*(cell["start"] + at for at in span))]
            keys = key_file.rows_at([row["key"] for _, row in met])
        places = read_answer(place, "places.json")
        month = months.names.index(wanted.month) if wanted.month in months.names else None
        rows = [_line(cell, row, keys[row["key"]], places, months, month) for cell, row in met]
    sums = {view: cells.tonnes(chosen, view) for view in ("location", "market")}
    return {"total": int(counts.sum()), "tco2e": sums, "offset": offset, "limit": limit, "lines": rows}


def _chosen(cells: KeptCells, wanted: LineFilter, months: Months) -> NDArray[np.intp]:
    names = ("status", "scope", "category", "site", "activity")
    asked = {name: value for name in names if (value := getattr(wanted, name)) is not None}
    if wanted.month is not None and wanted.month not in months.names:
        return np.zeros(0, np.intp)
    month = None if wanted.month is None else months.names.index(wanted.month)
    return cells.where(asked, month, wanted.gas)


def _spans(
    chosen: NDArray[np.intp], counts: NDArray[np.int64], offset: int, limit: int
) -> Iterator[tuple[int, int, int]]:
    """The cells that a page is made of, each with the first and last of its lines that stand on it."""
    ends = np.cumsum(counts)
    for at in range(int(np.searchsorted(ends, offset, side="right")), len(chosen)):
        passed = int(ends[at] - counts[at])
        if passed >= offset + limit:
            return
        yield int(chosen[at]), max(offset - passed, 0), min(offset + limit - passed, int(counts[at]))


def _line(
    cell: Cell,
    row: Mapping[str, Any],
    key: Mapping[str, Any],
    places: Mapping[str, Any],
    months: Months,
    month: int | None,
) -> dict[str, Any]:
    file, number = place_of(row, places)
    return {
        "at": row["at"],
        "line": row["line_id"],
        "file": file,
        "row": number,
        **{name: key[name] or "" for name in ("site", "start", "end", "activity", "unit", "method")},
        "quantity": row["quantity"],
        "status": cell["status"],
        "scope": cell["scope"] or None,
        "category": cell["category"] or None,
        "role": cell["role"],
        "share_in_month": None if month is None else _share_in(months, key, month),
        "tco2e": {view: _tonnes(row[f"{view}_kg"]) for view in ("location", "market")},
        "factors": (key["factors"] or "").split("; ") if key["factors"] else [],
    }


def _tonnes(kg: float | None) -> float | None:
    return None if kg is None else kg / 1000


def _share_in(months: Months, key: Mapping[str, Any], month: int) -> float | None:
    """The fraction of a line's days in the year that lie in the month."""
    try:
        days = Period(parse_date(key["start"]), parse_date(key["end"])).overlap(months.year)
    except (NotADate, TypeError):
        return None
    return next((share for at, share in months.shares(days) if at == month), 0.0) if days else None


def place_of(row: Mapping[str, Any], places: Mapping[str, Any]) -> tuple[str, int]:
    """File and row of a kept line, as an editor counts them."""
    row_column, file_column = places["row_column"], places["file_column"]
    number = int(row[row_column]) if row_column else int(row[ROW]) + 2
    if file_column and row.get(file_column):
        return str(row[file_column]), number
    path = str(row[FILE])
    return places["names"].get(path) or next(iter(places["names"].values()), Path(path).name), number
