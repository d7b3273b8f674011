"""Hourly output of plants under a weather year, and whether what they make in a year is what such plants can make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray
from tanlu.core.finding import Finding
from tanlu.power.generation.irradiance import Light, WeatherYear, light_of
from tanlu.power.generation.plants import Kind, Plant, roofs_of
from tanlu.power.generation.pv import ac_per_kw
from tanlu.power.generation.solar_position import sun_over
from tanlu.power.generation.weather_checks import Judged, cleaned, judge_air, judge_light
from tanlu.power.generation.wind import PowerCurve, air_density, at_hub, per_unit
from tanlu.power.hours import Hours

MOST_KWH_PER_KW: Mapping[Kind, float] = {"solar": 2800.0, "wind": 7000.0}
"""A year of the sunniest desert on a fixed plane, and of the windiest sea: more is another unit, or another place."""
LEAST_KWH_PER_KW: Mapping[Kind, float] = {"solar": 250.0, "wind": 400.0}
FAR = 2.0
"""Times: a computed yield so far from the published one is more than another year's weather or a dirty roof."""


@dataclass(frozen=True)
class Sky:
    """A weather year as the plants of one place meet it, judged.

    Parameters
    ----------
    light : for roofs; None where no roof asks
    """

    weather: WeatherYear
    light: Light | None
    findings: list[Finding] = field(default_factory=list[Finding])


def sky_over(weather: WeatherYear, place: tuple[float, float] | None) -> Sky:
    """Judge a weather year and make it ready; what cannot be used becomes unknown, with its finding.

    Parameters
    ----------
    place : latitude and longitude of roofs; None for wind, which asks for no sun
    """
    sound, findings = cleaned(weather)
    judged = Judged(findings)
    judge_air(sound, judged)
    sun = None if place is None else sun_over(sound.hours, *place, minute=sound.minute)
    if place is not None and sun is not None:
        judge_light(sound, sun, place, judged)
    unknown = np.full(sound.hours.count, np.nan)
    light = (sound.ghi, sound.dni, sound.dhi) if judged.light else (unknown, unknown, unknown)
    warmth = sound.temperature_c if judged.warmth else unknown
    wind = sound.wind_m_per_s if judged.wind else unknown
    usable = WeatherYear(sound.station, sound.label, sound.hours, *light, warmth, wind, sound.minute)
    made = None if sun is None else light_of(usable, sun)
    told = [] if made is None or not judged.light else _made_of_others(usable, made)
    return Sky(usable, made, [*judged.findings, *told])


def _made_of_others(weather: WeatherYear, light: Light) -> list[Finding]:
    """What was not given and was made from what was."""
    findings: list[Finding] = []

    def note(code: str, met: str, mend: str, column: str, count: int) -> None:
        findings.append(Finding(code, "note", met, mend, "weather", None, None, column, count))

    of = f"of {weather.station} in {weather.label}"
    if count := light.made.get("decomposed", 0):
        met = f"irradiance {of} is only global in {count:,} hours; beam and diffuse were split from it as Erbs does"
        note(
            "irradiance_decomposed",
            met,
            "give dni_w_per_m2 and dhi_w_per_m2 where they were measured",
            "dni_w_per_m2",
            count,
        )
    if others := sum(count for name, count in light.made.items() if name != "decomposed"):
        met = f"one part of irradiance {of} was made from the other two in {others:,} hours"
        note(
            "irradiance_completed", met, "nothing; the three hang together by the sun's height", "ghi_w_per_m2", others
        )
    still = int(np.isnan(weather.wind_m_per_s[light.lit]).sum())
    if still:
        met = f"wind {of} is not given in {still:,} hours of daylight; nearly still air (1 m/s) is taken, which warms the cells"
        note("assumed_wind", met, "give wind_m_per_s", "wind_m_per_s", still)
    return findings


def solar_kwh(plants: Sequence[Plant], light: Light, hours: Hours, year: int) -> FloatArray:
    """kWh of each roof in each hour, NaN where the weather is not known; (plants, hours)."""
    kwh = ac_per_kw(roofs_of(plants), light) * _kw(plants, year)
    kwh[:, ~light.known] = np.nan
    return kwh * _there(plants, hours)


def wind_kwh(
    plants: Sequence[Plant], weather: WeatherYear, curves: Mapping[str, PowerCurve], hours: Hours, year: int
) -> FloatArray:
    """kWh of each wind plant in each hour, NaN where the wind is not known; (plants, hours)."""
    rows = [_turbines(plant, weather, curves[plant.power_curve]) for plant in plants]
    return np.stack(rows) * _kw(plants, year) * _there(plants, hours)


def _turbines(plant: Plant, weather: WeatherYear, curve: PowerCurve) -> FloatArray:
    numbers = plant.numbers
    speed = at_hub(
        weather.wind_m_per_s,
        measured_m=numbers["wind_height_m"],
        hub_m=numbers["hub_height_m"],
        shear=numbers["shear"],
        roughness_m=plant.known("roughness_m"),
    )
    height = plant.known("elevation_m")
    if height is None:
        return per_unit(curve, speed, loss=plant.loss)
    air = np.where(np.isnan(weather.temperature_c), 15.0, weather.temperature_c)
    return per_unit(curve, speed, density_kg_per_m3=air_density(air, height), loss=plant.loss)


def _kw(plants: Sequence[Plant], year: int) -> FloatArray:
    return np.array([[plant.kw * plant.kept(year)] for plant in plants])


def _there(plants: Sequence[Plant], hours: Hours) -> FloatArray:
    """1.0 from the day on that a plant was commissioned, or from the first day of that year."""
    found = np.ones((len(plants), hours.count))
    for row, plant in enumerate(plants):
        if plant.commissioned is not None:
            since = str(plant.since or f"{plant.commissioned}-01-01")
            before: BoolArray = hours.days < np.datetime64(since).astype(np.int64)
            found[row, before] = 0.0
    return found


def judged_yield(plant: Plant, kwh_per_kw: float, hours: Hours) -> list[Finding]:
    """A yield that no such plant has, and one far from what is published; neither is ever scaled to fit."""
    yearly = kwh_per_kw * 8760 / hours.count
    findings: list[Finding] = []

    def warn(code: str, met: str, mend: str, column: str) -> None:
        findings.append(Finding(code, "warning", met, mend, "plants", plant.file, plant.row, column))

    if not LEAST_KWH_PER_KW[plant.kind] <= yearly <= MOST_KWH_PER_KW[plant.kind]:
        met = (
            f"plant {plant.plant} comes to {yearly:,.0f} kWh a year for each kW; {plant.kind} plants make "
            f"{LEAST_KWH_PER_KW[plant.kind]:,.0f} to {MOST_KWH_PER_KW[plant.kind]:,.0f}"
        )
        warn("implausible_yield", met, "check its weather, its losses and its plane", "kw")
    published = published_kwh_per_kw(plant)
    if published is not None and not LEAST_KWH_PER_KW[plant.kind] <= published <= MOST_KWH_PER_KW[plant.kind]:
        met = f"plant {plant.plant} has a published yield of {published:,.4g} kWh for each kW, which no such plant has"
        warn("suspect_unit", met, "check the unit: kw is kW, neither MW nor W, and published_kwh is kWh", "kw")
    elif published and not 1 / FAR <= yearly / published <= FAR:
        met = f"plant {plant.plant} comes to {yearly:,.0f} kWh for each kW and {published:,.0f} are published"
        warn("yield_far_from_published", met, "find out which is right; nothing was scaled", "published_kwh_per_kw")
    return findings


def published_kwh_per_kw(plant: Plant) -> float | None:
    """The yield that is published for a plant, told as such or as a year's output."""
    told, whole = plant.known("published_kwh_per_kw"), plant.known("published_kwh")
    return told if told is not None else (None if whole is None else whole / plant.kw)
