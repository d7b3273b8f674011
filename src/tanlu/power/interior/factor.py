"""The Newton system taken apart: site-hour by site-hour, then the pool of each hour, then the chain of levels.

Unknowns of one site and hour stand in this order: charge, allocation, solar used; then what couples the hour to the rest:
the change of level q, the battery's MW, solar available, the price of the rule, the price of the pool. The first three are
eliminated at once; what is left of the hour is small. Rows of the pool and of the rule keep their price as an unknown:
eliminating them would fill everything.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from tanlu.power.interior.layout import (
    ALLOCATED,
    CHARGE,
    CHARGE_ROOM,
    DISCHARGE,
    DISCHARGE_ROOM,
    IMPORT,
    IMPORT_ROOM,
    LEVEL,
    LEVEL_ROOM,
    USED,
    USED_ROOM,
    Layout,
)
from tanlu.power.series import Real

Q, BATTERY, SUN, RULE, POOL = 3, 4, 5, 6, 7
LOST = 1e-15
"""A pivot of the chain that small beside what it began with is lost to rounding; its level stays where it is."""


class Factor(NamedTuple):
    """What an elimination leaves behind, for any right side.

    Parameters
    ----------
    local : (T, S, 3, 8) rows of the three pivots of a site and hour, each pivot's own place holding its inverse or 0
    pool : (T, S, 5) how the price of an hour's pool hangs on q, battery, sun and rule of each site
    pool_pivot : (T,) inverse
    pool_border : (T, m) the same, on the border
    chain : (T, N, N) lower triangles, inverse pivots on the diagonal
    ahead : (T, N, N) towards the next level
    aside : (T, N, m) towards the border
    border : (m, m) what is left when all else is eliminated
    """

    local: Real
    pool: Real
    pool_pivot: Real
    pool_border: Real
    chain: Real
    ahead: Real
    aside: Real
    border: Real


def room_for(k: Layout) -> Factor:
    """Arrays to factor into, used again and again."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    m = border_size(k)
    shapes = (
        (hours, sites, 3, 8),
        (hours, sites, 5),
        (hours,),
        (hours, m),
        (hours, batteries, batteries),
        (hours, batteries, batteries),
        (hours, batteries, m),
        (m, m),
    )
    return Factor(*(np.zeros(shape) for shape in shapes))


def border_size(k: Layout) -> int:
    """Offers, roofs, batteries, rows of the rule, and the level at which each battery starts."""
    rules = k.load.shape[1] if k.hourly else 1
    return k.output.shape[1] + k.sun.shape[1] + 2 * len(k.site_of) + rules


@njit(cache=True, fastmath=True)
def _weigh(k: Layout, t: int, s: int, d: Real, h: Real) -> None:
    """The weighted rows of a site and hour as one symmetric matrix of eight, upper half."""
    h[:, :] = 0.0
    net = d[IMPORT] + d[IMPORT_ROOM]
    h[1, 1], h[1, 2] = d[ALLOCATED] + net, net
    h[2, 2], h[2, SUN] = d[USED] + d[USED_ROOM] + net, -d[USED_ROOM]
    h[SUN, SUN] = d[USED_ROOM]
    h[1, POOL] = 1.0
    rule = k.dirty[t, s] if k.hourly else 0.0
    h[1, RULE], h[2, RULE] = -rule, (-rule if k.hourly else -1.0)
    b = k.battery_of[s]
    if b < 0:
        return
    eta = k.eta[b]
    kept, lost = eta * eta, 1.0 - eta * eta
    given = d[DISCHARGE] + d[DISCHARGE_ROOM]
    h[0, 0] = d[CHARGE] + d[CHARGE_ROOM] + kept * kept * given + lost * lost * net
    h[0, 1] = h[0, 2] = -lost * net
    h[0, Q] = eta * (kept * given - lost * net)
    h[0, BATTERY] = -d[CHARGE_ROOM] - kept * d[DISCHARGE_ROOM]
    h[0, RULE] = rule * lost
    h[1, Q] = h[2, Q] = eta * net
    h[Q, Q], h[Q, BATTERY], h[Q, RULE] = kept * (given + net), -eta * d[DISCHARGE_ROOM], -rule * eta
    h[BATTERY, BATTERY] = d[CHARGE_ROOM] + d[DISCHARGE_ROOM]


@njit(cache=True, fastmath=True)
def _pivot(p: int, h: Real, kept: Real) -> None:
    """Eliminate one unknown of a site and hour, and keep its row."""
    inverse = 1.0 / h[p, p]
    for i in range(p + 1, 8):
        part = h[p, i] * inverse
        for j in range(i, 8):
            h[i, j] -= part * h[p, j]
    for j in range(8):
        kept[p, j] = h[p, j]
    kept[p, p] = inverse


@njit(cache=True, fastmath=True)
def _leave_out(p: int, h: Real) -> None:
    """An unknown that is not there: its change is zero, and nothing hangs on it."""
    for i in range(8):
        h[p, i] = h[i, p] = 0.0
    h[p, p] = 1.0


@njit(cache=True, fastmath=True)
def _into_border(k: Layout, t: int, s: int, h: Real, level: Real, g: Real) -> None:
    """Add what is left of a site and hour to the border, and to its battery's row towards the border."""
    offers, roofs, batteries = k.output.shape[1], k.sun.shape[1], len(k.site_of)
    b = k.battery_of[s]
    battery = offers + roofs + b
    rule = offers + roofs + batteries + (s if k.hourly else 0)
    g[rule, rule] += h[RULE, RULE]
    if b >= 0:
        level[b, battery] += h[Q, BATTERY]
        level[b, rule] += h[Q, RULE]
        g[battery, battery] += h[BATTERY, BATTERY]
        g[battery, rule] += h[BATTERY, RULE]
        g[rule, battery] += h[BATTERY, RULE]
    for j in range(k.roof_from[s], k.roof_from[s + 1]):
        sun, roof = k.sun[t, j], offers + j
        g[roof, rule] += sun * h[SUN, RULE]
        g[rule, roof] += sun * h[SUN, RULE]
        for i in range(k.roof_from[s], k.roof_from[s + 1]):
            g[roof, offers + i] += sun * k.sun[t, i] * h[SUN, SUN]
        if b >= 0:
            level[b, roof] += sun * h[Q, SUN]
            g[roof, battery] += sun * h[BATTERY, SUN]
            g[battery, roof] += sun * h[BATTERY, SUN]


@njit(cache=True, fastmath=True)
def _pool_row(k: Layout, t: int, pool: Real, row: Real) -> None:
    """How the price of an hour's pool hangs on the border."""
    offers, roofs, batteries = k.output.shape[1], k.sun.shape[1], len(k.site_of)
    row[:] = 0.0
    for o in range(offers):
        row[o] = -k.output[t, o]
    for s in range(k.load.shape[1]):
        b = k.battery_of[s]
        if b >= 0:
            row[offers + roofs + b] = pool[s, BATTERY - Q]
        row[offers + roofs + batteries + (s if k.hourly else 0)] += pool[s, RULE - Q]
        for j in range(k.roof_from[s], k.roof_from[s + 1]):
            row[offers + j] += k.sun[t, j] * pool[s, SUN - Q]


@njit(cache=True, fastmath=True)
def factor_hours(k: Layout, d: Real, pool_weight: Real, f: Factor) -> None:
    """Eliminate within each hour, and lay what is left into the chain and the border.

    Parameters
    ----------
    d : (T, S, 11) price over slack of each row
    pool_weight : (T,) slack over price of each hour's pool
    """
    (hours, sites), batteries, m = k.load.shape, len(k.site_of), f.border.shape[0]
    first = m - batteries
    h, quad, level = np.zeros((8, 8)), np.zeros((batteries, batteries)), np.zeros((batteries, m))
    f.chain[:] = 0.0
    f.aside[:] = 0.0
    f.border[:] = 0.0
    for t in range(hours):
        quad[:] = 0.0
        level[:] = 0.0
        pivot = -pool_weight[t]
        for s in range(sites):
            b = k.battery_of[s]
            _weigh(k, t, s, d[t, s], h)
            if b < 0:
                _leave_out(0, h)
            if not k.has_a[t, s]:
                _leave_out(1, h)
            if not k.has_u[t, s]:
                _leave_out(2, h)
            for p in range(3):
                _pivot(p, h, f.local[t, s])
            for i in range(5):
                f.pool[t, s, i] = h[Q + i, POOL]
            pivot += h[POOL, POOL]
            if b >= 0:
                quad[b, b] = h[Q, Q]
            _into_border(k, t, s, h, level, f.border)
        if k.has_z[t]:
            _eliminate_pool(k, t, 1.0 / pivot, quad, level, f)
        else:
            f.pool_pivot[t] = 0.0
            f.pool_border[t, :] = 0.0
        _into_chain(k, t, d[t], quad, level, first, f)


@njit(cache=True, fastmath=True)
def _eliminate_pool(k: Layout, t: int, inverse: float, quad: Real, level: Real, f: Factor) -> None:
    f.pool_pivot[t] = inverse
    row = f.pool_border[t]
    _pool_row(k, t, f.pool[t], row)
    for b in range(len(k.site_of)):
        part = f.pool[t, k.site_of[b], 0] * inverse
        for other in range(len(k.site_of)):
            quad[b, other] -= part * f.pool[t, k.site_of[other], 0]
        for j in range(len(row)):
            level[b, j] -= part * row[j]


@njit(cache=True, fastmath=True)
def _into_chain(k: Layout, t: int, d: Real, quad: Real, level: Real, first: int, f: Factor) -> None:
    """Lay an hour between its level and the next: q = e_t - e_{t+1}; the level of hour 0 is part of the border."""
    hours, batteries = k.load.shape[0], len(k.site_of)
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    following = t + 1 if t + 1 < hours else 0
    for b in range(batteries):
        row, battery = d[k.site_of[b]], offers + roofs + b
        of_level, of_both = row[LEVEL] + row[LEVEL_ROOM], -k.held[b] * row[LEVEL_ROOM]
        f.border[battery, battery] -= k.held[b] * of_both
        _add_level(t, b, first, battery, of_level, of_both, f)
        for other in range(batteries):
            value = quad[b, other]
            for at in (t, following):
                if at == 0:
                    f.border[first + b, first + other] += value
                else:
                    f.chain[at, b, other] += value
            if t == 0:
                f.aside[following, b, first + other] -= value
            elif following == 0:
                f.aside[t, b, first + other] -= value
            else:
                f.ahead[t, b, other] = -value
        for j in range(first):
            _add_aside(t, b, j, first, level[b, j], f)
            _add_aside(following, b, j, first, -level[b, j], f)


@njit(cache=True, fastmath=True)
def _add_level(t: int, b: int, first: int, battery: int, of_level: float, of_both: float, f: Factor) -> None:
    if t == 0:
        f.border[first + b, first + b] += of_level
        f.border[first + b, battery] += of_both
        f.border[battery, first + b] += of_both
    else:
        f.chain[t, b, b] += of_level
        f.aside[t, b, battery] += of_both


@njit(cache=True, fastmath=True)
def _add_aside(at: int, b: int, j: int, first: int, value: float, f: Factor) -> None:
    if at == 0:
        f.border[first + b, j] += value
        f.border[j, first + b] += value
    else:
        f.aside[at, b, j] += value


@njit(cache=True, fastmath=True)
def factor_chain(f: Factor) -> None:
    """Block Cholesky along the levels of hours 1 to T - 1, their rows towards the border carried along."""
    hours, batteries, m = f.aside.shape
    for t in range(1, hours):
        block, ahead, aside = f.chain[t], f.ahead[t], f.aside[t]
        last = t == hours - 1
        for i in range(batteries):
            begun = block[i, i]
            for j in range(i):
                begun_part = block[i, j]
                for p in range(j):
                    begun_part -= block[i, p] * block[j, p]
                block[i, j] = begun_part * block[j, j]
            left = begun
            for p in range(i):
                left -= block[i, p] * block[i, p]
            inverse = 1.0 / np.sqrt(left) if left > LOST * begun else 0.0
            block[i, i] = inverse
            for p in range(i):
                part = block[i, p]
                if not last:
                    for j in range(batteries):
                        ahead[i, j] -= part * ahead[p, j]
                for j in range(m):
                    aside[i, j] -= part * aside[p, j]
            for j in range(batteries):
                ahead[i, j] *= inverse
            for j in range(m):
                aside[i, j] *= inverse
        if not last:
            for p in range(batteries):
                for i in range(batteries):
                    part = ahead[p, i]
                    for j in range(i + 1):
                        f.chain[t + 1, i, j] -= part * ahead[p, j]
                    for j in range(m):
                        f.aside[t + 1, i, j] -= part * aside[p, j]
