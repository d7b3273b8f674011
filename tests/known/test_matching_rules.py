"""Hour-by-hour matching against answers worked out by hand: load 10, 10, 10, 10 and generation 20, 0, 15, 5 MWh."""

from __future__ import annotations

import numpy as np
import pytest

from support.power_builders import a_year, hours
from tanlu.power.hours import sums_by_period
from tanlu.power.matching.allocation import match
from tanlu.power.matching.scores import match_year
from tanlu.power.matching.storage import Storage

MWH = 1_000_000
BASE = {"load": "10 10 10 10", "generation": "20 0 15 5"}


def base_year(load: str = BASE["load"], generation: str = BASE["generation"]):
    return match_year(a_year({"hq": load}, {"a": generation}))


@pytest.mark.rule("power-1")
def test_each_hour_is_capped_before_hours_are_summed():
    done = base_year()
    assert done.score("hourly") == 0.625
    assert (done.output_wh - done.matched_wh["hourly"]) / MWH == 15


@pytest.mark.rule("power-1")
def test_a_score_is_never_the_mean_of_hourly_ratios():
    """5 of 10 and 90 of 90 are 95 of 100; the mean of the ratios would be 0.75."""
    assert base_year("10 90", "5 90").score("hourly") == 0.95


@pytest.mark.rule("power-2")
def test_the_grids_clean_share_serves_only_what_contracts_do_not():
    done = base_year()
    assert done.score("hourly") == 0.625
    assert done.score_with_grid([np.full(4, 0.3)]) == pytest.approx(0.7375, abs=1e-15)


@pytest.mark.rule("power-3")
def test_a_finer_period_never_scores_higher():
    done = base_year()
    halves = [sums_by_period(hours(text)[None], np.array([0, 0, 1, 1]), 2) for text in BASE.values()]
    by_half = match(halves[1], halves[0], np.array([[True]]))
    assert done.score("annual") == 1.0
    assert by_half.by_period_wh.sum() / done.load_wh == 1.0
    assert done.score("hourly") == 0.625


@pytest.mark.rule("power-4")
def test_excess_of_one_hour_serves_no_other_except_through_storage():
    done = match_year(a_year({"hq": BASE["load"]}, {"a": BASE["generation"]}), [battery()])
    run = done.storage["b"]
    excess = done.output_wh - done.matched_wh["hourly"] - int(run.charged_wh.sum())
    stored = int(run.discharged_wh.sum())
    assert done.output_wh == done.matched_wh["hourly"] + stored + excess + run.lost_wh + run.stored_wh


def battery() -> Storage:
    """10 MWh that loses a tenth on the way out."""
    return Storage("b", power_wh=10 * MWH, capacity_wh=10 * MWH, efficiency_out=0.9)


@pytest.mark.rule("power-5")
def test_only_clean_energy_comes_out_of_storage_and_its_losses_are_claimed_by_nobody():
    done = match_year(a_year({"hq": BASE["load"]}, {"a": BASE["generation"]}), [battery()])
    run = done.storage["b"]
    assert done.score_with_storage() == 0.9625
    assert (run.lost_wh / MWH, run.stored_wh) == (1.5, 0)


@pytest.mark.rule("power-8")
def test_a_portfolio_at_a_hundred_per_cent_says_nothing_about_a_site():
    """Two sites of 10: bound to the first, 20 leave the second at 0; open to both, each has its 10."""
    loads = {"one": "10", "two": "10"}
    open_to_both = match_year(a_year(loads, {"a": "20"}))
    bound = match_year(a_year(loads, {"a": "20"}, [[True, False]]))
    assert open_to_both.annual.by_site_wh.tolist() == [10 * MWH, 10 * MWH]
    assert bound.annual.by_site_wh.tolist() == [10 * MWH, 0]
    assert (open_to_both.score("annual"), bound.score("annual")) == (1.0, 0.5)


@pytest.mark.rule("power-9")
def test_an_allocation_is_in_whole_watt_hours_and_its_remainder_goes_to_the_largest_fraction():
    """10 Wh over loads of 10, 10 and 9: exact parts 3.448, 3.448 and 3.103."""
    found = match(np.array([[10]]), np.array([[10], [10], [9]]), np.ones((1, 3), np.bool_))
    assert found.by_site_wh.tolist() == [4, 3, 3]
