"""Money reaches its factor deflated first and converted then, or an error names the row that is missing."""

from __future__ import annotations

import pytest

from tanlu.core.errors import SpendError
from tanlu.core.units import Unit, parse_unit
from tanlu.inventory.spend import CitedRate, SpendBasis, margin_and_tax, to_price_basis

INDEX = {
    ("CNY", 2022): CitedRate(100.0, "NBS"),
    ("CNY", 2024): CitedRate(104.0, "NBS"),
    ("USD", 2022): CitedRate(100.0, "BEA"),
    ("USD", 2024): CitedRate(110.0, "BEA"),
}
RATES = {("CNY", "USD", 2022): CitedRate(0.15, "PBC"), ("CNY", "USD", 2024): CitedRate(0.14, "PBC")}


def money(text: str) -> Unit:
    return parse_unit(text)


def multiplier(unit: str, factor: str = "USD@2022", *, line_year: int = 2024) -> float:
    return to_price_basis(money(unit), money(factor), line_year=line_year, deflators=INDEX, rates=RATES).multiplier


@pytest.mark.rule("inventory-19")
def test_spend_is_deflated_in_its_own_currency_and_then_converted_at_the_factors_year():
    path = to_price_basis(money("CNY@2024"), money("USD@2022"), line_year=2024, deflators=INDEX, rates=RATES)
    assert path.multiplier == pytest.approx(100 / 104 * 0.15)
    deflated, converted = path.steps
    assert "CNY of 2024 in prices of 2022, index 100 / 104 (NBS)" in deflated
    assert "CNY to USD at the rate of 2022 (PBC)" in converted


@pytest.mark.rule("inventory-19")
def test_dollars_of_2024_on_a_factor_of_2022_without_a_deflator_raise():
    with pytest.raises(SpendError, match=r"deflators has no row USD 2024; add it there with its source"):
        to_price_basis(money("USD@2024"), money("USD@2022"), line_year=2024, deflators={}, rates={})


@pytest.mark.rule("inventory-19")
def test_a_missing_rate_is_named_with_its_year():
    with pytest.raises(SpendError, match=r"exchange_rates has no row EUR USD 2022"):
        to_price_basis(money("EUR@2022"), money("USD@2022"), line_year=2022, deflators=INDEX, rates=RATES)


@pytest.mark.rule("inventory-19")
def test_the_same_currency_and_year_needs_no_table():
    path = to_price_basis(money("USD@2022"), money("USD@2022"), line_year=2024, deflators={}, rates={})
    assert (path.multiplier, path.steps) == (1.0, ())


@pytest.mark.rule("inventory-19")
def test_money_without_a_price_year_is_of_its_lines_year():
    assert multiplier("USD") == pytest.approx(100 / 110)
    assert multiplier("USD", line_year=2022) == 1.0


def test_a_rate_the_other_way_round_is_turned_and_says_so():
    path = to_price_basis(money("USD@2022"), money("CNY@2022"), line_year=2022, deflators={}, rates=RATES)
    assert path.multiplier == pytest.approx(1 / 0.15)
    assert "1 / 0.15 from CNY → USD (PBC)" in path.steps[0]


def test_ten_thousands_of_yuan_count_ten_thousand():
    ten_thousand = Unit("10000 CNY@2022", "money", 1e4, "CNY", 2022)
    path = to_price_basis(ten_thousand, money("CNY@2022"), line_year=2022, deflators={}, rates={})
    assert path.multiplier == 1e4
    assert path.steps == ("× 10000: 10000 CNY@2022 for each CNY@2022",)


def test_a_factor_without_a_price_year_is_refused():
    with pytest.raises(SpendError, match="without a price year"):
        multiplier("CNY@2024", "USD")


def test_kilowatt_hours_are_no_money():
    with pytest.raises(SpendError, match=r"kWh \(energy\), not in money"):
        to_price_basis(Unit("kWh", "energy", 1.0), money("USD@2022"), line_year=2022, deflators={}, rates={})


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_an_index_that_is_none_is_refused(value: float):
    broken = {("USD", 2022): CitedRate(100.0, "BEA"), ("USD", 2024): CitedRate(value, "BEA")}
    with pytest.raises(SpendError, match="must be above 0"):
        to_price_basis(money("USD@2024"), money("USD@2022"), line_year=2024, deflators=broken, rates={})


@pytest.mark.rule("inventory-20")
def test_a_purchaser_price_factor_meets_only_purchaser_price_spend():
    assert margin_and_tax("purchaser", "excluded") == SpendBasis("purchaser", "excluded")
    with pytest.raises(SpendError, match="spend is at producer prices and the factor only at purchaser prices"):
        margin_and_tax("producer", "excluded")


@pytest.mark.rule("inventory-20")
def test_producer_price_spend_is_priced_where_the_factor_has_a_producer_value():
    basis = margin_and_tax("producer", "", factor_bases=("purchaser", "producer"))
    assert basis == SpendBasis("producer", "excluded")


@pytest.mark.rule("inventory-20")
def test_spend_with_tax_is_refused_with_its_mend():
    with pytest.raises(SpendError, match="state the amount without VAT"):
        margin_and_tax("", "included")


@pytest.mark.parametrize(("basis", "tax"), [("retail", ""), ("", "some")])
def test_other_words_are_refused(basis: str, tax: str):
    with pytest.raises(SpendError, match="is not known"):
        margin_and_tax(basis, tax)
