"""Every line is counted exactly once, in the stated order: not yet known, superseded, outside the year, else read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, codes, errors, factors, found, lines, measured, rows, tco2e

COUNTS = ("read", "priced", "set_aside", "without_factor", "outside_year", "superseded", "not_yet_known")


def counts(answer: dict[str, Any]) -> dict[str, int]:
    """The counts that are not 0; those of read lines must add up."""
    met = answer["lines"]
    assert tuple(met) == COUNTS
    assert met["read"] == met["priced"] + met["set_aside"] + met["without_factor"]
    return {name: count for name, count in met.items() if count}


def of(folder: Path, *sentences: str, as_of: str | None = None, **more: Any) -> dict[str, Any]:
    return measured(a_case(folder, activities=lines(*sentences), **more), as_of=as_of)


@pytest.mark.rule("inventory-35")
@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("electricity/grid 1 kWh", "priced"),
        ("electricity/onsite_solar 1 kWh", "priced"),
        ("electricity/grid 1 kWh 2022", "outside_year"),
        ("electricity/grid 1 kWh 2023-02-30", "set_aside"),
        ("electricity/grid 1 kWh 2023-05-02..2023-05-01", "set_aside"),
        ("electricity/grid 1 kWh start=", "set_aside"),
        ("electricity/grid 1 kWh site=moon", "set_aside"),
        ("electricity/grid 1 kWh site=", "set_aside"),
        ("magic/wand 1 kWh", "set_aside"),
        ("'' 1 kWh", "set_aside"),
        ("electricity/grid one kWh", "set_aside"),
        ("electricity/grid '' kWh", "set_aside"),
        ("electricity/grid -1 kWh", "set_aside"),
        ("electricity/grid 1e300 kWh", "set_aside"),
        ("electricity/grid 1 ''", "set_aside"),
        ("electricity/grid 1 furlong", "set_aside"),
        ("electricity/grid 1 kg", "set_aside"),
        ("electricity/grid 1 kWh category=16", "set_aside"),
        ("fuel/unobtainium 1 t", "without_factor"),
        ("spend/999999 1 CNY", "without_factor"),
        ("energy/direct 1 MWh", "without_factor"),
    ],
)
def test_a_line_of_each_kind_has_its_one_status(tmp_path: Path, sentence: str, status: str):
    answer = of(tmp_path, sentence)
    expected = {status: 1} if status == "outside_year" else {"read": 1, status: 1}
    assert counts(answer) == expected
    if status in ("set_aside", "without_factor"):
        (finding,) = [row for row in answer["findings"] if row["severity"] == "error"]
        assert (finding["table"], finding["file"], finding["row"]) == ("activities", "activities.csv", 2)
        assert finding["column"]
        assert finding["mend"]


def test_not_yet_known_goes_before_all_else(tmp_path: Path):
    """A line that was not known on the day is neither replaced nor outside the year nor unreadable: it was not there."""
    answer = of(
        tmp_path,
        "electricity/grid 1 kWh 2022 recorded=2026-01-01",
        "electricity/grid x kWh recorded=2026-01-01",
        "electricity/grid 1 kWh recorded=2026-01-01 replaces=L2",
        "electricity/grid 1 kWh recorded=2025-12-31",
        as_of="2025-12-31",
    )
    assert counts(answer) == {"read": 1, "priced": 1, "not_yet_known": 3}


def test_superseded_goes_before_outside_the_year_and_before_unreadable(tmp_path: Path):
    answer = of(
        tmp_path,
        "electricity/grid 1 kWh 2022",
        "electricity/grid x kWh",
        "electricity/grid 3 kWh replaces=L1",
        "electricity/grid 4 kWh replaces=L2",
    )
    assert counts(answer) == {"read": 2, "priced": 2, "superseded": 2}


def test_outside_the_year_goes_before_the_flaws_of_the_line(tmp_path: Path):
    answer = of(tmp_path, "magic/wand x furlong 2022 site=moon")
    assert counts(answer) == {"outside_year": 1}


def test_a_period_that_cannot_be_read_counts_as_read(tmp_path: Path):
    answer = of(tmp_path, "electricity/grid 1 kWh 2022-13-01..2022-12-31")
    assert counts(answer) == {"read": 1, "set_aside": 1}
    finding = found(answer, "unreadable_date")
    assert (finding["column"], finding["row"]) == ("start", 2)


def test_blank_recorded_counts_always_and_every_row_counts_without_as_of(tmp_path: Path):
    sentences = ("electricity/grid 1 kWh", "electricity/grid 2 kWh recorded=2030-01-01")
    assert counts(of(tmp_path, *sentences)) == {"read": 2, "priced": 2}
    assert counts(of(tmp_path, *sentences, as_of="2026-06-01")) == {"read": 1, "priced": 1, "not_yet_known": 1}


def test_a_recorded_day_that_cannot_be_read_sets_the_line_aside_where_it_is_asked_for(tmp_path: Path):
    answer = of(tmp_path, "electricity/grid 1 kWh recorded=soon", as_of="2026-06-01")
    assert counts(answer) == {"read": 1, "set_aside": 1}
    assert found(answer, "unreadable_date")["column"] == "recorded"


def test_flaws_of_one_cause_are_one_finding_with_the_rows(tmp_path: Path):
    answer = of(tmp_path, *["electricity/grid 1 furlong"] * 25, "electricity/grid 1 cubit")
    furlongs, cubits = sorted(
        (row for row in answer["findings"] if row["code"] == "unknown_unit"), key=lambda r: -r["count"]
    )
    assert (furlongs["count"], furlongs["rows"]) == (25, list(range(2, 22)))
    assert (cubits["count"], cubits["row"]) == (1, 27)


def test_fuel_energy_known_only_in_total_is_an_error_until_scope_1_is_stated(tmp_path: Path):
    assert found(of(tmp_path, "energy/direct 1 MWh"), "without_factor")["severity"] == "error"
    stated = rows("year=2023 metric=scope1 value=0.2 unit=t source=report")
    answer = of(tmp_path, "energy/direct 1 MWh", statements=stated)
    assert found(answer, "without_factor")["severity"] == "note"
    assert errors(answer) == []


@pytest.mark.rule("inventory-28")
@pytest.mark.parametrize(("tonnes", "flagged"), [(0.14, True), (0.16, False), (0.41, False), (0.43, True)])
def test_scope_1_over_direct_energy_is_plausible_between_0_15_and_0_42(tmp_path: Path, tonnes: float, flagged: bool):
    stated = rows(f"year=2023 metric=scope1 value={tonnes} unit=t source=report")
    answer = of(tmp_path, "energy/direct 1 MWh", statements=stated)
    assert ("implausible_scope1" in codes(answer)) is flagged


@pytest.mark.rule("inventory-22")
@pytest.mark.parametrize("word", ["category=6", "category=scope3/6", "category=3/6"])
def test_a_category_on_a_line_overrides_the_paths_and_the_line_feeds_no_other(tmp_path: Path, word: str):
    own = factors("material/steel CN 2023 2000 t")
    answer = of(tmp_path, f"material/steel 1 t {word}", factors=own)
    known = {number: row["tco2e"] for number, row in answer["scope3_categories"].items() if row["tco2e"] is not None}
    assert known == {"6": 2.0}
    assert tco2e(answer, "scope3") == 2.0


@pytest.mark.rule("inventory-13")
def test_a_line_that_two_factors_serve_equally_well_is_set_aside_and_the_rest_is_measured(tmp_path: Path):
    own = factors("material/steel CN 2023 2000 t", "material/steel CN 2023 2100 t", "material/glass CN 2023 900 t")
    answer = of(tmp_path, "material/steel 1 t", "material/glass 1 t", factors=own)
    assert counts(answer) == {"read": 2, "priced": 1, "set_aside": 1}
    assert tco2e(answer, "scope3") == pytest.approx(0.9)
    assert "equally well" in found(answer, "ambiguous_factor")["message"]
    assert "own_1 and own_2" in found(answer, "conflicting_factor")["message"]


@pytest.mark.rule("inventory-14")
@pytest.mark.parametrize(
    ("written", "kwh"),
    [
        ("1,234.5 kWh", 1234.5),
        ("１２３４．５ kWh", 1234.5),
        ("0.12345 万千瓦时", 1234.5),
        ("1.2345 MWh", 1234.5),
        ("1234.5 度", 1234.5),
        ("4.4442 GJ", 1234.5),
    ],
)
def test_one_quantity_may_be_written_in_many_ways(tmp_path: Path, written: str, kwh: float):
    quantity, unit = written.split()
    answer = of(tmp_path, f"electricity/grid '{quantity}' {unit}")
    assert tco2e(answer, "scope2_location") == pytest.approx(kwh * 0.5306 / 1000, rel=1e-9)


def test_an_empty_case_measures_nothing_and_says_so(tmp_path: Path):
    answer = measured(a_case(tmp_path))
    assert counts(answer) == {}
    assert set(answer["tco2e"].values()) == {None}
    assert "nothing_measured" in codes(answer)
    assert answer["interval_95_tco2e"] == {"low": None, "high": None}


def test_every_flaw_of_a_line_is_told_in_one_pass(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("magic/wand 5 foo 2023-02 site=nowhere category=99"))
    answer = measured(case)
    wanted = {"unknown_site", "unknown_activity", "unknown_unit", "unknown_category"}
    assert wanted <= {finding["code"] for finding in answer["findings"]}
    assert answer["lines"]["set_aside"] == 1
