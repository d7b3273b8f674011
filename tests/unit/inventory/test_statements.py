"""Figures stated elsewhere beside lines: which statement is in force on a day, what it replaces, and what is only compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, codes, errors, factors, found, lines, measured, rows, tco2e
from tanlu.core.errors import QuantityError
from tanlu.inventory.statements import statement_from, tonnes_of

LINES = lines(
    "fuel/diesel 1 t", "electricity/grid 1000 kWh", "material/steel 1 t", "waste/landfill/mixed 1 t", when="2022"
)
DIESEL, AVERAGE, RESIDUAL = 3.145122, 0.5366, 0.5856
"""China: diesel (NDRC/MEE annex 2), grid 2022 (公告2024年第33号)."""
OWN = factors("material/steel CN 2022 2000 t", "waste/landfill/mixed CN 2022 500 t")


def said(*statements: str) -> str:
    return rows(*(f"year=2022 unit=tCO2e source=report {statement}" for statement in statements))


def of(folder: Path, *statements: str, activities: str = LINES, as_of: str | None = None) -> dict[str, Any]:
    case = a_case(folder, activities=activities, factors=OWN, statements=said(*statements))
    return measured(case, 2022, as_of=as_of)


def test_a_figure_replaces_what_lines_give_and_the_finding_names_both(tmp_path: Path):
    answer = of(tmp_path, "metric=scope1 value=10")
    assert answer["tco2e"]["scope1"] == 10
    assert answer["computed_tco2e"]["scope1"] == pytest.approx(DIESEL)
    assert answer["lines"]["priced"] == 4
    note = found(answer, "figure_and_lines")
    assert "10.0 t" in note["message"]
    assert "3.1 t" in note["message"]
    assert tco2e(answer, "total_market") == pytest.approx(10 + RESIDUAL + 2.5)


def test_a_statement_without_use_is_a_figure(tmp_path: Path):
    assert of(tmp_path, "metric=scope1 value=10 use=figure")["tco2e"] == of(tmp_path, "metric=scope1 value=10")["tco2e"]


def test_a_check_is_only_compared(tmp_path: Path):
    answer = of(tmp_path, "metric=scope1 value=4 use=check")
    assert tco2e(answer, "scope1") == pytest.approx(DIESEL)
    assert answer["checks"] == [
        {
            "metric": "scope1",
            "stated": 4.0,
            "computed": pytest.approx(DIESEL),
            "gap_percent": pytest.approx((DIESEL / 4 - 1) * 100),
            "source": "report",
        }
    ]


@pytest.mark.rule("inventory-8")
def test_a_newer_check_puts_an_older_figure_out_of_force_and_lines_count_again(tmp_path: Path):
    statements = ("metric=scope1 value=10 recorded=2023-01-01", "metric=scope1 value=3 recorded=2024-01-01 use=check")
    assert tco2e(of(tmp_path, *statements), "scope1") == pytest.approx(DIESEL)
    assert of(tmp_path, *statements, as_of="2023-12-31")["tco2e"]["scope1"] == 10


@pytest.mark.rule("inventory-8", "inventory-32")
def test_of_several_figures_the_newest_known_by_the_day_counts_and_the_older_stays_queryable(tmp_path: Path):
    statements = ("metric=scope1 value=10 recorded=2023-01-01", "metric=scope1 value=12 recorded=2024-01-01")
    met = {day: of(tmp_path, *statements, as_of=day)["tco2e"]["scope1"] for day in ("2023-06-01", "2024-01-01", None)}
    assert met == {"2023-06-01": 10, "2024-01-01": 12, None: 12}
    assert of(tmp_path, *statements, as_of="2022-12-31")["tco2e"]["scope1"] == pytest.approx(DIESEL)


def test_a_newer_figure_puts_an_older_check_out_of_force(tmp_path: Path):
    statements = ("metric=scope1 value=3 recorded=2023-01-01 use=check", "metric=scope1 value=10 recorded=2024-01-01")
    answer = of(tmp_path, *statements)
    assert answer["tco2e"]["scope1"] == 10
    assert answer["checks"] == []


@pytest.mark.parametrize("use", ["figure", "check"])
@pytest.mark.parametrize("day", ["recorded=2023-01-01", ""])
def test_two_of_one_metric_and_day_are_an_error_and_neither_is_used(tmp_path: Path, use: str, day: str):
    answer = of(tmp_path, f"metric=scope1 value=10 {day}", f"metric=scope1 value=11 {day} use={use}")
    finding = found(answer, "conflicting_statements")
    assert (finding["severity"], finding["file"], finding["rows"]) == ("error", "statements.csv", [2, 3])
    assert tco2e(answer, "scope1") == pytest.approx(DIESEL)


def test_two_of_one_day_are_no_error_where_they_are_of_other_years_or_metrics(tmp_path: Path):
    text = rows(
        "year=2021 metric=scope1 value=1 unit=t source=r recorded=2023-01-01",
        "year=2022 metric=scope1 value=2 unit=t source=r recorded=2023-01-01",
        "year=2022 metric=scope3 value=3 unit=t source=r recorded=2023-01-01",
    )
    answer = measured(a_case(tmp_path, statements=text), 2022)
    assert errors(answer) == []
    assert (answer["tco2e"]["scope1"], answer["tco2e"]["scope3"]) == (2, 3)


def test_scope_2_without_a_basis_fills_both_with_a_note(tmp_path: Path):
    answer = of(tmp_path, "metric=scope2 value=9")
    assert (answer["tco2e"]["scope2_location"], answer["tco2e"]["scope2_market"]) == (9, 9)
    assert found(answer, "scope2_without_basis")["severity"] == "note"


@pytest.mark.parametrize(
    ("named", "other"), [("scope2_location", "scope2_market"), ("scope2_market", "scope2_location")]
)
def test_a_metric_that_names_its_basis_outranks_scope_2(tmp_path: Path, named: str, other: str):
    answer = of(tmp_path, "metric=scope2 value=9 recorded=2024-01-01", f"metric={named} value=7 recorded=2023-01-01")
    assert (answer["tco2e"][named], answer["tco2e"][other]) == (7, 9)


def test_a_stated_scope_3_outranks_its_categories(tmp_path: Path):
    answer = of(tmp_path, "metric=scope3 value=100", "metric=scope3/1 value=7")
    assert answer["tco2e"]["scope3"] == 100
    assert tco2e(answer, "total_location") == pytest.approx(DIESEL + AVERAGE + 100)
    assert answer["scope3_categories"]["1"]["tco2e"] == 7


def test_a_stated_category_takes_the_place_of_its_lines_and_others_still_count(tmp_path: Path):
    answer = of(tmp_path, "metric=scope3/1 value=7")
    assert answer["scope3_categories"]["1"] == {
        "status": "stated",
        "tco2e": 7,
        "reason": "report",
        "reason_zh": "report",
    }
    assert answer["scope3_categories"]["5"]["status"] == "calculated"
    assert answer["tco2e"]["scope3"] == pytest.approx(7.5)
    assert answer["computed_tco2e"]["scope3"] == pytest.approx(2.5)


def test_a_total_can_only_be_checked_and_is_compared_with_the_market_based_total(tmp_path: Path):
    answer = of(tmp_path, "metric=total value=6 use=check", "metric=scope1 value=10")
    assert answer["checks"][0]["computed"] == tco2e(answer, "total_market") == pytest.approx(10 + RESIDUAL + 2.5)
    refused = of(tmp_path, "metric=total value=6")
    assert found(refused, "statement_flaw")["column"] == "use"
    assert tco2e(refused, "total_market") == pytest.approx(DIESEL + RESIDUAL + 2.5)


def test_scope_2_is_checked_against_the_market_based_figure(tmp_path: Path):
    (check,) = of(tmp_path, "metric=scope2 value=0.5 use=check")["checks"]
    assert check["computed"] == pytest.approx(RESIDUAL)


def test_a_check_of_what_nothing_gives_has_no_gap(tmp_path: Path):
    answer = of(tmp_path, "metric=scope3/4 value=5 use=check")
    assert answer["checks"] == [
        {"metric": "scope3/4", "stated": 5.0, "computed": None, "gap_percent": None, "source": "report"}
    ]
    assert answer["scope3_categories"]["4"]["status"] == "not_calculated"


@pytest.mark.rule("inventory-35")
def test_a_case_of_statements_alone_has_figures_and_no_lines(tmp_path: Path):
    answer = measured(a_case(tmp_path, statements=said("metric=scope1 value=10")), 2022)
    assert answer["tco2e"] == {
        "scope1": 10,
        "scope2_location": None,
        "scope2_market": None,
        "scope3": None,
        "total_location": 10,
        "total_market": 10,
    }
    assert set(answer["computed_tco2e"].values()) == {None}
    assert answer["share_measured"] == 0


def test_computed_totals_are_the_sum_of_the_parts_that_are_known(tmp_path: Path):
    answer = of(
        tmp_path, "metric=scope1 value=10", activities=lines("fuel/diesel 1 t", "electricity/grid 1 MWh", when="2022")
    )
    assert answer["computed_tco2e"]["scope3"] is None
    assert answer["computed_tco2e"]["total_market"] == pytest.approx(DIESEL + RESIDUAL)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"metric": "scope4"}, "metric"),
        ({"use": "guess"}, "use"),
        ({"value": None}, "value"),
        ({"year": None}, "year"),
        ({"unit": "kWh"}, "unit"),
        ({"source": None}, "source"),
    ],
)
def test_a_flawed_statement_is_not_used_and_says_why(cells: dict[str, Any], column: str):
    whole = {"metric": "scope1", "year": 2022, "value": 5.0, "unit": "tCO2e", "source": "report"}
    statement, (flaw,) = statement_from({**whole, **cells}, row=3, file="statements.csv")
    assert statement is None
    assert (flaw.severity, flaw.row, flaw.column) == ("error", 3, column)


def test_the_rest_is_measured_beside_a_flawed_statement(tmp_path: Path):
    answer = of(tmp_path, "metric=scope9 value=10", "metric=scope3 value=8")
    assert codes(answer) >= {"statement_flaw"}
    assert (answer["tco2e"]["scope3"], answer["lines"]["priced"]) == (8, 4)


@pytest.mark.parametrize(
    ("value", "unit"),
    [(5_111_000, "tCO2e"), (5111, "ktCO2e"), (5.111, "MtCO2e"), (511.1, "万吨"), (511.1, "万吨CO2e"), (5_111_000, "t")],
)
def test_published_masses_of_co2e_are_tonnes_in_the_end(value: float, unit: str):
    assert tonnes_of(value, unit) == pytest.approx(5_111_000, rel=1e-12)


def test_an_energy_is_no_mass():
    with pytest.raises(QuantityError, match="no mass"):
        tonnes_of(1, "kWh")
