"""The known answer of *Your first change*: a thousand kilowatt-hours from China's grid in 2023."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CASE = """
[case]
name = "one meter"
base_year = 2023
consolidation = "operational_control"
gwp = "AR6"
currency = "CNY"
"""
SITES = "site,name,kind,country,region,latitude,longitude,share\noffice,Office,office,CN,CN,,,1\n"
ACTIVITIES = (
    "line,site,start,end,activity,quantity,unit,evidence\n"
    "L1,office,2023-01-01,2023-12-31,electricity/grid,1000,kWh,meter book\n"
)


def test_a_thousand_kwh_of_china_grid_in_2023_weigh_530_point_6_kilograms(tmp_path: Path):
    """生态环境部、国家统计局 公告2025年第47号 (2025-12-31): national average 0.5306 kgCO2/kWh."""
    for name, text in {"case.toml": CASE, "sites.csv": SITES, "activities.csv": ACTIVITIES}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    command = [sys.executable, "-m", "tanlu", "measure", str(tmp_path), "--year", "2023", "--json"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    # 1e-9: one product of two doubles, so only the last bits may differ.
    assert answer["tco2e"]["scope2_location"] == pytest.approx(0.5306, rel=1e-9)
