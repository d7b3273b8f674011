"""The market a buyer stands in: load and import of sites, offers, what may be built on site, and what a sale brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray

Basis = Literal["annual", "hourly"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Output of a plant that can be bought by the MW; all it produces is paid for.

    Parameters
    ----------
    profile : its output per MW, by name
    max_mw : infinite where no limit is given
    price_per_mwh : of all it produces
    """

    offer: str
    profile: str
    price_per_mwh: float
    max_mw: float = np.inf


@dataclass(frozen=True, slots=True)
class Asset:
    """Solar or a battery that can be built at a site.

    Parameters
    ----------
    cost_per_mw_year : for the whole plan, however many hours it has
    hours : of a battery, MWh it holds for each MW
    efficiency : of a battery, each way
    """

    site: str
    asset: Literal["solar", "battery"]
    cost_per_mw_year: float
    max_mw: float = np.inf
    profile: str = ""
    hours: float = 0.0
    efficiency: float = 1.0


@dataclass(frozen=True)
class Target:
    """What has to be clean.

    Parameters
    ----------
    basis : "annual" is kept by the portfolio over all hours, "hourly" by each site in the hour of use
    share : of load, a fraction
    """

    basis: Basis
    share: float


@dataclass(frozen=True, eq=False)
class Market:
    """All that the programme knows; an hour's MWh and its MW are one number.

    Parameters
    ----------
    sites : names
    load_mwh : (sites, hours)
    price_per_mwh : (sites, hours) of import
    cfe : (sites, hours) carbon-free part of import
    import_max_mw : (sites,) infinite where no limit is given
    offers, offer_output : (offers, hours) MWh per MW
    solars, solar_output : (solars, hours) MWh per MW
    batteries
    sale_per_mwh : (hours,) what excess brings; None: nothing is sold
    """

    sites: Sequence[str]
    load_mwh: FloatArray
    price_per_mwh: FloatArray
    cfe: FloatArray
    import_max_mw: FloatArray
    offers: Sequence[Offer]
    offer_output: FloatArray
    solars: Sequence[Asset]
    solar_output: FloatArray
    batteries: Sequence[Asset] = ()
    sale_per_mwh: FloatArray | None = None
    labels: tuple[str, ...] = field(default=())

    @property
    def hours(self) -> int:
        """How many hours the plan has."""
        return self.load_mwh.shape[1]

    @property
    def total_load_mwh(self) -> float:
        """Load of all sites in all hours."""
        return float(self.load_mwh.sum())

    @cached_property
    def solar_site(self) -> IntArray:
        """(solars,) the site each stands at."""
        return np.array([self.sites.index(one.site) for one in self.solars], np.int64)

    @cached_property
    def battery_site(self) -> IntArray:
        """(batteries,) the site each stands at."""
        return np.array([self.sites.index(one.site) for one in self.batteries], np.int64)

    @cached_property
    def efficiency(self) -> FloatArray:
        """(batteries,) each way."""
        return np.array([one.efficiency for one in self.batteries])

    @cached_property
    def dirty(self) -> FloatArray:
        """(sites, hours) the part of import that is not carbon-free."""
        return 1.0 - self.cfe

    @cached_property
    def sale(self) -> FloatArray:
        """(hours,) what a MWh of excess brings at best: where the sale price is below zero it is spilled."""
        return np.zeros(self.hours) if self.sale_per_mwh is None else np.maximum(self.sale_per_mwh, 0.0)

    @cached_property
    def paid_to_import(self) -> BoolArray:
        """(batteries, hours) where the site's import price is below zero, so that wasting energy would pay."""
        return self.price_per_mwh[self.battery_site] < 0 if len(self.batteries) else np.zeros((0, self.hours), np.bool_)

    def with_output(self, offer_output: FloatArray, solar_output: FloatArray) -> Market:
        """The same market in other weather."""
        return replace(self, offer_output=offer_output, solar_output=solar_output)
