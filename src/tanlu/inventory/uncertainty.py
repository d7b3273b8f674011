"""How sure a total is: errors propagated in closed form (approach 1) and drawn at random (approach 2), by factor."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NORMAL_95 = 1.959964
"""Standard deviations from the mean to either end of a two-sided 95 % interval of a normal."""

BLOCK_CELLS = 1 << 16
"""Random numbers held at once: half a megabyte, which stays in a processor's own cache."""


@dataclass(frozen=True, slots=True)
class FactorGroups:
    """Emissions grouped by the factor that priced them; the factor's error is common to its whole group.

    Parameters
    ----------
    tco2e : (groups,) tCO2e
        What each group adds to the total; negative for credits.
    factor_cv : (groups,) fraction
        Standard deviation of the factor over its value (``sd_pct`` / 100); NaN where the factor gives none.
    lines_sd_tco2e : (groups,) tCO2e
        Own errors of the group's lines, which are independent: the root of Σ (line tCO2e × line cv)².
    gross_tco2e : (groups,) tCO2e, optional
        Σ |line tCO2e|; by default |tco2e|, as where all lines of a group have one sign.
    lines_known_tco2e : (groups,) tCO2e, optional
        Σ |line tCO2e| over lines that give an error of their own; by default the whole of a group
        whose ``lines_sd_tco2e`` is not 0.
    """

    tco2e: Array
    factor_cv: Array
    lines_sd_tco2e: Array
    gross_tco2e: Array = field(default_factory=lambda: np.empty(0))
    lines_known_tco2e: Array = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        for name in ("tco2e", "factor_cv", "lines_sd_tco2e"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        gross = self.gross_tco2e if len(self.gross_tco2e) else np.abs(self.tco2e)
        known = self.lines_known_tco2e if len(self.lines_known_tco2e) else np.where(self.lines_sd_tco2e > 0, gross, 0.0)
        object.__setattr__(self, "gross_tco2e", np.asarray(gross, dtype=np.float64))
        object.__setattr__(self, "lines_known_tco2e", np.asarray(known, dtype=np.float64))

    @property
    def total_tco2e(self) -> float:
        """The total of all groups."""
        return fsum(self.tco2e)

    @property
    def factor_sd_tco2e(self) -> Array:
        """What each factor's own error moves its group by; 0 where the factor gives none."""
        return np.abs(self.tco2e) * np.nan_to_num(self.factor_cv)

    @property
    def share_known(self) -> float | None:
        """The part of gross emissions whose factor or whose line gives an error; None where nothing was emitted."""
        gross = fsum(self.gross_tco2e)
        known = np.where(np.isnan(self.factor_cv), self.lines_known_tco2e, self.gross_tco2e)
        return min(fsum(known) / gross, 1.0) if gross > 0 else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A total and its 95 % interval by error propagation.

    ``sd_tco2e``, ``low_tco2e``, ``high_tco2e`` and ``variance_shares`` are None where no uncertainty is known;
    ``share_known`` is the part of gross emissions the interval speaks of. ``variance_shares`` sum to 1.
    """

    total_tco2e: float
    sd_tco2e: float | None
    low_tco2e: float | None
    high_tco2e: float | None
    share_known: float | None
    variance_shares: Array | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """Mean, standard deviation, 2.5 and 97.5 percentiles of drawn totals; sd and ends None where nothing is known."""

    mean_tco2e: float
    sd_tco2e: float | None
    low_tco2e: float | None
    high_tco2e: float | None
    share_known: float | None
    draws: int
    seed: int


def group_lines(factor_index: NDArray[np.integer], tco2e: Array, line_cv: Array, factor_cv: Array) -> FactorGroups:
    """Lines gathered by their factor, in one pass a sum.

    Parameters
    ----------
    factor_index : (lines,) int
        Which entry of ``factor_cv`` priced the line.
    tco2e : (lines,) tCO2e
    line_cv : (lines,) fraction
        The line's own error; NaN where it gives none.
    factor_cv : (groups,) fraction
        NaN where the factor gives none.

    Examples
    --------
    >>> tco2e, line_cv = np.array([3.0, 4.0, 1.0]), np.array([1.0, 1.0, np.nan])
    >>> groups = group_lines(np.array([0, 0, 1]), tco2e, line_cv, factor_cv=np.array([0.1, np.nan]))
    >>> groups.tco2e.tolist(), groups.lines_sd_tco2e.tolist(), groups.share_known
    ([7.0, 1.0], [5.0, 0.0], 0.875)
    """
    gross = np.abs(tco2e)
    line_sd = np.nan_to_num(tco2e * line_cv)

    def by_factor(values: Array) -> Array:
        return np.bincount(factor_index, weights=values, minlength=len(factor_cv)).astype(np.float64, copy=False)

    return FactorGroups(
        tco2e=by_factor(tco2e),
        factor_cv=factor_cv,
        lines_sd_tco2e=np.sqrt(by_factor(line_sd * line_sd)),
        gross_tco2e=by_factor(gross),
        lines_known_tco2e=by_factor(gross * ~np.isnan(line_cv)),
    )


def propagate(groups: FactorGroups) -> Interval:
    """Approach 1: errors propagated to first order, lines of one factor fully correlated.

    Within a group the factor's error adds up in full, |Σ tCO2e| × cv, so n equal lines of a factor with cv c have
    cv c and not c/√n. Between groups, and for the lines' own errors, variances add. A group without any known
    error adds nothing to the variance and is missing from ``share_known``.

    References
    ----------
    IPCC 2006 Guidelines, vol. 1, chapter 3, equations 3.1 and 3.2 (approach 1), where the sources quote half-widths of
    95 % intervals; here the standard deviation is carried and the interval made at the end.

    Examples
    --------
    >>> two = FactorGroups(np.array([30.0, 40.0]), np.array([0.1, 0.1]), np.array([0.0, 0.0]))
    >>> propagate(two).sd_tco2e, propagate(two).variance_shares.tolist()
    (5.0, [0.36, 0.64])
    """
    total, known = groups.total_tco2e, groups.share_known
    if not known:
        return Interval(total, None, None, None, known, None)
    variance = groups.factor_sd_tco2e**2 + groups.lines_sd_tco2e**2
    whole = fsum(variance)
    sd = whole**0.5
    shares = variance / whole if whole > 0 else None
    return Interval(total, sd, total - NORMAL_95 * sd, total + NORMAL_95 * sd, known, shares)


def simulate(groups: FactorGroups, *, draws: int = 10_000, seed: int, block_cells: int = BLOCK_CELLS) -> Simulation:
    """Approach 2: totals drawn at random, one draw a factor group shared by all its lines.

    A group is a lognormal whose mean is its tCO2e (negative for a net credit) and whose cv joins the factor's and the
    lines': cv² = (1 + cv_factor²)(1 + cv_lines²) − 1, exact for a product of independent lognormals. A group whose
    lines cancel so far that their errors reach its total can fall on either side of 0; it is a normal of the same
    mean and variance. One stream of random numbers is read draw by draw, so the result does not depend on
    ``block_cells``; with one version of NumPy on one kind of processor the same seed gives the same bits.

    Parameters
    ----------
    draws : int >= 2
    seed : int >= 0
    block_cells : int
        Random numbers held at once; memory is this and one number a draw.

    References
    ----------
    IPCC 2006 Guidelines, vol. 1, chapter 3, approach 2.

    Examples
    --------
    >>> one = FactorGroups(np.array([100.0]), np.array([0.05]), np.array([0.0]))
    >>> drawn = simulate(one, seed=1)
    >>> round(drawn.mean_tco2e), round(drawn.sd_tco2e, 1), round(drawn.low_tco2e), round(drawn.high_tco2e)
    (100, 5.0, 91, 110)
    """
    known = groups.share_known
    if not known:
        return Simulation(groups.total_tco2e, None, None, None, known, draws, seed)
    totals = _drawn_totals(groups, draws, seed, block_cells)
    low, high = (float(end) for end in np.percentile(totals, (2.5, 97.5)))
    return Simulation(float(totals.mean()), float(totals.std(ddof=1)), low, high, known, draws, seed)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is drawn: first ``len(weight)`` lognormal groups, weight × exp(scale × z), then normal ones, scale × z."""

    scale: Array
    weight: Array
    constant_tco2e: float


def _terms(groups: FactorGroups) -> _Terms:
    spread = group_sd_tco2e(groups)
    mixed = groups.gross_tco2e > np.abs(groups.tco2e) * (1 + 1e-9)  # by more than the rounding of a sum
    normal = (spread > 0) & mixed & (groups.lines_sd_tco2e >= np.abs(groups.tco2e))
    lognormal = (spread > 0) & ~normal & (groups.tco2e != 0)
    mean = groups.tco2e[lognormal]
    sigma = np.sqrt(np.log1p((spread[lognormal] / mean) ** 2))
    weight = mean * np.exp(-0.5 * sigma * sigma)  # so that the mean of weight × exp(sigma × z) is ``mean``
    return _Terms(np.concatenate([sigma, spread[normal]]), weight, fsum(groups.tco2e[~lognormal]))


def _drawn_totals(groups: FactorGroups, draws: int, seed: int, block_cells: int) -> Array:
    """(draws,) tCO2e; groups without an error are a constant."""
    terms = _terms(groups)
    logs = len(terms.weight)
    stream = np.random.Generator(np.random.SFC64(seed))
    totals = np.empty(draws)
    rows = min(draws, max(1, block_cells // max(1, len(terms.scale))))
    cells = np.empty((rows, len(terms.scale)))
    for start in range(0, draws, rows):
        block = cells[: draws - start]
        stream.standard_normal(out=block)
        block *= terms.scale
        growth = block[:, :logs]
        np.exp(growth, out=growth)
        growth *= terms.weight
        # added row by row and not by BLAS, whose last bits hang on the block's shape and the number of threads
        block.sum(axis=1, out=totals[start : start + rows])
    return totals + terms.constant_tco2e


def group_sd_tco2e(groups: FactorGroups) -> Array:
    """(groups,) tCO2e: spread of each group, factor and lines together, with their product kept (approach 2)."""
    factor_cv = np.nan_to_num(groups.factor_cv)
    return np.sqrt(groups.factor_sd_tco2e**2 + groups.lines_sd_tco2e**2 * (1 + factor_cv**2))
