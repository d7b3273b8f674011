"""Whole watt-hours shared out so that none is lost: by days, and in proportion by largest remainder."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

WattHours = NDArray[Any]
"""int64, or Python integers (dtype object) where a sum would not fit."""

_EXACT_IN_FLOAT = 2**53
_SAFE_SUM = 2**62


def watt_hours(values: list[int]) -> WattHours:
    """The values as int64, or as Python integers where their sum would overflow (a slip of the pen, still counted)."""
    fits = sum(abs(value) for value in values) < _SAFE_SUM
    return np.array(values, dtype=np.int64 if fits else object)


def wh_before(wh: Any, days: Any, of_days: Any) -> Any:
    """Energy of the first ``days`` of a stretch of ``of_days`` days that uses the same every day, rounded down.

    The energy of any piece is the difference of two such sums, so pieces add up to the whole wherever it is cut,
    and a further cut elsewhere moves no watt-hour from one day to another.

    Parameters
    ----------
    wh, days, of_days : integers or arrays of integers
        ``0 <= days <= of_days``; the products stay below ``wh``, so int64 never overflows.

    Examples
    --------
    >>> [wh_before(100, day + 1, 3) - wh_before(100, day, 3) for day in range(3)]
    [33, 33, 34]
    """
    per_day = wh // of_days
    return per_day * days + (wh - per_day * of_days) * days // of_days


def apportion(weights: WattHours, total: int) -> WattHours:
    """``total`` shared in proportion to the weights, whole, by largest remainder; among equals the first comes first.

    Parameters
    ----------
    weights : (n,) Wh, each >= 0
    total : Wh, 0 <= total
        What is beyond the sum of the weights is not handed out: nobody gets more than its weight.

    Returns
    -------
    (n,) Wh, summing to ``min(total, weights.sum())``

    Examples
    --------
    >>> apportion(np.array([1, 1, 1]), 2).tolist(), apportion(np.array([60, 30, 10]), 50).tolist()
    ([1, 1, 0], [30, 15, 5])
    """
    whole = int(weights.sum())
    if total >= whole:
        return weights.copy()
    share, remainder = _divided(weights, total, whole)
    spare = total - int(share.sum())
    if spare:
        least = np.partition(remainder, -spare)[-spare]
        share[remainder > least] += 1
        equals = np.flatnonzero(remainder == least)
        share[equals[: spare - int((remainder > least).sum())]] += 1
    return share


def _divided(weights: WattHours, total: int, whole: int) -> tuple[WattHours, WattHours]:
    """Quotient and remainder of ``weights * total / whole``, exact."""
    if weights.dtype == object or whole >= _EXACT_IN_FLOAT:
        product = weights.astype(object) * total
        share = product // whole
        return share.astype(weights.dtype), product - share * whole
    # The product may need 106 bits. Floats give the quotient to within 3; what is then left is small, so that
    # arithmetic modulo 2**64, which is what int64 arrays do, gives it exactly and the quotient is put right.
    share = np.floor(weights.astype(np.float64) * (total / whole)).astype(np.int64)
    left = weights * np.int64(total) - share * np.int64(whole)
    slip = left // whole
    return share + slip, left - slip * whole
