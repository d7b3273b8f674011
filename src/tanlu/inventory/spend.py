"""Money at the price basis of its factor: deflated in its own currency, then converted; margins and VAT minded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal

from tanlu.core.errors import SpendError
from tanlu.core.units import Unit

PriceBasis = Literal["purchaser", "producer"]
SMALLEST = 1e-9
"""No price index or exchange rate lies below it, nor above its inverse."""


@dataclass(frozen=True, slots=True)
class CitedRate:
    """One price index or exchange rate, above 0, with its source."""

    value: float
    source: str


Deflators = Mapping[tuple[str, int], CitedRate]
"""(currency, year) → price index of that currency; only the ratio of two years counts."""

Rates = Mapping[tuple[str, str, int], CitedRate]
"""(from, to, year) → how many ``to`` one ``from`` bought in that year."""


@dataclass(frozen=True, slots=True)
class MoneyPath:
    """How many of the factor's money units one of the line's is, and the sentences that lead there."""

    multiplier: float
    steps: tuple[str, ...]


def to_price_basis(unit: Unit, factor_unit: Unit, *, line_year: int, deflators: Deflators, rates: Rates) -> MoneyPath:
    """Bring a line's money to the price year and the currency of its factor.

    The line's money is deflated in its own currency to the factor's year and then converted at that year's rate. The
    other order, today's rate and the factor's currency's deflator, would count the years' shift of the exchange rate
    as a change of volume.

    Parameters
    ----------
    unit, factor_unit : money
        ``CNY@2023`` or ``CNY``; the factor's has a price year.
    line_year : int
        Price year of a line whose unit gives none.

    Raises
    ------
    SpendError
        A deflator, a rate or the factor's price year is missing; the sentence names the row to add.

    References
    ----------
    GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions (2013), spend-based method: match the year and
    the currency of the factor.

    Examples
    --------
    >>> cny, usd = Unit("CNY@2023", "money", 1.0, "CNY", 2023), Unit("USD@2022", "money", 1.0, "USD", 2022)
    >>> index = {("CNY", 2022): CitedRate(100.0, "NBS CPI"), ("CNY", 2023): CitedRate(102.0, "NBS CPI")}
    >>> rate = {("USD", "CNY", 2022): CitedRate(6.8, "PBC")}
    >>> path = to_price_basis(cny, usd, line_year=2023, deflators=index, rates=rate)
    >>> round(path.multiplier, 6)
    0.144175
    >>> print(*path.steps, sep="\\n")
    × 0.980392: CNY of 2023 in prices of 2022, index 100 / 102 (NBS CPI)
    × 0.147059: CNY to USD at the rate of 2022, 1 / 6.8 from USD → CNY (PBC)
    """
    currency, factor_currency = _currency(unit, "the line"), _currency(factor_unit, "the factor")
    if factor_unit.price_year is None:
        raise SpendError(
            f"the factor is for {factor_unit.name} without a price year; write its unit with the year, "
            f"as in {factor_currency}@2022"
        )
    year, line_price_year = factor_unit.price_year, unit.price_year or line_year
    steps = [
        _multiple(unit, factor_unit),
        _deflated(currency, line_price_year, year, deflators),
        _converted(currency, factor_currency, year, rates),
    ]
    met = [step for step in steps if step is not None]
    sentences = tuple(f"× {value:.6g}: {why}" for value, why in met)
    return MoneyPath(prod(value for value, _ in met), sentences)


@dataclass(frozen=True, slots=True)
class SpendBasis:
    """The price basis and tax flag that a line was priced under, kept in its trail."""

    price_basis: PriceBasis
    tax: Literal["excluded"]


def margin_and_tax(price_basis: str, tax: str, *, factor_bases: Collection[PriceBasis] = ("purchaser",)) -> SpendBasis:
    """The basis a line of spend may be priced on; empty words mean purchaser prices without tax.

    Parameters
    ----------
    price_basis : "purchaser", "producer" or empty
        Whether trade and transport margins are in the amount.
    tax : "excluded", "included" or empty
    factor_bases : price bases the factor has a value for

    Raises
    ------
    SpendError
        VAT is in the amount, the factor has no value at this price basis, or a word is not known.

    Examples
    --------
    >>> margin_and_tax("", "")
    SpendBasis(price_basis='purchaser', tax='excluded')
    """
    basis, taxed = price_basis.strip().casefold() or "purchaser", tax.strip().casefold() or "excluded"
    if basis != "purchaser" and basis != "producer":
        raise SpendError(f"price_basis {price_basis[:40]!r} is not known; write purchaser or producer")
    if taxed == "included":
        raise SpendError(
            "the spend includes tax, which no factor is for; state the amount without VAT and tax as excluded"
        )
    if taxed != "excluded":
        raise SpendError(f"tax {tax[:40]!r} is not known; write excluded, and state the amount without VAT")
    if basis not in factor_bases:
        raise SpendError(
            f"the spend is at {basis} prices and the factor only at {' and '.join(sorted(factor_bases))} prices; "
            f"state the amount at {sorted(factor_bases)[0]} prices, or give a factor at {basis} prices"
        )
    return SpendBasis(basis, "excluded")


_Step = tuple[float, str]


def _currency(unit: Unit, whose: str) -> str:
    if unit.dimension != "money" or not unit.currency:
        raise SpendError(
            f"{whose} is metered in {unit.name} ({unit.dimension}), not in money; use a unit like CNY@2023"
        )
    return unit.currency


def _multiple(unit: Unit, factor_unit: Unit) -> _Step | None:
    ratio = unit.base_per_unit / factor_unit.base_per_unit
    return (ratio, f"{unit.name} for each {factor_unit.name}") if ratio != 1 else None


def _deflated(currency: str, year: int, factor_year: int, deflators: Deflators) -> _Step | None:
    if year == factor_year:
        return None
    before = _row(deflators.get((currency, year)), "deflators", f"{currency} {year}")
    after = _row(deflators.get((currency, factor_year)), "deflators", f"{currency} {factor_year}")
    sources = before.source if before.source == after.source else f"{after.source}; {before.source}"
    why = f"{currency} of {year} in prices of {factor_year}, index {after.value:g} / {before.value:g} ({sources})"
    return after.value / before.value, why


def _converted(currency: str, factor_currency: str, year: int, rates: Rates) -> _Step | None:
    if currency == factor_currency:
        return None
    start = f"{currency} to {factor_currency} at the rate of {year}"
    straight, inverse = rates.get((currency, factor_currency, year)), rates.get((factor_currency, currency, year))
    if straight is None and inverse is not None:
        row = _row(inverse, "exchange_rates", f"{factor_currency} {currency} {year}")
        return 1 / row.value, f"{start}, 1 / {row.value:g} from {factor_currency} → {currency} ({row.source})"
    row = _row(straight, "exchange_rates", f"{currency} {factor_currency} {year}")
    return row.value, f"{start} ({row.source})"


def _row(found: CitedRate | None, table: str, key: str) -> CitedRate:
    """The row, or the sentence that says which table lacks it."""
    if found is None:
        raise SpendError(
            f"money cannot reach the factor's prices: {table} has no row {key}; add it there with its source"
        )
    if not SMALLEST <= found.value <= 1 / SMALLEST:
        raise SpendError(
            f"{table} gives {found.value:g} for {key}, which must be above 0 and of a size that prices have; mend that row"
        )
    return found
