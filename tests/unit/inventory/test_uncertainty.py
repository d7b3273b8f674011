"""Errors propagated and drawn: what lines of a factor share, what is not known, and that a seed gives the same bits."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from tanlu.inventory.uncertainty import NORMAL_95, FactorGroups, group_lines, group_sd_tco2e, propagate, simulate

UNKNOWN = float("nan")


def groups(tco2e: str, factor_cv: str = "", lines_sd: str = "") -> FactorGroups:
    """Groups from numbers with spaces between; no cv is unknown, no lines' sd is none."""
    values = np.array([float(word) for word in tco2e.split()])
    cvs = [float(word) for word in factor_cv.split()] or [UNKNOWN] * len(values)
    sds = [float(word) for word in lines_sd.split()] or [0.0] * len(values)
    return FactorGroups(values, np.array(cvs), np.array(sds))


def many_groups(count: int = 50, *, cv: float = 0.03) -> FactorGroups:
    random = np.random.default_rng(7)
    tco2e = random.uniform(10, 1000, count)
    return FactorGroups(tco2e, random.uniform(cv / 2, cv, count), tco2e * random.uniform(cv / 4, cv, count))


@pytest.mark.rule("inventory-24")
def test_independent_errors_add_as_the_root_of_the_sum_of_squares():
    interval = propagate(groups("30 40", "0.1 0.1"))
    assert interval.sd_tco2e == pytest.approx(5.0)
    assert interval.low_tco2e == pytest.approx(70 - NORMAL_95 * 5)
    assert interval.high_tco2e == pytest.approx(70 + NORMAL_95 * 5)


@pytest.mark.rule("inventory-24")
def test_the_drawn_spread_is_that_of_approach_1_within_a_percent_for_small_errors():
    many = many_groups()
    drawn, interval = simulate(many, draws=200_000, seed=20240229), propagate(many)
    # 200,000 draws know a standard deviation to 0.16 %; cvs of 3 % bend it by less than 0.1 %
    assert drawn.sd_tco2e == pytest.approx(interval.sd_tco2e, rel=0.01)
    assert drawn.low_tco2e == pytest.approx(interval.low_tco2e, rel=0.001)
    assert drawn.high_tco2e == pytest.approx(interval.high_tco2e, rel=0.001)


@pytest.mark.rule("inventory-25")
@pytest.mark.parametrize("lines", [1, 4, 100])
def test_equal_lines_of_one_factor_have_the_cv_of_the_factor(lines: int):
    one_factor = group_lines(
        np.zeros(lines, dtype=np.int64), np.full(lines, 10.0), np.full(lines, UNKNOWN), np.array([0.2])
    )
    interval = propagate(one_factor)
    assert interval.sd_tco2e == pytest.approx(0.2 * interval.total_tco2e)
    drawn = simulate(one_factor, draws=100_000, seed=3)
    assert drawn.sd_tco2e == pytest.approx(0.2 * interval.total_tco2e, rel=0.02)  # 100,000 draws: 0.3 % of a lognormal


@pytest.mark.rule("inventory-25")
def test_equal_lines_with_errors_of_their_own_average_them_out():
    own = group_lines(np.zeros(100, dtype=np.int64), np.full(100, 10.0), np.full(100, 0.2), np.array([UNKNOWN]))
    assert propagate(own).sd_tco2e == pytest.approx(0.2 * 1000 / 10)


def test_lines_are_gathered_by_their_factor_with_known_and_unknown_errors_apart():
    gathered = group_lines(
        np.array([2, 0, 2, 2]),
        np.array([3.0, 10.0, -4.0, 5.0]),
        np.array([1.0, UNKNOWN, 1.0, UNKNOWN]),
        np.array([0.1, 0.2, UNKNOWN]),
    )
    assert gathered.tco2e.tolist() == [10.0, 0.0, 4.0]
    assert gathered.lines_sd_tco2e.tolist() == [0.0, 0.0, 5.0]
    assert gathered.gross_tco2e.tolist() == [10.0, 0.0, 12.0]
    assert gathered.lines_known_tco2e.tolist() == [0.0, 0.0, 7.0]
    assert gathered.share_known == pytest.approx(17 / 22)


def test_where_no_uncertainty_is_known_there_is_no_interval():
    for total in (propagate(groups("5 7")), simulate(groups("5 7"), seed=1)):
        assert (total.sd_tco2e, total.low_tco2e, total.high_tco2e, total.share_known) == (None, None, None, 0.0)
    assert propagate(groups("5 7")).variance_shares is None


def test_a_group_without_known_error_moves_the_total_and_not_the_spread():
    half = groups("50 50", "0.1 nan")
    assert propagate(half).sd_tco2e == pytest.approx(5.0)
    assert propagate(half).share_known == 0.5
    drawn = simulate(half, draws=50_000, seed=5)
    assert drawn.mean_tco2e == pytest.approx(100, abs=4 * 5 / 50_000**0.5)  # 4 standard errors
    assert drawn.low_tco2e is not None
    assert drawn.low_tco2e > 50


def test_an_error_known_to_be_nothing_gives_an_interval_without_width():
    exact = groups("50 50", "0 0")
    assert (propagate(exact).low_tco2e, propagate(exact).high_tco2e) == (100.0, 100.0)
    assert propagate(exact).variance_shares is None
    drawn = simulate(exact, seed=1)
    assert (drawn.mean_tco2e, drawn.sd_tco2e, drawn.low_tco2e, drawn.high_tco2e) == (100.0, 0.0, 100.0, 100.0)


def test_an_inventory_without_emissions_has_no_known_share():
    nothing = FactorGroups(np.empty(0), np.empty(0), np.empty(0))
    assert propagate(nothing).share_known is None
    assert simulate(nothing, seed=1).mean_tco2e == 0.0


def test_a_factor_with_a_wide_error_never_turns_an_emission_into_a_removal():
    wide = simulate(groups("100", "2.0"), draws=50_000, seed=11)
    assert wide.low_tco2e is not None
    assert wide.low_tco2e > 0


def test_a_credit_is_drawn_below_zero_about_its_mean():
    credit = simulate(groups("-100", "0.1"), draws=100_000, seed=13)
    assert credit.mean_tco2e == pytest.approx(-100, abs=4 * 10 / 100_000**0.5)  # 4 standard errors
    assert credit.sd_tco2e == pytest.approx(10, rel=0.02)
    assert credit.high_tco2e is not None
    assert credit.high_tco2e < 0


@pytest.mark.rule("inventory-24")
def test_lines_that_cancel_keep_their_own_errors():
    cancelling = group_lines(np.array([0, 0]), np.array([100.0, -100.0]), np.array([0.1, 0.1]), np.array([UNKNOWN]))
    assert propagate(cancelling).sd_tco2e == pytest.approx(200**0.5)
    drawn = simulate(cancelling, draws=200_000, seed=17)
    assert drawn.sd_tco2e == pytest.approx(200**0.5, rel=0.01)  # 200,000 draws know it to 0.16 %
    assert abs(drawn.mean_tco2e) < 4 * 200**0.5 / 200_000**0.5  # 4 standard errors


def test_factor_and_lines_join_as_a_product_of_lognormals():
    joined = groups("100", "0.3", "40")
    assert (group_sd_tco2e(joined)[0] / 100) ** 2 == pytest.approx((1 + 0.3**2) * (1 + 0.4**2) - 1)


@pytest.mark.rule("inventory-26")
def test_a_seed_gives_the_same_bits_whatever_the_block_size():
    many = many_groups(37)
    expected = simulate(many, draws=1_001, seed=42)
    assert simulate(many, draws=1_001, seed=42) == expected
    for cells in (1, 37, 1_000, 9_999_999):
        assert simulate(many, draws=1_001, seed=42, block_cells=cells) == expected
    assert simulate(many, draws=1_001, seed=43).mean_tco2e != expected.mean_tco2e


@pytest.mark.rule("inventory-26")
def test_a_row_longer_than_a_block_gives_the_same_bits():
    many = many_groups(9_001)
    assert simulate(many, draws=20, seed=4, block_cells=1) == simulate(many, draws=20, seed=4, block_cells=9_001 * 7)


@pytest.mark.rule("inventory-26")
@pytest.mark.parametrize("cv", [0.01, 0.3, 1.0])
def test_the_drawn_mean_is_within_four_standard_errors_of_the_total(cv: float):
    many = many_groups(20, cv=cv)
    draws = 40_000
    drawn = simulate(many, draws=draws, seed=99)
    analytic_sd = float(np.sqrt(np.sum(group_sd_tco2e(many) ** 2)))
    assert abs(drawn.mean_tco2e - many.total_tco2e) <= 4 * analytic_sd / draws**0.5


@pytest.mark.rule("inventory-26")
def test_memory_does_not_grow_with_draws_times_groups():
    many = many_groups(2_000)
    tracemalloc.start()
    simulate(many, draws=2_000, seed=1)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 2_000 * 2_000 * 8 / 10  # a tenth of the whole matrix


@pytest.mark.rule("inventory-26")
def test_variance_shares_sum_to_1_and_name_the_largest_contributor():
    shares = propagate(groups("10 20 70", "0.1 0.1 0.5", "1 0 3")).variance_shares
    assert shares is not None
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert shares.argmax() == 2
