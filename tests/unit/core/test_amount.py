"""Amounts carry their units: mixed addition is refused, conversion is asked for."""

from __future__ import annotations

import pytest

from tanlu.core.amount import amount
from tanlu.core.errors import UnitMismatch, UnknownUnit

MIXED = [
    ("kW", "kWh"),
    ("lb", "kg"),
    ("CNY/MWh", "CNY/kWh"),
    ("MW", "kW"),
    ("MWh", "kWh"),
    ("kWh", "kWh_net"),
    ("CNY/kWh", "USD/kWh"),
    ("CNY/kWh", "kWh"),
    ("CNY", "CNY/kWh"),
    ("lb/kWh", "kg/kWh"),
    ("CNY@2022", "CNY@2023"),
]


@pytest.mark.rule("power-21")
@pytest.mark.parametrize(("one", "other"), MIXED)
def test_amounts_of_different_units_are_never_added_nor_subtracted(one: str, other: str):
    with pytest.raises(UnitMismatch, match="cannot be added"):
        _ = amount(1, one) + amount(1, other)
    with pytest.raises(UnitMismatch, match="cannot be added"):
        _ = amount(1, one) - amount(1, other)


@pytest.mark.rule("power-21")
@pytest.mark.parametrize(
    ("value", "unit", "target", "found"),
    [
        (1, "lb", "kg", 0.45359237),
        (1, "lb/kWh", "kg/MWh", 453.59237),
        (400, "CNY/MWh", "CNY/kWh", 0.4),
        (12.92, "MW", "kW", 12920),
        (2, "万千瓦时", "kWh", 20000),
        (1, "万元", "CNY", 10000),
    ],
)
def test_an_amount_is_brought_to_another_unit_of_its_dimension(value: float, unit: str, target: str, found: float):
    """The pound is 0.45359237 kg exactly (NIST Handbook 44, appendix C)."""
    # a product and a quotient of doubles: a few parts in 10^16
    assert amount(value, unit).to(target).value == pytest.approx(found, rel=1e-14)


@pytest.mark.rule("power-21")
@pytest.mark.parametrize(
    ("one", "other"), [("kW", "kWh"), ("CNY/MWh", "USD/MWh"), ("CNY/MWh", "MWh"), ("CNY@2022", "CNY@2023")]
)
def test_an_amount_is_not_brought_to_another_dimension_currency_or_price_year(one: str, other: str):
    with pytest.raises(UnitMismatch):
        amount(1, one).to(other)


def test_amounts_of_one_unit_are_added_however_it_is_spelled():
    assert (amount(1, "千瓦时") + amount(2, "kWh")).value == 3
    assert (amount(5, "MWh") - amount(2, "兆瓦时")).value == 3


def test_a_unit_that_is_not_known_is_refused():
    with pytest.raises(UnknownUnit):
        amount(1, "CNY/furlong")
