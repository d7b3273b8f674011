"""The lines of a cell, a page at a time: the cells that fit are found in memory, and only their rows are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from tanlu.app.console.cells import Cell, Months
from tanlu.app.console.kept import read_answer
from tanlu.core.errors import NotADate
from tanlu.core.period import Period, parse_date
from tanlu.engines.columns import FILE, ROW
from tanlu.engines.line_index import RowsAt

MOST_LINES = 500


@dataclass(frozen=True)
class Wanted:
    """Which lines: each value that is not None must fit."""

    status: str = "priced"
    scope: str | None = None
    category: int | None = None
    site: str | None = None
    activity: str | None = None
    month: str | None = None
    gas: str | None = None


@dataclass(frozen=True)
class KeptCell:
    """A cell as it is kept: where its lines start in the file of lines, how many they are and what they add."""

    cell: Cell
    start: int
    lines: int
    location_kg: float | None
    market_kg: float | None
    gases: frozenset[str]


def kept_cells(place: Path) -> tuple[KeptCell, ...]:
    """The cells of a kept look, read once for each state of its file."""
    path = place / "cells.parquet"
    return _cells(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _cells(path: str, _: int) -> tuple[KeptCell, ...]:
    with RowsAt(Path(path)) as file:
        rows = file.span(0, file.rows)
    starts = [0, *accumulate(row["lines"] for row in rows)]
    return tuple(_cell(row, start) for row, start in zip(rows, starts, strict=False))


def _cell(row: Mapping[str, Any], start: int) -> KeptCell:
    cell = Cell(*(row[name] for name in Cell._fields))
    gases = frozenset((row["gases"] or "").split(";"))
    return KeptCell(cell, start, row["lines"], row["location_kg"], row["market_kg"], gases)


def lines_page(place: Path, year: Period, wanted: Wanted, *, offset: int, limit: int) -> dict[str, Any]:
    """A page of lines, the cells that add the most first.

    Parameters
    ----------
    place : folder of the kept look
    offset, limit : lines to pass over, and at most so many (up to ``MOST_LINES``)
    """
    months = Months(year)
    chosen = sorted(_chosen(kept_cells(place), wanted, months), key=_size)
    total = sum(each.lines for each in chosen)
    limit = min(limit, MOST_LINES)
    spans = list(_spans(chosen, offset, limit))
    rows: list[dict[str, Any]] = []
    if spans:
        with RowsAt(place / "lines.parquet") as file, RowsAt(place / "keys.parquet") as key_file:
            met = [(each, row) for each, start, stop in spans for row in file.span(start, stop)]
            keys = key_file.rows_at([row["key"] for _, row in met])
        places = read_answer(place, "places.json")
        month = months.names.index(wanted.month) if wanted.month in months.names else None
        rows = [_line(each, row, keys[row["key"]], places, months, month) for each, row in met]
    sums = {view: _sum([getattr(each, f"{view}_kg") for each in chosen]) for view in ("location", "market")}
    return {"total": total, "tco2e": sums, "offset": offset, "limit": limit, "lines": rows}


def _size(each: KeptCell) -> tuple[Any, ...]:
    return -max(each.location_kg or 0.0, each.market_kg or 0.0), each.start


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / 1000 if known else None


def _chosen(cells: Sequence[KeptCell], wanted: Wanted, months: Months) -> Iterator[KeptCell]:
    exact = {name: getattr(wanted, name) for name in ("status", "scope", "category", "site", "activity")}
    asked = [(name, value) for name, value in exact.items() if value is not None]
    month = None
    if wanted.month is not None:
        if wanted.month not in months.names:
            return
        month = months.names.index(wanted.month)
    for each in cells:
        cell = each.cell
        fits = all(getattr(cell, name) == value for name, value in asked)
        fits = fits and (month is None or cell.first <= month <= cell.last)
        if fits and each.lines and (wanted.gas is None or wanted.gas in each.gases):
            yield each


def _spans(chosen: Sequence[KeptCell], offset: int, limit: int) -> Iterator[tuple[KeptCell, int, int]]:
    """The stretches of the file of lines that a page is made of."""
    passed = 0
    for each in chosen:
        if passed >= offset + limit:
            return
        first, last = max(offset - passed, 0), min(offset + limit - passed, each.lines)
        if first < last:
            yield each, each.start + first, each.start + last
        passed += each.lines


def _line(
    each: KeptCell,
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
        "status": each.cell.status,
        "scope": each.cell.scope or None,
        "category": each.cell.category,
        "role": each.cell.role,
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
