"""Rows of the table instruments, read into instruments or into flaws."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tanlu.core.period import Period, reporting_year
from tanlu.inventory.scope2.instruments import Instrument, instrument_from

ROW = {"instrument": "gec_1", "kind": "certificate", "market": "CN", "kwh": 1000.0, "kgco2e_per_kwh": 0.0}


def read(**cells: object) -> Instrument:
    found = instrument_from({**ROW, **cells}, row=2, file="instruments.csv")
    assert isinstance(found, Instrument), found
    return found


def flaws(**cells: object) -> list[tuple[str, str | None]]:
    found = instrument_from({**ROW, **cells}, row=7, file="instruments.csv")
    assert isinstance(found, list)
    assert {(flaw.severity, flaw.table, flaw.file, flaw.row) for flaw in found} == {
        ("error", "instruments", "instruments.csv", 7)
    }
    assert all(flaw.message and flaw.mend for flaw in found)
    return [(flaw.code, flaw.column) for flaw in found]


def test_a_row_is_read_as_a_person_writes_it():
    found = read(
        instrument=1001.0,
        kind=" Supplier Rate ",
        market="ｃｎ",
        region="cn-gd",
        kwh="50万",
        kgco2e_per_kwh="0.1",
        start="2022年1月1日",
        end=datetime(2022, 6, 30, 12),
        vintage_start=date(2022, 1, 1),
        vintage_end="2022/12/31",
        site="  ",
    )
    assert (found.instrument, found.kind, found.market, found.region) == ("1001", "supplier_rate", "CN", "CN-GD")
    assert (found.kwh, found.kgco2e_per_kwh, found.site) == (500_000.0, 0.1, None)
    assert found.period == Period(date(2022, 1, 1), date(2022, 6, 30))
    assert found.vintage == reporting_year(2022)


def test_every_flaw_of_a_row_is_told_at_once():
    assert flaws(kind="gift", kwh=-1, kgco2e_per_kwh=None, recorded="2023-02-30") == [
        ("unknown_instrument_kind", "kind"),
        ("negative_quantity", "kwh"),
        ("not_a_date", "recorded"),
        ("missing_value", "kgco2e_per_kwh"),
    ]


@pytest.mark.parametrize("kind", ["certificate", "contract"])
def test_only_a_suppliers_rate_may_stand_for_all_that_is_used(kind: str):
    assert flaws(kind=kind, kwh=None) == [("missing_value", "kwh")]
    assert read(kind="supplier_rate", kwh=None).kwh is None


@pytest.mark.parametrize("cell", ["1,5", "nan", float("nan"), float("inf"), 10**400, "many"])
def test_what_is_not_one_number_is_a_finding(cell: object):
    assert flaws(kwh=cell) == [("not_a_number", "kwh")]


def test_a_row_without_id_rate_or_kind_is_not_used():
    assert flaws(instrument=None, kind="", kgco2e_per_kwh=" ") == [
        ("unknown_instrument_kind", "kind"),
        ("missing_value", "instrument"),
        ("missing_value", "kgco2e_per_kwh"),
    ]
    assert flaws(kgco2e_per_kwh=-0.1) == [("negative_quantity", "kgco2e_per_kwh")]


def test_days_that_run_backwards_are_a_finding():
    assert flaws(start="2022-12-31", end="2022-01-01") == [("period_reversed", "end")]
    assert flaws(vintage_start="2022-12-31", vintage_end="2022-01-01") == [("period_reversed", "vintage_end")]


def test_blank_days_are_the_vintage_window_else_the_reporting_year():
    window = Period(date(2022, 3, 1), date(2022, 3, 31))
    vintage = {"vintage_start": window.start, "vintage_end": window.end}
    assert read().days_in(reporting_year(2022)) == reporting_year(2022)
    assert read(**vintage).days_in(reporting_year(2022)) == window
    assert read(**vintage).days_in(reporting_year(2023)) is None
    assert read(**vintage, start="2022-03-10").period == Period(date(2022, 3, 10), window.end)


def test_a_rate_may_stay_open_at_one_end_but_kwh_need_days():
    rate = read(kind="supplier_rate", kwh=None, start="2021-07-01")
    assert rate.days_in(reporting_year(2021)) == Period(date(2021, 7, 1), date(2021, 12, 31))
    assert rate.days_in(reporting_year(2030)) == reporting_year(2030)
    assert rate.days_in(reporting_year(2020)) is None
    assert flaws(start="2021-07-01") == [("open_period", "end")]
    assert flaws(end="2021-07-01") == [("open_period", "start")]


@pytest.mark.rule("inventory-5")
def test_the_years_together_never_hold_more_than_the_instrument():
    """A contract that runs over three reporting years counts in each by its share of days, to the watt-hour."""
    contract = read(kind="contract", kwh=333_333.333, start="2021-10-05", end="2023-02-11")
    years = [contract.wh_in(reporting_year(year)) for year in (2020, 2021, 2022, 2023, 2024)]
    assert [years[0], years[4]] == [0, 0]
    assert sum(held or 0 for held in years) == 333_333_333
    assert years[2] == pytest.approx(333_333_333 * 365 / 495, abs=1)
    assert read(kind="supplier_rate", kwh=None).wh_in(reporting_year(2022)) is None
