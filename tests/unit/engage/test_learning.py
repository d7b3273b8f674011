"""Learning gain: what is counted, how difficulties are matched, and an interval that does not shrink to nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.engage.quiz.confidence import Proportion, wilson
from tanlu.engage.quiz.learning_gain import FirstAttempt, Stratum, counted, learning_gain, strata_of

shares = st.integers(0, 400).flatmap(lambda n: st.builds(Proportion, st.just(n), st.integers(0, n)))
strata = st.lists(st.builds(Stratum, st.integers(1, 5), shares, shares), max_size=5)


@pytest.mark.rule("engage-19")
def test_learning_gain_compares_players_who_met_the_theme_with_those_who_had_not_at_the_same_difficulty():
    new = [FirstAttempt(f"n{n}", "energy", "q2", n < 40, 2) for n in range(100)]
    met = [FirstAttempt(f"m{n}", "energy", "q1", True, 1) for n in range(100)]
    then = [FirstAttempt(f"m{n}", "energy", "q2", n < 70, 2) for n in range(100)]
    counts = strata_of(counted([*new, *met, *then]))
    assert counts["energy"] == [
        Stratum(1, new=Proportion(100, 100), met=Proportion(0, 0)),
        Stratum(2, new=Proportion(100, 40), met=Proportion(100, 70)),
    ]
    found = learning_gain(counts["energy"])
    assert found.gain == pytest.approx(0.30)  # 70 of 100 less 40 of 100; difficulty 1 has no two kinds of player
    assert found.attempts == 300
    (low_new, high_new), (low_met, high_met) = wilson(Proportion(100, 40)), wilson(Proportion(100, 70))
    assert found.low == pytest.approx(0.3 - math.hypot(0.7 - low_met, high_new - 0.4))
    assert found.high == pytest.approx(0.3 + math.hypot(high_met - 0.7, 0.4 - low_new))
    assert learning_gain(strata_of(counted(new))["energy"]).gain is None


@pytest.mark.rule("engage-19")
def test_a_difficulty_weighs_by_the_fewer_of_its_two_kinds():
    found = learning_gain(
        [Stratum(1, Proportion(1_000, 500), Proportion(10, 10)), Stratum(2, Proportion(30, 15), Proportion(500, 250))]
    )
    assert found.gain == pytest.approx((10 * 0.5 + 30 * 0.0) / 40)


@pytest.mark.rule("engage-19")
def test_a_question_met_before_in_another_version_or_another_theme_does_not_make_a_player_experienced():
    attempts = [
        FirstAttempt("a", "energy", "q1", True, 1),
        FirstAttempt("a", "energy", "q1", True, 1),
        FirstAttempt("a", "sinks", "q3", True, 1),
        FirstAttempt("a", "energy", "q2", False, 1),
        FirstAttempt("b", "energy", "q2", True, 1),
    ]
    assert counted(attempts) == {
        ("energy", 1, False): Proportion(3, 3),
        ("sinks", 1, False): Proportion(1, 1),
        ("energy", 1, True): Proportion(1, 0),
    }


@pytest.mark.rule("engage-19")
@given(strata=strata)
def test_the_interval_holds_the_gain_within_its_bounds_and_is_never_a_point(strata: list[Stratum]):
    found = learning_gain(strata)
    if found.gain is None:
        assert not any(stratum.new.attempts and stratum.met.attempts for stratum in strata)
        assert (found.low, found.high) == (None, None)
        return
    assert found.low is not None
    assert found.high is not None
    rounding = 1e-12  # of a sum of ten products
    assert -1 - rounding <= found.low <= found.gain <= found.high <= 1 + rounding
    assert found.high - found.low > 1e-3  # 400 attempts of a kind in five difficulties do not say more than that


@pytest.mark.rule("engage-19")
@given(strata=strata)
def test_when_new_players_and_others_change_places_the_gain_changes_its_sign(strata: list[Stratum]):
    found = learning_gain(strata)
    turned = learning_gain([Stratum(s.difficulty, new=s.met, met=s.new) for s in strata])
    if found.gain is None:
        assert turned.gain is None
        return
    assert turned.low is not None
    assert turned.high is not None
    assert (turned.gain, -turned.high, -turned.low) == pytest.approx((-found.gain, found.low, found.high), abs=1e-12)
