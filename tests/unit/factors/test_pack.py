"""A pack is refused where a row is incomplete or two rows contradict each other, and any edit of it changes its hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.case_builders import a_case, errors, factors, found, lines, measured, table, tco2e
from tanlu.core.errors import ConflictingFactor, IncompleteFactor
from tanlu.factors.pack import factor_from, load_pack

ROW = {
    "factor": "gd_2021",
    "activity": "electricity/grid",
    "region": "CN-GD",
    "valid_from": "2021-01-01",
    "valid_to": "2021-12-31",
    "basis": "average",
    "unit": "kWh",
    "kgco2e": "0.4715",
    "source": "公告2024年第12号",
    "licence": "official notice",
}


def pack(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "grid.csv"
    path.write_text(table(rows), encoding="utf-8")
    return path


@pytest.mark.rule("inventory-33")
@pytest.mark.parametrize("column", ["factor", "activity", "region", "valid_from", "unit", "source", "licence"])
def test_a_row_without_what_a_factor_needs_cannot_be_loaded(tmp_path: Path, column: str):
    with pytest.raises(IncompleteFactor, match=column):
        load_pack(pack(tmp_path, ROW | {column: ""}))


@pytest.mark.rule("inventory-33")
def test_a_pack_without_a_column_for_the_basis_cannot_be_loaded_but_an_empty_cell_can(tmp_path: Path):
    without = {name: text for name, text in ROW.items() if name != "basis"}
    with pytest.raises(IncompleteFactor, match="basis"):
        load_pack(pack(tmp_path, without))
    assert load_pack(pack(tmp_path, ROW | {"basis": ""})).factors[0].basis == ""


@pytest.mark.rule("inventory-33")
@pytest.mark.parametrize(
    "edit",
    [
        {"kgco2e": ""},
        {"kgco2e": "many"},
        {"basis": "mean"},
        {"gwp": "AR9"},
        {"region": "Guangdong"},
        {"unit": "kWh per year"},
        {"valid_from": "2021-02-30"},
        {"valid_to": "2020-12-31"},
        {"sd_pct": "-5"},
    ],
)
def test_a_cell_that_is_not_understood_refuses_the_row_and_names_it(tmp_path: Path, edit: dict[str, str]):
    with pytest.raises(IncompleteFactor, match="gd_2021"):
        load_pack(pack(tmp_path, ROW | edit))


@pytest.mark.rule("inventory-33", "inventory-13")
def test_the_same_key_with_another_value_raises(tmp_path: Path):
    with pytest.raises(ConflictingFactor, match="gd_2021 and other"):
        load_pack(pack(tmp_path, ROW, ROW | {"factor": "other", "kgco2e": "0.4403"}))


@pytest.mark.rule("inventory-33")
def test_the_same_id_twice_raises(tmp_path: Path):
    with pytest.raises(ConflictingFactor, match="rows 2 and 3"):
        load_pack(pack(tmp_path, ROW, ROW | {"region": "CN-GX"}))


@pytest.mark.rule("inventory-33")
def test_a_swapped_year_claims_days_that_another_row_has_and_raises(tmp_path: Path):
    """2022's and 2023's rows of one province with their years exchanged on one of them."""
    of_2022 = ROW | {"factor": "gd_2022", "valid_from": "2022-01-01", "valid_to": "2022-12-31", "kgco2e": "0.4403"}
    of_2023 = ROW | {"factor": "gd_2023", "valid_from": "2023-01-01", "valid_to": "2023-12-31", "kgco2e": "0.4419"}
    assert len(load_pack(pack(tmp_path, ROW, of_2022, of_2023)).factors) == 3
    swapped = of_2023 | {"valid_from": "2022-01-01", "valid_to": "2022-12-31"}
    with pytest.raises(ConflictingFactor, match="2022-01-01"):
        load_pack(pack(tmp_path, ROW, of_2022, swapped))


@pytest.mark.rule("inventory-33")
@pytest.mark.parametrize(
    ("start", "end"),
    [("2021-12-31", "2022-12-31"), ("2020-07-01", "2021-01-01"), ("2021-01-01", ""), ("2021-06-01", "2021-06-01")],
)
def test_validities_that_overlap_raise_even_by_a_day(tmp_path: Path, start: str, end: str):
    other = ROW | {"factor": "other", "valid_from": start, "valid_to": end}
    with pytest.raises(ConflictingFactor):
        load_pack(pack(tmp_path, ROW, other))


@pytest.mark.rule("inventory-11")
def test_a_row_without_a_last_day_holds_until_the_next_one_replaces_it(tmp_path: Path):
    own = factors("fuel/x CN 2021 1000 t valid_to=", "fuel/x CN 2023 3000 t valid_to=")
    case = a_case(tmp_path, activities=lines("fuel/x 1 t 2021-07-01..2024-06-30"), factors=own)
    days = {2021: 184, 2022: 365, 2023: 365, 2024: 182}
    met = {year: tco2e(measured(case, year), "scope1") * 1096 / days[year] for year in days}
    assert met == {2021: pytest.approx(1), 2022: pytest.approx(1), 2023: pytest.approx(3), 2024: pytest.approx(3)}
    assert errors(measured(case, 2022)) == []


@pytest.mark.rule("inventory-11", "inventory-9")
def test_it_holds_on_as_long_as_the_next_one_is_not_known(tmp_path: Path):
    own = factors("fuel/x CN 2021 1000 t valid_to=", "fuel/x CN 2023 3000 t valid_to= published=2025-05-01")
    case = a_case(tmp_path, activities=lines("fuel/x 1 t 2023"), factors=own)
    assert tco2e(measured(case, as_of="2025-04-30"), "scope1") == 1
    assert tco2e(measured(case, as_of="2025-05-01"), "scope1") == 3


@pytest.mark.rule("inventory-33")
def test_a_long_row_overlaps_every_row_inside_it(tmp_path: Path):
    inside = [ROW | {"factor": f"in_{y}", "valid_from": f"{y}-01-01", "valid_to": f"{y}-12-31"} for y in (2022, 2024)]
    with pytest.raises(ConflictingFactor, match="long and in_2022"):
        load_pack(pack(tmp_path, ROW | {"factor": "long", "valid_to": "2025-12-31"}, *inside))


@pytest.mark.parametrize(
    "edit", [{"basis": "residual"}, {"region": "CN-GX"}, {"unit": "MWh"}, {"activity": "heat/steam"}]
)
def test_another_key_is_no_conflict(tmp_path: Path, edit: dict[str, str]):
    assert len(load_pack(pack(tmp_path, ROW, ROW | {"factor": "other"} | edit)).factors) == 2


@pytest.mark.rule("inventory-30")
def test_any_edit_of_a_row_changes_its_hash_and_the_packs(tmp_path: Path):
    before = load_pack(pack(tmp_path, ROW))
    for column in ROW:
        edit = {"valid_from": "2021-01-02", "valid_to": "2021-12-30", "unit": "MWh", "basis": "ets", "region": "CN-GX"}
        changed = load_pack(pack(tmp_path, ROW | {column: edit.get(column, ROW[column] + "1")}))
        assert changed.sha256 != before.sha256, column
        assert changed.factors[0].sha256 != before.factors[0].sha256, column
    assert load_pack(pack(tmp_path, ROW)).factors[0].sha256 == before.factors[0].sha256


def test_a_factor_is_known_from_recorded_else_published_else_always():
    told = {"published": "2024-04-12", "recorded": "2024-05-01"}
    days = [
        factor_from(ROW | cells, pack="grid", row=2).known
        for cells in (told, {"published": "2024-04-12"}, {"recorded": "2024-05-01"}, {})
    ]
    assert [day and day.isoformat() for day in days] == ["2024-05-01", "2024-04-12", "2024-05-01", None]


@pytest.mark.rule("inventory-33")
def test_a_flawed_row_of_the_case_is_a_finding_and_the_rest_is_measured(tmp_path: Path):
    own = factors("material/steel CN 2023 2000 t", "material/glass CN 2023 900 t licence=")
    answer = measured(a_case(tmp_path, activities=lines("material/steel 1 t", "material/glass 1 t"), factors=own))
    finding = found(answer, "incomplete_factor")
    assert (finding["severity"], finding["table"], finding["file"], finding["row"]) == (
        "error",
        "factors",
        "factors.csv",
        3,
    )
    assert "licence" in finding["message"]
    assert tco2e(answer, "scope3") == 2.0
    assert answer["lines"]["without_factor"] == 1


@pytest.mark.rule("inventory-33", "inventory-13")
@pytest.mark.parametrize("swap", [False, True])
def test_of_two_rows_of_the_case_neither_the_first_nor_the_higher_is_taken(tmp_path: Path, swap: bool):
    rows = ["electricity/grid CN 2023 0.5 kWh basis=average", "electricity/grid CN 2023 0.6 kWh basis=average"]
    own = factors(*(rows[::-1] if swap else rows))
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1 MWh"), factors=own))
    assert answer["tco2e"]["scope2_location"] is None
    assert answer["lines"]["set_aside"] == 1
    assert len(errors(answer)) == 2


def test_a_row_recorded_later_corrects_an_earlier_one_of_the_same_key(tmp_path: Path):
    own = factors(
        "material/steel CN 2023 2000 t recorded=2024-01-01", "material/steel CN 2023 2100 t recorded=2025-01-01"
    )
    case = a_case(tmp_path, activities=lines("material/steel 1 t"), factors=own)
    assert errors(measured(case)) == []
    met = {day: tco2e(measured(case, as_of=day), "scope3") for day in ("2024-06-01", "2025-06-01", None)}
    assert met == {"2024-06-01": 2.0, "2025-06-01": 2.1, None: 2.1}


@pytest.mark.rule("inventory-15")
def test_where_gas_columns_are_filled_they_are_priced_and_the_co2e_is_only_compared(tmp_path: Path):
    own = factors("process/kiln CN 2023 999 t kg_co2=100 kg_ch4=1 kg_n2o=1 gwp=AR5")
    case = a_case(tmp_path, activities=lines("process/kiln 1 t"), factors=own)
    answer = measured(case, gwp="AR5")
    assert tco2e(answer, "scope1") == pytest.approx((100 + 28 + 265) / 1000, rel=1e-9)
    assert found(answer, "factor_gases_differ")["severity"] == "warning"
