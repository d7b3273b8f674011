"""Recipes: how one unit of an activity at a place, in some days, becomes CO2e — resolved once and used for every key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tanlu.core.errors import AmbiguousFactor, FactorRefused, SpendError, TanluError
from tanlu.core.gas import Assessment
from tanlu.core.period import Period, cut
from tanlu.core.quantity import Unit
from tanlu.factors.activities import Activity, activity_of
from tanlu.factors.conversions import unit_path
from tanlu.factors.factor import Factor, Weight
from tanlu.factors.library import Library
from tanlu.factors.resolution import Policy, Resolved, resolve, vintage_boundaries
from tanlu.inventory.spend import Deflators, Rates, margin_and_tax, to_price_basis

Role = Literal["direct", "market", "upstream"]
UPSTREAM = ("upstream/wtt/", "upstream/td/", "upstream/wtt_td/")
"""Families of upstream factors (well to tank, transmission and distribution, and its well to tank): category 3."""
GRID = "electricity/grid"
NO_FACTOR_ASKED = frozenset({"energy/direct"})


@dataclass(frozen=True, slots=True)
class Part:
    """One factor's part of a recipe, per unit of the line's quantity.

    Parameters
    ----------
    role : "direct", "market" (scope 2 other than instruments) or "upstream"
    days : the days of the line that this factor serves
    share : fraction of the line's quantity in those days
    kgco2e, biogenic_kg : kg per unit of the line's whole quantity, ``share`` included
    """

    role: Role
    days: Period
    share: float
    resolved: Resolved
    steps: tuple[str, ...]
    kgco2e: float
    gases_kg: Mapping[str, float]
    biogenic_kg: float
    fixed_gwp: str

    @property
    def factor(self) -> Factor:
        """The factor that serves."""
        return self.resolved.factor


@dataclass(frozen=True, slots=True)
class Recipe:
    """All parts of one kind of line, or why there are none.

    Parameters
    ----------
    refused : the error that says why nothing can be priced, or None
    missing_upstream : why category 3 could not be computed, or empty
    """

    parts: tuple[Part, ...] = ()
    refused: TanluError | None = None
    missing_upstream: str = ""


NOTHING = Recipe()
"""The recipe of what has no scope, or is not priced."""


@dataclass
class Kitchen:
    """What recipes are made with: library, policy, GWP set, and the tables that money needs."""

    library: Library
    policy: Policy
    gwp: Assessment
    deflators: Deflators = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)
    _recipes: dict[tuple[object, ...], Recipe] = field(default_factory=dict)
    _boundaries: dict[str, frozenset[date]] = field(default_factory=dict)

    def recipe(
        self,
        activity: str,
        region: str,
        unit: Unit,
        line: Period,
        year: Period,
        *,
        price_basis: str,
        tax: str,
        upstream: bool,
    ) -> Recipe:
        """The recipe of a line of ``activity`` over the days ``line``, for its days in ``year``."""
        key = (activity, region, unit.name, line, year, price_basis, tax, upstream)
        found = self._recipes.get(key)
        if found is None:
            found = self._recipes[key] = self._made(activity, region, unit, line, year, price_basis, tax, upstream)
        return found

    def _made(
        self,
        activity: str,
        region: str,
        unit: Unit,
        line: Period,
        year: Period,
        price_basis: str,
        tax: str,
        upstream: bool,
    ) -> Recipe:
        row = activity_of(activity)
        inside = line.overlap(year)
        if row is None or inside is None or not row.scope:
            return NOTHING
        try:
            direct = [
                self._part(
                    "direct", activity, region, unit, days, line, location_bases(row, self.policy), price_basis, tax
                )
                for days in self.pieces(activity, inside)
            ]
            market = self._market(row, activity, region, unit, line, inside)
        except (FactorRefused, AmbiguousFactor, SpendError) as error:
            return Recipe(refused=error)
        above, missing = self._upstream(activity, region, unit, line, inside) if upstream else ((), "")
        return Recipe((*direct, *market, *above), None, missing)

    def pieces(self, activity: str, inside: Period) -> list[Period]:
        """The days cut wherever a factor of the activity starts or ends."""
        if activity not in self._boundaries:
            self._boundaries[activity] = vintage_boundaries(self.library, activity, self.policy.as_of)
        return cut(inside, self._boundaries[activity])

    def _market(
        self, row: Activity, activity: str, region: str, unit: Unit, line: Period, inside: Period
    ) -> list[Part]:
        if row.scope != "2" or activity == GRID:
            return []
        bases = market_bases(row, self.policy, residual=False)
        return [
            self._part("market", activity, region, unit, days, line, bases, "", "")
            for days in self.pieces(activity, inside)
        ]

    def _upstream(
        self, activity: str, region: str, unit: Unit, line: Period, inside: Period
    ) -> tuple[tuple[Part, ...], str]:
        parts: list[Part] = []
        reasons: list[str] = []
        for family in UPSTREAM:
            path = family + activity
            if not self.library.candidates(path):
                continue
            try:
                parts += [
                    self._part("upstream", path, region, unit, days, line, None, "", "")
                    for days in self.pieces(path, inside)
                ]
            except (FactorRefused, AmbiguousFactor) as error:
                reasons.append(str(error))
        if not parts and not reasons:
            reasons.append(f"the library has no upstream factor for {activity}")
        return tuple(parts), reasons[0] if reasons else ""

    def _part(
        self,
        role: Role,
        activity: str,
        region: str,
        unit: Unit,
        days: Period,
        line: Period,
        bases: Sequence[str] | None,
        price_basis: str,
        tax: str,
    ) -> Part:
        found = resolve(self.library, activity, region, days, unit=unit, bases=bases, policy=self.policy)
        row = activity_of(activity.split("/", 2)[2] if role == "upstream" else activity)
        weight = found.factor.weigh(self.gwp, row.methane if row else "unspecified")
        times, steps = found.path.multiplier, found.path.steps
        if unit.dimension == "money":
            weight, times, steps = self._money(found, weight, unit, days, price_basis, tax)
        share = days.days / line.days
        per_unit = share * times
        return Part(
            role,
            days,
            share,
            found,
            steps,
            weight.kgco2e * per_unit,
            {gas: kg * per_unit for gas, kg in weight.gases_kg.items()},
            weight.biogenic_kgco2 * per_unit,
            weight.fixed_gwp,
        )

    def _money(
        self, found: Resolved, weight: Weight, unit: Unit, days: Period, price_basis: str, tax: str
    ) -> tuple[Weight, float, tuple[str, ...]]:
        factor = found.factor
        has_producer = factor.producer_kgco2e is not None
        basis = margin_and_tax(
            price_basis, tax, factor_bases=("purchaser", "producer") if has_producer else ("purchaser",)
        )
        path = to_price_basis(unit, factor.unit, line_year=days.start.year, deflators=self.deflators, rates=self.rates)
        if basis.price_basis == "producer" and factor.producer_kgco2e is not None:
            weight = Weight(factor.producer_kgco2e, {"CO2e": factor.producer_kgco2e}, 0.0, weight.fixed_gwp)
        return weight, path.multiplier, (*path.steps, f"{basis.price_basis} prices, tax {basis.tax}")


def location_bases(row: Activity, policy: Policy) -> tuple[str, ...] | None:
    """Bases that location-based pricing accepts, in order; None where none is asked."""
    if not row.asks_basis:
        return None
    return (policy.grid, "") if row.prefix.startswith("electricity") else ("average", "")


def market_bases(row: Activity, policy: Policy, *, residual: bool) -> tuple[str, ...]:
    """Bases of what no instrument covers: a supplier's own rate, the residual mix where the policy asks it, then location's."""
    between = ("residual",) if residual else ()
    return ("supplier", *between, *(location_bases(row, policy) or ()))


def quantity_in(activity: str, region: str, unit: Unit, target: Unit) -> float:
    """How many ``target`` one ``unit`` of the activity is, through cited values where the dimensions differ."""
    return unit_path(activity, region, unit, target).multiplier
