"""Known answers of the rules of certificates: issue and carry, expiry, one claim, settlement, and market-based scope 2."""

from __future__ import annotations

from datetime import date

import pytest

from support.case_builders import errors, factors, found, measured, rows, tco2e
from support.certificate_builders import USE, a_book_case, batch, book, do, issue, mwh_by_state
from tanlu.core.errors import AlreadyClaimed, CertificateError
from tanlu.power.certificates.rules import GEC, GRANULAR
from tanlu.power.matching.settlement import settle

RULE_15 = factors(
    "electricity/grid CN 2023 0.5306 kWh basis=average", "electricity/grid CN 2023 0.6096 kWh basis=residual"
)
"""China 2023: average 0.5306, without market-traded non-fossil power 0.6096 kgCO2/kWh (MEE and NBS)."""


@pytest.mark.rule("power-10")
def test_certificates_are_whole_and_the_remainder_of_a_month_is_carried_to_the_next(tmp_path):
    """国能发新能规〔2024〕67号, as public pages give it: one certificate a 1,000 kWh, what is left is carried."""
    case = a_book_case(tmp_path)
    issued = [issue(case, month, kwh) for month, kwh in MONTHS.items()]
    assert [batch(book(case), one)["mwh"] for one in issued] == [1234, 501, 1]
    assert book(case)["carried_kwh"] == {"turbine": 50}


MONTHS = {"2024-01": 1_234_700, "2024-02": 500_400, "2024-03": 950}


@pytest.mark.rule("power-11")
def test_a_cancelled_certificate_names_its_use_and_moves_no_more(tmp_path):
    case = a_book_case(tmp_path)
    one = issue(case)
    do(case, "reserve", one, to="wind")
    do(case, "transfer", one, to="wind")
    met = batch(do(case, "cancel", one, **USE), one)
    assert (met["state"], met["beneficiary"], met["site"], met["period"], met["purpose"]) == (
        "cancelled",
        *(USE[name] for name in ("to", "site", "period", "purpose")),
    )
    for verb, asked in (("reserve", {"to": "a"}), ("transfer", {"to": "a"}), ("cancel", USE)):
        with pytest.raises(CertificateError, match=r"cancelled already: for wind, hq, 2023, office power"):
            do(case, verb, one, **asked)
    assert mwh_by_state(book(case)) == {"cancelled": 60}


@pytest.mark.rule("power-12")
@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("2024-03", "2026-02-28"),
        ("2024-01", "2025-12-31"),
        ("2023-12", "2025-12-31"),
        ("2020-02", "2025-12-31"),
        ("2026-03", "2028-02-29"),
    ],
)
def test_output_can_be_used_for_24_months_with_that_of_production_and_older_output_to_the_end_of_2025(month, last):
    assert GEC.expires(month) == date.fromisoformat(last)


@pytest.mark.rule("power-12")
def test_march_2024_can_be_used_to_february_2026_and_not_in_march(tmp_path):
    case = a_book_case(tmp_path)
    one = issue(case, "2024-03")
    assert batch(do(case, "expire", on="2026-02-28"), one)["state"] == "issued"
    assert batch(do(case, "expire", on="2026-03-01"), one)["state"] == "expired"
    with pytest.raises(CertificateError, match="has expired"):
        do(case, "cancel", one, **USE | {"on": "2024-12-31"})


@pytest.mark.rule("power-12")
def test_a_day_after_the_last_one_is_refused_for_a_cancellation(tmp_path):
    case = a_book_case(tmp_path)
    one = issue(case, "2024-03")
    with pytest.raises(CertificateError, match="can be used to 2026-02-28"):
        do(case, "cancel", one, **USE | {"on": "2026-03-01"})
    assert batch(do(case, "cancel", one, **USE | {"on": "2026-02-28"}), one)["state"] == "cancelled"


@pytest.mark.rule("power-12")
def test_a_cancellation_without_a_day_after_the_last_day_of_use_is_booked_and_told(tmp_path):
    case = a_book_case(tmp_path)
    undated = {name: value for name, value in USE.items() if name != "on"}
    answer = do(case, "cancel", issue(case, "2020-03"), **undated)
    assert mwh_by_state(book(case)) == {"cancelled": 60}
    assert found(answer, "validity_not_shown")["severity"] == "warning"


def test_a_granular_certificate_is_one_hour_s_energy_to_the_wh(tmp_path):
    case = a_book_case(tmp_path)
    one = issue(case, kwh=1.234, rules="granular", hour="2024-03-31T20:00Z", month="2024-03")
    met = batch(book(case), one)
    assert (met["count"], met["hour"], met["month"]) == (1234, "2024-03-31T20:00Z", "2024-03")
    assert GRANULAR.expires("2024-03") == date(2025, 3, 31)


@pytest.mark.rule("power-13")
@pytest.mark.parametrize("scheme", ["ccer", "irec", "go", "green_tariff"])
def test_energy_that_is_certified_has_no_second_claim_and_the_refusal_names_the_first(tmp_path, scheme):
    case = a_book_case(tmp_path)
    issue(case)
    with pytest.raises(
        AlreadyClaimed, match=r"2023-03 is claimed already: 60 MWh as China green certificates by turbine \(entry 1 on"
    ):
        do(case, "claim", plant="turbine", month="2023-03", kwh="1", scheme=scheme, to="Fund")
    do(case, "claim", plant="turbine", month="2023-04", kwh="1000", scheme=scheme, to="Fund")
    with pytest.raises(AlreadyClaimed, match=r"1 MWh as .* by Fund \(entry 2 on"):
        issue(case, "2023-04")


@pytest.mark.rule("power-13")
def test_self_used_output_is_certified_once_and_never_sold(tmp_path):
    case = a_book_case(tmp_path)
    one = issue(case, tradable="no")
    for verb in ("reserve", "transfer"):
        with pytest.raises(CertificateError, match="not tradable"):
            do(case, verb, one, to="Buyer")
    with pytest.raises(CertificateError, match="only wind may use it up"):
        do(case, "cancel", one, **{**USE, "to": "Buyer"})
    with pytest.raises(AlreadyClaimed, match="60 MWh"):
        issue(case, tradable="yes")
    assert batch(do(case, "cancel", one, **USE), one)["state"] == "cancelled"


@pytest.mark.rule("power-14")
def test_a_bundle_settles_on_the_least_of_contract_generation_and_load():
    met = settle(contract_wh=100, generated_wh=90, used_wh=95)
    assert (met.settled_wh, met.shortfall_wh, met.bound_by) == (90, 5, "generation")


@pytest.mark.rule("power-15")
def test_what_is_cancelled_counts_at_0_and_the_rest_at_the_residual_mix(tmp_path):
    """100 MWh, 60 certified: 40 × 0.6096 = 24.384 t, not 40 × 0.5306 = 21.224; location 53.06 t, whatever was bought."""
    case = a_book_case(tmp_path, factors=RULE_15)
    do(case, "cancel", issue(case), **USE)
    answer = measured(case)
    assert tco2e(answer, "scope2_market") == pytest.approx(24.384, rel=1e-12)  # sums of floats
    assert tco2e(answer, "scope2_location") == pytest.approx(53.06, rel=1e-12)


@pytest.mark.rule("power-16")
@pytest.mark.parametrize(
    ("asked", "use", "why"),
    [
        ({"region": "AU-NSW"}, {}, "its plant in AU-NSW is outside market CN"),
        (
            {"rules": "granular", "hour": "2023-03-01T05:00Z", "region": "AU-NSW"},
            {},
            "site hq is in CN, outside market AU",
        ),
        ({"month": "2022-03"}, {}, "made 2022-03-01 to 2022-03-31, claimed for 2023-01-01 to 2023-12-31"),
        ({}, {"to": "Somebody else"}, "retired for 'Somebody else', who is not the reporter"),
        ({}, {"site": "nowhere"}, "site 'nowhere' is not in the table sites"),
    ],
)
def test_a_certificate_that_fails_a_criterion_counts_for_nothing_and_the_reason_is_told(tmp_path, asked, use, why):
    """GHG Protocol Scope 2 Guidance (2015), table 7.1: the criteria that an instrument meets by itself."""
    case = a_book_case(tmp_path, factors=RULE_15)
    do(case, "cancel", issue(case, **asked), **USE | use)
    answer = measured(case)
    assert tco2e(answer, "scope2_market") == pytest.approx(60.96, rel=1e-12)  # nothing of it: 100 × 0.6096
    assert [message for message in errors(answer) if why in message]


@pytest.mark.rule("power-16")
def test_a_sound_certificate_of_the_same_market_counts(tmp_path):
    case = a_book_case(
        tmp_path, factors=RULE_15, sites=rows("site=hq name=HQ kind=office country=CN region=CN-GD share=1")
    )
    do(case, "cancel", issue(case, region="CN-NM"), **USE)
    answer = measured(case)
    assert errors(answer) == []
    assert tco2e(answer, "scope2_market") == pytest.approx(24.384, rel=1e-12)  # sums of floats
