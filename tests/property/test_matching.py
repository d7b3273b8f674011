"""What always holds of matching: energy balances to the Wh, nothing beyond load or supply, finer never higher, order no matter."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from support.power_builders import FIRST
from tanlu.core.apportionment_columns import apportion
from tanlu.core.arrays import BoolArray, IntArray
from tanlu.power.hours import BASES, Hours
from tanlu.power.matching.allocation import by_sums, match
from tanlu.power.matching.hourly_ledger import entries
from tanlu.power.matching.scores import Year, match_year
from tanlu.power.matching.storage import Storage

WH = st.integers(0, 30) | st.integers(0, 3_000_000)


@st.composite
def years(draw: st.DrawFn, hours: int = 50) -> Year:
    """Two days and two hours of a few sites and contracts, any of which may serve any site."""
    sites, contracts = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    top = draw(st.sampled_from([3, 40, 5_000_000]))
    load, output = random.integers(0, top, (sites, hours)), random.integers(0, top, (contracts, hours))
    serves = random.random((contracts, sites)) < draw(st.sampled_from([0.5, 0.8, 1.1]))
    names = [f"site {n}" for n in range(sites)], [f"contract {n}" for n in range(contracts)]
    return Year(Hours(FIRST, hours), *names, load, output, serves)


def most(supply: IntArray, load: IntArray, serves: BoolArray) -> int:
    """The maximum flow as the least cut, over every set of contracts."""
    cuts: list[int] = []
    for chosen in product([False, True], repeat=len(supply)):
        inside = np.array(chosen)
        reached = serves[inside].any(axis=0)
        cuts.append(int(supply[~inside].sum() + load[reached].sum()))
    return min(cuts)


@given(years())
def test_no_hour_is_matched_beyond_its_load_or_its_supply(year: Year):
    hourly = match_year(year).hourly
    assert hourly.cells_wh is not None
    assert (hourly.cells_wh <= year.load_wh).all()
    assert (hourly.by_contract_wh <= year.output_wh).all()
    assert (hourly.cells_wh >= 0).all()


@given(years(hours=6))
def test_every_hour_is_matched_to_the_most_that_contracts_and_sites_allow(year: Year):
    hourly = match_year(year).hourly
    wanted = [most(year.output_wh[:, hour], year.load_wh[:, hour], year.serves) for hour in range(6)]
    assert hourly.by_period_wh.tolist() == wanted


@given(years())
def test_a_finer_period_never_scores_higher(year: Year):
    done = match_year(year)
    scores = [done.matched_wh[basis] for basis in BASES]
    assert scores == sorted(scores, reverse=True)


@given(years())
def test_sites_contracts_hours_and_the_ledger_sum_to_the_portfolio(year: Year):
    done = match_year(year)
    hourly = done.hourly
    total = done.matched_wh["hourly"]
    assert int(hourly.by_site_wh.sum()) == int(hourly.by_contract_wh.sum()) == int(hourly.by_period_wh.sum()) == total
    assert sum(entry.wh for entry in entries(year)) == total
    assert int(done.annual.by_site_wh.sum()) == done.matched_wh["annual"]


@given(years())
def test_the_order_of_sites_is_no_matter_to_what_is_matched(year: Year):
    turned = Year(
        year.hours, year.sites[::-1], year.contracts, year.load_wh[::-1], year.output_wh, year.serves[:, ::-1]
    )
    assert match_year(turned).matched_wh == match_year(year).matched_wh


@given(
    years(),
    st.integers(0, 6_000_000),
    st.integers(0, 9_000_000),
    st.floats(0.05, 1),
    st.floats(0.05, 1),
    st.booleans(),
)
def test_what_is_made_is_matched_given_back_left_lost_or_still_stored(
    year: Year, power: int, capacity: int, into: float, out: float, at_a_site: bool
):
    batteries = [Storage("b", power, capacity, year.sites[0] if at_a_site else "", into, out), Storage("c", 500, 900)]
    done = match_year(year, batteries)
    charged = sum(int(run.charged_wh.sum()) for run in done.storage.values())
    given_back = sum(int(run.discharged_wh.sum()) for run in done.storage.values())
    excess = done.output_wh - done.matched_wh["hourly"] - charged
    kept = sum(run.lost_wh + run.stored_wh for run in done.storage.values())
    assert done.output_wh == done.matched_wh["hourly"] + given_back + excess + kept
    assert excess >= 0
    assert given_back <= done.load_wh - done.matched_wh["hourly"]
    assert all(run.lost_wh >= 0 and run.stored_wh >= 0 for run in done.storage.values())
    assert all(((run.charged_wh == 0) | (run.discharged_wh == 0)).all() for run in done.storage.values())


@given(
    st.lists(st.lists(WH | st.integers(0, 10**15), min_size=3, max_size=3), min_size=1, max_size=6),
    st.integers(0, 10**16),
)
def test_an_apportionment_gives_out_the_whole_amount_and_to_nobody_more_than_its_weight(
    rows: list[list[int]], amount: int
):
    weights = np.array(rows, np.int64)
    amounts = np.full(3, amount, np.int64)
    parts = apportion(amounts, weights)
    assert parts.sum(axis=0).tolist() == np.minimum(amounts, weights.sum(axis=0)).tolist()
    assert ((parts >= 0) & (parts <= weights)).all()


@given(years())
def test_matching_by_sums_gives_what_matching_cell_by_cell_gives(year: Year):
    """Each hour rounds a site by less than one Wh for each contract."""
    everywhere = np.ones_like(year.serves)
    cells = match(year.output_wh, year.load_wh, everywhere)
    sums = by_sums(year.output_wh, year.load_wh, year.load_wh.sum(axis=0))
    assert sums.by_period_wh.tolist() == cells.by_period_wh.tolist()
    assert sums.by_contract_wh.tolist() == cells.by_contract_wh.tolist()
    assert np.abs(sums.by_site_wh - cells.by_site_wh).max() <= year.hours.count * len(year.contracts)
