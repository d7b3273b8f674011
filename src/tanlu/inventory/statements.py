"""Statements: figures published elsewhere, which of them is in force on a day, and what they replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tanlu.core.errors import QuantityError
from tanlu.core.finding import Finding
from tanlu.core.period import FIRST_YEAR, LAST_YEAR
from tanlu.core.schema import table
from tanlu.core.units import parse_unit

STATEMENTS = table(
    "statements",
    required="year metric value unit source",
    optional="statement recorded use",
    numbers="value",
    integers="year",
    dates="recorded",
)
CATEGORIES = tuple(range(1, 16))
METRICS = frozenset(
    {"scope1", "scope2", "scope2_location", "scope2_market", "scope3", "total"} | {f"scope3/{n}" for n in CATEGORIES}
)
Use = Literal["figure", "check"]
LARGEST_TCO2E = 1e12
"""The world emits some 6e10 t a year."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One published figure, in tCO2e."""

    statement: str
    year: int
    metric: str
    tco2e: float
    source: str
    recorded: date | None
    use: Use
    row: int
    file: str


def statement_from(cells: Mapping[str, Any], *, row: int, file: str) -> tuple[Statement | None, list[Finding]]:
    """One statement from the cells of its row; a flawed one is not used and its finding says why."""

    def refused(column: str, message: str, mend: str) -> tuple[None, list[Finding]]:
        return None, [Finding("statement_flaw", "error", message, mend, "statements", file, row, column)]

    metric = str(cells.get("metric") or "").strip()
    use = str(cells.get("use") or "figure").strip()
    if metric not in METRICS:
        return refused(
            "metric",
            f"metric {metric!r} is not known",
            "use scope1, scope2, scope2_location, scope2_market, scope3, scope3/1 … scope3/15 or total",
        )
    if use not in ("figure", "check"):
        return refused("use", f"use {use!r} is not known", "write figure (it counts) or check (it is only compared)")
    if metric == "total" and use == "figure":
        return refused(
            "use", "a total cannot be a figure: it would hide its parts", "write use = check, or state the scopes"
        )
    value, year = cells.get("value"), cells.get("year")
    if value is None or year is None:
        return refused(
            "value" if value is None else "year", "a statement has no value or no year", "give both, or remove the row"
        )
    try:
        tonnes = tonnes_of(float(value), str(cells.get("unit") or ""))
    except QuantityError as error:
        return refused("unit", str(error), "write tCO2e, ktCO2e or MtCO2e")
    if not 0 <= tonnes <= LARGEST_TCO2E:
        met = f"the value {value:g} is not between 0 and {LARGEST_TCO2E:g} tCO2e"
        return refused("value", met, "mend the number or its unit; what is removed or avoided is no part of a scope")
    if not cells.get("source"):
        return refused("source", "a statement has no source", "name the report and the page")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return refused("year", f"{year} is no reporting year", f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
    name = str(cells.get("statement") or f"row {row}")
    return Statement(name, int(year), metric, tonnes, str(cells["source"]), cells.get("recorded"), use, row, file), []


def tonnes_of(value: float, unit: str) -> float:
    """A published mass of CO2e in tonnes.

    Examples
    --------
    >>> tonnes_of(5.111, "MtCO2e"), tonnes_of(511.1, "万吨二氧化碳当量")
    (5111000.0, 5111000.0)
    """
    plain = unit.replace("CO₂", "CO2")
    for suffix in ("二氧化碳当量", "二氧化碳", "CO2-eq", "CO2eq", "CO2e", "CO2"):
        plain = plain.removesuffix(suffix)
    mass = parse_unit(plain.strip() or "t")
    if mass.dimension != "mass":
        raise QuantityError(f"unit {unit!r} is no mass of CO2e")
    return round(value * mass.base_per_unit / 1000, 9)


def in_force(
    statements: Iterable[Statement], year: int, as_of: date | None
) -> tuple[dict[str, Statement], list[Finding]]:
    """Of each metric, the newest statement known by the day, whatever its use; two of one day are an error and neither counts."""
    by_metric: dict[str, list[Statement]] = {}
    for row in statements:
        if row.year == year and (as_of is None or row.recorded is None or row.recorded <= as_of):
            by_metric.setdefault(row.metric, []).append(row)
    chosen: dict[str, Statement] = {}
    findings: list[Finding] = []
    for metric, rows in sorted(by_metric.items()):
        newest = max(row.recorded or date.min for row in rows)
        latest = [row for row in rows if (row.recorded or date.min) == newest]
        if len(latest) > 1:
            findings.append(_two_of_one_day(metric, year, latest))
        else:
            chosen[metric] = latest[0]
    return chosen, findings


def _two_of_one_day(metric: str, year: int, rows: Sequence[Statement]) -> Finding:
    names = " and ".join(sorted(row.statement for row in rows))
    return Finding(
        "conflicting_statements",
        "error",
        f"{names} both state {metric} of {year} and were recorded on one day; neither is used",
        "remove one, or give the one that corrects the other a later recorded day",
        "statements",
        rows[0].file,
        rows[0].row,
        "recorded",
        count=len(rows),
        rows=tuple(sorted(row.row for row in rows)),
    )


def figures(chosen: Mapping[str, Statement]) -> dict[str, Statement]:
    """Which statement stands for each of scope1, scope2_location, scope2_market, scope3 and the categories.

    A metric that names its basis outranks ``scope2``, which else fills both bases.
    """
    found = {metric: row for metric, row in chosen.items() if row.use == "figure"}
    unnamed = found.pop("scope2", None)
    if unnamed is not None:
        for metric in ("scope2_location", "scope2_market"):
            found.setdefault(metric, unnamed)
    return found
