"""The cheapest plan with its proof: solved, made one-way, certified by its own sums and by a lower bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray
from tanlu.engines.highs import Solution, Status, solve
from tanlu.power.procurement.bounds import Ceilings, ceilings, cost_floor
from tanlu.power.procurement.linear_program import Programme
from tanlu.power.procurement.market import Market, Target
from tanlu.power.procurement.model import Decisions, procurement
from tanlu.power.procurement.plan import Plan, both_ways, cost_allowance, cost_of, missing_mwh, one_way, violation

if TYPE_CHECKING:  # the module brings the compiler
    from tanlu.power.procurement.interior_point.algorithm import State

GAP = 1e-6
"""Relative: a plan counts as optimal when it lies no further above its proved lower bound."""
ROUNDING = 1e-6
"""Relative: rows of a plan may be missed by so much; a solver's tolerance, not a freedom of the plan."""
CRUMBS = 1e-6
"""Of the mean load: charge and discharge in one hour that the interior point leaves where neither matters."""
LARGE_SITE_HOURS = 4_000
"""From so many hours of sites on, the interior point is quicker than HiGHS even where its kernels have to be compiled."""
NOTHING = 1e-6
"""Money: a plan that costs less than a hundredth of a cent costs nothing, and has no relative gap."""
BOTH_WAYS_MWH = 1e-6
"""Less than that in and out within one hour is a solver's tolerance."""


@dataclass(frozen=True)
class Clock:
    """The time a solver may still take."""

    ends: float

    @classmethod
    def of(cls, seconds: float | None) -> Clock:
        """A clock that starts now; without seconds it never ends."""
        return cls(np.inf if seconds is None else monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds, never below zero."""
        return max(self.ends - monotonic(), 0.0)


@dataclass(frozen=True, eq=False)
class Found:
    """What a search for the cheapest plan came to.

    Parameters
    ----------
    status : "stopped" whenever nothing was proved
    plan : feasible, or None
    objective : cost of the plan, by its own sums
    bound : lower bound as the proof's sums give it; :attr:`lower_bound` is rounded to the safe side
    rounding_allowance : how far rounding can move objective and bound together, in the case's currency
    method : who found it
    termination : the solver's own word
    primal_residual, dual_residual : relative violation of the plan by its own sums; what the solver says of its duals
    choices : hours of batteries in which a 0/1 choice was needed
    iterations : of the interior point
    on_the_way : where the interior point stood while well inside, from where a target near by is sooner found
    """

    status: Status
    plan: Plan | None = None
    objective: float | None = None
    bound: float | None = None
    method: str = "HiGHS"
    termination: str = ""
    primal_residual: float | None = None
    dual_residual: float | None = None
    choices: int = 0
    iterations: int | None = None
    on_the_way: State | None = None
    rounding_allowance: float = 0.0

    @property
    def lower_bound(self) -> float | None:
        """The proved bound less what rounding can add to it, and never above the cost of a plan that is there."""
        if self.bound is None:
            return None
        safe = self.bound - self.rounding_allowance
        return safe if self.objective is None else min(safe, self.objective)

    @property
    def relative_gap(self) -> float | None:
        """(objective - lower bound) / |objective|."""
        if self.objective is None or self.lower_bound is None:
            return None
        gap = self.objective - self.lower_bound
        if abs(self.objective) < NOTHING:
            return 0.0 if abs(gap) < NOTHING else None
        return gap / abs(self.objective)

    @property
    def proved(self) -> bool:
        """Whether the plan is known to be the cheapest, within :data:`GAP`."""
        gap = self.relative_gap
        return self.status == "optimal" and gap is not None and gap <= GAP


Build = Callable[[BoolArray], tuple[Programme, Decisions]]


def solve_one_way(
    market: Market, target: Target, build: Build, clock: Clock
) -> tuple[Solution, Programme, Decisions, int]:
    """Solve, with 0/1 choices only where the programme without them would charge and discharge at once.

    Without choices first: an answer that never does both is the answer. Else choices come into every hour with a price below zero
    and every hour in which both happen and cannot be set off, until none is left.
    """
    choices = np.zeros((len(market.batteries), market.hours), np.bool_)
    while True:
        programme, chosen = build(choices)
        solution = solve(programme.problem(), time_limit=clock.left)
        if solution.x is None:
            return solution, programme, chosen, int(choices.sum())
        plan = one_way(market, plan_of(programme, chosen, solution.x))
        left = both_ways(plan, least=BOTH_WAYS_MWH) & ~choices
        rule_kept = _still_kept(market, target, programme.values(chosen.missing, solution.x), plan)
        if (not left.any() and rule_kept) or solution.status != "optimal":
            return solution, programme, chosen, int(choices.sum())
        before = plan_of(programme, chosen, solution.x)
        choices = choices | left | both_ways(before, least=BOTH_WAYS_MWH) | market.paid_to_import


def _still_kept(market: Market, target: Target, missing: FloatArray, plan: Plan) -> bool:
    """Whether the rule is as well kept after charge was set off against discharge as the programme said."""
    allowed = missing + ROUNDING * BOTH_WAYS_MWH * (1.0 + market.total_load_mwh)
    return bool((missing_mwh(market, target, plan) <= allowed).all())


def plan_of(programme: Programme, chosen: Decisions, x: FloatArray) -> Plan:
    """The plan that a point of the programme is; crumbs below zero are none."""
    blocks = {name: np.maximum(programme.values(getattr(chosen, name), x), 0.0) for name in vars_of_plan()}
    return Plan(**blocks)


def vars_of_plan() -> tuple[str, ...]:
    """Names of the blocks that a plan has."""
    return tuple(Plan.__dataclass_fields__)


def cheapest_by_highs(market: Market, target: Target, clock: Clock, *, may_miss_mwh: float | None = None) -> Found:
    """The cheapest plan as HiGHS finds it."""

    def build(choices: BoolArray) -> tuple[Programme, Decisions]:
        return procurement(market, target, choices, may_miss_mwh=may_miss_mwh)

    solution, programme, chosen, choices = solve_one_way(market, target, build, clock)
    if solution.x is None:
        bound = cost_floor(market) if solution.status == "stopped" else None
        return Found(solution.status, None, None, bound, "HiGHS", solution.termination, choices=choices)
    plan = one_way(market, plan_of(programme, chosen, solution.x), crumbs_mwh=BOTH_WAYS_MWH)
    objective = cost_of(market, plan)
    bound, allowance = _bound(market, programme, chosen, solution, objective)
    residual = violation(market, target, plan) if may_miss_mwh is None else solution.primal_residual
    return Found(
        solution.status,
        plan,
        objective,
        bound,
        "HiGHS",
        solution.termination,
        residual,
        solution.dual_residual,
        choices,
        rounding_allowance=allowance + cost_allowance(market, plan),
    )


def _bound(
    market: Market, programme: Programme, chosen: Decisions, solution: Solution, objective: float
) -> tuple[float | None, float]:
    """The lower bound that the prices of rows prove, else the one that HiGHS states; and how far rounding can move it."""
    if solution.prices is None:
        return (cost_floor(market) if solution.bound is None else solution.bound), 0.0
    problem = programme.problem()
    most = column_ceilings(market, programme, chosen, ceilings(market, objective))
    proved = problem.lagrangian(solution.prices, most)
    if solution.bound is not None and not objective - proved <= GAP * abs(objective):
        return solution.bound, 0.0
    if not np.isfinite(proved):
        return cost_floor(market), 0.0
    return proved, problem.lagrangian_allowance(solution.prices, most)


def column_ceilings(market: Market, programme: Programme, chosen: Decisions, most: Ceilings) -> FloatArray:
    """A ceiling for each number of the programme, from those of what is bought and built."""
    at_site = np.zeros(len(market.sites))
    np.add.at(at_site, market.battery_site, most.battery)
    taken = market.load_mwh + at_site[:, None]
    held = np.array([one.hours for one in market.batteries]) * most.battery
    flow = np.broadcast_to(most.battery[:, None], chosen.level.shape)
    ceiling = {
        "offered": most.offered,
        "solar": most.solar,
        "battery": most.battery,
        "imported": taken,
        "allocated": taken,
        "sold": _output(market.offer_output, most.offered).sum(axis=0),
        "used": _output(market.solar_output, most.solar),
        "charged": flow,
        "discharged": flow,
        "level": np.broadcast_to(held[:, None], chosen.level.shape),
        "charging": np.ones(chosen.charging.shape),
        "missing": np.full(chosen.missing.shape, np.inf),
    }
    return np.concatenate([np.ravel(ceiling[variable.name]) for variable in programme.variables])


def _output(per_mw: FloatArray, mw: FloatArray) -> FloatArray:
    return np.multiply(per_mw, mw[:, None], out=np.zeros(per_mw.shape), where=per_mw > 0)


def reaches(market: Market, target: Target, plan: Plan) -> bool:
    """Whether a plan keeps its target, rounding apart."""
    return bool((missing_mwh(market, target, plan) <= ROUNDING * (1.0 + market.total_load_mwh)).all())


def cheapest(market: Market, target: Target, clock: Clock, near: Found | None = None) -> Found:
    """The cheapest plan: a large market that suits it by the interior point, everything else by HiGHS.

    The interior point is believed only as far as it proves itself: where its plan, set right so that no battery
    goes both ways, misses a row or lies further than :data:`GAP` above the proved bound, HiGHS is asked.

    Parameters
    ----------
    near : what was found for another share of the same market and basis; the search starts from where that stood
    """
    if market.load_mwh.size >= LARGE_SITE_HOURS:
        begin = None if near is None else near.on_the_way
        found = cheapest_by_interior_point(market, target, clock, begin)
        if begin is not None and (found is None or not found.proved):
            found = cheapest_by_interior_point(market, target, clock)
        if found is not None and found.proved:
            return found
    return cheapest_by_highs(market, target, clock)


def cheapest_by_interior_point(
    market: Market, target: Target, clock: Clock, begin: State | None = None
) -> Found | None:
    """The cheapest plan as the interior point finds it; None where it does not suit or has no plan."""
    from tanlu.power.procurement.interior_point.layout import suits
    from tanlu.power.procurement.interior_point.optimise import interior_plan

    if not suits(market):
        return None
    raw, bound, allowance, search = interior_plan(market, target, lambda: clock.left, begin)
    if raw is None:
        return None
    plan = one_way(market, raw, crumbs_mwh=CRUMBS * float(market.load_mwh.mean()))
    objective, residual = cost_of(market, plan), violation(market, target, plan)
    kept = residual <= ROUNDING and not both_ways(plan).any()
    status: Status = "optimal" if kept else "stopped"
    return Found(
        status,
        plan,
        objective,
        bound,
        "interior point",
        search.ended,
        residual,
        iterations=search.steps,
        on_the_way=search.on_the_way,
        rounding_allowance=allowance + cost_allowance(market, plan),
    )
