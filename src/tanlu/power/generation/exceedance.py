"""What several weather years say about a plant: the output that half of them, and nine in ten, are expected to exceed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

FEW_YEARS = 10
"""Fewer years than these tell the spread of years poorly; the answer says so."""


_TYPICAL = ("tmy", "typ", "iwec", "典型")


def yearly(by_weather_year_kwh: Mapping[str, float]) -> list[float]:
    """Output in each weather year, typical years left out: put together from usual months, they hide the spread of years.

    Examples
    --------
    >>> yearly({"2003": 101.0, "2002": 99.0, "tmy3": 100.0})
    [99.0, 101.0]
    """
    return [kwh for label, kwh in sorted(by_weather_year_kwh.items()) if not label.lower().startswith(_TYPICAL)]


@dataclass(frozen=True)
class Exceedance:
    """Yearly output as a distribution.

    Parameters
    ----------
    p50_kwh, p90_kwh : exceeded in half of all years, and in nine of ten
    years : how many weather years stand behind it
    """

    p50_kwh: float
    p90_kwh: float
    years: int


def exceedance(yearly_kwh: Sequence[float], *, probability: float = 0.9) -> Exceedance | None:
    """P50 and P90 of yearly output; None where fewer than two years are known, for one year says nothing of the spread.

    Years are taken as normal, as is usual in the field: P50 is their mean, P90 lies 1.2816 standard deviations of the
    sample below it. It is the spread of the weather alone, without the uncertainty of the model or of the data.

    Parameters
    ----------
    yearly_kwh : (years,) of one plant, or of a portfolio summed within each year
        P90 of a portfolio is not the sum of its plants' P90: bad years do not fall together.

    Examples
    --------
    >>> found = exceedance([90.0, 100.0, 110.0])
    >>> found.p50_kwh, round(found.p90_kwh, 2), found.years
    (100.0, 87.18, 3)
    """
    if len(yearly_kwh) < 2:
        return None
    years = np.asarray(yearly_kwh, np.float64)
    middle, spread = float(years.mean()), float(years.std(ddof=1))
    low = middle + NormalDist().inv_cdf(1.0 - probability) * spread
    return Exceedance(middle, max(low, 0.0), len(years))
