"""`tanlu procure` on cases of one to three hours whose least cost is worked out by hand from the programme's description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import rows, table
from support.power_builders import stamps
from support.procurement_builders import a_buying_case, bought, hourly

NEAR = 1e-6
"""A plan is proved to within a millionth of its cost."""
SITE = "kind=office country=CN region=CN share=1"


def a_day(folder: Path, **told: Any) -> Path:
    """A case in words: ``load``, ``price``, ``cfe`` as site → MWh, CNY or shares of each hour; ``output``: profile → per MW; ``sale``."""
    load = told.pop("load", {"hq": [10, 10]})
    price = told.pop("price", {site: [50] for site in load})
    cfe = told.pop("cfe", {})
    at = stamps(count=len(next(iter(load.values()))))
    imports = [
        {"site": site, "start": stamp, "price_per_mwh": prices[n % len(prices)], "cfe": cfe.get(site, [0] * len(at))[n]}
        for site, prices in price.items()
        for n, stamp in enumerate(at)
    ]
    sale = told.pop("sale", None)
    if sale is not None:
        told["sale"] = table({"start": stamp, "price_per_mwh": money} for stamp, money in zip(at, sale, strict=True))
    return a_buying_case(
        folder,
        load=hourly("site kwh", {site: [1000 * one for one in values] for site, values in load.items()}, at),
        imports=table(imports),
        profiles=hourly("profile per_unit", told.pop("output", {"w": [1, 0]}), at),
        **told,
    )


def cost(case: Path, share: float, basis: str = "annual") -> float:
    """The least cost, proved."""
    answer = bought(case, share, basis)
    assert answer["status"] == "optimal", answer["findings"]
    assert answer["lower_bound"] <= answer["objective"] + NEAR
    return answer["objective"]


def least(money: float) -> Any:
    return pytest.approx(money, rel=NEAR, abs=NEAR)


WIND_40 = rows("offer=wind profile=w price_per_mwh=40 max_mw=20")
WIND_60 = rows("offer=wind profile=w price_per_mwh=60 max_mw=")
WIND_80 = rows("offer=wind profile=w price_per_mwh=80 max_mw=")


def test_an_offer_is_bought_up_to_its_limit_to_be_sold(tmp_path: Path):
    """20 MW: 800, of which 10 are sold at 45, and the second hour imports 10 at 50."""
    assert cost(a_day(tmp_path, offers=WIND_40, sale=[45, 45]), 0.0) == least(500 + 800 - 450)


@pytest.mark.parametrize("sale", [[-5, -5], None])
def test_excess_is_spilled_at_no_cost_where_a_sale_would_cost_or_there_is_none(tmp_path: Path, sale: Any):
    """Share 1 by the year asks for 20 MWh, all in the first hour, which needs 10."""
    assert cost(a_day(tmp_path, offers=WIND_40, sale=sale), 1.0) == least(800 + 500)


def test_an_import_limit_is_kept_also_while_a_battery_charges(tmp_path: Path):
    """At most 6 MW: the battery takes 2 in the first hour and gives them in the second, for one CNY a MW."""
    sites = rows(f"site=hq {SITE} import_max_mw=6")
    battery = rows("site=hq asset=battery max_mw= cost_per_mw_year=1 hours=4 efficiency=1")
    case = a_day(tmp_path / "a", load={"hq": [4, 8]}, sites=sites, assets=battery, offers=WIND_80, output={"w": [1, 0]})
    assert cost(case, 0.0) == least(12 * 50 + 2)
    dear = a_day(tmp_path / "b", sites=sites, offers=WIND_80, output={"w": [1, 1]})
    assert cost(dear, 0.0) == least(2 * 6 * 50 + 2 * 4 * 80)


def test_what_is_missing_is_told_in_mwh_with_what_binds_and_a_price(tmp_path: Path):
    """5 MW of wind for one hour of two; the last MWh replaces an import of 50 by wind at 60."""
    case = a_day(tmp_path, offers=rows("offer=wind profile=w price_per_mwh=60 max_mw=5"))
    answer = bought(case, 0.9)
    assert (answer["status"], answer["objective"]) == ("infeasible", None)
    assert answer["shortfall"]["mwh"] == least(18 - 5)
    assert "wind" in answer["shortfall"]["binding"]
    assert answer["shortfall"]["price_per_mwh"] == least(10)
    assert answer["next_percent_costs"] is None


def test_a_share_by_hour_above_one_is_out_of_reach_and_one_by_the_year_is_not(tmp_path: Path):
    case = a_day(tmp_path, load={"hq": [10]}, output={"w": [1]}, offers=WIND_40, sale=[10])
    assert cost(case, 1.2) == least(12 * 40 - 2 * 10)
    answer = bought(case, 1.2, "hourly")
    assert (answer["status"], answer["shortfall"]["mwh"]) == ("infeasible", least(2))


def test_a_battery_paid_to_import_never_goes_both_ways(tmp_path: Path):
    """One way: 10 in at first and 2.5 out after, so 15 and 2.5 are imported, or the same in turn; both ways would import 25."""
    battery = rows("site=hq asset=battery max_mw=10 cost_per_mw_year=0 hours=1 efficiency=0.5")
    case = a_day(tmp_path, load={"hq": [5, 5]}, price={"hq": [-50, -50]}, assets=battery, offers=WIND_80)
    assert cost(case, 0.0) == least(-50 * (15 + 2.5))


def test_the_last_hour_charges_for_the_first_and_capacity_costs_the_year_whole(tmp_path: Path):
    """8.1 MWh in the first hour come from 10 MWh of sun in the second; 10 MW of battery at 7, although there are two hours."""
    battery = rows("site=hq asset=battery max_mw= cost_per_mw_year=7 hours=1 efficiency=0.9")
    sun = rows("offer=sun profile=w price_per_mwh=30 max_mw=")
    told: dict[str, Any] = {"price": {"hq": [90]}, "output": {"w": [0, 1]}, "assets": battery, "offers": sun}
    answer = bought(a_day(tmp_path, load={"hq": [8.1, 0]}, **told), 1.0, "hourly")
    assert answer["objective"] == least(300 + 70)
    assert answer["mw"]["assets"] == {"hq/battery": least(10)}


def test_by_hour_only_the_unclean_part_of_import_counts(tmp_path: Path):
    """Unclean import is at most 6: 10 x 0.2 in the second hour leave 4 / 0.6 = 6.67 in the first; wind serves 3.33 at 80."""
    case = a_day(tmp_path, cfe={"hq": [0.4, 0.8]}, offers=WIND_80)
    assert cost(case, 0.7, "hourly") == least(50 * (10 + 20 / 3) + 80 * 10 / 3)
    assert cost(case, 0.7, "annual") == least(50 * 10 + 80 * 14)


def test_the_annual_rule_is_the_portfolios_and_the_hourly_one_each_sites(tmp_path: Path):
    """A roof at a for 20 a MWh serves a; by hour b needs 5 MWh of wind at 60 of its own."""
    roof = rows("site=a asset=solar profile=w max_mw= cost_per_mw_year=20 hours= efficiency=")
    sites = rows(f"site=a {SITE}", f"site=b {SITE}")
    case = a_day(tmp_path, load={"a": [10], "b": [10]}, output={"w": [1]}, assets=roof, sites=sites, offers=WIND_60)
    assert cost(case, 0.5, "annual") == least(200 + 500)
    assert cost(case, 0.5, "hourly") == least(200 + 250 + 300)


def test_two_sites_share_one_offer_where_it_saves_most(tmp_path: Path):
    sites = rows(f"site=a {SITE}", f"site=b {SITE}")
    told: dict[str, Any] = {"load": {"a": [10], "b": [10]}, "price": {"a": [90], "b": [50]}, "output": {"w": [1]}}
    case = a_day(tmp_path, sites=sites, offers=rows("offer=wind profile=w price_per_mwh=40 max_mw=10"), **told)
    assert cost(case, 0.5, "annual") == least(400 + 500)
    assert cost(case, 0.5, "hourly") == least(400 + 450 + 250)


def test_solar_that_is_stored_counts_as_used(tmp_path: Path):
    """20 MWh of sun at 10: 10 used at once, 10 stored, of which 2.5 come back; 20 used of 20 asked for."""
    assets = rows(
        "site=hq asset=solar profile=w max_mw=20 cost_per_mw_year=10",
        "site=hq asset=battery max_mw=20 cost_per_mw_year=0 hours=4 efficiency=0.5",
    )
    assert cost(a_day(tmp_path, assets=assets, offers=WIND_80), 1.0) == least(200 + 7.5 * 50)


def test_the_next_per_cent_is_one_per_cent_of_all_load(tmp_path: Path):
    """0.2 MWh of wind at 60: instead of import at 50 while the first hour has room, on top of it where it has none."""
    case = a_day(tmp_path, offers=WIND_60)
    assert bought(case, 0.45)["next_percent_costs"] == least(0.2 * (60 - 50))
    assert bought(case, 0.5)["next_percent_costs"] == least(0.2 * 60)
    assert bought(case, 0.0)["next_percent_costs"] == least(0.2 * 10)


def test_no_load_needs_nothing_and_is_proved(tmp_path: Path):
    answer = bought(a_day(tmp_path, load={"hq": [0, 0]}, offers=WIND_60), 0.9, "hourly")
    assert (answer["status"], answer["objective"], answer["relative_gap"]) == ("optimal", 0.0, 0.0)
