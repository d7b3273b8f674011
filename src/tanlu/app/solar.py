"""The act of expecting output: plants and weather of a case in, hourly output and what it is worth out, with its findings."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tanlu.app.accounting import Question
from tanlu.app.case import Case, open_case
from tanlu.app.generation_file import GenerationFile
from tanlu.app.hourly import HourTable, read_hourly
from tanlu.app.plant_places import Group, grouped_plants
from tanlu.app.power_tables import read_curves, read_plants
from tanlu.app.runs import input_hashes, rule_hashes
from tanlu.app.weather_tables import WHOLE, Slots, Stations, read_weather
from tanlu.core.errors import NotANumber
from tanlu.core.finding import Finding, grouped
from tanlu.core.place import places
from tanlu.engines.columns import Columns, open_engine
from tanlu.power.judging import Given, whole_load
from tanlu.power.output import Sky, judged_yield, sky_over, solar_kwh, wind_kwh
from tanlu.power.plants import Plant
from tanlu.power.series import GRID_MIX, LOAD, Hours, Real, hours_of
from tanlu.power.wind import PowerCurve
from tanlu.power.years import FEW_YEARS, yearly

AT_ONCE = 256
"""Plants whose hours are held at a time."""
MOST_UNKNOWN = 0.01
"""A weather year that lacks more of its hours says nothing of the spread of years."""


@dataclass(frozen=True)
class Wish:
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
    monthly_kwh: Real | None = None
    missing_hours: int = 0
    by_weather_year_kwh: dict[str, float] = field(default_factory=dict[str, float])
    saved: float | None = None

    @property
    def kwh(self) -> float | None:
        """kWh of the year."""
        return None if self.monthly_kwh is None else float(self.monthly_kwh.sum())


@dataclass
class Expected:
    """The expected output of a case's plants, and everything its answer is written from."""

    question: Question
    case: Case
    hours: Hours
    plants: list[PlantYear]
    load_kwh: float | None
    written: int | None
    provenance: dict[str, dict[str, str]]
    findings: list[Finding]
    wish: Wish

    @property
    def run(self) -> str:
        """A hash of everything that went in: tables, settings, rules and the question."""
        asked = [self.question.year, str(self.question.as_of), self.wish.price_per_kwh]
        text = json.dumps([asked, self.provenance], sort_keys=True)
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def solar(question: Question, wish: Wish | None = None) -> Expected:
    """Expected output of the plants of a case in a year.

    Raises
    ------
    CaseError, EngineError, NotANumber
        The folder is no case, the price is no number, the file asked for cannot be written, or the engine is not
        here; all less is a finding.
    """
    wish = wish or Wish()
    if wish.price_per_kwh is not None and not math.isfinite(wish.price_per_kwh):
        raise NotANumber(f"the price {wish.price_per_kwh} is not one number; give what a kWh saves, as in 0.7")
    case = open_case(question.folder, question.as_of)
    hours = hours_of(case.settings.year(question.year), case.settings.time_zone)
    findings = [*case.findings]
    plants, curves = read_plants(case, findings), read_curves(case, findings)
    if not plants:
        met = "the case has no plant that can be used"
        findings.append(Finding("no_plant", "error", met, "add the table plants: plant, kind, kw, …", "plants"))
    with ExitStack() as stack:
        spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        file = None if wish.write is None else stack.enter_context(GenerationFile(wish.write))
        engine = stack.enter_context(open_engine(question.engine, spool=spool))
        tables = _read(question, case, hours, engine, spool)
        findings += tables.weather.findings
        work = _Work(question, case, hours, curves, tables, wish, file, findings)
        years = work.run(plants)
        written = None if file is None else file.finish()
    findings += _few_years(years)
    load_kwh = _load(tables.load, hours, findings)
    provenance = {"inputs": input_hashes(case.folder), "rules": rule_hashes()}
    return Expected(question, case, hours, years, load_kwh, written, provenance, grouped(findings), wish)


def _few_years(years: Sequence[PlantYear]) -> list[Finding]:
    counts = {len(yearly(year.by_weather_year_kwh)) for year in years}
    few = sorted(count for count in counts if 2 <= count < FEW_YEARS)
    if not few:
        return []
    met = f"P50 and P90 rest on {few[0]} weather years; fewer than {FEW_YEARS} tell the spread of years poorly"
    return [Finding("few_weather_years", "note", met, "add weather years", "weather", column="weather_year")]


@dataclass
class _Tables:
    """The hourly tables of a case."""

    weather: Stations
    load: HourTable | None
    grid: HourTable | None


def _read(question: Question, case: Case, hours: Hours, engine: Columns, spool: Path) -> _Tables:
    question.progress("reading weather")
    labels, folder, zone = case.settings.hour_labels, case.folder, case.settings.time_zone
    return _Tables(
        read_weather(folder, engine, spool, zone=zone, labels=labels),
        read_hourly(folder, LOAD, hours, engine, spool, most=frozenset({"kwh"}), labels=labels),
        read_hourly(folder, GRID_MIX, hours, engine, spool, labels=labels),
    )


def _load(table: HourTable | None, hours: Hours, findings: list[Finding]) -> float | None:
    if table is None or not table.names or "kwh" not in table.values:
        return None
    findings += table.findings
    load_wh, flaws = whole_load(Given("load", table.file, table.names, table.values["kwh"], table.seen, table.twice))
    findings += flaws
    return int(load_wh.sum()) / 1000 if not np.isnan(table.values["kwh"]).all() else None


@dataclass
class _Work:
    """Plants, group by group, on the way to their years."""

    question: Question
    case: Case
    hours: Hours
    curves: Mapping[str, PowerCurve]
    tables: _Tables
    wish: Wish
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

    def _kwh(self, plants: list[Plant], sky: Sky) -> Real:
        if sky.light is not None:
            return solar_kwh(plants, sky.light, self.hours, self.question.year)
        return wind_kwh(plants, sky.weather, self.curves, self.hours, self.question.year)

    def _take(self, year: PlantYear, plant: Plant, sky: Sky, kwh: Real, missing: int) -> None:
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

    def _saved(self, plant: Plant, kwh: Real) -> float | None:
        """What the output is worth: at the asked price, the plant's own, else the grid's of each hour."""
        price = self.wish.price_per_kwh if self.wish.price_per_kwh is not None else plant.known("price_per_kwh")
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

    def _grid_price(self, plant: Plant) -> Real | None:
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
