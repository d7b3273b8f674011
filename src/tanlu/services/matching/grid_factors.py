"""What a kWh weighs in each hour at each site: the case's grid table first, else the factors that measuring takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.errors import AmbiguousFactor, FactorRefused
from tanlu.core.finding import Finding
from tanlu.core.period import Period
from tanlu.core.place import places
from tanlu.factors.activities import activity_of
from tanlu.factors.factor import Factor
from tanlu.factors.resolution import Resolved, resolve
from tanlu.inventory.emission_rates import GRID, RateBuilder, location_bases
from tanlu.inventory.scope2.market_based import KWH, remainder_factor
from tanlu.power.hours import Hours
from tanlu.power.matching.scores import MatchedYear
from tanlu.services.case.hourly import HourTable

_KG_PER_T_WH_PER_KWH = 1e6
OWN_BASES = frozenset({"residual", "supplier"})


@dataclass
class GridFactors:
    """Prices of a year's hours, by region, met as they are asked for.

    Parameters
    ----------
    grid : the case's grid table, or None
    used : factors that served, by name
    """

    hours: Hours
    days: Period
    rate_builder: RateBuilder
    grid: HourTable | None
    used: dict[str, Factor] = field(default_factory=dict[str, Factor])
    findings: list[Finding] = field(default_factory=list[Finding])
    _location: dict[str, FloatArray | None] = field(default_factory=dict[str, "FloatArray | None"])
    _market: dict[str, FloatArray | None] = field(default_factory=dict[str, "FloatArray | None"])

    def location(self, region: str) -> FloatArray | None:
        """(hours,) kgCO2e/kWh of the grid, or None where neither the case nor the library knows it."""
        if region not in self._location:
            self._location[region] = self._grid_or_factor(region)
        return self._location[region]

    def market(self, region: str) -> FloatArray | None:
        """(hours,) kgCO2e/kWh of what no contract serves: the residual mix, else location's."""
        if region not in self._market:
            self._market[region] = self._remainder(region)
        return self._market[region]

    def grid_values(self, region: str, column: str) -> tuple[str, FloatArray] | None:
        """The values of the nearest region that the grid table has any for: own region before its parents."""
        if self.grid is None or column not in self.grid.values:
            return None
        for place in places().chain(region):
            if place in self.grid.names:
                values = self.grid.values[column][self.grid.names.index(place)]
                if not np.isnan(values).all():
                    return place, np.where(values >= 0, values, np.nan)
        return None

    def _grid_or_factor(self, region: str) -> FloatArray | None:
        told = self.grid_values(region, "kgco2e_per_kwh")
        if told is None:
            return self._of_pieces(region)
        place, values = told
        missing = np.isnan(values)
        if not missing.any():
            return values
        met = f"kgco2e_per_kwh of {place} is not given in {int(missing.sum()):,} hours; the factor that measuring takes serves them"
        self.findings.append(_grid_finding(self.grid, "missing_grid_hours", met, "fill the hours", "kgco2e_per_kwh"))
        factors = self._of_pieces(region)
        return None if factors is None else np.where(missing, factors, values)

    def _of_pieces(self, region: str) -> FloatArray | None:
        """The library's factor, cut where a vintage starts or ends, as measuring takes it."""
        row = activity_of(GRID)
        assert row is not None
        bases = location_bases(row, self.rate_builder.policy)
        values = np.full(self.hours.count, np.nan)
        for days in self.rate_builder.pieces(GRID, self.days):
            try:
                found = resolve(
                    self.rate_builder.library,
                    GRID,
                    region,
                    days,
                    unit=KWH,
                    bases=bases,
                    policy=self.rate_builder.policy,
                )
            except (FactorRefused, AmbiguousFactor) as error:
                self.findings.append(_without_factor(error))
                return None
            values[self.hours.within(days)] = self._weighed(found)
        return values

    def _remainder(self, region: str) -> FloatArray | None:
        values = np.full(self.hours.count, np.nan)
        told: set[str] = set()
        for days in self.rate_builder.pieces(GRID, self.days):
            try:
                found = remainder_factor(self.rate_builder, region, days)
            except FactorRefused:
                continue  # location's factor serves, and says so where it is not known either
            except AmbiguousFactor as error:
                self.findings.append(_without_factor(error))
                return None
            if found.factor.basis in OWN_BASES:
                values[self.hours.within(days)] = self._weighed(found)
                told.add(f"{found.factor.basis}, {found.factor.factor}")
        if np.isnan(values).any():
            location = self.location(region)
            if location is None:
                return None
            values = np.where(np.isnan(values), location, values)
            told.add("location's factor")
        met = f"in {region} what no contract serves is priced at {' and '.join(sorted(told))}"
        mend = "disclose it beside the market-based figure"
        self.findings.append(Finding("market_remainder", "note", met, mend, "load"))
        return values

    def _weighed(self, found: Resolved) -> float:
        self.used[found.factor.factor] = found.factor
        return found.factor.weigh(self.rate_builder.gwp, "unspecified").kgco2e * found.path.multiplier


def _without_factor(error: Exception) -> Finding:
    mend = "give kgco2e_per_kwh in the table grid, add a factor, or change [factors] in case.toml"
    return Finding("without_factor", "error", str(error), mend, "load", column="site")


def _grid_finding(grid: HourTable | None, code: str, message: str, mend: str, column: str) -> Finding:
    return Finding(code, "warning", message, mend, "grid", grid.file if grid else None, None, column)


def clean_shares(prices: GridFactors, regions: Sequence[str | None]) -> list[FloatArray] | None:
    """For each site the clean fraction of its grid in each hour; None where the case has none at all.

    An hour without a figure counts as not clean, and is told.
    """
    shares: list[FloatArray] = []
    given = False
    told: dict[str, str] = {}
    for region in regions:
        found = prices.grid_values(region, "cfe") if region else None
        if found is None:
            told[region or "(no region)"] = f"cfe of {region or 'a site without region'} is not given; it counts as 0"
            shares.append(np.zeros(prices.hours.count))
            continue
        given = True
        place, values = found
        unknown = ~(values <= 1)
        if unknown.any():
            told[place] = f"cfe of {place} is no fraction or not given in {int(unknown.sum()):,} hours; they count as 0"
        shares.append(np.where(unknown, 0.0, values))
    if not given:
        return None
    for _, met in sorted(told.items()):
        prices.findings.append(_grid_finding(prices.grid, "missing_cfe", met, "give a fraction from 0 to 1", "cfe"))
    return shares


def tco2e(done: MatchedYear, prices: GridFactors, regions: Sequence[str | None]) -> dict[str, float | None]:
    """Scope 2 of the load: location, and market with matched energy at 0, matched over the year and hour by hour.

    Location is the same whatever was bought. What the year leaves unmatched at a site is spread as its load is.
    """
    sums: dict[str, list[float]] = {"location": [], "market_annual": [], "market_hourly": []}
    known = {"location": True, "market": True}
    for site, region in enumerate(regions):
        if done.year.sites[site] in done.year.unknown_load:
            continue
        load = done.year.load_wh[site]
        at_location = prices.location(region) if region else None
        at_market = prices.market(region) if region else None
        known["location"] &= at_location is not None
        known["market"] &= at_market is not None
        if at_location is not None:
            sums["location"].append(float(load @ at_location))
        if at_market is not None:
            total = int(done.site_load_wh[site])
            left = 1 - int(done.annual.by_site_wh[site]) / total if total else 0.0
            sums["market_annual"].append(left * float(load @ at_market))
            sums["market_hourly"].append(float(done.unmatched_wh(site) @ at_market))
    return {
        name: fsum(parts) / _KG_PER_T_WH_PER_KWH if parts and known[name.split("_")[0]] else None
        for name, parts in sums.items()
    }
