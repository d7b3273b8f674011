"""Hours: the hours of a year in a time zone, the periods they belong to, and the stamps they are written as."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from tanlu.core.arrays import BoolArray, IntArray
from tanlu.core.errors import NotADate
from tanlu.core.period import ONE_DAY, Period
from tanlu.core.schema import table

Basis = Literal["annual", "monthly", "daily", "hourly"]
BASES: tuple[Basis, ...] = ("annual", "monthly", "daily", "hourly")
Labels = Literal["start", "end"]

LOAD = table("load", required="site start kwh", numbers="kwh")
GENERATION = table("generation", required="plant start kwh", numbers="kwh")
GRID_MIX = table(
    "grid",
    required="region start",
    optional="cfe kgco2e_per_kwh price_per_kwh",
    numbers="cfe kgco2e_per_kwh price_per_kwh",
)
"""``start`` stays text when a table is read: a stamp is read here, with its hour and its zone."""

_SECONDS = 3600
_STAMP = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?"
)


@dataclass(frozen=True)
class Hours:
    """Hours in a row, each named by its UTC start.

    Parameters
    ----------
    first : hours since 1970-01-01T00:00Z
    count : how many
    zone : the time zone whose days, months and years they belong to
    """

    first: int
    count: int
    zone: str = "UTC"

    @property
    def end(self) -> int:
        """The first hour that is no longer one of them."""
        return self.first + self.count

    @cached_property
    def days(self) -> IntArray:
        """Day that each hour starts in, by the zone's own clock, as days since 1970-01-01."""
        return _local_days(self.first, self.count, self.zone)

    @cached_property
    def years(self) -> IntArray:
        """Calendar year that each hour starts in, by the zone's own clock."""
        return self.days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970

    def period_of(self, basis: Basis) -> tuple[IntArray, int]:
        """The period of a basis that each hour belongs to, from 0, and how many there are."""
        if basis == "hourly":
            return np.arange(self.count), self.count
        if basis == "annual":
            return np.zeros(self.count, np.int64), 1
        named = self.days if basis == "daily" else self.days.astype("datetime64[D]").astype("datetime64[M]")
        found, place = np.unique(named, return_inverse=True)
        return place.astype(np.int64), len(found)

    def within(self, days: Period) -> BoolArray:
        """Which hours start in some days, both included."""
        first, last = np.datetime64(days.start).astype(np.int64), np.datetime64(days.end).astype(np.int64)
        return (self.days >= first) & (self.days <= last)

    def part(self, other: Hours) -> slice:
        """Where the hours of ``other``, all of which are among these, stand."""
        return slice(other.first - self.first, other.end - self.first)


def hours_of(days: Period, zone: str) -> Hours:
    """The hours that start in some days by the zone's own clock; 8,760 or 8,784 in a year.

    Examples
    --------
    >>> from datetime import date
    >>> year = hours_of(Period(date(2020, 1, 1), date(2020, 12, 31)), "Etc/GMT-10")
    >>> year.count, stamp_text(year.first)
    (8784, '2019-12-31T14:00Z')
    """
    first, end = _midnight(days.start, zone), _midnight(days.end + ONE_DAY, zone)
    return Hours(first, end - first, zone)


def _midnight(day: object, zone: str) -> int:
    """The first hour that starts at or after midnight; where clocks stand half an hour off, UTC hours do not."""
    local = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=ZoneInfo(zone))
    return -(-int(local.timestamp()) // _SECONDS)


@lru_cache(maxsize=16)
def _local_days(first: int, count: int, zone: str) -> IntArray:
    if zone == "UTC":
        return (np.arange(first, first + count) // 24).astype(np.int64)
    clock = ZoneInfo(zone)
    days = np.empty(count, np.int64)
    for place in range(count):
        second = (first + place) * _SECONDS
        offset = datetime.fromtimestamp(second, clock).utcoffset()
        days[place] = (second + (int(offset.total_seconds()) if offset else 0)) // 86_400
    return days


def sums_by_period(values: IntArray, period: IntArray, count: int) -> IntArray:
    """Columns of hours summed into columns of periods, whole Wh; the last axis is hours."""
    if count == values.shape[-1]:
        return values
    if np.any(np.diff(period) < 0):  # a clock put back over midnight: an hour of the day before comes again
        order = np.argsort(period, kind="stable")
        values, period = values[..., order], period[order]
    return np.add.reduceat(values, np.searchsorted(period, np.arange(count)), axis=-1)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time stamp says: the UTC hour, whether it stands on the hour, and whether it is told from a zone off UTC."""

    hour: int
    whole: bool
    zoned: bool


def read_stamp(text: str, *, labels: Labels = "start") -> Stamp:
    """One time stamp, UTC where it names no zone.

    Parameters
    ----------
    labels : whether an hour is written as its start or as its end

    Raises
    ------
    NotADate
        It reads as no day and hour.

    Examples
    --------
    >>> read_stamp("1970-01-01T01:00Z"), read_stamp("1970-01-01 08:30+08:00").whole
    (Stamp(hour=1, whole=True, zoned=False), False)
    >>> read_stamp("1970-01-01 02:00", labels="end").hour
    1
    """
    found = _STAMP.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise NotADate(f"{text[:40]!r} is no day and hour; write it as 2023-01-31T13:00Z")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        moment = datetime(year, month, day, tzinfo=UTC).timestamp() + hour * 3600 + minute * 60 + second
    except ValueError as error:
        raise NotADate(f"{text[:40]!r} is no day of the calendar; write it as 2023-01-31T13:00Z") from error
    if hour > 24 or minute > 59 or second > 59:
        raise NotADate(f"{text[:40]!r} is no time of the day; write it as 2023-01-31T13:00Z")
    seconds = int(moment) - _offset_seconds(found[7] or "")
    at = (seconds + 1) // _SECONDS  # a spreadsheet's 12:59:59 is its 13:00
    return Stamp(at - (labels == "end"), abs(seconds - at * _SECONDS) <= 1, seconds != int(moment))


def _offset_seconds(zone: str) -> int:
    if zone in ("", "Z", "UTC"):
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (-1 if zone[0] == "-" else 1) * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)


def stamp_text(hour: int) -> str:
    """An hour as its UTC start is written."""
    return datetime.fromtimestamp(hour * _SECONDS, UTC).strftime("%Y-%m-%dT%H:%MZ")
