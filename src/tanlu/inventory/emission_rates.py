"""Emission rates: how one unit of an activity at a place, in some days, becomes CO2e — resolved once and used for every key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from tanlu.core.errors import AmbiguousFactor, FactorRefused, SpendError, TanluError
from tanlu.core.gas import Assessment
from tanlu.core.period import Period, cut
from tanlu.core.units import Unit
from tanlu.factors.activities import Activity, activity_of
from tanlu.factors.factor import Factor, Weight
from tanlu.factors.library import Library
from tanlu.factors.resolution import Policy, Resolved, resolve, vintage_boundaries
from tanlu.inventory.spend import Deflators, PriceBasis, Rates, margin_and_tax, to_price_basis

Role = Literal["direct", "market", "upstream"]
UPSTREAM = ("upstream/wtt/", "upstream/td/", "upstream/wtt_td/")
"""Families of upstream factors (well to tank, transmission and distribution, and its well to tank): category 3."""
GRID = "electricity/grid"
NO_FACTOR_ASKED = frozenset({"energy/direct"})


@dataclass(frozen=True, slots=True)
class RateComponent:
    """One factor's part of an emission rate, per unit of the line's quantity.

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
class EmissionRate:
    """All parts of one kind of line, or why there are none.

    Parameters
    ----------
    refused : the error that says why nothing can be priced, or None
    missing_upstream : why category 3 could not be computed, or empty
    """

    parts: tuple[RateComponent, ...] = ()
    refused: TanluError | None = None
    missing_upstream: str = ""


NO_RATE = EmissionRate()
"""The emission rate of what has no scope, or is not priced."""


@dataclass(frozen=True, slots=True)
class RateKey:
    """What lines have in common that one emission rate serves.

    Parameters
    ----------
    line, inside : the days of the line, and those of them that lie in the year
    price_basis, tax : as the line says; only money asks for them
    upstream : whether category 3 is computed from it
    """

    activity: str
    region: str
    unit: Unit
    line: Period
    inside: Period
    price_basis: str = ""
    tax: str = ""
    upstream: bool = False


@dataclass
class RateBuilder:
    """What recipes are made with: library, policy, GWP set, and the tables that money needs."""

    library: Library
    policy: Policy
    gwp: Assessment
    deflators: Deflators = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)
    _emission_rates: dict[RateKey, EmissionRate] = field(default_factory=dict["RateKey", "EmissionRate"])
    _boundaries: dict[str, frozenset[date]] = field(default_factory=dict[str, "frozenset[date]"])

    def rate(self, kind: RateKey) -> EmissionRate:
        """The emission rate of a kind of line, made once."""
        found = self._emission_rates.get(kind)
        if found is None:
            found = self._emission_rates[kind] = self._build(kind)
        return found

    def _build(self, kind: RateKey) -> EmissionRate:
        row = activity_of(kind.activity)
        if row is None or not row.scope:
            return NO_RATE
        try:
            direct = self._parts("direct", kind, kind.activity, location_bases(row, self.policy))
            market: list[RateComponent] = []
            if row.scope == "2" and kind.activity != GRID:
                market = self._parts("market", kind, kind.activity, market_bases(row, self.policy, residual=False))
        except (FactorRefused, AmbiguousFactor, SpendError) as error:
            return EmissionRate(refused=error)
        above, missing = self._upstream(kind, direct) if kind.upstream else ([], "")
        return EmissionRate((*direct, *market, *above), None, missing)

    def pieces(self, activity: str, inside: Period) -> list[Period]:
        """The days cut wherever a factor of the activity starts or ends."""
        if activity not in self._boundaries:
            self._boundaries[activity] = vintage_boundaries(self.library, activity, self.policy.as_of)
        return cut(inside, self._boundaries[activity])

    def _upstream(self, kind: RateKey, direct: Sequence[RateComponent]) -> tuple[list[RateComponent], str]:
        parts: list[RateComponent] = []
        reasons: list[str] = []
        for path in (family + kind.activity for family in UPSTREAM):
            if not self.library.candidates(path):
                continue
            try:
                parts += self._parts("upstream", kind, path, None)
            except (FactorRefused, AmbiguousFactor) as error:
                reasons.append(str(error))
        if not parts:
            with suppress(FactorRefused, AmbiguousFactor):
                return self._beyond_direct(kind, direct), ""
            reasons.append(f"the library has no upstream factor for {kind.activity}")
        return parts, reasons[0] if reasons else ""

    def _beyond_direct(self, kind: RateKey, direct: Sequence[RateComponent]) -> list[RateComponent]:
        """Upstream from a life-cycle factor of the activity itself: what it has beyond the direct factor of the same days.

        Raises
        ------
        FactorRefused
            There is no life-cycle factor, or it is below the direct one.
        """
        whole = self._parts("upstream", kind, kind.activity, ("life_cycle",))
        beyond: list[RateComponent] = []
        for part, own in zip(whole, direct, strict=True):
            kgco2e = part.kgco2e - own.kgco2e
            if kgco2e < 0:
                raise FactorRefused(f"{part.factor.factor} is below the direct factor {own.factor.factor}")
            step = f"life cycle less the direct {own.factor.factor}"
            beyond.append(
                replace(part, kgco2e=kgco2e, gases_kg={"CO2e": kgco2e}, biogenic_kg=0.0, steps=(*part.steps, step))
            )
        return beyond

    def _parts(self, role: Role, kind: RateKey, path: str, bases: Sequence[str] | None) -> list[RateComponent]:
        return [self._part(role, kind, path, days, bases) for days in self.pieces(path, kind.inside)]

    def _part(self, role: Role, kind: RateKey, path: str, days: Period, bases: Sequence[str] | None) -> RateComponent:
        found = resolve(self.library, path, kind.region, days, unit=kind.unit, bases=bases, policy=self.policy)
        row = activity_of(kind.activity)
        weight = found.factor.weigh(self.gwp, row.methane if row else "unspecified")
        times, steps = found.path.multiplier, found.path.steps
        if kind.unit.dimension == "money":
            weight, times, steps = self._money(found, weight, kind, days)
        share = days.days / kind.line.days
        per_unit = share * times
        return RateComponent(
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
        self, found: Resolved, weight: Weight, kind: RateKey, days: Period
    ) -> tuple[Weight, float, tuple[str, ...]]:
        factor = found.factor
        bases: tuple[PriceBasis, ...] = ("purchaser",) if factor.producer_kgco2e is None else ("purchaser", "producer")
        basis = margin_and_tax(kind.price_basis, kind.tax, factor_bases=bases)
        year = days.start.year
        path = to_price_basis(kind.unit, factor.unit, line_year=year, deflators=self.deflators, rates=self.rates)
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
