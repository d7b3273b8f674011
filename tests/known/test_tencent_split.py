"""What Tencent published of its scopes: the split of 2021 in percent, and scope 1 of 2022 over its direct energy."""

from __future__ import annotations

import pytest

from tanlu.core.rounding import shares_percent
from tanlu.inventory.plausibility import implausible_scope1


@pytest.mark.rule("inventory-29")
def test_the_split_of_2021_prints_as_published_and_sums_to_100():
    """Tencent, carbon neutrality roadmap, 2022-02: 1.9, 234.9 and 274.3 of 511.1 万吨 are 0.4, 45.9 and 53.7 %."""
    shares = shares_percent([19_000, 2_349_000, 2_743_000])
    assert [str(share) for share in shares] == ["0.4", "45.9", "53.7"]
    assert sum(shares) == 100


@pytest.mark.rule("inventory-28")
def test_scope_1_of_2022_is_more_than_any_fuel_gives():
    """Tencent 2023 ESG report, p. 106: scope 1 172,137.9 tCO2e, direct energy 35,054.9 MWh in 2022."""
    finding = implausible_scope1(scope1_tco2e=172_137.9, direct_energy_mwh=35_054.9, year=2022)
    assert finding is not None
    assert finding.code == "implausible_scope1"
    assert "4.91 tCO2e/MWh" in finding.sentence()


@pytest.mark.rule("inventory-28")
def test_scope_1_of_2021_is_what_fuels_give():
    """Tencent 2023 ESG report, p. 106: scope 1 18,797.8 tCO2e, direct energy 66,293.4 MWh in 2021 (0.28)."""
    assert implausible_scope1(scope1_tco2e=18_797.8, direct_energy_mwh=66_293.4, year=2021) is None
