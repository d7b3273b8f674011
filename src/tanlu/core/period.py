"""Periods: calendar days with both ends included, reporting years, and how a line's days fall into them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tanlu.core.errors import NotADate

_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_INSTANT = re.compile(
    r"(?P<day>\S+)[T ] *(?P<hours>\d{1,2}):(?P<minutes>\d{2})(:(?P<seconds>\d{2})(\.\d+)?)? *"
    r"(Z|UTC|(?P<sign>[+-])(?P<east>\d{2})(:?(?P<beyond>\d{2}))?)",
    re.IGNORECASE,
)
ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Reporting years that can be asked for."""


@lru_cache(maxsize=100_000)
def parse_date(text: str) -> date:
    """One calendar day from text; day-first and month-first spellings are refused as ambiguous.

    A clock behind the day is passed over. An instant, whose clock has a zone, is refused: which day it is depends on
    where one asks (:func:`day_in`).

    Raises
    ------
    NotADate
        The text is no day of the calendar.

    Examples
    --------
    >>> parse_date("2023-02-28"), parse_date("２０２３年2月28日"), parse_date("2023/2/28 00:00:00")
    (datetime.date(2023, 2, 28), datetime.date(2023, 2, 28), datetime.date(2023, 2, 28))
    >>> parse_date("2023-02-30")
    Traceback (most recent call last):
    tanlu.core.errors.NotADate: '2023-02-30' is not a day of the calendar; write it as YYYY-MM-DD
    """
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())
    for form in _FORMATS:
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    raise NotADate(f"{text[:40]!r} is not a day of the calendar; write it as YYYY-MM-DD")


@lru_cache(maxsize=100_000)
def day_in(zone: str, text: str) -> str:
    """The day in a time zone that an instant falls on, in ISO form; all other text as it is, for :func:`parse_date` to judge.

    An instant is a day and a clock with ``Z``, ``UTC`` or an offset from it behind.

    Examples
    --------
    >>> day_in("Asia/Shanghai", "2022-12-31T16:00Z"), day_in("UTC", "2023-01-01 00:00:00+08:00")
    ('2023-01-01', '2022-12-31')
    >>> day_in("Asia/Shanghai", "2022-12-31 16:00"), day_in("Asia/Shanghai", "2022-12-31T25:00Z")
    ('2022-12-31 16:00', '2022-12-31T25:00Z')
    """
    met = _INSTANT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if met is None:
        return text
    hours, minutes, seconds, east, beyond = (
        int(met[name] or 0) for name in ("hours", "minutes", "seconds", "east", "beyond")
    )
    if hours > 24 or minutes > 59 or seconds > 60 or east > 14 or beyond > 59:
        return text
    ahead = timedelta(hours=east, minutes=beyond) * (-1 if met["sign"] == "-" else 1)
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    try:
        instant = datetime.combine(parse_date(met["day"]), time(), UTC) + clock - ahead
        return instant.astimezone(ZoneInfo(zone)).date().isoformat()
    except (NotADate, OverflowError):
        return text


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``start`` to ``end``, both included; ``end`` is never before ``start``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise NotADate(f"the period ends ({self.end}) before it starts ({self.start}); swap or mend the dates")

    @property
    def days(self) -> int:
        """How many days, at least 1."""
        return (self.end - self.start).days + 1

    def overlap(self, other: Period) -> Period | None:
        """The days in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def share_in(self, other: Period) -> float:
        """The fraction of this period's days that lie in ``other``.

        Examples
        --------
        >>> Period(date(2022, 12, 31), date(2023, 1, 3)).share_in(reporting_year(2023))
        0.75
        """
        both = self.overlap(other)
        return both.days / self.days if both else 0.0


def reporting_year(year: int, *, starts: str = "01-01") -> Period:
    """The twelve months that a company calls ``year``; ``starts`` is the month and day of its first day.

    Raises
    ------
    NotADate
        The year is not one of 1900 to 2200, or ``starts`` is no day of every year.

    Examples
    --------
    >>> reporting_year(2023, starts="04-01")
    Period(start=datetime.date(2023, 4, 1), end=datetime.date(2024, 3, 31))
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADate(f"{year} is no reporting year; name one from {FIRST_YEAR} to {LAST_YEAR}")
    first = parse_date(f"{year:04d}-{starts}")
    following = parse_date(f"{year + 1:04d}-{starts}")
    return Period(first, following - ONE_DAY)


def cut(period: Period, boundaries: Iterable[date]) -> list[Period]:
    """The period cut into pieces; each boundary inside it is the first day of a new piece."""
    starts = sorted({period.start, *(day for day in boundaries if period.start < day <= period.end)})
    ends = [day - ONE_DAY for day in starts[1:]] + [period.end]
    return [Period(start, end) for start, end in zip(starts, ends, strict=True)]


def uncovered(year: Period, covered: Iterable[Period]) -> list[Period]:
    """The stretches of ``year`` that no period in ``covered`` touches.

    Examples
    --------
    >>> year = Period(date(2023, 1, 1), date(2023, 1, 31))
    >>> uncovered(year, [Period(date(2023, 1, 1), date(2023, 1, 10)), Period(date(2023, 1, 12), date(2023, 1, 31))])
    [Period(start=datetime.date(2023, 1, 11), end=datetime.date(2023, 1, 11))]
    """
    gaps: list[Period] = []
    next_day = year.start
    for piece in sorted(covered):
        if piece.start > next_day and next_day <= year.end:
            gaps.append(Period(next_day, min(piece.start - ONE_DAY, year.end)))
        next_day = max(next_day, piece.end + ONE_DAY)
    if next_day <= year.end:
        gaps.append(Period(next_day, year.end))
    return gaps
