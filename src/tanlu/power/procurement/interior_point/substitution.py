"""Right sides taken through a factor: forward through hours and chain, across the border, and back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from tanlu.core.arrays import FloatArray
from tanlu.power.procurement.interior_point.factorisation import QP, Factorisation, border_size
from tanlu.power.procurement.interior_point.layout import Layout


class Unknowns(NamedTuple):
    """One number for each unknown: a point, a direction, or a right side.

    Parameters
    ----------
    c, e : (T, N) charge and level; a, u : (T, S) allocation and solar used
    mw : (K + J + N,) offers, roofs, batteries
    pool : (T,) and rule : (rows of the rule,) prices of the rows that keep theirs
    """

    c: FloatArray
    e: FloatArray
    a: FloatArray
    u: FloatArray
    mw: FloatArray
    pool: FloatArray
    rule: FloatArray


def nothing(k: Layout) -> Unknowns:
    """All zero."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    chosen = k.output.shape[1] + k.sun.shape[1] + batteries
    shapes = ((hours, batteries), (hours, batteries), (hours, sites), (hours, sites), (chosen,), (hours,))
    return Unknowns(*(np.zeros(shape) for shape in shapes), rule=np.zeros(border_size(k) - chosen - batteries))


@njit(cache=True, fastmath=True)
def forward_hours(k: Layout, f: Factorisation, r: Unknowns, held: FloatArray, g: FloatArray) -> None:
    """Eliminate within hours: local right sides stay in ``held`` (T, S, 3), pools in ``r.pool``, the rest in ``r.e`` and ``g``."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    m = len(g)
    first, q = m - batteries, np.zeros(batteries)
    battery_of, site_of, roof_from, sun, all_used = k.battery_of, k.site_of, k.roof_from, k.sun, k.all_used
    local, rest, pool_pivot, pool_border = f.local, f.rest, f.pool_pivot, f.pool_border
    for t in range(hours):
        of_pool = r.pool[t]
        for s in range(sites):
            b, row = battery_of[s], local[t, s]
            of_c = r.c[t, b] if b >= 0 else 0.0
            by_c = of_c * row[0]
            of_a = r.a[t, s] - by_c * row[1]
            by_a = of_a * row[5]
            of_u = r.u[t, s] - by_c * row[1] - by_a * row[6]
            by_u = of_u * row[10]
            held[t, s, 0], held[t, s, 1], held[t, s, 2] = of_c, of_a, of_u
            of_pool -= by_a + by_u * row[15]
            g[offers + roofs + batteries + (s if k.hourly else 0)] -= by_c * row[4] + by_a * row[9] + by_u * row[14]
            for j in range(roof_from[s], roof_from[s + 1]):
                g[offers + j] += sun[t, j] * (of_u if all_used[s] else -by_u * row[13])
            if b >= 0:
                q[b] = -(by_c * row[2] + by_a * row[7] + by_u * row[11])
                g[offers + roofs + b] -= by_c * row[3] + by_a * row[8] + by_u * row[12]
        r.pool[t] = of_pool
        part = of_pool * pool_pivot[t]
        if part != 0.0:
            for j in range(m):
                g[j] -= part * pool_border[t, j]
        following = t + 1 if t + 1 < hours else 0
        for b in range(batteries):
            value = q[b] - part * rest[t, site_of[b], QP]
            r.e[t, b] += value
            r.e[following, b] -= value
    for b in range(batteries):
        g[first + b] += r.e[0, b]


@njit(cache=True, fastmath=True)
def forward_chain(f: Factorisation, e: FloatArray, g: FloatArray) -> None:
    """Along the levels, each block's right side made that of its triangle; what is left goes into ``g``."""
    chain, ahead, aside = f.chain, f.ahead, f.aside
    hours, batteries, m = aside.shape
    for t in range(1, hours):
        for i in range(batteries):
            value = e[t, i]
            for p in range(i):
                value -= chain[t, i, p] * e[t, p]
            value *= chain[t, i, i]
            e[t, i] = value
            for j in range(m):
                g[j] -= aside[t, i, j] * value
            if t + 1 < hours:
                for j in range(batteries):
                    e[t + 1, j] -= ahead[t, i, j] * value


@njit(cache=True, fastmath=True)
def backward_chain(f: Factorisation, e: FloatArray, g: FloatArray) -> None:
    """Back along the levels, with the border's answer ``g``; the level of hour 0 is the border's last part."""
    chain, ahead, aside = f.chain, f.ahead, f.aside
    hours, batteries, m = aside.shape
    for t in range(hours - 1, 0, -1):
        for i in range(batteries - 1, -1, -1):
            value = e[t, i]
            for j in range(m):
                value -= aside[t, i, j] * g[j]
            if t + 1 < hours:
                for j in range(batteries):
                    value -= ahead[t, i, j] * e[t + 1, j]
            e[t, i] = value
        for i in range(batteries - 1, -1, -1):
            e[t, i] *= chain[t, i, i]
            for p in range(i):
                e[t, p] -= chain[t, i, p] * e[t, i]
    for b in range(batteries):
        e[0, b] = g[m - batteries + b]


@njit(cache=True, fastmath=True)
def backward_hours(k: Layout, f: Factorisation, r: Unknowns, held: FloatArray, g: FloatArray) -> None:
    """Back into each hour: the price of its pool, then what was eliminated at each site."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    battery_of, site_of, roof_from, sun, all_used = k.battery_of, k.site_of, k.roof_from, k.sun, k.all_used
    local, rest, pool_pivot, pool_border = f.local, f.rest, f.pool_pivot, f.pool_border
    for t in range(hours):
        following = t + 1 if t + 1 < hours else 0
        price = r.pool[t]
        for j in range(len(g)):
            price -= pool_border[t, j] * g[j]
        for b in range(batteries):
            price -= rest[t, site_of[b], QP] * (r.e[t, b] - r.e[following, b])
        r.pool[t] = price * pool_pivot[t]
        for s in range(sites):
            b, row = battery_of[s], local[t, s]
            rule = g[offers + roofs + batteries + (s if k.hourly else 0)]
            shone = 0.0
            for j in range(roof_from[s], roof_from[s + 1]):
                shone += sun[t, j] * g[offers + j]
            q, battery = 0.0, 0.0
            if b >= 0:
                q, battery = r.e[t, b] - r.e[following, b], g[offers + roofs + b]
            u = held[t, s, 2] - row[11] * q - row[12] * battery - row[13] * shone - row[14] * rule - row[15] * r.pool[t]
            u = shone if all_used[s] else u * row[10]
            a = held[t, s, 1] - row[6] * u - row[7] * q - row[8] * battery - row[9] * rule - r.pool[t]
            a *= row[5]
            if b >= 0:
                c = held[t, s, 0] - row[1] * (a + u) - row[2] * q - row[3] * battery - row[4] * rule
                r.c[t, b] = c * row[0]
            r.a[t, s], r.u[t, s] = a, u
