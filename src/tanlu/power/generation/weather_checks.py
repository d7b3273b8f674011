"""Judging weather: other units, hours that are missing, light by night, series that stand some hours or half a year off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.finding import Finding, Severity
from tanlu.core.schema import table
from tanlu.power.generation.irradiance import WeatherYear
from tanlu.power.generation.solar_position import Sun, sun_over

VALUES = ("temperature_c", "ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2", "wind_m_per_s", "sun_minute")
WEATHER = table(
    "weather",
    required="station start temperature_c",
    optional=f"weather_year {' '.join(VALUES[1:])}",
    numbers=" ".join(VALUES),
)
CLEAREST, DULLEST = 0.85, 0.15
"""Part of the sunlight above the air that reaches the ground over a year: 0.3 in the cloudiest places, 0.75 in deserts."""
UNITS: Mapping[str, float] = {
    "kJ/m2": 3.6,
    "J/cm2": 0.36,
    "Wh/m2 of a day": 24.0,
    "MJ/m2": 0.0036,
    "kW/m2 or kWh/m2": 0.001,
}
"""What a figure would be multiplied by if it were in another unit than W/m2 (kWh/m2 in the hour is 0.001)."""
STRONGEST_W_PER_M2 = 2000.0
"""Clouds at the edge of the sun have lifted a minute to 1,800 W/m2; no hour came near."""
USUAL_W_PER_M2 = 1400.0
"""No place has a year without an hour as strong in kJ/m2, and hardly any has one as strong in W/m2."""
HOTTEST_C, COLDEST_C, KELVIN_C = 57.0, -90.0, 150.0
"""Records of air temperature; above the last, kelvin."""
HOTTEST_YEAR_C = 36.0
"""No place on Earth has a warmer year: beyond it, Fahrenheit."""
STRONGEST_WIND_M_PER_S, WINDIEST_YEAR_M_PER_S = 115.0, 20.0
BRIGHT_W_PER_M2 = 20.0
ENOUGH_HOURS = 240
"""Hours of sun without which a series is too short to be judged as a whole."""
MOST_SHIFT = 13
CLEARLY = 0.004
"""A correlation has to be better by so much: one hour off costs about 0.03."""


@dataclass
class Judged:
    """What was found in a weather year, and whether its irradiance and its temperature can be used."""

    findings: list[Finding] = field(default_factory=list[Finding])
    light: bool = True
    warmth: bool = True
    wind: bool = True

    def add(self, code: str, severity: Severity, met: str, mend: str, column: str, count: int = 1) -> None:
        """One more finding on the table of weather."""
        self.findings.append(Finding(code, severity, met, mend, "weather", None, None, column, count))


def cleaned(weather: WeatherYear) -> tuple[WeatherYear, list[Finding]]:
    """A weather year without values that no hour can have, and what they were."""
    judged = Judged()
    limits = {
        "ghi": (-30.0, 1e5, "ghi_w_per_m2"),
        "dni": (-30.0, 1e5, "dni_w_per_m2"),
        "dhi": (-30.0, 1e5, "dhi_w_per_m2"),
        "wind_m_per_s": (0.0, STRONGEST_WIND_M_PER_S, "wind_m_per_s"),
    }
    kept: dict[str, FloatArray] = {}
    for name, (least, most, column) in limits.items():
        values = getattr(weather, name)
        absurd = ~np.isnan(values) & ~((values >= least) & (values <= most))
        if absurd.any():
            met = f"{column} of {weather.station} is below {least:g} or above {most:g} in {int(absurd.sum()):,} hours, which are not used"
            judged.add(
                "absurd_weather",
                "error",
                met,
                "mend the values; what is not known stays empty",
                column,
                int(absurd.sum()),
            )
        kept[name] = np.where(absurd, np.nan, values)
    return WeatherYear(weather.station, weather.label, weather.hours, kept["ghi"], kept["dni"], kept["dhi"],
                       weather.temperature_c, kept["wind_m_per_s"], weather.minute), judged.findings  # fmt: skip


def judge_air(weather: WeatherYear, judged: Judged) -> None:
    """Temperature and wind: kelvin, Fahrenheit, km/h."""
    air = weather.temperature_c[~np.isnan(weather.temperature_c)]
    if len(air):
        unit = ""
        if float(np.median(air)) > KELVIN_C:
            unit = "kelvin"
        elif float(air.max()) > HOTTEST_C or (len(air) > 8000 and float(air.mean()) > HOTTEST_YEAR_C):
            unit = "degrees Fahrenheit"
        elif float(air.min()) < COLDEST_C:
            unit = "no degrees Celsius"
        if unit:
            judged.warmth = False
            met = f"temperature_c of {weather.station} runs from {air.min():g} to {air.max():g}, as if it were {unit}; it is not used"
            judged.add(
                "suspect_weather_unit",
                "error",
                met,
                "give degrees Celsius; empty what is no measurement",
                "temperature_c",
            )
    wind = weather.wind_m_per_s[~np.isnan(weather.wind_m_per_s)]
    if len(wind) > ENOUGH_HOURS and float(wind.mean()) > WINDIEST_YEAR_M_PER_S:
        judged.wind = False
        met = f"wind_m_per_s of {weather.station} is {wind.mean():.1f} on average, as if it were km/h; it is not used"
        judged.add("suspect_weather_unit", "error", met, "give m/s", "wind_m_per_s")


def judge_light(weather: WeatherYear, sun: Sun, place: tuple[float, float], judged: Judged) -> None:
    """Irradiance against the sun of a place: its unit, its hours, its seasons, and whether its three parts close."""
    ghi = _global(weather, sun)
    if not _unit_is_sound(weather, ghi, sun, judged):
        return
    known = ~np.isnan(ghi)
    if int((known & sun.up).sum()) >= ENOUGH_HOURS:
        if not _told_off(weather, ghi, sun, place, judged):
            _by_night(weather, ghi, sun, judged)
        _closing(weather, sun, judged)


def _global(weather: WeatherYear, sun: Sun) -> FloatArray:
    made = np.maximum(weather.dhi, 0.0) + np.maximum(weather.dni, 0.0) * sun.height
    return np.where(np.isnan(weather.ghi), made, weather.ghi)


def _unit_is_sound(weather: WeatherYear, ghi: FloatArray, sun: Sun, judged: Judged) -> bool:
    """Whether the light of a year is as strong as light in W/m2 can be; where it is not, it is not used."""
    known = ~np.isnan(ghi)
    if not known.any():
        return False
    above = float((sun.extra * sun.height)[known].sum())
    total, strongest = float(np.maximum(ghi[known], 0.0).sum()), float(ghi[known].max())
    enough = int((known & sun.up).sum()) >= ENOUGH_HOURS
    clear = total / above if above > 0 else 0.5
    if (not enough or DULLEST <= clear <= CLEAREST) and strongest <= STRONGEST_W_PER_M2:
        return True
    judged.light = False
    column = "dni_w_per_m2" if np.isnan(weather.ghi).all() else "ghi_w_per_m2"
    of = f"{weather.station} in {weather.label}"
    if total == 0:
        met = f"{of} has no light in any hour; it is taken as not known"
        judged.add("no_light", "error", met, "give irradiance in W/m2; what is not known stays empty", column)
    elif clear > CLEAREST and strongest < USUAL_W_PER_M2:
        met = f"{of} has {clear:.2f} times the light that its place has above the air, and no hour is too strong; it is not used"
        judged.add("place_does_not_fit", "error", met, "check latitude and longitude of the plant", "station")
    else:
        near = [unit for unit, times in UNITS.items() if 0.3 <= clear / times <= 0.8]
        unit = f", as if it were {near[0]}" if near else ""
        met = f"irradiance of {of} comes to {clear:.3g} times the sunlight above the air, up to {strongest:,.4g}{unit}; it is not used"
        mend = "give the mean of each hour in W/m2 (kJ/m2 in an hour / 3.6)"
        judged.add("suspect_weather_unit", "error", met, mend, column)
    return False


def _correlation(ghi: FloatArray, height: FloatArray) -> float:
    known = ~np.isnan(ghi)
    if not known.any() or float(ghi[known].std()) == 0 or float(height[known].std()) == 0:
        return 0.0
    return float(np.corrcoef(ghi[known], height[known])[0, 1])


def best_shift(ghi: FloatArray, height: FloatArray) -> tuple[int, float, float]:
    """Hours by which a series of light runs late (below 0: early) against the sun, and the correlations there and at 0."""
    found = {shift: _correlation(ghi, np.roll(height, shift)) for shift in range(-MOST_SHIFT + 1, MOST_SHIFT)}
    best = max(found, key=lambda shift: (found[shift], -abs(shift)))
    return best, found[best], found[0]


def _told_off(weather: WeatherYear, ghi: FloatArray, sun: Sun, place: tuple[float, float], judged: Judged) -> bool:
    """Whether the light fits another place or another hour better; told with what would fit."""
    latitude, longitude = place
    shift, best, given = best_shift(ghi, sun.height)
    turned = abs(latitude) > 15 and _season(ghi, sun) < -0.3
    if (shift == 0 or best - given < CLEARLY) and not turned:
        return False
    others = {
        "latitude and longitude swapped": (longitude, latitude),
        "the latitude on the other side of the equator": (-latitude, longitude),
        "the longitude on the other side of Greenwich": (latitude, -longitude),
    }
    fits = {
        name: _correlation(ghi, sun_over(weather.hours, *where, minute=weather.minute).height)
        for name, where in others.items()
        if abs(where[0]) <= 90 and where != place
    }
    name = max(fits, key=lambda each: fits[each]) if fits else ""
    # one hour off is a label more often than a place; many hours off are as often the other side of the world
    beaten = given + CLEARLY if turned else best + (CLEARLY if abs(shift) <= 1 else -CLEARLY)
    if name and fits[name] > beaten:
        met = f"the light of {weather.station} does not fit latitude {latitude:g}, longitude {longitude:g}; it fits with {name}"
        judged.add(
            "place_does_not_fit",
            "error",
            met,
            "mend latitude and longitude of the plant, or name another station",
            "station",
        )
        return True
    if shift == 0:
        met = f"the light of {weather.station} is strong in the months when the sun of latitude {latitude:g} is low"
        judged.add("place_does_not_fit", "error", met, "check the latitude and the stamps", "station")
        return True
    dark = int((~sun.up & (ghi > BRIGHT_W_PER_M2)).sum())
    met = (
        f"the light of {weather.station} in {weather.label} fits the sun best when moved {abs(shift)} h "
        f"{'earlier' if shift > 0 else 'later'} "
        f"({dark:,} hours have light while the sun is down); it is used as it stands"
    )
    mend = 'write UTC starts of hours; where hours are named by their end, write labels = "end" under [power]; check the longitude'
    judged.add("weather_shifted", "error", met, mend, "start", max(dark, 1))
    return True


def _season(ghi: FloatArray, sun: Sun) -> float:
    """Correlation of the light of days with the sun of days."""
    days = len(ghi) // 24
    daily = ghi[: days * 24].reshape(days, 24)
    whole = ~np.isnan(daily).any(axis=1)
    if int(whole.sum()) < 300:
        return 1.0
    above = (sun.extra * sun.height)[: days * 24].reshape(days, 24).sum(axis=1)
    return _correlation(daily.sum(axis=1)[whole], above[whole])


def _by_night(weather: WeatherYear, ghi: FloatArray, sun: Sun, judged: Judged) -> None:
    dark = (sun.zenith > 93.0) & (ghi > BRIGHT_W_PER_M2)
    if dark.any():
        met = (
            f"{weather.station} has light up to {float(np.nanmax(ghi[dark])):,.0f} W/m2 in {int(dark.sum()):,} hours while the sun is "
            "down; nothing is made of it"
        )
        judged.add(
            "light_by_night",
            "warning",
            met,
            "check these hours, their stamps and the place",
            "ghi_w_per_m2",
            int(dark.sum()),
        )


def _closing(weather: WeatherYear, sun: Sun, judged: Judged) -> None:
    """Global = diffuse + beam on the horizontal; a column of another kind shows here."""
    known = ~(np.isnan(weather.ghi) | np.isnan(weather.dni) | np.isnan(weather.dhi)) & sun.up
    if int(known.sum()) < ENOUGH_HOURS:
        return
    parts = float((weather.dhi + weather.dni * sun.height)[known].sum())
    whole = float(weather.ghi[known].sum())
    if whole > 0 and not 0.9 <= parts / whole <= 1.1:
        met = (
            f"diffuse and beam of {weather.station} in {weather.label} add up to {100 * parts / whole:.0f} % of its global irradiance: "
            "dni is normal to the sun, dhi without the beam"
        )
        judged.add("irradiance_does_not_close", "warning", met, "check what each column holds", "dni_w_per_m2")
