"""The programme of procurement written a second time, in linopy, from its description and from nothing of ours but the data."""

from __future__ import annotations

from typing import Any

import linopy
import numpy as np
import pandas as pd

from tanlu.power.procurement.market import Market, Target


def independent(market: Market, target: Target, *, form: str = "imports") -> tuple[str, float | None]:
    """Status and least cost; every battery hour has its own 0/1 choice.

    Parameters
    ----------
    form : of the hourly rule: "imports" limits unclean import, "matched" asks for clean supply net of charging (24/7-CFE)
    """
    model = linopy.Model()
    hours = pd.RangeIndex(market.hours, name="hour")
    cost: list = []
    pool = _pool(model, market, hours, cost)
    sites = [_site(model, market, place, hours, cost) for place in range(len(market.sites))]
    model.add_constraints(pool["made"] - sum(site["allocated"] for site in sites) - pool["sold"] >= 0)
    _rule(model, market, target, pool, sites, form)
    total: Any = sum(term.sum() for term in cost)
    model.add_objective(total)
    status, met = model.solve(
        "highs",
        io_api="direct",
        output_flag=False,
        mip_rel_gap=1e-9,
        primal_feasibility_tolerance=1e-9,
        dual_feasibility_tolerance=1e-9,
        mip_feasibility_tolerance=1e-9,
    )
    if status == "ok":
        return "optimal", float(model.objective.value or 0.0)
    return met, None


def _pool(model, market: Market, hours, cost: list) -> dict:
    most = np.inf if market.sale_per_mwh is not None else 0.0
    sold = model.add_variables(lower=0, upper=most, coords=[hours], name="sold")
    made, total = 0, 0 * sold.sum()
    for place, offer in enumerate(market.offers):
        mw = model.add_variables(lower=0, upper=offer.max_mw, name=f"offer {place}")
        output = pd.Series(market.offer_output[place], hours)
        made = made + mw * _array(output)
        total = total + mw * float(output.sum())
        cost.append(mw * float(offer.price_per_mwh * output.sum()))
    if market.sale_per_mwh is not None:
        cost.append(sold * _array(pd.Series(-market.sale_per_mwh, hours)))
    return {"made": made, "sold": sold, "total": total}


def _site(model, market: Market, place: int, hours, cost: list) -> dict:
    def flow(name, upper=np.inf):
        return model.add_variables(lower=0, upper=upper, coords=[hours], name=f"{name} {place}")

    imported, allocated = flow("imported", market.import_max_mw[place]), flow("allocated")
    supply, used_total, charge, discharge = imported + allocated, 0, 0, 0
    cost.append(imported * _array(pd.Series(market.price_per_mwh[place], hours)))
    for number, roof in enumerate(market.solars):
        if market.sites.index(roof.site) == place:
            mw = model.add_variables(lower=0, upper=roof.max_mw, name=f"roof {number}")
            used = flow(f"used {number}")
            model.add_constraints(used - mw * _array(pd.Series(market.solar_output[number], hours)) <= 0)
            cost.append(mw * roof.cost_per_mw_year)
            supply, used_total = supply + used, used_total + used.sum()
    for number, one in enumerate(market.batteries):
        if market.sites.index(one.site) == place:
            into, out = _battery(model, one, number, flow, hours, float(market.load_mwh[place].sum()), cost)
            charge, discharge = charge + into, discharge + out
            supply = supply - into + out
    model.add_constraints(supply == _array(pd.Series(market.load_mwh[place], hours)))
    return {"imported": imported, "allocated": allocated, "used": used_total, "charge": charge, "discharge": discharge}


def _battery(model, one, number: int, flow, hours, load: float, cost: list):
    mw = model.add_variables(lower=0, upper=one.max_mw, name=f"battery {number}")
    into, out, level = flow(f"in {number}"), flow(f"out {number}"), flow(f"level {number}")
    most = min(one.max_mw, 4 * load / one.efficiency**2)
    charging = model.add_variables(binary=True, coords=[hours], name=f"charging {number}")
    model.add_constraints(into - mw <= 0)
    model.add_constraints(out - mw <= 0)
    model.add_constraints(level - one.hours * mw <= 0)
    model.add_constraints(into - most * charging <= 0)
    model.add_constraints(out + most * charging <= most)
    model.add_constraints(level.roll(hour=-1) - level - one.efficiency * into + (1 / one.efficiency) * out == 0)
    cost.append(mw * one.cost_per_mw_year)
    return into, out


def _rule(model, market: Market, target: Target, pool: dict, sites: list[dict], form: str) -> None:
    loads = market.load_mwh.sum(axis=1)
    if target.basis == "annual":
        model.add_constraints(pool["total"] + sum(site["used"] for site in sites) >= target.share * float(loads.sum()))
        return
    for place, site in enumerate(sites):
        cfe = _array(pd.Series(market.cfe[place], pd.RangeIndex(market.hours, name="hour")))
        if form == "imports":
            model.add_constraints((site["imported"] * (1 - cfe)).sum() <= (1 - target.share) * loads[place])
        else:
            # 24/7-CFE: clean supply + discharge - charge + import x cfe >= share x load; nothing is exported
            clean = site["allocated"].sum() + site["used"] + (site["imported"] * cfe).sum()
            clean = clean + _sum(site["discharge"]) - _sum(site["charge"])
            model.add_constraints(clean >= target.share * loads[place])


def _sum(flow):
    return flow.sum() if hasattr(flow, "sum") else flow


def _array(series: pd.Series):
    return series.to_xarray()
