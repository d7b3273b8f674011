"""From a market to a certified plan by the interior point, or nothing where it does not suit or does not close in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.power.procurement.bounds import ceilings
from tanlu.power.procurement.interior_point.algorithm import BoundInterval, State, minimise
from tanlu.power.procurement.interior_point.iterate import System
from tanlu.power.procurement.interior_point.layout import Scaled, lay_out, scaled_ceilings
from tanlu.power.procurement.interior_point.substitution import Unknowns
from tanlu.power.procurement.market import Market, Target
from tanlu.power.procurement.plan import Plan


def interior_plan(
    market: Market, target: Target, seconds_left: Callable[[], float], begin: State | None = None
) -> tuple[Plan | None, float, float, BoundInterval]:
    """The plan found, its lower bound and what rounding can add to it in the case's currency, and how the search went.

    The bound is proved by prices of rows and by ceilings that every plan as cheap keeps; the plan keeps every row but for
    rounding. Whether the two are near enough is the caller's to judge.

    Parameters
    ----------
    begin : where the search for another target of the same market and basis stood on its way
    """
    scaled = lay_out(market, target)
    unit = scaled.mwh * scaled.money

    def ceiling(cost: float) -> FloatArray:
        return scaled_ceilings(scaled, ceilings(market, cost * unit))

    found = minimise(System(scaled), ceiling, seconds_left, begin)
    plan = None if found.best is None else _plan(market, scaled, found.best)
    return plan, found.lower * unit, found.allowance * unit, found


def _plan(market: Market, scaled: Scaled, x: Unknowns) -> Plan:
    """The point in the market's own units and places; import, discharge and sale follow from it."""
    k, mwh = scaled.layout, scaled.mwh
    offers, roofs = len(scaled.offers), len(scaled.roofs)
    offered, solar, battery = (
        np.zeros(len(market.offers)),
        np.zeros(len(market.solars)),
        np.zeros(len(market.batteries)),
    )
    offered[scaled.offers] = x.mw[:offers] * mwh
    solar[scaled.roofs] = x.mw[offers : offers + roofs] * mwh
    battery[scaled.batteries] = x.mw[offers + roofs :] * mwh
    given = np.maximum(k.eta**2 * x.c + k.eta * (x.e - np.roll(x.e, -1, axis=0)), 0.0)
    charged, discharged, level = (_placed(market, scaled, flow * mwh) for flow in (x.c, given, x.e))
    allocated = np.maximum(x.a.T, 0.0) * mwh
    used = _by_roof(market, np.maximum(x.u.T, 0.0) * mwh, solar)
    imported = market.load_mwh - allocated
    np.subtract.at(imported, market.solar_site, used)
    np.add.at(imported, market.battery_site, charged - discharged)
    left = np.maximum(offered @ market.offer_output - allocated.sum(axis=0), 0.0)
    sold = np.where(market.sale > 0, left, 0.0)
    return Plan(offered, solar, battery, np.maximum(imported, 0.0), allocated, sold, used, charged, discharged, level)


def _placed(market: Market, scaled: Scaled, flow: FloatArray) -> FloatArray:
    placed = np.zeros((len(market.batteries), market.hours))
    placed[scaled.batteries] = flow.T
    return placed


def _by_roof(market: Market, used: FloatArray, solar: FloatArray) -> FloatArray:
    """Solar used at a site, shared over its roofs by what each could give in the hour."""
    made = market.solar_output * solar[:, None]
    of_site = np.zeros(market.load_mwh.shape)
    np.add.at(of_site, market.solar_site, made)
    part = np.divide(used, of_site, out=np.zeros_like(used), where=of_site > 0)
    return made * np.minimum(part, 1.0)[market.solar_site]
