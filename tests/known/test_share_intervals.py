"""Intervals of shares and of their differences, as published."""

from __future__ import annotations

import pytest

from tanlu.engage.quiz.confidence import Proportion, weighted_sum, wilson
from tanlu.engage.quiz.learning_gain import Stratum, learning_gain

DIFFERENCES = {
    (56, 70, 48, 80): (0.0524, 0.3339),
    (9, 10, 3, 10): (0.1705, 0.8090),
    (6, 7, 2, 7): (0.0582, 0.8062),
    (5, 56, 0, 29): (-0.0381, 0.1926),
    (0, 10, 0, 20): (-0.1611, 0.2775),
    (0, 10, 0, 10): (-0.2775, 0.2775),
    (10, 10, 0, 20): (0.6791, 1.0000),
    (10, 10, 0, 10): (0.6075, 1.0000),
}
"""R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, Table II, method 10 (Wilson's score intervals combined)."""
SHARES = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0000, 0.1611),
    (1, 29): (0.0061, 0.1718),
}
"""R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, Table I, method 3 (Wilson's score interval)."""


@pytest.mark.parametrize("counts", SHARES)
def test_the_interval_of_a_share_is_wilsons(counts: tuple[int, int]):
    right, attempts = counts
    assert wilson(Proportion(attempts, right)) == pytest.approx(SHARES[counts], abs=5e-5)  # printed to four digits


@pytest.mark.rule("engage-19")
@pytest.mark.parametrize("counts", DIFFERENCES)
def test_the_interval_of_a_difference_is_newcombes(counts: tuple[int, int, int, int]):
    right, attempts, less, of = counts
    _, *ends = weighted_sum([(1, Proportion(attempts, right)), (-1, Proportion(of, less))])
    assert ends == pytest.approx(DIFFERENCES[counts], abs=5e-5)  # printed to four digits
    found = learning_gain([Stratum(3, new=Proportion(of, less), met=Proportion(attempts, right))])
    assert (found.low, found.high) == tuple(ends)
