"""Seven metered sites and six metered plants of the Australian market in 2020, matched by year, month, day and hour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.power_builders import matched
from tanlu.power.matching.hourly_ledger import entries
from tanlu.services.case.request import MeasureRequest
from tanlu.services.matching.match import match

CASE = Path(__file__).resolve().parents[2] / "cases" / "nem-2020"
# The case holds kWh to three decimals and the known answers have six.
SIX_DECIMALS = 5e-7


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    return matched(CASE, 2020)


@pytest.mark.rule("power-1", "power-3")
@pytest.mark.parametrize(
    ("basis", "known"), [("annual", 1.0), ("monthly", 0.960096), ("daily", 0.877778), ("hourly", 0.797782)]
)
def test_the_score_of_each_basis_is_the_known_one(answer: dict[str, Any], basis: str, known: float):
    assert answer["score"][basis] == pytest.approx(known, abs=SIX_DECIMALS)


@pytest.mark.rule("power-5")
def test_a_greedy_battery_of_four_hours_lifts_the_hourly_score_to_the_known_one(answer: dict[str, Any]):
    assert answer["score"]["hourly_with_storage"] == pytest.approx(0.873741, abs=SIX_DECIMALS)


@pytest.mark.rule("power-20")
def test_a_leap_year_in_market_time_has_8784_hours_and_no_finding_but_what_prices_the_rest(answer: dict[str, Any]):
    assert answer["hours"] == 8784
    assert [finding["code"] for finding in answer["findings"]] == ["market_remainder"]


def test_sites_and_contracts_sum_to_the_portfolio_to_the_watt_hour(answer: dict[str, Any]):
    figures = {"sites": ("load_kwh", "matched_kwh"), "contracts": ("generation_kwh", "matched_kwh", "excess_kwh")}
    for part, figure in [(part, figure) for part, names in figures.items() for figure in names]:
        total = round(answer[figure] * 1000)
        assert sum(round(row[figure] * 1000) for row in answer[part].values()) == total


@pytest.mark.rule("power-15")
def test_location_is_the_same_whatever_was_bought_and_hours_leave_more_than_the_year(answer: dict[str, Any]):
    tonnes = answer["tco2e"]
    assert tonnes["market_annual"] == 0
    assert 0 < tonnes["market_hourly"] < tonnes["location"]


def test_the_ledger_sums_to_each_sites_figure():
    done = match(MeasureRequest(CASE, 2020)).done
    by_site: dict[str, int] = {}
    for entry in entries(done.year):
        by_site[entry.site] = by_site.get(entry.site, 0) + entry.wh
    assert [by_site[site] for site in done.year.sites] == done.hourly.by_site_wh.tolist()
