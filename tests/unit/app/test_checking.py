"""A check goes through every table once, over all years, names what it finds, and stamps that ids are unique."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from support.case_builders import a_case, codes, factors, found, lines, rows
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.check import check, check_json
from tanlu.services.inventory.run import RunOptions, measure_and_save


def test_years_tables_and_counts_are_told(tmp_path: Path):
    sentences = ("fuel/diesel 1 t 2021", "fuel/diesel 1 t 2023", "fuel/unobtainium 1 t 2023", "magic/wand 1 t 2022")
    case = a_case(tmp_path, activities=lines(*sentences), factors=factors("material/steel CN 2023 2000 t"))
    answer = check_json(check(case))
    assert answer["years"] == [2021, 2023]
    assert answer["lines"]["read"] == 4
    assert (answer["lines"]["priced"], answer["lines"]["set_aside"], answer["lines"]["without_factor"]) == (2, 1, 1)
    assert answer["tables"] == {"sites": 1, "factors": 1, "statements": 0, "instruments": 0}


@pytest.mark.rule("inventory-35")
def test_gaps_of_every_year_are_named(tmp_path: Path):
    case = a_case(
        tmp_path, activities=lines("fuel/diesel 1 t 2022-01-01..2022-11-30", "fuel/diesel 1 t 2023-02-01..2023-12-31")
    )
    months = [row["message"] for row in check_json(check(case))["findings"] if row["code"] == "gap"]
    assert len(months) == 2
    assert any("2022-12" in message for message in months)
    assert any("2023-01" in message for message in months)


def test_a_conflict_of_statements_in_any_year_is_found(tmp_path: Path):
    said = rows(
        "year=2019 metric=scope1 value=1 unit=t source=r",
        "year=2019 metric=scope1 value=2 unit=t source=r",
        "year=2023 metric=scope1 value=2 unit=t source=r",
    )
    assert found(check_json(check(a_case(tmp_path, statements=said))), "conflicting_statements")["rows"] == [2, 3]


@pytest.mark.rule("inventory-3")
def test_instruments_are_judged_in_every_year_that_has_lines(tmp_path: Path):
    bad = rows(
        "instrument=c kind=certificate market=CN region=CN start=2022-01-01 end=2022-12-31 kwh=1 kgco2e_per_kwh=0"
    )
    case = a_case(
        tmp_path, activities=lines("electricity/grid 1 MWh 2022", "electricity/grid 1 MWh 2023"), instruments=bad
    )
    assert "instrument_refused" in codes(check_json(check(case)))


def test_ids_that_stand_twice_are_found_exactly_and_the_stamp_says_how_many(tmp_path: Path):
    case = a_case(
        tmp_path, activities=lines("fuel/diesel 1 t line=A", "fuel/diesel 2 t line=B", "fuel/diesel 3 t line=A")
    )
    finding = found(check_json(check(case)), "duplicate_line")
    assert (finding["severity"], finding["column"], finding["rows"]) == ("error", "line", [2, 4])
    stamp = json.loads((case / ".tanlu" / "ids.json").read_text(encoding="utf-8"))
    assert (stamp["lines"], stamp["duplicates"]) == (3, finding["count"])
    before = stamp["table"]
    a_case(case, activities=lines("fuel/diesel 1 t line=A", "fuel/diesel 2 t line=B", "fuel/diesel 3 t line=C"))
    assert codes(check_json(check(case))) & {"duplicate_line"} == set()
    assert json.loads((case / ".tanlu" / "ids.json").read_text(encoding="utf-8"))["table"] != before


@pytest.mark.rule("inventory-30")
def test_a_run_that_was_edited_is_found(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("fuel/diesel 1 t"))
    trail = measure_and_save(MeasureRequest(case, 2023), RunOptions()).trail
    assert trail is not None
    assert "run_edited" not in codes(check_json(check(case)))
    (trail / "totals.csv").write_text("edited", encoding="utf-8")
    assert "totals.csv" in found(check_json(check(case)), "run_edited")["message"]


@pytest.mark.rule("inventory-9")
def test_as_known_on_a_day_later_rows_are_not_checked(tmp_path: Path):
    later = "recorded=2026-02-01"
    case = a_case(
        tmp_path,
        activities=lines("fuel/diesel 1 t", f"fuel/diesel 1 furlong {later}"),
        factors=factors(f"material/steel CN 2023 1 t licence= {later}"),
        statements=rows(f"year=2023 metric=scope9 value=1 unit=t source=r {later}"),
    )
    now, then = check_json(check(case)), check_json(check(case, as_of=date(2026, 1, 1)))
    assert {"unknown_unit", "incomplete_factor", "statement_flaw"} <= codes(now)
    assert {"unknown_unit", "incomplete_factor", "statement_flaw"} & codes(then) == set()


def test_a_check_does_not_measure_and_leaves_no_run(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("fuel/diesel 1 t"))
    check(case)
    assert not (case / "runs").exists()
