"""Whole watt-hours shared out in proportion, remainders by the largest fraction, column by column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tanlu.core.arrays import FloatArray, IntArray

_EXACT = 2.0**62


def apportion(amount_wh: IntArray, weight_wh: IntArray) -> IntArray:
    """Each column's amount over its rows in proportion to their weight; no row gets more than its weight.

    Parameters
    ----------
    amount_wh : (periods,) Wh
    weight_wh : (rows, periods) Wh
        Load still open; of equal fractions the upper row goes first.

    Returns
    -------
    (rows, periods) Wh, whose columns sum to the amount, or to the weights where these are less

    Examples
    --------
    >>> apportion(np.array([10]), np.array([[10], [10], [10]])).ravel().tolist()
    [4, 3, 3]
    """
    total = weight_wh.sum(axis=0)
    given = np.minimum(amount_wh, total)
    parts = np.where(given == total, weight_wh, 0)
    some = np.flatnonzero((given > 0) & (given < total))
    if some.size:
        parts[:, some] = _split(given[some], weight_wh[:, some], total[some])
    return parts


def _split(given: IntArray, weight: IntArray, total: IntArray) -> IntArray:
    if float(weight.max()) * float(given.max()) < _EXACT:
        product = weight * given
        parts = product // total
        fraction = (product - parts * total) / total
    else:
        quota = weight * (given / total)
        parts = np.minimum(np.floor(quota).astype(np.int64), weight)
        fraction = quota - parts
    return _settled(parts, fraction, weight, given)


def _settled(parts: IntArray, fraction: FloatArray, weight: IntArray, given: IntArray) -> IntArray:
    """Add what is short to the largest fractions; take back what floating point gave too much."""
    while np.any(short := given - parts.sum(axis=0)):
        fits = np.where(short > 0, parts < weight, parts > 0)
        key = np.where(fits, np.where(short > 0, -fraction, fraction), np.inf)
        rank = np.argsort(np.argsort(key, axis=0, kind="stable"), axis=0, kind="stable")
        parts = parts + np.where(fits & (rank < np.abs(short)), np.sign(short), 0)
    return parts


def shares(amount_wh: int, weights_wh: Sequence[int]) -> list[int]:
    """One column of :func:`apportion` in plain whole numbers.

    Examples
    --------
    >>> shares(10, [10, 10, 10]), shares(5, [2, 1])
    ([4, 3, 3], [2, 1])
    """
    total = sum(weights_wh)
    if amount_wh >= total:
        return list(weights_wh)
    split = [divmod(amount_wh * weight, total) for weight in weights_wh]
    parts = [part for part, _ in split]
    short = amount_wh - sum(parts)
    for place in sorted(range(len(parts)), key=lambda place: -split[place][1])[:short]:
        parts[place] += 1
    return parts


def whole_parts(parts: FloatArray, total: int) -> IntArray:
    """Real figures as whole ones that sum to ``total``, remainders by the largest fraction.

    Examples
    --------
    >>> whole_parts(np.array([1.5, 1.25, 0.25]), 3).tolist()
    [2, 1, 0]
    """
    whole = np.floor(parts).astype(np.int64)
    short = total - int(whole.sum())
    order = np.argsort(whole - parts, kind="stable") if short > 0 else np.argsort(parts - whole, kind="stable")
    each, rest = divmod(abs(short), len(parts)) if len(parts) else (0, 0)
    step = 1 if short > 0 else -1
    whole += step * each
    whole[order[:rest]] += step
    return whole
