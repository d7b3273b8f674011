"""The table of weather read into weather years: a station's hours by month, day and hour, whatever year their stamps name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.core.errors import NotADate, TableError
from tanlu.core.finding import SHOWN_ROWS, Finding, Severity
from tanlu.engines.columns.base import Columns
from tanlu.engines.hourly_batches import Coded, SeriesBatch, series_batches
from tanlu.io.tables import LinesFile, open_lines
from tanlu.power.generation.irradiance import WeatherYear
from tanlu.power.generation.weather_checks import VALUES, WEATHER
from tanlu.power.hours import Hours, Labels, read_stamp

SLOTS = 366 * 24
"""Hours of a leap year; a year without 29 February leaves its slots empty."""
FIRST_LEAP_HOUR = (31 + 28) * 24
STUB = 744
"""A calendar year with at most a month of hours beside a fuller one is its neighbour's edge: the other zone's new year."""
WHOLE = 8000
"""Hours from which on a year counts as one of its own."""
_SECONDS = 3600
_DAYS_BEFORE = (0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335)
"""Days of a leap year before each month."""
_FLAWS: Mapping[str, tuple[Severity, str, str]] = {
    "missing_value": ("error", "rows without a station or a stamp are not used", "fill them"),
    "unreadable_stamp": (
        "error",
        "stamps read as no day and hour",
        "write the UTC start of the hour: 2023-01-31T13:00Z",
    ),
    "not_an_hour": (
        "error",
        "stamps do not stand on a whole hour of UTC, so their rows are not used",
        "give the mean of each hour by its UTC start",
    ),
    "stamps_in_another_zone": (
        "note",
        "stamps are told in a zone other than UTC; they were brought to UTC by the offset that they name",
        "nothing, if the offset is right",
    ),
}


@dataclass
class Slots:
    """Weather of one station and label: column → (8784,) by month, day and hour of UTC, NaN where not given.

    Parameters
    ----------
    own_year : whether the label is the year of the stamps, for no ``weather_year`` is given
    rows : (8784,) how many rows stand on each hour
    """

    values: dict[str, FloatArray]
    own_year: bool
    rows: IntArray = field(default_factory=lambda: np.zeros(SLOTS, np.int64))

    @property
    def twice(self) -> int:
        """Rows beside another of the same hour."""
        return int(np.maximum(self.rows - 1, 0).sum())

    @property
    def filled(self) -> int:
        """Hours with any value."""
        return int(self._any().sum())

    @property
    def has_leap_day(self) -> bool:
        """Whether 29 February is given."""
        return bool(self._any()[FIRST_LEAP_HOUR : FIRST_LEAP_HOUR + 24].any())

    def _any(self) -> BoolArray:
        return np.asarray(~np.isnan(np.stack(list(self.values.values()))).all(axis=0), np.bool_)

    def year(self, station: str, label: str, hours: Hours) -> WeatherYear:
        """The weather laid over the hours of a year; 29 February takes the day before where it is not given."""
        slot = slots_of(hours)
        if not self.has_leap_day:
            leap = (slot >= FIRST_LEAP_HOUR) & (slot < FIRST_LEAP_HOUR + 24)
            slot = np.where(leap, slot - 24, slot)
        taken = {column: values[slot] for column, values in self.values.items()}
        minutes = taken["sun_minute"][~np.isnan(taken["sun_minute"])]
        minute = float(np.median(minutes)) if len(minutes) else None
        ghi, dni, dhi = taken["ghi_w_per_m2"], taken["dni_w_per_m2"], taken["dhi_w_per_m2"]
        return WeatherYear(station, label, hours, ghi, dni, dhi, taken["temperature_c"], taken["wind_m_per_s"], minute)


@dataclass
class Stations:
    """All weather of a case: station → label of the year → its hours."""

    file: str | None = None
    years: dict[str, dict[str, Slots]] = field(default_factory=dict[str, dict[str, Slots]])
    findings: list[Finding] = field(default_factory=list[Finding])


@lru_cache(maxsize=8)
def slots_of(hours: Hours) -> IntArray:
    """(hours,) the slot of each hour by its month, day and hour of UTC."""
    stamps = np.arange(hours.first, hours.end).astype("datetime64[h]")
    days = stamps.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    before = np.array(_DAYS_BEFORE)
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    return (before[month] + day) * 24 + np.arange(hours.first, hours.end) % 24


def read_weather(folder: Path, engine: Columns, spool: Path, *, zone: str, labels: Labels) -> Stations:
    """Read the table ``weather``; a case without it has no stations.

    Rows of one ``weather_year`` are one year, whatever years their stamps name (the months of a typical year come from
    several). Without it, rows are the calendar year that they start in by the case's clock.
    """
    file, flaws = open_lines(folder, WEATHER, spool)
    found = Stations(findings=flaws)
    if file is None:
        return found
    names = sorted(set(file.names.values()))
    found.file = names[0] if len(names) == 1 else None
    reader = _Reader(found, file, zone, labels)
    columns = [column for column in VALUES if column in file.columns]
    texts = [column for column in ("weather_year",) if column in file.columns]
    try:
        for batch in series_batches(engine, file, name=["station"], stamp="start", values=columns, texts=texts):
            reader.add(batch)
    except TableError as error:
        damaged = file.damaged()
        met, mend = f"{damaged or 'weather'}: {error}", "write or copy the file again"
        found.findings.append(Finding("unreadable_table", "error", met, mend, "weather", damaged))
    reader.finish()
    return found


class _Reader:
    """Rows taken in batch by batch."""

    def __init__(self, found: Stations, file: LinesFile, zone: str, labels: Labels) -> None:
        self._found, self._file, self._clock = found, file, ZoneInfo(zone)
        self._labels: Labels = labels
        self._stamps: dict[str, tuple[int, int, bool, bool]] = {}
        self._flawed: dict[str, tuple[int, list[int]]] = {}

    def add(self, batch: SeriesBatch) -> None:
        """Take in the rows of one batch."""
        stamps = np.array([self._stamp(text) for text in batch.stamps.texts] or [(0, 0, False, False)], np.int64)
        slot, year, whole, zoned = (stamps[:, part][batch.stamps.codes] for part in range(4))
        filled = (batch.stamps.codes >= 0) & (batch.names.codes >= 0)
        self._tell("missing_value", batch.rows[~filled])
        self._tell("unreadable_stamp", batch.rows[filled & (slot < 0)])
        self._tell("not_an_hour", batch.rows[filled & (slot >= 0) & (whole == 0)])
        sound = filled & (slot >= 0) & (whole == 1)
        self._tell("stamps_in_another_zone", batch.rows[sound & (zoned == 1)])
        label = batch.texts.get("weather_year", Coded([], np.full(len(slot), -1)))
        group = (batch.names.codes * (len(label.texts) + 1) + label.codes + 1) * 10_000 + np.where(
            label.codes < 0, year, 0
        )
        for one in np.unique(group[sound]).tolist():
            rows = np.flatnonzero(sound & (group == one))
            first = rows[0]
            own = int(label.codes[first]) < 0
            name = str(int(year[first])) if own else label.texts[int(label.codes[first])].strip()
            self._keep(batch.names.texts[int(batch.names.codes[first])], name, own, slot[rows], batch, rows)

    def _keep(self, station: str, label: str, own: bool, slot: IntArray, batch: SeriesBatch, rows: IntArray) -> None:
        years = self._found.years.setdefault(station, {})
        kept = years.setdefault(label, Slots({column: np.full(SLOTS, np.nan) for column in VALUES}, own))
        np.add.at(kept.rows, slot, 1)
        for column, values in batch.values.items():
            given = values[rows]
            np.fmin.at(kept.values[column], slot, np.where(np.isfinite(given), given, np.nan))

    def _stamp(self, text: str) -> tuple[int, int, bool, bool]:
        """Slot of the year (-1: not readable), year by the case's clock, on the hour, told in another zone."""
        known = self._stamps.get(text)
        if known is None:
            try:
                stamp = read_stamp(text, labels=self._labels)
                moment = datetime.fromtimestamp(stamp.hour * _SECONDS, UTC)
                slot = (_DAYS_BEFORE[moment.month - 1] + moment.day - 1) * 24 + moment.hour
                known = (slot, moment.astimezone(self._clock).year, stamp.whole, stamp.zoned)
            except (NotADate, OverflowError, ValueError, OSError):
                known = (-1, 0, False, False)
            self._stamps[text] = known
        return known

    def _tell(self, code: str, rows: IntArray) -> None:
        if len(rows):
            count, shown = self._flawed.get(code, (0, []))
            self._flawed[code] = (
                count + len(rows),
                sorted([*shown, *np.sort(rows)[:SHOWN_ROWS].tolist()])[:SHOWN_ROWS],
            )

    def finish(self) -> None:
        """Join edges of years with their neighbours and tell what was met."""
        found = self._found
        for station, years in sorted(found.years.items()):
            _join_edges(years)
            if _join_months(years):
                met = f"the months of {station} come from several years; they are taken as one typical year"
                mend = "nothing, if so; else give each year its weather_year"
                found.findings.append(Finding("typical_year", "note", met, mend, "weather", found.file, None, "start"))
            for label, kept in sorted(years.items()):
                if kept.twice:
                    met = f"{kept.twice:,} rows of {station}, {label}, stand on an hour that another row has; the smaller value counts"
                    mend = "give each hour of a weather year once; tell years apart by weather_year"
                    place = ("weather", found.file, None, "start")
                    found.findings.append(Finding("duplicate_hour", "error", met, mend, *place, kept.twice))
        for code, (count, rows) in sorted(self._flawed.items()):
            severity, met, mend = _FLAWS[code]
            place = ("weather", found.file, rows[0], "start")
            found.findings.append(
                Finding(code, severity, f"{found.file or 'weather'}: {met}", mend, *place, count, tuple(rows))
            )


def _join_edges(years: dict[str, Slots]) -> None:
    """A few hours of a calendar year that only another zone's new year cuts off go to the year that lacks them."""
    for label in [label for label, kept in years.items() if kept.own_year and kept.filled <= STUB]:
        for neighbour in (str(int(label) - 1), str(int(label) + 1)):
            fuller = years.get(neighbour)
            if fuller is None or fuller.filled <= STUB or not fuller.own_year:
                continue
            edge = years[label].values
            fuller.rows += years[label].rows
            for column, values in fuller.values.items():
                gaps = np.isnan(values)
                values[gaps] = edge[column][gaps]
            del years[label]
            break


def _join_months(years: dict[str, Slots]) -> bool:
    """Calendar years none of which is whole and no two of which hold the same hour become one typical year."""
    parts = [kept for kept in years.values() if kept.own_year]
    if len(parts) < 2 or len(parts) < len(years) or max(part.filled for part in parts) >= WHOLE:
        return False
    held = np.sum([np.minimum(part.rows, 1) for part in parts], axis=0)
    if sum(part.filled for part in parts) < WHOLE or held.max() > 1:
        return False
    joined = Slots({column: np.full(SLOTS, np.nan) for column in VALUES}, False)
    for part in parts:
        joined.rows += part.rows
        for column, values in joined.values.items():
            values[:] = np.where(np.isnan(values), part.values[column], values)
    years.clear()
    years["typical"] = joined
    return True
