"""One period with contracts that name different sites: the most, and among equals in order and in proportion."""

from __future__ import annotations

import numpy as np
import pytest

from tanlu.power.matching.allocation import match
from tanlu.power.matching.max_flow import shared_out


def test_a_contract_for_all_sites_leaves_a_bound_one_its_only_site():
    """In plain proportion the first would give 5 and 5 and the second could place 5 of its 10."""
    assert shared_out([10, 10], [10, 10], [[0, 1], [0]]) == [[0, 10], [10, 0]]


def test_beside_a_bottleneck_the_rest_is_still_in_proportion_to_load():
    assert shared_out([12, 8], [10, 10, 30], [[0, 1, 2], [0]]) == [[2, 3, 7], [8, 0, 0]]


def test_an_earlier_contract_is_used_before_a_later_one():
    found = match(np.array([[8], [8]]), np.array([[10]]), np.ones((2, 1), np.bool_))
    assert found.by_contract_wh.ravel().tolist() == [8, 2]


def test_sites_of_one_kind_inside_a_bottleneck_share_in_proportion():
    serves = np.array([[True] * 4, [True, True, False, False]])
    found = match(np.array([[30], [25]]), np.array([[10], [20], [15], [15]]), serves)
    assert found.by_period_wh.tolist() == [55]
    assert found.by_site_wh.tolist() == [10, 20, 13, 12]


@pytest.mark.rule("power-9")
def test_a_remainder_that_stands_in_a_later_contracts_way_moves():
    """11 over three equal loads leaves 4 where only 3 may stand."""
    assert shared_out([11, 7], [10, 10, 10], [[0, 1, 2], [0]]) == [[3, 4, 4], [7, 0, 0]]


def test_a_contract_for_no_known_site_serves_nothing():
    found = match(np.array([[5], [5]]), np.array([[4]]), np.array([[False], [True]]))
    assert found.by_contract_wh.ravel().tolist() == [0, 4]
