"""Where the sun stands in each hour, taken at the middle of the hour's sunlit part, once for all roofs that share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.power.hours import Hours

SHARED_DEGREES, COARSE_DEGREES = 0.01, 0.05
"""Roofs within one kilometre share the sun: 0.006 % of a year; of a crowd, those within five: 0.03 % at most."""
MANY_PLACES = 64
"""From so many places under one weather series on, the coarser step is taken."""
NEAR_HORIZON_DEGREES = 8.0
"""The sun climbs or sinks by at most 7.5 degrees in half an hour, so beyond it the horizon is not crossed in the hour."""
_SECONDS = 3600


@dataclass(frozen=True)
class Sun:
    """The sun over some hours, seen from one place.

    Parameters
    ----------
    zenith, azimuth : (hours,) degrees, refraction in it; azimuth from north over east
    extra : (hours,) W/m2 that reach the air, normal to the rays
    airmass : (hours,) relative; NaN by night
    day_of_year : (hours,) from 1, of the UTC day
    """

    zenith: FloatArray
    azimuth: FloatArray
    extra: FloatArray
    airmass: FloatArray
    day_of_year: IntArray

    def at(self, places: IntArray) -> Sun:
        """The sun in some of the hours."""
        return Sun(
            self.zenith[places],
            self.azimuth[places],
            self.extra[places],
            self.airmass[places],
            self.day_of_year[places],
        )

    @property
    def up(self) -> BoolArray:
        """(hours,) whether the sun stands above the horizon."""
        return self.zenith < 90.0

    @property
    def height(self) -> FloatArray:
        """(hours,) cosine of the zenith angle, 0 by night."""
        return np.maximum(np.cos(np.radians(self.zenith)), 0.0)


def shared_places(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """For each roof the point whose sun it takes.

    Examples
    --------
    >>> shared_places([(39.73, -105.18), (32.27431, 119.18)])
    [(39.73, -105.18), (32.27, 119.18)]
    """
    fine = [_snapped(place, SHARED_DEGREES) for place in places]
    return fine if len(set(fine)) <= MANY_PLACES else [_snapped(place, COARSE_DEGREES) for place in places]


def _snapped(place: tuple[float, float], step: float) -> tuple[float, float]:
    latitude, longitude = (round(round(degrees / step) * step, 6) for degrees in place)
    return latitude, longitude


def sun_over(hours: Hours, latitude: float, longitude: float, *, minute: float | None = None) -> Sun:
    """The sun in each of some hours.

    Parameters
    ----------
    latitude, longitude : degrees, north and east positive
    minute : float, optional
        The minute of the hour at which irradiance was taken, where it is no mean of the hour (a satellite's picture);
        by default the middle of the part of the hour in which the sun is up.

    References
    ----------
    Reda, I. and Andreas, A., Solar position algorithm, as pvlib has it. The middle of the sunlit part in hours of sunrise
    and sunset is what the PVWatts reference shows; the middle of the whole hour would cost 0.03 % of its year.
    """
    seconds = (np.arange(hours.first, hours.end, dtype=np.float64)) * _SECONDS
    middle = seconds + (30.0 if minute is None else minute) * 60
    zenith, azimuth = _positions(middle, latitude, longitude)
    if minute is None:
        near = np.flatnonzero(np.abs(zenith - 90.0) < NEAR_HORIZON_DEGREES)
        sunlit = _sunlit_middle(seconds[near], latitude, longitude)
        moved = sunlit != seconds[near] + _SECONDS / 2
        zenith[near[moved]], azimuth[near[moved]] = _positions(sunlit[moved], latitude, longitude)
    return Sun(zenith, azimuth, *_air(hours, zenith))


def _positions(seconds: FloatArray, latitude: float, longitude: float) -> tuple[FloatArray, FloatArray]:
    """Apparent zenith and azimuth at some seconds since 1970."""
    import pandas as pd
    from pvlib import solarposition

    if not len(seconds):
        return np.zeros(0), np.zeros(0)
    times = pd.DatetimeIndex(seconds.astype("datetime64[s]"), tz="UTC")
    found: Any = solarposition.get_solarposition(times, latitude, longitude)
    return found["apparent_zenith"].to_numpy().copy(), found["azimuth"].to_numpy().copy()


def _sunlit_middle(starts: FloatArray, latitude: float, longitude: float) -> FloatArray:
    """The middle of the part of each hour in which the sun is up; of the hour where it does not cross the horizon."""
    first = 90.0 - _positions(starts, latitude, longitude)[0]
    last = 90.0 - _positions(starts + _SECONDS, latitude, longitude)[0]
    crosses = (first > 0) != (last > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(crosses, first / (first - last), 0.0)
    middle = np.where(first > 0, crossing / 2, (crossing + 1) / 2)
    return starts + np.where(crosses, middle, 0.5) * _SECONDS


def _air(hours: Hours, zenith: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
    """Irradiance above the air, the relative air mass below it, and the day of the year."""
    from pvlib import atmosphere, irradiance

    days: IntArray = np.arange(hours.first, hours.end) // 24
    dates = days.astype("datetime64[D]")
    of_year = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1
    named, place = np.unique(of_year, return_inverse=True)
    extra = np.asarray(irradiance.get_extra_radiation(named), np.float64)[place]
    return extra, np.asarray(atmosphere.get_relative_airmass(zenith), np.float64), of_year
