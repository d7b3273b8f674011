"""Printed parts sum to the printed total, and shares to 100."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tanlu.core.errors import QuantityError
from tanlu.core.rounding import rounded, rounded_parts, shares_percent


def printed(values: tuple[Decimal, ...]) -> str:
    return " ".join(str(value) for value in values)


@pytest.mark.rule("inventory-29")
def test_three_thirds_print_as_one():
    assert printed(rounded_parts([1 / 3, 1 / 3, 1 / 3], digits=2)) == "0.34 0.33 0.33"
    assert sum(rounded_parts([1 / 3, 1 / 3, 1 / 3], 1, digits=2)) == 1


@pytest.mark.rule("inventory-29")
def test_negative_parts_add_up_too():
    assert printed(rounded_parts([10.4, -3.4, -0.4])) == "10 -3 0"
    assert printed(rounded_parts([-0.5, -0.5])) == "0 -1"


@pytest.mark.rule("inventory-29")
def test_a_part_that_needs_no_rounding_stays():
    assert printed(rounded_parts([0, 2, 0.5, 0.5])) == "0 2 1 0"


def test_a_number_is_rounded_as_its_decimal_text_reads():
    assert str(rounded(2.675, digits=2)) == "2.68"
    assert str(rounded(-2.5)) == "-3"
    assert str(rounded(1234, digits=-2)) == "1200"
    assert str(rounded(5, digits=2)) == "5.00"


def test_a_total_that_the_parts_do_not_sum_to_is_refused():
    with pytest.raises(QuantityError, match=r"parts that sum to 3 cannot be printed under a total of 4"):
        rounded_parts([1, 2], 4)
    with pytest.raises(QuantityError, match="give the total that they sum to"):
        rounded_parts([1, 2], 2)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_what_is_not_known_is_no_part(value: float):
    with pytest.raises(QuantityError, match="leave out what is not known"):
        rounded_parts([1.0, value])


@pytest.mark.rule("inventory-29")
def test_shares_sum_to_exactly_100():
    assert printed(shares_percent([1, 1, 1])) == "33.4 33.3 33.3"
    assert sum(shares_percent([1, 1, 1, 1, 1, 1, 1], digits=2)) == Decimal(100)


def test_parts_that_cancel_have_no_shares():
    with pytest.raises(QuantityError, match="no shares"):
        shares_percent([5, -5])
