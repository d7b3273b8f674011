"""Why one year's total became the next one's: activity, factor, boundary and method, which are the change to 1e-9."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.case_builders import a_case, lines, measured, rows
from tanlu.inventory.bridge import CellAmount, shapley
from tanlu.services.inventory.bridge import bridge

PARTS = ("activity", "factor", "boundary", "method")
SITES = rows(
    "site=hq country=CN region=CN", "site=gd country=CN region=CN-GD", "site=half country=CN region=CN share=0.5"
)
Y2022, Y2023 = 0.5366, 0.5306
"""China's averages, 公告2024年第33号 and 公告2025年第47号."""


def bridged(folder: Path, *sentences: str, basis: Any = "location", **more: Any) -> Any:
    return bridge(a_case(folder, activities=lines(*sentences), **more), (2022, 2023), basis=basis)


def only(**parts: float) -> dict[str, Any]:
    """The parts named, and nothing of the others."""
    return {part: pytest.approx(parts.get(part, 0.0), abs=1e-12, rel=1e-9) for part in PARTS}


@pytest.mark.rule("inventory-10")
def test_more_energy_at_one_factor_is_activity(tmp_path: Path):
    answer = bridged(tmp_path, "fuel/diesel 10 t 2022", "fuel/diesel 30 t 2023")
    assert answer["parts"] == only(activity=20 * 3.145122)
    assert answer["by_scope"]["scope1"] == only(activity=20 * 3.145122)


@pytest.mark.rule("inventory-10")
def test_the_same_energy_at_another_factor_is_factor(tmp_path: Path):
    answer = bridged(tmp_path, "electricity/grid 1 MWh 2022", "electricity/grid 1 MWh 2023")
    assert answer["parts"] == only(factor=Y2023 - Y2022)
    assert answer["change_tco2e"] == pytest.approx(Y2023 - Y2022)


@pytest.mark.rule("inventory-10")
def test_energy_and_factor_share_their_product_evenly(tmp_path: Path):
    """Shapley: activity 1 MWh at the mean factor, factor 0.006 at the mean energy."""
    answer = bridged(tmp_path, "electricity/grid 1 MWh 2022", "electricity/grid 2 MWh 2023")
    assert answer["parts"] == only(activity=(Y2022 + Y2023) / 2, factor=(Y2023 - Y2022) * 1.5)


@pytest.mark.rule("inventory-10")
def test_a_site_that_only_one_year_has_is_boundary(tmp_path: Path):
    answer = bridged(
        tmp_path, "fuel/diesel 1 t 2022", "fuel/diesel 1 t 2023", "fuel/diesel 5 t 2023 site=gd", sites=SITES
    )
    assert answer["parts"] == only(boundary=5 * 3.145122)


@pytest.mark.rule("inventory-10")
def test_an_activity_that_a_site_takes_up_is_activity(tmp_path: Path):
    answer = bridged(tmp_path, "fuel/diesel 1 t 2022", "fuel/diesel 1 t 2023", "electricity/grid 1 MWh 2023")
    assert answer["by_scope"]["scope1"] == only()
    # Scope 2 is not known for 2022: absent is not zero, so the whole of it is method, and a finding says so.
    assert answer["by_scope"]["scope2"] == only(method=Y2023)
    assert "bridge_one_sided" in {row["code"] for row in answer["findings"]}


@pytest.mark.rule("inventory-10")
def test_instruments_are_factor_on_the_market_side(tmp_path: Path):
    green = rows(
        "instrument=g kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=1000 kgco2e_per_kwh=0"
    )
    sentences = ("electricity/grid 1 MWh 2022", "electricity/grid 1 MWh 2023")
    assert bridged(tmp_path, *sentences, basis="market", instruments=green)["parts"] == only(factor=-0.5856)
    assert bridged(tmp_path, *sentences, basis="location", instruments=green)["parts"] == only(factor=Y2023 - Y2022)


@pytest.mark.rule("inventory-10", "inventory-8")
def test_a_figure_restated_for_one_year_is_method_by_scope(tmp_path: Path):
    said = rows(
        "year=2022 metric=scope1 value=10 unit=t source=first recorded=2023-03-01",
        "year=2022 metric=scope1 value=12 unit=t source=second recorded=2024-03-01",
        "year=2022 metric=scope3 value=90 unit=t source=first recorded=2023-03-01",
        "year=2022 metric=scope3 value=85 unit=t source=second recorded=2024-03-01",
    )
    case = a_case(tmp_path, statements=said)
    answer = bridge(case, (2022, 2022), as_ofs=(date(2023, 6, 1), None))
    assert answer["by_scope"] == {"scope1": only(method=2), "scope2": only(), "scope3": only(method=-5)}
    assert (answer["from"]["tco2e"], answer["to"]["tco2e"]) == (100, 97)


@pytest.mark.rule("inventory-10", "inventory-32")
def test_a_correction_between_two_vintages_of_one_year_is_activity(tmp_path: Path):
    activities = lines("fuel/diesel 10 t 2022", "fuel/diesel 11 t 2022 replaces=L1 recorded=2024-05-01")
    answer = bridge(a_case(tmp_path, activities=activities), (2022, 2022), as_ofs=(date(2024, 1, 1), None))
    assert answer["parts"] == only(activity=3.145122)


def test_the_ends_of_the_bridge_are_the_totals_that_measure_gives(tmp_path: Path):
    answer = bridged(tmp_path, "electricity/grid 1 MWh 2022", "electricity/grid 3 MWh 2023", basis="market")
    for end, year in (("from", 2022), ("to", 2023)):
        assert answer[end]["tco2e"] == measured(tmp_path, year)["tco2e"]["total_market"]


amounts = st.integers(0, 10**6).map(lambda number: f"{number / 1000}")
cells = st.sampled_from(
    [
        ("hq", "electricity/grid", "MWh"),
        ("gd", "electricity/grid", "kWh"),
        ("half", "electricity/grid", "MWh"),
        ("hq", "fuel/diesel", "t"),
        ("gd", "fuel/natural_gas", "m3"),
        ("half", "fuel/diesel", "L"),
        ("gd", "heat/steam", "GJ"),
        ("hq", "refrigerant/R-410A", "kg"),
    ]
)
ledgers = st.lists(st.tuples(cells, amounts, st.sampled_from(["2022", "2023", "2022-07-01..2023-06-30"])), max_size=10)


@pytest.mark.rule("inventory-10")
@settings(max_examples=8)
@given(ledger=ledgers, basis=st.sampled_from(["market", "location"]), green=st.integers(0, 800_000))
def test_the_parts_sum_to_the_change_of_each_scope_to_1e_9(tmp_path_factory, ledger, basis, green: int):
    """Scope by scope, so that nothing left over in one can hide in another."""
    sentences = [f"{path} {amount} {unit} {days} site={site}" for (site, path, unit), amount, days in ledger]
    ppa = f"instrument=p kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh={green} kgco2e_per_kwh=0.02"
    folder = tmp_path_factory.mktemp("case")
    case = a_case(
        folder,
        activities=lines(*sentences),
        sites=SITES,
        settings={"consolidation": "equity_share"},
        instruments=rows(ppa),
    )
    answer: Any = bridge(case, (2022, 2023), basis=basis)
    ends = [measured(case, year)["tco2e"] for year in (2022, 2023)]
    scale = max(1.0, *(abs(value or 0.0) for end in ends for value in end.values()))
    for scope, metric in (("scope1", "scope1"), ("scope2", f"scope2_{basis}"), ("scope3", "scope3")):
        change = (ends[1][metric] or 0.0) - (ends[0][metric] or 0.0)
        assert sum(answer["by_scope"][scope].values()) == pytest.approx(change, abs=1e-9 * scale), scope
    total = f"total_{basis}"
    assert answer["change_tco2e"] == (ends[1][total] or 0.0) - (ends[0][total] or 0.0)
    assert sum(answer["parts"].values()) == pytest.approx(answer["change_tco2e"], abs=1e-9 * scale)


values = st.floats(0, 1e6)


@pytest.mark.rule("inventory-10")
@given(before=st.tuples(values, st.floats(0, 1), values), after=st.tuples(values, st.floats(0, 1), values))
def test_a_product_of_three_is_split_without_a_remainder_and_the_way_back_is_its_mirror(before, after):
    def amount(gross: float, weight: float, factor: float) -> CellAmount:
        return CellAmount(gross, gross * weight, gross * weight * factor)

    there, back = shapley(amount(*before), amount(*after)), shapley(amount(*after), amount(*before))
    change = amount(*after).tco2e - amount(*before).tco2e
    # Parts may cancel: what is left of their last bits, some 1e-16 of the largest, is the tolerance.
    scale = max(1.0, *map(abs, there.values()))
    assert sum(there.values()) == pytest.approx(change, abs=1e-12 * scale)
    for part in there:
        assert there[part] == pytest.approx(-back[part], abs=1e-12 * scale)
