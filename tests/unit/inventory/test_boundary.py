"""One ledger under three consolidations: a venture's half, and leased assets that move between scopes and never vanish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, codes, errors, lines, measured, rows, tco2e
from tanlu.inventory.boundary import Site, site_from

CONSOLIDATIONS = ("equity_share", "financial_control", "operational_control")
VENTURE = "site=jv country=CN region=CN share=0.5"
KG = 0.5306
"""China's average of 2023, 公告2025年第47号."""


def under(folder: Path, consolidation: str, site: str, *sentences: str) -> dict[str, Any]:
    name = site.split()[0].removeprefix("site=")
    activities = lines(*(sentences or ("electricity/grid 1000 kWh",)), site=name)
    case = a_case(folder, sites=rows(site), activities=activities, settings={"consolidation": consolidation})
    return measured(case)


def in_category(answer: dict[str, Any], number: int) -> float | None:
    return answer["scope3_categories"][str(number)]["tco2e"]


@pytest.mark.rule("inventory-6")
def test_a_half_venture_that_we_operate_counts_half_nothing_or_all(tmp_path: Path):
    site = f"{VENTURE} operational_control=yes financial_control=no"
    totals = [tco2e(under(tmp_path, name, site), "scope2_location") for name in CONSOLIDATIONS]
    assert totals == [pytest.approx(KG / 2, rel=1e-12), 0.0, pytest.approx(KG, rel=1e-12)]


@pytest.mark.rule("inventory-6")
def test_a_half_venture_is_controlled_by_nobody_unless_the_table_says_so(tmp_path: Path):
    """Control is by default where the share is above one half."""
    totals = [tco2e(under(tmp_path, name, VENTURE), "scope2_market") for name in CONSOLIDATIONS]
    assert totals == [pytest.approx(0.6096 / 2, rel=1e-12), 0.0, 0.0]


@pytest.mark.rule("inventory-6")
@pytest.mark.parametrize("consolidation", CONSOLIDATIONS)
def test_a_subsidiary_above_one_half_is_controlled(tmp_path: Path, consolidation: str):
    answer = under(tmp_path, consolidation, "site=sub country=CN region=CN share=0.8")
    share = 0.8 if consolidation == "equity_share" else 1.0
    assert tco2e(answer, "scope2_location") == pytest.approx(share * KG, rel=1e-12)


@pytest.mark.rule("inventory-6")
@pytest.mark.parametrize(("leased", "category"), [("in", 8), ("out", 13)])
@pytest.mark.parametrize("consolidation", CONSOLIDATIONS)
def test_a_leased_asset_outside_the_boundary_stands_in_its_category(
    tmp_path: Path, consolidation: str, leased: str, category: int
):
    """GHG Protocol Scope 3 Standard: leased in and not controlled, category 8; leased out, category 13."""
    site = f"site=shop country=CN region=CN share=0 leased={leased}"
    answer = under(tmp_path, consolidation, site, "electricity/grid 1000 kWh", "fuel/diesel 1 t")
    assert tco2e(answer, "scope1") == tco2e(answer, "scope2_location") == tco2e(answer, "scope2_market") == 0
    # Diesel 3.145122 t a tonne (NDRC/MEE annex 2).
    assert in_category(answer, category) == pytest.approx(KG + 3.145122, rel=1e-9)
    assert answer["scope3_categories"][str(category)]["status"] == "calculated"


@pytest.mark.rule("inventory-6")
@pytest.mark.parametrize("leased", ["in", "out"])
def test_a_leased_asset_under_control_stands_in_scopes_1_and_2(tmp_path: Path, leased: str):
    site = f"site=shop country=CN region=CN share=0 leased={leased} operational_control=yes"
    answer = under(tmp_path, "operational_control", site, "electricity/grid 1000 kWh", "fuel/diesel 1 t")
    assert tco2e(answer, "scope1") == pytest.approx(3.145122, rel=1e-9)
    assert tco2e(answer, "scope2_location") == pytest.approx(KG, rel=1e-12)
    assert answer["tco2e"]["scope3"] is None


@pytest.mark.rule("inventory-6")
@pytest.mark.parametrize("consolidation", CONSOLIDATIONS)
@pytest.mark.parametrize("share", ["0", "0.3", "0.5", "0.8", "1"])
def test_nothing_of_a_leased_asset_vanishes(tmp_path: Path, consolidation: str, share: str):
    site = f"site=shop country=CN region=CN share={share} leased=in"
    answer = under(tmp_path, consolidation, site, "electricity/grid 1000 kWh", "fuel/diesel 1 t")
    assert tco2e(answer, "total_location") == pytest.approx(KG + 3.145122, rel=1e-9)


@pytest.mark.rule("inventory-6")
def test_an_asset_moves_between_scopes_as_the_consolidation_changes(tmp_path: Path):
    site = "site=shop country=CN region=CN share=0.4 leased=in operational_control=yes financial_control=no"
    met = {name: under(tmp_path, name, site) for name in CONSOLIDATIONS}
    inside = {name: tco2e(answer, "scope2_location") / KG for name, answer in met.items()}
    assert inside == {
        "equity_share": pytest.approx(0.4),
        "financial_control": 0.0,
        "operational_control": pytest.approx(1),
    }
    outside = {name: (in_category(answer, 8) or 0.0) / KG for name, answer in met.items()}
    assert outside == {
        "equity_share": pytest.approx(0.6),
        "financial_control": pytest.approx(1),
        "operational_control": 0.0,
    }


def test_a_line_outside_the_boundary_is_priced_and_weighs_nothing(tmp_path: Path):
    """INTERFACES: a line at a site outside the boundary is priced and weighs its share, possibly 0."""
    answer = under(tmp_path, "financial_control", VENTURE)
    assert answer["lines"]["priced"] == 1
    assert tco2e(answer, "total_market") == 0


def test_the_boundary_is_told_with_the_answer(tmp_path: Path):
    answer = under(tmp_path, "equity_share", VENTURE)
    assert answer["boundary"]["consolidation"] == "equity_share"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"site": "", "region": "CN"}, "site"),
        ({"site": "hq", "region": "Atlantis"}, "region"),
        ({"site": "hq"}, "region"),
        ({"site": "hq", "region": "CN", "share": 1.5}, "share"),
        ({"site": "hq", "region": "CN", "share": -0.1}, "share"),
    ],
)
def test_a_site_that_cannot_be_placed_or_weighed_is_not_used(cells: dict[str, Any], column: str):
    site, flaws = site_from(cells, row=4, file="sites.csv")
    assert site is None
    assert [(flaw.severity, flaw.table, flaw.row, flaw.column) for flaw in flaws] == [("error", "sites", 4, column)]
    assert flaws[0].mend


@pytest.mark.parametrize("word", ["yes", "YES", "true", "1", "是", "y"])
def test_yes_is_written_in_many_ways(word: str):
    site, flaws = site_from({"site": "a", "region": "CN", "share": 0.1, "operational_control": word}, row=2, file="s")
    assert site is not None
    assert site.operational_control
    assert flaws == []


@pytest.mark.parametrize(
    ("column", "value"), [("kind", "castle"), ("leased", "sideways"), ("operational_control", "perhaps")]
)
def test_a_word_that_is_not_known_is_a_warning_and_the_site_is_used(column: str, value: str):
    site, flaws = site_from({"site": "a", "region": "CN", column: value}, row=2, file="sites.csv")
    assert site is not None
    assert [(flaw.severity, flaw.column) for flaw in flaws] == [("warning", column)]


def test_a_site_without_region_is_placed_by_its_country():
    site, _ = site_from({"site": "a", "country": "CN", "region": None}, row=2, file="sites.csv")
    assert site == Site("a", "CN", name="a")
    assert Site("a", "CN").chain == ("CN",)


def test_a_line_at_an_unknown_site_is_set_aside(tmp_path: Path):
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1 kWh site=moon")))
    assert answer["lines"]["set_aside"] == 1
    assert codes(answer) >= {"unknown_site"}
    assert "moon" in errors(answer)[0]
