"""The months that a gap touches, all of them, also over New Year."""

from __future__ import annotations

from datetime import date

import pytest

from tanlu.core.period import Period
from tanlu.inventory.gaps import gap_finding
from tanlu.inventory.plausibility import implausible_scope1


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2023, 3, 31), date(2023, 3, 31), "2023-03"),
        (date(2023, 1, 15), date(2023, 4, 1), "2023-01, 2023-02, 2023-03, 2023-04"),
        (date(2023, 11, 30), date(2024, 2, 1), "2023-11, 2023-12, 2024-01, 2024-02"),
    ],
)
def test_a_gap_names_every_month_that_it_touches(start: date, end: date, months: str):
    finding = gap_finding("hq", "electricity/grid", [Period(start, end)], estimated=False)
    assert f"({months})" in finding.sentence()


def test_two_gaps_name_each_month_once_and_in_order():
    gaps = [Period(date(2023, 5, 30), date(2023, 6, 2)), Period(date(2023, 2, 1), date(2023, 2, 3))]
    finding = gap_finding("hq", "electricity/grid", gaps, estimated=True)
    assert "7 days" in finding.sentence()
    assert "(2023-02, 2023-05, 2023-06)" in finding.sentence()


@pytest.mark.parametrize("direct_energy_mwh", [0.5, 1.0])
def test_scope_1_is_compared_with_direct_energy_however_little_it_is(direct_energy_mwh: float):
    found = implausible_scope1(scope1_tco2e=5.0, direct_energy_mwh=direct_energy_mwh, year=2023)
    assert found is not None
    assert found.code == "implausible_scope1"
