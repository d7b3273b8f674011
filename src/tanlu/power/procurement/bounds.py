"""Ceilings: what no cheapest plan goes beyond, so that prices of rows prove a lower bound also where the tables set no limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.power.procurement.market import Market


@dataclass(frozen=True, eq=False)
class Ceilings:
    """The most MW of each offer, roof and battery in any plan that costs no more than a known one; infinite where unknown."""

    offered: FloatArray
    solar: FloatArray
    battery: FloatArray


def ceilings(market: Market, known_cost: float) -> Ceilings:
    """Ceilings that follow from the cost of a known plan.

    A plan that costs no more can spend at most that cost, and what sales and prices below zero could ever bring, on any one
    thing. An offer costs at least its price less the sale of all its output; a battery at least its cost less
    what charging at prices below zero could earn.
    """
    margin = offer_margins(market)
    limits = np.array([one.max_mw for one in market.offers])
    earned = float(np.multiply(-margin, limits, out=np.zeros_like(margin), where=margin < 0).sum())
    below = np.maximum(-market.price_per_mwh, 0.0)
    capped = np.isfinite(market.import_max_mw)
    most = np.where(capped[:, None], market.import_max_mw[:, None], market.load_mwh)
    earned += float(np.multiply(below, most, out=np.zeros_like(below), where=below > 0).sum())
    by_charging = np.where(capped, 0.0, below.sum(axis=1))[market.battery_site]
    cost = np.array([one.cost_per_mw_year for one in market.batteries]) - by_charging
    built = np.array([one.cost_per_mw_year for one in market.solars])
    spend = max(known_cost, 0.0) + earned
    return Ceilings(
        _most(spend, margin, limits),
        _most(spend, built, np.array([one.max_mw for one in market.solars])),
        _most(spend, cost, np.array([one.max_mw for one in market.batteries])),
    )


def offer_margins(market: Market) -> FloatArray:
    """(offers,) what a MW costs when all its output is sold; below zero it earns, however much is bought."""
    prices = np.array([one.price_per_mwh for one in market.offers])
    return prices * market.offer_output.sum(axis=1) - market.offer_output @ market.sale


def _most(spend: float, cost: FloatArray, limits: FloatArray) -> FloatArray:
    return np.minimum(limits, np.divide(spend, cost, out=np.full_like(cost, np.inf), where=cost > 0))


def cost_floor(market: Market) -> float | None:
    """What no plan can undercut, known without solving: all that sales and prices below zero could ever bring."""
    limits = np.array([one.max_mw for one in market.offers])
    margin = offer_margins(market)
    floor = float(np.multiply(margin, limits, out=np.zeros_like(margin), where=margin < 0).sum())
    below = np.maximum(-market.price_per_mwh, 0.0)
    batteries = np.zeros(len(market.sites))
    np.add.at(batteries, market.battery_site, np.array([one.max_mw for one in market.batteries]))
    reach = np.minimum(market.import_max_mw[:, None], market.load_mwh + batteries[:, None])
    floor -= float(np.multiply(below, reach, out=np.zeros_like(below), where=below > 0).sum())
    return floor if np.isfinite(floor) else None
