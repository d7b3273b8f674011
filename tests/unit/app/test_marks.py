"""Invoices: a supplier's own figure replaces spend where it is priced itself; where it is not, the spend still counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars
import pytest

from support.case_builders import a_case, codes, factors, found, lines, measured, rows, tco2e
from tanlu.services.inventory.check import check, check_json
from tanlu.services.inventory.trace import trace

pytestmark = pytest.mark.rule("inventory-22")
OWN = factors("material/steel CN 2023 2000 t", "spend/steel CN 2023 0.5 CNY@2023")
SPEND = "spend/steel 9000 CNY@2023 evidence=invoice_1"
SPENT = 4.5
UNPRICED = {
    "without factor": ("material/timber 1 t", "without_factor", "without_factor"),
    "unit that does not fit": ("material/steel 1 kWh", "set_aside", "unit_mismatch"),
    "unit not known": ("material/steel 1 smoot", "set_aside", "unknown_unit"),
    "no quantity": ("material/steel '' t", "set_aside", "empty_quantity"),
    "quantity below zero": ("material/steel -1 t", "set_aside", "negative_quantity"),
    "site not known": ("material/steel 1 t site=nowhere", "set_aside", "unknown_site"),
    "no day": ("material/steel 1 t 2023-02-30..2023-03-30", "set_aside", "unreadable_date"),
}


def of(folder: Path, *sentences: str, as_of: str | None = None, **tables: Any) -> dict[str, Any]:
    """The answer for some lines of 2023; as Parquet beside it, the same answer."""
    tables = {"factors": OWN, **tables}
    case = a_case(folder / "case", activities=lines(*sentences), **tables)
    answer = measured(case, as_of=as_of)
    same = a_case(folder / "parquet", **tables)
    text = polars.read_csv(case / "activities.csv", infer_schema=False)
    text.with_columns(polars.col("quantity").cast(polars.Float64, strict=False)).write_parquet(
        same / "activities.parquet"
    )
    again = measured(same, as_of=as_of)
    assert (again["tco2e"], again["lines"], codes(again)) == (answer["tco2e"], answer["lines"], codes(answer))
    counts = answer["lines"]
    assert counts["read"] == counts["priced"] + counts["set_aside"] + counts["without_factor"]
    return answer


@pytest.mark.parametrize("flaw", UNPRICED)
def test_a_suppliers_line_that_is_not_priced_leaves_the_spend_counting(tmp_path: Path, flaw: str):
    sentence, status, code = UNPRICED[flaw]
    answer = of(tmp_path, SPEND, f"{sentence} evidence=invoice_1 method=supplier category=1")
    assert tco2e(answer, "scope3") == SPENT
    assert (answer["lines"]["priced"], answer["lines"][status], answer["lines"]["superseded"]) == (1, 1, 0)
    assert code in codes(answer)
    kept = found(answer, "spend_kept")
    assert (kept["severity"], kept["table"], kept["row"], kept["count"]) == ("warning", "activities", 2, 1)
    assert "invoice_1" in kept["message"]


def test_a_suppliers_line_that_is_priced_replaces_the_spend_and_nothing_is_told(tmp_path: Path):
    answer = of(tmp_path, SPEND, "material/steel 1 t evidence=invoice_1 method=supplier")
    assert tco2e(answer, "scope3") == 2.0
    assert (answer["lines"]["priced"], answer["lines"]["superseded"]) == (1, 1)
    assert "spend_kept" not in codes(answer)


def test_one_priced_line_of_the_supplier_replaces_the_spend_beside_one_that_is_not(tmp_path: Path):
    answer = of(
        tmp_path,
        SPEND,
        "material/steel 1 t evidence=invoice_1 method=supplier",
        "material/steel 1 smoot evidence=invoice_1 method=supplier",
    )
    assert tco2e(answer, "scope3") == 2.0
    assert (answer["lines"]["superseded"], answer["lines"]["set_aside"]) == (1, 1)
    assert "spend_kept" not in codes(answer)


def test_each_invoice_is_judged_by_itself(tmp_path: Path):
    answer = of(
        tmp_path,
        SPEND,
        "spend/steel 1000 CNY@2023 evidence=invoice_2",
        "spend/steel 2000 CNY@2023 evidence=invoice_2",
        "material/steel 1 t evidence=invoice_1 method=supplier",
        "material/steel 1 smoot evidence=invoice_2 method=supplier",
    )
    assert tco2e(answer, "scope3") == 2.0 + 1.5
    kept = found(answer, "spend_kept")
    assert (kept["count"], kept["rows"]) == (2, [3, 4])
    assert "invoice_1" not in kept["message"]


def test_a_suppliers_line_without_spend_on_its_invoice_keeps_none(tmp_path: Path):
    answer = of(
        tmp_path, "spend/steel 9000 CNY@2023 evidence=other", "material/steel 1 smoot evidence=i method=supplier"
    )
    assert "spend_kept" not in codes(answer)


def test_a_suppliers_line_that_was_itself_replaced_replaces_no_spend(tmp_path: Path):
    answer = of(
        tmp_path,
        SPEND,
        "material/steel 1 t evidence=invoice_1 method=supplier",
        "material/steel 3 t evidence=letter replaces=L2",
    )
    assert tco2e(answer, "scope3") == SPENT + 6.0
    assert "spend_kept" not in codes(answer)


def test_a_suppliers_line_of_another_year_replaces_no_spend_of_this_one(tmp_path: Path):
    answer = of(tmp_path, SPEND, "material/steel 1 t 2022 evidence=invoice_1 method=supplier")
    assert tco2e(answer, "scope3") == SPENT
    assert "spend_kept" not in codes(answer)


def test_what_a_supplier_tells_by_money_does_not_replace_itself(tmp_path: Path):
    answer = of(tmp_path, SPEND, "spend/steel 8000 CNY@2023 evidence=invoice_1 method=supplier")
    assert tco2e(answer, "scope3") == 4.0
    assert (answer["lines"]["priced"], answer["lines"]["superseded"]) == (1, 1)


def test_a_sale_within_the_group_told_by_its_supplier_is_eliminated_with_its_spend(tmp_path: Path):
    sites = rows("site=hq region=CN entity=wind", "site=mill region=CN entity=mill")
    answer = of(tmp_path, SPEND, "material/steel 1 t evidence=invoice_1 method=supplier supplier=mill", sites=sites)
    assert not answer["tco2e"]["scope3"]
    assert answer["lines"]["superseded"] == 1


@pytest.mark.rule("inventory-9")
def test_a_suppliers_line_of_later_knowledge_moves_nothing_of_an_earlier_day(tmp_path: Path):
    known = SPEND + " recorded=2024-01-01"
    later = "material/steel 1 {} evidence=invoice_1 method=supplier recorded=2024-05-01"
    for unit in ("t", "smoot"):
        answer = of(tmp_path / unit, known, later.format(unit), as_of="2024-04-01")
        assert tco2e(answer, "scope3") == SPENT
        assert answer["lines"]["not_yet_known"] == 1
        assert "spend_kept" not in codes(answer)


def test_a_factor_that_appears_lets_the_suppliers_line_replace_the_spend(tmp_path: Path):
    timber = "material/timber 1 t evidence=invoice_1 method=supplier"
    more = factors(
        "material/timber CN 2023 100 t recorded=2024-06-01", "spend/steel CN 2023 0.5 CNY@2023 recorded=2024-01-01"
    )
    assert tco2e(of(tmp_path / "before", SPEND, timber, factors=more, as_of="2024-05-31"), "scope3") == SPENT
    assert tco2e(of(tmp_path / "after", SPEND, timber, factors=more, as_of="2024-06-01"), "scope3") == 0.1


def test_trace_and_check_tell_the_same_as_measure(tmp_path: Path):
    priced = "material/steel 1 t evidence=invoice_1 method=supplier"
    for unit, status, kept in (("t", "superseded", 0), ("smoot", "priced", 1)):
        case = a_case(tmp_path / unit, activities=lines(SPEND, priced.replace("1 t", f"1 {unit}")), factors=OWN)
        assert trace(case, "L1")["status"] == status
        answer = check_json(check(case))
        assert answer["lines"]["superseded"] == 1 - kept
        assert ("spend_kept" in codes(answer)) is bool(kept)
