"""EPA's supply-chain factors met by money of another year and currency: deflated, then converted, then multiplied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, errors, found, lines, measured, rows, tco2e
from tanlu.services.inventory.trace import trace

PUBLISHED = 0.084
"""US EPA Supply Chain GHG Emission Factors v1.3.0, NAICS 541511: kgCO2e (AR5) a dollar of 2022, with or without margins."""
BORROWED = '[factors]\nstand_ins = ["US"]\n'
DEFLATORS = rows(
    "currency=USD year=2022 index=100 source='BEA, table 1.1.9'",
    "currency=USD year=2024 index=110 source='BEA, table 1.1.9'",
    "currency=CNY year=2022 index=100 source=NBS",
    "currency=CNY year=2023 index=98 source=NBS",
)
RATES = rows(
    "from=CNY to=USD year=2022 rate=0.1487 source='PBC, average of the year'",
    "from=CNY to=USD year=2023 rate=0.1412 source='PBC, average of the year'",
)
MONEY = {"deflators": DEFLATORS, "exchange_rates": RATES}


def spend(folder: Path, sentence: str, **tables: str) -> dict[str, Any]:
    activities = lines(f"spend/541511 {sentence}")
    return measured(a_case(folder, activities=activities, toml=BORROWED, settings={"gwp": "AR5"}, **tables))


@pytest.mark.rule("inventory-19")
def test_dollars_of_the_factors_year_need_no_table(tmp_path: Path):
    answer = spend(tmp_path, "1000 USD@2022")
    # The published 0.084 rounds the gases' sum and what has no column of its own to three decimals.
    assert tco2e(answer, "scope3") == pytest.approx(PUBLISHED, abs=5e-4)
    assert answer["scope3_categories"]["1"]["status"] == "calculated"


@pytest.mark.rule("inventory-19")
def test_dollars_of_2024_are_deflated_to_2022_before_they_are_multiplied(tmp_path: Path):
    before = tco2e(spend(tmp_path, "1000 USD@2022"), "scope3")
    assert tco2e(spend(tmp_path, "1000 USD@2024", **MONEY), "scope3") == pytest.approx(before / 1.1, rel=1e-12)


@pytest.mark.rule("inventory-19")
def test_yuan_are_deflated_in_yuan_and_converted_at_the_rate_of_the_factors_year(tmp_path: Path):
    """1,000 CNY of 2023 are 1,000 x 100/98 CNY of 2022, and those are 0.1487 USD each: 2023's rate has no part in it."""
    before = tco2e(spend(tmp_path, "1000 USD@2022"), "scope3")
    expected = before * 100 / 98 * 0.1487
    assert tco2e(spend(tmp_path, "1000 CNY@2023", **MONEY), "scope3") == pytest.approx(expected, rel=1e-12)


@pytest.mark.rule("inventory-19")
def test_money_without_a_price_year_is_of_the_lines_year(tmp_path: Path):
    told = tco2e(spend(tmp_path, "1000 CNY@2023", **MONEY), "scope3")
    assert tco2e(spend(tmp_path, "1000 CNY 2023", **MONEY), "scope3") == told
    assert tco2e(spend(tmp_path, "0.1 万元", **MONEY), "scope3") == pytest.approx(told, rel=1e-12)


@pytest.mark.rule("inventory-19")
def test_dollars_of_2024_without_a_deflator_set_the_line_aside_and_the_rest_is_measured(tmp_path: Path):
    activities = lines("spend/541511 1000 USD@2024", "spend/541511 1000 USD@2022")
    answer = measured(a_case(tmp_path, activities=activities, toml=BORROWED))
    assert (answer["lines"]["set_aside"], answer["lines"]["priced"]) == (1, 1)
    assert "deflators has no row USD 2024" in errors(answer)[0]


@pytest.mark.rule("inventory-19")
def test_a_missing_rate_is_named_with_its_year(tmp_path: Path):
    answer = spend(tmp_path, "1000 CNY@2023", deflators=DEFLATORS)
    assert answer["lines"]["set_aside"] == 1
    assert "CNY USD 2022" in errors(answer)[0]


@pytest.mark.rule("inventory-19", "inventory-12")
def test_a_factor_of_another_country_is_not_borrowed_unless_the_case_says_so(tmp_path: Path):
    answer = measured(a_case(tmp_path, activities=lines("spend/541511 1000 USD@2022")))
    assert answer["lines"]["without_factor"] == 1
    borrowed = spend(tmp_path, "1000 USD@2022")
    assert "a stand-in" in found(borrowed, "stand_in")["message"]


@pytest.mark.rule("inventory-20")
def test_spend_with_tax_is_refused(tmp_path: Path):
    answer = spend(tmp_path, "1000 USD@2022 tax=included")
    assert answer["lines"]["set_aside"] == 1
    assert "tax" in errors(answer)[0]


@pytest.mark.rule("inventory-20")
def test_spend_at_producer_prices_takes_the_factor_without_margins(tmp_path: Path):
    """v1.3.0 publishes both: with margins (purchaser) and without (producer); 541511 has no margins to speak of."""
    answer = spend(tmp_path, "1000 USD@2022 price_basis=producer")
    assert tco2e(answer, "scope3") == pytest.approx(PUBLISHED, abs=5e-4)
    assert "producer prices, tax excluded" in trace(tmp_path, "L1")["unit_path"]


@pytest.mark.rule("inventory-20")
def test_spend_at_producer_prices_meets_no_factor_that_is_only_at_purchaser_prices(tmp_path: Path):
    own = "factor,activity,region,valid_from,valid_to,basis,unit,kgco2e,source,licence\n"
    own += "own,spend/cloud,CN,2023-01-01,2023-12-31,,CNY@2023,0.1,our study,ours\n"
    activities = lines("spend/cloud 1000 CNY@2023 price_basis=producer", "spend/cloud 1000 CNY@2023")
    answer = measured(a_case(tmp_path, activities=activities, factors=own))
    assert (answer["lines"]["set_aside"], answer["lines"]["priced"]) == (1, 1)
    assert tco2e(answer, "scope3") == pytest.approx(0.1, rel=1e-12)


@pytest.mark.rule("inventory-19")
def test_the_path_of_the_money_is_told_step_by_step(tmp_path: Path):
    spend(tmp_path, "1000 CNY@2023", **MONEY)
    path = " | ".join(trace(tmp_path, "L1")["unit_path"])
    assert "index 100 / 98 (NBS)" in path
    assert "at the rate of 2022 (PBC, average of the year)" in path
    assert path.index("index 100 / 98") < path.index("at the rate of 2022")
