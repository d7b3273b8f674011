"""Cited densities, heat values and reference conditions: how litres meet tonnes and metered gas meets normal cubic metres."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from tanlu.core.errors import UnitMismatch
from tanlu.core.place import places
from tanlu.core.units import BASE_UNITS, Unit, conversion, parse_unit
from tanlu.factors.pack import GLOBAL

LONGEST_PATH = 3
"""At most so many cited values are chained (gas at 20 °C → normal gas → heat → mass)."""


@dataclass(frozen=True, slots=True)
class CitedConversion:
    """One cited value: one ``source_unit`` of the activity is ``value`` ``target_unit``."""

    activity: str
    region: str
    source_unit: Unit
    target_unit: Unit
    value: float
    citation: str


@dataclass(frozen=True, slots=True)
class UnitPath:
    """How a line's unit becomes its factor's unit.

    Parameters
    ----------
    multiplier : float
        Factor units in one line unit.
    steps : sentences, in order
    cited : int
        How many cited values the path needs; 0 is a plain conversion.
    """

    multiplier: float
    steps: tuple[str, ...]
    cited: int


@cache
def _cited() -> tuple[CitedConversion, ...]:
    with (files("tanlu.factors") / "data" / "conversions.csv").open(encoding="utf-8") as stream:
        return tuple(
            CitedConversion(
                row["activity"],
                row["region"] or GLOBAL,
                parse_unit(row["from_unit"]),
                parse_unit(row["to_unit"]),
                float(row["value"]),
                row["source"],
            )
            for row in csv.DictReader(stream)
        )


@lru_cache(maxsize=50_000)
def unit_path(activity: str, region: str, source: Unit, target: Unit) -> UnitPath:
    """The shortest way from one unit to another for an activity in a region.

    Raises
    ------
    UnitMismatch
        Nothing cited joins the two; the message names both dimensions.

    Examples
    --------
    >>> unit_path("fuel/natural_gas", "CN", parse_unit("万立方米"), parse_unit("1e4 Nm3")).cited
    1
    """
    if source.dimension == target.dimension:
        times = conversion(source, target)
        steps = () if times == 1 else (f"1 {source.name} = {times:.12g} {target.name}",)
        return UnitPath(times, steps, 0)
    found = _search(_edges(activity, region), source, target)
    if found is None:
        raise UnitMismatch(
            f"{activity} metered in {source.name} ({source.dimension}) cannot meet a factor per {target.name} ({target.dimension}): "
            "the library cites no density or heat value that joins them"
        )
    return found


def _edges(activity: str, region: str) -> list[tuple[Unit, Unit, float, str]]:
    chain = (*places().chain(region), GLOBAL)
    edges: list[tuple[Unit, Unit, float, str]] = []
    seen: set[tuple[str, str]] = set()
    for place in chain:
        here = [row for row in _cited() if row.activity == activity and row.region == place]
        for row in here:
            pair = (row.source_unit.dimension, row.target_unit.dimension)
            if pair in seen or pair[::-1] in seen:
                continue
            edges.append((row.source_unit, row.target_unit, row.value, row.citation))
            edges.append((row.target_unit, row.source_unit, 1 / row.value, row.citation))
        seen |= {(row.source_unit.dimension, row.target_unit.dimension) for row in here}
    return edges


def _search(edges: Sequence[tuple[Unit, Unit, float, str]], source: Unit, target: Unit) -> UnitPath | None:
    reached = {source.dimension: UnitPath(source.base_per_unit, (), 0)}
    frontier = [source.dimension]
    for _ in range(LONGEST_PATH):
        following: list[str] = []
        for dimension in frontier:
            for start, end, value, citation in edges:
                if start.dimension == dimension and end.dimension not in reached:
                    reached[end.dimension] = _extended(reached[dimension], start, end, value, citation)
                    following.append(end.dimension)
        frontier = following
    path = reached.get(target.dimension)
    if path is None:
        return None
    multiplier = path.multiplier / target.base_per_unit
    total = f"1 {source.name} = {multiplier:.12g} {target.name}"
    return UnitPath(multiplier, (*path.steps, total), path.cited)


def _extended(path: UnitPath, start: Unit, end: Unit, value: float, citation: str) -> UnitPath:
    in_base = value * end.base_per_unit / start.base_per_unit
    step = f"1 {BASE_UNITS[start.dimension]} = {in_base:.12g} {BASE_UNITS[end.dimension]} ({citation})"
    return UnitPath(path.multiplier * in_base, (*path.steps, step), path.cited + 1)
