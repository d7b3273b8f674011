"""Scope 1 per MWh of direct energy lies where known fuels lie, or a warning says what to look for."""

from __future__ import annotations

import pytest

from tanlu.inventory.plausibility import implausible_scope1


@pytest.mark.rule("inventory-28")
@pytest.mark.parametrize("tco2e", [150.0, 202.0, 267.0, 420.0])
def test_what_known_fuels_give_passes(tco2e: float):
    assert implausible_scope1(scope1_tco2e=tco2e, direct_energy_mwh=1000.0, year=2023) is None


@pytest.mark.rule("inventory-28")
@pytest.mark.parametrize(("tco2e", "hint"), [(149.0, "biogenic"), (421.0, "refrigerant leaks"), (-1.0, "biogenic")])
def test_what_no_fuel_gives_is_a_warning_that_says_where_to_look(tco2e: float, hint: str):
    finding = implausible_scope1(scope1_tco2e=tco2e, direct_energy_mwh=1000.0, year=2023)
    assert finding is not None
    assert (finding.code, finding.severity) == ("implausible_scope1", "warning")
    assert hint in finding.advice()
    assert "1,000.0 MWh" in finding.sentence()


@pytest.mark.parametrize(("scope1", "energy"), [(None, 10.0), (10.0, None), (10.0, 0.0)])
def test_what_is_not_known_is_not_judged(scope1: float | None, energy: float | None):
    assert implausible_scope1(scope1_tco2e=scope1, direct_energy_mwh=energy, year=2023) is None
