"""`tanlu procure` on whole cases: the answer, and a finding for each flaw in the tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from support.case_builders import codes, found, rows, table, tanlu
from support.power_builders import stamps
from support.procurement_builders import a_buying_case, bought, hourly, sale

SITE = "site=hq kind=office country=CN region=CN share=1 import_max_mw="
BATTERY = "site=hq asset=battery max_mw=20 cost_per_mw_year=1 hours=2 efficiency=0.9"


def test_the_answer_has_the_names_others_rely_on(tmp_path: Path):
    answer = bought(a_buying_case(tmp_path))
    assert answer["status"] == "optimal"
    assert answer["objective"] == pytest.approx(120 * 40 + 120 * 50)
    assert answer["lower_bound"] == pytest.approx(answer["objective"], rel=1e-6)
    assert answer["relative_gap"] <= 1e-6
    assert (answer["currency"], answer["share"], answer["basis"]) == ("CNY", 0.5, "annual")
    assert answer["mw"] == {"offers": {"wind": pytest.approx(10.0)}, "assets": {}}
    # one per cent of 240 MWh more at 40, which no hour needs
    assert answer["next_percent_costs"] == pytest.approx(2.4 * 40)
    assert set(answer["seconds"]) == {"build", "solve"}
    assert answer["shortfall"] is None


@pytest.mark.rule("power-21")
def test_load_in_kwh_and_prices_per_mwh_are_brought_together_once(tmp_path: Path):
    case = a_buying_case(tmp_path, offers=rows("offer=wind profile=w price_per_mwh=999 max_mw="))
    assert bought(case, 0.0)["objective"] == pytest.approx(240 * 50)


def test_the_command_prints_one_object_and_leaves_with_1_unless_optimal(tmp_path: Path):
    case = a_buying_case(tmp_path)
    ran = tanlu("procure", case, "--year", "2023", "--basis", "annual", "--share", "0.5", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.answer["status"] == "optimal"
    short = tanlu("procure", case, "--year", "2023", "--basis", "hourly", "--share", "0.9", "--json")
    assert (short.status, short.answer["status"], short.answer["objective"]) == (1, "infeasible", None)
    assert short.answer["shortfall"]["mwh"] == pytest.approx(96)
    refused = tanlu("procure", case, "--year", "2023", "--share", "90")
    assert (refused.status, refused.out) == (2, "")
    assert "0.9 for 90 %" in refused.err


@pytest.mark.rule("power-23")
def test_a_search_without_time_is_not_proved_and_has_both_bounds(tmp_path: Path):
    answer = bought(a_buying_case(tmp_path), 0.5, time_limit=0.0)
    assert answer["status"] == "not_proved"
    assert answer["lower_bound"] == 0.0
    assert answer["objective"] >= 120 * 40 + 120 * 50 - 1
    assert found(answer, "not_proved")["severity"] == "error"


def test_an_hour_without_load_or_price_leaves_no_plan(tmp_path: Path):
    gap = [stamp for stamp in stamps(count=24) if "T11" not in stamp]
    short = bought(a_buying_case(tmp_path / "load", load=hourly("site kwh", {"hq": [1000]}, gap)))
    assert (short["status"], short["objective"], codes(short) >= {"missing_load"}) == ("not_proved", None, True)
    unpriced = bought(a_buying_case(tmp_path / "price", imports=hourly("site price_per_mwh", {"hq": [50]}, gap)))
    assert (unpriced["objective"], codes(unpriced) >= {"missing_price"}) == (None, True)
    unsold = bought(a_buying_case(tmp_path / "sale", sale=sale(10, count=12)))
    assert (unsold["objective"], codes(unsold) >= {"missing_price"}) == (None, True)
    elsewhere = bought(a_buying_case(tmp_path / "site", imports=hourly("site price_per_mwh", {"lab": [50]})))
    assert (elsewhere["objective"], codes(elsewhere) >= {"missing_price"}) == (None, True)


def test_load_below_zero_leaves_no_plan(tmp_path: Path):
    answer = bought(a_buying_case(tmp_path, load=hourly("site kwh", {"hq": [10, -1]})))
    assert (answer["objective"], codes(answer) >= {"negative_load"}) == (None, True)


def test_an_offer_without_its_profile_is_left_out_and_told(tmp_path: Path):
    offers = rows("offer=wind profile=w price_per_mwh=40", "offer=sun profile=s price_per_mwh=1")
    answer = bought(a_buying_case(tmp_path, offers=offers))
    assert answer["mw"]["offers"] == {"wind": pytest.approx(10.0), "sun": None}
    assert found(answer, "offer_without_profile")["severity"] == "error"


def test_an_offer_cheaper_than_its_sale_and_without_limit_has_no_cheapest_plan(tmp_path: Path):
    answer = bought(a_buying_case(tmp_path, sale=sale(41)))
    assert (answer["status"], answer["objective"]) == ("not_proved", None)
    assert "offer wind" in found(answer, "earns_without_limit")["message"]


def test_what_looks_like_another_unit_is_told(tmp_path: Path):
    offers = rows("offer=wind profile=w price_per_mwh=40 max_mw=20000")
    imports = hourly("site price_per_mwh", {"hq": [0.6]})
    met = [flaw["column"] for flaw in bought(a_buying_case(tmp_path, offers=offers, imports=imports))["findings"]]
    assert {"max_mw", "price_per_mwh"} <= set(met)


def test_a_site_that_must_not_import_is_served_by_offers_and_its_battery(tmp_path: Path):
    told = {"sites": rows(SITE + "0"), "assets": rows(BATTERY)}
    answer = bought(a_buying_case(tmp_path, **told), 0.0)
    assert answer["status"] == "optimal"
    assert answer["mwh"]["imported"] == 0.0
    alone = bought(a_buying_case(tmp_path / "alone", sites=rows(SITE + "0")), 0.0)
    assert alone["status"] == "infeasible"
    assert "import_max_mw of site hq" in alone["shortfall"]["binding"]


def test_flawed_assets_are_left_out_and_told(tmp_path: Path):
    assets = rows(
        "site=hq asset=windmill cost_per_mw_year=1",
        "site=hq asset=battery cost_per_mw_year=1 hours=2 efficiency=1.2",
        "site=lab asset=battery cost_per_mw_year=1 hours=2",
        "site=hq asset=solar profile=nowhere cost_per_mw_year=1",
    )
    answer = bought(a_buying_case(tmp_path, assets=assets))
    assert answer["mw"]["assets"] == {}
    assert {row for flaw in answer["findings"] if flaw["code"] == "asset_flaw" for row in flaw["rows"]} == {2, 3}
    assert {"site", "profile"} <= {flaw["column"] for flaw in answer["findings"] if flaw["code"] == "asset_flaw"}


@pytest.mark.rule("power-7")
def test_the_schedule_has_net_charge_and_adds_up(tmp_path: Path):
    case, plan = a_buying_case(tmp_path, assets=rows(BATTERY)), tmp_path / "plan.csv"
    ran = tanlu("procure", case, "--year", "2023", "--share", "0.9", "--write", plan)
    assert ran.status == 0
    with plan.open(encoding="utf-8") as stream:
        written = list(csv.DictReader(stream))
    assert len(written) == 48
    for row in written:
        if row["site"]:
            given = sum(float(row[f"{name}_mwh"]) for name in ("imported", "allocated", "solar_used"))
            assert given == pytest.approx(float(row["load_mwh"]) + float(row["net_charge_mwh"]), abs=1e-6)
    refused = tanlu("procure", case, "--year", "2023", "--share", "0.9", "--write", tmp_path / "plan.txt")
    assert (refused.status, ".parquet or .csv" in refused.err) == (2, True)


def weather(years: dict[str, list[float]]) -> str:
    return table(
        {"profile": "w", "start": stamp, "per_unit": values[hour % len(values)], "weather_year": year}
        for year, values in years.items()
        for hour, stamp in enumerate(stamps(count=24))
    )


def test_a_plan_is_tried_in_each_weather_year(tmp_path: Path):
    case = a_buying_case(tmp_path, profiles=weather({"2018": [1, 0], "2019": [0.8, 0], "2020": [0.9, 0]}))
    answer = bought(case, 0.9)
    risk = answer["risk"]
    assert (risk["weather_years"], risk["plan_weather_year"]) == (3, "2020")
    assert risk["coverage"] == pytest.approx({"2018": 1.0, "2019": 0.8, "2020": 0.9})
    assert (risk["holds_in"], risk["probability_met"]) == (2, pytest.approx(2 / 3))
    assert json.dumps(answer)


def test_a_higher_share_is_planned_for_so_that_the_rule_holds_in_every_weather_year(tmp_path: Path):
    """0.9 in a year with 0.8 of the wind asks for 0.9 x 0.9 / 0.8 = 1.0125 in the plan's own."""
    case = a_buying_case(tmp_path, profiles=weather({"2018": [1, 0], "2019": [0.8, 0], "2020": [0.9, 0]}))
    answer = bought(case, 0.9, holds_in=1.0)
    assert answer["risk"]["holds_in"] == 3
    assert answer["risk"]["proved_cheapest"] is False
    assert answer["planned_share"] == pytest.approx(1.0125, abs=0.001)  # steps of 0.01 to 0.08, halved seven times
    assert found(answer, "target_raised")["severity"] == "note"
