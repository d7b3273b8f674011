"""Which watt-hours each instrument covers: hierarchy, places, days, proportions and balances."""

from __future__ import annotations

from datetime import date

import pytest

from tanlu.core.period import Period, reporting_year
from tanlu.inventory.scope2.coverage import Coverage, cover
from tanlu.inventory.scope2.instruments import Instrument, instrument_from
from tanlu.inventory.scope2.segments import Demand

YEAR = reporting_year(2022)
FIRST_HALF, SECOND_HALF = Period(YEAR.start, date(2022, 6, 30)), Period(date(2022, 7, 1), YEAR.end)
SHENZHEN = ("CN-GD", "CN-GRID-SOUTH", "CN")
BEIJING = ("CN-BJ", "CN-GRID-NORTH", "CN")
WH_PER_MWH = 1_000_000


def instrument(name: str, kind: str, kwh: float | None, **cells: object) -> Instrument:
    row = {"market": None if "site" in cells else "CN", "kgco2e_per_kwh": 0.0, **cells}
    found = instrument_from({"instrument": name, "kind": kind, "kwh": kwh, **row}, row=2, file="instruments.csv")
    assert isinstance(found, Instrument), found
    return found


def days(period: Period) -> dict[str, object]:
    return {"start": period.start, "end": period.end}


def shenzhen(wh: int, period: Period = YEAR) -> Demand:
    return Demand("shenzhen", period, wh, SHENZHEN)


def beijing(wh: int, period: Period = YEAR) -> Demand:
    return Demand("beijing", period, wh, BEIJING)


def covered(result: Coverage) -> list[tuple[str, int, int]]:
    return sorted((claim.instrument, claim.demand, claim.wh) for claim in result.claims)


@pytest.mark.rule("inventory-5")
def test_what_was_contracted_beyond_what_was_delivered_stays_in_the_balance():
    """Tencent, 2022: 500 GWh contracted (roadmap, 2022-02-24); 336,419.5 MWh bought (2023 ESG report, p. 106)."""
    contracted_mwh, delivered_mwh = 500_000, 336_419.5
    contract = instrument("green_power_2022", "contract", contracted_mwh * 1000)
    result = cover([shenzhen(round(delivered_mwh * WH_PER_MWH))], [contract], year=YEAR)
    assert covered(result) == [("green_power_2022", 0, 336_419_500_000)]
    assert result.remaining == []
    assert result.balance_wh == {"green_power_2022": 163_580_500_000}
    (note,) = result.findings
    assert (note.code, note.severity) == ("unused_instrument_balance", "note")
    assert "163,580,500 kWh stay in its balance" in note.sentence()


@pytest.mark.rule("inventory-2")
def test_certificates_go_before_contracts_and_contracts_before_suppliers_rates():
    rate = instrument("a", "supplier_rate", None, kgco2e_per_kwh=0.3)
    contract, certificate = instrument("b", "contract", 3.0), instrument("c", "certificate", 2.0)
    result = cover([shenzhen(10_000)], [rate, contract, certificate], year=YEAR)
    assert [(claim.kind, claim.wh) for claim in result.claims] == [
        ("certificate", 2_000),
        ("contract", 3_000),
        ("supplier_rate", 5_000),
    ]
    assert result.remaining == []
    assert result.wh_by_kind() == {"certificate": 2_000, "contract": 3_000, "supplier_rate": 5_000}
    assert result.covered_wh().tolist() == [10_000]
    assert result.covered_kgco2e().tolist() == pytest.approx([1.5])
    assert result.balance_wh == {"a": 0, "b": 0, "c": 0}


@pytest.mark.rule("inventory-2")
def test_within_a_kind_the_narrower_instrument_goes_first():
    """A site before a market, a shorter period before a longer, a smaller market before a larger, then the id."""
    wide = instrument("a", "contract", 10.0)
    south = instrument("b", "contract", 1.0, market="CN-GRID-SOUTH")
    half = instrument("c", "contract", 2.0, **days(FIRST_HALF))
    own = instrument("d", "contract", 3.0, site="shenzhen")
    result = cover([shenzhen(10_000), beijing(10_000)], [wide, south, half, own], year=YEAR)
    assert [each.instrument for each in result.instruments] == ["d", "c", "b", "a"]
    assert result.balance_wh == {"a": 0, "b": 0, "c": 0, "d": 0}


def test_an_instrument_covers_only_its_site_or_its_market():
    own, south = instrument("own", "contract", 1.0, site="beijing"), instrument("south", "contract", 9.0)
    south = instrument("south", "contract", 9.0, market="CN-GRID-SOUTH")
    result = cover([shenzhen(2_000), beijing(2_000)], [own, south], year=YEAR)
    assert covered(result) == [("own", 1, 1_000), ("south", 0, 2_000)]
    assert [(left.demand, left.wh) for left in result.remaining] == [(1, 1_000)]
    assert result.balance_wh == {"own": 0, "south": 7_000}


def test_an_instrument_covers_only_days_inside_its_period():
    march = Period(date(2022, 3, 1), date(2022, 3, 31))
    result = cover([shenzhen(365)], [instrument("march", "contract", 1.0, **days(march))], year=YEAR)
    assert [(claim.period, claim.wh) for claim in result.claims] == [(march, 31)]
    assert [(left.period, left.wh) for left in result.remaining] == [
        (Period(date(2022, 1, 1), date(2022, 2, 28)), 59),
        (Period(date(2022, 4, 1), date(2022, 12, 31)), 275),
    ]


def test_what_does_not_suffice_is_shared_in_proportion_and_to_the_watt_hour():
    certificate = instrument("gec", "certificate", 0.1)
    result = cover([beijing(300), shenzhen(100)], [certificate], year=YEAR)
    assert covered(result) == [("gec", 0, 75), ("gec", 1, 25)]
    # One watt-hour for two equals: the first by name of the site has it, wherever it stands in the list.
    tiny = instrument("gec", "certificate", 0.001)
    assert covered(cover([shenzhen(5), beijing(5)], [tiny], year=YEAR)) == [("gec", 1, 1)]
    assert covered(cover([beijing(5), shenzhen(5)], [tiny], year=YEAR)) == [("gec", 0, 1)]


def test_a_wide_instrument_leaves_a_narrow_one_its_site():
    own, wide = instrument("z", "certificate", 1.0, site="shenzhen"), instrument("a", "certificate", 1.0)
    result = cover([shenzhen(1_000), beijing(1_000)], [wide, own], year=YEAR)
    assert covered(result) == [("a", 1, 1_000), ("z", 0, 1_000)]


def test_a_demand_that_nothing_covers_stays_whole():
    half = instrument("half", "contract", 1.0, site="beijing", **days(FIRST_HALF))
    result = cover([shenzhen(7), beijing(10, SECOND_HALF)], [half], year=YEAR)
    assert result.remaining == [(0, YEAR, 7), (1, SECOND_HALF, 10)]
    assert result.balance_wh == {"half": 1_000}


def test_without_instruments_or_demands_there_is_nothing_to_cover():
    result = cover([shenzhen(7)], [], year=YEAR)
    assert (result.claims, result.remaining, result.balance_wh) == ([], [(0, YEAR, 7)], {})
    assert result.covered_kgco2e().tolist() == [0.0]
    result = cover([], [instrument("ppa", "contract", 1.0), instrument("all", "supplier_rate", None)], year=YEAR)
    assert (result.claims, result.remaining, result.balance_wh) == ([], [], {"ppa": 1_000, "all": 0})


def test_a_demand_below_zero_is_not_covered_and_not_lost():
    result = cover([shenzhen(-5), shenzhen(0), shenzhen(8)], [instrument("a", "supplier_rate", None)], year=YEAR)
    assert covered(result) == [("a", 2, 8)]
    assert result.remaining == [(0, YEAR, -5)]


def test_absurd_energy_is_still_counted_to_the_watt_hour():
    huge = 10**25
    demands = [shenzhen(huge + 1, FIRST_HALF), beijing(huge), shenzhen(3)]
    result = cover(demands, [instrument("a", "contract", 1e18, **days(FIRST_HALF))], year=YEAR)
    claimed = sum(claim.wh for claim in result.claims)
    assert claimed == 10**21
    assert claimed + sum(left.wh for left in result.remaining) == 2 * huge + 4


def test_one_contract_in_two_rows_has_one_balance():
    rows = [instrument("ppa", "contract", 1.0, **days(half)) for half in (FIRST_HALF, SECOND_HALF)]
    result = cover([shenzhen(500, FIRST_HALF), shenzhen(700, SECOND_HALF)], rows, year=YEAR)
    assert covered(result) == [("ppa", 0, 500), ("ppa", 1, 700)]
    assert result.balance_wh == {"ppa": 800}
    assert len(result.findings) == 2
