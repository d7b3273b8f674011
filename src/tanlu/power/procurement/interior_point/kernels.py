"""Sums over all rows at once, without leaving temporary arrays behind: products, residuals, steps to the boundary."""

from __future__ import annotations

import numpy as np
from numba import njit

from tanlu.core.arrays import BoolArray, FloatArray


@njit(cache=True, fastmath=True)
def mean_product(
    s: FloatArray, ds: FloatArray, y: FloatArray, dy: FloatArray, primal: float, dual: float, there: BoolArray
) -> float:
    """Mean of slack times price over the rows that are there, after a step."""
    total, count = 0.0, 0
    for i in range(len(s)):
        if there[i]:
            total += (s[i] + primal * ds[i]) * (y[i] + dual * dy[i])
            count += 1
    return total / max(count, 1)


@njit(cache=True, fastmath=True)
def prices_to_fit(inverse: FloatArray, y: FloatArray, short: FloatArray, product: FloatArray, out: FloatArray) -> None:
    """What the right sides of eliminated rows come to: (product + price x short) / slack, given 1 / slack."""
    for i in range(len(y)):
        out[i] = (product[i] + y[i] * short[i]) * inverse[i]


@njit(cache=True, fastmath=True)
def row_steps(
    inverse: FloatArray,
    y: FloatArray,
    short: FloatArray,
    product: FloatArray,
    there: FloatArray,
    ds: FloatArray,
    dy: FloatArray,
) -> None:
    """Steps from ``A dx`` in ``ds``: ``ds = A dx - short``, ``s dy + y ds = product``; rows that are not there stay."""
    for i in range(len(y)):
        ds[i] = (ds[i] - short[i]) * there[i]
        dy[i] = (product[i] - y[i] * ds[i]) * inverse[i]


@njit(cache=True, fastmath=True)
def bend(
    s: FloatArray, y: FloatArray, ds: FloatArray, dy: FloatArray, target: float, there: BoolArray, out: FloatArray
) -> None:
    """What a straight step leaves out of each product, and what brings it to the target."""
    for i in range(len(s)):
        out[i] = target - ds[i] * dy[i] if there[i] else 0.0


@njit(cache=True, fastmath=True)
def pull_back(
    s: FloatArray,
    y: FloatArray,
    ds: FloatArray,
    dy: FloatArray,
    primal: float,
    dual: float,
    target: float,
    there: BoolArray,
    out: FloatArray,
) -> None:
    """How far products lie outside [0.1, 10] times the target after a step; none is pulled down by more than ten targets."""
    for i in range(len(s)):
        out[i] = 0.0
        if there[i]:
            product = (s[i] + primal * ds[i]) * (y[i] + dual * dy[i])
            if product < 0.1 * target:
                out[i] = 0.1 * target - product
            elif product > 10.0 * target:
                out[i] = max(10.0 * target - product, -10.0 * target)


@njit(cache=True, fastmath=True)
def step_to_boundary(v: FloatArray, step: FloatArray, correction: FloatArray, weights: FloatArray) -> FloatArray:
    """For each weight of the correction: how far ``v + alpha (step + weight correction)`` stays at or above zero, at most 1."""
    found = np.ones(len(weights))
    for i in range(len(v)):
        value, one, two = v[i], step[i], correction[i]
        if one + min(two, 0.0) < -value:
            for w in range(len(weights)):
                move = one + weights[w] * two
                if move * found[w] < -value:
                    found[w] = -value / move
    return found


@njit(cache=True, fastmath=True)
def add_to(v: FloatArray, step: FloatArray, correction: FloatArray, weight: float, length: float) -> None:
    """v += length (step + weight correction), in place."""
    for i in range(len(v)):
        v[i] += length * (step[i] + weight * correction[i])


@njit(cache=True, fastmath=True)
def take_gram(a: FloatArray, weights: FloatArray, out: FloatArray) -> None:
    """out -= A' diag(weights) A, without the threads that a library would wake for so narrow a matrix."""
    rows, columns = a.shape
    for i in range(rows):
        for p in range(columns):
            part = weights[i] * a[i, p]
            for j in range(p + 1):
                out[p, j] -= part * a[i, j]
    for p in range(columns):
        for j in range(p):
            out[j, p] = out[p, j]
