"""What the rows of the programme are at a point, A x, and what prices of rows are worth to each unknown, A'y."""

from __future__ import annotations

from numba import njit

from tanlu.core.arrays import FloatArray
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


@njit(cache=True, fastmath=True)
def rows_at(
    k: Layout,
    c: FloatArray,
    e: FloatArray,
    a: FloatArray,
    u: FloatArray,
    mw: FloatArray,
    rows: FloatArray,
    z: FloatArray,
    rule: FloatArray,
) -> None:
    """Write A x, without the constants of load and limits, into ``rows`` (T, S, 11), ``z`` (T,) and ``rule``.

    Parameters
    ----------
    c, e : (T, N); a, u : (T, S); mw : (K + J + N,)
    """
    hours, sites = k.load.shape
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    rule[:] = 0.0
    for t in range(hours):
        following = t + 1 if t + 1 < hours else 0
        pool = 0.0
        for o in range(offers):
            pool += k.output[t, o] * mw[o]
        for s in range(sites):
            available = 0.0
            for j in range(k.roof_from[s], k.roof_from[s + 1]):
                available += k.sun[t, j] * mw[offers + j]
            net = -a[t, s] - u[t, s]
            b = k.battery_of[s]
            if b >= 0:
                eta, most = k.eta[b], mw[offers + roofs + b]
                given = eta * eta * c[t, b] + eta * (e[t, b] - e[following, b])
                net += c[t, b] - given
                rows[t, s, CHARGE], rows[t, s, CHARGE_ROOM] = c[t, b], most - c[t, b]
                rows[t, s, DISCHARGE], rows[t, s, DISCHARGE_ROOM] = given, most - given
                rows[t, s, LEVEL], rows[t, s, LEVEL_ROOM] = e[t, b], k.held[b] * most - e[t, b]
            rows[t, s, ALLOCATED] = a[t, s]
            rows[t, s, USED], rows[t, s, USED_ROOM] = u[t, s], available - u[t, s]
            rows[t, s, IMPORT], rows[t, s, IMPORT_ROOM] = net, -net
            pool -= a[t, s]
            if k.hourly:
                rule[s] -= k.dirty[t, s] * net
            else:
                rule[0] += u[t, s]
        z[t] = pool
    if not k.hourly:
        for o in range(offers):
            rule[0] += k.output[:, o].sum() * mw[o]


@njit(cache=True, fastmath=True)
def worth_of(
    k: Layout,
    y: FloatArray,
    yz: FloatArray,
    yr: FloatArray,
    c: FloatArray,
    e: FloatArray,
    a: FloatArray,
    u: FloatArray,
    mw: FloatArray,
) -> None:
    """Write A'y of all rows but the bounds of MW into the blocks of unknowns; rows that are not there bear no price."""
    hours, sites = k.load.shape
    offers, roofs = k.output.shape[1], k.sun.shape[1]
    e[:] = 0.0
    mw[:] = 0.0
    for t in range(hours):
        following = t + 1 if t + 1 < hours else 0
        for o in range(offers):
            mw[o] += k.output[t, o] * (yz[t] if k.hourly else yz[t] + yr[0])
        for s in range(sites):
            of_net = y[t, s, IMPORT] - y[t, s, IMPORT_ROOM]
            if k.hourly:
                of_net -= k.dirty[t, s] * yr[s]
            a[t, s] = (y[t, s, ALLOCATED] - of_net - yz[t]) * k.has_a[t, s]
            by_year = 0.0 if k.hourly else yr[0]
            u[t, s] = (y[t, s, USED] - y[t, s, USED_ROOM] - of_net + by_year) * k.has_u[t, s]
            for j in range(k.roof_from[s], k.roof_from[s + 1]):
                mw[offers + j] += k.sun[t, j] * y[t, s, USED_ROOM]
            b = k.battery_of[s]
            if b >= 0:
                eta = k.eta[b]
                of_given = y[t, s, DISCHARGE] - y[t, s, DISCHARGE_ROOM] - of_net
                c[t, b] = y[t, s, CHARGE] - y[t, s, CHARGE_ROOM] + of_net + eta * eta * of_given
                e[t, b] += y[t, s, LEVEL] - y[t, s, LEVEL_ROOM] + eta * of_given
                e[following, b] -= eta * of_given
                room = y[t, s, CHARGE_ROOM] + y[t, s, DISCHARGE_ROOM] + k.held[b] * y[t, s, LEVEL_ROOM]
                mw[offers + roofs + b] += room
