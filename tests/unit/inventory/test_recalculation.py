"""Which changes force a recalculation of the base year, and which are only recorded."""

from __future__ import annotations

from datetime import date

import pytest

from tanlu.inventory.recalculation import Change, Recalculation, recalculate

BASE = {"scope1": 100.0, "scope2_location": 950.0, "scope2_market": 900.0, "scope3": None}


def change(tco2e: float | None, kind: str = "structure", scope: str = "scope1", *, day: str = "2022-07-01") -> Change:
    return Change(f"{kind} {day}", date.fromisoformat(day), kind, scope, tco2e, f"because of {kind}", row=2)


def applied(result: Recalculation) -> list[float | None]:
    return [c.tco2e_base_year for c in result.applied]


@pytest.mark.rule("inventory-7")
@pytest.mark.parametrize("kind", ["structure", "method", "error"])
def test_a_change_above_the_threshold_is_applied(kind: str):
    result = recalculate(BASE, [change(60.0, kind)])
    assert result.forced
    assert result.cumulative_share == pytest.approx(0.06)
    assert result.recalculated_tco2e == BASE | {"scope1": 160.0}
    assert result.delta_by_scope == {"scope1": 60.0, "scope2_location": 0.0, "scope2_market": 0.0}


@pytest.mark.rule("inventory-7")
def test_growth_never_is_and_keeps_its_reason():
    result = recalculate(BASE, [change(5_000.0, "growth")])
    assert not result.forced
    assert result.recalculated_tco2e == BASE
    assert [c.reason for c in result.recorded_only] == ["because of growth"]


@pytest.mark.rule("inventory-7")
@pytest.mark.parametrize("tco2e", [10.0, 50.0, -50.0])
def test_at_the_threshold_or_below_a_change_is_recorded_and_not_applied(tco2e: float):
    result = recalculate(BASE, [change(tco2e)])
    assert not result.forced
    assert result.recorded_only == (change(tco2e),)
    assert result.recalculated_tco2e == BASE
    assert result.pending_share == pytest.approx(abs(tco2e) / 1000)


@pytest.mark.rule("inventory-7")
def test_small_changes_add_up_by_size_until_they_are_applied_together():
    small = [change(30.0), change(-25.0, "error", day="2023-01-01")]
    result = recalculate(BASE, small)
    assert applied(result) == [30.0, -25.0]
    assert result.cumulative_share == pytest.approx(0.055)
    assert result.delta_by_scope["scope1"] == pytest.approx(5.0)


@pytest.mark.rule("inventory-7")
def test_after_a_recalculation_the_count_starts_again():
    result = recalculate(BASE, [change(60.0), change(40.0, day="2023-01-01")])
    assert applied(result) == [60.0]
    assert [c.tco2e_base_year for c in result.recorded_only] == [40.0]
    assert result.pending_share == pytest.approx(40 / 1060)  # of the new base year


@pytest.mark.rule("inventory-7")
def test_the_order_of_rows_is_no_matter_their_dates_are():
    rows = [change(40.0, day="2023-01-01"), change(60.0), change(3.0, "growth")]
    assert recalculate(BASE, rows) == recalculate(BASE, rows[::-1])


@pytest.mark.rule("inventory-7")
def test_the_user_sets_the_threshold():
    assert not recalculate(BASE, [change(60.0)], 0.10).forced
    assert recalculate(BASE, [change(20.0)], 0.01).forced


def test_a_change_after_the_as_of_day_is_not_known_yet():
    assert not recalculate(BASE, [change(60.0)], as_of=date(2022, 6, 30)).forced
    assert recalculate(BASE, [change(60.0)], as_of=date(2022, 7, 1)).forced


def test_scope_2_without_a_basis_moves_both():
    result = recalculate(BASE, [change(-90.0, scope="Scope 2")])
    assert result.delta_by_scope == {"scope1": 0.0, "scope2_location": -90.0, "scope2_market": -90.0}


def test_a_basis_of_scope_2_moves_only_its_own():
    result = recalculate(BASE, [change(-90.0, scope="scope2_market")])
    assert result.delta_by_scope == {"scope1": 0.0, "scope2_location": 0.0, "scope2_market": -90.0}


def test_a_change_of_one_basis_is_judged_against_the_total_of_that_basis():
    assert recalculate(BASE, [change(52.0, scope="scope2_location")], 0.0494).forced  # of 1050: 4.95 %
    assert not recalculate(BASE, [change(52.0, scope="scope2_location")], 0.0496).forced


def test_a_category_of_scope_3_moves_scope_3():
    result = recalculate({"scope1": 100.0, "scope3": 900.0}, [change(100.0, scope="scope3/4")])
    assert result.recalculated_tco2e["scope3"] == 1000.0


def test_an_unspecified_scope_2_takes_a_change_of_either_basis():
    result = recalculate({"scope2": 1000.0}, [change(100.0, scope="scope2_market")])
    assert result.recalculated_tco2e == {"scope2": 1100.0}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (change(60.0, "merger"), "unknown_change_kind", "kind"),
        (change(60.0, scope="scope4"), "unknown_change_scope", "scope"),
        (change(None), "change_without_tco2e", "tco2e_base_year"),
        (change(60.0, scope="scope3"), "change_without_base", "scope"),
    ],
)
def test_a_row_that_cannot_be_used_is_a_finding_and_the_rest_counts(row: Change, code: str, column: str):
    result = recalculate(BASE, [row, change(60.0, day="2022-08-01")])
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.table, finding.row) == (code, "error", "changes", 2)
    assert finding.column == column
    assert finding.mend
    assert applied(result) == [60.0]
    assert row not in result.applied + result.recorded_only


def test_a_change_without_a_reason_counts_with_a_warning():
    silent = Change("c", date(2022, 1, 1), "error", "scope1", 60.0, " ", row=3)
    result = recalculate(BASE, [silent])
    assert result.forced
    assert [(f.code, f.severity) for f in result.findings] == [("change_without_reason", "warning")]


def test_without_base_year_emissions_nothing_is_judged():
    result = recalculate({"scope1": 0.0}, [change(60.0)])
    assert not result.forced
    assert result.cumulative_share is None
    assert [f.code for f in result.findings] == ["no_base_year_total"]
