"""What one unit weighs: gases under the chosen GWP set, biogenic CO2 apart, and what is known only as CO2e as it is."""

from __future__ import annotations

import pytest

from tanlu.core.errors import FactorRefused
from tanlu.core.gas import ASSESSMENTS
from tanlu.factors.factor import Factor
from tanlu.factors.pack import factor_from
from tanlu.factors.refrigerants import blend_gwp100, composition, refrigerant_factor

ROW = {
    "factor": "x",
    "activity": "fuel/x",
    "region": "CN",
    "valid_from": "2023-01-01",
    "unit": "t",
    "source": "s",
    "licence": "l",
    "kgco2e": "500",
}


def factor(**cells: str) -> Factor:
    return factor_from(ROW | cells, pack="p", row=2)


@pytest.mark.rule("inventory-15", "inventory-16")
def test_gases_are_weighed_by_the_set_and_methane_under_ar6_by_its_origin():
    """GWP-100: CH4 25 / 28 / 29.8, 27.0 or 27.9; N2O 298 / 265 / 273 (IPCC AR4, AR5, AR6 table 7.15)."""
    gases = factor(kg_co2="1", kg_ch4="1", kg_n2o="1")
    assert [gases.weigh(gwp, "fossil").kgco2e for gwp in ASSESSMENTS] == [1 + 25 + 298, 1 + 28 + 265, 1 + 29.8 + 273]
    met = [gases.weigh("AR6", origin).kgco2e for origin in ("fossil", "non_fossil", "unspecified")]
    assert met == [pytest.approx(274 + weight) for weight in (29.8, 27.0, 27.9)]


@pytest.mark.rule("inventory-15")
def test_what_is_known_only_as_co2e_keeps_its_set_and_says_which():
    only = factor(gwp="AR5")
    assert {only.weigh(gwp).kgco2e for gwp in ASSESSMENTS} == {500}
    assert [only.weigh(gwp).fixed_gwp for gwp in ASSESSMENTS] == ["AR5", "", "AR5"]
    assert only.weigh("AR6").gases_kg == {"CO2e": 500}


@pytest.mark.rule("inventory-15")
def test_a_co2e_without_a_set_says_nothing():
    assert factor().weigh("AR6").fixed_gwp == ""


@pytest.mark.rule("inventory-17")
def test_biogenic_co2_is_outside_what_it_weighs():
    weight = factor(kg_co2="0", kg_ch4="0.001", kg_biogenic_co2="5.75").weigh("AR6", "non_fossil")
    assert (weight.kgco2e, weight.biogenic_kgco2) == (pytest.approx(0.027), 5.75)


@pytest.mark.rule("inventory-35")
def test_a_gas_column_of_zero_is_a_value_and_an_empty_one_is_none():
    assert factor(kg_co2="0").weigh("AR6").kgco2e == 0
    assert factor(kg_co2="").weigh("AR6").kgco2e == 500


@pytest.mark.rule("inventory-15")
@pytest.mark.parametrize(("name", "gwp"), [("R-410A", 1924), ("R-404A", 3943), ("R-407C", 1624), ("R-134a", 1300)])
def test_refrigerants_weigh_what_epa_lists(name: str, gwp: int):
    """US EPA GHG Emission Factors Hub 2025, tables 11 and 12 (AR5), rounded to whole kilograms."""
    assert blend_gwp100(name, "AR5", with_hcfc=False) == pytest.approx(gwp, abs=0.5)


def test_a_blend_is_its_gases_and_an_unknown_name_is_nothing():
    assert composition("R-410A") == {"HFC-32": 0.5, "HFC-125": 0.5}
    assert composition("R-9999") is None
    assert refrigerant_factor("refrigerant/R-9999") is None
    assert refrigerant_factor("fuel/diesel") is None
    with pytest.raises(FactorRefused, match="R-9999"):
        blend_gwp100("R-9999", "AR5")


@pytest.mark.parametrize("name", ["R-410A", "r410a", "R410A", "R 410A"])
def test_a_refrigerant_may_be_spelled_in_several_ways(name: str):
    found = refrigerant_factor(f"refrigerant/{name}")
    assert found is not None
    assert found.region == "GLOBAL"
    assert found.weigh("AR5").kgco2e == pytest.approx(1923.5)
    assert found.citation.source
    assert found.citation.licence
