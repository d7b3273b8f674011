"""Published fuels met in the units that people meter them in: what joins them is cited, and what nothing joins is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, errors, found, lines, measured, rows, tco2e
from tanlu.core.gas import Assessment
from tanlu.services.inventory.trace import trace

US = rows("site=hq country=US region=US")


def scope1(folder: Path, sentence: str, **more: Any) -> float:
    return tco2e(measured(a_case(folder, activities=lines(sentence), **more)), "scope1")


@pytest.mark.rule("inventory-14")
@pytest.mark.parametrize("unit", ["'1e4 Nm3'", "万标准立方米", "万标方"])
def test_ten_thousand_normal_cubic_metres_of_gas_are_21_6219_tonnes(tmp_path: Path, unit: str):
    """NDRC/MEE default fuel parameters (annex 2): 389.31 GJ/10^4 Nm3 x 0.0153 tC/GJ x 99 % x 44/12 = 21.6219 t."""
    assert scope1(tmp_path, f"fuel/natural_gas 1 {unit}") == pytest.approx(21.621888, rel=1e-9)


@pytest.mark.rule("inventory-14")
@pytest.mark.parametrize("sentence", ["fuel/natural_gas 10000 m3", "fuel/natural_gas 1 万立方米"])
def test_gas_metered_at_20_degrees_is_brought_to_0_degrees(tmp_path: Path, sentence: str):
    """GB/T 19205-2008: trade is at 20 degC and 101.325 kPa; ideal gas 273.15/293.15."""
    assert scope1(tmp_path, sentence) == pytest.approx(21.621888 * 273.15 / 293.15, rel=1e-9)
    assert any("GB/T 19205" in step for step in trace(tmp_path, "L1")["unit_path"])


@pytest.mark.rule("inventory-14")
def test_litres_of_diesel_meet_tonnes_through_the_cited_density(tmp_path: Path):
    """财政部 国家税务总局令第51号 (2008), 第十条: 1 t of diesel = 1176 L; 3.145122 tCO2 a tonne (annex 2)."""
    assert scope1(tmp_path, "fuel/diesel 1176 L") == pytest.approx(3.145122, rel=1e-9)
    assert any("1176" in step for step in trace(tmp_path, "L1")["unit_path"])


@pytest.mark.rule("inventory-14")
def test_a_short_ton_is_not_a_tonne(tmp_path: Path):
    """US EPA GHG Emission Factors Hub 2025, table 1: anthracite, 2,602 kg CO2, 276 g CH4, 40 g N2O a short ton."""
    short_ton = (2602 + 29.8 * 0.276 + 273 * 0.040) / 1000
    case = a_case(tmp_path, sites=US, activities=lines("fuel/anthracite 1 'short ton' 2025"))
    assert tco2e(measured(case, 2025), "scope1") == pytest.approx(short_ton, rel=1e-9)
    case = a_case(tmp_path, sites=US, activities=lines("fuel/anthracite 1 t 2025"))
    assert tco2e(measured(case, 2025), "scope1") == pytest.approx(short_ton / 0.90718474, rel=1e-9)


@pytest.mark.rule("inventory-14")
def test_gas_by_gross_heat_is_not_gas_by_net_heat(tmp_path: Path):
    """UK Government GHG conversion factors 2023: natural gas 0.18293 a kWh gross and 0.20267 a kWh net, AR5."""
    sites = rows("site=hq region=GB")
    case = a_case(tmp_path, sites=sites, activities=lines("fuel/natural_gas 1000 kWh_gross"), settings={"gwp": "AR5"})
    gross = tco2e(measured(case), "scope1")
    case = a_case(tmp_path, sites=sites, activities=lines("fuel/natural_gas 1000 kWh_net"), settings={"gwp": "AR5"})
    net = tco2e(measured(case), "scope1")
    # Published to five decimals of a kilogram.
    assert gross == pytest.approx(0.18293, abs=1.5e-5)
    assert net == pytest.approx(0.20267, abs=1.5e-5)
    assert net / gross > 1.09


@pytest.mark.rule("inventory-14")
def test_gross_heat_cannot_meet_a_factor_that_is_by_net_heat_only(tmp_path: Path):
    """China's defaults (annex 2) are by net calorific value, and the library cites no gross one."""
    answer = measured(a_case(tmp_path, activities=lines("fuel/natural_gas 100 kWh_gross")))
    assert answer["lines"]["priced"] == 0
    assert "kWh_gross" in errors(answer)[0]


@pytest.mark.rule("inventory-14")
@pytest.mark.parametrize(
    "sentence", ["electricity/grid 5 kg", "fuel/diesel 5 km", "refrigerant/R-410A 5 L", "travel/air/long_haul 5 kWh"]
)
def test_a_unit_of_another_dimension_sets_the_line_aside(tmp_path: Path, sentence: str):
    """Energy is not mass, fuel is not distance: nothing cited could ever join them."""
    answer = measured(a_case(tmp_path, activities=lines(sentence)))
    assert answer["lines"]["set_aside"] == 1
    finding = found(answer, "unit_mismatch")
    assert (finding["severity"], finding["file"], finding["row"], finding["column"]) == (
        "error",
        "activities.csv",
        2,
        "unit",
    )


@pytest.mark.rule("inventory-17", "inventory-16")
def test_a_gallon_of_ethanol_is_biogenic_and_only_its_methane_and_nitrous_oxide_are_scope_1(tmp_path: Path):
    """EPA Hub 2025, table 1, Ethanol (100%): 5.75 kg CO2, 0.09 g CH4, 0.01 g N2O; AR6 non-fossil CH4 27.0, N2O 273."""
    answer = measured(a_case(tmp_path, sites=US, activities=lines("fuel/ethanol 1 gal 2025")), 2025)
    assert answer["biogenic_tco2"] == pytest.approx(0.00575, rel=1e-9)
    assert tco2e(answer, "scope1") == pytest.approx((0.09e-3 * 27.0 + 0.01e-3 * 273) / 1000, rel=1e-9)
    assert answer["gases_t"] == {
        "CO2": 0.0,
        "CH4": pytest.approx(0.09e-6, rel=1e-9),
        "N2O": pytest.approx(0.01e-6, rel=1e-9),
    }
    assert tco2e(answer, "total_market") == tco2e(answer, "scope1")


@pytest.mark.rule("inventory-16")
def test_methane_of_a_fossil_fuel_weighs_29_8_under_ar6(tmp_path: Path):
    """IPCC AR6 WGI, table 7.15; EPA Hub 2025, table 1: natural gas 53.06 kg CO2, 1.0 g CH4, 0.10 g N2O a mmBtu."""
    answer = measured(a_case(tmp_path, sites=US, activities=lines("fuel/natural_gas 1 mmBtu_gross 2025")), 2025)
    assert tco2e(answer, "scope1") == pytest.approx((53.06 + 0.001 * 29.8 + 0.0001 * 273) / 1000, rel=1e-9)


@pytest.mark.rule("inventory-15")
def test_one_gas_ledger_has_three_totals_under_three_assessments(tmp_path: Path):
    """IPCC GWP-100, AR4 / AR5 / AR6 (table 7.SM.7): CH4 25/28/29.8, N2O 298/265/273, SF6 22,800/23,500/25,200."""
    case = a_case(
        tmp_path,
        sites=US,
        activities=lines("fuel/natural_gas 1000 mmBtu_gross 2025", "refrigerant/SF6 1 kg 2025"),
    )
    weights: dict[Assessment, tuple[float, float, float]] = {
        "AR4": (25, 298, 22_800),
        "AR5": (28, 265, 23_500),
        "AR6": (29.8, 273, 25_200),
    }
    answers = {gwp: measured(case, 2025, gwp=gwp) for gwp in weights}
    for gwp, (ch4, n2o, sf6) in weights.items():
        expected = 53.06 + 0.001 * ch4 + 0.0001 * n2o + sf6 / 1000
        assert tco2e(answers[gwp], "scope1") == pytest.approx(expected, rel=1e-9), gwp
        assert answers[gwp]["gwp"] == gwp
    assert len({tco2e(answer, "scope1") for answer in answers.values()}) == 3
    gases = [answer["gases_t"] for answer in answers.values()]
    assert gases[0] == gases[1] == gases[2]


@pytest.mark.rule("inventory-15")
def test_a_factor_known_only_as_co2e_keeps_its_set_and_says_so(tmp_path: Path):
    """EPA Hub 2025, table 9 (WARM): mixed municipal waste to landfill 0.58 tCO2e a short ton, published only as CO2e."""
    case = a_case(tmp_path, sites=US, activities=lines("waste/landfill/mixed_msw 1 'short ton' 2025"))
    ar4, ar5 = (measured(case, 2025, gwp=gwp) for gwp in ("AR4", "AR5"))
    assert tco2e(ar4, "scope3") == tco2e(ar5, "scope3") == pytest.approx(0.58, rel=1e-9)
    assert "cannot be re-weighted" in found(ar4, "fixed_gwp")["message"]
    assert "fixed_gwp" not in {finding["code"] for finding in ar5["findings"]}
    assert ar4["gases_t"]["CO2e"] == pytest.approx(0.58, rel=1e-9)


@pytest.mark.rule("inventory-15")
def test_r_410a_is_half_hfc_32_and_half_hfc_125(tmp_path: Path):
    """EPA Hub 2025, table 12: R-410A weighs 1,924 under AR5 (HFC-32 677, HFC-125 3,170)."""
    case = a_case(tmp_path, activities=lines("refrigerant/R-410A 1 kg"), settings={"gwp": "AR5"})
    answer = measured(case)
    # Table 12 rounds 1,923.5 to whole kilograms.
    assert tco2e(answer, "scope1") == pytest.approx((677 + 3170) / 2 / 1000, rel=1e-9)
    assert answer["gases_t"]["HFC32"] == answer["gases_t"]["HFC125"] == pytest.approx(0.0005, rel=1e-12)
