"""Printed numbers that add up: parts rounded so that they sum to the printed total, shares to 100."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from tanlu.core.errors import QuantityError

Number = float | int | Decimal

UNIT_ROUNDOFF = 2.0**-53
"""Of a double, rounded to nearest."""


def sum_allowance(terms: int, magnitude: float) -> float:
    """How far a sum of products in doubles can lie from the exact one, whatever the order of its terms.

    Parameters
    ----------
    terms : how many products are added
    magnitude : the sum of their absolute values, as computed

    References
    ----------
    N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 2002, equation 3.5: the error of an inner
    product of n terms is at most ``gamma(n) * sum(|x| * |y|)`` with ``gamma(n) = n u / (1 - n u)``. Two terms more
    cover the rounding of ``magnitude`` itself.

    Examples
    --------
    >>> sum_allowance(8, 1000.0) < 1e-11
    True
    """
    relative = (terms + 2) * UNIT_ROUNDOFF
    return relative / (1.0 - relative) * magnitude


def rounded_parts(parts: Sequence[Number], total: Number | None = None, *, digits: int = 0) -> tuple[Decimal, ...]:
    """Parts as printed, each within one unit of the last digit, summing to the total as printed.

    By the largest remainder: every part is rounded down, then the units that are missing go to the parts that lost
    most, among equals to the earlier. A part that needs no rounding stays as it is. Negative parts are in order.

    Parameters
    ----------
    parts : numbers, as their decimal text reads
    total : number, optional
        By default the sum of the parts. It is printed rounded half up.
    digits : int
        Digits after the point; negative for tens, hundreds, ...

    Raises
    ------
    QuantityError
        A part is not a finite number, or the total given is not the sum of the parts to within rounding.

    Examples
    --------
    >>> [str(part) for part in rounded_parts([0.5, 0.5, 1.0])]
    ['1', '0', '1']
    >>> [str(part) for part in rounded_parts([19_000, 2_349_000, 2_743_000], digits=-4)]
    ['20000', '2350000', '2740000']
    """
    exact = [_exact(part) for part in parts]
    whole = sum(exact, Fraction(0)) if total is None else _exact(total)
    return tuple(_printed(units, digits) for units in _units(exact, whole, digits))


def rounded(value: Number, *, digits: int = 0) -> Decimal:
    """One number rounded half up, as :func:`rounded_parts` prints its total.

    Examples
    --------
    >>> str(rounded(2.675, digits=2)), str(rounded(5_871_780.7))
    ('2.68', '5871781')
    """
    return _printed(_half_up(_exact(value), digits), digits)


def shares_percent(parts: Sequence[Number], *, digits: int = 1) -> tuple[Decimal, ...]:
    """Each part's share of the sum in percent; the printed shares sum to exactly 100.

    Raises
    ------
    QuantityError
        The parts sum to 0, so that nothing is a share of it.

    Examples
    --------
    >>> [str(share) for share in shares_percent([19_000, 2_349_000, 2_743_000])]
    ['0.4', '45.9', '53.7']
    """
    exact = [_exact(part) for part in parts]
    whole = sum(exact, Fraction(0))
    if whole == 0:
        raise QuantityError("parts that sum to 0 have no shares; leave the shares out where the total is 0")
    shares = [100 * part / whole for part in exact]
    return tuple(_printed(units, digits) for units in _units(shares, Fraction(100), digits))


def _exact(value: Number) -> Fraction:
    """The number that its decimal text reads: 2.675 is 2675/1000, not the nearest binary fraction."""
    try:
        return Fraction(str(value))
    except ValueError:
        raise QuantityError(f"{value!r} cannot be printed as a part of a total; leave out what is not known") from None


def _half_up(value: Fraction, digits: int) -> int:
    """Units of the last printed digit, halves away from zero."""
    units = floor(abs(value) * Fraction(10) ** digits + Fraction(1, 2))
    return units if value >= 0 else -units


def _units(parts: list[Fraction], total: Fraction, digits: int) -> list[int]:
    scaled = [part * Fraction(10) ** digits for part in parts]
    units = [floor(part) for part in scaled]
    lost = [part - unit for part, unit in zip(scaled, units, strict=True)]
    missing = _half_up(total, digits) - sum(units)
    if not 0 <= missing <= sum(1 for remainder in lost if remainder):
        raise QuantityError(
            f"parts that sum to {float(sum(parts)):g} cannot be printed under a total of {float(total):g}; "
            "give the total that they sum to"
        )
    by_loss = sorted(range(len(parts)), key=lambda i: (-lost[i], i))
    for i in by_loss[:missing]:
        units[i] += 1
    return units


def _printed(units: int, digits: int) -> Decimal:
    shifted = Decimal(units).scaleb(-digits)
    return shifted if digits >= 0 else Decimal(int(shifted))
