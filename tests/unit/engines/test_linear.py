"""The adapter of HiGHS: what it proved, what it did not, and nothing of its own on standard output."""

from __future__ import annotations

import numpy as np
import pytest

from tanlu.engines.highs import LinearProgramArrays, solve


def knapsack(count: int, seed: int = 1) -> LinearProgramArrays:
    """Whole things to leave out at least value, with several weights at once: slow to prove."""
    random = np.random.default_rng(seed)
    weights = random.integers(10, 100, (8, count)).astype(float)
    rows, columns = np.nonzero(np.ones_like(weights))
    value = -random.integers(50, 60, count).astype(float)
    most = weights.sum(axis=1) / 2
    return LinearProgramArrays(
        value,
        np.zeros(count),
        np.ones(count),
        np.ones(count, bool),
        rows,
        columns,
        weights.ravel(),
        -most * np.inf,
        most,
    )


def one_row(cost: float, lower: float, upper: float) -> LinearProgramArrays:
    single = np.array([0])
    return LinearProgramArrays(
        np.array([cost]), np.zeros(1), np.array([np.inf]), np.zeros(1, bool), single, single, np.ones(1),
        np.array([lower]), np.array([upper]),
    )  # fmt: skip


@pytest.mark.rule("power-23")
def test_a_mixed_integer_programme_stopped_by_its_time_limit_is_never_optimal_and_keeps_both_bounds():
    stopped = solve(knapsack(200), time_limit=0.5)
    assert stopped.status == "stopped"
    assert stopped.termination == "kTimeLimit"
    assert stopped.objective is not None
    assert stopped.bound is not None
    assert stopped.bound < stopped.objective


def test_an_infeasible_and_an_unbounded_programme_are_told_apart():
    assert solve(one_row(1.0, 2.0, 1.0)).status == "infeasible"
    assert solve(one_row(-1.0, 0.0, np.inf)).status == "unbounded"
    assert solve(one_row(1.0, 3.0, np.inf)).objective == 3.0


def test_a_programme_without_rows_or_columns_costs_nothing():
    empty, none = np.zeros(0), np.zeros(0, np.int64)
    assert (
        solve(LinearProgramArrays(empty, empty, empty, np.zeros(0, bool), none, none, empty, empty, empty)).status
        == "optimal"
    )


def test_nothing_is_printed_on_standard_output(capfd: pytest.CaptureFixture[str]):
    solve(one_row(1.0, 3.0, np.inf))
    assert capfd.readouterr().out == ""


def test_any_prices_prove_a_lower_bound_and_the_best_prove_the_cost():
    problem, ceiling = one_row(2.0, 3.0, np.inf), np.array([10.0])
    assert problem.lagrangian(np.array([2.0]), ceiling) == 6.0
    assert problem.lagrangian(np.array([1.0]), ceiling) == 3.0
    assert problem.lagrangian(np.array([3.0]), ceiling) == 9.0 - 10.0
