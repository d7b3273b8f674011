"""Plants on the way to their years: the weather that stands for the year, what each makes under it, what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.finding import Finding
from tanlu.core.place import places
from tanlu.power.generation.output import Sky, judged_yield, sky_over, solar_kwh, wind_kwh
from tanlu.power.generation.plants import Plant
from tanlu.power.generation.wind import PowerCurve
from tanlu.power.hours import Hours
from tanlu.services.case.case import Case
from tanlu.services.case.hourly import HourTable
from tanlu.services.case.request import MeasureRequest
from tanlu.services.generation.export import GenerationFile
from tanlu.services.generation.plant_sites import Group, grouped_plants
from tanlu.services.generation.weather import WHOLE, Slots, Stations

AT_ONCE = 256
"""Plants whose hours are held at a time."""
MOST_UNKNOWN = 0.01
"""A weather year that lacks more of its hours says nothing of the spread of years."""


@dataclass(frozen=True)
class SolarOptions:
    """What is asked beside the year: a price for all output, and a file for its hours."""

    price_per_kwh: float | None = None
    write: Path | None = None


@dataclass
class PlantYear:
    """What one plant makes in the year.

    Parameters
    ----------
    monthly_kwh : (months,) of the year, or None where its output is not known
    missing_hours : hours whose weather is not known; no figure holds them
    by_weather_year_kwh : label → kWh, of weather years that are whole
    saved : in the case's currency; None where no price is known
    """

    plant: Plant
    station: str | None = None
    weather_year: str | None = None
    monthly_kwh: FloatArray | None = None
    missing_hours: int = 0
    by_weather_year_kwh: dict[str, float] = field(default_factory=dict[str, float])
    saved: float | None = None

    @property
    def kwh(self) -> float | None:
        """kWh of the year."""
        return None if self.monthly_kwh is None else float(self.monthly_kwh.sum())


@dataclass
class HourTables:
    """The hourly tables of a case."""

    weather: Stations
    load: HourTable | None
    grid: HourTable | None


@dataclass
class PlantYears:
    """Plants, group by group, on the way to their years."""

    question: MeasureRequest
    case: Case
    hours: Hours
    curves: Mapping[str, PowerCurve]
    tables: HourTables
    options: SolarOptions
    file: GenerationFile | None
    findings: list[Finding]

    def run(self, plants: list[Plant]) -> list[PlantYear]:
        groups, flaws = grouped_plants(self.case, plants, self.tables.weather, self.curves)
        self.findings += flaws
        years = {plant.plant: PlantYear(plant) for plant in plants}
        for group in groups:
            self.question.progress(f"output under the weather of {group.station}")
            chosen = chosen_year(group.years, str(self.question.year))
            self._tell_choice(group, chosen)
            for label, slots in sorted(group.years.items()):
                sky = sky_over(slots.year(group.station, label, self.hours), group.place)
                self.findings += sky.findings
                for some in _parts(group.plants):
                    self._add(some, sky, years, chosen=label == chosen)
        return [years[name] for name in sorted(years)]

    def _add(self, plants: list[Plant], sky: Sky, years: dict[str, PlantYear], *, chosen: bool) -> None:
        kwh = self._kwh(plants, sky)
        missing = np.isnan(kwh).sum(axis=1)
        for row, plant in enumerate(plants):
            year = years[plant.plant]
            if missing[row] <= MOST_UNKNOWN * self.hours.count:
                year.by_weather_year_kwh[sky.weather.label] = float(np.nansum(kwh[row]))
            if chosen:
                self._take(year, plant, sky, kwh[row], int(missing[row]))
        if chosen and self.file is not None:
            self.file.add([plant.plant for plant in plants], self.hours, kwh)

    def _kwh(self, plants: list[Plant], sky: Sky) -> FloatArray:
        if sky.light is not None:
            return solar_kwh(plants, sky.light, self.hours, self.question.year)
        return wind_kwh(plants, sky.weather, self.curves, self.hours, self.question.year)

    def _take(self, year: PlantYear, plant: Plant, sky: Sky, kwh: FloatArray, missing: int) -> None:
        """The year that the answer shows."""
        year.plant, year.station, year.weather_year = plant, sky.weather.station, sky.weather.label
        year.missing_hours = missing
        if missing:
            met = f"the weather of {sky.weather.station} is not known in {missing:,} hours that plants need; every figure leaves them out"
            mend = "fill them; sunlit hours need irradiance and temperature, wind needs its speed"
            self.findings.append(
                Finding("missing_weather", "error", met, mend, "weather", self.tables.weather.file, None, None, missing,
                        cause=f"{sky.weather.station} {missing}")  # one cause, however many roofs share it
            )  # fmt: skip
        if np.isnan(kwh).all() or (missing and not np.nansum(kwh) > 0):
            return
        month, months = self.hours.period_of("monthly")
        year.monthly_kwh = np.asarray(np.bincount(month, weights=np.nan_to_num(kwh), minlength=months), np.float64)
        year.saved = self._saved(plant, kwh)
        whole = missing == 0 and (plant.commissioned is None or plant.commissioned < self.question.year)
        if plant.commissioned is not None and not np.nansum(kwh) > 0:
            met = f"plant {plant.plant} is commissioned in {plant.since or plant.commissioned}; it makes nothing in {self.question.year}"
            self.findings.append(
                Finding("plant_not_yet", "note", met, "nothing, if so", "plants", plant.file, plant.row, "commissioned")
            )
        elif whole:
            self.findings += judged_yield(
                plant, float(np.nansum(kwh)) / plant.kw / plant.kept(self.question.year), self.hours
            )

    def _saved(self, plant: Plant, kwh: FloatArray) -> float | None:
        """What the output is worth: at the asked price, the plant's own, else the grid's of each hour."""
        price = self.options.price_per_kwh if self.options.price_per_kwh is not None else plant.known("price_per_kwh")
        if price is not None:
            return float(np.nansum(kwh)) * price
        hourly = self._grid_price(plant)
        if hourly is None:
            return None
        worth = np.nan_to_num(kwh) * np.where(np.nan_to_num(kwh) > 0, hourly, 0.0)
        if np.isnan(worth).any():
            met = f"price_per_kwh of the grid is not given in {int(np.isnan(worth).sum()):,} hours in which {plant.plant} makes power"
            mend = "fill them, or give price_per_kwh of the plant; what the output is worth is not known"
            self.findings.append(Finding("missing_price", "warning", met, mend, "grid", None, None, "price_per_kwh"))
            return None
        return float(worth.sum())

    def _grid_price(self, plant: Plant) -> FloatArray | None:
        grid = self.tables.grid
        if grid is None or "price_per_kwh" not in grid.values or plant.site not in self.case.sites:
            return None
        for region in places().chain(self.case.sites[plant.site].region):
            if region in grid.names:
                values = grid.values["price_per_kwh"][grid.names.index(region)]
                if not np.isnan(values).all():
                    return values
        return None

    def _tell_choice(self, group: Group, chosen: str) -> None:
        slots, year = group.years[chosen], self.question.year
        if chosen != str(year):
            met = f"the weather of {group.station} in {chosen} stands for {year}"
            self._note("weather_stands_for", met, "nothing; with several weather years see p50_kwh and p90_kwh")
        leap = self.hours.count > 8760
        if leap and not slots.has_leap_day:
            met = f"{year} has 29 February and {group.station} in {chosen} does not; the hours of 28 February stand for it"
            self._note("weather_of_another_length", met, "nothing, if so")
        elif not leap and slots.has_leap_day:
            met = f"{group.station} in {chosen} has 29 February and {year} does not; those hours are left out"
            self._note("weather_of_another_length", met, "nothing, if so")

    def _note(self, code: str, met: str, mend: str) -> None:
        self.findings.append(Finding(code, "note", met, mend, "weather", self.tables.weather.file, None, "start"))


def _parts(plants: list[Plant]) -> Iterator[list[Plant]]:
    for first in range(0, len(plants), AT_ONCE):
        yield plants[first : first + AT_ONCE]


def chosen_year(years: Mapping[str, Slots], year: str) -> str:
    """The weather year that the answer shows: the year's own, else a typical one, else the one nearest to the mean of all."""
    if year in years and (len(years) == 1 or years[year].filled >= WHOLE):
        return year
    typical = sorted(label for label in years if not label.isdecimal())
    if len(typical) == 1:
        return typical[0]
    column = next((name for name in ("ghi_w_per_m2", "dhi_w_per_m2") if _sums(years, name)), "wind_m_per_s")
    sums = _sums(years, column)
    if not sums:
        return sorted(years)[-1]
    mean = sum(sums.values()) / len(sums)
    return min(sorted(sums), key=lambda label: abs(sums[label] - mean))


def _sums(years: Mapping[str, Slots], column: str) -> dict[str, float]:
    found = {label: slots.values[column] for label, slots in years.items()}
    return {label: float(np.nanmean(values)) for label, values in found.items() if not np.isnan(values).all()}
