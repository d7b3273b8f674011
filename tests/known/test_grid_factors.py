"""China's published grid factors met by real lines: which year's, which place's and which basis' row a kilowatt-hour takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.case_builders import a_case, codes, errors, factors, found, lines, measured, rows, tco2e
from tanlu.services.inventory.trace import trace

LATEST = '[factors]\nvintage = "latest_published"\n'
GUANGDONG = rows("site=hq country=CN region=CN-GD")
ONE_MWH = "electricity/grid 1000 kWh"


@pytest.mark.rule("inventory-11")
@pytest.mark.parametrize(("year", "kg"), [(2021, 0.4715), (2022, 0.4403), (2023, 0.4419)])
def test_a_kwh_in_guangdong_takes_its_own_years_factor(tmp_path: Path, year: int, kg: float):
    """公告2024年第12号, 2024年第33号, 2025年第47号: 广东 0.4715, 0.4403, 0.4419 kgCO2/kWh."""
    case = a_case(tmp_path, sites=GUANGDONG, activities=lines(ONE_MWH, when=str(year)))
    assert tco2e(measured(case, year), "scope2_location") == pytest.approx(kg, rel=1e-12)


@pytest.mark.rule("inventory-11")
def test_known_in_june_2024_guangdong_2022_is_without_factor_under_exact(tmp_path: Path):
    """2022's factors were published on 2024-12-20 (公告2024年第33号)."""
    case = a_case(tmp_path, sites=GUANGDONG, activities=lines(ONE_MWH, when="2022"))
    answer = measured(case, 2022, as_of="2024-06-01")
    assert answer["lines"] == {
        "read": 1,
        "priced": 0,
        "set_aside": 0,
        "without_factor": 1,
        "outside_year": 0,
        "superseded": 0,
        "not_yet_known": 0,
    }
    assert answer["tco2e"]["scope2_location"] is None
    assert found(answer, "without_factor")["severity"] == "error"


@pytest.mark.rule("inventory-11")
def test_known_in_june_2024_guangdong_2022_takes_2021s_under_latest_published_and_says_so(tmp_path: Path):
    """公告2024年第12号, published 2024-04-12: 广东 2021, 0.4715 kgCO2/kWh."""
    case = a_case(tmp_path, sites=GUANGDONG, activities=lines(ONE_MWH, when="2022"), toml=LATEST)
    answer = measured(case, 2022, as_of="2024-06-01")
    assert tco2e(answer, "scope2_location") == pytest.approx(0.4715, rel=1e-12)
    uses = [row["message"] for row in answer["findings"] if row["code"] == "earlier_vintage"]
    assert len(uses) == 2
    assert any("cn_grid_avg_CN-GD_2021" in use for use in uses)
    # The residual mix of 2022 was not known either: the market side takes 2021's, and says so too.
    assert any("cn_grid_exmarket_CN_2021" in use for use in uses)
    assert tco2e(answer, "scope2_market") == pytest.approx(0.5942, rel=1e-12)


@pytest.mark.rule("inventory-11")
def test_the_factor_counts_from_the_day_of_its_publication(tmp_path: Path):
    """公告2024年第33号 bears the day 2024-12-20."""
    case = a_case(tmp_path, sites=GUANGDONG, activities=lines(ONE_MWH, when="2022"))
    assert measured(case, 2022, as_of="2024-12-19")["lines"]["without_factor"] == 1
    assert tco2e(measured(case, 2022, as_of="2024-12-20"), "scope2_location") == pytest.approx(0.4403, rel=1e-12)


@pytest.mark.rule("inventory-11")
def test_a_line_over_new_year_is_split_by_days_between_two_years_factors(tmp_path: Path):
    """2022-12-31 to 2023-01-03: one day of 0.4403 in 2022, three of 0.4419 in 2023."""
    case = a_case(tmp_path, sites=GUANGDONG, activities=lines(f"{ONE_MWH} 2022-12-31..2023-01-03"))
    assert tco2e(measured(case, 2022), "scope2_location") == pytest.approx(0.25 * 0.4403, rel=1e-12)
    assert tco2e(measured(case, 2023), "scope2_location") == pytest.approx(0.75 * 0.4419, rel=1e-12)


@pytest.mark.rule("inventory-11")
def test_a_company_year_from_april_takes_each_calendar_years_factor_for_its_days(tmp_path: Path):
    """April 2022 to March 2023: 275 days of 0.4403 and 90 of 0.4419."""
    activities = lines(f"{ONE_MWH} 2022-04-01..2023-03-31")
    case = a_case(tmp_path, sites=GUANGDONG, activities=activities, settings={"year_starts": "04-01"})
    expected = (275 * 0.4403 + 90 * 0.4419) / 365
    assert tco2e(measured(case, 2022), "scope2_location") == pytest.approx(expected, rel=1e-12)


@pytest.mark.rule("inventory-12")
def test_xizang_has_no_factor_and_takes_its_regional_grids(tmp_path: Path):
    """公告2024年第33号: no row for 西藏; 西南 2022 is 0.2268 kgCO2/kWh."""
    case = a_case(tmp_path, sites=rows("site=hq region=CN-XZ"), activities=lines(ONE_MWH, when="2022"))
    answer = measured(case, 2022)
    assert tco2e(answer, "scope2_location") == pytest.approx(0.2268, rel=1e-12)
    assert "CN-GRID-SOUTHWEST" in found(answer, "parent_region")["message"]
    assert "parent region CN-GRID-SOUTHWEST of CN-XZ" in trace(case, "L1")["factors"][0]["why"]


@pytest.mark.rule("inventory-12")
@pytest.mark.parametrize("region", ["HK", "CN-HK", "MO", "CN-MO", "TW"])
def test_hong_kong_macao_and_taiwan_never_fall_to_the_mainland(tmp_path: Path, region: str):
    """They have grids of their own, and the notices cover none of them."""
    case = a_case(tmp_path, sites=rows(f"site=hq country=CN region={region}"), activities=lines(ONE_MWH, when="2022"))
    answer = measured(case, 2022)
    assert answer["lines"]["without_factor"] == 1
    assert answer["tco2e"]["scope2_location"] is None
    assert answer["tco2e"]["scope2_market"] is None


@pytest.mark.rule("inventory-12")
def test_a_country_is_borrowed_from_only_where_the_case_names_it_and_each_use_is_told(tmp_path: Path):
    """公告2024年第33号: 全国 2022, 0.5366 kgCO2/kWh."""
    activities = lines(ONE_MWH, "electricity/grid 2000 kWh", when="2022")
    toml = '[factors]\nstand_ins = ["CN"]\n'
    answer = measured(a_case(tmp_path, sites=rows("site=hq region=HK"), activities=activities, toml=toml), 2022)
    assert tco2e(answer, "scope2_location") == pytest.approx(3 * 0.5366, rel=1e-12)
    stand_in = found(answer, "stand_in")
    assert (stand_in["severity"], stand_in["count"], stand_in["rows"]) == ("warning", 2, [2, 3])


@pytest.mark.rule("inventory-4")
def test_what_no_instrument_covers_takes_the_residual_mix_and_the_average_is_offered(tmp_path: Path):
    """公告2025年第47号: 2023 without market-traded non-fossil power 0.6096, average 0.5306 kgCO2/kWh."""
    answer = measured(a_case(tmp_path, activities=lines(ONE_MWH)))
    assert tco2e(answer, "scope2_location") == pytest.approx(0.5306, rel=1e-12)
    assert tco2e(answer, "scope2_market") == pytest.approx(0.6096, rel=1e-12)
    note = found(answer, "market_remainder")
    assert "0.6096" in note["message"]
    assert "0.5306" in note["message"]
    assert 'market_remainder = "average"' in note["mend"]


@pytest.mark.rule("inventory-4")
def test_the_average_is_taken_only_where_the_case_says_so_and_the_residual_is_named(tmp_path: Path):
    """公告2025年第47号, as above."""
    toml = '[factors]\nmarket_remainder = "average"\n'
    answer = measured(a_case(tmp_path, activities=lines(ONE_MWH), toml=toml))
    assert tco2e(answer, "scope2_market") == pytest.approx(0.5306, rel=1e-12)
    assert "0.6096" in found(answer, "market_remainder")["message"]
    assert answer["basis"]["market_remainder"] == "average"


@pytest.mark.rule("inventory-4")
def test_without_a_residual_mix_the_average_serves_and_a_warning_discloses_it(tmp_path: Path):
    """UK Government GHG conversion factors 2023 publish no residual mix."""
    answer = measured(a_case(tmp_path, sites=rows("site=hq region=GB"), activities=lines(ONE_MWH)))
    assert tco2e(answer, "scope2_market") == tco2e(answer, "scope2_location")
    note = found(answer, "market_remainder")
    assert note["severity"] == "warning"
    assert "no residual mix is published" in note["message"]


@pytest.mark.rule("inventory-13")
def test_fossil_and_marginal_rows_serve_no_line(tmp_path: Path):
    """公告2025年第47号 also publishes 0.8273 for fossil power; no line may take it."""
    own = factors("electricity/grid FR 2023 0.9 kWh basis=fossil", "electricity/grid FR 2023 0.8 kWh basis=marginal")
    answer = measured(
        a_case(tmp_path, sites=rows("site=hq region=FR"), activities=lines(ONE_MWH), factors=own),
    )
    assert answer["lines"]["without_factor"] == 1


@pytest.mark.rule("inventory-12")
def test_an_own_row_goes_before_the_librarys_but_only_of_one_basis_and_place(tmp_path: Path):
    """Choice goes by basis, then place, then the case's row: an own national row does not beat Guangdong's published one."""
    own = factors("electricity/grid CN 2022 0.1 kWh basis=average", "electricity/grid CN-GD 2022 0.2 kWh basis=ets")
    case = a_case(tmp_path, sites=GUANGDONG, activities=lines(ONE_MWH, when="2022"), factors=own)
    assert tco2e(measured(case, 2022), "scope2_location") == pytest.approx(0.4403, rel=1e-12)
    own = factors("electricity/grid CN-GD 2022 0.2 kWh basis=average")
    case = a_case(tmp_path, sites=GUANGDONG, activities=lines(ONE_MWH, when="2022"), factors=own)
    assert tco2e(measured(case, 2022), "scope2_location") == pytest.approx(0.2, rel=1e-12)


@pytest.mark.rule("inventory-12")
def test_nothing_is_said_of_parents_where_the_own_region_has_a_factor(tmp_path: Path):
    """公告2024年第33号: 广东 has a row."""
    answer = measured(a_case(tmp_path, sites=GUANGDONG, activities=lines(ONE_MWH, when="2022")), 2022)
    assert "parent_region" not in codes(answer)
    assert errors(answer) == []
