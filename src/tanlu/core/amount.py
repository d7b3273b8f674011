"""Amounts: numbers that carry their unit, so that power is never added to energy nor pounds to kilograms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from tanlu.core.errors import UnitMismatch
from tanlu.core.units import Unit, conversion, parse_unit


@dataclass(frozen=True, slots=True)
class AmountUnit:
    """A unit, or one unit for each of another (``CNY/MWh``).

    Parameters
    ----------
    of : the unit, or what stands before the stroke
    per : what stands behind it, None where there is none
    """

    of: Unit
    per: Unit | None = None

    @property
    def name(self) -> str:
        """As we write it: two spellings of one unit have one name."""
        return self.of.name if self.per is None else f"{self.of.name}/{self.per.name}"

    @property
    def dimension(self) -> str:
        """What it measures, as words: ``energy``, ``money per energy``."""
        what = self.of.dimension.replace("_", " ")
        return what if self.per is None else f"{what} per {self.per.dimension.replace('_', ' ')}"


def amount_unit(text: str) -> AmountUnit:
    """The unit that a text names, with a stroke where it is one for each of another.

    Raises
    ------
    UnknownUnit
        One of its parts is not known.
    """
    of, stroke, per = text.partition("/")
    return AmountUnit(parse_unit(of), parse_unit(per) if stroke else None)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit. Like may be added to like; another unit is an error, also of the same dimension.

    Examples
    --------
    >>> amount(3, "MWh") + amount(500, "kWh").to("MWh")
    Amount(3.5 MWh)
    >>> amount(3, "kWh") + amount(1, "kW")
    Traceback (most recent call last):
    tanlu.core.errors.UnitMismatch: kWh (energy) and kW (power) cannot be added; they measure different things
    >>> amount(400, "CNY/MWh").to("CNY/kWh")
    Amount(0.4 CNY/kWh)
    """

    value: float
    unit: AmountUnit

    def __add__(self, other: Amount) -> Amount:
        if self.unit != other.unit:
            _refuse(self.unit, other.unit)
        return Amount(self.value + other.value, self.unit)

    def __sub__(self, other: Amount) -> Amount:
        return self + Amount(-other.value, other.unit)

    def to(self, unit: str) -> Amount:
        """The same amount in another unit of its dimension.

        Raises
        ------
        UnitMismatch
            The dimensions differ, or the money is of another currency or year.
        """
        target = amount_unit(unit)
        if (self.unit.per is None) != (target.per is None):
            _refuse(self.unit, target, "become one another")
        times = _times(self.unit.of, target.of)
        if self.unit.per is not None and target.per is not None:
            times /= _times(self.unit.per, target.per)
        return Amount(self.value * times, target)

    def __repr__(self) -> str:
        return f"Amount({self.value:.12g} {self.unit.name})"


def amount(value: float, unit: str) -> Amount:
    """An amount from a number and a unit as people write it.

    Examples
    --------
    >>> amount(2, "万千瓦时").to("MWh")
    Amount(20 MWh)
    """
    return Amount(value, amount_unit(unit))


def _times(source: Unit, target: Unit) -> float:
    same_money = source.dimension == target.dimension == "money" and (
        (source.currency, source.price_year) == (target.currency, target.price_year)
    )
    return source.base_per_unit / target.base_per_unit if same_money else conversion(source, target)


def _refuse(one: AmountUnit, other: AmountUnit, what: str = "be added") -> NoReturn:
    if one.dimension == other.dimension:
        mend = f"bring one to the other first: .to({one.name!r})"
    else:
        mend = "they measure different things"
    raise UnitMismatch(f"{one.name} ({one.dimension}) and {other.name} ({other.dimension}) cannot {what}; {mend}")
