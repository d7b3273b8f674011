"""One factor of the library, with the reason why it is the one."""

from __future__ import annotations

from datetime import date
from typing import cast

from typing_extensions import TypedDict

from tanlu.core.period import Period
from tanlu.core.units import parse_unit
from tanlu.factors.library import library
from tanlu.factors.resolution import Policy, Vintage, resolve


class FactorFound(TypedDict):
    """A factor, what one unit of it weighs, and why it serves."""

    factor: str
    kgco2e: float | None
    unit: str
    valid_from: str
    valid_to: str | None
    source: str
    why: str


def find_factor(activity: str, region: str, *, year: int, unit: str, basis: str, vintage: str) -> FactorFound:
    """The factor that serves an activity at a place in a calendar year.

    Raises
    ------
    FactorRefused
        None serves; the reason names what there is.
    UnknownUnit
        The unit is not known.
    """
    period = Period(date(year, 1, 1), date(year, 12, 31))
    policy = Policy(vintage=cast(Vintage, vintage))
    found = resolve(library(), activity, region, period, unit=parse_unit(unit), bases=(basis,), policy=policy)
    row = found.factor
    return {
        "factor": row.factor,
        "kgco2e": row.kgco2e,
        "unit": row.unit.name,
        "valid_from": row.validity.start.isoformat(),
        "valid_to": row.valid_to_text,
        "source": row.citation.sentence(),
        "why": str(found.why),
    }
