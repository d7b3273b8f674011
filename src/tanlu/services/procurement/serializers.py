"""The answer of ``tanlu procure``: what to buy and build, what it costs, and how well that is proved, as plain data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tanlu.power.procurement.optimise import Found
from tanlu.power.procurement.plan import reached_share
from tanlu.services.procurement.procure import ProcurementResult

_KEPT = ("imported", "allocated", "sold", "used", "charged", "discharged")


def procure_json(bought: ProcurementResult) -> dict[str, Any]:
    """The answer of ``tanlu procure --json``; what is not known is null."""
    found = bought.found
    return {
        "case": bought.case.settings.name,
        "year": bought.question.year,
        "status": bought.status,
        "shortfall": shortfall_json(bought),
        "objective": _number(found.objective if found else None),
        "lower_bound": _number(found.lower_bound if found else None),
        "relative_gap": _number(found.relative_gap if found else None),
        "rounding_allowance": _number(found.rounding_allowance if found and found.bound is not None else None),
        "currency": bought.case.settings.currency,
        "share": bought.request.share,
        "planned_share": bought.target.share,
        "basis": bought.request.basis,
        "hours": bought.inputs.hours.count,
        "mw": mw_json(bought),
        "mwh": mwh_json(bought),
        "reached_share": _number(_reached(bought)),
        "next_percent_costs": _number(bought.next_percent_costs),
        "risk": risk_json(bought),
        "solver": solver_json(found) if found else None,
        "seconds": bought.seconds,
        "findings": [finding.as_json() for finding in bought.findings],
    }


def shortfall_json(bought: ProcurementResult) -> dict[str, Any] | None:
    """Why there is no plan, where there is none."""
    if bought.found is None or bought.found.status != "infeasible":
        return None
    short = bought.short
    if short is None:
        return {"mwh": None, "binding": "time ran out before the reason was known", "price_per_mwh": None}
    return {
        "mwh": short.mwh,
        "binding": short.binding,
        "price_per_mwh": _number(short.price_per_mwh),
        "reachable_share": _number(short.reachable_share),
    }


def mw_json(bought: ProcurementResult) -> dict[str, dict[str, float | None]]:
    """MW of each offer and asset; null where there is no plan, and for offers that were left out."""
    market, plan = bought.inputs.market, bought.found.plan if bought.found else None
    offers = [one.offer for one in market.offers] if market else []
    if plan is None:
        chosen: list[float | None] = [None] * len(offers)
        built: list[float | None] = [None] * len(bought.inputs.assets)
    else:
        chosen = [float(mw) for mw in plan.offered]
        built = [float(mw) for mw in np.concatenate([plan.solar, plan.battery])]
    named: dict[str, float | None] = dict(zip(offers, chosen, strict=True))
    named |= dict.fromkeys(bought.inputs.left_out)
    return {"offers": named, "assets": dict(zip(bought.inputs.assets, built, strict=True))}


def mwh_json(bought: ProcurementResult) -> dict[str, float] | None:
    """Sums over all hours and sites."""
    market, plan = bought.inputs.market, bought.found.plan if bought.found else None
    if market is None or plan is None:
        return None
    sums = {name: float(getattr(plan, name).sum()) for name in _KEPT}
    return {"load": market.total_load_mwh, **sums, "spilled": float(np.maximum(plan.spilled(market), 0.0).sum())}


def risk_json(bought: ProcurementResult) -> dict[str, Any] | None:
    """How the plan fares in weather years, where there are some."""
    risk = bought.risk
    if risk is None:
        return None
    return {
        "weather_years": len(risk.coverage),
        "plan_weather_year": bought.inputs.weather.plan_year or None,
        "coverage": {year: _number(share) for year, share in risk.coverage.items()},
        "probability_met": risk.probability_met,
        "holds_in": risk.holds_in,
        "asked": bought.request.holds_in,
        "proved_cheapest": False if bought.request.holds_in is not None else None,
    }


def solver_json(found: Found) -> dict[str, Any]:
    """Who found the plan, how it ended, and what is left unsatisfied."""
    return {
        "method": found.method,
        "termination": found.termination,
        "primal_residual": _number(found.primal_residual),
        "dual_residual": _number(found.dual_residual),
        "one_way_choices": found.choices,
        "iterations": found.iterations,
    }


def _reached(bought: ProcurementResult) -> float | None:
    market, plan = bought.inputs.market, bought.found.plan if bought.found else None
    return None if market is None or plan is None else reached_share(market, bought.target, plan)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
