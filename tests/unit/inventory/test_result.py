"""The inventory put together: categories with a status each, gases, credits beside it, intervals, and shares of the total."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, factors, found, lines, measured, rows, tco2e
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.run import RunOptions, measure_and_save
from tanlu.services.inventory.serializers import inventory_json

STEEL = factors("material/steel CN 2023 2000 t sd_pct=10", "material/glass CN 2023 1000 t sd_pct=10")


def of(folder: Path, *sentences: str, **more: Any) -> dict[str, Any]:
    return measured(a_case(folder, activities=lines(*sentences), factors=STEEL, **more))


@pytest.mark.rule("inventory-23")
def test_fifteen_categories_each_have_a_status_and_a_blank_one_has_a_reason(tmp_path: Path):
    toml = '[scope3]\n14 = "not relevant: no franchises"\n2 = "not calculated: the survey runs in 2025"\n'
    stated = rows("year=2023 metric=scope3/4 value=5 unit=t source='haulier report'")
    answer = of(tmp_path, "material/steel 1 t", toml=toml, statements=stated)
    categories = answer["scope3_categories"]
    assert list(categories) == [str(number) for number in range(1, 16)]
    assert categories["1"] == {"status": "calculated", "tco2e": pytest.approx(2.0), "reason": ""}
    assert categories["4"] == {"status": "stated", "tco2e": 5, "reason": "haulier report"}
    assert categories["14"] == {"status": "not_relevant", "tco2e": None, "reason": "not relevant: no franchises"}
    assert categories["2"]["status"] == "not_calculated"
    assert categories["2"]["reason"].endswith("the survey runs in 2025")
    for row in categories.values():
        assert row["status"] in {"calculated", "stated", "not_relevant", "not_calculated"}
        assert row["reason"] or row["status"] == "calculated"
        assert (row["tco2e"] is None) == (row["status"] in {"not_relevant", "not_calculated"})


@pytest.mark.rule("inventory-23")
def test_a_category_that_nobody_speaks_of_is_a_fault_that_names_it(tmp_path: Path):
    toml = "[scope3]\n" + "\n".join(f'{number} = "not relevant: none"' for number in range(2, 15))
    answer = of(tmp_path, "material/steel 1 t", toml=toml)
    finding = found(answer, "scope3_without_reason")
    assert finding["severity"] == "warning"
    assert "categories 15 have" in finding["message"]


@pytest.mark.rule("inventory-18")
def test_credits_never_lower_the_scopes_and_stand_in_a_line_of_their_own(tmp_path: Path):
    bare = of(tmp_path / "bare", "fuel/diesel 100 t")
    credits = rows(
        "credit=c1 year=2023 tco2e=50 kind=removal registry=VCS retirement=VCS-77 source=deed",
        "credit=c2 year=2023 tco2e=40 kind=removal registry=VCS source=deed",
        "credit=c3 year=2022 tco2e=30 kind=removal registry=VCS retirement=VCS-78 source=deed",
    )
    answer = of(tmp_path / "credited", "fuel/diesel 100 t", credits=credits)
    assert answer["tco2e"] == bare["tco2e"]
    assert answer["scope3_categories"] == bare["scope3_categories"]
    beside = answer["credits"]
    assert beside["retired_tco2e"] == 50
    assert beside["net_tco2e"] == pytest.approx(tco2e(answer, "total_market") - 50)
    assert beside["retirements"] == [{"credit": "c1", "tco2e": 50, "registry": "VCS", "retirement": "VCS-77"}]
    assert beside["not_retired"] == 1


@pytest.mark.rule("inventory-22")
def test_the_suppliers_own_figure_replaces_spend_on_the_same_invoice(tmp_path: Path):
    own = STEEL + "own_3,spend/steel,CN,2023-01-01,2023-12-31,,CNY@2023,0.5,study,ours,\n"
    sentences = (
        "spend/steel 9000 CNY@2023 evidence=invoice_1",
        "material/steel 1 t evidence=invoice_1 method=supplier",
        "spend/steel 1000 CNY@2023 evidence=invoice_2",
    )
    case = a_case(tmp_path, activities=lines(*sentences), factors=own)
    answer = measured(case)
    assert answer["scope3_categories"]["1"]["tco2e"] == pytest.approx(2.0 + 0.5)
    assert (answer["lines"]["priced"], answer["lines"]["superseded"]) == (2, 1)


@pytest.mark.rule("inventory-22")
def test_what_one_entity_of_the_group_buys_from_another_is_eliminated(tmp_path: Path):
    sites = rows("site=hq region=CN entity=wind", "site=mill region=CN entity=mill")
    answer = of(tmp_path, "material/steel 5 t supplier=mill", "material/steel 1 t supplier=stranger", sites=sites)
    assert answer["scope3_categories"]["1"]["tco2e"] == pytest.approx(2.0)
    assert answer["lines"]["priced"] == 2
    assert found(answer, "intra_group")["severity"] == "note"


@pytest.mark.rule("inventory-22")
def test_one_line_feeds_one_scope_and_category(tmp_path: Path):
    """Electricity, fuel and steel: the parts sum to the total, so nothing is in it twice."""
    answer = of(tmp_path, "electricity/grid 1 MWh", "fuel/diesel 1 t", "material/steel 1 t")
    parts = [tco2e(answer, metric) for metric in ("scope1", "scope2_location", "scope3")]
    assert tco2e(answer, "total_location") == pytest.approx(sum(parts), rel=1e-12)
    assert parts == [pytest.approx(3.145122), pytest.approx(0.5306), pytest.approx(2.0)]


@pytest.mark.rule("inventory-25", "inventory-24")
@pytest.mark.parametrize("pieces", [1, 4, 25])
def test_lines_that_share_a_factor_share_its_error(tmp_path: Path, pieces: int):
    """n equal lines of a factor with 10 % give 10 % of the total, never 10 % / sqrt(n)."""
    answer = of(tmp_path, *[f"material/steel {100 / pieces} t note={n}" for n in range(pieces)])
    interval = answer["interval_95_tco2e"]
    assert (interval["high"] - interval["low"]) / 2 == pytest.approx(1.96 * 0.10 * 200, rel=1e-3)


@pytest.mark.rule("inventory-24")
def test_two_factors_add_in_squares(tmp_path: Path):
    interval = of(tmp_path, "material/steel 1 t", "material/glass 2 t")["interval_95_tco2e"]
    assert (interval["high"] - interval["low"]) / 2 == pytest.approx(1.96 * 0.2 * 2**0.5, rel=1e-3)


@pytest.mark.rule("inventory-24")
def test_a_lines_own_error_adds_to_its_factors_in_squares(tmp_path: Path):
    interval = of(tmp_path, "material/steel 1 t sd_pct=10")["interval_95_tco2e"]
    assert (interval["high"] - interval["low"]) / 2 == pytest.approx(1.96 * 0.2 * 2**0.5, rel=1e-3)


@pytest.mark.rule("inventory-24", "inventory-35")
def test_where_no_error_is_known_there_is_no_interval(tmp_path: Path):
    assert of(tmp_path, "fuel/diesel 1 t")["interval_95_tco2e"] == {"low": None, "high": None}


@pytest.mark.rule("inventory-26")
def test_the_same_seed_draws_the_same_interval_and_it_agrees_with_the_analytic_one(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("material/steel 1 t", "material/glass 2 t"), factors=STEEL)
    drawn = [
        inventory_json(measure_and_save(MeasureRequest(case, 2023), RunOptions(draws=20_000, seed=7))) for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    other = inventory_json(measure_and_save(MeasureRequest(case, 2023), RunOptions(draws=20_000, seed=8)))["simulation"]
    simulation: Any = drawn[0]["simulation"]
    assert other != simulation
    # Four standard errors of the mean of 20,000 draws.
    assert abs(simulation["mean"] - 4.0) < 4 * simulation["sd"] / 20_000**0.5
    assert simulation["sd"] == pytest.approx(0.2 * 2**0.5, rel=0.02)


@pytest.mark.rule("inventory-27")
def test_scores_are_weighed_by_emissions_and_the_share_that_is_scored_is_told(tmp_path: Path):
    answer = of(tmp_path, "material/steel 1 t quality=11111", "material/steel 3 t quality=55555", "material/glass 8 t")
    quality = answer["data_quality"]
    assert quality["score"] == pytest.approx((2 * 1 + 6 * 5) / 8)
    assert quality["share_scored"] == pytest.approx(0.5)


@pytest.mark.rule("inventory-27")
@pytest.mark.parametrize("score", ["2113", "211326", "21136", "good"])
def test_a_score_that_is_not_five_digits_is_a_warning_and_does_not_score(tmp_path: Path, score: str):
    answer = of(tmp_path, f"material/steel 1 t quality={score}", "material/steel 1 t quality=33333")
    finding = found(answer, "unreadable_quality")
    assert (finding["severity"], finding["column"], finding["row"]) == ("warning", "quality", 2)
    assert (answer["data_quality"]["score"], answer["data_quality"]["share_scored"]) == (3, 0.5)


@pytest.mark.rule("inventory-27")
def test_the_share_measured_is_of_metered_lines_and_of_those_that_say_nothing_but_spend(tmp_path: Path):
    sentences = ("material/steel 1 t", "material/steel 1 t method=metered", "material/steel 2 t method=estimated")
    assert of(tmp_path, *sentences)["share_measured"] == pytest.approx(0.5)
    assert of(tmp_path, "electricity/grid 1 MWh", "fuel/diesel 7 t")["share_measured"] == pytest.approx(1)


def test_a_stated_figure_is_no_measured_part_of_the_total(tmp_path: Path):
    stated = rows("year=2023 metric=scope1 value=6 unit=t source=report")
    assert of(tmp_path, "material/steel 1 t", statements=stated)["share_measured"] == pytest.approx(0.25)


def test_gases_are_summed_with_scope_2_location_based(tmp_path: Path):
    """China's grid factor is CO2 only (公告2025年第47号); an own factor known as CO2e stands under CO2e."""
    gases = of(tmp_path, "electricity/grid 1 MWh", "material/steel 1 t")["gases_t"]
    assert gases == {"CO2": pytest.approx(0.5306), "CH4": 0.0, "N2O": 0.0, "CO2e": pytest.approx(2.0)}


@pytest.mark.rule("inventory-7")
@pytest.mark.parametrize(
    ("kind", "tonnes", "forced"),
    [("structure", 10, False), ("structure", 20, True), ("error", 20, True), ("growth", 500, False)],
)
def test_the_base_year_is_recalculated_above_five_percent_and_never_for_growth(
    tmp_path: Path, kind: str, tonnes: float, forced: bool
):
    """Base year: 100 t of diesel, 314.5 tCO2e; five percent of it are 15.7."""
    change = rows(f"change=c date=2023-05-01 kind={kind} scope=scope1 tco2e_base_year={tonnes} reason='bought a plant'")
    case = a_case(tmp_path, activities=lines("fuel/diesel 100 t", when="2022"), changes=change)
    answer = measured(case, 2022)
    told = answer["base_year_recalculation"]
    assert told["forced"] is forced
    assert (told["applied"], told["recorded_only"]) == ((["c"], []) if forced else ([], ["c"]))
    assert tco2e(answer, "scope1") == pytest.approx(314.5122)
    assert told["recalculated_tco2e"]["scope1"] == pytest.approx(314.5122 + (tonnes if forced else 0))


@pytest.mark.rule("inventory-7")
def test_small_changes_are_summed_until_they_force_and_the_threshold_is_the_cases(tmp_path: Path):
    small = [f"change=c{n} date=2023-0{n}-01 kind=error scope=scope1 tco2e_base_year=7 reason=meter" for n in (1, 2, 3)]
    activities = lines("fuel/diesel 100 t", when="2022")
    told = measured(a_case(tmp_path, activities=activities, changes=rows(*small)), 2022)["base_year_recalculation"]
    assert told["applied"] == ["c1", "c2", "c3"]
    case = a_case(tmp_path, activities=activities, settings={"recalculation_threshold": 0.1})
    assert measured(case, 2022)["base_year_recalculation"]["applied"] == []
