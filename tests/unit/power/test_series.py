"""Hours of a year in a zone, the periods they belong to, and stamps as people write them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tanlu.core.errors import NotADate
from tanlu.core.period import Period, reporting_year
from tanlu.power.hours import Hours, hours_of, read_stamp, stamp_text, sums_by_period


@pytest.mark.rule("power-20")
@pytest.mark.parametrize(
    ("year", "zone", "count"),
    [(2023, "UTC", 8760), (2020, "UTC", 8784), (2023, "Europe/Berlin", 8760), (2020, "Asia/Shanghai", 8784)],
)
def test_a_year_has_8760_hours_and_a_leap_year_24_more_in_every_zone(year: int, zone: str, count: int):
    hours = hours_of(reporting_year(year), zone)
    assert hours.count == count
    assert [hours.period_of(basis)[1] for basis in ("monthly", "daily")] == [12, count // 24]


@pytest.mark.rule("power-20")
def test_days_of_a_changed_clock_have_23_and_25_hours():
    hours = hours_of(reporting_year(2023), "Europe/Berlin")
    counts = np.bincount(hours.period_of("daily")[0])
    days = {date(2023, 3, 26): 23, date(2023, 10, 29): 25}
    assert {day: int(counts[day.timetuple().tm_yday - 1]) for day in days} == days


def test_an_hour_belongs_to_the_day_of_its_start_where_the_clock_is_half_an_hour_off():
    """In India midnight is 18:30Z: the hour that starts at 18:00Z is still the day before's."""
    hours = hours_of(Period(date(2023, 1, 1), date(2023, 1, 2)), "Asia/Kolkata")
    assert (stamp_text(hours.first), hours.count) == ("2022-12-31T19:00Z", 48)


def test_a_clock_put_back_over_midnight_sums_the_repeated_hour_with_its_own_day():
    values, day = np.array([[1, 2, 4, 8]]), np.array([0, 1, 0, 1])
    assert sums_by_period(values, day, 2).tolist() == [[5, 10]]


@pytest.mark.parametrize(
    "text",
    [
        "2023-01-31T13:00Z",
        "2023-01-31 13:00:00",
        "2023/1/31 13:00",
        "2023-01-31T13:00:00.000+00:00",
        "2023-01-31T21:00+08:00",
        "2023-01-31T12:59:59",
        "2023-01-31T13",
    ],
)
def test_a_stamp_is_read_in_the_ways_that_people_and_spreadsheets_write_it(text: str):
    stamp = read_stamp(text)
    assert (stamp_text(stamp.hour), stamp.whole) == ("2023-01-31T13:00Z", True)
    assert stamp.zoned == text.endswith("+08:00")


@pytest.mark.parametrize(
    "text", ["31.01.2023 13:00", "2023-02-30 01:00", "2023-01-01 25:00", "noon", "2023-01-01 10:75"]
)
def test_what_is_no_stamp_is_refused(text: str):
    with pytest.raises(NotADate, match="write it as 2023-01-31T13:00Z"):
        read_stamp(text)


def test_a_half_hour_is_not_the_start_of_an_hour():
    assert not read_stamp("2023-01-31T13:30Z").whole
    assert not read_stamp("2023-01-31T13:00+05:30").whole


@pytest.mark.rule("power-20")
def test_a_stamp_of_an_hours_end_is_the_hour_before():
    assert read_stamp("2023-01-01 01:00", labels="end") == read_stamp("2023-01-01 00:00")
    assert read_stamp("2023-01-01 24:00", labels="end") == read_stamp("2023-01-01 23:00")


def test_hours_within_days_are_those_that_start_in_them():
    hours = Hours(0, 48, "Etc/GMT-10")
    inside = hours.within(Period(date(1970, 1, 2), date(1970, 1, 2)))
    assert np.flatnonzero(inside).tolist() == list(range(14, 38))
