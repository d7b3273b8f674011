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

from tanlu.core.arrays import FloatArray, IntArray
from tanlu.power.procurement.interior_point.layout import (
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

# What is left of a site and hour, a symmetric matrix: Q change of level, B battery, S sun, R rule, P pool.
QQ, QB, QS, QR, QP, BB, BS, BR, BP, SS, SR, SP, RR, RP, PP = range(15)
LEFT, KEPT = 15, 16
LOST = 1e-15
"""A pivot of the chain that small beside what it began with is lost to rounding; its level stays where it is."""


class Factorisation(NamedTuple):
    """What an elimination leaves behind, for any right side.

    Parameters
    ----------
    local : (T, S, 16) rows of the three pivots of a site and hour, each begun by its inverse, which is 0 where there is no
        such unknown: charge (towards allocation as towards solar used, q, battery, rule), allocation (solar used, q, battery, rule;
        towards the pool it is 1), solar used (q, battery, sun, rule, pool)
    rest : (T, S, 15) what is left of each site and hour after that
    pool_pivot : (T,) inverse
    pool_border : (T, m) the same, on the border
    chain : (T, N, N) lower triangles, inverse pivots on the diagonal
    ahead : (T, N, N) towards the next level
    aside : (T, N, m) towards the border
    border : (m, m) what is left when all else is eliminated
    """

    local: FloatArray
    rest: FloatArray
    pool_pivot: FloatArray
    pool_border: FloatArray
    chain: FloatArray
    ahead: FloatArray
    aside: FloatArray
    border: FloatArray


def room_for(k: Layout) -> Factorisation:
    """Arrays to factor into, used again and again."""
    (hours, sites), batteries = k.load.shape, len(k.site_of)
    m = border_size(k)
    shapes = (
        (hours, sites, KEPT),
        (hours, sites, LEFT),
        (hours,),
        (hours, m),
        (hours, batteries, batteries),
        (hours, batteries, batteries),
        (hours, batteries, m),
        (m, m),
    )
    return Factorisation(*(np.zeros(shape) for shape in shapes))


def border_size(k: Layout) -> int:
    """Offers, roofs, batteries, rows of the rule, and the level at which each battery starts."""
    rules = k.load.shape[1] if k.hourly else 1
    return k.output.shape[1] + k.sun.shape[1] + 2 * len(k.site_of) + rules


@njit(cache=True, fastmath=True)
def factor_hours(k: Layout, d: FloatArray, pool_weight: FloatArray, f: Factorisation) -> None:
    """Eliminate within each hour, and lay what is left into the chain and the border.

    Parameters
    ----------
    d : (T, S, 11) price over slack of each row
    pool_weight : (T,) slack over price of each hour's pool
    """
    hours, sites = k.load.shape
    batteries = len(k.site_of)
    first, low = f.border.shape[0] - batteries, k.output.shape[1] + k.sun.shape[1]
    battery_of, has_a, has_u, has_z, all_used = k.battery_of, k.has_a, k.has_u, k.has_z, k.all_used
    local, rest, pool_pivot, pool_border = f.local, f.rest, f.pool_pivot, f.pool_border
    quad, level = np.zeros((batteries, batteries)), np.zeros((batteries, first))
    f.chain[:] = 0.0
    f.aside[:] = 0.0
    f.border[:] = 0.0
    for t in range(hours):
        for s in range(sites):
            b = battery_of[s]
            eta = float(k.eta[b]) if b >= 0 else 0.0
            chosen = has_u[t, s] > 0 and all_used[s] == 0
            _eliminate_within(d, t, s, eta, k.dirty[t, s], k.hourly, has_a[t, s], chosen, local, rest)
            if all_used[s] > 0:
                _use_all(t, s, local, rest)
    _add_sites(k, rest, f.border)
    _pool_rows(k, rest, pool_border)
    for t in range(hours):
        _of_levels(t, k.site_of, k.roof_from, k.sun, k.hourly, k.output.shape[1], rest, quad, level)
        pool_pivot[t] = 0.0
        if has_z[t]:
            pivot = -pool_weight[t]
            for s in range(sites):
                pivot += rest[t, s, PP]
            pool_pivot[t] = 1.0 / pivot
            _eliminate_pool(t, k.site_of, rest, pool_pivot, pool_border, quad, level)
        _lay_level(t, d, k.site_of, k.held, low, f.chain, f.aside, f.border)
        _lay_change(t, quad, level, f.chain, f.ahead, f.aside, f.border)
    for t in range(hours):
        if not has_z[t]:
            pool_border[t, :] = 0.0


@njit(cache=True, fastmath=True)
def _eliminate_within(
    d: FloatArray,
    t: int,
    s: int,
    eta: float,
    dirty: float,
    hourly: bool,
    has_a: int,
    has_u: int,
    local: FloatArray,
    rest: FloatArray,
) -> None:
    """Eliminate charge, allocation and solar used of one site and hour, in closed form; ``eta`` 0: there is no battery."""
    net = d[t, s, IMPORT] + d[t, s, IMPORT_ROOM]
    given, out_room, in_room = (
        d[t, s, DISCHARGE] + d[t, s, DISCHARGE_ROOM],
        d[t, s, DISCHARGE_ROOM],
        d[t, s, CHARGE_ROOM],
    )
    stays, lost = eta * eta, 1.0 - eta * eta
    rule = dirty if hourly else 0.0
    # charge
    c_s, c_q, c_b, c_r = -lost * net, eta * (stays * given - lost * net), -in_room - stays * out_room, rule * lost
    c = 1.0 / (d[t, s, CHARGE] + in_room + stays * stays * given + lost * lost * net) if eta > 0 else 0.0
    part = c * c_s
    # allocation, to which charge left something
    both = net - part * c_s
    a_q, a_b, a_r = eta * net - part * c_q, -part * c_b, -rule - part * c_r
    a = 1.0 / (d[t, s, ALLOCATED] + both) if has_a else 0.0
    u_p = -both * a
    # solar used, to which both left something
    u_q, u_b, u_s = a_q + u_p * a_q, a_b + u_p * a_b, -d[t, s, USED_ROOM]
    u_r = (-rule if hourly else -1.0) - part * c_r + u_p * a_r
    u = 1.0 / (d[t, s, USED] + d[t, s, USED_ROOM] + both + u_p * both) if has_u else 0.0
    for i, value in enumerate((c, c_s, c_q, c_b, c_r, a, both, a_q, a_b, a_r, u, u_q, u_b, u_s, u_r, u_p)):
        local[t, s, i] = value
    c_qs, a_qs, u_qs = c * c_q, a * a_q, u * u_q
    c_bs, a_bs, u_bs = c * c_b, a * a_b, u * u_b
    u_rs = u * u_r
    rest[t, s, QQ] = stays * (given + net) - c_qs * c_q - a_qs * a_q - u_qs * u_q
    rest[t, s, QB] = -eta * out_room - c_qs * c_b - a_qs * a_b - u_qs * u_b
    rest[t, s, QS] = -u_qs * u_s
    rest[t, s, QR] = -rule * eta - c_qs * c_r - a_qs * a_r - u_qs * u_r
    rest[t, s, QP] = -a_qs - u_qs * u_p
    rest[t, s, BB] = in_room + out_room - c_bs * c_b - a_bs * a_b - u_bs * u_b
    rest[t, s, BS] = -u_bs * u_s
    rest[t, s, BR] = -c_bs * c_r - a_bs * a_r - u_bs * u_r
    rest[t, s, BP] = -a_bs - u_bs * u_p
    rest[t, s, SS] = d[t, s, USED_ROOM] - u * u_s * u_s
    rest[t, s, SR], rest[t, s, SP] = -u_rs * u_s, -u * u_s * u_p
    rest[t, s, RR] = -c * c_r * c_r - a * a_r * a_r - u_rs * u_r
    rest[t, s, RP], rest[t, s, PP] = -a * a_r - u_rs * u_p, -a - u * u_p * u_p


@njit(cache=True, fastmath=True)
def _use_all(t: int, s: int, local: FloatArray, rest: FloatArray) -> None:
    """Where all solar is used, what solar used would hang on, solar available hangs on."""
    both, u_p = local[t, s, 6], local[t, s, 15]
    rest[t, s, QS], rest[t, s, BS], rest[t, s, SR] = local[t, s, 11], local[t, s, 12], local[t, s, 14]
    rest[t, s, SS], rest[t, s, SP] = both + u_p * both, u_p


@njit(cache=True, fastmath=True)
def _add_sites(k: Layout, rest: FloatArray, g: FloatArray) -> None:
    """Add what is left of sites and hours to the border."""
    (hours, sites), offers, roofs, batteries = k.load.shape, k.output.shape[1], k.sun.shape[1], len(k.site_of)
    sun, roof_from, battery_of = k.sun, k.roof_from, k.battery_of
    for s in range(sites):
        b, low, high = battery_of[s], roof_from[s], roof_from[s + 1]
        battery, rule = offers + roofs + b, offers + roofs + batteries + (s if k.hourly else 0)
        for t in range(hours):
            g[rule, rule] += rest[t, s, RR]
            if b >= 0:
                g[battery, battery] += rest[t, s, BB]
                g[battery, rule] += rest[t, s, BR]
            for j in range(low, high):
                g[offers + j, rule] += sun[t, j] * rest[t, s, SR]
                if b >= 0:
                    g[offers + j, battery] += sun[t, j] * rest[t, s, BS]
                for i in range(low, high):
                    g[offers + j, offers + i] += sun[t, j] * sun[t, i] * rest[t, s, SS]
        if b >= 0:
            g[rule, battery] = g[battery, rule]
        for j in range(offers + low, offers + high):
            g[rule, j] = g[j, rule]
            if b >= 0:
                g[battery, j] = g[j, battery]


@njit(cache=True, fastmath=True)
def _pool_rows(k: Layout, rest: FloatArray, rows: FloatArray) -> None:
    """How the price of each hour's pool hangs on the border."""
    (hours, sites), offers, roofs, batteries = k.load.shape, k.output.shape[1], k.sun.shape[1], len(k.site_of)
    output, sun, roof_from, battery_of = k.output, k.sun, k.roof_from, k.battery_of
    rows[:] = 0.0
    for t in range(hours):
        for o in range(offers):
            rows[t, o] = -output[t, o]
        for s in range(sites):
            if battery_of[s] >= 0:
                rows[t, offers + roofs + battery_of[s]] = rest[t, s, BP]
            rows[t, offers + roofs + batteries + (s if k.hourly else 0)] += rest[t, s, RP]
            for j in range(roof_from[s], roof_from[s + 1]):
                rows[t, offers + j] += sun[t, j] * rest[t, s, SP]


@njit(cache=True, fastmath=True)
def _of_levels(
    t: int,
    site_of: IntArray,
    roof_from: IntArray,
    sun: FloatArray,
    hourly: bool,
    offers: int,
    rest: FloatArray,
    quad: FloatArray,
    level: FloatArray,
) -> None:
    """What an hour's changes of level have among themselves, and towards the border."""
    batteries, roofs = len(site_of), sun.shape[1]
    quad[:, :] = 0.0
    level[:, :] = 0.0
    for b in range(batteries):
        s = site_of[b]
        quad[b, b] = rest[t, s, QQ]
        level[b, offers + roofs + b] = rest[t, s, QB]
        level[b, offers + roofs + batteries + (s if hourly else 0)] = rest[t, s, QR]
        for j in range(roof_from[s], roof_from[s + 1]):
            level[b, offers + j] = sun[t, j] * rest[t, s, QS]


@njit(cache=True, fastmath=True)
def _eliminate_pool(
    t: int,
    site_of: IntArray,
    rest: FloatArray,
    pool_pivot: FloatArray,
    pool_border: FloatArray,
    quad: FloatArray,
    level: FloatArray,
) -> None:
    batteries, first = level.shape
    for b in range(batteries):
        part = rest[t, site_of[b], QP] * pool_pivot[t]
        for other in range(batteries):
            quad[b, other] -= part * rest[t, site_of[other], QP]
        for j in range(first):
            level[b, j] -= part * pool_border[t, j]


@njit(cache=True, fastmath=True)
def _lay_level(
    t: int,
    d: FloatArray,
    site_of: IntArray,
    held: FloatArray,
    low: int,
    chain: FloatArray,
    aside: FloatArray,
    border: FloatArray,
) -> None:
    """Rows that bound the level itself; ``low`` is the place of the first battery's MW in the border."""
    batteries = len(site_of)
    first = border.shape[0] - batteries
    for b in range(batteries):
        room, battery = d[t, site_of[b], LEVEL_ROOM], low + b
        of_level, of_both = d[t, site_of[b], LEVEL] + room, -held[b] * room
        border[battery, battery] -= held[b] * of_both
        if t == 0:
            border[first + b, first + b] += of_level
            border[first + b, battery] += of_both
            border[battery, first + b] += of_both
        else:
            chain[t, b, b] += of_level
            aside[t, b, battery] += of_both


@njit(cache=True, fastmath=True)
def _lay_change(
    t: int,
    quad: FloatArray,
    level: FloatArray,
    chain: FloatArray,
    ahead: FloatArray,
    aside: FloatArray,
    border: FloatArray,
) -> None:
    """Lay an hour between its level and the next: q = e_t - e_{t+1}; the level of hour 0 is part of the border."""
    hours, (batteries, first) = chain.shape[0], level.shape
    following = t + 1 if t + 1 < hours else 0
    for at, sign in ((t, 1.0), (following, -1.0)):
        for b in range(batteries):
            if at == 0:
                for other in range(batteries):
                    border[first + b, first + other] += quad[b, other]
                for j in range(first):
                    border[first + b, j] += sign * level[b, j]
                    border[j, first + b] += sign * level[b, j]
            else:
                for other in range(batteries):
                    chain[at, b, other] += quad[b, other]
                for j in range(first):
                    aside[at, b, j] += sign * level[b, j]
    for b in range(batteries):
        for other in range(batteries):
            if t == 0:
                aside[following, b, first + other] -= quad[b, other]
            elif following == 0:
                aside[t, b, first + other] -= quad[b, other]
            else:
                ahead[t, b, other] = -quad[b, other]


@njit(cache=True, fastmath=True)
def factor_chain(f: Factorisation) -> None:
    """Block Cholesky along the levels of hours 1 to T - 1, their rows towards the border carried along."""
    of_level, of_next, of_border = f.chain, f.ahead, f.aside
    hours, batteries, m = of_border.shape
    for t in range(1, hours):
        block, ahead, aside = of_level[t], of_next[t], of_border[t]
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
                        of_level[t + 1, i, j] -= part * ahead[p, j]
                    for j in range(m):
                        of_border[t + 1, i, j] -= part * aside[p, j]
