"""A case opened: every small table is read in whatever form it lies there, and a flaw in one row spares the others."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest

from support.case_builders import a_case, codes, errors, found, lines, measured, rows, tco2e
from tanlu.core.errors import CaseError
from tanlu.services.case.case import open_case
from tanlu.services.case.evidence import evidence_json, evidence_path
from tanlu.services.case.new_case import start_case


def test_the_template_is_a_case_that_measures_without_an_error(tmp_path: Path):
    folder = tmp_path / "my firm"
    written = {path.name for path in start_case(folder)}
    assert written >= {"case.toml", "sites.csv", "activities.csv"}
    answer = measured(folder)
    assert answer["case"] == "my firm"
    assert errors(answer) == []
    assert answer["lines"]["read"] == answer["lines"]["priced"] > 0
    assert tco2e(answer, "total_market") > 0
    assert "gap" not in codes(answer)


def test_nothing_is_written_where_something_lies(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CaseError, match="not empty"):
        start_case(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(CaseError):
        start_case(tmp_path / "mine.txt")


def test_a_new_case_may_lie_in_an_empty_folder_and_deep_down(tmp_path: Path):
    start_case(tmp_path / "a" / "b")
    (tmp_path / "empty").mkdir()
    start_case(tmp_path / "empty")
    assert open_case(tmp_path / "empty").settings.name == "empty"


def test_a_site_twice_is_an_error_and_the_rest_is_used(tmp_path: Path):
    sites = rows("site=hq region=CN", "site=hq region=GB", "site=lab region=CN")
    answer = measured(a_case(tmp_path, sites=sites, activities=lines("electricity/grid 1 MWh site=lab")))
    finding = found(answer, "duplicate_id")
    assert (finding["table"], finding["row"], finding["column"]) == ("sites", 3, "site")
    assert answer["lines"]["priced"] == 1


def test_a_case_without_sites_sets_its_lines_aside(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("electricity/grid 1 MWh"))
    (case / "sites.csv").unlink()
    answer = measured(case)
    assert answer["lines"]["set_aside"] == 1
    assert errors(answer)


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx", "parts"])
def test_a_table_may_be_csv_parquet_a_workbook_or_a_folder_of_parts(tmp_path: Path, form: str):
    case = a_case(tmp_path, activities=lines("electricity/grid 1 MWh", "fuel/diesel 1 t"))
    if form != "csv":
        frame = polars.read_csv(case / "activities.csv", infer_schema_length=None)
        (case / "activities.csv").unlink()
        if form == "parquet":
            frame.write_parquet(case / "activities.parquet")
        elif form == "xlsx":
            frame.write_excel(case / "activities.xlsx")
        else:
            (case / "activities").mkdir()
            for number in range(2):
                frame[number].write_parquet(case / "activities" / f"part-{number}.parquet")
    answer = measured(case)
    assert errors(answer) == []
    assert tco2e(answer, "total_location") == pytest.approx(0.5306 + 3.145122, rel=1e-9)


def test_a_header_that_cannot_be_understood_is_one_error_that_names_the_table(tmp_path: Path):
    case = a_case(tmp_path, activities="colour,weight\nred,5\nblue,6\n")
    answer = measured(case)
    (error,) = [row for row in answer["findings"] if row["severity"] == "error"]
    assert error["table"] == "activities"
    assert answer["lines"]["read"] == 0


@pytest.mark.parametrize(
    ("table", "text", "row"),
    [
        ("deflators", "currency,year,index,source\nUSD,2022,,BEA\n", 2),
        ("exchange_rates", "from,to,year,rate,source\nCNY,USD,2022,,PBC\n", 2),
        ("deflators", "currency,year,index,source\nUSD,2022,100,BEA\nUSD,two,100,BEA\n", 3),
        ("instruments", "instrument,kind,kwh,kgco2e_per_kwh\nx,gift,5,0\n", 2),
    ],
)
def test_a_flawed_row_of_a_small_table_is_named_and_the_rest_is_measured(
    tmp_path: Path, table: str, text: str, row: int
):
    case = a_case(tmp_path, activities=lines("electricity/grid 1 MWh"))
    (case / f"{table}.csv").write_text(text, encoding="utf-8")
    answer = measured(case)
    errors_of = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    assert [(finding["table"], finding["row"]) for finding in errors_of] == [(table, row)]
    assert all(finding["mend"] and finding["column"] for finding in errors_of)
    assert answer["lines"]["priced"] == 1


def test_a_case_of_lines_without_statements_or_of_neither_is_a_case(tmp_path: Path):
    assert measured(a_case(tmp_path / "lines", activities=lines("fuel/diesel 1 t")))["lines"]["priced"] == 1
    assert errors(measured(a_case(tmp_path / "empty"))) == []


@pytest.mark.rule("inventory-30")
def test_evidence_is_hashed_only_inside_its_folder(tmp_path: Path):
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "bill.txt").write_text("bill", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    told = evidence_json(tmp_path, "bill.txt")["sha256"]
    assert told == evidence_json(tmp_path, "evidence/bill.txt")["sha256"]
    assert len(told) == 64
    for text in ("../secret.txt", "secret.txt", "evidence/../secret.txt", str(tmp_path / "secret.txt"), "no.txt", "."):
        assert evidence_path(tmp_path, text) is None, text


def test_no_evidence_is_no_path(tmp_path: Path):
    assert evidence_json(tmp_path, "") == {"path": None, "sha256": None}


def test_lines_without_a_column_for_evidence_are_measured_with_a_warning(tmp_path: Path):
    text = "line,site,start,end,activity,quantity,unit\nL1,hq,2023-01-01,2023-12-31,fuel/diesel,1,t\n"
    answer = measured(a_case(tmp_path, activities=text))
    assert answer["lines"]["priced"] == 1
    assert found(answer, "missing_column")["severity"] == "warning"
