"""A weather year made ready for roofs: irradiance completed from what is given, the hours that carry light picked out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.power.generation.solar_position import Sun
from tanlu.power.hours import Hours

LOW_SUN = 0.065
"""Cosine of the zenith angle below which a beam cannot be told from global less diffuse (pvlib's own limit)."""
STILL_AIR_M_PER_S = 1.0
"""Where no wind is given: nearly still air, the warmer and so the more cautious guess."""


@dataclass(frozen=True)
class WeatherYear:
    """A year of hourly weather at one station; NaN where a value is not known.

    Parameters
    ----------
    station, label : whose weather it is, and which year (``2021``) or typical year (``tmy``)
    hours : the hours that it stands for
    ghi, dni, dhi : (hours,) W/m2, mean of the hour: global horizontal, direct normal, diffuse horizontal
    temperature_c, wind_m_per_s : (hours,)
    minute : minute of the hour that irradiance was taken at, where it is no mean of the hour
    """

    station: str
    label: str
    hours: Hours
    ghi: FloatArray
    dni: FloatArray
    dhi: FloatArray
    temperature_c: FloatArray
    wind_m_per_s: FloatArray
    minute: float | None = None


@dataclass(frozen=True)
class Light:
    """What roofs of one place see of a weather year.

    Parameters
    ----------
    count : hours of the year
    lit : indices of the hours with the sun up, each with the hour before it
    known : (hours,) whether irradiance and temperature of the hour are known; a night needs neither
    sun : of the lit hours
    ghi, dni, dhi, temperature_c, wind_m_per_s : (lit,), complete
    consecutive : (lit,) 1.0 where the hour before is lit too
    made : how many hours of which irradiance were made from others: ``decomposed``, ``beam``, ``diffuse``, ``global``
    """

    count: int
    lit: IntArray
    known: BoolArray
    sun: Sun
    ghi: FloatArray
    dni: FloatArray
    dhi: FloatArray
    temperature_c: FloatArray
    wind_m_per_s: FloatArray
    consecutive: FloatArray
    made: dict[str, int] = field(default_factory=dict[str, int])


def light_of(weather: WeatherYear, sun: Sun) -> Light:
    """Complete a weather year and keep its lit hours.

    Global, beam and diffuse irradiance hang together by the sun's height, so that two give the third; global alone is
    split as Erbs, Klein and Duffie (1982) do. Irradiance below 0, an instrument's offset, counts as none.
    """
    ghi, dni, dhi, made = completed(weather, sun)
    known = ~(np.isnan(ghi) | np.isnan(dni) | np.isnan(dhi) | np.isnan(weather.temperature_c)) | ~sun.up
    up = sun.up & known
    lit = np.flatnonzero(up | np.append(up[1:], False))
    shown = up[lit]
    air = np.where(np.isnan(weather.temperature_c), 0.0, weather.temperature_c)  # only in hours that are not known
    wind = np.where(np.isnan(weather.wind_m_per_s), STILL_AIR_M_PER_S, weather.wind_m_per_s)
    consecutive = np.append(0.0, (np.diff(lit) == 1).astype(np.float64))[: len(lit)]
    ghi, dni, dhi = (np.where(shown, values[lit], 0.0) for values in (ghi, dni, dhi))
    return Light(len(known), lit, known, sun.at(lit), ghi, dni, dhi, air[lit], wind[lit], consecutive, made)


def completed(weather: WeatherYear, sun: Sun) -> tuple[FloatArray, FloatArray, FloatArray, dict[str, int]]:
    """Global, direct and diffuse irradiance in each hour, each made from the others where it is not given."""
    ghi, dni, dhi = (np.maximum(values, 0.0) for values in (weather.ghi, weather.dni, weather.dhi))
    height, up = sun.height, sun.up
    given = [~np.isnan(values) for values in (ghi, dni, dhi)]
    alone = up & given[0] & ~given[1] & ~given[2]
    made = {
        "decomposed": int(alone.sum()),
        "global": int((up & ~given[0] & given[1] & given[2]).sum()),
        "beam": int((up & given[0] & ~given[1] & given[2]).sum()),
        "diffuse": int((up & given[0] & given[1] & ~given[2]).sum()),
    }
    if alone.any():
        dni[alone], dhi[alone] = _split(ghi[alone], sun, alone)
    ghi = np.where(np.isnan(ghi), dhi + dni * height, ghi)
    dhi = np.where(np.isnan(dhi), np.maximum(ghi - dni * height, 0.0), dhi)
    beam = np.where(height > LOW_SUN, np.maximum(ghi - dhi, 0.0) / np.maximum(height, LOW_SUN), 0.0)
    dni = np.where(np.isnan(dni), np.minimum(beam, sun.extra), dni)
    return ghi, dni, dhi, {name: count for name, count in made.items() if count}


def _split(ghi: FloatArray, sun: Sun, hours: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Beam and diffuse from global irradiance alone, by the clearness of the sky."""
    from pvlib import irradiance

    found = irradiance.erbs(ghi, sun.zenith[hours], sun.day_of_year[hours], min_cos_zenith=LOW_SUN)
    return np.asarray(found["dni"], np.float64), np.asarray(found["dhi"], np.float64)
