"""Looking at a year: measured once, with everything that its pages show and that its cells open to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.engines.columns.expressions import text_of
from tanlu.engines.line_index import entries_of, write_entries
from tanlu.inventory.line_key import KEY_COLUMNS, LineKey
from tanlu.inventory.pricing import Outcome
from tanlu.io.arrow_rows import RowsFile, Type
from tanlu.services.case.request import MeasureRequest, Progress
from tanlu.services.console.answer_cache import write_answer
from tanlu.services.console.cells import CellBook, Months, Rates
from tanlu.services.console.cells_file import write_cells
from tanlu.services.console.data_quality import DayCoverage, quality_json
from tanlu.services.console.inventory_view import page_json
from tanlu.services.inventory.activity_lines import MARKS, Lines, row_columns
from tanlu.services.inventory.line_prices import market_rates
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.serializers import inventory_json

KEY_ROWS: dict[str, Type] = {
    **dict.fromkeys(KEY_COLUMNS, "text"),
    "state": "text",
    "recorded": "text",
    **dict.fromkeys(MARKS, "yes_no"),
    "factors": "text",
}
"""Columns of the kept table of keys; its row is the number of the key."""


def build_year_snapshot(folder: Path, year: int, as_of: date | None, gwp: Any, into: Path, tell: Progress) -> None:
    """Measure a year and keep what its pages show.

    Leaves ``answer.json`` (the page of the inventory), ``quality.json``, ``market.json``, ``places.json``,
    ``cells.npz``, ``keys.parquet`` and, where there are lines, ``lines.parquet`` in order of their cells.

    Raises
    ------
    CaseError
        The folder is no case.
    """
    books: list[tuple[CellBook, DayCoverage]] = []

    def while_open(measured: Measurement, lines: Lines | None) -> None:
        year_days = measured.measuring.pricing.year
        books.append((CellBook(Months(year_days)), DayCoverage(year_days)))
        _index(measured, lines, *books[-1], into, tell)

    measured = measure(MeasureRequest(folder, year, gwp, as_of, progress=tell), while_open=while_open)
    book, covered = books[-1]
    tell("writing the page")
    write_answer(into, page_json(measured, book, inventory_json(measured)))
    write_answer(into, quality_json(measured, covered, book.months), "quality.json")
    write_answer(into, _market_json(measured), "market.json")


def _index(
    measured: Measurement, lines: Lines | None, book: CellBook, covered: DayCoverage, into: Path, tell: Progress
) -> None:
    rates = market_rates(measured)
    pricing = measured.measuring.pricing
    if lines is not None:
        tell("sorting lines by cell")
        counts = _write_lines(lines, _streamed(measured, lines, book, covered, rates), into)
        write_answer(into, _places_json(lines), "places.json")
        numbered = {sums.number: sums for sums in book.cells.values()}
        for number, count in counts.items():
            numbered[number].lines = count
    if measured.case.settings.estimate_gaps == "mean_day":
        for key in measured.measuring.estimate_gaps():
            outcome = pricing.outcome(key)
            book.add_estimate(key, outcome, rates)
            covered.add(key, outcome, estimated=True)
    write_cells(book.cells, into)


def _streamed(
    measured: Measurement, lines: Lines, book: CellBook, covered: DayCoverage, rates: Rates
) -> Iterator[tuple[LineKey, Outcome, list[tuple[int, float | None, float | None]]]]:
    for key in lines.stream():
        outcome = measured.measuring.pricing.outcome(key)
        covered.add(key, outcome)
        found = [
            (n, share.location, share.market) if share else (n, None, None)
            for n, share in book.add(key, outcome, rates)
        ]
        if found:
            yield key, outcome, found


def _write_lines(
    lines: Lines, streamed: Iterator[tuple[LineKey, Outcome, list[tuple[int, float | None, float | None]]]], into: Path
) -> dict[int, int]:
    """Keys, and every line once for each of its cells; how many lines each cell has."""
    names = [f"{name}_key" for name in lines.keys]
    columns: dict[str, Type] = {**dict.fromkeys(names, "text"), "cell": "whole", "key": "whole"}
    prices: dict[str, Type] = {"location_kg_per_unit": "number", "market_kg_per_unit": "number"}
    resolved = into / "resolved.parquet"
    number = -1
    with RowsFile(resolved, {**columns, **prices}) as entries, RowsFile(into / "keys.parquet", KEY_ROWS) as keys:
        for number, (key, outcome, found) in enumerate(streamed):
            keys.add_cells(_key_cells(key, outcome))
            texts = tuple(_key_text(lines, key, name) for name in lines.keys)
            for cell, location, market in found:
                entries.add_cells((*texts, cell, number, location, market))
    if number < 0:
        resolved.unlink()
        return {}
    frame = lines.frame
    for name in lines.keys:
        frame = text_of(frame, name, f"{name}_key")
    places = list(dict.fromkeys(row_columns(lines)))
    texts = [name for name in ("evidence",) if name in lines.file.columns]
    ordered = entries_of(frame, lines.engine.scan([resolved]), on=names, places=places, texts=texts)
    counts = write_entries(lines.engine, ordered, into / "lines.parquet")
    resolved.unlink()
    return counts


def _key_text(lines: Lines, key: LineKey, name: str) -> str:
    if name in MARKS:
        return str(getattr(key, name)).lower()
    return str(key.raw.get(name, key.state if name == "state" else ""))


def _key_cells(key: LineKey, outcome: Outcome) -> tuple[Any, ...]:
    factors = "; ".join(dict.fromkeys(part.factor.factor for part in outcome.emission_rate.parts)) or None
    marks = (getattr(key, mark) for mark in MARKS)
    return (*map(key.cells.get, KEY_COLUMNS), key.state, key.recorded, *marks, factors)


def _places_json(lines: Lines) -> dict[str, Any]:
    """What is needed to name the file and row of a kept line."""
    file = lines.file
    return {"row_column": file.row_column, "file_column": file.file_column, "names": lines.names}


def _market_json(measured: Measurement) -> dict[str, Any]:
    """What the market view came to, so that one line can be traced without measuring again."""
    rates = [[site, days.start, days.end, rate] for (site, days), rate in market_rates(measured).items()]
    claims = [
        [name, kind, site, days.start, days.end, kwh, rate]
        for name, kind, site, days, kwh, rate in measured.side.claims
    ]
    return {"rates": rates, "claims": claims, "gwp": measured.gwp, "run": measured.run}
