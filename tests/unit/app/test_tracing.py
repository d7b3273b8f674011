"""One line opened: what it was multiplied with, why that factor, through which units, in which years, inside what boundary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, factors, lines, measured, rows
from tanlu.services.inventory.trace import trace


def traced(folder: Path, *sentences: str, year: int | None = None, line: str = "L1", **more: Any) -> Any:
    return trace(a_case(folder, activities=lines(*sentences), **more), line, year=year)


@pytest.mark.rule("inventory-30", "inventory-12")
def test_a_factor_is_told_with_value_source_validity_reason_depth_and_hash(tmp_path: Path):
    answer = traced(tmp_path, "electricity/grid 1 MWh 2022", sites=rows("site=hq region=CN-XZ"))
    own = answer["factors"][0]
    assert own["factor"] == "cn_grid_avg_CN-GRID-SOUTHWEST_2022"
    assert (own["value"], own["unit"], own["valid_from"], own["valid_to"]) == (
        0.2268,
        "kgCO2e/kWh",
        "2022-01-01",
        "2022-12-31",
    )
    assert (own["depth"], own["region"], len(own["hash"])) == (1, "CN-GRID-SOUTHWEST", 64)
    assert "公告2024年第33号" in own["source"]


@pytest.mark.parametrize(("year", "days", "tonnes"), [(2022, 1, 0.5366 / 4), (2023, 3, 0.5306 * 3 / 4)])
def test_a_line_over_new_year_opens_in_the_year_asked_for(tmp_path: Path, year: int, days: int, tonnes: float):
    answer = traced(tmp_path, "electricity/grid 1 MWh 2022-12-31..2023-01-03", year=year)
    assert (answer["year"], answer["tco2e"]["location"]) == (year, pytest.approx(tonnes, rel=1e-12))
    assert f"{days} of 4 days lie in the year" in answer["unit_path"]


def test_without_a_year_it_opens_in_the_companys_year_in_which_it_starts(tmp_path: Path):
    sentence = "fuel/diesel 1 t 2023-02-01..2023-02-28"
    assert traced(tmp_path, sentence)["year"] == 2023
    assert traced(tmp_path, sentence, settings={"year_starts": "04-01"})["year"] == 2022


@pytest.mark.rule("inventory-6")
def test_the_share_inside_the_boundary_is_a_step_of_the_path(tmp_path: Path):
    sites = rows("site=hq region=CN share=0.4 leased=in")
    answer = traced(tmp_path, "fuel/diesel 1 t", sites=sites, settings={"consolidation": "equity_share"})
    assert "× 0.4 inside the boundary, scope 1" in answer["unit_path"]
    # 40 % in scope 1 and 60 % in category 8: nothing of a leased asset vanishes.
    assert answer["tco2e"]["location"] == pytest.approx(3.145122)


@pytest.mark.parametrize(
    ("sentence", "sites"),
    [
        ("electricity/grid 1 MWh", rows("site=hq region=CN share=0.1")),
        ("electricity/grid 0 MWh", rows("site=hq region=CN")),
        ("electricity/onsite_solar 1 MWh", rows("site=hq region=CN")),
    ],
)
def test_a_line_that_weighs_nothing_weighs_0_on_both_bases(tmp_path: Path, sentence: str, sites: str):
    assert traced(tmp_path, sentence, sites=sites)["tco2e"] == {"location": 0.0, "market": 0.0}


@pytest.mark.rule("inventory-2", "inventory-30")
def test_the_market_side_names_instrument_and_remainder(tmp_path: Path):
    ppa = rows(
        "instrument=ppa kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=400 kgco2e_per_kwh=0.1"
    )
    answer = traced(tmp_path, "electricity/grid 1 MWh", instruments=ppa)
    roles = {row["role"]: row for row in answer["factors"]}
    assert set(roles) == {"direct", "market", "market_remainder"}
    assert (roles["market"]["factor"], roles["market"]["value"]) == ("ppa", 0.1)
    assert roles["market_remainder"]["value"] == 0.6096
    assert answer["tco2e"]["market"] == pytest.approx(0.4 * 0.1 + 0.6 * 0.6096, rel=1e-12)


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("electricity/grid 1 MWh 2021", "outside_year"),
        ("electricity/grid 1 furlong", "set_aside"),
        ("fuel/unobtainium 1 t", "without_factor"),
        ("electricity/onsite_solar 1 MWh", "priced"),
    ],
)
def test_a_line_of_any_status_can_be_opened(tmp_path: Path, sentence: str, status: str):
    answer = traced(tmp_path, sentence, year=2023)
    assert answer["status"] == status
    assert (answer["file"], answer["row"]) == ("activities.csv", 2)
    if status in ("set_aside", "without_factor"):
        assert answer["tco2e"] == {"location": None, "market": None}
        assert answer["findings"][0]["severity"] == "error"


@pytest.mark.rule("inventory-32")
def test_a_line_that_was_replaced_stays_and_says_so(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("fuel/diesel 1 t", "fuel/diesel 2 t replaces=L1 recorded=2026-02-01"))
    assert trace(case, "L1")["status"] == "superseded"
    assert trace(case, "L1", as_of=date(2026, 1, 1))["status"] == "priced"


def test_an_id_that_stands_twice_shows_the_first_and_says_so(tmp_path: Path):
    answer = traced(tmp_path, "fuel/diesel 1 t line=A", "fuel/diesel 2 t line=A", line="A")
    assert (answer["quantity"], answer["row"]) == (1.0, 2)
    assert "2 lines bear the id A" in answer["findings"][0]["message"]


@pytest.mark.rule("inventory-30")
def test_the_traces_of_all_lines_sum_to_the_totals(tmp_path: Path):
    sentences = (
        "electricity/grid 3 MWh 2022-12-01..2023-02-28",
        "electricity/grid 1 MWh site=gd",
        "fuel/diesel 30 L site=gd",
        "material/steel 2 t",
        "refrigerant/R-410A 1.5 kg",
    )
    sites = rows("site=hq region=CN", "site=gd region=CN-GD share=0.7")
    ppa = rows(
        "instrument=ppa kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=900 kgco2e_per_kwh=0.1"
    )
    case = a_case(
        tmp_path,
        activities=lines(*sentences),
        sites=sites,
        factors=factors("material/steel CN 2023 2000 t"),
        instruments=ppa,
        settings={"consolidation": "equity_share"},
    )
    answers: list[Any] = [trace(case, f"L{number}", year=2023) for number in range(1, 6)]
    totals = measured(case)["tco2e"]
    for view in ("location", "market"):
        assert sum(answer["tco2e"][view] for answer in answers) == pytest.approx(totals[f"total_{view}"], rel=1e-9)
