"""The pages of green power: coverage on four bases, the hours of a year, contracts and the book of certificates."""

from __future__ import annotations

import shutil
from collections.abc import Generator

import pytest

from support.server import ROOT, Browser, problem, served
from tanlu.services.case.request import MeasureRequest
from tanlu.services.matching.match import match
from tanlu.services.matching.serializers import match_json

CASE = ROOT / "cases" / "nem-2020"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser]:
    folder = tmp_path_factory.mktemp("served") / "nem-2020"
    shutil.copytree(CASE, folder, ignore=shutil.ignore_patterns("runs", ".tanlu"))
    with served(str(folder)) as server:
        yield server.browser()


def test_coverage_is_the_answer_of_match(browser: Browser):
    page = browser.known("/api/power", year=2020)
    assert page["match"] == match_json(match(MeasureRequest(CASE, 2020)))
    assert browser.known("/api/case")["case"]["power_years"] == [2020]


def test_each_site_is_covered_no_more_by_hour_than_by_year(browser: Browser):
    for site in browser.known("/api/power", year=2020)["sites"]:
        by = site["coverage"]
        assert 0 <= by["hourly"] <= by["annual"] <= 1
        assert set(by) == {"annual", "monthly", "daily", "hourly"}


def test_the_hours_add_up_to_the_year_and_its_months(browser: Browser):
    page, hours = browser.known("/api/power", year=2020), browser.known("/api/power/hours", year=2020)
    assert (hours["hours"], hours["first_hour"], hours["utc_offset_hours"]) == (8784, "2019-12-31T14:00Z", 10.0)
    # Each hour is rounded to a watt-hour, and every value is whole watt-hours already.
    assert sum(hours["load"]) == pytest.approx(page["match"]["load_kwh"], rel=1e-9)
    assert sum(hours["matched"]) == pytest.approx(page["match"]["matched_kwh"], rel=1e-9)
    assert sum(row["matched_kwh"] for row in page["by_month"]) == pytest.approx(page["match"]["matched_kwh"], rel=1e-9)
    gaps = [load - matched for load, matched in zip(hours["load"], hours["matched"], strict=True)]
    assert hours["gap"] == pytest.approx(gaps, abs=2e-3)


def test_the_hours_of_sites_add_up_to_the_portfolio(browser: Browser):
    whole = browser.known("/api/power/hours", year=2020)
    parts = [browser.known("/api/power/hours", year=2020, site=site)["load"] for site in whole["sites"]]
    # Seven sites, each rounded to a watt-hour.
    assert [sum(hour) for hour in zip(*parts, strict=True)] == pytest.approx(whole["load"], abs=7e-3)
    assert problem(browser.get("/api/power/hours", year=2020, site="nowhere")) == "no_such_site"


def test_contracts_show_what_they_delivered(browser: Browser):
    page = browser.known("/api/power", year=2020)
    for contract in page["contracts"]:
        given = page["match"]["contracts"][contract["contract"]]
        assert contract["matched_kwh"] == given["matched_kwh"]
        assert contract["matched_kwh"] + contract["excess_kwh"] == pytest.approx(contract["generation_kwh"])


def test_a_case_without_a_book_of_certificates_has_none_rather_than_an_empty_one(browser: Browser):
    page = browser.known("/api/power/certificates")
    assert (page["book"], page["certificates"], page["carried_kwh"]) == (False, [], {})
