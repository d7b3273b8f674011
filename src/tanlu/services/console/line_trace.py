"""One line of a kept look opened: its key is priced again and nothing else is measured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tanlu.core.gas import Assessment
from tanlu.core.period import Period
from tanlu.engines.line_index import RowsAt
from tanlu.inventory.line_key import KEY_COLUMNS, LineKey
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.evidence import evidence_path
from tanlu.services.case.request import MeasureRequest
from tanlu.services.console.answer_cache import read_answer
from tanlu.services.console.cell_lines import place_of
from tanlu.services.console.errors import NotFound
from tanlu.services.inventory.measurement import begin
from tanlu.services.inventory.trace import LocatedLine, MarketKnown, traced


def trace_kept(
    folder: Path, place: Path, line: str, year: int, *, at: int | None, as_of: date | None, gwp: Assessment | None
) -> dict[str, Any]:
    """The answer of ``tanlu trace`` for a line of a kept look.

    Parameters
    ----------
    place : folder of the kept look of the year
    at : its row in the kept lines, where a page named it; else it is looked for

    Raises
    ------
    NotThere
        No line that is priced, set aside or without factor in the year bears the id.
    """
    row = _row(place, line, at)
    if row is None:
        raise NotFound("no_such_line", f"no line of {year} has the id {line[:60]!r}; ids are in the column line")
    with RowsAt(place / "keys.parquet") as keys:
        key = keys.rows_at([row["key"]])[row["key"]]
    case = open_case(folder, as_of)
    pricing = begin(MeasureRequest(folder, year, gwp, as_of), case).measuring.pricing
    met = LocatedLine(
        _key(key, row), {"evidence": row.get("evidence")}, place_of(row, read_answer(place, "places.json")), 1
    )
    market = _market(place, pricing.rate_builder) if met.key["activity"].startswith("electricity/grid") else None
    answer = traced(case, line, met, pricing.outcome(met.key), market, year)
    return {"trace": answer, "evidence_file": _evidence_file(case, answer["evidence"]["path"])}


def _row(place: Path, line: str, at: int | None) -> dict[str, Any] | None:
    if not (place / "lines.parquet").is_file():
        return None
    with RowsAt(place / "lines.parquet") as file:
        if at is not None and 0 <= at < file.rows:
            (row,) = file.span(at, at + 1)
            if row["line_id"] == line:
                return row
        return file.first_equal("line_id", line)


def _key(key: Mapping[str, Any], row: Mapping[str, Any]) -> LineKey:
    quantity = float(row["quantity"] or 0.0)
    cells = {name: key[name] for name in KEY_COLUMNS if key[name] is not None}
    marks = (bool(key["superseded"]), bool(key["invoiced"]), bool(key["intra_group"]))
    return LineKey(cells, key["state"], 1, Decimal(repr(quantity)), quantity * quantity, key["recorded"] or "", *marks)


def _market(place: Path, rate_builder: Any) -> MarketKnown:
    kept = read_answer(place, "market.json")
    rates = {(site, _days(start, end)): rate for site, start, end, rate in kept["rates"]}
    claims = [
        (name, kind, site, _days(start, end), kwh, rate) for name, kind, site, start, end, kwh, rate in kept["claims"]
    ]
    return MarketKnown(claims, rates, rate_builder, kept["gwp"])


def _days(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def _evidence_file(case: Case, text: str | None) -> str | None:
    return f"/api/evidence?path={quote(text)}" if text and evidence_path(case.folder, text) else None
