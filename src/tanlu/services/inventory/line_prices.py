"""Every line with its price: the big table meets the small table of resolved keys by equality, and is streamed to Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tanlu.core.period import Period
from tanlu.engines.columns import expressions as c
from tanlu.inventory.emission_rates import GRID
from tanlu.inventory.line_key import LineKey
from tanlu.inventory.pricing import Outcome
from tanlu.io.arrow_rows import RowsFile, Type
from tanlu.services.inventory.activity_lines import MARKS, Lines
from tanlu.services.inventory.measurement import Measurement

AMOUNTS = ("scope1", "scope2_location", "scope2_market", "scope3", "upstream")
"""What a line adds, each in kgCO2e; ``scope3`` holds what leases move there, ``upstream`` is scope 3, category 3."""

_PRICES: dict[str, Type] = {
    "status": "text",
    "scope": "text",
    "scope3_category": "whole",
    **{f"{name}_kgco2e_per_unit": "number" for name in AMOUNTS},
    "factors": "text",
    "reason": "text",
}


def write_line_prices(measured: Measurement, lines: Lines, path: Path) -> int:
    """Write each line's id, quantity, status, factors, and what it adds to each scope, as Parquet; how many lines."""
    names = [f"{name}_key" for name in lines.keys]
    resolved = path.with_name(f"{path.stem}-keys.parquet")
    with RowsFile(resolved, {**dict.fromkeys(names, "text"), **_PRICES}) as keys:
        for row in _resolved(measured, lines):
            keys.add(row)
    frame = lines.frame
    for name in lines.keys:
        frame = c.text_of(frame, name, f"{name}_key")
    joined = c.meets(frame, lines.engine.scan([resolved]), on=names)
    priced = c.priced(joined, list(_PRICES), [f"{name}_kgco2e" for name in AMOUNTS])
    count = c.write_parquet(lines.engine, priced, path)
    resolved.unlink()
    return count


def _resolved(measured: Measurement, lines: Lines) -> Iterator[dict[str, Any]]:
    rates = market_rates(measured)
    for key in lines.stream():
        outcome = measured.measuring.pricing.outcome(key)
        yield {**key_cells(lines, key), **prices(key, outcome, rates)}


def key_cells(lines: Lines, key: LineKey) -> dict[str, Any]:
    """The columns that a key's lines are met by, each as text and named ``…_key``."""
    cells = {
        f"{name}_key": key.raw.get(name, key.state if name == "state" else "")
        for name in lines.keys
        if name not in MARKS
    }
    return cells | {f"{mark}_key": str(getattr(key, mark)).lower() for mark in MARKS if mark in lines.keys}


def market_rates(measured: Measurement) -> dict[tuple[str, Period], float]:
    """kgCO2e per kWh of purchased electricity in the market view, by site and days: what instruments and remainder came to.

    A load that neither an instrument nor a factor serves has no rate.
    """
    kg, loads = measured.side.load_kgco2e, measured.measuring.loads
    return {key: kg[key] / load.kwh if load.kwh else 0.0 for key, load in loads.items() if key in kg or not load.kwh}


def prices(key: LineKey, outcome: Outcome, rates: dict[tuple[str, Period], float]) -> dict[str, Any]:
    """What one unit of a key adds to each scope, inside the boundary and the year; None where it adds to none."""
    parts = outcome.emission_rate.parts
    sums: dict[str, float] = {}
    for booking in outcome.bookings:
        part = parts[booking.part]
        for name in _where(booking.scope, booking.view, part.role):
            sums[name] = sums.get(name, 0.0) + part.kgco2e * booking.weight
    if key["activity"] == GRID and "scope2_location" in sums and outcome.inside is not None:
        rate = rates.get((key["site"], outcome.inside)) if outcome.grid_kwh_per_unit else 0.0
        if rate is not None:
            sums["scope2_market"] = outcome.grid_kwh_per_unit * rate
    own = next((booking for booking in outcome.bookings if parts[booking.part].role == "direct"), None)
    return {
        "status": outcome.status,
        "scope": own.scope if own else None,
        "scope3_category": own.category if own else None,
        **{f"{name}_kgco2e_per_unit": sums.get(name) for name in AMOUNTS},
        "factors": "; ".join(part.factor.factor for part in parts) or None,
        "reason": outcome.flaws[0].message if outcome.flaws and outcome.status != "priced" else None,
    }


def _where(scope: str, view: str, role: str) -> list[str]:
    if role == "upstream":
        return ["upstream"]
    if scope == "2":
        return [f"scope2_{basis}" for basis in ("location", "market") if view in ("both", basis)]
    return [f"scope{scope}"]


def line_total(price: dict[str, Any], basis: str) -> float | None:
    """kgCO2e of one unit on a basis, upstream apart; None where the line adds to no scope."""
    found = [price[f"{name}_kgco2e_per_unit"] for name in ("scope1", f"scope2_{basis}", "scope3")]
    known = [value for value in found if value is not None]
    if not known and price["scope"] == "2":
        return None
    return sum(known) if known else (0.0 if price["status"] == "priced" else None)
