"""A point of the method: unknowns, slacks and prices of all rows, its step to the boundary, and the Newton direction from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from tanlu.core.arrays import BoolArray, FloatArray
from tanlu.power.procurement.interior_point.factorisation import Factorisation, factor_chain, factor_hours, room_for
from tanlu.power.procurement.interior_point.kernels import prices_to_fit, row_steps, take_gram
from tanlu.power.procurement.interior_point.layout import IMPORT, IMPORT_ROOM, ROWS, Scaled, present
from tanlu.power.procurement.interior_point.operators import rows_at, worth_of
from tanlu.power.procurement.interior_point.substitution import (
    Unknowns,
    backward_chain,
    backward_hours,
    forward_chain,
    forward_hours,
    nothing,
)

NARROW = 24
"""Columns of the border up to which a plain loop is quicker than a library with threads."""


@dataclass(eq=False)
class System:
    """The programme as ``min cost x``, ``A x - s = b``, ``s >= 0``, and the arrays its Newton systems are solved in.

    Rows stand in one vector: (T, S, 11) of sites and hours, (T,) of pools, (K + J + N,) lower and as many upper bounds of MW,
    then the rule. A row that is not there has slack 1 and price 0 and never moves.
    """

    scaled: Scaled
    there: BoolArray = field(init=False)
    right: FloatArray = field(init=False)
    cost: Unknowns = field(init=False)
    factor: Factorisation = field(init=False)
    held: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        scaled, k = self.scaled, self.scaled.layout
        of_hours, upper = present(scaled)
        chosen = len(scaled.limit)
        lower = np.ones(chosen, np.bool_)
        self.there = np.concatenate([of_hours.ravel(), k.has_z > 0, lower, upper, np.ones(len(scaled.need), np.bool_)])
        constant = np.zeros(of_hours.shape)
        constant[:, :, IMPORT] = -k.load
        constant[:, :, IMPORT_ROOM] = k.load - k.import_max[None, :]
        bounds = np.where(upper, -np.where(upper, scaled.limit, 0.0), 0.0)
        self.right = (
            np.concatenate([constant.ravel(), np.zeros(scaled.hours + chosen), bounds, scaled.need]) * self.there
        )
        self.cost = self._cost()
        self.factor = room_for(k)
        self.held = np.zeros((scaled.hours, scaled.sites, 3))
        self._weights, self._inverse = np.zeros(len(self.right)), np.zeros(len(self.right))
        self._there = self.there.astype(np.float64)
        self._zeros = np.zeros(len(self.right))

    def _cost(self) -> Unknowns:
        """Cost of each unknown, with import, discharge and sale substituted; the load itself costs ``price @ load`` beside."""
        k = self.scaled.layout
        cost = nothing(k)
        cost.mw[:] = self.scaled.cost
        cost.a[:] = (k.sale[:, None] - k.price) * k.has_a
        cost.u[:] = -k.price * k.has_u
        price = k.price[:, k.site_of]
        cost.c[:] = price * (1.0 - k.eta**2)
        per_level = price * k.eta
        cost.e[:] = np.roll(per_level, 1, axis=0) - per_level
        return cost

    def parts(self, rows: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
        """Views of a vector of rows: sites and hours, pools, lower bounds, upper bounds, rule."""
        hours, sites, chosen = self.scaled.hours, self.scaled.sites, len(self.scaled.limit)
        first = hours * sites * ROWS
        second, third, fourth = first + hours, first + hours + chosen, first + hours + 2 * chosen
        of_hours = rows[:first].reshape(hours, sites, ROWS)
        return of_hours, rows[first:second], rows[second:third], rows[third:fourth], rows[fourth:]

    def rows_of(self, x: Unknowns) -> FloatArray:
        """A x, zero where no row is."""
        rows = np.zeros(len(self.right))
        self._reach(x, rows)
        rows *= self._there
        return rows

    def _reach(self, x: Unknowns, rows: FloatArray) -> None:
        """A x into ``rows``; what it says of rows that are not there means nothing."""
        of_hours, pools, lower, upper, rule = self.parts(rows)
        rows_at(self.scaled.layout, x.c, x.e, x.a, x.u, x.mw, of_hours, pools, rule)
        lower[:], upper[:] = x.mw, -x.mw

    def worth(self, prices: FloatArray) -> Unknowns:
        """A'y."""
        found = nothing(self.scaled.layout)
        of_hours, pools, lower, upper, rule = self.parts(prices)
        worth_of(self.scaled.layout, of_hours, pools, rule, found.c, found.e, found.a, found.u, found.mw)
        found.mw[:] += lower - upper
        return found

    def through_sun(self, used: FloatArray) -> FloatArray:
        """(J,) what (T, S) figures of solar used come to for a MW of each roof, at sites where all of it is used."""
        k = self.scaled.layout
        roof_site = np.repeat(np.arange(self.scaled.sites), np.diff(k.roof_from))
        return (k.sun * (used * k.all_used)[:, roof_site]).sum(axis=0)

    def decompose(self, slack: FloatArray, price: FloatArray) -> None:
        """Factor the Newton matrix at a point."""
        k, f = self.scaled.layout, self.factor
        np.divide(1.0, slack, out=self._inverse)
        np.multiply(price, self._inverse, out=self._weights)
        of_hours, _, lower, upper, _ = self.parts(self._weights)
        _, slack_pool, _, _, slack_rule = self.parts(slack)
        _, price_pool, _, _, price_rule = self.parts(price)
        weight = np.divide(slack_pool, price_pool, out=np.zeros_like(slack_pool), where=price_pool > 0)
        factor_hours(k, of_hours, weight, f)
        factor_chain(f)
        border = f.border
        aside = f.aside[1:].reshape(-1, border.shape[0])
        if border.shape[0] <= NARROW:
            take_gram(f.pool_border, f.pool_pivot, border)
            take_gram(aside, np.ones(len(aside)), border)
        else:
            border -= (f.pool_border * f.pool_pivot[:, None]).T @ f.pool_border
            border -= aside.T @ aside
        chosen, offers = len(lower), k.output.shape[1]
        place = np.arange(chosen)
        border[place, place] += lower + upper
        rule = np.arange(chosen, chosen + len(slack_rule))
        border[rule, rule] -= slack_rule / price_rule
        if not k.hourly:
            made = k.output.sum(axis=0)
            border[:offers, chosen] -= made
            border[chosen, :offers] -= made
        size = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(border)), 1e-30))
        self._size = size
        self._border = lu_factor(border * size[:, None] * size[None, :], check_finite=False)

    def direction(
        self,
        slack: FloatArray,
        price: FloatArray,
        product: FloatArray,
        ds: FloatArray,
        dy: FloatArray,
        residual: tuple[FloatArray, Unknowns] | None = None,
    ) -> Unknowns:
        """Newton's step dx, with those of slacks and prices written into ``ds`` and ``dy``.

        It solves ``A dx - ds = short``, ``A'dy = dual``, ``s dy + y ds = product``.

        Parameters
        ----------
        residual : short and dual; None: both zero
        """
        short = self._zeros if residual is None else residual[0]
        prices_to_fit(self._inverse, price, short, product, dy)
        _, pools, _, _, rule = self.parts(dy)
        pools[:], rule[:] = 0.0, 0.0
        r = self.worth(dy)
        if residual is not None:
            for one, other in zip(r[:5], residual[1][:5], strict=True):
                one -= other
        self._price_rows(slack, price, short, product, r)
        found = self._through_factor(r)
        chosen = len(r.mw)
        r.mw[:], r.rule[:] = found[:chosen], found[chosen : chosen + len(r.rule)]
        self._reach(r, ds)
        row_steps(self._inverse, price, short, product, self._there, ds, dy)
        self._steps_of_priced_rows(slack, price, product, r, ds, dy)
        return r

    def _steps_of_priced_rows(
        self, slack: FloatArray, price: FloatArray, product: FloatArray, r: Unknowns, ds: FloatArray, dy: FloatArray
    ) -> None:
        """Pools and rule: the price's step was solved for, and the slack's follows; the other way round rounding would be
        divided by a slack that is nearly nothing."""
        there = self.parts(self._there)
        slacks, prices, products = self.parts(slack), self.parts(price), self.parts(product)
        slack_steps, price_steps = self.parts(ds), self.parts(dy)
        for row, solved in ((1, r.pool), (4, r.rule)):
            price_steps[row][:] = np.where(there[row] > 0, solved, 0.0)
            moved = products[row] - slacks[row] * price_steps[row]
            slack_steps[row][:] = np.divide(moved, prices[row], out=np.zeros_like(moved), where=there[row] > 0)

    def _price_rows(
        self, slack: FloatArray, price: FloatArray, short: FloatArray, product: FloatArray, r: Unknowns
    ) -> None:
        """Right sides of pools and rule, whose prices are unknowns of their own."""
        _, short_pool, _, _, short_rule = self.parts(short)
        _, product_pool, _, _, product_rule = self.parts(product)
        _, price_pool, _, _, price_rule = self.parts(price)
        moved = np.divide(product_pool, price_pool, out=np.zeros_like(price_pool), where=price_pool > 0)
        r.pool[:], r.rule[:] = -(short_pool + moved), -(short_rule + product_rule / price_rule)

    def _through_factor(self, r: Unknowns) -> FloatArray:
        k, f = self.scaled.layout, self.factor
        border = np.concatenate([r.mw, r.rule, np.zeros(r.c.shape[1])])
        forward_hours(k, f, r, self.held, border)
        forward_chain(f, r.e, border)
        found = lu_solve(self._border, border * self._size, check_finite=False) * self._size
        backward_chain(f, r.e, found)
        backward_hours(k, f, r, self.held, found)
        return found
