"""Out of reach: how far a target can be kept at most, what stands in the way, and what the last MWh reached costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray
from tanlu.engines.highs import LinearProgramArrays, Solution, solve
from tanlu.power.procurement.linear_program import Constraint, Programme, Term, Variable
from tanlu.power.procurement.market import Asset, Market, Offer, Target
from tanlu.power.procurement.model import Decisions, load_is_served, procurement
from tanlu.power.procurement.optimise import ROUNDING, Clock, cheapest_by_highs, plan_of, solve_one_way
from tanlu.power.procurement.plan import reached_share

LAST_MWH = 1.0
LAST_PART = 0.01
"""The last MWh reached is priced over one MWh, or over a hundredth of the load where that is less."""
PRICED = 1e-7
"""A limit whose price is less than this, in MWh of the rule for each MW of the limit, stands in nobody's way."""


@dataclass(frozen=True)
class Shortfall:
    """Why there is no plan.

    Parameters
    ----------
    mwh : missing to the target, or to serving the load
    binding : what stands in the way, in words
    price_per_mwh : what the last MWh that can be reached costs; None where it is not known
    reachable_share : the greatest share of load that can be kept on the target's basis
    """

    mwh: float
    binding: str
    price_per_mwh: float | None = None
    reachable_share: float | None = None


def shortfall(market: Market, target: Target, clock: Clock) -> Shortfall | None:
    """Why a target cannot be kept; None where time ran out before it was known."""

    def build(choices: BoolArray) -> tuple[Programme, Decisions]:
        return procurement(market, target, choices, elastic=True)

    solution, programme, chosen, _ = solve_one_way(market, target, build, clock)
    if solution.status == "infeasible":
        return _unserved(market, clock)
    if solution.x is None or solution.status != "optimal" or solution.objective is None:
        return None
    plan = plan_of(programme, chosen, solution.x)
    missed = programme.values(chosen.missing, solution.x)
    words = _in_the_way(market, target, programme, chosen, _prices(programme.problem(), solution), missed)
    price = _last_mwh_costs(market, target, solution.objective, clock)
    return Shortfall(solution.objective, words, price, reached_share(market, target, plan))


def _prices(problem: LinearProgramArrays, solution: Solution) -> FloatArray:
    """What one more of each column's limit would do for the rule; zero where a mixed-integer answer has no prices."""
    if solution.prices is None:
        return np.zeros(len(problem.cost))
    return problem.cost - np.bincount(
        problem.columns, problem.values * solution.prices[problem.rows], minlength=len(problem.cost)
    )


def _last_mwh_costs(market: Market, target: Target, missing_mwh: float, clock: Clock) -> float | None:
    """The cost of the last MWh: least cost at the reachable maximum less least cost one MWh short of it."""
    step = min(LAST_MWH, LAST_PART * market.total_load_mwh)
    if step <= 0:
        return None
    edge = missing_mwh + 1e-3 * step  # the very edge is a point where rounding decides whether a plan exists
    near = cheapest_by_highs(market, target, clock, may_miss_mwh=edge)
    before = cheapest_by_highs(market, target, clock, may_miss_mwh=edge + step)
    if near.objective is None or before.objective is None or not (near.proved and before.proved):
        return None
    return max((near.objective - before.objective) / step, 0.0)


def _in_the_way(
    market: Market, target: Target, programme: Programme, chosen: Decisions, worth: FloatArray, missed: FloatArray
) -> str:
    """The limits that would let more of the target be reached if they were wider, in words."""
    rule = "over the year" if target.basis == "annual" else "by hour"
    found = _limits(market, programme, chosen, worth)
    short = [site for site, mwh in zip(market.sites, missed, strict=False) if mwh > ROUNDING]
    where = "" if target.basis == "annual" or not short else f" at {_few(short)}"
    if target.basis == "hourly" and target.share > 1:
        return f"a share of {target.share:g} by hour is more than all of the load{where}"
    if found:
        return (
            f"{_few(found)} {'is' if len(found) == 1 else 'are'} used to the full; the target {rule}{where} needs more"
        )
    if not market.offers and not market.solars:
        return f"there is no offer and no solar to build, so nothing clean serves the target {rule}{where}"
    if target.basis == "hourly":
        hours = _hours_without_clean_supply(market)
        if hours:
            return f"no offer and no solar produces in {hours:,} of {market.hours:,} hours{where}, and no battery carries enough into them"
    return f"no limit that could be widened adds to the target {rule}{where}: what is on offer produces too little"


def _limits(market: Market, programme: Programme, chosen: Decisions, worth: FloatArray) -> list[str]:
    pairs: list[tuple[Variable, Sequence[str]]] = [
        (chosen.offered, [f"max_mw of offer {one.offer}" for one in market.offers]),
        (chosen.solar, [f"max_mw of {one.site}/solar" for one in market.solars]),
        (chosen.battery, [f"max_mw of {one.site}/battery" for one in market.batteries]),
    ]
    found = [
        name
        for variable, names in pairs
        for name, price in zip(names, programme.values(variable, worth), strict=True)
        if price < -PRICED
    ]
    imports = programme.values(chosen.imported, worth)
    capped = np.isfinite(market.import_max_mw)
    tight = [place for place in range(len(market.sites)) if capped[place] and (imports[place] < -PRICED).any()]
    return found + [f"import_max_mw of site {market.sites[place]}" for place in tight]


def _hours_without_clean_supply(market: Market) -> int:
    made = np.zeros(market.hours)
    for output, kinds in ((market.offer_output, market.offers), (market.solar_output, market.solars)):
        made += _usable(output, kinds)
    return int((made <= 0).sum())


def _usable(output: FloatArray, kinds: Sequence[Offer] | Sequence[Asset]) -> FloatArray:
    open_to_buy = np.array([one.max_mw > 0 for one in kinds], np.bool_)
    return output[open_to_buy].sum(axis=0) if open_to_buy.any() else np.zeros(output.shape[-1])


def _unserved(market: Market, clock: Clock) -> Shortfall | None:
    """The load that no plan can serve, whatever the target: import, offers and assets are too small."""
    target = Target("annual", 0.0)
    nothing = np.zeros((len(market.batteries), market.hours), np.bool_)
    programme, chosen = procurement(market, target, nothing, elastic=True)
    unserved = Variable("unserved", market.load_mwh.shape)
    served = load_is_served(market, chosen)
    open_load = Constraint("load", served.shape, [*served.terms, Term(unserved)], served.lower, served.upper)
    clauses = [open_load if one.name == "load" else one for one in programme.subject_to]
    elastic = Programme([*programme.variables, unserved], [Term(unserved)], clauses)
    solution = solve(elastic.problem(), time_limit=clock.left)
    if solution.x is None or solution.status != "optimal":
        return None
    lost = elastic.values(unserved, solution.x)
    at_sites = [
        f"import_max_mw of site {site}" for site, row in zip(market.sites, lost, strict=True) if row.sum() > ROUNDING
    ]
    hours = int((lost.max(axis=0) > ROUNDING).sum())
    verb = "is" if len(at_sites) == 1 else "are"
    limits = f"{_few(at_sites)} {verb} too small for what is on offer beside it"
    words = f"the load cannot be served in {hours:,} hours, whatever the target: {limits}"
    return Shortfall(float(lost.sum()), words)


def _few(names: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
