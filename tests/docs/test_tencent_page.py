"""The README of the Tencent case prints the figures that the tool gives and those that the tables state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.manual import ROOT
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.measure import measure

CASE = ROOT / "cases" / "tencent"
PAGE = (CASE / "README.md").read_text(encoding="utf-8")
YEARS = (2021, 2022, 2023)


def row(name: str) -> list[str]:
    """Return the cells of a row of the page's first table."""
    (found,) = re.findall(rf"^\| {re.escape(name)} \|(.*)\|$", PAGE, re.MULTILINE)
    return [cell.strip() for cell in found.split("|")]


@pytest.mark.parametrize("year", YEARS)
def test_the_page_has_the_figures_of_the_year(year: int):
    inventory = measure(MeasureRequest(Path(CASE), year)).inventory
    checks = {check["metric"]: check for check in inventory.checks}
    shown = {
        "scope 2, computed, market-based": f"{inventory.tco2e['scope2_market']:,.1f}",
        "scope 2, computed, location-based": f"{inventory.tco2e['scope2_location']:,.1f}",
        "scope 2, published": f"{checks['scope2']['stated']:,.1f}",
        "gap": f"{checks['scope2']['gap_percent']:+.2f} %".replace("-", "−"),
        "total, computed, market-based": f"{inventory.tco2e['total_market']:,.1f}",
        "total, published": f"{checks['total']['stated']:,.1f}",
    }
    assert {name: row(name)[YEARS.index(year)] for name in shown} == shown
