"""The rows that a workbook recomputes from: prices, what each line adds, and what covers purchased electricity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Price(NamedTuple):
    """What one unit of activity weighs by one factor: a row of the sheet ``Factors``.

    Parameters
    ----------
    price : the name that lines call it by; the factor's id, or that with a number where one factor weighs in two ways
    unit : the factor's own unit of activity
    gases_kg : gas → kg per unit
    """

    price: str
    factor: str
    unit: str
    kgco2e: float
    gases_kg: Mapping[str, float]
    biogenic_kg: float
    source: str
    licence: str
    vintage: str
    basis: str
    why: str
    why_zh: str


class LineRow(NamedTuple):
    """One place that a line's emissions go to: a row of the sheet ``Lines``.

    Parameters
    ----------
    month : ``YYYY-MM`` of the line's days in the year, or empty where they lie in several months
    lines : how many lines stand behind the row
    conversion : factor units in one unit of the line
    share : fraction of the line's days that the factor serves in the year
    weight : consolidation, a fraction
    view : ``both``, ``location`` or ``market``; empty where the row adds to nothing
    kwh : purchased electricity inside the boundary and the year, which the market view prices; else None
    """

    line: str
    site: str
    start: str
    end: str
    month: str
    activity: str
    status: str
    lines: int
    quantity: float | None
    unit: str
    conversion: float | None
    share: float | None
    weight: float | None
    price: str
    scope: str
    category: int | None
    view: str
    kgco2e: float | None
    kwh: float | None = None


class Cover(NamedTuple):
    """Electricity of one site in the market view: a row of the sheet ``Market``.

    Parameters
    ----------
    kwh : what an instrument covers; None where the row is a part of the remainder
    part : the row's fraction of what no instrument covers; None where the row is an instrument
    rate : kgCO2e per kWh
    """

    site: str
    level: str
    source: str
    kwh: float | None
    part: float | None
    rate: float
    kgco2e: float
