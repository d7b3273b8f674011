"""What must always be so when instruments cover electricity: nothing lost, nothing twice, nothing out of place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.core.apportionment import apportion, watt_hours
from tanlu.core.period import Period, reporting_year
from tanlu.inventory.scope2.coverage import Coverage, cover
from tanlu.inventory.scope2.instruments import HIERARCHY, Instrument, Kind
from tanlu.inventory.scope2.segments import Demand

YEAR = reporting_year(2022)
CHAINS = {
    "shenzhen": ("CN-GD", "CN-GRID-SOUTH", "CN"),
    "guiyang": ("CN-GZ", "CN-GRID-SOUTH", "CN"),
    "beijing": ("CN-BJ", "CN-GRID-NORTH", "CN"),
    "frankfurt": ("DE-HE", "DE"),
}
MARKETS = [None, "CN", "CN-GRID-SOUTH", "CN-GD", "DE"]


def day(number: int) -> date:
    return YEAR.start + timedelta(days=number)


@st.composite
def periods(draw: st.DrawFn, *, first: int = 0, last: int = 364) -> Period:
    start = draw(st.integers(first, last))
    return Period(day(start), day(draw(st.integers(start, last))))


@st.composite
def demand(draw: st.DrawFn) -> Demand:
    site = draw(st.sampled_from(sorted(CHAINS)))
    wh = draw(st.integers(0, 50) | st.integers(0, 10**13) | st.just(10**17))
    return Demand(site, draw(st.just(YEAR) | periods()), wh, CHAINS[site])


@st.composite
def instrument(draw: st.DrawFn, name: str) -> Instrument:
    kind: Kind = draw(st.sampled_from(HIERARCHY))
    site = draw(st.none() | st.sampled_from(sorted(CHAINS)))
    kwh = draw(st.sampled_from([0.0, 0.001, 0.01, 0.05, 1.0, 1e6, 1e12]))
    unlimited = kind == "supplier_rate" and draw(st.booleans())
    return Instrument(
        instrument=name,
        kind=kind,
        site=site,
        market=None if site else draw(st.sampled_from(MARKETS)),
        region=None,
        period=draw(st.none() | periods(first=-100, last=464)),
        kwh=None if unlimited else kwh,
        kgco2e_per_kwh=draw(st.sampled_from([0.0, 0.3])),
        vintage=None,
        retired_for=None,
        registry=None,
        evidence=None,
        recorded=None,
        row=2,
        file="instruments.csv",
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Demand], list[Instrument]]:
    demands = draw(st.lists(demand(), max_size=8))
    return demands, [draw(instrument(f"i{number}")) for number in range(draw(st.integers(0, 6)))]


def may_cover(by: Instrument, wanted: Demand, piece: Period) -> bool:
    """Whether an instrument may cover a piece, said once more and plainly."""
    days = by.days_in(YEAR)
    placed = by.site == wanted.site if by.site else by.market is None or by.market in wanted.chain
    return placed and days is not None and days.start <= piece.start and piece.end <= days.end


def as_facts(result: Coverage, demands: list[Demand]) -> tuple[Any, ...]:
    """Claims and remainders by what their demand is, not by where it stands."""
    claims = Counter((claim._replace(demand=0), demands[claim.demand]) for claim in result.claims)
    left = Counter((rest._replace(demand=0), demands[rest.demand]) for rest in result.remaining)
    return claims, left, result.balance_wh


@pytest.mark.rule("inventory-2", "inventory-5")
@given(case=cases())
def test_every_watt_hour_of_a_demand_is_covered_once_or_left(case: tuple[list[Demand], list[Instrument]]):
    demands, instruments = case
    result = cover(demands, instruments, year=YEAR)
    sums = Counter[int]()
    for claim in result.claims:
        assert claim.wh > 0
        sums[claim.demand] += claim.wh
    assert result.covered_wh().tolist() == [sums[number] for number in range(len(demands))]
    for rest in result.remaining:
        assert rest.wh > 0
        sums[rest.demand] += rest.wh
    assert [sums[number] for number in range(len(demands))] == [each.wh for each in demands]


@pytest.mark.rule("inventory-5")
@given(case=cases())
def test_no_instrument_covers_more_than_it_holds_and_the_rest_is_its_balance(
    case: tuple[list[Demand], list[Instrument]],
):
    demands, instruments = case
    result = cover(demands, instruments, year=YEAR)
    used = Counter[str]()
    for claim in result.claims:
        used[claim.instrument] += claim.wh
    for each in instruments:
        held = each.wh_in(YEAR)
        if held is not None:
            assert used[each.instrument] + result.balance_wh.get(each.instrument, 0) == held
            assert result.balance_wh.get(each.instrument, 0) >= 0
    noted = {finding.cause for finding in result.findings}
    assert noted == {name for name, balance in result.balance_wh.items() if balance}


@given(case=cases())
def test_no_claim_lies_outside_the_period_the_site_or_the_market(case: tuple[list[Demand], list[Instrument]]):
    demands, instruments = case
    result = cover(demands, instruments, year=YEAR)
    by_name = {each.instrument: each for each in instruments}
    for claim in result.claims:
        wanted = demands[claim.demand]
        assert may_cover(by_name[claim.instrument], wanted, claim.period)
        assert wanted.period.start <= claim.period.start <= claim.period.end <= wanted.period.end


@pytest.mark.rule("inventory-2")
@given(case=cases())
def test_nothing_is_left_or_served_by_a_lower_level_while_a_higher_one_that_may_cover_it_holds_energy(
    case: tuple[list[Demand], list[Instrument]],
):
    demands, instruments = case
    result = cover(demands, instruments, year=YEAR)
    idle = [
        each for each in instruments if each.days_in(YEAR) and (each.kwh is None or result.balance_wh[each.instrument])
    ]
    for claim in result.claims:
        above = [each for each in idle if HIERARCHY.index(each.kind) < HIERARCHY.index(claim.kind)]
        assert not any(may_cover(each, demands[claim.demand], claim.period) for each in above)
    for rest in result.remaining:
        assert not any(may_cover(each, demands[rest.demand], rest.period) for each in idle)


@pytest.mark.rule("inventory-34")
@given(case=cases(), random=st.randoms(use_true_random=False))
def test_the_order_of_demands_and_instruments_does_not_matter(case: tuple[list[Demand], list[Instrument]], random):
    demands, instruments = case
    before = as_facts(cover(demands, instruments, year=YEAR), demands)
    random.shuffle(demands)
    random.shuffle(instruments)
    assert as_facts(cover(demands, instruments, year=YEAR), demands) == before


@given(case=cases(), stranger=instrument("stranger"))
def test_an_instrument_of_another_market_moves_no_watt_hour(
    case: tuple[list[Demand], list[Instrument]], stranger: Instrument
):
    demands, instruments = case
    stranger = replace(stranger, site=None, market="US")
    without, beside = (cover(demands, given_ones, year=YEAR) for given_ones in (instruments, [stranger, *instruments]))
    assert (beside.claims, beside.remaining) == (without.claims, without.remaining)


@given(
    weights=st.lists(st.integers(0, 9) | st.integers(0, 2**51) | st.integers(0, 10**30), min_size=1, max_size=8),
    part=st.fractions(0, 1),
)
def test_shares_are_whole_sum_to_the_total_and_differ_from_the_exact_by_less_than_one(
    weights: list[int], part: Fraction
):
    total, whole = int(sum(weights) * part), sum(weights)
    shares = apportion(watt_hours(weights), total).tolist()
    assert sum(shares) == total
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
    if total < whole:
        assert all(abs(share - Fraction(w * total, whole)) < 1 for share, w in zip(shares, weights, strict=True))


@given(weights=st.lists(st.integers(0, 2**49), min_size=1, max_size=8), part=st.fractions(0, 1))
def test_shares_in_machine_integers_are_those_of_exact_arithmetic(weights: list[int], part: Fraction):
    total = int(sum(weights) * part)
    exact = apportion(np.array(weights, dtype=object), total)
    assert apportion(np.array(weights, dtype=np.int64), total).tolist() == exact.tolist()
