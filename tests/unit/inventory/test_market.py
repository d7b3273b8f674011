"""Scope 2 twice: instruments cover kilowatt-hours in the order of the hierarchy, and nothing of it moves the location side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.case_builders import a_case, codes, errors, factors, found, lines, measured, rows, tco2e
from tanlu.services.inventory.trace import trace

YEAR = "start=2023-01-01 end=2023-12-31"
CERTIFICATE = (
    f"instrument=gec kind=certificate market=CN region=CN-GD {YEAR} kwh=100 kgco2e_per_kwh=0 "
    "vintage_start=2023-01-01 vintage_end=2023-12-31 retired_for=wind registry=GEC-0001"
)
CONTRACT = f"instrument=ppa kind=contract market=CN region=CN {YEAR} kwh=200 kgco2e_per_kwh=0.01"
RATE = f"instrument=tariff kind=supplier_rate market=CN site=hq {YEAR} kwh=300 kgco2e_per_kwh=0.3"
RESIDUAL, AVERAGE = 0.6096, 0.5306
"""China 2023, 公告2025年第47号."""


def with_instruments(folder: Path, *instruments: str, kwh: str = "1000", **more: Any) -> dict[str, Any]:
    activities = more.pop("activities", lines(f"electricity/grid {kwh} kWh"))
    return measured(a_case(folder, activities=activities, instruments=rows(*instruments), **more))


@pytest.mark.rule("inventory-1")
def test_electricity_has_a_figure_on_both_bases(tmp_path: Path):
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1000 kWh")))
    assert tco2e(answer, "scope2_location") == pytest.approx(AVERAGE, rel=1e-12)
    assert tco2e(answer, "scope2_market") == pytest.approx(RESIDUAL, rel=1e-12)
    assert tco2e(answer, "total_location") != tco2e(answer, "total_market")


@pytest.mark.rule("inventory-1")
@pytest.mark.parametrize("kwh", ["0", "0.0001", "0.1234567", "1000.0005"])
def test_even_the_smallest_load_has_both_to_the_last_bit(tmp_path: Path, kwh: str):
    """Instruments deal in whole watt-hours; a load that none covers is not rounded to them."""
    answer = measured(a_case(tmp_path, activities=lines(f"electricity/grid {kwh} kWh")))
    assert tco2e(answer, "scope2_location") == pytest.approx(float(kwh) * AVERAGE / 1000, rel=1e-9, abs=1e-18)
    assert tco2e(answer, "scope2_market") == pytest.approx(float(kwh) * RESIDUAL / 1000, rel=1e-9, abs=1e-18)


@pytest.mark.rule("inventory-1")
def test_the_market_side_of_a_line_over_new_year_is_its_share_of_days(tmp_path: Path):
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1 kWh 2022-07-01..2023-06-30")))
    assert tco2e(answer, "scope2_market") == pytest.approx(181 / 365 * RESIDUAL / 1000, rel=1e-9)


@pytest.mark.rule("inventory-1")
def test_heat_has_both_bases_too(tmp_path: Path):
    """NDRC/MEE guides: purchased heat 0.11 tCO2/GJ."""
    answer = measured(a_case(tmp_path, activities=lines("heat/steam 1 GJ")))
    assert tco2e(answer, "scope2_location") == tco2e(answer, "scope2_market") == pytest.approx(0.11, rel=1e-9)


@pytest.mark.rule("inventory-1")
@settings(max_examples=15)
@given(
    kwh=st.integers(0, 2_000),
    rate=st.floats(0, 1),
    kind=st.sampled_from(["contract", "supplier_rate", "certificate"]),
)
def test_adding_an_instrument_never_moves_the_location_side(tmp_path_factory, kwh: int, rate: float, kind: str):
    folder = tmp_path_factory.mktemp("case")
    bare = measured(a_case(folder, activities=lines("electricity/grid 1000 kWh", "fuel/diesel 1 t")))
    extra = f"instrument=x kind={kind} market=CN region=CN {YEAR} kwh={kwh} kgco2e_per_kwh={rate!r}"
    answer = with_instruments(
        folder, CERTIFICATE, extra, activities=lines("electricity/grid 1000 kWh", "fuel/diesel 1 t")
    )
    for metric in ("scope1", "scope2_location", "scope3", "total_location"):
        assert answer["tco2e"][metric] == bare["tco2e"][metric]
    assert answer["gases_t"] == bare["gases_t"]


@pytest.mark.rule("inventory-2")
def test_each_kwh_has_exactly_one_level_and_the_output_says_which(tmp_path: Path):
    answer = with_instruments(tmp_path, RATE, CONTRACT, CERTIFICATE)
    assert answer["basis"]["kwh_by_level"] == {
        "certificate": 100,
        "contract": 200,
        "supplier_rate": 300,
        "residual": 400,
    }
    expected = (200 * 0.01 + 300 * 0.3 + 400 * RESIDUAL) / 1000
    assert tco2e(answer, "scope2_market") == pytest.approx(expected, rel=1e-12)


@pytest.mark.rule("inventory-2")
@pytest.mark.parametrize(
    ("kwh", "levels"),
    [
        ("80", {"certificate": 80}),
        ("250", {"certificate": 100, "contract": 150}),
        ("600", {"certificate": 100, "contract": 200, "supplier_rate": 300}),
    ],
)
def test_certificates_are_used_before_contracts_and_these_before_rates(
    tmp_path: Path, kwh: str, levels: dict[str, float]
):
    assert with_instruments(tmp_path, RATE, CONTRACT, CERTIFICATE, kwh=kwh)["basis"]["kwh_by_level"] == levels


@pytest.mark.rule("inventory-2")
def test_a_suppliers_rate_without_kwh_stands_for_all_that_is_left(tmp_path: Path):
    rate = f"instrument=tariff kind=supplier_rate market=CN site=hq {YEAR} kwh= kgco2e_per_kwh=0.3"
    answer = with_instruments(tmp_path, CERTIFICATE, rate)
    assert answer["basis"]["kwh_by_level"] == {"certificate": 100, "supplier_rate": 900}


@pytest.mark.rule("inventory-2")
def test_a_supplier_factor_of_the_case_goes_before_the_residual_mix(tmp_path: Path):
    own = (
        "factor,activity,region,valid_from,valid_to,basis,unit,kgco2e,source,licence\n"
        "s,electricity/grid,CN,2023-01-01,2023-12-31,supplier,kWh,0.42,bill,ours\n"
    )
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1000 kWh"), factors=own))
    assert answer["basis"]["kwh_by_level"] == {"supplier": 1000}
    assert (tco2e(answer, "scope2_market"), tco2e(answer, "scope2_location")) == (
        pytest.approx(0.42),
        pytest.approx(AVERAGE),
    )


@pytest.mark.rule("inventory-13")
def test_two_equal_supplier_factors_leave_the_market_side_unknown_and_the_line_opens(tmp_path: Path):
    twice = "electricity/grid CN 2023 {} kWh basis=supplier"
    own = factors(twice.format(0.5), twice.format(0.6))
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1 MWh"), factors=own))
    assert tco2e(answer, "scope2_location") == pytest.approx(AVERAGE)
    assert answer["tco2e"]["scope2_market"] is None
    assert found(answer, "no_market_factor")["severity"] == "error"
    assert "nothing_measured" not in codes(answer)
    assert trace(tmp_path, "L1")["tco2e"] == {"location": pytest.approx(AVERAGE), "market": None}


@pytest.mark.rule("inventory-3")
@pytest.mark.parametrize(
    ("edit", "criterion"),
    [
        (("region=CN-GD", "region=US-TX"), "market"),
        (("market=CN", "market=US"), "market"),
        (
            ("vintage_start=2023-01-01 vintage_end=2023-12-31", "vintage_start=2020-01-01 vintage_end=2020-12-31"),
            "vintage",
        ),
        (("vintage_start=2023-01-01 vintage_end=2023-12-31", ""), "vintage"),
        (("retired_for=wind", "retired_for=somebody"), "retirement"),
        (("retired_for=wind", ""), "retirement"),
        (("registry=GEC-0001", ""), "unique claim"),
    ],
)
def test_a_certificate_that_does_not_show_a_criterion_is_refused_with_its_name(
    tmp_path: Path, edit: tuple[str, str], criterion: str
):
    answer = with_instruments(tmp_path, CERTIFICATE.replace(*edit))
    assert f"criterion {criterion}" in found(answer, "instrument_refused")["message"]
    assert answer["basis"]["kwh_by_level"] == {"residual": 1000}


@pytest.mark.rule("inventory-3")
def test_one_certificate_is_claimed_once(tmp_path: Path):
    answer = with_instruments(tmp_path, CERTIFICATE, CERTIFICATE.replace("instrument=gec", "instrument=copy"))
    assert "already claims it" in found(answer, "instrument_refused")["message"]
    assert answer["basis"]["kwh_by_level"]["certificate"] == 100


@pytest.mark.rule("inventory-3")
def test_on_a_contract_what_is_not_shown_warns_and_what_is_contradicted_refuses(tmp_path: Path):
    answer = with_instruments(tmp_path, CONTRACT)
    assert answer["basis"]["kwh_by_level"]["contract"] == 200
    assert {row["severity"] for row in answer["findings"] if row["code"] == "criterion_not_shown"} == {"warning"}
    contradicted = with_instruments(tmp_path, CONTRACT.replace("region=CN", "region=US"))
    assert "criterion market" in found(contradicted, "instrument_refused")["message"]
    assert "contract" not in contradicted["basis"]["kwh_by_level"]


@pytest.mark.rule("inventory-5")
def test_more_is_never_claimed_than_is_used_in_the_market_and_days(tmp_path: Path):
    sites = rows("site=hq region=CN-GD", "site=uk region=GB")
    activities = lines("electricity/grid 150 kWh 2023-01", "electricity/grid 850 kWh 2023-07 site=uk")
    answer = with_instruments(tmp_path, CONTRACT, sites=sites, activities=activities)
    assert answer["basis"]["kwh_by_level"]["contract"] == 150
    assert "50 kWh stay in its balance" in found(answer, "unused_instrument_balance")["message"]


@pytest.mark.rule("inventory-5")
def test_an_instrument_of_spring_covers_nothing_of_autumn(tmp_path: Path):
    activities = lines("electricity/grid 500 kWh 2023-10")
    spring = CONTRACT.replace(YEAR, "start=2023-03-01 end=2023-05-31")
    answer = with_instruments(tmp_path, spring, activities=activities)
    assert answer["basis"]["kwh_by_level"] == {"residual": 500}


@pytest.mark.rule("inventory-5")
def test_instruments_never_add_to_the_lines(tmp_path: Path):
    """They cover electricity/grid lines and never add to them: without lines they weigh nothing."""
    dirty = CONTRACT.replace("kgco2e_per_kwh=0.01", "kgco2e_per_kwh=0.9")
    answer = with_instruments(tmp_path, dirty, activities=lines("electricity/onsite_solar 500 kWh"))
    assert answer["tco2e"]["total_market"] is None
    assert answer["lines"]["priced"] == 1
    assert errors(answer) == []


def test_solar_made_and_used_on_site_is_in_neither_scope_2(tmp_path: Path):
    answer = measured(a_case(tmp_path, activities=lines("electricity/onsite_solar 500 kWh", "electricity/grid 1 MWh")))
    assert tco2e(answer, "scope2_location") == pytest.approx(AVERAGE)
    assert answer["lines"]["priced"] == 2
    assert "without_factor" not in codes(answer)


@pytest.mark.rule("inventory-4", "inventory-33")
def test_a_residual_mix_that_is_not_confirmed_says_so_although_the_average_is(tmp_path: Path):
    """公告2024年第12号: 0.5942 of 2021 follows the layout of the notice and is marked as not confirmed."""
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1 MWh", when="2021")), 2021)
    assert "cn_grid_exmarket_CN_2021" in found(answer, "unconfirmed_factor")["message"]


@pytest.mark.rule("inventory-6", "inventory-5")
def test_a_site_outside_the_boundary_uses_no_instrument(tmp_path: Path):
    sites = rows("site=hq region=CN", "site=jv region=CN share=0.1")
    activities = lines("electricity/grid 150 kWh", "electricity/grid 900 kWh site=jv")
    answer = with_instruments(tmp_path, CONTRACT, sites=sites, activities=activities)
    assert answer["basis"]["kwh_by_level"] == {"contract": 150}
    assert tco2e(answer, "scope2_location") == pytest.approx(150 * AVERAGE / 1000)


@pytest.mark.rule("inventory-27")
def test_the_score_of_an_electricity_line_reaches_the_total(tmp_path: Path):
    answer = measured(a_case(tmp_path, activities=lines("electricity/grid 1 MWh quality=21132")))
    assert answer["data_quality"]["score"] == pytest.approx((2 + 1 + 1 + 3 + 2) / 5)
    assert answer["data_quality"]["share_scored"] == 1
