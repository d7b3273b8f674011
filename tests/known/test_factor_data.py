"""The library's tables read as plain CSV: counts, published values, and the arithmetic that each source satisfies."""

from __future__ import annotations

import csv
import re
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

import pytest

DATA = files("tanlu.factors") / "data"
CORE = files("tanlu.core")
UK_YEARS = (2020, 2021, 2022, 2023, 2024)
UK_ROWS = {2020: 2367, 2021: 2435, 2022: 2577, 2023: 2587, 2024: 2616}
PACKS = ("cn_grid", "cn_fuels", "cn_heat", "us_epa_hub_2025", "us_spend_v1_3", *(f"uk_{year}" for year in UK_YEARS))
GWP100 = {"AR4": (25, 298), "AR5": (28, 265)}
UNITS = {
    *("kWh", "kWh_net", "kWh_gross", "GJ", "GJ_net", "mmBtu", "mmBtu_gross"),
    *("t", "kg", "short_ton", "L", "gal", "m3", "ML", "1e4 Nm3", "scf"),
    *("km", "mile", "pkm", "passenger_mile", "t.km", "short_ton_mile", "room_night", "FTE_hour", "USD@2022"),
}
SAME_IN_A_REPEAT = ("unit", "kgco2e", "kg_co2", "kg_ch4", "kg_n2o", "kg_biogenic_co2", "valid_from", "region", "source")

Row = dict[str, str]


def rows_of(name: str, folder: Traversable = DATA) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def only(rows: list[Row], **wanted: str) -> Row:
    found = [row for row in rows if all(row[column] == value for column, value in wanted.items())]
    assert len(found) == 1, f"{len(found)} rows for {wanted}"
    return found[0]


def reweighted_kgco2e(row: Row) -> float:
    ch4, n2o = GWP100[row["gwp"]]
    return float(row["kg_co2"] or 0) + ch4 * float(row["kg_ch4"] or 0) + n2o * float(row["kg_n2o"] or 0)


def gwp100_of(assessment: str) -> dict[str, float]:
    wanted = (assessment, "GWP100")
    rows = rows_of("gwp", CORE)
    return {row["gas"]: float(row["value"]) for row in rows if (row["assessment"], row["horizon"]) == wanted}


def test_each_pack_holds_every_row_of_its_source():
    """Rows that repeat another one under a plain path say so first thing in their note and are counted apart."""
    originals = {name: [row for row in rows_of(name) if not row["note"].startswith("repeats ")] for name in PACKS}
    counts = {name: len(rows) for name, rows in originals.items()}
    assert counts == {
        "cn_grid": 121,
        "cn_fuels": 27,
        "cn_heat": 3,
        "us_epa_hub_2025": 390,
        "us_spend_v1_3": 1016,
        **{f"uk_{year}": UK_ROWS[year] for year in UK_YEARS},
    }
    assert sum(UK_ROWS.values()) == 12_582


@pytest.mark.parametrize("name", PACKS)
def test_a_repeated_row_has_the_value_and_unit_of_the_row_it_names(name: str):
    rows = {row["factor"]: row for row in rows_of(name)}
    for row in rows.values():
        if match := re.match(r"repeats (\S+) as ", row["note"]):
            source = rows[match[1]]
            assert [row[column] for column in SAME_IN_A_REPEAT] == [source[column] for column in SAME_IN_A_REPEAT]


@pytest.mark.rule("inventory-33")
@pytest.mark.parametrize("name", PACKS)
def test_every_row_has_source_year_region_basis_licence_and_a_known_unit(name: str):
    for row in rows_of(name):
        assert row["source"], row
        assert row["licence"], row
        assert row["region"], row
        assert row["activity"], row
        assert row["confirmed"] in {"copy", "no"}, row
        assert row["unit"] in UNITS, row
        start = date.fromisoformat(row["valid_from"])
        assert not row["valid_to"] or start <= date.fromisoformat(row["valid_to"]), row
        scope2 = row["activity"].split("/")[0] in {"electricity", "heat"}
        assert bool(row["basis"]) == scope2, row
        assert row["kgco2e"] or row["kg_co2"], row


@pytest.mark.rule("inventory-33", "inventory-13")
@pytest.mark.parametrize("name", PACKS)
def test_no_two_rows_of_a_pack_share_a_key(name: str):
    rows = rows_of(name)
    keys = [(row["activity"], row["region"], row["valid_from"], row["basis"], row["unit"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert len({row["factor"] for row in rows}) == len(rows)


def test_every_activity_of_a_pack_is_in_the_published_table_unless_it_is_only_kept_for_comparison():
    prefixes = {row["prefix"] for row in rows_of("activities")}
    for name in PACKS:
        for path in {row["activity"] for row in rows_of(name)}:
            steps = path.split("/")
            known = any("/".join(steps[:length]) in prefixes for length in range(len(steps), 0, -1))
            assert known != (steps[0] == "published"), path


@pytest.mark.rule("inventory-11", "inventory-33")
def test_guangdong_2022_and_2023_are_not_swapped():
    """生态环境部、国家统计局 公告2024年第12号 (2021), 2024年第33号 (2022), 2025年第47号 (2023): 广东."""
    grid = rows_of("cn_grid")
    published = [only(grid, region="CN-GD", valid_from=f"{year}-01-01") for year in (2021, 2022, 2023)]
    assert [row["kg_co2"] for row in published] == ["0.4715", "0.4403", "0.4419"]
    assert [row["published"] for row in published] == ["2024-04-12", "2024-12-20", "2025-12-31"]


@pytest.mark.rule("inventory-4")
def test_china_2023_has_three_bases_and_2022_also_the_trading_scheme_average():
    """公告2025年第47号: average, without market-traded non-fossil power, fossil; 2022 also as the scheme reports."""
    grid = [row for row in rows_of("cn_grid") if row["region"] == "CN"]
    in_2023 = {row["basis"]: row["kgco2e"] for row in grid if row["valid_from"] == "2023-01-01"}
    assert in_2023 == {"average": "0.5306", "residual": "0.6096", "fossil": "0.8273"}
    assert only(grid, basis="ets")["kgco2e"] == "0.5703"
    assert only(grid, basis="ets")["confirmed"] == "no"


@pytest.mark.rule("inventory-12")
def test_every_province_climbs_to_its_regional_grid_and_xizang_has_no_factor_of_its_own():
    places = {row["place"]: row["parent"] for row in rows_of("places", CORE)}
    grid = {row["region"] for row in rows_of("cn_grid")}
    provinces = {place for place, parent in places.items() if parent.startswith("CN-GRID-")}
    assert len(provinces) == 31
    assert provinces - grid == {"CN-XZ"}
    assert places["CN-XZ"] == "CN-GRID-SOUTHWEST"
    assert all(places[parent] == "CN" for parent in {places[place] for place in provinces})
    assert [places[place] for place in ("CN-HK", "CN-MO", "CN-TW")] == ["HK", "MO", "TW"]


@pytest.mark.rule("inventory-14")
def test_the_27_chinese_fuels_are_heat_value_times_carbon_times_oxidation():
    """企业温室气体排放核算方法与报告指南, annex 2: LHV x carbon content x oxidation rate x 44/12."""
    pattern = re.compile(r"LHV ([\d.]+) GJ/(t|10\^4Nm3); C content ([\d.]+) tC/GJ; oxidation (\d+)%")
    for row in rows_of("cn_fuels"):
        match = pattern.search(row["note"])
        assert match, row
        recomputed_kg = float(match[1]) * float(match[3]) * float(match[4]) / 100 * 44 / 12 * 1000
        # The table keeps six decimals of a tonne.
        assert float(row["kg_co2"]) == pytest.approx(recomputed_kg, abs=0.00051)
        assert row["unit"] == ("t" if match[2] == "t" else "1e4 Nm3")
    assert only(rows_of("cn_fuels"), activity="fuel/natural_gas")["kg_co2"] == "21621.888"


def test_heat_values_that_convert_chinese_fuels_are_those_behind_their_factors():
    conversions = [row for row in rows_of("conversions") if row["region"] == "CN" and row["to_unit"] == "MJ_net"]
    for row in rows_of("cn_fuels"):
        heat = only(conversions, activity=row["activity"])
        match = re.search(r"LHV ([\d.]+)", row["note"])
        assert match, row
        lhv_gj = float(match[1])
        assert float(heat["value"]) == pytest.approx(lhv_gj / (10 if heat["from_unit"] == "Nm3" else 1), rel=1e-12)


def test_conversions_are_cited_and_joined_once():
    rows = rows_of("conversions")
    assert all(row["source"] and row["licence"] and float(row["value"]) > 0 for row in rows)
    keys = [(row["activity"], row["region"], row["from_unit"], row["to_unit"]) for row in rows]
    assert len(set(keys)) == len(keys)
    gas = only(rows, activity="fuel/natural_gas", region="CN", from_unit="m3")
    assert float(gas["value"]) == pytest.approx(0.9317755, abs=1e-7)


@pytest.mark.rule("inventory-33", "inventory-15")
@pytest.mark.parametrize("year", UK_YEARS)
def test_the_uk_gas_split_sums_to_co2e_on_every_row_that_has_one(year: int):
    """UK Government GHG conversion factors, flat files 2020-2024; AR4 up to 2022, AR5 from 2023."""
    split = [row for row in rows_of(f"uk_{year}") if row["kg_co2"]]
    assert split
    for row in split:
        assert row["gwp"] == ("AR4" if year <= 2022 else "AR5")
        # Each gas and the sum are published to five decimals or six figures, so they part by one in the last.
        assert reweighted_kgco2e(row) == pytest.approx(float(row["kgco2e"]), abs=1.05e-5, rel=4e-6), row


@pytest.mark.rule("inventory-33")
def test_the_uk_gas_split_stands_on_6371_published_rows():
    """UK Government GHG conversion factors, flat files 2020-2024."""
    published = [row for year in UK_YEARS for row in rows_of(f"uk_{year}") if not row["note"].startswith("repeats ")]
    assert sum(bool(row["kg_co2"]) for row in published) == 6371


@pytest.mark.rule("inventory-21")
@pytest.mark.parametrize("year", UK_YEARS)
def test_uk_fuels_and_power_have_upstream_rows_under_the_same_path(year: int):
    """UK Government GHG conversion factors: WTT- fuels, WTT- UK electricity, transmission and distribution."""
    paths = {(row["activity"], row["unit"]) for row in rows_of(f"uk_{year}")}
    for fuel in ("diesel", "gasoline", "natural_gas", "lpg"):
        assert {("upstream/wtt/" + path, unit) for path, unit in paths if path == f"fuel/{fuel}"} <= paths
    assert {(f"upstream/{part}/electricity/grid", "kWh") for part in ("wtt", "td", "wtt_td")} <= paths


@pytest.mark.rule("inventory-17")
def test_a_gallon_of_ethanol_is_biogenic_but_for_methane_and_nitrous_oxide():
    """US EPA GHG Emission Factors Hub 2025, table 1, Ethanol (100%): 5.75 kg CO2, 0.09 g CH4, 0.01 g N2O a gallon."""
    ethanol = only(rows_of("us_epa_hub_2025"), activity="fuel/ethanol", unit="gal")
    assert (ethanol["kg_co2"], ethanol["kg_biogenic_co2"]) == ("0", "5.75")
    assert reweighted_kgco2e(ethanol) == pytest.approx(0.00517, abs=1e-9)


def test_the_epa_hub_reweighs_to_its_own_co2e():
    """US EPA GHG Emission Factors Hub 2025, tables 1, 6, 7, 8 and 10, weighed with AR5 (28, 265)."""
    split = [row for row in rows_of("us_epa_hub_2025") if row["kg_ch4"]]
    assert len(split) > 190
    for row in split:
        # CO2e of the pack keeps eight decimals of a kilogram.
        assert reweighted_kgco2e(row) == pytest.approx(float(row["kgco2e"]), rel=1e-6, abs=1e-8), row


@pytest.mark.rule("inventory-20")
def test_spend_factors_keep_both_price_bases_and_close_over_their_gases():
    """US EPA Supply Chain GHG Emission Factors v1.3.0: with margins (purchaser) and without (producer), AR5."""
    for row in rows_of("us_spend_v1_3"):
        with_margins = float(row["kgco2e"])
        assert 0 <= float(row["kgco2e_producer"]) <= with_margins, row
        total = reweighted_kgco2e(row) + float(row["kgco2e_other"] or 0)
        # Three decimals of the total and three figures of each gas are published.
        assert total == pytest.approx(with_margins, abs=0.001), row


@pytest.mark.rule("inventory-16")
def test_methane_has_three_weights_under_ar6():
    """IPCC AR6 WGI, tables 7.15 and 7.SM.7, GWP-100."""
    gwp = gwp100_of("AR6")
    assert (gwp["CH4_fossil"], gwp["CH4_nonfossil"], gwp["CH4"]) == (29.8, 27.0, 27.9)


@pytest.mark.rule("inventory-33")
def test_epa_blends_reproduce_from_their_components():
    """US EPA GHG Emission Factors Hub 2025, table 12: HCFCs and hydrocarbons count nothing; R-424A alone departs."""
    names = {row["alias"]: row["gas"] for row in rows_of("gas_names", CORE)}
    gwp = gwp100_of("AR5")
    total: dict[str, float] = {}
    for row in rows_of("refrigerant_blends"):
        counted = row["component"].startswith(("HFC", "PFC"))
        weight = gwp[names[row["component"]]] if counted else 0.0
        total[row["blend"]] = total.get(row["blend"], 0.0) + float(row["mass_fraction"]) * weight
    published = {row["blend"]: float(row["gwp100_ar5_epa"]) for row in rows_of("refrigerant_blends_published")}
    assert len(published) == 30
    departing = {blend for blend, value in published.items() if abs(total[blend] - value) > 0.5}
    assert departing == {"R-424A"}


def test_the_parts_of_a_blend_are_the_whole():
    whole: dict[str, float] = {}
    for row in rows_of("refrigerant_blends"):
        whole[row["blend"]] = whole.get(row["blend"], 0.0) + float(row["mass_fraction"])
    assert all(share == pytest.approx(1, abs=1e-9) for share in whole.values())
