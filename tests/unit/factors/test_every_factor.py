"""Each published factor is found by its own key: no row of the library hides another or is equal to one."""

from __future__ import annotations

import pytest

from tanlu.core.period import Period
from tanlu.factors.library import library
from tanlu.factors.resolution import SERVES_NO_LINE, Policy, resolve


@pytest.mark.rule("inventory-13", "inventory-33")
def test_every_published_factor_is_found_by_its_activity_region_day_basis_and_unit():
    found = library()
    hidden: list[str] = []
    for activity in found.by_activity:
        for factor in found.candidates(activity):
            if factor.basis in SERVES_NO_LINE or factor.region == "GLOBAL":
                continue
            day = Period(factor.validity.start, factor.validity.start)
            met = resolve(found, activity, factor.region, day, unit=factor.unit, bases=(factor.basis,), policy=Policy())
            if met.factor.factor != factor.factor:
                hidden.append(factor.factor)
    assert hidden == []
