"""Risk: a plan tried in other weather years, and the target that has to be planned for so that it holds in most of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.engines.highs import solve
from tanlu.power.procurement.linear_program import Programme, Term, Variable
from tanlu.power.procurement.market import Market, Target
from tanlu.power.procurement.model import Decisions, procurement
from tanlu.power.procurement.optimise import ROUNDING, Clock, Found, cheapest
from tanlu.power.procurement.plan import Plan

Years = Mapping[str, Mapping[str, FloatArray]]
FIRST_STEP = 0.01
STEPS_UP = 8
BISECTIONS = 7


@dataclass(frozen=True)
class Risk:
    """How a plan fares in weather years.

    Parameters
    ----------
    coverage : weather year → the greatest share of load that the plan can reach in it, over the portfolio; None: not solved
    met : weather years in which the rule, at each site where it asks that, can be kept
    """

    coverage: dict[str, float | None]
    met: tuple[str, ...]

    @property
    def holds_in(self) -> int:
        """In how many weather years the rule holds."""
        return len(self.met)

    @property
    def probability_met(self) -> float:
        """Part of weather years in which the rule holds."""
        return len(self.met) / len(self.coverage)


@dataclass(frozen=True, eq=False)
class Held:
    """A plan that holds in enough weather years, or the last one that was tried (then without risk)."""

    found: Found
    target: Target
    risk: Risk | None


def risk_of(market: Market, target: Target, plan: Plan, years: Years, clock: Clock) -> Risk:
    """Try a plan in each weather year: what is bought and built stays, what flows is chosen anew."""
    coverage: dict[str, float | None] = {}
    met: list[str] = []
    for year, output in years.items():
        coverage[year], kept = _tried(_in_weather(market, output), target, plan, clock)
        met += [year] if kept else []
    return Risk(coverage, tuple(met))


def target_that_holds(market: Market, target: Target, years: Years, part: float, clock: Clock) -> Held:
    """The least share to plan for, so that the asked one holds in a part of the weather years.

    The share is raised in growing steps until the plan holds, then halved back. Each plan is the cheapest for its
    share in the plan's own weather; that none cheaper would hold is not proved.
    """
    best = _held(market, target, target.share, years, part, clock)
    if best.risk is not None or best.found.plan is None:
        return best
    low, step = target.share, FIRST_STEP
    for _ in range(STEPS_UP):
        best = _held(market, target, low + step, years, part, clock)
        if best.risk is not None:
            break
        if best.found.plan is None:  # out of reach: the steps were too long
            step /= 4
            continue
        low, step = low + step, 2 * step
    if best.risk is None:
        return best
    high = best.target.share
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        tried = _held(market, target, middle, years, part, clock)
        if tried.risk is None:
            low = middle
        else:
            best, high = tried, middle
    return best


def _held(market: Market, target: Target, share: float, years: Years, part: float, clock: Clock) -> Held:
    raised = replace(target, share=share)
    found = cheapest(market, raised, clock)
    if found.plan is None or not found.proved:
        return Held(found, raised, None)
    risk = risk_of(market, target, found.plan, years, clock)
    return Held(found, raised, risk if risk.probability_met >= part - 1e-12 else None)


def _in_weather(market: Market, output: Mapping[str, FloatArray]) -> Market:
    hours = market.hours
    offers = np.array([output[one.profile] for one in market.offers]).reshape(len(market.offers), hours)
    solars = np.array([output[one.profile] for one in market.solars]).reshape(len(market.solars), hours)
    return market.with_output(offers, solars)


def _tried(market: Market, target: Target, plan: Plan, clock: Clock) -> tuple[float | None, bool]:
    """The greatest coverage of a plan in this weather, and whether the rule can be kept."""
    nothing = np.zeros((len(market.batteries), market.hours), np.bool_)
    programme, chosen = procurement(market, target, nothing, elastic=True)
    fixed = _with_mw(programme, chosen, plan)
    total = max(market.total_load_mwh, 1e-9)
    cost = [Term(chosen.missing, 1.0), *_uncovered(market, target, chosen)]
    solution = solve(replace(fixed, minimise=cost, starts={}).problem(), time_limit=clock.left)
    if solution.x is None or solution.status != "optimal":
        return None, False
    missing = fixed.values(chosen.missing, solution.x).sum()
    if target.basis == "annual":
        clean = plan.offered @ market.offer_output.sum(axis=1) + fixed.values(chosen.used, solution.x).sum()
        return float(clean / total), bool(missing <= ROUNDING * total)
    dirty = float((fixed.values(chosen.imported, solution.x) * market.dirty).sum())
    return 1.0 - dirty / total, bool(missing <= ROUNDING * total)


def _uncovered(market: Market, target: Target, chosen: Decisions) -> list[Term]:
    """Beside keeping the rule, as much of the load as can be is covered."""
    if target.basis == "annual":
        return [Term(chosen.used, -1e-3)]
    return [Term(chosen.imported, 1e-3 * market.dirty)]


def _with_mw(programme: Programme, chosen: Decisions, plan: Plan) -> Programme:
    """The programme with everything that is bought and built fixed at a plan's MW."""
    fixed: dict[str, FloatArray] = {"offered": plan.offered, "solar": plan.solar, "battery": plan.battery}
    variables: list[Variable] = [
        replace(one, lower=fixed[one.name], upper=fixed[one.name]) if one.name in fixed else one
        for one in programme.variables
    ]
    by_name = {one.name: one for one in variables}
    clauses = [
        replace(clause, terms=[replace(term, variable=by_name[term.variable.name]) for term in clause.terms])
        for clause in programme.subject_to
    ]
    return Programme(variables, programme.minimise, clauses)
