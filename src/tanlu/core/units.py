"""Quantities when a table is read: numbers and units as people write them, read once into floats and known units."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tanlu.core.errors import NotANumber, UnitMismatch, UnknownUnit

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?P<mark>[,' ])\d{3}(?:(?P=mark)\d{3})*(\.\d+)?")
_CONTINENTAL = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
_MYRIAD = {"万": 1e4, "亿": 1e8}
_MULTIPLE = r"(?:(?P<times>[0-9]{1,15}(?:\.[0-9]{1,15})?(?:e[+-]?[0-9]{1,2})?)\s*)?"
_MONEY = re.compile(_MULTIPLE + r"(?P<currency>[A-Z]{3})(?:@(?P<year>(?:19|20|21)[0-9]{2}))?")
_UNIT = re.compile(_MULTIPLE + r"[^\W\d]\w{0,39}")
"""One name with a multiple before it: pint would also compute ``9**9**9 kWh``, and never come back."""
SMALLEST_MULTIPLE = 1e-12
"""Of a unit (``1e4 Nm3``); below it, and above its inverse, stands a slip of the keyboard."""
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")


@lru_cache(maxsize=100_000)
def parse_number(text: str) -> float:
    """One finite number from text: full-width digits, thousand separators and 万/亿 are understood.

    Raises
    ------
    NotANumber
        Empty, not finite, or ambiguous (``1,5`` may be one and a half or fifteen).

    Examples
    --------
    >>> parse_number("１，２３４．５"), parse_number("1 234.5"), parse_number("1.234,5"), parse_number("12.5万")
    (1234.5, 1234.5, 1234.5, 125000.0)
    >>> parse_number("1,5")
    Traceback (most recent call last):
    tanlu.core.errors.NotANumber: '1,5' is not one number; write digits with a point for decimals, as in 1234.5
    """
    plain = (
        _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().replace("\N{MINUS SIGN}", "-").replace("’", "'")
    )
    times = _MYRIAD.get(plain[-1:], 1.0)
    if times != 1.0:
        plain = plain[:-1].rstrip()
    if match := _THOUSANDS.fullmatch(plain):
        plain = plain.replace(match["mark"], "")
    elif _CONTINENTAL.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not _PLAIN.fullmatch(plain) or not math.isfinite(float(plain) * times):
        raise NotANumber(f"{text[:40]!r} is not one number; write digits with a point for decimals, as in 1234.5")
    return float(plain) * times


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit a line or a factor is metered in.

    Parameters
    ----------
    name : str
        As we write it, e.g. ``kWh_net`` or ``1e4 Nm3``; two spellings of one unit have one name.
    dimension : str
        ``energy``, ``net_energy``, ``gross_energy``, ``mass``, ``volume``, ``normal_volume``, ``money``, ...
    base_per_unit : float
        How many base units of the dimension (kWh, kg, L, Nm3, km, ...) are in one.
    currency, price_year : for ``money`` only
        The price year is None where the text gave none.
    """

    name: str
    dimension: str
    base_per_unit: float
    currency: str | None = None
    price_year: int | None = None


BASE_UNITS = {
    "energy": "kWh",
    "power": "kW",
    "net_energy": "kWh_net",
    "gross_energy": "kWh_gross",
    "mass": "kg",
    "volume": "L",
    "normal_volume": "Nm3",
    "distance": "km",
    "passenger_distance": "pkm",
    "freight": "tkm",
    "room_night": "room_night",
    "working_time": "FTE_hour",
    "count": "piece",
}
"""The unit of each dimension that we compute in."""


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(str(files("tanlu.core") / "units.txt"), cache_folder=None, autoconvert_to_preferred=False)


@cache
def _words() -> dict[str, str]:
    with (files("tanlu.core") / "unit_words.csv").open(encoding="utf-8") as stream:
        rows = [(row["word"], row["unit"]) for row in csv.DictReader(stream)]
    exact = {_plain(word): unit for word, unit in rows}
    return {_plain(word).casefold(): unit for word, unit in rows} | exact


def _plain(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=10_000)
def parse_unit(text: str) -> Unit:
    """The unit that a text names, in English, in symbols or in Chinese unit words.

    Raises
    ------
    UnknownUnit
        The registry (``core/units.txt``) and the list of words (``core/unit_words.csv``) do not know it.

    Examples
    --------
    >>> parse_unit("万千瓦时").base_per_unit, parse_unit("吨").base_per_unit, parse_unit("立方米").dimension
    (10000.0, 1000.0, 'volume')
    >>> parse_unit("kWh (Net CV)").dimension, parse_unit("CNY@2023").price_year
    ('net_energy', 2023)
    """
    plain = _plain(text)
    head, at, year = plain.partition("@")
    words = _words()
    spelled = words.get(head.strip()) or words.get(head.strip().casefold()) or head.strip()
    money = _MONEY.fullmatch(spelled + at + year.strip())
    if money and SMALLEST_MULTIPLE <= float(money["times"] or 1) <= 1 / SMALLEST_MULTIPLE:
        return _money_unit(money)
    return _physical_unit(spelled, text) if not at and _UNIT.fullmatch(spelled) else _unknown(text)


def _money_unit(money: re.Match[str]) -> Unit:
    times = float(money["times"] or 1)
    year = int(money["year"]) if money["year"] else None
    name = (f"{times:g} " if times != 1 else "") + money["currency"] + (f"@{year}" if year else "")
    return Unit(name, "money", times, money["currency"], year)


def _unknown(text: str) -> Unit:
    raise UnknownUnit(
        f"unit {text[:40]!r} is not known; use one like kWh, t, L, m3, km or 万千瓦时 (docs/units.md lists them)"
    )


def _physical_unit(spelled: str, text: str) -> Unit:
    registry = _registry()
    try:
        quantity = registry.Quantity(spelled)
        dimension = str(quantity.dimensionality).strip("[]")
        base = BASE_UNITS[dimension]
        in_base = float(quantity.to(base).magnitude)
    except Exception:  # pint raises many kinds, from tokenising to definition look-up; all mean the same here
        return _unknown(text)
    magnitude = float(quantity.magnitude)
    name = f"{quantity.units:~}".replace(" ", "")
    if not name or not math.isfinite(in_base) or not SMALLEST_MULTIPLE <= magnitude <= 1 / SMALLEST_MULTIPLE:
        return _unknown(text)
    return Unit(name if magnitude == 1 else f"{magnitude:g} {name}", dimension, _tidy(in_base))


def _tidy(value: float) -> float:
    """A conversion that is a short decimal, free of the last bit's noise (0.2777... stays as it is)."""
    short = float(f"{value:.12g}")
    return short if abs(short - value) <= 4 * math.ulp(value) else value


def conversion(source: Unit, target: Unit) -> float:
    """How many ``target`` are in one ``source``, both of one dimension.

    Raises
    ------
    UnitMismatch
        The dimensions differ (kWh by gross and by net calorific value are different dimensions),
        or the units are money, which only a rate and a deflator join.

    Examples
    --------
    >>> conversion(parse_unit("short ton"), parse_unit("t"))
    0.90718474
    """
    if source.dimension != target.dimension or source.dimension == "money":
        raise UnitMismatch(
            f"{source.name} ({source.dimension}) cannot become {target.name} ({target.dimension}); "
            "use a unit of the same dimension, or give a cited conversion"
        )
    return source.base_per_unit / target.base_per_unit
