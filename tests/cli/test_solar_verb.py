"""``tanlu solar`` as a person runs it: status, JSON, the page, the file that matching reads back, and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.case_builders import tanlu
from support.generation_builders import A_ROOF, a_solar_case
from support.power_builders import contracts, series

PLANT_KEYS = {
    "kind", "site", "station", "weather_year", "kw", "kwh", "kwh_per_kw", "capacity_factor", "monthly_kwh", "missing_hours",
    "p50_kwh", "p90_kwh", "weather_years", "published_kwh_per_kw", "published_kwh", "cost_saved",
}  # fmt: skip


def test_the_answer_is_one_object_and_what_it_writes_is_matched(tmp_path: Path):
    load = series("site", {"hq": [10]})
    folder = a_solar_case(tmp_path / "c", load=load, contracts=contracts({"contract": "own", "plant": "roof"}))
    ran = tanlu("solar", folder, "--year", "2023", "--json", "--write", folder / "generation.parquet", "--price", "0.5")
    assert (ran.status, ran.err, ran.out.count("\n")) == (0, "", 1)
    plant = ran.answer["plants"]["roof"]
    assert set(plant) == PLANT_KEYS
    assert ran.answer["written_rows"] == 8760
    assert plant["cost_saved"] == pytest.approx(plant["kwh"] / 2)
    matched = tanlu("match", folder, "--year", "2023", "--json")
    assert matched.status == 0
    # 8,760 hours rounded to the Wh
    assert matched.answer["generation_kwh"] == pytest.approx(plant["kwh"], abs=5)


def test_the_page_names_its_figures_in_both_languages_and_draws_the_months(tmp_path: Path):
    ran = tanlu("solar", a_solar_case(tmp_path / "c", f"{A_ROOF} published_kwh_per_kw=1500"), "--year", "2023")
    assert (ran.status, ran.err) == (0, "")
    for text in ("发电量", "各月", "电站", "2023-06", "█", "1,500.0", "No findings"):
        assert text in ran.out


def test_a_csv_has_the_hours_and_an_error_finding_sets_status_1(tmp_path: Path):
    folder = a_solar_case(tmp_path / "c", A_ROOF, A_ROOF.replace("=roof", "=lost").replace("=here", "=nowhere"))
    ran = tanlu("solar", folder, "--year", "2023", "--json", "--write", tmp_path / "hours.csv")
    assert (ran.status, ran.answer["plants"]["lost"]["kwh"]) == (1, None)
    lines = (tmp_path / "hours.csv").read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == ("plant,start,kwh", 8761)
    assert lines[1] == "roof,2023-01-01T00:00Z," + lines[1].rpartition(",")[2]


@pytest.mark.parametrize("words", [["--write", "hours.xlsx"], ["--write", "no/such/folder/hours.csv"], ["--year", "x"]])
def test_what_cannot_be_served_is_status_2_with_one_sentence(tmp_path: Path, words: list[str]):
    ran = tanlu("solar", a_solar_case(tmp_path / "c"), "--year", "2023", "--json", *words)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert not list(tmp_path.glob("*.part"))
