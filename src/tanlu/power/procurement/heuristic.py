"""A plain plan without batteries or roofs: seldom cheap, but feasible, so that a search cut short still has an upper bound."""

from __future__ import annotations

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.power.procurement.market import Market, Target
from tanlu.power.procurement.optimise import ROUNDING, reaches
from tanlu.power.procurement.plan import Plan, violation

MOST_SCALE = 1e6


def plain_plan(market: Market, target: Target) -> Plan | None:
    """Every offer in one proportion, as little of them as keeps the target; None where that does not keep it.

    The output of an hour is allocated in proportion to load, the rest is sold where that brings something and spilled
    where it does not; what is open is imported.
    """
    low, high = 0.0, 1.0
    while not reaches(market, target, _scaled(market, high)):
        low, high = high, 4 * high
        if high > MOST_SCALE:
            return None
    if reaches(market, target, _scaled(market, 0.0)):
        high = 0.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(market, target, _scaled(market, middle)) else (middle, high)
    plan = _scaled(market, high)
    return plan if violation(market, target, plan) <= ROUNDING else None


def _scaled(market: Market, scale: float) -> Plan:
    made = market.offer_output.sum(axis=1)
    equal = np.divide(market.total_load_mwh / max(len(made), 1), made, out=np.zeros_like(made), where=made > 0)
    offered = np.minimum(scale * equal, np.array([one.max_mw for one in market.offers]))
    output = offered @ market.offer_output
    load = market.load_mwh.sum(axis=0)
    part = np.divide(output, load, out=np.zeros_like(load), where=load > 0)
    allocated: FloatArray = market.load_mwh * np.minimum(part, 1.0)
    left = np.maximum(output - allocated.sum(axis=0), 0.0)
    sells = market.sale > 0
    of_battery = np.zeros((len(market.batteries), market.hours))
    return Plan(
        offered,
        np.zeros(len(market.solars)),
        np.zeros(len(market.batteries)),
        market.load_mwh - allocated,
        allocated,
        np.where(sells, left, 0.0),
        np.zeros((len(market.solars), market.hours)),
        of_battery,
        of_battery,
        of_battery,
    )
