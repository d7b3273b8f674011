"""The adapter of HiGHS: a linear or mixed-integer programme as arrays in, an answer out that never claims more than was proved."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.core.rounding import sum_allowance

Status = Literal["optimal", "infeasible", "unbounded", "stopped"]

LARGE = 30_000
"""Columns: from so many on, the interior point of HiGHS takes less than its simplex."""
TOLERANCE = 1e-9
"""How far HiGHS may leave a row or a dual unsatisfied; the tightest that large programmes still meet is looser."""
LARGE_TOLERANCE = 1e-7


@dataclass(frozen=True)
class LinearProgramArrays:
    """Minimise ``cost @ x`` with ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``.

    Parameters
    ----------
    cost, lower, upper : (columns,)
    whole : (columns,) which take whole numbers only
    rows, columns, values : (entries,) A by its entries; entries of one place add up
    row_lower, row_upper : (rows,)
    """

    cost: FloatArray
    lower: FloatArray
    upper: FloatArray
    whole: BoolArray
    rows: IntArray
    columns: IntArray
    values: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray

    def activity(self, x: FloatArray) -> FloatArray:
        """A x."""
        return np.bincount(self.rows, self.values * x[self.columns], minlength=len(self.row_lower)).astype(np.float64)

    def violation(self, x: FloatArray) -> float:
        """The largest violation of any row or bound, relative to the size of what stands in that row."""
        size = 1.0 + np.bincount(self.rows, np.abs(self.values * x[self.columns]), minlength=len(self.row_lower))
        reached = self.activity(x)
        of_rows = np.maximum(self.row_lower - reached, reached - self.row_upper) / size
        of_bounds = np.maximum(self.lower - x, x - self.upper) / (1.0 + np.abs(x))
        return float(max(of_rows.max(initial=0.0), of_bounds.max(initial=0.0)))

    def lagrangian(self, prices: FloatArray, ceiling: FloatArray) -> float:
        """A lower bound that any prices of rows prove, where every column has a ceiling that some best plan keeps.

        For any prices ``y``: ``c x >= y (A x) + (c - A'y) x``, each part taken at its least within its bounds.

        Parameters
        ----------
        prices : (rows,) positive where the lower side binds
        ceiling : (columns,) infinite where none is known
        """
        prices = np.where(np.isinf(self.row_lower) & (prices > 0), 0.0, prices)
        prices = np.where(np.isinf(self.row_upper) & (prices < 0), 0.0, prices)
        side = np.where(prices > 0, self.row_lower, np.where(prices < 0, self.row_upper, 0.0))
        left = self.cost - np.bincount(self.columns, self.values * prices[self.rows], minlength=len(self.cost))
        most = np.minimum(self.upper, ceiling)
        at = np.where(left > 0, self.lower, np.where(left < 0, most, 0.0))
        return float(prices @ side + left @ at)

    def lagrangian_allowance(self, prices: FloatArray, ceiling: FloatArray) -> float:
        """How far rounding can move :meth:`lagrangian`; infinite where a column without a ceiling is left over.

        The cost that prices leave over is itself a sum of rounded products, so each column enters with the absolute
        values of all of its terms.
        """
        terms = self.values * prices[self.rows]
        size = np.abs(self.cost) + np.bincount(self.columns, np.abs(terms), minlength=len(self.cost))
        left = self.cost - np.bincount(self.columns, terms, minlength=len(self.cost))
        most = np.minimum(self.upper, ceiling)
        at = np.where(left > 0, np.abs(self.lower), np.where(left < 0, np.abs(most), 0.0))
        side = np.where(prices > 0, self.row_lower, np.where(prices < 0, self.row_upper, 0.0))
        of_rows = np.abs(prices) @ np.where(np.isinf(side), 0.0, np.abs(side))
        in_a_column = int(np.bincount(self.columns, minlength=len(self.cost)).max(initial=0))
        return sum_allowance(len(prices) + len(self.cost) + in_a_column, float(of_rows + size @ at))


@dataclass(frozen=True)
class Solution:
    """What HiGHS answered.

    Parameters
    ----------
    status : "stopped" whenever neither optimality, infeasibility nor unboundedness was proved
    x : (columns,) a feasible point, or None
    prices : (rows,) duals of the rows, or None (a mixed-integer programme has none)
    bound : lower bound, or None where HiGHS proved none
    primal_residual, dual_residual : the largest violation HiGHS sees, or None
    termination : HiGHS's own word
    """

    status: Status
    termination: str
    objective: float | None = None
    bound: float | None = None
    x: FloatArray | None = None
    prices: FloatArray | None = None
    primal_residual: float | None = None
    dual_residual: float | None = None


def solve(problem: LinearProgramArrays, *, time_limit: float = np.inf, relative_gap: float = 1e-7) -> Solution:
    """Solve with HiGHS on one thread.

    Parameters
    ----------
    time_limit : seconds; a solver that stops there is "stopped", never "optimal"
    relative_gap : at which a mixed-integer programme counts as proved

    Examples
    --------
    >>> one, two = np.array([0]), np.array([0, 0])
    >>> buy = Problem(np.array([2.0, 3.0]), np.zeros(2), np.array([4.0, 9.0]), np.zeros(2, bool),
    ...               two, np.array([0, 1]), np.ones(2), np.array([6.0]), np.array([np.inf]))
    >>> done = solve(buy)
    >>> done.status, done.objective, done.x.tolist()
    ('optimal', 14.0, [4.0, 2.0])
    """
    found = _run(problem, time_limit, relative_gap)
    if found.status == "infeasible" and found.termination == "kUnboundedOrInfeasible":
        free = replace(problem, cost=np.zeros_like(problem.cost))
        feasible = _run(free, time_limit, relative_gap)
        answer: dict[Status, Status] = {"optimal": "unbounded", "stopped": "stopped"}
        return Solution(answer.get(feasible.status, "infeasible"), found.termination)
    return found


def _run(problem: LinearProgramArrays, time_limit: float, relative_gap: float) -> Solution:
    import highspy

    if time_limit <= 0:
        return Solution("stopped", "kTimeLimit")
    with _quiet():
        highs = highspy.Highs()
        highs.silent()
    large = len(problem.cost) > LARGE
    tolerance = LARGE_TOLERANCE if large else TOLERANCE
    mixed = bool(problem.whole.any())
    options: dict[str, Any] = {
        "threads": 1,
        "parallel": "off",
        "primal_feasibility_tolerance": tolerance,
        "dual_feasibility_tolerance": tolerance,
        "mip_feasibility_tolerance": tolerance,
        "mip_rel_gap": relative_gap,
        "mip_abs_gap": 0.0,
        "solver": "ipm" if large and not mixed else "choose",
    }
    if np.isfinite(time_limit):
        options["time_limit"] = float(time_limit)
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(_model(problem, highspy))
    highs.run()
    return _answer(highs, highspy, mixed)


@contextmanager
def _quiet() -> Generator[None]:
    """Keep HiGHS from greeting on standard output, which belongs to the answer."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
        ctypes.CDLL(None).fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _model(problem: LinearProgramArrays, highspy: Any) -> Any:
    from scipy.sparse import coo_array

    shape = (len(problem.row_lower), len(problem.cost))
    by_column = coo_array((problem.values, (problem.rows, problem.columns)), shape=shape).tocsc()
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = shape
    model.col_cost_ = problem.cost
    model.col_lower_, model.col_upper_ = problem.lower, problem.upper
    model.row_lower_, model.row_upper_ = problem.row_lower, problem.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = by_column.indptr.astype(np.int32)
    model.a_matrix_.index_ = by_column.indices.astype(np.int32)
    model.a_matrix_.value_ = by_column.data
    if problem.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(whole)] for whole in problem.whole]
    return model


def _answer(highs: Any, highspy: Any, mixed: bool) -> Solution:
    info, met = highs.getInfo(), highs.getModelStatus()
    statuses = highspy.HighsModelStatus
    known: dict[Any, Status] = {
        statuses.kOptimal: "optimal",
        statuses.kInfeasible: "infeasible",
        statuses.kUnboundedOrInfeasible: "infeasible",
        statuses.kUnbounded: "unbounded",
        statuses.kModelEmpty: "optimal",
    }
    status = known.get(met, "stopped")
    if status in ("infeasible", "unbounded"):
        return Solution(status, met.name)
    solution = highs.getSolution()
    feasible = status == "optimal" or info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    objective = float(info.objective_function_value) if feasible else None
    bound = float(info.mip_dual_bound) if mixed else (objective if status == "optimal" else None)
    prices = np.array(solution.row_dual) if solution.dual_valid and not mixed else None
    return Solution(
        status,
        met.name,
        objective,
        bound if bound is not None and np.isfinite(bound) else None,
        np.array(solution.col_value) if feasible else None,
        prices,
        float(info.max_primal_infeasibility) if feasible else None,
        float(info.max_dual_infeasibility) if prices is not None else None,
    )
