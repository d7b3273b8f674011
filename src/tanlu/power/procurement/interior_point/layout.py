"""A market laid out for the interior point: one unit of energy and money, arrays by hour, and which rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.power.procurement.bounds import Ceilings
from tanlu.power.procurement.market import Market, Target

# Rows of a site and hour, each >= 0: see ``Layout``.
CHARGE, CHARGE_ROOM, DISCHARGE, DISCHARGE_ROOM, LEVEL, LEVEL_ROOM = 0, 1, 2, 3, 4, 5
ALLOCATED, USED, USED_ROOM, IMPORT, IMPORT_ROOM = 6, 7, 8, 9, 10
ROWS = 11


class Layout(NamedTuple):
    """The data of the programme as the kernels read them; T hours, S sites, N batteries, K offers, J roofs.

    Per site and hour the unknowns are ``c`` (charge), ``e`` (level at the start), ``a`` (allocation) and ``u`` (solar used). What
    follows from them is substituted: with ``q_t = e_t - e_{t+1}`` the discharge is ``d = eta^2 c + eta q``, the import
    ``i = L + c - d - a - u``, and an hour's sale ``z = sum_k C_k prof_k - sum_s a_s``.

    Parameters
    ----------
    load, price, dirty : (T, S); ``dirty`` = 1 - cfe
    sale : (T,)
    output : (T, K) of offers; sun : (T, J) of roofs, which stand in order of their sites
    roof_from : (S + 1,) roofs of site s are ``roof_from[s]:roof_from[s + 1]``
    battery_of : (S,) which battery stands there, or -1; site_of : (N,)
    eta, held : (N,) efficiency each way; hours of storage
    has_a, has_u, has_i : (T, S) which unknowns and which import rows there are
    all_used : (S,) whether curtailing can gain nothing at a site, so that ``u`` is all that its roofs give
    has_z : (T,) hours in which an offer produces
    capped : (S,) whether import has a limit; import_max : (S,)
    hourly : whether the rule is kept by each site in the hour, with a row each, or over the year, with one
    """

    load: FloatArray
    price: FloatArray
    dirty: FloatArray
    sale: FloatArray
    output: FloatArray
    sun: FloatArray
    roof_from: IntArray
    battery_of: IntArray
    site_of: IntArray
    eta: FloatArray
    held: FloatArray
    has_a: NDArray[np.uint8]
    has_u: NDArray[np.uint8]
    has_i: NDArray[np.uint8]
    all_used: NDArray[np.uint8]
    has_z: NDArray[np.uint8]
    capped: NDArray[np.uint8]
    import_max: FloatArray
    hourly: bool


@dataclass(frozen=True, eq=False)
class Scaled:
    """A layout with everything around it that is not read in the inner loops.

    Parameters
    ----------
    cost, limit : (K + J + N,) of offers, roofs, batteries; limits infinite where none is given
    need : (rows of the rule,) right side of the rule
    mwh, money : the units: MWh, and currency a MWh
    offers, roofs, batteries : places in the market of those kept, in the layout's order
    """

    layout: Layout
    cost: FloatArray
    limit: FloatArray
    need: FloatArray
    mwh: float
    money: float
    offers: IntArray
    roofs: IntArray
    batteries: IntArray

    @property
    def hours(self) -> int:
        """T."""
        return self.layout.load.shape[0]

    @property
    def sites(self) -> int:
        """S."""
        return self.layout.load.shape[1]


def suits(market: Market) -> bool:
    """Whether the method can take a market: no price below zero, at most one battery a site, some load."""
    one_each = len(set(market.battery_site.tolist())) == len(market.batteries)
    return bool(one_each and market.hours > 1 and (market.price_per_mwh >= 0).all() and market.total_load_mwh > 0)


def lay_out(market: Market, target: Target) -> Scaled:
    """Scale a market and lay it out; what cannot be bought, or would produce nothing, is left out."""
    mwh = float(market.load_mwh.mean())
    money = max(float(np.abs(market.price_per_mwh).mean()), 1e-9)
    offers = _useful([one.max_mw for one in market.offers], market.offer_output.sum(axis=1))
    roofs = _useful([one.max_mw for one in market.solars], market.solar_output.sum(axis=1))
    roofs = roofs[np.argsort(market.solar_site[roofs], kind="stable")]
    batteries = _useful([one.max_mw for one in market.batteries], np.array([one.hours for one in market.batteries]))
    batteries = batteries[np.argsort(market.battery_site[batteries], kind="stable")]
    layout = _layout(market, target, mwh, money, (offers, roofs, batteries))
    bought = np.array([market.offers[k].price_per_mwh for k in offers], float) / money
    cost = np.concatenate(
        [
            bought * layout.output.sum(axis=0) - layout.sale @ layout.output,
            np.array([market.solars[j].cost_per_mw_year for j in roofs]) / money,
            np.array([market.batteries[b].cost_per_mw_year for b in batteries]) / money,
        ]
    )
    limit = np.array(
        [
            *(market.offers[k].max_mw for k in offers),
            *(market.solars[j].max_mw for j in roofs),
            *(market.batteries[b].max_mw for b in batteries),
        ]
    )
    return Scaled(layout, cost, limit / mwh, _need(layout, target), mwh, money, offers, roofs, batteries)


def _useful(limits: list[float], makes: FloatArray) -> IntArray:
    return np.nonzero((np.array(limits) > 0) & (makes > 0))[0].astype(np.int64)


def _layout(
    market: Market, target: Target, mwh: float, money: float, kept: tuple[IntArray, IntArray, IntArray]
) -> Layout:
    offers, roofs, batteries = kept
    load = np.ascontiguousarray(market.load_mwh.T) / mwh
    sun = np.ascontiguousarray(market.solar_output[roofs].T).reshape(market.hours, len(roofs))
    output = np.ascontiguousarray(market.offer_output[offers].T).reshape(market.hours, len(offers))
    site_of = market.battery_site[batteries]
    battery_of = np.full(len(market.sites), -1, np.int64)
    battery_of[site_of] = np.arange(len(batteries))
    roof_from = np.searchsorted(market.solar_site[roofs], np.arange(len(market.sites) + 1)).astype(np.int64)
    alive = (load > 0) | (battery_of >= 0)[None, :]
    has_z: BoolArray = np.any(output > 0, axis=1)
    shines = np.stack([(sun[:, low:high] > 0).any(axis=1) for low, high in pairwise(roof_from.tolist())], axis=1)
    capped = np.isfinite(market.import_max_mw)
    return Layout(
        load,
        np.ascontiguousarray(market.price_per_mwh.T) / money,
        np.ascontiguousarray(market.dirty.T),
        market.sale / money,
        output,
        sun,
        roof_from,
        battery_of,
        site_of,
        market.efficiency[batteries],
        np.array([market.batteries[b].hours for b in batteries], float),
        (alive & has_z[:, None]).astype(np.uint8),
        (alive & shines).astype(np.uint8),
        alive.astype(np.uint8),
        _all_used(market, roofs).astype(np.uint8),
        has_z.astype(np.uint8),
        capped.astype(np.uint8),
        np.where(capped, market.import_max_mw, 0.0) / mwh,
        target.basis == "hourly",
    )


def _all_used(market: Market, roofs: IntArray) -> BoolArray:
    """(sites,) where roofs never give more than the load, and no price is below zero (see :func:`suits`).

    Solar that a plan curtails can then replace import, allocation (which is sold or spilled instead) or a discharge.
    """
    limit = np.array([market.solars[j].max_mw for j in roofs])
    most = np.zeros(market.load_mwh.shape)
    np.add.at(
        most, market.solar_site[roofs], np.where(np.isinf(limit), 0.0, limit)[:, None] * market.solar_output[roofs]
    )
    bounded = np.bincount(market.solar_site[roofs][np.isinf(limit)], minlength=len(market.sites)) == 0
    return bounded & (most <= market.load_mwh).all(axis=1)


def _need(layout: Layout, target: Target) -> FloatArray:
    """Right side of the rule: ``gen C + sum u >= share L``, or ``-sum w (i - L) >= sum w L - (1 - share) L``."""
    loads = layout.load.sum(axis=0)
    if layout.hourly:
        return (layout.dirty * layout.load).sum(axis=0) - (1.0 - target.share) * loads
    return np.array([target.share * loads.sum()])


def present(scaled: Scaled) -> tuple[BoolArray, BoolArray]:
    """Which of the rows (T, S, 11) and of the upper limits (K + J + N,) there are."""
    layout = scaled.layout
    there = np.zeros((scaled.hours, scaled.sites, ROWS), np.bool_)
    there[:, :, CHARGE : LEVEL_ROOM + 1] = (layout.battery_of >= 0)[None, :, None]
    there[:, :, ALLOCATED] = layout.has_a
    there[:, :, USED] = there[:, :, USED_ROOM] = layout.has_u * (1 - layout.all_used)[None, :]
    there[:, :, IMPORT] = layout.has_i
    there[:, :, IMPORT_ROOM] = layout.has_i * layout.capped[None, :]
    return there, np.isfinite(scaled.limit)


def scaled_ceilings(scaled: Scaled, most: Ceilings) -> FloatArray:
    """Ceilings of (K + J + N,) in the layout's unit and order."""
    chosen = (most.offered[scaled.offers], most.solar[scaled.roofs], most.battery[scaled.batteries])
    return np.concatenate(chosen) / scaled.mwh
