"""Tencent 2021 to 2023: what the case computes lies beside what was published, and both vintages of 2021 stay queryable."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support.case_builders import errors, found, measured, rows, tco2e
from tanlu.services.inventory.bridge import bridge

TENCENT = Path(__file__).resolve().parents[2] / "cases" / "tencent"
REPORT = "Tencent 2023 ESG report, p. 106"
SCOPE2 = {2021: 2_471_041.1, 2022: 2_650_073.3, 2023: 2_561_328.3}


@cache
def answer_of(year: int, as_of: str | None = None) -> dict[str, Any]:
    return measured(TENCENT, year, as_of=as_of)


def another(folder: Path, **edits: tuple[str, str]) -> Path:
    """The case with one text of case.toml, or of a table, put for another."""
    shutil.copytree(TENCENT, folder, ignore=shutil.ignore_patterns("runs", ".tanlu"))
    for name, (old, new) in edits.items():
        path = folder / ("case.toml" if name == "settings" else f"{name}.csv")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.rule("inventory-1")
@pytest.mark.parametrize(("year", "gap_percent"), [(2021, -0.27), (2022, 0.13), (2023, 0.09)])
def test_market_based_scope_2_is_within_0_3_percent_of_the_published(year: int, gap_percent: float):
    """Tencent 2023 ESG report, p. 106: scope 2 of 2,471,041.1, 2,650,073.3 and 2,561,328.3 t."""
    answer = answer_of(year)
    computed = tco2e(answer, "scope2_market")
    assert (computed / SCOPE2[year] - 1) * 100 == pytest.approx(gap_percent, abs=0.005)
    (check,) = [row for row in answer["checks"] if row["metric"] == "scope2"]
    assert check["stated"] == SCOPE2[year]
    assert check["computed"] == computed
    assert check["gap_percent"] == pytest.approx(gap_percent, abs=0.005)
    assert check["source"].startswith(REPORT)


@pytest.mark.rule("inventory-1")
@pytest.mark.parametrize(("year", "megatonnes"), [(2021, 2.500), (2022, 2.845), (2023, 2.908)])
def test_location_based_scope_2_stands_beside_it(year: int, megatonnes: float):
    """The energy of p. 106 at 0.5703 kg/kWh, nothing taken off for what was contracted."""
    assert tco2e(answer_of(year), "scope2_location") / 1e6 == pytest.approx(megatonnes, abs=0.0005)


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_the_case_measures_without_an_error(year: int):
    answer = answer_of(year)
    assert errors(answer) == []
    assert answer["basis"]["location"] == "ets"
    assert answer["basis"]["market_remainder"] == "average"


@pytest.mark.rule("inventory-4")
def test_the_official_average_of_2023_gives_seven_percent_less(tmp_path: Path):
    """公告2025年第47号: 0.5306 kgCO2/kWh."""
    case = another(tmp_path / "average", settings=('grid = "ets"', 'grid = "average"'))
    answer = measured(case)
    assert tco2e(answer, "scope2_market") / SCOPE2[2023] - 1 == pytest.approx(-0.07, abs=0.005)
    assert answer["basis"]["location"] == "average"
    assert answer["basis"]["remainder_factors"][0]["kgco2e_per_unit"] == 0.5306


@pytest.mark.rule("inventory-4")
def test_the_residual_mix_of_2023_gives_seven_percent_more(tmp_path: Path):
    """公告2025年第47号: 0.6096 kgCO2/kWh without market-traded non-fossil power."""
    toml = ('market_remainder = "average"', 'market_remainder = "residual"')
    answer = measured(another(tmp_path / "residual", settings=toml))
    assert tco2e(answer, "scope2_market") / SCOPE2[2023] - 1 == pytest.approx(0.07, abs=0.005)
    assert answer["basis"]["remainder_factors"][0]["basis"] == "residual"


@pytest.mark.rule("inventory-5")
def test_of_500_gwh_contracted_in_2022_only_what_was_used_is_claimed(tmp_path: Path):
    """Tencent, 2022: 500 GWh of green power contracted for, 336.4195 GWh delivered (2023 ESG report, p. 106)."""
    contracted = rows(
        "instrument=green kind=contract market=CN region=CN start=2022-01-01 end=2022-12-31 kwh=500000000 kgco2e_per_kwh=0"
    )
    case = another(tmp_path / "contracted", activities=("4989120.2,MWh", "336419.5,MWh"))
    (case / "instruments.csv").write_text(contracted, encoding="utf-8")
    answer = measured(case, 2022)
    assert answer["basis"]["kwh_by_level"] == {"contract": 336_419_500.0}
    assert tco2e(answer, "scope2_market") == 0
    assert "163,580,500 kWh stay in its balance" in found(answer, "unused_instrument_balance")["message"]


@pytest.mark.rule("inventory-5", "inventory-2")
def test_what_was_delivered_in_2022_is_claimed_and_the_rest_is_priced():
    """p. 106: 336.4195 GWh of renewables bought of 4,989,120.2 MWh from the grid."""
    levels = answer_of(2022)["basis"]["kwh_by_level"]
    assert levels == {"contract": 336_419_500.0, "ets": pytest.approx(4_989_120_200 - 336_419_500, rel=1e-12)}


@pytest.mark.rule("inventory-8")
def test_2021_as_known_in_march_2022_is_what_the_roadmap_published():
    """腾讯碳中和目标及行动路线报告, 2022-02-24: 1.9 + 234.9 + 274.3 = 511.1 万吨."""
    answer = answer_of(2021, "2022-03-01")
    assert answer["tco2e"]["total_market"] == 5_111_000
    assert answer["tco2e"]["scope2_market"] == answer["tco2e"]["scope2_location"] == 2_349_000
    assert answer["lines"]["not_yet_known"] == 9
    assert answer["computed_tco2e"]["total_market"] is None


@pytest.mark.rule("inventory-8")
def test_2021_as_known_today_shows_the_restated_total_beside_the_computed():
    """2023 ESG report, p. 106: 2021 restated to 5,871,780.7 t."""
    answer = answer_of(2021)
    (check,) = [row for row in answer["checks"] if row["metric"] == "total"]
    assert check["stated"] == 5_871_780.7
    assert check["computed"] == tco2e(answer, "total_market") == pytest.approx(5_865_000, abs=500)


@pytest.mark.rule("inventory-8", "inventory-10")
def test_the_bridge_between_the_two_vintages_of_2021_names_the_difference_by_scope():
    """Roadmap 19,000 / 2,349,000 / 2,743,000 t; 2023 report 18,797.8 / computed / 3,381,941.8 t."""
    found_bridge: Any = bridge(TENCENT, (2021, 2021), as_ofs=(date(2022, 3, 1), None))
    by_scope = {scope: sum(parts.values()) for scope, parts in found_bridge["by_scope"].items()}
    computed = tco2e(answer_of(2021), "scope2_market")
    assert by_scope == {
        "scope1": pytest.approx(18_797.8 - 19_000),
        "scope2": pytest.approx(computed - 2_349_000),
        "scope3": pytest.approx(3_381_941.8 - 2_743_000),
    }
    assert found_bridge["from"] == {"year": 2021, "as_of": "2022-03-01", "tco2e": 5_111_000}
    assert found_bridge["change_tco2e"] == pytest.approx(sum(by_scope.values()), abs=1e-6)
    reasons = [finding for finding in found_bridge["findings"] if finding["code"] == "bridge_restated"]
    assert len(reasons) == 3


@pytest.mark.rule("inventory-28")
def test_scope_1_of_2022_over_direct_energy_is_flagged_at_4_9(tmp_path: Path):
    """p. 106: 172,137.9 t over 35,054.9 MWh of direct energy; known fuels give 0.15 to 0.42 t/MWh."""
    assert "4.91 tCO2e/MWh" in found(answer_of(2022), "implausible_scope1")["message"]
    assert "implausible_scope1" not in {row["code"] for row in answer_of(2021)["findings"]}


@pytest.mark.rule("inventory-23")
@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_fifteen_categories_are_not_calculated_because_only_the_total_is_public(year: int):
    """2023 ESG report, p. 106 gives scope 3 in one figure."""
    categories = answer_of(year)["scope3_categories"]
    assert list(categories) == [str(number) for number in range(1, 16)]
    for row in categories.values():
        assert row["status"] == "not_calculated"
        assert row["tco2e"] is None
        assert "only the total of scope 3 is public" in row["reason"]


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_direct_energy_known_only_in_total_is_without_factor_and_no_error_where_scope_1_is_stated(year: int):
    answer = answer_of(year)
    assert answer["lines"]["without_factor"] == 1
    assert found(answer, "without_factor")["severity"] == "note"
    assert answer["tco2e"]["scope1"] == answer["stated"]["scope1"]["tco2e"]
