"""Every line with its price: the big table meets the small table of resolved keys by equality, and is streamed to Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tanlu.app.accounting import Measured
from tanlu.app.lines import MARKS, Lines
from tanlu.core.period import Period
from tanlu.engines import columns as c
from tanlu.engines.rows import Type, arrow_table
from tanlu.inventory.lines import LineKey
from tanlu.inventory.pricing import Outcome

_PRICES: dict[str, Type] = {
    "status": "text",
    "scope": "text",
    "scope3_category": "whole",
    "kgco2e_location_per_unit": "number",
    "kgco2e_market_per_unit": "number",
    "upstream_kgco2e_per_unit": "number",
    "factors": "text",
    "reason": "text",
}


def write_line_prices(measured: Measured, lines: Lines, path: Path) -> int:
    """Write ``lines.parquet``: each line's id, quantity, status, scope, factors and CO2e on both bases; how many."""
    names = [f"{name}_key" for name in lines.keys]
    resolved = arrow_table(list(_resolved(measured, lines)), {**dict.fromkeys(names, "text"), **_PRICES})
    frame = lines.frame
    for name in lines.keys:
        frame = c.text_of(frame, name, f"{name}_key")
    joined = c.meets(frame, lines.engine.table(resolved), on=names)
    return c.write_parquet(lines.engine, c.priced(joined, list(_PRICES)), path)


def _resolved(measured: Measured, lines: Lines) -> Iterator[dict[str, Any]]:
    rates = market_rates(measured)
    for key in lines.stream():
        outcome = measured.measuring.pricing.outcome(key)
        cells = {f"{name}_key": key.raw.get(name, key.state if name == "state" else "") for name in lines.keys if name not in MARKS}
        marks = {f"{mark}_key": str(getattr(key, mark)).lower() for mark in MARKS if mark in lines.keys}
        yield {**cells, **marks, **prices(key, outcome, rates)}


def market_rates(measured: Measured) -> dict[tuple[str, Period], float]:
    """kgCO2e per kWh of purchased electricity in the market view, by site and days: what instruments and remainder came to."""
    kg = measured.side.load_kgco2e
    return {key: kg.get(key, 0.0) / load.kwh for key, load in measured.measuring.loads.items() if load.kwh}


def prices(key: LineKey, outcome: Outcome, rates: dict[tuple[str, Period], float]) -> dict[str, Any]:
    """What one unit of a key weighs on both bases, inside the boundary and the year."""
    parts = outcome.recipe.parts
    sums = {"location": 0.0, "market": 0.0, "upstream": 0.0}
    priced = [(booking, parts[booking.part]) for booking in outcome.bookings]
    for booking, part in priced:
        amount = part.kgco2e * booking.weight
        if part.role == "upstream":
            sums["upstream"] += amount
        else:
            for view in ("location", "market"):
                sums[view] += amount if booking.view in ("both", view) else 0.0
    if outcome.grid_kwh_per_unit and outcome.inside is not None:
        sums["market"] += outcome.grid_kwh_per_unit * rates.get((key["site"], outcome.inside), 0.0)
    own = next((booking for booking, part in priced if part.role == "direct"), None)
    known = outcome.status == "priced"
    return {
        "status": outcome.status,
        "scope": own.scope if own else None,
        "scope3_category": own.category if own else None,
        "kgco2e_location_per_unit": sums["location"] if known else None,
        "kgco2e_market_per_unit": sums["market"] if known else None,
        "upstream_kgco2e_per_unit": sums["upstream"] if any(part.role == "upstream" for _, part in priced) else None,
        "factors": "; ".join(part.factor.factor for part in parts) or None,
        "reason": outcome.flaws[0].message if outcome.flaws and not known else None,
    }
