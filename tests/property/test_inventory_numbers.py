"""What always holds of the inventory's arithmetic: sums that print, variances, deflation, recalculation and seals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tanlu.core.rounding import rounded, rounded_parts, shares_percent
from tanlu.core.units import Unit
from tanlu.inventory.closing import Closing, close, reopen, state, verify
from tanlu.inventory.data_quality import INDICATORS, QualityScores, weighted_quality
from tanlu.inventory.recalculation import Change, recalculate
from tanlu.inventory.spend import CitedRate, to_price_basis
from tanlu.inventory.uncertainty import FactorGroups, group_lines, propagate, simulate

numbers = st.one_of(st.floats(-1e9, 1e9), st.decimals(-10_000, 10_000, places=3), st.integers(-(10**9), 10**9))
positive = st.floats(0.01, 1e6)
cvs = st.one_of(st.floats(0.001, 0.5), st.just(float("nan")))
line_rows = st.lists(st.tuples(st.integers(0, 5), st.floats(-1e6, 1e6), cvs), min_size=1, max_size=40)


def gathered(rows: list[tuple[int, float, float]], factor_cv: list[float]) -> FactorGroups:
    index, tco2e, line_cv = (np.array(column) for column in zip(*rows, strict=True))
    return group_lines(index, tco2e, line_cv, np.array(factor_cv))


@pytest.mark.rule("inventory-29")
@given(parts=st.lists(numbers, min_size=1, max_size=20), digits=st.integers(-3, 4))
def test_printed_parts_sum_to_the_printed_total_and_stay_within_one_unit(parts: list[Decimal], digits: int):
    printed = rounded_parts(parts, digits=digits)
    exact = [Fraction(str(part)) for part in parts]
    unit = Fraction(10) ** -digits
    # read back as fractions: a float sum would round, and Decimal's default context too
    total = sum(exact)
    assert abs(sum(Fraction(part) for part in printed) - total) <= unit / 2
    assert all(abs(Fraction(part) - whole) < unit for part, whole in zip(printed, exact, strict=True))


@pytest.mark.rule("inventory-29")
@given(parts=st.lists(st.integers(0, 10**6), min_size=1, max_size=20), digits=st.integers(0, 3))
def test_parts_print_under_the_total_that_is_printed_alone(parts: list[int], digits: int):
    thousandths = [Decimal(part) / 1000 for part in parts]
    assert sum(rounded_parts(thousandths, digits=digits)) == rounded(sum(thousandths, Decimal(0)), digits=digits)


@pytest.mark.rule("inventory-29")
@given(parts=st.lists(st.floats(0, 1e9), min_size=1, max_size=20), digits=st.integers(0, 3))
def test_shares_sum_to_exactly_100_and_nothing_has_a_share_of_nothing(parts: list[float], digits: int):
    assume(sum(parts) > 0)
    shares = shares_percent(parts, digits=digits)
    assert sum(shares) == 100
    assert all(share == 0 for share, part in zip(shares, parts, strict=True) if part == 0)


@pytest.mark.rule("inventory-24", "inventory-26")
@given(rows=line_rows, factor_cv=st.lists(cvs, min_size=6, max_size=6))
def test_variance_shares_sum_to_1_and_the_interval_holds_the_total(rows, factor_cv: list[float]):
    interval = propagate(gathered(rows, factor_cv))
    if interval.variance_shares is not None:
        assert interval.variance_shares.sum() == pytest.approx(1, abs=1e-9)
        assert (interval.variance_shares >= 0).all()
    if interval.low_tco2e is not None and interval.high_tco2e is not None:
        assert interval.low_tco2e <= interval.total_tco2e <= interval.high_tco2e
    assert interval.share_known is None or 0 <= interval.share_known <= 1


@pytest.mark.rule("inventory-25")
@given(parts=st.lists(st.floats(0.1, 1e6), min_size=1, max_size=30), cv=st.floats(0.001, 1))
def test_splitting_a_line_does_not_shrink_its_factors_error(parts: list[float], cv: float):
    split = gathered([(0, part, float("nan")) for part in parts], [cv])
    whole = gathered([(0, sum(parts), float("nan"))], [cv])
    assert propagate(split).sd_tco2e == pytest.approx(propagate(whole).sd_tco2e)


@pytest.mark.rule("inventory-26")
@settings(max_examples=30)
@given(rows=line_rows, factor_cv=st.lists(cvs, min_size=6, max_size=6), cells=st.integers(1, 500))
def test_the_same_seed_gives_the_same_bits_in_blocks_of_any_size(rows, factor_cv: list[float], cells: int):
    groups = gathered(rows, factor_cv)
    assert simulate(groups, draws=64, seed=8, block_cells=cells) == simulate(groups, draws=64, seed=8)


@pytest.mark.rule("inventory-26")
@settings(max_examples=30)
@given(rows=line_rows, factor_cv=st.lists(cvs, min_size=6, max_size=6))
def test_drawn_totals_spread_about_the_total(rows, factor_cv: list[float]):
    groups = gathered(rows, factor_cv)
    drawn = simulate(groups, draws=4_000, seed=21)
    # the drawn mean strays by one standard error; 6 of those in some thirty totals is chance of one in ten million
    assert abs(drawn.mean_tco2e - groups.total_tco2e) <= 6 * (drawn.sd_tco2e or 0) / 4_000**0.5 + 1e-6


@pytest.mark.rule("inventory-19")
@given(before=positive, after=positive, rate=positive, amount=st.sampled_from([1.0, 1e4]))
def test_money_there_and_back_is_the_same_money(before: float, after: float, rate: float, amount: float):
    cny, usd = Unit("CNY@2024", "money", amount, "CNY", 2024), Unit("USD@2024", "money", 1.0, "USD", 2024)
    old = Unit("CNY@2022", "money", 1.0, "CNY", 2022)
    index = {("CNY", 2024): CitedRate(after, "x"), ("CNY", 2022): CitedRate(before, "x")}
    rates = {("CNY", "USD", 2024): CitedRate(rate, "x")}

    def times(unit: Unit, factor_unit: Unit) -> float:
        return to_price_basis(unit, factor_unit, line_year=2024, deflators=index, rates=rates).multiplier

    assert times(cny, usd) * times(usd, cny) == pytest.approx(1)
    assert times(cny, old) * times(old, cny) == pytest.approx(1)


@pytest.mark.rule("inventory-27")
@given(lines=st.lists(st.tuples(positive, st.tuples(*[st.integers(1, 5)] * 5)), min_size=1, max_size=20))
def test_weighed_scores_lie_between_the_best_and_the_worst(lines):
    quality = weighted_quality([(tco2e, QualityScores(*scores)) for tco2e, scores in lines])
    assert quality.scores is not None
    for i, indicator in enumerate(INDICATORS):
        met = [scores[i] for _, scores in lines]
        assert min(met) - 1e-9 <= getattr(quality.scores, indicator) <= max(met) + 1e-9


@pytest.mark.rule("inventory-7")
@given(sizes=st.lists(st.floats(-200, 200), max_size=12), threshold=st.floats(0.01, 0.2))
def test_every_change_is_applied_or_recorded_and_what_is_recorded_is_within_the_threshold(
    sizes: list[float], threshold: float
):
    start = date(2022, 1, 1)
    rows = [
        Change(f"c{i}", start + timedelta(i), ("structure", "growth")[i % 3 == 2], "scope1", size, "why")
        for i, size in enumerate(sizes)
    ]
    result = recalculate({"scope1": 5_000.0}, rows, threshold)
    assert len(result.applied) + len(result.recorded_only) == len(rows)
    assert all(change.kind != "growth" for change in result.applied)
    assert result.delta_by_scope["scope1"] == pytest.approx(sum(c.tco2e_base_year or 0 for c in result.applied))
    assert result.pending_share is not None
    assert result.pending_share <= threshold * (1 + 1e-9)


@pytest.mark.rule("inventory-30")
@given(years=st.lists(st.integers(2020, 2022), min_size=1, max_size=10), data=st.data())
def test_any_life_of_years_verifies_and_any_edit_breaks_it(years: list[int], data: st.DataObject):
    events: list[Closing] = []
    for day, year in enumerate(years):
        at = date(2024, 1, 1) + timedelta(day)
        if state(events, year) == "open":
            events.append(close(events, year, at=at, run="sha256:run"))
        else:
            events.append(reopen(events, year, at=at, reason="found late"))
    assert verify(events) is None
    spoiled = data.draw(st.integers(0, len(events) - 1))
    events[spoiled] = replace(events[spoiled], by=events[spoiled].by + "x")
    finding = verify(events)
    assert finding is not None
    assert finding.row == spoiled + 1
