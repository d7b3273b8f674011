"""tanlu 碳路, the carbon road: measure, plan and deliver carbon neutrality, with every number open to its source.

The Python API: each function does what the verb of its name does and returns what ``--json`` prints, findings inside.
Where the command ends with status 2, it raises :class:`TanluError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from tanlu.core.errors import TanluError as TanluError
    from tanlu.core.gas import Assessment
    from tanlu.services.case.request import MeasureRequest
    from tanlu.services.inventory.schemas import BridgeJson, CheckJson, InventoryJson, TraceJson

__all__ = [
    "TanluError",
    "bridge",
    "certificates",
    "check",
    "find_factor",
    "match",
    "measure",
    "procure",
    "solar",
    "trace",
    "write_report",
]


def measure(
    case: Path | str,
    *,
    year: int,
    gwp: Assessment | None = None,
    as_of: date | str | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
) -> InventoryJson:
    """The greenhouse-gas inventory of a year; no run folder is written.

    Parameters
    ----------
    case : the folder of the case
    gwp : the set of global warming potentials, by default the case's
    as_of : what was known on this day, by default everything

    Raises
    ------
    TanluError
        The folder is not a case, the day is not a day, or the engine is not installed.

    Examples
    --------
    >>> import tanlu
    >>> answer = tanlu.measure("cases/tencent", year=2023)  # doctest: +SKIP
    >>> answer["tco2e"]["total_market"]  # doctest: +SKIP
    5796111.7
    """
    from tanlu.services.inventory.measure import measure as act
    from tanlu.services.inventory.serializers import inventory_json

    return inventory_json(act(_request(case, year, as_of, engine, gwp)))


def check(
    case: Path | str, *, as_of: date | str | None = None, engine: Literal["duckdb", "spark"] = "duckdb"
) -> CheckJson:
    """Every finding in every table of a case."""
    from pathlib import Path

    from tanlu.services.inventory.check import check as act
    from tanlu.services.inventory.check import check_json

    return check_json(act(Path(case), engine=engine, as_of=_day(as_of), keep_stamp=False))


def trace(case: Path | str, line: str, *, year: int | None = None, as_of: date | str | None = None) -> TraceJson:
    """How the number of one line came to be: unit path, factors and why these, sources, evidence."""
    from pathlib import Path

    from tanlu.services.inventory.trace import trace as act

    return act(Path(case), line, year=year, as_of=_day(as_of))


def bridge(
    case: Path | str,
    year_from: int,
    year_to: int,
    *,
    from_as_of: date | str | None = None,
    as_of: date | str | None = None,
    basis: Literal["market", "location"] = "market",
    engine: Literal["duckdb", "spark"] = "duckdb",
) -> BridgeJson:
    """Why the total changed between two years, or between two vintages of one: activity, factor, boundary, method."""
    from pathlib import Path

    from tanlu.services.inventory.bridge import bridge as act

    days = (_day(from_as_of), _day(as_of))
    return act(Path(case), (year_from, year_to), as_ofs=days, basis=basis, engine=engine)


def match(
    case: Path | str,
    *,
    year: int,
    as_of: date | str | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
) -> Mapping[str, Any]:
    """Load matched with what contracts deliver: by year, month, day and hour, and for each site."""
    from tanlu.services.matching.match import match as act
    from tanlu.services.matching.serializers import match_json

    return match_json(act(_request(case, year, as_of, engine)))


def solar(
    case: Path | str,
    *,
    year: int,
    price_per_kwh: float | None = None,
    as_of: date | str | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
) -> Mapping[str, Any]:
    """Expected output of the case's solar and wind plants: by month, P50 and P90, share of load, worth."""
    from tanlu.services.generation.plant_years import SolarOptions
    from tanlu.services.generation.serializers import solar_json
    from tanlu.services.generation.simulate import solar as act

    return solar_json(act(_request(case, year, as_of, engine), SolarOptions(price_per_kwh, None)))


def procure(
    case: Path | str,
    *,
    year: int,
    share: float,
    basis: Literal["annual", "hourly"] = "hourly",
    time_limit_seconds: float | None = None,
    weather_years: bool | None = None,
    holds_in: float | None = None,
    as_of: date | str | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
) -> Mapping[str, Any]:
    """The cheapest portfolio of offers, roofs and batteries that keeps a share of clean power, with its proof.

    Parameters
    ----------
    share : of load, a fraction (0.9 for 90 %)
    holds_in : part of weather years in which the rule has to hold, or None
    """
    from tanlu.services.procurement.procure import ProcureRequest
    from tanlu.services.procurement.procure import procure as act
    from tanlu.services.procurement.serializers import procure_json

    request = ProcureRequest(basis, share, time_limit_seconds, weather_years, holds_in)
    return procure_json(act(_request(case, year, as_of, engine), request))


def certificates(
    case: Path | str,
    verb: Literal["show", "issue", "reserve", "transfer", "cancel", "expire", "claim"] = "show",
    *,
    as_of: date | str | None = None,
    **words: Any,
) -> Mapping[str, Any]:
    """The book of green certificates after an operation, and what the operation did.

    Parameters
    ----------
    words : the options of ``tanlu certificates``, with ``_`` for ``-`` (``metered_kwh``); ids as ``ids=[…]``, ``--from`` as ``holder``
    """
    from pathlib import Path

    from tanlu.services.certificates.operations import CertificateRequest
    from tanlu.services.certificates.operations import certificates as act

    return act(Path(case), verb, CertificateRequest(as_of=_day(as_of), **words))


def write_report(
    case: Path | str,
    out: Path | str,
    *,
    year: int,
    lang: Literal["zh", "en", "both"] = "both",
    gwp: Assessment | None = None,
    as_of: date | str | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
) -> Mapping[str, Any]:
    """The inventory as a page, a document, a workbook that recomputes, or facts; the ending of ``out`` chooses."""
    from pathlib import Path

    from tanlu.services.report.report import write_report as act

    return act(_request(case, year, as_of, engine, gwp), Path(out), lang)


def find_factor(
    activity: str, region: str, *, year: int, unit: str, basis: str = "average", vintage: str = "exact"
) -> Mapping[str, Any]:
    """The factor of the library that serves an activity at a place in a year, and why it is this one.

    Parameters
    ----------
    activity : path of the field's words, e.g. ``electricity/grid``
    region : ISO 3166 code of a country or a subdivision, e.g. ``CN-GD``
    unit : of the quantity to be priced, e.g. ``kWh``
    """
    from tanlu.services.inventory.factor_lookup import find_factor as act

    return act(activity, region, year=year, unit=unit, basis=basis, vintage=vintage)


def _request(
    case: Path | str, year: int, as_of: date | str | None, engine: str, gwp: Assessment | None = None
) -> MeasureRequest:
    from pathlib import Path

    from tanlu.services.case.request import MeasureRequest

    return MeasureRequest(Path(case), year, gwp, _day(as_of), engine)


def _day(text: date | str | None) -> date | None:
    from tanlu.core.period import parse_date

    return parse_date(text) if isinstance(text, str) else text


def __getattr__(name: str) -> Any:
    """The base class of errors, imported when it is first asked for."""
    if name == "TanluError":
        from tanlu.core.errors import TanluError

        return TanluError
    raise AttributeError(f"module 'tanlu' has no attribute {name!r}")
