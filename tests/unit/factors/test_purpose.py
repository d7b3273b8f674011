"""Marginal factors never enter an inventory, and average or residual ones never an avoided-emission claim."""

from __future__ import annotations

from datetime import date

import pytest

from tanlu.core.errors import WrongPurpose
from tanlu.core.period import Period
from tanlu.core.units import parse_unit
from tanlu.factors.library import library
from tanlu.factors.purpose import Purpose
from tanlu.factors.resolution import Policy, resolve

YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))


def asked(basis: str, purpose: Purpose) -> None:
    """Ask the library for the grid's factor of China on one basis for one purpose."""
    kwh = parse_unit("kWh")
    resolve(library(), "electricity/grid", "CN", YEAR, unit=kwh, bases=(basis,), policy=Policy(), purpose=purpose)


@pytest.mark.rule("power-17")
@pytest.mark.parametrize("basis", ["marginal", "fossil"])
def test_a_marginal_factor_in_an_inventory_is_a_type_error(basis: str):
    with pytest.raises(TypeError, match=f"of basis {basis} may not serve inventory"):
        asked(basis, "inventory")


@pytest.mark.rule("power-17")
@pytest.mark.parametrize("basis", ["average", "residual", "ets", "supplier"])
def test_an_average_or_residual_factor_in_an_avoided_emission_claim_is_a_type_error(basis: str):
    with pytest.raises(WrongPurpose, match="take marginal"):
        asked(basis, "avoided_emissions")


def test_an_average_factor_serves_an_inventory():
    asked("average", "inventory")
