"""Days and instants: which day an instant falls on, and that nothing else is taken for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.core.errors import NotADate
from tanlu.core.period import day_in, parse_date

SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    "text",
    [
        "2022-12-31T16:00Z",
        "2022-12-31 16:00:00Z",
        "2022-12-31T16:00:00.250z",
        "2022-12-31 16:00:00 UTC",
        "2022-12-31T16:00:00+00:00",
        "2023-01-01T00:00+08:00",
        "2023-01-01 00:00:00+0800",
        "2023-01-01 00:00:00+08",
        "2022-12-31T11:00-05:00",
        "2022/12/31 24:00Z",
        " ２０２２-12-31T16：00Z ",
    ],
)
def test_an_instant_is_the_day_of_its_place(text: str):
    assert day_in(SHANGHAI, text) == "2023-01-01"


@pytest.mark.parametrize("text", ["2022-12-31", "2022-12-31 16:00", "2022-12-31T16:00:00", "20221231", "", "noon"])
def test_text_without_a_zone_stays_as_it_is_written(text: str):
    assert day_in(SHANGHAI, text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-30T16:00Z",
        "2022-12-31T25:00Z",
        "2022-12-31T16:60Z",
        "2022-12-31T16:00+15:00",
        "9999-12-31T23:00Z",
        "0001-01-01T00:00+08:00",
    ],
)
def test_an_instant_that_is_none_is_no_day(text: str):
    with pytest.raises(NotADate):
        parse_date(day_in(SHANGHAI, text))


def test_an_instant_is_no_day_where_no_zone_is_asked():
    with pytest.raises(NotADate):
        parse_date("2022-12-31T16:00Z")


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2200, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from([SHANGHAI, "UTC", "America/New_York", "Pacific/Kiritimati"]),
)
def test_however_an_instant_is_written_it_is_one_day(when: datetime, minutes: int, zone: str):
    instant = when.replace(tzinfo=UTC)
    written = instant.astimezone(timezone(timedelta(minutes=minutes))).isoformat()
    assert day_in(zone, written) == instant.astimezone(ZoneInfo(zone)).date().isoformat()
