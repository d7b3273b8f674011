"""Days of the year that the lines of a metered activity leave uncovered: named by month, and filled only on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, codes, found, lines, measured, rows, tco2e

ESTIMATE = '[estimate]\ngaps = "mean_day"\n'
KG = 0.5306
"""China's average of 2023, 公告2025年第47号."""


def of(folder: Path, *sentences: str, toml: str = "", **more: Any) -> dict[str, Any]:
    return measured(a_case(folder, activities=lines(*sentences), toml=toml, **more))


@pytest.mark.rule("inventory-35")
@pytest.mark.parametrize(
    ("sentences", "days", "months"),
    [
        (["1000 kWh 2023-02-01..2023-12-31"], 31, "2023-01"),
        (["1000 kWh 2023-01-01..2023-11-30"], 31, "2023-12"),
        (["500 kWh 2023-01-01..2023-03-31", "500 kWh 2023-05-01..2023-12-31"], 30, "2023-04"),
        (["1000 kWh 2023-01-02..2023-12-31"], 1, "2023-01"),
        (["1000 kWh 2023-06-11..2023-06-20"], 355, "2023-01"),
    ],
)
def test_a_gap_at_either_end_or_between_two_lines_names_site_and_months(
    tmp_path: Path, sentences: list[str], days: int, months: str
):
    gap = found(of(tmp_path, *(f"electricity/grid {sentence}" for sentence in sentences)), "gap")
    assert (gap["severity"], gap["table"]) == ("warning", "activities")
    assert f"electricity/grid at hq has no line for {days} day" in gap["message"]
    assert months in gap["message"]
    assert "nothing was added" in gap["message"]


@pytest.mark.rule("inventory-35")
def test_nothing_is_added_unless_the_case_says_so(tmp_path: Path):
    assert tco2e(of(tmp_path, "electricity/grid 310 kWh 2023-01"), "scope2_location") == pytest.approx(310 * KG / 1000)


@pytest.mark.rule("inventory-35")
def test_a_year_that_is_covered_has_no_gap_however_its_lines_overlap(tmp_path: Path):
    answer = of(
        tmp_path, "electricity/grid 5 kWh 2022-11-01..2023-08-31", "electricity/grid 5 kWh 2023-07-01..2024-02-02"
    )
    assert "gap" not in codes(answer)


@pytest.mark.rule("inventory-35")
def test_gaps_are_told_for_each_site_and_activity(tmp_path: Path):
    sites = rows("site=hq region=CN", "site=lab region=CN")
    answer = of(
        tmp_path,
        "electricity/grid 5 kWh 2023",
        "electricity/grid 5 kWh 2023-01-01..2023-11-30 site=lab",
        "fuel/natural_gas 5 m3 2023-02-01..2023-12-31",
        sites=sites,
    )
    gaps = sorted(row["message"].split(" has no line")[0] for row in answer["findings"] if row["code"] == "gap")
    assert gaps == ["electricity/grid at lab", "fuel/natural_gas at hq"]


@pytest.mark.rule("inventory-35")
@pytest.mark.parametrize("sentence", ["travel/air/long_haul 5 pkm 2023-03", "waste/landfill/mixed 5 t 2023-03"])
def test_what_is_not_metered_day_by_day_has_no_gaps(tmp_path: Path, sentence: str):
    own = rows(
        "factor=a activity=travel/air/long_haul region=CN valid_from=2023-01-01 unit=pkm kgco2e=0.1 basis= source=s licence=l",
        "factor=b activity=waste/landfill/mixed region=CN valid_from=2023-01-01 unit=t kgco2e=500 basis= source=s licence=l",
    )
    answer = of(tmp_path, sentence, factors=own)
    assert answer["lines"]["priced"] == 1
    assert "gap" not in codes(answer)


@pytest.mark.rule("inventory-35")
def test_a_mean_day_fills_the_gap_in_the_totals_flagged_and_outside_the_lines(tmp_path: Path):
    answer = of(tmp_path, "electricity/grid 3100 kWh 2023-01", toml=ESTIMATE)
    assert tco2e(answer, "scope2_location") == pytest.approx(36_500 * KG / 1000, rel=1e-9)
    assert tco2e(answer, "scope2_market") == pytest.approx(36_500 * 0.6096 / 1000, rel=1e-9)
    assert answer["lines"]["read"] == answer["lines"]["priced"] == 1
    assert "estimated at the mean of the covered days" in found(answer, "gap")["message"]
    assert answer["share_measured"] == pytest.approx(31 / 365, rel=1e-9)
    assert answer["share_estimated"] == pytest.approx(334 / 365, rel=1e-9)


@pytest.mark.rule("inventory-35")
@pytest.mark.parametrize(
    "sentences",
    [
        ["electricity/grid 3340 kWh 2023-02-01..2023-12-31"],
        ["electricity/grid 3340 kWh 2023-01-01..2023-11-30"],
        [
            "electricity/grid 310 kWh 2023-01",
            "electricity/grid 280 kWh 2023-02",
            "electricity/grid 2.75 MWh 2023-04-01..2023-12-31",
        ],
    ],
)
def test_ten_kwh_a_day_are_3650_a_year_wherever_the_gap_lies(tmp_path: Path, sentences: list[str]):
    assert tco2e(of(tmp_path, *sentences, toml=ESTIMATE), "scope2_location") == pytest.approx(
        3650 * KG / 1000, rel=1e-9
    )


@pytest.mark.rule("inventory-35")
def test_only_the_days_of_the_year_count_towards_the_mean_day(tmp_path: Path):
    """61 days at 10 kWh, 31 of them in the year: the mean day is 10 kWh."""
    answer = of(tmp_path, "electricity/grid 620 kWh 2022-12-01..2023-01-31", toml=ESTIMATE)
    assert tco2e(answer, "scope2_location") == pytest.approx(3650 * KG / 1000, rel=1e-9)


@pytest.mark.rule("inventory-35")
def test_a_year_without_a_single_line_is_not_estimated(tmp_path: Path):
    answer = of(tmp_path, "electricity/grid 3100 kWh 2022-01", toml=ESTIMATE)
    assert answer["lines"]["outside_year"] == 1
    assert answer["tco2e"]["scope2_location"] is None


@pytest.mark.rule("inventory-35", "inventory-6")
def test_an_estimate_weighs_the_share_of_its_site(tmp_path: Path):
    sites = rows("site=hq region=CN share=0.5")
    settings = {"consolidation": "equity_share"}
    answer = of(tmp_path, "electricity/grid 3100 kWh 2023-01", toml=ESTIMATE, sites=sites, settings=settings)
    assert tco2e(answer, "scope2_location") == pytest.approx(18_250 * KG / 1000, rel=1e-9)


@pytest.mark.rule("inventory-35")
def test_instruments_cover_estimates_as_they_cover_lines(tmp_path: Path):
    ppa = rows(
        "instrument=ppa kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=99999 kgco2e_per_kwh=0"
    )
    answer = of(tmp_path, "electricity/grid 3100 kWh 2023-01", toml=ESTIMATE, instruments=ppa)
    assert answer["basis"]["kwh_by_level"] == {"contract": pytest.approx(36_500)}
