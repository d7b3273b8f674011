"""The interior point: its Newton step solves what it says, its plans are those of HiGHS, and it proves them itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tanlu.power.procurement.interior_point.algorithm import start
from tanlu.power.procurement.interior_point.iterate import System
from tanlu.power.procurement.interior_point.layout import lay_out, suits
from tanlu.power.procurement.interior_point.substitution import Unknowns, nothing
from tanlu.power.procurement.market import Asset, Market, Offer, Target
from tanlu.power.procurement.optimise import Clock, cheapest_by_highs, cheapest_by_interior_point

TARGETS = [Target("annual", 1.0), Target("annual", 0.4), Target("hourly", 0.8)]


def a_week(sites: int, *, hours: int = 96, seed: int = 5, roof_mw: float = 4.0) -> Market:
    """Sites of which the last has neither roof nor battery, two offers, and some nights without any output."""
    random = np.random.default_rng(seed)
    names = [f"s{n}" for n in range(sites)]
    load = random.uniform(5, 15, (sites, hours))
    sun = np.maximum(np.sin((np.arange(hours) % 24 - 6) / 12 * np.pi), 0.0)
    wind = random.uniform(0, 1, hours) * (random.random(hours) > 0.2)
    built = names[: max(sites - 1, 1)]
    return Market(
        names,
        load,
        random.uniform(30, 90, (sites, hours)),
        np.full((sites, hours), 0.2),
        np.where(np.arange(sites) == 0, 1.5 * load.max(), np.inf),
        [Offer("wind", "w", 45.0, 60.0 * sites), Offer("sun", "p", 38.0)],
        np.array([wind, sun]),
        [Asset(one, "solar", 40.0 * hours / 24, roof_mw, "p") for one in built],
        np.array([sun] * len(built)),
        [Asset(one, "battery", 90.0 * hours / 24, 40.0, "", 4.0, 0.95) for one in built],
        random.uniform(0, 25, hours),
    )


@pytest.mark.parametrize("basis", ["annual", "hourly"])
@pytest.mark.parametrize("roof_mw", [4.0, 20.0], ids=["all solar used", "curtailed"])
def test_a_newton_step_solves_its_three_equations(basis, roof_mw):
    system = System(lay_out(a_week(3, roof_mw=roof_mw), Target(basis, 0.9)))
    _, slack, price = start(system)
    system.decompose(slack, price)
    random, there = np.random.default_rng(1), system.there
    short, product = (random.normal(size=len(slack)) * there for _ in range(2))
    dual = nothing(system.scaled.layout)
    for one in dual[:5]:
        one[:] = random.normal(size=one.shape)
    dual.a[:] *= system.scaled.layout.has_a
    dual.u[:] *= system.scaled.layout.has_u
    ds, dy = np.zeros_like(slack), np.zeros_like(slack)
    dx = system.direction(slack, price, product, ds, dy, (short, dual))
    # rounding of a solve whose numbers reach 1e3
    assert np.abs((system.rows_of(dx) - ds - short)[there]).max() < 1e-9
    assert np.abs((slack * dy + price * ds - product)[there]).max() < 1e-9
    worth, k = system.worth(dy), system.scaled.layout
    assert k.all_used.tolist() == ([1, 1, 1] if roof_mw == 4.0 else [0, 0, 1])
    left = Unknowns(*(one - other for one, other in zip(worth, dual, strict=True)))
    left.mw[2:4] += system.through_sun(left.u)  # where all solar is used, its worth is its roof's
    left.u[:] *= 1 - k.all_used
    assert max(np.abs(one).max() for one in left[:5]) < 1e-9


CURTAILED = [(sites, mw, target) for sites, mw in [(1, 30.0), (3, 20.0), (2, np.inf)] for target in TARGETS[1:]]
USED = [(sites, 4.0, target) for sites in (1, 3) for target in TARGETS]


@pytest.mark.parametrize(("sites", "roof_mw", "target"), USED + CURTAILED, ids=str)
def test_it_finds_the_cost_that_highs_finds(sites, roof_mw, target):
    market = a_week(sites, roof_mw=roof_mw)
    inner = cheapest_by_interior_point(market, target, Clock.of(None))
    outer = cheapest_by_highs(market, target, Clock.of(None))
    assert inner is not None
    assert inner.proved
    assert outer.proved
    assert inner.objective == pytest.approx(outer.objective, rel=1e-6)  # the gap it stops at
    assert inner.lower_bound is not None
    assert outer.objective is not None
    assert inner.lower_bound <= outer.objective * (1 + 1e-9)


@pytest.mark.rule("power-7")
def test_its_plan_keeps_every_clause_and_no_battery_goes_both_ways():
    found = cheapest_by_interior_point(a_week(3), Target("annual", 1.0), Clock.of(None))
    assert found is not None
    assert found.plan is not None
    assert found.primal_residual is not None
    assert found.primal_residual < 1e-6  # crumbs of a millionth of the mean load
    assert (found.plan.charged * found.plan.discharged).max() == 0.0


@pytest.mark.rule("power-23")
def test_without_time_it_proves_nothing():
    found = cheapest_by_interior_point(a_week(1), Target("annual", 1.0), Clock.of(0.0))
    assert found is None or not found.proved


def test_it_leaves_what_does_not_suit_it_to_highs():
    market = a_week(1)
    below = replace(market, price_per_mwh=market.price_per_mwh - 50)
    twice = replace(market, batteries=[*market.batteries, *market.batteries])
    assert suits(market)
    assert not suits(below)
    assert not suits(twice)
    assert cheapest_by_interior_point(below, Target("annual", 0.5), Clock.of(None)) is None


@pytest.mark.parametrize("basis", ["annual", "hourly"])
def test_from_where_the_search_for_a_share_near_by_stood_it_finds_the_same_cost(basis):
    market, target = a_week(3), Target(basis, 0.7)
    near = cheapest_by_interior_point(market, target, Clock.of(None))
    assert near is not None
    assert near.on_the_way is not None
    more = Target(basis, 0.71)
    warm = cheapest_by_interior_point(market, more, Clock.of(None), near.on_the_way)
    cold = cheapest_by_interior_point(market, more, Clock.of(None))
    assert warm is not None
    assert cold is not None
    assert warm.proved
    assert warm.objective == pytest.approx(cold.objective, rel=1e-6)  # the gap both stop at
    again = cheapest_by_interior_point(market, target, Clock.of(None), near.on_the_way)
    assert again is not None
    assert again.objective == pytest.approx(
        near.objective, rel=1e-6
    )  # what was kept is not moved by the search from it


def test_without_any_import_limit_it_finds_a_plan():
    free = replace(a_week(2), import_max_mw=np.full(2, np.inf))
    found = cheapest_by_interior_point(free, Target("annual", 1.0), Clock.of(None))
    assert found is not None
    assert found.proved
