"""Whatever the market: the programme agrees with one written independently, and a plan keeps every clause."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.procurement_builders import drawn_market
from support.reference_models.procurement_linopy import independent
from tanlu.engines.highs import solve
from tanlu.power.procurement.bounds import ceilings
from tanlu.power.procurement.infeasibility import shortfall
from tanlu.power.procurement.market import Target
from tanlu.power.procurement.model import procurement
from tanlu.power.procurement.optimise import Clock, cheapest, column_ceilings
from tanlu.power.procurement.plan import cost_of

logging.getLogger("linopy").setLevel(logging.CRITICAL)
TARGETS = st.builds(Target, st.sampled_from(["annual", "hourly"]), st.sampled_from([0.0, 0.3, 0.6, 0.9, 1.0]))
SEEDS = st.integers(0, 2**32 - 1)
# Both solvers leave rows and duals unsatisfied by up to 1e-9; on these sizes costs then agree to about 1e-8.
AGREES = 1e-6


@pytest.mark.rule("power-7")
@settings(max_examples=12)
@given(seed=SEEDS, target=TARGETS)
def test_the_least_cost_is_that_of_the_programme_written_in_another_library(seed, target):
    market = drawn_market(seed)
    found = cheapest(market, target, Clock.of(None))
    status, cost = independent(market, target)
    assert (found.status == "optimal") == (status == "optimal"), (found.status, status)
    if found.plan is not None:
        assert found.objective == pytest.approx(cost, rel=AGREES, abs=AGREES)
        assert found.proved
        assert (found.plan.charged * found.plan.discharged).max(initial=0.0) == 0.0


@pytest.mark.rule("power-23")
@settings(max_examples=12)
@given(seed=SEEDS, target=TARGETS)
def test_a_plan_is_feasible_on_its_own_sums_and_costs_what_is_told(seed, target):
    market = drawn_market(seed)
    found = cheapest(market, target, Clock.of(None))
    if found.plan is None:
        return
    assert found.primal_residual is not None
    assert found.primal_residual <= 1e-7  # a solver's tolerance of 1e-9, over sums of a few hundred numbers
    assert found.objective == cost_of(market, found.plan)
    assert found.lower_bound is not None
    assert found.objective is not None
    assert found.lower_bound <= found.objective


@settings(max_examples=12)
@given(seed=SEEDS, target=TARGETS)
def test_prices_of_rows_prove_a_bound_that_no_plan_undercuts(seed, target):
    market = drawn_market(seed)
    nothing = np.zeros((len(market.batteries), market.hours), np.bool_)
    programme, chosen = procurement(market, target, nothing)
    problem = programme.problem()
    solution = solve(problem)
    if solution.status != "optimal" or solution.objective is None or solution.prices is None:
        return
    most = column_ceilings(market, programme, chosen, ceilings(market, solution.objective))
    random = np.random.default_rng(seed)
    for spread in (0.0, 0.1, 10.0):
        prices = solution.prices + random.normal(0, spread, len(solution.prices))
        # rounding of sums that reach 1e5
        assert problem.lagrangian(prices, most) <= solution.objective + 1e-6 * (1 + abs(solution.objective))


@settings(max_examples=8)
@given(seed=SEEDS, target=TARGETS)
def test_what_is_out_of_reach_is_explained_and_what_is_told_reachable_can_be_reached(seed, target):
    market = drawn_market(seed)
    if cheapest(market, target, Clock.of(None)).status != "infeasible":
        return
    short = shortfall(market, target, Clock.of(None))
    assert short is not None
    assert short.mwh > 0
    assert len(short.binding) > 20
    if short.reachable_share is not None and target.basis == "annual":
        reachable = Target("annual", short.reachable_share - 1e-6)
        assert cheapest(market, reachable, Clock.of(None)).status == "optimal"
