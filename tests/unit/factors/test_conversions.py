"""Litres meet tonnes and metered gas meets normal gas through cited values only; two kinds of heat never meet by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.core.errors import UnitMismatch
from tanlu.core.units import parse_unit
from tanlu.factors.activities import activities, activity_of
from tanlu.factors.conversions import unit_path


def times(activity: str, region: str, source: str, target: str) -> float:
    return unit_path(activity, region, parse_unit(source), parse_unit(target)).multiplier


@pytest.mark.rule("inventory-14")
def test_a_plain_conversion_needs_no_cited_value():
    path = unit_path("fuel/diesel", "CN", parse_unit("short ton"), parse_unit("t"))
    assert (path.multiplier, path.cited) == (0.90718474, 0)
    assert path.steps == ("1 short_ton = 0.90718474 t",)


@pytest.mark.rule("inventory-14")
def test_litres_of_diesel_in_china_meet_tonnes_through_the_density_of_the_tax_rule():
    """财政部 国家税务总局令第51号 (2008), 第十条: 1 t of diesel = 1176 L, of gasoline 1388 L."""
    assert times("fuel/diesel", "CN", "L", "t") == pytest.approx(1 / 1176, rel=1e-12)
    assert times("fuel/gasoline", "CN-GD", "L", "t") == pytest.approx(1 / 1388, rel=1e-12)
    assert unit_path("fuel/diesel", "CN", parse_unit("L"), parse_unit("t")).cited == 1


@pytest.mark.rule("inventory-14")
def test_gas_at_20_degrees_is_less_at_0_degrees():
    """GB/T 19205-2008 reference conditions; ideal gas, 273.15 / 293.15."""
    assert times("fuel/natural_gas", "CN", "m3", "Nm3") == pytest.approx(273.15 / 293.15, rel=1e-9)


@pytest.mark.rule("inventory-14")
def test_a_chain_of_cited_values_names_each_of_them():
    """Metered gas, normal gas, net heat 389.31 GJ/10^4 Nm3 (NDRC/MEE annex 2)."""
    path = unit_path("fuel/natural_gas", "CN", parse_unit("m3"), parse_unit("GJ_net"))
    assert path.multiplier == pytest.approx(273.15 / 293.15 * 38.931 / 1000, rel=1e-9)
    assert path.cited == 2
    assert len(path.steps) == 3


@pytest.mark.rule("inventory-14")
@given(
    source=st.sampled_from(["L", "gal", "kg", "t", "GJ_net"]),
    target=st.sampled_from(["L", "kg", "t", "GJ_net", "kWh_net"]),
)
def test_there_and_back_is_the_same_quantity(source: str, target: str):
    there, back = times("fuel/diesel", "CN", source, target), times("fuel/diesel", "CN", target, source)
    assert there * back == pytest.approx(1, rel=1e-12)


@pytest.mark.rule("inventory-14")
@pytest.mark.parametrize(
    ("activity", "region", "source", "target"),
    [
        ("fuel/natural_gas", "CN", "kWh_gross", "kWh_net"),
        ("fuel/natural_gas", "GB", "kWh_gross", "kWh_net"),
        ("electricity/grid", "CN", "kWh", "kWh_net"),
        ("fuel/diesel", "CN", "L", "km"),
        ("fuel/diesel", "FR", "L", "t"),
        ("material/steel", "CN", "t", "L"),
        ("spend/541511", "US", "USD", "t"),
    ],
)
def test_what_nothing_cited_joins_is_refused_with_both_units_named(
    activity: str, region: str, source: str, target: str
):
    with pytest.raises(UnitMismatch) as refusal:
        times(activity, region, source, target)
    assert parse_unit(source).name in str(refusal.value)
    assert parse_unit(target).name in str(refusal.value)


@pytest.mark.rule("inventory-14")
def test_money_never_converts_as_a_unit():
    with pytest.raises(UnitMismatch):
        times("spend/541511", "US", "CNY", "USD")


@pytest.mark.rule("inventory-22")
@pytest.mark.parametrize(
    ("path", "scope", "category"),
    [
        ("electricity/grid", "2", None),
        ("electricity/onsite_solar", "", None),
        ("heat/steam", "2", None),
        ("fuel/diesel", "1", None),
        ("refrigerant/R-410A", "1", None),
        ("energy/direct", "1", None),
        ("spend/541511", "3", 1),
        ("travel/air/long_haul", "3", 6),
        ("freight/road", "3", 4),
        ("waste/landfill/mixed", "3", 5),
        ("commuting/bus", "3", 7),
    ],
)
def test_each_path_belongs_to_one_scope_and_category(path: str, scope: str, category: int | None):
    row = activity_of(path)
    assert row is not None
    assert (row.scope, row.category) == (scope, category)


def test_the_longest_prefix_wins_and_a_path_under_none_is_unknown():
    assert activity_of("electricity/grid/night") == activities()["electricity/grid"]
    assert activity_of("electricity/tidal") == activities()["electricity"]
    for path in ("", "magic/wand", "electric", "Fuel/diesel"):
        assert activity_of(path) is None, path


@pytest.mark.rule("inventory-16")
def test_methane_of_what_grew_is_not_fossil():
    origins = {
        path: row.methane
        for path in ("fuel/diesel", "fuel/ethanol", "fuel/biogas", "waste/landfill")
        if (row := activity_of(path))
    }
    assert origins == {
        "fuel/diesel": "fossil",
        "fuel/ethanol": "non_fossil",
        "fuel/biogas": "non_fossil",
        "waste/landfill": "unspecified",
    }
