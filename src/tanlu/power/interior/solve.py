"""Right sides taken through a factor: forward through hours and chain, across the border, and back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from tanlu.power.interior.factor import BATTERY, POOL, RULE, SUN, Factor, Q, border_size
from tanlu.power.interior.layout import Layout
from tanlu.power.series import Real


class Unknowns(NamedTuple):
    """One number for each unknown: a point, a direction, or a right side.

    Parameters
    ----------
    c, e : (T, N) charge and level; a, u : (T, S) allocation and solar used
    mw : (K + J + N,) offers, roofs, batteries
    pool : (T,) and rule : (rows of the rule,) prices of the rows that keep theirs
    """

    c: Real
    e: Real
    a: Real
    u: Real
    mw: Real
    pool: Real
    rule: Real


def nothing(k: Layout) -> Unknowns:
    """All zero."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    chosen = k.output.shape[1] + k.sun.shape[1] + batteries
    shapes = ((hours, batteries), (hours, batteries), (hours, sites), (hours, sites), (chosen,), (hours,))
    return Unknowns(*(np.zeros(shape) for shape in shapes), rule=np.zeros(border_size(k) - chosen - batteries))


@njit(cache=True, fastmath=True)
def forward_hours(k: Layout, f: Factor, r: Unknowns, held: Real, g: Real) -> None:
    """Eliminate within hours: local right sides stay in ``held`` (T, S, 3), pools in ``r.pool``, the rest in ``r.e`` and ``g``."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    m = len(g)
    first, x, q = m - batteries, np.zeros(8), np.zeros(batteries)
    for t in range(hours):
        of_pool = r.pool[t]
        for s in range(sites):
            b = k.battery_of[s]
            x[:] = 0.0
            if b >= 0:
                x[0] = r.c[t, b]
            x[1], x[2] = r.a[t, s], r.u[t, s]
            for p in range(3):
                held[t, s, p] = x[p]
                part = x[p] * f.local[t, s, p, p]
                for j in range(p + 1, 8):
                    x[j] -= part * f.local[t, s, p, j]
            of_pool += x[POOL]
            g[offers + roofs + batteries + (s if k.hourly else 0)] += x[RULE]
            for j in range(k.roof_from[s], k.roof_from[s + 1]):
                g[offers + j] += k.sun[t, j] * x[SUN]
            if b >= 0:
                q[b] = x[Q]
                g[offers + roofs + b] += x[BATTERY]
        r.pool[t] = of_pool
        part = of_pool * f.pool_pivot[t]
        if part != 0.0:
            for j in range(m):
                g[j] -= part * f.pool_border[t, j]
        following = t + 1 if t + 1 < hours else 0
        for b in range(batteries):
            value = q[b] - part * f.pool[t, k.site_of[b], 0]
            r.e[t, b] += value
            r.e[following, b] -= value
    for b in range(batteries):
        g[first + b] += r.e[0, b]


@njit(cache=True, fastmath=True)
def forward_chain(f: Factor, e: Real, g: Real) -> None:
    """Along the levels, each block's right side made that of its triangle; what is left goes into ``g``."""
    hours, batteries, m = f.aside.shape
    for t in range(1, hours):
        for i in range(batteries):
            value = e[t, i]
            for p in range(i):
                value -= f.chain[t, i, p] * e[t, p]
            value *= f.chain[t, i, i]
            e[t, i] = value
            for j in range(m):
                g[j] -= f.aside[t, i, j] * value
            if t + 1 < hours:
                for j in range(batteries):
                    e[t + 1, j] -= f.ahead[t, i, j] * value


@njit(cache=True, fastmath=True)
def backward_chain(f: Factor, e: Real, g: Real) -> None:
    """Back along the levels, with the border's answer ``g``; the level of hour 0 is the border's last part."""
    hours, batteries, m = f.aside.shape
    for t in range(hours - 1, 0, -1):
        for i in range(batteries - 1, -1, -1):
            value = e[t, i]
            for j in range(m):
                value -= f.aside[t, i, j] * g[j]
            if t + 1 < hours:
                for j in range(batteries):
                    value -= f.ahead[t, i, j] * e[t + 1, j]
            e[t, i] = value
        for i in range(batteries - 1, -1, -1):
            value = e[t, i]
            for p in range(i + 1, batteries):
                value -= f.chain[t, p, i] * e[t, p]
            e[t, i] = value * f.chain[t, i, i]
    for b in range(batteries):
        e[0, b] = g[m - batteries + b]


@njit(cache=True, fastmath=True)
def backward_hours(k: Layout, f: Factor, r: Unknowns, held: Real, g: Real) -> None:
    """Back into each hour: the price of its pool, then what was eliminated at each site."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    x = np.zeros(8)
    for t in range(hours):
        following = t + 1 if t + 1 < hours else 0
        price = r.pool[t]
        for j in range(len(g)):
            price -= f.pool_border[t, j] * g[j]
        for b in range(batteries):
            price -= f.pool[t, k.site_of[b], 0] * (r.e[t, b] - r.e[following, b])
        r.pool[t] = price * f.pool_pivot[t]
        for s in range(sites):
            b = k.battery_of[s]
            x[POOL] = r.pool[t]
            x[RULE] = g[offers + roofs + batteries + (s if k.hourly else 0)]
            x[SUN] = 0.0
            for j in range(k.roof_from[s], k.roof_from[s + 1]):
                x[SUN] += k.sun[t, j] * g[offers + j]
            x[Q] = x[BATTERY] = 0.0
            if b >= 0:
                x[Q], x[BATTERY] = r.e[t, b] - r.e[following, b], g[offers + roofs + b]
            for p in range(2, -1, -1):
                value = held[t, s, p]
                for j in range(p + 1, 8):
                    value -= f.local[t, s, p, j] * x[j]
                x[p] = value * f.local[t, s, p, p]
            if b >= 0:
                r.c[t, b] = x[0]
            r.a[t, s], r.u[t, s] = x[1], x[2]
