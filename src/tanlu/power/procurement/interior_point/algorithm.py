"""The interior point method: affine step, weighted correction, and a proved interval around the least cost after each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.rounding import sum_allowance
from tanlu.power.procurement.interior_point.iterate import System
from tanlu.power.procurement.interior_point.kernels import add_to, bend, mean_product, pull_back, step_to_boundary
from tanlu.power.procurement.interior_point.layout import ALLOCATED, CHARGE, DISCHARGE, IMPORT, USED_ROOM, Scaled
from tanlu.power.procurement.interior_point.substitution import Unknowns, nothing

AIM = 3e-7
"""Relative gap at which the method stops of itself."""
FEASIBLE = 1e-9
"""In units of the mean load: a row missed by less is rounding."""
MOST_STEPS = 150
SHORTEST = 1e-3
"""Where both steps stay below it, rounding has the word and nothing more is gained."""
TO_BOUNDARY = 0.995

WELL_INSIDE = 1e-3
"""Mean product of slack and price at which a place is kept for targets near by: further on too many slacks are nearly nothing."""

TRIED = 12
LEAST_WEIGHT = 0.1
"""A correction is tried at so many weights, none of the first less than this nor than the affine steps promise."""
NO_WEIGHT = np.zeros(1)
POWER = 3
CENTRALITY = 4
"""So many further corrections pull products towards their mean, while that makes steps longer."""
WIDER, WORTH_MORE = 0.5, 0.01


@dataclass(eq=False)
class State:
    """Where the method stands, and the arrays its directions are made in."""

    x: Unknowns
    slack: FloatArray
    price: FloatArray

    def __post_init__(self) -> None:
        self.ds, self.dy, self.cs, self.cy, self.product = (np.zeros_like(self.slack) for _ in range(5))

    def copy(self) -> State:
        """The same place, to go on from elsewhere."""
        return State(Unknowns(*(one.copy() for one in self.x)), self.slack.copy(), self.price.copy())


@dataclass(eq=False)
class BoundInterval:
    """The best plan so far and the best lower bound, in scaled money, load's own cost included.

    Parameters
    ----------
    allowance : how far rounding can move the bound
    on_the_way : where the method stood while still well inside: a start for a target near by
    """

    best: Unknowns | None = None
    upper: float = np.inf
    lower: float = -np.inf
    allowance: float = 0.0
    steps: int = 0
    ended: str = ""
    on_the_way: State | None = None

    @property
    def gap(self) -> float:
        """Relative; infinite while one side is not known."""
        if not np.isfinite(self.upper) or not np.isfinite(self.lower):
            return np.inf
        return (self.upper - self.lower) / max(abs(self.upper), 1e-12)


def minimise(
    system: System,
    ceiling: Callable[[float], FloatArray],
    seconds_left: Callable[[], float],
    begin: State | None = None,
) -> BoundInterval:
    """Close in on the least cost until the gap is small, nothing moves any more, or time is out.

    Parameters
    ----------
    ceiling : cost of a known plan in scaled money → the most (K + J + N,) MW of any plan that is as cheap
    seconds_left : () → seconds
    begin : where the search for a target near by stood on its way
    """
    state = State(*start(system)) if begin is None else begin.copy()
    x, slack, price = state.x, state.slack, state.price
    found = BoundInterval()
    stuck = 0
    for found.steps in range(MOST_STEPS):
        reached = system.rows_of(x) - system.right
        dual = _less(system.cost, system.worth(price))
        if found.on_the_way is None and mean_product(slack, slack, price, price, 0.0, 0.0, system.there) < WELL_INSIDE:
            found.on_the_way = state.copy()
        _tighten(system, found, x, reached, price, dual, ceiling)
        if found.gap <= AIM:
            found.ended = "gap reached"
            return found
        if stuck >= 3 or seconds_left() <= 0:
            found.ended = "no more progress" if stuck >= 3 else "time limit"
            return found
        short = np.where(system.there, slack - reached, 0.0)
        primal, dual_step = _advance(system, state, short, dual)
        if not np.isfinite(primal + dual_step):
            found.ended = "lost to rounding"
            return found
        stuck = stuck + 1 if max(primal, dual_step) < SHORTEST else 0
    found.ended = "step limit"
    return found


def _advance(system: System, state: State, short: FloatArray, dual: Unknowns) -> tuple[float, float]:
    """One step in place: towards zero products first, then corrections as far as they lengthen the step."""
    slack, price, there = state.slack, state.price, system.there
    system.decompose(slack, price)
    ds, dy, product = state.ds, state.dy, state.product
    mean = mean_product(slack, ds, price, dy, 0.0, 0.0, there)
    np.multiply(slack, price, out=product)
    np.negative(product, out=product)
    dx = system.direction(slack, price, product, ds, dy, (short, dual))
    primal, dual_step = _plain(slack, ds), _plain(price, dy)
    after = mean_product(slack, ds, price, dy, primal, dual_step, there)
    target = mean * min((after / mean) ** POWER, 1.0)
    bend(slack, price, ds, dy, target, there, product)
    steps = _correct(system, state, dx, least=max(primal * dual_step, LEAST_WEIGHT))
    for _ in range(CENTRALITY):
        wider = tuple(min(1.0, step + WIDER) for step in steps)
        pull_back(slack, price, ds, dy, wider[0], wider[1], target, there, product)
        before = steps
        steps = _correct(system, state, dx, least=0.0)
        if sum(steps) < sum(before) + WORTH_MORE:
            break
    primal, dual_step = (step if step >= 1.0 else TO_BOUNDARY * step for step in steps)
    for one, step in zip(state.x[:5], dx[:5], strict=True):
        one += primal * step
    add_to(slack, ds, ds, 0.0, primal)
    add_to(price, dy, dy, 0.0, dual_step)
    return primal, dual_step


def _plain(v: FloatArray, step: FloatArray) -> float:
    return float(step_to_boundary(v, step, step, NO_WEIGHT)[0])


def _correct(system: System, state: State, dx: Unknowns, *, least: float) -> tuple[float, float]:
    """Add to the direction the correction that brings products where ``state.product`` says, as far as steps grow."""
    cs, cy = state.cs, state.cy
    cx = system.direction(state.slack, state.price, state.product, cs, cy)
    primal, weight = _longest(state.slack, state.ds, cs, least)
    dual_step, dual_weight = _longest(state.price, state.dy, cy, least)
    for one, correction in zip(dx[:5], cx[:5], strict=True):
        one += weight * correction
    add_to(state.ds, cs, cs, 0.0, weight)
    add_to(state.dy, cy, cy, 0.0, dual_weight)
    return primal, dual_step


def _longest(v: FloatArray, step: FloatArray, correction: FloatArray, least: float) -> tuple[float, float]:
    """The longest step that some weight of a correction from ``least`` to 1 allows, and that weight."""
    weights = np.linspace(least, 1.0, TRIED)
    lengths = step_to_boundary(v, step, correction, weights)
    best = int(np.argmax(lengths + 1e-9 * weights))
    return float(lengths[best]), float(weights[best])


def _less(one: Unknowns, other: Unknowns) -> Unknowns:
    return Unknowns(
        one.c - other.c, one.e - other.e, one.a - other.a, one.u - other.u, one.mw - other.mw, one.pool, one.rule
    )


def _tighten(
    system: System,
    found: BoundInterval,
    x: Unknowns,
    reached: FloatArray,
    price: FloatArray,
    dual: Unknowns,
    ceiling: Callable[[float], FloatArray],
) -> None:
    """Take the point as a plan where it keeps every row, and its prices as a proof."""
    k = system.scaled.layout
    always = float((k.price * k.load).sum())
    if _keeps_rows(system, reached):
        cost = always + sum(float((one * two).sum()) for one, two in zip(system.cost[:5], x[:5], strict=True))
        if cost < found.upper:
            found.upper, found.best = cost, Unknowns(*(one.copy() for one in x))
    if np.isfinite(found.upper):
        worth, most = price * system.right, ceiling(found.upper)
        left = _least_left(system, dual, most)
        bound = always + float(worth.sum()) + left
        if bound > found.lower:
            found.lower = bound
            found.allowance = _allowance(system, always + float(np.abs(worth).sum()) - left, most)


def _allowance(system: System, size: float, most: FloatArray) -> float:
    """An estimate of how far rounding can move a bound whose terms have this size together; the estimate is not a proof.

    The sums of the bound itself enter by their terms. The cost that prices leave over is itself a rounded difference;
    it enters as if every price of the programme stood at the largest ceiling.
    """
    k = system.scaled.layout
    prices = sum(float(np.abs(cost).sum()) for cost in system.cost[:5])
    highest = float(k.load.max() + np.max(most, initial=0.0, where=np.isfinite(most)))
    return sum_allowance(5 * k.load.size + k.load.shape[0], size + prices * (1.0 + highest))


def _keeps_rows(system: System, reached: FloatArray) -> bool:
    """Whether a point misses no row by more than rounding; a row of the rule is a sum over all hours."""
    rule = system.parts(reached)[4]
    rows = reached[: len(reached) - len(rule)]
    return bool(rows.min() >= -FEASIBLE and (rule >= -FEASIBLE * system.scaled.hours).all())


def _least_left(system: System, dual: Unknowns, most: FloatArray) -> float:
    """The least that the part of the cost which the prices leave over can come to, each unknown between 0 and its ceiling."""
    k = system.scaled.layout
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    battery = most[offers + roofs :]
    taken = k.load.copy()
    taken[:, k.site_of] += battery[None, :]
    used = np.zeros_like(k.load)
    for site in range(k.load.shape[1]):
        low, high = k.roof_from[site], k.roof_from[site + 1]
        if high > low:
            sun = k.sun[:, low:high]
            used[:, site] = np.where(sun > 0, sun * most[offers + low : offers + high], 0.0).sum(axis=1)
    of_used, of_mw = dual.u * (1 - k.all_used), dual.mw.copy()
    of_mw[offers : offers + roofs] += system.through_sun(np.minimum(dual.u, 0.0))
    pairs = ((dual.c, battery), (dual.e, k.held * battery), (dual.a, taken), (of_used, used), (of_mw, most))
    return sum(_lowest(left, ceiling) for left, ceiling in pairs)


def _lowest(left: FloatArray, ceiling: FloatArray) -> float:
    below = np.minimum(left, 0.0)
    return float(np.multiply(below, ceiling, out=np.zeros_like(left), where=below < 0).sum())


def start(system: System) -> tuple[Unknowns, FloatArray, FloatArray]:
    """A first point well inside: some of everything; prices that nearly fit one common value of energy."""
    scaled, k = system.scaled, system.scaled.layout
    x = nothing(k)
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    x.mw[:] = _first_mw(scaled)
    battery = x.mw[offers + roofs :]
    x.e[:] = 0.5 * k.held * battery
    x.c[:] = 0.3 * battery
    sun = np.zeros_like(k.load)
    for site in range(k.load.shape[1]):
        low, high = k.roof_from[site], k.roof_from[site + 1]
        sun[:, site] = k.sun[:, low:high] @ x.mw[offers + low : offers + high]
    x.u[:] = np.where(k.all_used, sun, np.minimum(0.5 * sun, 0.4 * k.load) * k.has_u)
    pool = (k.output @ x.mw[:offers])[:, None] * k.load / np.maximum(k.load.sum(axis=1, keepdims=True), 1e-9)
    x.a[:] = 0.5 * np.minimum(k.load - x.u, pool) * k.has_a
    reached = system.rows_of(x) - system.right
    slack = np.where(system.there, np.maximum(reached, LEAST_SLACK), 1.0)
    rule = system.parts(slack)[4]
    rule[:] = np.maximum(rule, RULE_SLACK * scaled.hours)
    return x, slack, _first_prices(system, slack)


def _first_mw(scaled: Scaled) -> FloatArray:
    k = scaled.layout
    offers = k.output.shape[1]
    made = k.output.sum(axis=0)
    share = k.load.sum() / max(offers, 1)
    site_load = k.load.mean(axis=0)
    roof_site = np.repeat(np.arange(k.load.shape[1]), np.diff(k.roof_from))
    wanted = np.concatenate([share / made, site_load[roof_site], 0.5 * np.maximum(site_load[k.site_of], 0.1)])
    return np.where(np.isfinite(scaled.limit), np.minimum(wanted, 0.5 * scaled.limit), wanted)


def _first_prices(system: System, slack: FloatArray) -> FloatArray:
    """Every row ``mu / slack``, and on top what makes up one common value of energy at all sites and hours."""
    k = system.scaled.layout
    price = np.where(system.there, START_PRODUCT / slack, 0.0)
    of_hours, pools, lower, upper, _ = system.parts(price)
    value = max(0.8 * float(k.price.min()), 0.05)
    of_hours[:, :, IMPORT] += np.maximum(k.price - value, 0.0) * k.has_i
    of_hours[:, :, USED_ROOM] += value * k.has_u * (1 - k.all_used)
    pools += np.maximum(value - k.sale, 0.0) * k.has_z
    of_hours[:, :, ALLOCATED] += np.maximum(k.sale - value, 0.0)[:, None] * k.has_a
    kept = k.eta**2
    of_hours[:, k.site_of, DISCHARGE] += 0.5 * value * (1.0 / kept - 1.0)
    of_hours[:, k.site_of, CHARGE] += 0.5 * value * (1.0 - kept)
    worth = system.worth(price)
    left = system.cost.mw - worth.mw
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    left[offers : offers + roofs] += system.through_sun(system.cost.u - worth.u)
    lower += np.maximum(left, 0.0)
    upper += np.where(np.isfinite(system.scaled.limit), np.maximum(-left, 0.0), 0.0)
    return price


START_PRODUCT = 0.02
"""Slack times price at the start, in units of the mean load and the mean price."""
LEAST_SLACK, RULE_SLACK = 0.05, 0.01
"""What no row begins below: one of an hour in units of the mean load, one of the rule in so much of it in each hour."""
