"""Instants in columns of days: each is the day it falls on in the case's time zone, whatever the table and its form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars
import pytest

from support.case_builders import a_case, codes, factors, measured, rows, tco2e
from tanlu.core.period import Period
from tanlu.services.case.case import open_case
from tanlu.services.case.power_tables import read_contracts
from tanlu.services.console.case_view import _years_of_lines
from tanlu.services.inventory.check import check
from tanlu.services.inventory.trace import trace
from tanlu.services.report.report import newest_year

pytestmark = pytest.mark.rule("inventory-11")
IN_SHANGHAI = {"time_zone": "Asia/Shanghai"}
YEAR = "2022-12-31T16:00Z..2023-12-31T15:59:59Z"
"""All of 2023 in Shanghai, from its first second to its last."""
STEEL = factors("material/steel CN 2023 2000 t", "material/steel CN 2022 1000 t")


def written(tmp_path: Path, frame: polars.DataFrame, form: str, **settings: Any) -> Path:
    """A case whose lines are a frame, as a file of that form."""
    case = a_case(tmp_path / "case", settings=settings or IN_SHANGHAI, factors=STEEL)
    path = case / f"activities.{form}"
    if form == "csv":
        frame.write_csv(path)
    elif form == "xlsx":
        frame.write_excel(path, worksheet="activities")
    else:
        frame.write_parquet(path)
    return case


def steel(days: str, **cells: Any) -> polars.DataFrame:
    """One line of 12 t of steel."""
    start, _, end = days.partition("..")
    line = {"line": "L1", "site": "hq", "start": start, "end": end, "activity": "material/steel"}
    return polars.DataFrame([line | {"quantity": 12, "unit": "t", "evidence": "note"} | cells])


def stamped(frame: polars.DataFrame, zone: str | None) -> polars.DataFrame:
    """The same lines with time stamps of a zone for days."""
    stamp = polars.col("start", "end").str.to_datetime(time_zone="UTC")
    return frame.with_columns(stamp.dt.convert_time_zone(zone) if zone else stamp.dt.replace_time_zone(None))


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_text_of_instants_is_days_of_the_cases_zone(tmp_path: Path, form: str):
    answer = measured(written(tmp_path, steel(YEAR), form))
    assert tco2e(answer, "scope3") == 24.0
    assert answer["lines"]["priced"] == 1
    assert measured(tmp_path / "case", 2022)["lines"]["outside_year"] == 1


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_parquet_stamp_of_any_zone_is_the_day_of_the_cases_zone(tmp_path: Path, zone: str):
    case = written(tmp_path, stamped(steel(YEAR), zone), "parquet")
    assert tco2e(measured(case), "scope3") == 24.0
    assert measured(case, 2022)["lines"]["outside_year"] == 1


def test_without_a_zone_of_the_case_an_instant_is_a_day_in_utc(tmp_path: Path):
    case = written(tmp_path, stamped(steel(YEAR), "Asia/Shanghai"), "parquet", time_zone="UTC")
    assert tco2e(measured(case, 2022), "scope3") == pytest.approx(12.0 / 366)


def test_a_parquet_stamp_without_a_zone_is_the_day_as_written(tmp_path: Path):
    case = written(tmp_path, stamped(steel("2023-01-01T23:00Z..2023-12-31T23:00Z"), None), "parquet")
    assert tco2e(measured(case), "scope3") == 24.0
    assert measured(case, 2022)["lines"]["outside_year"] == 1


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_instant_and_the_day_it_is_are_one_run(tmp_path: Path, form: str):
    by_instant = measured(written(tmp_path / "there", steel(YEAR), form))
    by_day = measured(written(tmp_path / "here", steel("2023-01-01..2023-12-31"), form))
    assert by_instant["run"] == by_day["run"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_instant_that_is_none_is_set_aside(tmp_path: Path, form: str):
    answer = measured(written(tmp_path, steel("2023-02-30T16:00Z..2023-03-30T16:00Z"), form))
    assert answer["lines"]["set_aside"] == 1
    assert "unreadable_date" in codes(answer)


@pytest.mark.rule("inventory-9")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_line_recorded_at_an_instant_is_known_from_that_day_on(tmp_path: Path, form: str):
    case = written(tmp_path, steel(YEAR, recorded="2024-02-29T16:00Z"), form)
    assert measured(case, as_of="2024-02-29")["lines"]["not_yet_known"] == 1
    assert measured(case, as_of="2024-03-01")["lines"]["priced"] == 1


@pytest.mark.rule("inventory-32")
def test_a_correction_recorded_at_an_instant_counts_from_that_day_on(tmp_path: Path):
    correction = steel(YEAR, line="L2", replaces="L1", recorded="2024-02-29T16:00Z")
    both = polars.concat([steel(YEAR, replaces="", recorded=""), correction])
    case = written(tmp_path, both, "parquet")
    assert measured(case, as_of="2024-02-29")["lines"]["superseded"] == 0
    assert measured(case, as_of="2024-03-01")["lines"]["superseded"] == 1


def test_every_act_sees_the_same_days(tmp_path: Path):
    case = written(tmp_path, stamped(steel("2022-12-31T16:00Z..2023-01-31T15:00Z"), "UTC"), "parquet")
    assert trace(case, "L1")["year"] == 2023
    assert trace(case, "L1")["tco2e"]["market"] == 24.0
    assert check(case).years == [2023]
    assert newest_year(case) == 2023
    assert _years_of_lines(open_case(case)) == {2023}


def test_days_of_small_tables_are_of_the_cases_zone(tmp_path: Path):
    case = a_case(
        tmp_path / "case",
        settings=IN_SHANGHAI,
        statements=rows(
            "statement=s1 year=2023 metric=scope1 value=5 unit=tCO2e source=report recorded=2024-03-31T16:00Z"
        ),
        instruments=rows(
            "instrument=i1 kind=contract site=hq kwh=1 kgco2e_per_kwh=0 start=2022-12-31T16:00Z end=2023-12-31T15:59Z"
        ),
        changes=rows(
            "change=c1 date=2023-06-30T16:00Z kind=error scope=scope1 tco2e_base_year=5 reason=found",
        ),
        contracts=rows("contract=a plant=p start=2022-12-31T16:00Z end=2023-12-31T15:00Z signed=2022-05-31T17:00Z"),
        factors=factors(
            "material/steel CN 2022-12-31T16:00Z..2023-12-30T16:00Z 2000 t "
            "published=2024-01-01T20:00Z recorded=2024-01-31T20:00Z"
        ),
    )
    opened = open_case(case)
    assert [finding for finding in opened.findings if finding.severity == "error"] == []
    assert opened.statements[0].recorded == date(2024, 4, 1)
    assert opened.changes[0].date == date(2023, 7, 1)
    (instrument,) = opened.instruments
    assert instrument.period == Period(date(2023, 1, 1), date(2023, 12, 31))
    (factor,) = opened.factors
    assert factor.validity == Period(date(2023, 1, 1), date(2023, 12, 31))
    assert factor.citation.published == date(2024, 1, 2)
    assert open_case(case, date(2024, 1, 31)).factors == []
    assert len(open_case(case, date(2024, 2, 1)).factors) == 1
    (contract,) = read_contracts(opened, [])
    assert (contract.days, contract.signed) == (Period(date(2023, 1, 1), date(2023, 12, 31)), date(2022, 6, 1))


def test_a_small_parquet_table_of_stamps_has_days_of_the_cases_zone(tmp_path: Path):
    case = a_case(tmp_path / "case", settings=IN_SHANGHAI, changes="")
    (case / "changes.csv").unlink()
    table = polars.DataFrame(
        {"change": "c1", "date": ["2023-06-30T16:00Z"], "kind": "error", "scope": "scope1", "tco2e_base_year": 5.0}
    )
    table.with_columns(polars.col("date").str.to_datetime(time_zone="UTC")).write_parquet(case / "changes.parquet")
    (change,) = open_case(case).changes
    assert change.date == date(2023, 7, 1)
