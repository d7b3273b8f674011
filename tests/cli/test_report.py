"""``tanlu report`` as a person runs it: four endings, both languages, and refusals in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.case_builders import a_case, lines, tanlu

ROOT = Path(__file__).resolve().parents[2]
STARTS = {".html": b"<!DOCTYPE html>", ".xlsx": b"PK\x03\x04"}
"""The first bytes of two formats; the others are written by other tests here and beside the typesetter's."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    return a_case(folder, activities=lines("electricity/grid 5 MWh 2023-02", "fuel/diesel 1 t 2022"))


@pytest.mark.parametrize("ending", sorted(STARTS))
def test_the_ending_chooses_the_format(case: Path, tmp_path: Path, ending: str):
    ran = tanlu("report", case, "--out", tmp_path / f"report{ending}", "--lang", "en", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert (ran.answer["year"], ran.answer["format"]) == (2023, ending[1:])
    assert (tmp_path / f"report{ending}").read_bytes().startswith(STARTS[ending])


def test_the_report_of_an_earlier_day_knows_what_was_known_then(tmp_path: Path):
    out = tmp_path / "report.json"
    ran = tanlu("report", ROOT / "cases" / "tencent", "--year", "2021", "--as-of", "2022-12-31", "--out", out)
    assert ran.status == 0
    said = json.loads(out.read_text(encoding="utf-8"))
    assert (said["as_of"], said["inventory"]["tco2e"]["total_market"]) == ("2022-12-31", 5_111_000)
    assert "report written to" in ran.out


def test_error_findings_of_the_case_leave_with_1_and_the_report_is_written(tmp_path: Path):
    case = a_case(tmp_path / "case", activities=lines("fuel/diesel -1 t"))
    ran = tanlu("report", case, "--out", tmp_path / "report.json", "--gwp", "AR5")
    assert ran.status == 1
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["method"]["gwp"] == "AR5"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "report.doc"], "let it end in .html, .pdf, .xlsx, .json"),
        (["--out", "report.html", "--lang", "fr"], "'fr'"),
        (["--out", "report.html", "--as-of", "yesterday"], "--as-of"),
    ],
)
def test_what_cannot_be_served_is_refused_in_words(case: Path, words: list[str], told: str):
    ran = tanlu("report", case, *words)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_a_folder_that_is_no_case_is_refused(tmp_path: Path):
    ran = tanlu("report", tmp_path, "--out", tmp_path / "report.pdf")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "no case.toml" in ran.err
