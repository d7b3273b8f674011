"""A plan: what to buy and build, and what flows in each hour; judged by its own sums, whoever found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.core.rounding import sum_allowance
from tanlu.power.procurement.market import Asset, Market, Offer, Target

ROUNDING = 1e-12
"""What is left of a flow when all of it but rounding is taken away is nothing."""


@dataclass(frozen=True, eq=False)
class Plan:
    """MW chosen and MWh of each hour.

    Parameters
    ----------
    offered, solar, battery : (offers,), (solars,), (batteries,) MW
    imported, allocated : (sites, hours) MWh
    sold : (hours,) MWh
    used : (solars, hours) MWh
    charged, discharged, level : (batteries, hours) MWh
    """

    offered: FloatArray
    solar: FloatArray
    battery: FloatArray
    imported: FloatArray
    allocated: FloatArray
    sold: FloatArray
    used: FloatArray
    charged: FloatArray
    discharged: FloatArray
    level: FloatArray

    @property
    def net_charge(self) -> FloatArray:
        """(batteries, hours) MWh: above zero what the battery takes from its site, below zero what it gives."""
        return self.charged - self.discharged

    def spilled(self, market: Market) -> FloatArray:
        """(hours,) MWh of offers that nobody takes."""
        return self.offered @ market.offer_output - self.allocated.sum(axis=0) - self.sold


def cost_of(market: Market, plan: Plan) -> float:
    """Imports + offers + assets - sales, in the case's currency."""
    offered = np.array([one.price_per_mwh for one in market.offers]) * market.offer_output.sum(axis=1)
    built = sum(one.cost_per_mw_year * mw for one, mw in zip(market.solars, plan.solar, strict=True))
    built += sum(one.cost_per_mw_year * mw for one, mw in zip(market.batteries, plan.battery, strict=True))
    sales = 0.0 if market.sale_per_mwh is None else float(market.sale_per_mwh @ plan.sold)
    return float((market.price_per_mwh * plan.imported).sum() + plan.offered @ offered + built) - sales


def cost_allowance(market: Market, plan: Plan) -> float:
    """How far rounding can move :func:`cost_of`: every product of a price and a quantity, by its absolute value."""
    offered = np.array([abs(one.price_per_mwh) for one in market.offers]) * market.offer_output.sum(axis=1)
    built = sum(abs(one.cost_per_mw_year) * mw for one, mw in zip(market.solars, plan.solar, strict=True))
    built += sum(abs(one.cost_per_mw_year) * mw for one, mw in zip(market.batteries, plan.battery, strict=True))
    sales = 0.0 if market.sale_per_mwh is None else float(np.abs(market.sale_per_mwh) @ plan.sold)
    size = float((np.abs(market.price_per_mwh) * plan.imported).sum() + plan.offered @ offered + built) + sales
    terms = plan.imported.size + plan.sold.size + market.offer_output.size + plan.solar.size + plan.battery.size
    return sum_allowance(terms, size)


def missing_mwh(market: Market, target: Target, plan: Plan) -> FloatArray:
    """MWh by which the rule is missed, one figure a row of it; below zero is room left."""
    if target.basis == "annual":
        clean = plan.offered @ market.offer_output.sum(axis=1) + plan.used.sum()
        return np.array([target.share * market.total_load_mwh - clean])
    dirty = (plan.imported * market.dirty).sum(axis=1)
    return dirty - (1.0 - target.share) * market.load_mwh.sum(axis=1)


def reached_share(market: Market, target: Target, plan: Plan) -> float | None:
    """The share of load that the plan reaches on the target's basis, over the portfolio."""
    load = market.total_load_mwh
    if load <= 0:
        return None
    if target.basis == "annual":
        return float(plan.offered @ market.offer_output.sum(axis=1) + plan.used.sum()) / load
    return 1.0 - float((plan.imported * market.dirty).sum()) / load


def both_ways(plan: Plan, *, least: float = 0.0) -> BoolArray:
    """(batteries, hours) where a battery charges and discharges in one hour."""
    return (plan.charged > least) & (plan.discharged > least)


def one_way(market: Market, plan: Plan, *, crumbs_mwh: float = 0.0) -> Plan:
    """The same plan with charge and discharge of one hour set off against each other where that costs nothing.

    The level stays as it is, so the site takes less by what the loss had wasted: less import, else less of the
    allocation, else less of its solar. Where import is paid for (a price below zero) only crumbs, which are a solver's
    tolerance, are set off; and where the site takes in nothing that could be less, crumbs are taken off both flows, so that
    the level is off by no more than they are.
    """
    change = np.minimum(plan.charged, plan.discharged / market.efficiency[:, None] ** 2)
    change = np.where(market.paid_to_import & (change > crumbs_mwh), 0.0, change)
    if not change.any():
        return plan
    plan = replace(plan, **_without_crumbs(market, plan, change, crumbs_mwh))
    change = np.where(both_ways(plan), change, 0.0)
    change = change * _part_that_can_be_saved(market, plan, change)
    worth = change * market.efficiency[:, None] ** 2
    charged, discharged = plan.charged - change, plan.discharged - worth
    charged[charged <= ROUNDING * plan.charged] = 0.0
    discharged[discharged <= ROUNDING * plan.discharged] = 0.0
    wasted = (plan.charged - charged) - (plan.discharged - discharged)
    saved = np.zeros(market.load_mwh.shape)
    np.add.at(saved, market.battery_site, wasted)
    imported, saved = _less(plan.imported, saved)
    allocated, saved = _less(plan.allocated, saved)
    used = plan.used.copy()
    for place, site in enumerate(market.solar_site):
        used[place], saved[site] = _less(used[place], saved[site])
    return replace(plan, charged=charged, discharged=discharged, imported=imported, allocated=allocated, used=used)


def _without_crumbs(market: Market, plan: Plan, change: FloatArray, crumbs_mwh: float) -> dict[str, FloatArray]:
    """Charge and discharge without the crumbs that cannot be saved on anything."""
    lost = (_part_that_can_be_saved(market, plan, change) < 1.0) & (
        np.minimum(plan.charged, plan.discharged) <= crumbs_mwh
    )
    smaller = np.where(lost, np.minimum(plan.charged, plan.discharged), 0.0)
    return {"charged": plan.charged - smaller, "discharged": plan.discharged - smaller}


def _part_that_can_be_saved(market: Market, plan: Plan, change: FloatArray) -> FloatArray:
    """(batteries, hours) how much of the waste the site could do without: not more than it takes in."""
    taken = plan.imported + plan.allocated
    wasted = np.zeros(market.load_mwh.shape)
    _gather(taken, market.solar_site, plan.used)
    _gather(wasted, market.battery_site, change * (1.0 - market.efficiency[:, None] ** 2))
    part = np.divide(taken, wasted, out=np.ones_like(wasted), where=wasted > taken)
    return np.minimum(part, 1.0)[market.battery_site]


def _less(flow: FloatArray, by: FloatArray) -> tuple[FloatArray, FloatArray]:
    taken = np.minimum(flow, by)
    return flow - taken, by - taken


def violation(market: Market, target: Target, plan: Plan) -> float:
    """The largest violation of any clause by the plan, each relative to the size of what stands in it."""
    load, kept = market.load_mwh, market.efficiency[:, None]
    served = plan.imported + plan.allocated - load
    scale = np.abs(plan.imported) + plan.allocated + load + 1.0
    _gather(served, market.solar_site, plan.used)
    _gather(served, market.battery_site, -plan.net_charge)
    _gather(scale, market.battery_site, plan.charged + plan.discharged)
    following = np.roll(plan.level, -1, axis=1)
    carried = following - plan.level - kept * plan.charged + plan.discharged / kept
    held = np.array([one.hours for one in market.batteries]) * plan.battery
    size = 1.0 + plan.battery[:, None]
    over = [
        np.abs(served) / scale,
        np.abs(carried) / (size + plan.level),
        -plan.spilled(market) / (1.0 + plan.offered @ market.offer_output),
        (plan.used - plan.solar[:, None] * market.solar_output) / (1.0 + plan.solar[:, None]),
        (plan.charged - plan.battery[:, None]) / size,
        (plan.discharged - plan.battery[:, None]) / size,
        (plan.level - held[:, None]) / (size + held[:, None]),
        (plan.imported - market.import_max_mw[:, None]) / scale,
        missing_mwh(market, target, plan) / (1.0 + market.total_load_mwh),
        *(-one / (1.0 + np.abs(one)) for one in vars(plan).values()),
        *(_above(mw, [one.max_mw for one in kinds]) for mw, kinds in _chosen(market, plan)),
    ]
    return float(max(part.max(initial=0.0) for part in over))


def _gather(into: FloatArray, places: IntArray, parts: FloatArray) -> None:
    np.add.at(into, places, parts)


def _chosen(market: Market, plan: Plan) -> Sequence[tuple[FloatArray, Sequence[Offer] | Sequence[Asset]]]:
    return ((plan.offered, market.offers), (plan.solar, market.solars), (plan.battery, market.batteries))


def _above(mw: FloatArray, limits: list[float]) -> FloatArray:
    return (mw - np.array(limits, np.float64)) / (1.0 + np.abs(mw))
