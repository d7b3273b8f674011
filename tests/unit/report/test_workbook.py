"""The workbook recomputes without us: IronCalc, an engine of others, comes to the figures of measure from its formulas."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from support.case_builders import a_case, factors, lines, measured, rows, table
from support.report_builders import LINES, Recomputed, many_kinds, written
from tanlu.services.report.report import Room

ROOT = Path(__file__).resolve().parents[3]
# A sum of floats over a few dozen rows, in another order than the ledger's integers: a few parts in 1e15.
CLOSE = pytest.approx


def close(value: float | None) -> Any:
    return None if value is None else CLOSE(value, rel=1e-9, abs=1e-9)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A case of many kinds of lines, and its workbook."""
    folder = tmp_path_factory.mktemp("made")
    case, out = many_kinds(folder / "case"), folder / "report.xlsx"
    written(case, out, "en")
    return case, out


def agree(book: Recomputed, answer: dict[str, Any]) -> None:
    """The recomputed workbook says what measure says, to 1e-9."""
    assert dict(book.totals) == {name: close(value) for name, value in answer["tco2e"].items()}
    stated = {row: value for row, value in answer["computed_tco2e"].items() if not row.startswith("total")}
    assert dict(book.computed) == {name: close(value) for name, value in stated.items()}
    categories = {number: close(row["tco2e"]) for number, row in answer["scope3_categories"].items()}
    assert dict(book.categories) == categories


@pytest.mark.rule("report-1", "inventory-31")
@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_tencents_workbook_recomputes_to_its_inventory(tmp_path: Path, year: int):
    case, out = ROOT / "cases" / "tencent", tmp_path / "report.xlsx"
    written(case, out, year=year)
    agree(Recomputed(out), measured(case, year))


STATED = rows(
    "statement=a year=2023 metric=scope3/6 value=11 unit=tCO2e source='annual report'",
    "statement=b year=2023 metric=scope1 value=100 unit=tCO2e source='annual report'",
    "statement=c year=2023 metric=scope2 value=700 unit=tCO2e source=press use=check",
)
EQUITY = {"consolidation": "equity_share", "gwp": "AR5"}
ESTIMATED = '[estimate]\ngaps = "mean_day"\n[factors]\nmarket_remainder = "average"'
EACH, SUMMED = Room(), Room(lines=3)
ALL_SCOPE3 = rows("statement=a year=2023 metric=scope3 value=999 unit=tCO2e source='annual report'")


@pytest.mark.rule("report-1", "inventory-1", "inventory-17", "inventory-22", "inventory-32")
@pytest.mark.parametrize(
    ("more", "room"),
    [
        ({}, EACH),
        ({"settings": EQUITY, "statements": STATED}, EACH),
        ({"toml": ESTIMATED}, EACH),
        ({}, SUMMED),
        ({"settings": EQUITY, "statements": ALL_SCOPE3}, SUMMED),
        ({"toml": ESTIMATED}, SUMMED),
    ],
    ids=["each", "each_stated", "each_with_estimates", "summed", "summed_stated", "summed_with_estimates"],
)
def test_lines_of_many_kinds_recompute_to_the_inventory_each_and_summed(tmp_path: Path, more, room: Room):
    case, out = many_kinds(tmp_path / "case", **more), tmp_path / "report.xlsx"
    written(case, out, "en", room=room)
    book, answer = Recomputed(out), measured(case)
    agree(book, answer)
    gases = {"Biogenic CO2, outside the scopes": answer["biogenic_tco2"], **answer["gases_t"]}
    gases["Known only as CO2e"] = gases.pop("CO2e", 0.0)
    assert {name: value for name, value in book.gases.items() if value} == {
        name: close(value) for name, value in gases.items() if value
    }


def test_the_figures_that_a_reader_without_formulas_sees_are_those_that_the_formulas_come_to(made: tuple[Path, Path]):
    _, out = made
    shown, book = CalamineWorkbook.from_path(str(out)), Recomputed(out)
    for sheet in ("Totals", "Sites", "Market", "Factors", "Lines"):
        for number, row in enumerate(shown.get_sheet_by_name(sheet).to_python(), start=1):
            for place, value in enumerate(row):
                if isinstance(value, float):
                    address = f"{chr(65 + place)}{number}"
                    assert book.cell(sheet, address) == CLOSE(value, rel=1e-9, abs=1e-9), f"{sheet} {address}"


@pytest.mark.rule("report-1")
def test_a_quantity_that_an_auditor_changes_moves_both_bases_of_scope_2(tmp_path: Path):
    case = a_case(
        tmp_path / "case",
        activities=lines("electricity/grid 100 MWh"),
        factors=factors(
            "electricity/grid CN 2023 0.5 kWh basis=average", "electricity/grid CN 2023 0.6 kWh basis=residual"
        ),
    )
    out = tmp_path / "report.xlsx"
    written(case, out)
    book = Recomputed(out)
    assert (book.totals["scope2_location"], book.totals["scope2_market"]) == (CLOSE(50.0), CLOSE(60.0))
    book.put("Lines", 4, 10, "200")
    assert (book.totals["scope2_location"], book.totals["scope2_market"]) == (CLOSE(100.0), CLOSE(120.0))
    book.put("Factors", 4, 3, "0.25")
    assert book.totals["total_location"] == CLOSE(50.0)


def test_a_stated_figure_that_is_cleared_lets_the_lines_count(tmp_path: Path):
    case = many_kinds(tmp_path / "case", statements=STATED)
    out = tmp_path / "report.xlsx"
    written(case, out)
    book = Recomputed(out)
    assert book.totals["scope1"] == 100
    book.put("Totals", 4, 3, "")
    assert book.totals["scope1"] == close(measured(case)["computed_tco2e"]["scope1"])


def test_sites_whose_names_a_spreadsheet_takes_for_one_stay_apart(tmp_path: Path):
    """A spreadsheet compares texts without regard to capitals, and takes * for anything."""
    case = a_case(
        tmp_path / "case",
        sites=rows(
            *(f"site={name} name=x kind=office country=CN region=CN share=1" for name in ("hq", "HQ", "h*", ">0"))
        ),
        activities=lines(
            *(f"fuel/diesel {n} t site={site}" for n, site in enumerate(("hq", "HQ", "h*", ">0"), start=1))
        ),
    )
    out = tmp_path / "report.xlsx"
    written(case, out)
    per_tonne = measured(case)["tco2e"]["scope1"] / 10
    found = {row[1]: row[3] / per_tonne for row in Recomputed(out).rows("Sites", "A B C D")}
    assert found == {"hq": CLOSE(1), "HQ": CLOSE(2), "h*": CLOSE(3), ">0": CLOSE(4)}


def test_a_site_without_any_line_is_empty_and_not_zero(tmp_path: Path):
    case = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t"))
    out = tmp_path / "report.xlsx"
    written(case, out)
    (row,) = Recomputed(out).rows("Sites", "B D E F G")
    assert row[2:] == ["", "", ""]


def test_every_line_of_the_year_stands_in_the_workbook_with_what_became_of_it(made: tuple[Path, Path]):
    case, out = made
    found = {row[0]: row[1] for row in Recomputed(out).rows("Lines", "A H I")}
    counts = measured(case)["lines"]
    assert sum(status == "priced" for status in found.values()) == counts["priced"]
    assert (found["L13"], found["L16"], found["L18"]) == ("superseded", "superseded", "without_factor")
    assert len(found) == counts["read"] + counts["superseded"]
    assert "L20" not in found  # a line of 2021


def test_above_the_threshold_the_workbook_says_that_it_holds_sums_and_holds_no_line(tmp_path: Path):
    case, out = many_kinds(tmp_path / "case"), tmp_path / "report.xlsx"
    written(case, out, "en", room=Room(lines=LINES.count("\n") - 2))
    book = Recomputed(out)
    assert any(
        "holds their sums by site, month and factor" in str(book.cell("Report", f"A{row}")) for row in range(1, 12)
    )
    assert {row[0] for row in book.rows("Lines", "A B C")} == {None}


def test_lines_go_on_over_further_sheets(tmp_path: Path):
    case, out = many_kinds(tmp_path / "case"), tmp_path / "report.xlsx"
    written(case, out, room=Room(rows_per_sheet=4))
    book = Recomputed(out)
    assert len([name for name in book.sheets if name.startswith("Lines")]) > 5
    agree(book, measured(case))


DIESEL = {"activity": "fuel/diesel", "quantity": 1, "unit": "t"}
HOSTILE = ["=1+1", '=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "http://evil.example"]


def test_text_that_looks_like_a_formula_or_an_address_stays_text(tmp_path: Path):
    cells = [
        {"line": text, "site": "hq", "start": "2023-01-01", "end": "2023-12-31", "evidence": text} | DIESEL
        for text in HOSTILE
    ]
    case = a_case(tmp_path / "case", activities=table(cells), settings={"name": HOSTILE[0], "name_zh": HOSTILE[1]})
    out = tmp_path / "report.xlsx"
    written(case, out)
    with zipfile.ZipFile(out) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    formulas = [formula for sheet in sheets for formula in re.findall(r"<f>(.*?)</f>", sheet)]
    assert formulas != []
    assert not any("HYPERLINK" in formula or formula in ("1+1", "1", "SUM(A1)") for formula in formulas)
    assert not any("<hyperlink" in sheet for sheet in sheets)
    kept = {row[0].strip() for row in Recomputed(out).rows("Lines", "A B")}
    assert kept == {text.strip() for text in HOSTILE}


def test_the_same_case_gives_the_same_bytes(made: tuple[Path, Path], tmp_path: Path):
    case, out = made
    written(case, tmp_path / "again.xlsx", "en")
    assert (tmp_path / "again.xlsx").read_bytes() == out.read_bytes()


def test_a_case_of_statements_alone_has_a_workbook(tmp_path: Path):
    case = a_case(tmp_path / "case", statements=ALL_SCOPE3)
    out = tmp_path / "report.xlsx"
    written(case, out)
    assert Recomputed(out).totals == {
        "scope1": None, "scope2_location": None, "scope2_market": None, "scope3": 999, "total_location": 999, "total_market": 999,
    }  # fmt: skip
