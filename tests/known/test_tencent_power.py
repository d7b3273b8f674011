"""Tencent's green power of 2022: 504 GWh contracted over six projects, 336 GWh delivered, and 336 GWh claimed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from support.case_builders import measured
from support.power_builders import matched

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "cases" / "tencent"
PROJECTS = [f"green_power_{number}" for number in range(1, 7)]
DELIVERED_KWH = 336_419_500
"""Tencent 2023 ESG report, p. 106: renewable electricity bought in 2022, 336,419.5 MWh."""
MADE_ON_SITE_KWH = 21_870_000
"""The same page: renewable electricity made on site, 21,870.0 MWh."""
INDIRECT_KWH = 5_010_990_200
"""The same page: indirect energy, 5,010,990.2 MWh."""


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    return matched(CASE, 2022)


def test_504_gwh_are_contracted_over_six_projects_and_336_gwh_delivered(answer: dict[str, Any]):
    projects = [answer["contracts"][name] for name in PROJECTS]
    assert sum(row["contracted_kwh"] for row in projects) == 504_000_000
    assert sum(row["generation_kwh"] for row in projects) == DELIVERED_KWH


@pytest.mark.rule("power-14")
def test_what_is_claimed_is_what_was_delivered_not_what_was_contracted(answer: dict[str, Any]):
    claimed = answer["score"]["annual"] * answer["load_kwh"]
    # A score is one float division; 1e-9 of a GWh is far below a Wh.
    assert claimed == pytest.approx(DELIVERED_KWH + MADE_ON_SITE_KWH, rel=1e-12)
    assert answer["load_kwh"] == INDIRECT_KWH


def test_roofs_made_what_the_report_says(answer: dict[str, Any]):
    assert answer["contracts"]["roofs"]["generation_kwh"] == MADE_ON_SITE_KWH


@pytest.mark.rule("power-8")
def test_a_data_centre_at_100_percent_stands_beside_a_portfolio_at_7(answer: dict[str, Any]):
    assert answer["sites"]["qingcheng"]["annual"] == 1.0
    assert answer["score"]["annual"] == pytest.approx(0.0715, abs=5e-5)
    assert answer["sites"]["qingcheng"]["hourly"] < 0.7


def test_matched_over_the_year_scope_2_is_what_the_inventory_has(answer: dict[str, Any]):
    inventory = measured(CASE, 2022)["tco2e"]
    # Sums of 8,760 hours in floating point beside one product: a relative 1e-9.
    assert answer["tco2e"]["market_annual"] == pytest.approx(inventory["scope2_market"], rel=1e-9)


def test_energy_made_on_site_is_told_where_location_prices_it(answer: dict[str, Any]):
    (finding,) = [each for each in answer["findings"] if each["code"] == "onsite_in_location"]
    assert "21,870,000 kWh" in finding["message"]
    assert {each["severity"] for each in answer["findings"]} == {"note"}


def test_the_hourly_tables_are_what_their_script_writes(tmp_path: Path):
    script = (ROOT / "scripts" / "tencent_hours.py").read_text("utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "cases" / "tencent").mkdir(parents=True)
    (tmp_path / "scripts" / "tencent_hours.py").write_text(script, "utf-8")
    subprocess.run([sys.executable, str(tmp_path / "scripts" / "tencent_hours.py")], check=True)
    for name in ("load", "generation"):
        written = pq.read_table(tmp_path / "cases" / "tencent" / f"{name}.parquet")
        assert written.equals(pq.read_table(CASE / f"{name}.parquet")), name
