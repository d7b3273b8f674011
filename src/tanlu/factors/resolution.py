"""Resolution: activity, region, days, basis and policy in; the factor and the reason out, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Literal

from tanlu.core.errors import AmbiguousFactor, FactorRefused, UnitMismatch
from tanlu.core.period import ONE_DAY, Period
from tanlu.core.place import places
from tanlu.core.units import Unit
from tanlu.factors.conversions import UnitPath, unit_path
from tanlu.factors.factor import OPEN_END, Factor
from tanlu.factors.library import CASE, Library
from tanlu.factors.pack import GLOBAL
from tanlu.factors.purpose import Purpose, check_bases

SERVES_NO_LINE = frozenset({"fossil", "marginal", "life_cycle"})
Vintage = Literal["exact", "latest_published"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How factors are chosen (``[factors]`` of case.toml).

    Parameters
    ----------
    vintage : "exact" or "latest_published"
    grid : "average" or "ets"
        Basis of location-based scope 2.
    market_remainder : "residual" or "average"
    stand_ins : countries whose factors may be borrowed, in order of preference
    as_of : the day of knowledge, or None for today
    """

    vintage: Vintage = "exact"
    grid: Literal["average", "ets"] = "average"
    market_remainder: Literal["residual", "average"] = "residual"
    stand_ins: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The factor that serves, the way its unit is met, and why this one.

    Parameters
    ----------
    how : "exact", "earlier_vintage", "price_year"
    depth : int
        Steps from the line's own region up to the factor's (0: its own region).
    stand_in : str
        The country it was borrowed from, or empty.
    region : str
        The line's own region.
    """

    factor: Factor
    path: UnitPath
    why: str
    how: str = "exact"
    depth: int = 0
    stand_in: str = ""
    region: str = ""


def resolve(
    library: Library,
    activity: str,
    region: str,
    days: Period,
    *,
    unit: Unit,
    bases: Sequence[str] | None,
    policy: Policy,
    purpose: Purpose = "inventory",
) -> Resolved:
    """The one factor that serves an activity metered in ``unit`` at ``region`` during ``days``.

    Choice goes by basis, then place (own region before its parents, then ``GLOBAL``, then stand-ins), then the case's
    row before the library's, then vintage, then the unit that needs the fewest cited values.

    Parameters
    ----------
    bases : in order of preference, or None
        None: a basis is not asked; any row but fossil, marginal and life_cycle is equal.
    purpose : what the factor is to serve

    Raises
    ------
    WrongPurpose
        A basis is asked for that the purpose may not use.
    FactorRefused
        No factor serves; ``reason`` says what was looked for and what would help.
    AmbiguousFactor
        Two factors serve equally well.
    """
    check_bases(bases or (), purpose)
    known = [row for row in library.candidates(activity) if row.known_by(policy.as_of)]
    if not known:
        raise FactorRefused(_nothing_known(library, activity, policy))
    refused: list[str] = []
    for basis in bases if bases is not None else (None,):
        of_basis = [row for row in known if _serves(row, activity, basis)]
        for depth, place, stand_in in _ladder(region, policy):
            here = [row for row in of_basis if row.region == place]
            for rows, how in _by_vintage(here, days, policy, unit):
                try:
                    factor, path = _best_unit(rows, activity, region, unit)
                except UnitMismatch as error:
                    refused.append(str(error))
                    continue
                return Resolved(factor, path, _why(factor, region, how, place, stand_in), how, depth, stand_in, region)
    raise FactorRefused(refused[0] if refused else _why_refused(known, activity, region, days, bases, policy))


def _serves(row: Factor, activity: str, basis: str | None) -> bool:
    """Whether a row is of the basis asked for; where none is asked, fossil and marginal serve nothing and life cycle only upstream."""
    if basis is not None:
        return row.basis == basis
    if row.basis == "life_cycle":
        return activity.startswith("upstream/")
    return row.basis not in SERVES_NO_LINE


def vintage_boundaries(library: Library, activity: str, as_of: date | None = None) -> frozenset[date]:
    """First days on which a factor of the activity starts or has just ended: a line is cut there before it is resolved.

    Factors that were not known on the day of knowledge cut nothing, so they move no bit of what was known then.
    """
    days: set[date] = set()
    for row in library.candidates(activity):
        if not row.known_by(as_of):
            continue
        days.add(row.validity.start)
        if row.validity.end != OPEN_END:
            days.add(row.validity.end + ONE_DAY)
    return frozenset(days)


def _ladder(region: str, policy: Policy) -> list[tuple[int, str, str]]:
    chain = places().chain(region)
    steps = [(depth, place, "") for depth, place in enumerate((*chain, GLOBAL))]
    return steps + [
        (len(steps) + at, country, country) for at, country in enumerate(policy.stand_ins) if country not in chain
    ]


def _by_vintage(here: Sequence[Factor], days: Period, policy: Policy, unit: Unit) -> Iterator[tuple[list[Factor], str]]:
    """Sets of equally good rows of one place, best first: exact before other vintages, the case's before the library's."""
    sides = [[row for row in here if (row.pack == CASE) is own] for own in (True, False)]
    for rows in sides:
        exact = [row for row in rows if row.validity.start <= days.start and days.end <= row.validity.end]
        if exact:
            yield _newest_recorded(exact), "exact"
    for rows in sides:
        if rows and unit.dimension == "money":
            yield _nearest_price_year(rows, days), "price_year"
        elif policy.vintage == "latest_published":
            earlier = [row for row in rows if row.validity.end < days.start]
            newest = max((row.validity.start for row in earlier), default=None)
            if newest is not None:
                yield _newest_recorded([row for row in earlier if row.validity.start == newest]), "earlier_vintage"


def _newest_recorded(rows: Sequence[Factor]) -> list[Factor]:
    newest = max(row.recorded or date.min for row in rows)
    return [row for row in rows if (row.recorded or date.min) == newest]


def _nearest_price_year(rows: Sequence[Factor], days: Period) -> list[Factor]:
    """Money meets a factor of any year: it is deflated to the factor's price year, so the nearest year serves."""
    gap = min(abs(row.validity.start.year - days.start.year) for row in rows)
    return [row for row in rows if abs(row.validity.start.year - days.start.year) == gap]


def _best_unit(rows: Sequence[Factor], activity: str, region: str, unit: Unit) -> tuple[Factor, UnitPath]:
    """One published factor may be given per litre, per tonne and per kWh: the unit needing fewest cited values serves,
    and of two of one dimension (km and mile) the line's own."""
    ways: list[tuple[int, int, float, Factor, UnitPath]] = []
    mismatch: UnitMismatch | None = None
    for row in rows:
        try:
            path = _path(activity, region, unit, row)
            ways.append((path.cited, _PREFERRED.get(row.unit.dimension, 9), _distance(unit, row.unit), row, path))
        except UnitMismatch as error:
            mismatch = error
    if not ways:
        raise mismatch or UnitMismatch(f"{activity}: no factor in a unit that meets {unit.name}")
    best = min(way[:3] for way in ways)
    equal = [way for way in ways if way[:3] == best]
    alike = [way for way in ways if way[:2] == best[:2]]
    if len(equal) > 1 or not _of_one_value(alike):
        equal = equal if len(equal) > 1 else alike
        names = " and ".join(sorted(way[3].factor for way in equal)[:2])
        raise AmbiguousFactor(
            f"{names} serve {activity} in {region} equally well; remove one, or give them different bases, regions or days"
        )
    return equal[0][3], equal[0][4]


def _of_one_value(ways: Sequence[tuple[int, int, float, Factor, UnitPath]]) -> bool:
    """Whether rows in several units (per km and per mile) say one thing, within 1 % for the rounding of print."""
    values = [row.weigh("AR6").kgco2e * path.multiplier for _, _, _, row, path in ways]
    return max(values) - min(values) <= 0.01 * max(abs(value) for value in values)


def _distance(unit: Unit, offered: Unit) -> float:
    """0 for the line's own unit, else how far the factor's unit is from the base unit of its dimension."""
    return 0.0 if offered.name == unit.name else 1.0 + abs(log(offered.base_per_unit))


_PREFERRED = {"mass": 0, "volume": 1, "normal_volume": 2, "net_energy": 3, "gross_energy": 4, "energy": 5}


def _path(activity: str, region: str, unit: Unit, row: Factor) -> UnitPath:
    if unit.dimension == row.unit.dimension == "money":
        return UnitPath(1.0, (), 0)
    conversions_of = activity.split("/", 2)[2] if activity.startswith("upstream/") else activity
    return unit_path(conversions_of, region, unit, row.unit)


def _why(factor: Factor, region: str, how: str, place: str, stand_in: str) -> str:
    until = f"to {factor.valid_to_text}" if factor.valid_to_text else "until replaced"
    year = factor.validity.start.year
    when = {
        "exact": f"valid from {factor.validity.start} {until}",
        "earlier_vintage": f"earlier vintage {year}, newest published by the as-of day",
        "price_year": f"price year of the factor, {year}; money is deflated to it",
    }[how]
    basis = f"basis {factor.basis}, " if factor.basis else ""
    own = "the case's own row" if factor.pack == CASE else f"pack {factor.pack}"
    return f"{basis}{_where(region, place, stand_in)}, {when}, {own}"


def _where(region: str, place: str, stand_in: str) -> str:
    if stand_in:
        return f"stand-in {stand_in} for {region}"
    if place == GLOBAL:
        return "serves everywhere"
    return "own region" if place == region else f"parent region {place} of {region}"


def _nothing_known(library: Library, activity: str, policy: Policy) -> str:
    if library.candidates(activity):
        return f"no factor for {activity} was known on {policy.as_of}; later ones exist"
    return f"the library has no factor for {activity}; add one to factors.csv with its source"


def _why_refused(
    known: Sequence[Factor], activity: str, region: str, days: Period, bases: Sequence[str] | None, policy: Policy
) -> str:
    when = str(days.start.year) if days.start.year == days.end.year else f"{days.start.year} to {days.end.year}"
    wanted = f"{activity} in {region} in {when}" + (
        f" (basis {' or '.join(b or 'none' for b in bases)})" if bases is not None else ""
    )
    chain = (*places().chain(region), GLOBAL, *policy.stand_ins)
    near = [row for row in known if row.region in chain and row.basis not in SERVES_NO_LINE]
    if not near:
        countries = ", ".join(sorted({row.region[:2] if row.region != GLOBAL else GLOBAL for row in known})[:5])
        mend = "add your own to factors.csv, or name a stand-in country in case.toml"
        return f"no factor for {wanted}: those known are for {countries}; {mend}"
    years = ", ".join(sorted({str(row.validity.start.year) for row in near})[:8])
    bases_there = ", ".join(sorted({row.basis or "none" for row in near}))
    return (
        f"no factor for {wanted} under vintage {policy.vintage}: those known cover {years} (basis {bases_there}); "
        'add your own to factors.csv, or set [factors] vintage = "latest_published"'
    )
