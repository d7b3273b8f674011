"""The act of reporting: the newest year, the day of knowledge, the base year and the year before, and files that are whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.case_builders import a_case, lines, rows
from support.report_builders import told, written
from tanlu.core.errors import CaseError, ReportError
from tanlu.services.report.report import newest_year

STATED = rows("statement=s year=2024 metric=scope1 value=5 unit=tCO2e source=press recorded=2025-05-01")


def test_the_newest_year_is_that_of_the_newest_line_or_statement(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("fuel/diesel 1 t 2021", "fuel/diesel 1 t 2022-11-01..2023-01-05"))
    assert newest_year(case) == 2023
    a_case(case, statements=STATED)
    assert newest_year(case) == 2024


def test_the_newest_year_as_known_on_a_day_does_not_know_of_later_rows(tmp_path: Path):
    case = a_case(
        tmp_path,
        activities=lines("fuel/diesel 1 t 2021 recorded=2022-01-01", "fuel/diesel 1 t 2022 recorded=2023-06-01"),
        statements=STATED,
    )
    assert newest_year(case, date(2023, 1, 1)) == 2021
    assert newest_year(case, date(2024, 1, 1)) == 2022


def test_the_newest_year_is_the_companys_own_year(tmp_path: Path):
    case = a_case(
        tmp_path, activities=lines("fuel/diesel 1 t 2023-01-01..2023-03-31"), settings={"year_starts": "04-01"}
    )
    assert newest_year(case) == 2022


def test_a_case_without_any_year_is_told_what_to_add(tmp_path: Path):
    with pytest.raises(CaseError, match="no line and no statement of any year"):
        newest_year(a_case(tmp_path, activities=lines()))


@pytest.mark.parametrize("name", ["report.doc", "report", "report.html.txt", ".html"])
def test_an_ending_that_is_none_of_ours_is_refused_with_those_that_are(tmp_path: Path, name: str):
    with pytest.raises(ReportError, match=r"let it end in \.html, \.pdf, \.xlsx, \.json"):
        written(a_case(tmp_path), tmp_path / name)


def test_a_file_that_cannot_be_written_is_refused_and_leaves_the_older_one_whole(tmp_path: Path):
    case = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t"))
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ReportError, match="cannot be written"):
        written(case, tmp_path / "file" / "report.json")
    (tmp_path / "report.json").mkdir()
    with pytest.raises(ReportError, match="cannot be written"):
        written(case, tmp_path / "report.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "file", "report.json"]


def test_a_report_reads_the_case_and_leaves_nothing_in_it(tmp_path: Path):
    case = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t"))
    before = sorted(path.name for path in case.rglob("*"))
    written(case, tmp_path / "new" / "report.xlsx")
    assert sorted(path.name for path in case.rglob("*")) == before


@pytest.mark.rule("inventory-9")
def test_a_report_of_an_earlier_day_is_the_same_bytes_after_later_rows(tmp_path: Path):
    early = "fuel/diesel 1 t 2022 recorded=2023-01-01", "fuel/diesel 2 t 2023 recorded=2024-01-01"
    case = a_case(tmp_path / "case", activities=lines(*early))
    written(case, tmp_path / "before.json", as_of="2024-06-01")
    a_case(case, activities=lines(*early, "fuel/diesel 50 t 2023 recorded=2024-09-01 replaces=L2"), statements=STATED)
    written(case, tmp_path / "after.json", as_of="2024-06-01")
    assert (tmp_path / "before.json").read_bytes() == (tmp_path / "after.json").read_bytes()


def test_the_base_year_and_the_year_before_are_beside_the_year(tmp_path: Path):
    case = a_case(
        tmp_path / "case",
        activities=lines("fuel/diesel 8 t 2021", "fuel/diesel 10 t 2022", "fuel/diesel 6 t 2023"),
        settings={"base_year": 2021},
        toml='[[targets]]\nname = "half"\nmetric = "scope1+2"\nyear = 2030\nreduction = 0.5\n'
        '[[targets]]\nname = "scope 1"\nmetric = "total"\nyear = 2030\nreduction = 0.5',
    )
    said = told(case, tmp_path)
    base, now = said["base_year"]["tco2e"]["scope1"], said["inventory"]["tco2e"]["scope1"]
    assert now / base == pytest.approx(6 / 8)
    assert said["bridge"]["change_tco2e"] == pytest.approx(now * (6 - 10) / 6)
    half, total = said["targets"]
    assert (half["tco2e"], half["changed"]) == (None, None)  # no electricity is known, so scope 1 and 2 is not
    assert (total["limit_tco2e"], total["changed"]) == (pytest.approx(base / 2), pytest.approx(-0.25))


def test_without_a_year_before_there_is_no_change_to_explain(tmp_path: Path):
    said = told(
        a_case(tmp_path / "case", activities=lines("fuel/diesel 8 t 2023"), settings={"base_year": 2023}), tmp_path
    )
    assert said["bridge"] is None
    assert said["base_year"]["tco2e"] == said["inventory"]["tco2e"]
