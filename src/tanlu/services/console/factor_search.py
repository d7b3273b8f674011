"""The library searched and compared: published factors and the case's own, weighed with the case's GWP set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.core.errors import FactorError
from tanlu.core.gas import Assessment
from tanlu.core.period import Period
from tanlu.factors.factor import Factor
from tanlu.factors.library import CASE, Library, library
from tanlu.services.case.case import Case, open_case
from tanlu.services.console.errors import NotFound

MOST_FACTORS = 500


@dataclass(frozen=True)
class FactorQuery:
    """What is looked for: each value that is not None must fit; words of ``text`` may stand anywhere in the row."""

    text: str | None = None
    activity: str | None = None
    region: str | None = None
    basis: str | None = None
    year: int | None = None
    pack: str | None = None


@dataclass(frozen=True)
class SearchableLibrary:
    """A library to search, and the GWP set that its factors are weighed with."""

    library: Library
    gwp: Assessment = "AR6"

    def all(self) -> Iterator[Factor]:
        """Every factor that can be understood, in order of activities."""
        for activity in sorted(self.library.by_activity):
            try:
                yield from self.library.by_activity[activity]
            except FactorError:
                continue  # an activity whose rows contradict each other serves no line either; check names it


def shelf_of(folder: Path | None) -> SearchableLibrary:
    """The library with the case's own factors, or the published one where there is no case."""
    if folder is None:
        return SearchableLibrary(library())
    case: Case = open_case(folder)
    return SearchableLibrary(case.library, case.settings.gwp)


def search_json(shelf: SearchableLibrary, sought: FactorQuery, *, offset: int, limit: int) -> dict[str, Any]:
    """Factors that fit, those whose activity is what the text names first."""
    found = [factor for factor in shelf.all() if _fits(factor, sought)]
    found.sort(key=lambda factor: _order(factor, sought.text or ""))
    return {
        "total": len(found),
        "offset": offset,
        "limit": min(limit, MOST_FACTORS),
        "factors": [factor_json(factor, shelf.gwp) for factor in found[offset : offset + min(limit, MOST_FACTORS)]],
        "regions": sorted({factor.region for factor in found}),
        "bases": sorted({factor.basis for factor in found}),
        "packs": sorted({factor.pack for factor in found}),
    }


def _fits(factor: Factor, sought: FactorQuery) -> bool:
    if sought.activity is not None and not _under(factor.activity, sought.activity):
        return False
    if sought.region is not None and factor.region != sought.region:
        return False
    if sought.basis is not None and factor.basis != sought.basis:
        return False
    if sought.pack is not None and factor.pack != sought.pack:
        return False
    if sought.year is not None and not _valid_in(factor, sought.year):
        return False
    told = f"{factor.factor} {factor.activity} {factor.region} {factor.citation.source} {factor.note}".casefold()
    return all(word in told for word in (sought.text or "").casefold().split())


def _under(activity: str, path: str) -> bool:
    return activity == path or activity.startswith(f"{path.rstrip('/')}/")


def _valid_in(factor: Factor, year: int) -> bool:
    return factor.validity.overlap(Period(date(year, 1, 1), date(year, 12, 31))) is not None


def _order(factor: Factor, text: str) -> tuple[Any, ...]:
    """Factors whose activity has the text as a step of its path come first, then those with a step that begins so."""
    word, steps = text.casefold().strip(), factor.activity.casefold().split("/")
    if not word or factor.factor.casefold() == word or factor.activity.casefold() == word:
        rank = 0
    elif word in steps[:2]:
        rank = 1
    elif word in steps:
        rank = 2
    else:
        rank = 3 if any(step.startswith(word) for step in steps) else 4
    newest = -factor.validity.start.toordinal()
    return (
        rank,
        len(steps) if word else 0,
        factor.activity,
        factor.pack != CASE,
        newest,
        factor.region,
        factor.basis,
        factor.factor,
    )


def factor_json(factor: Factor, gwp: Assessment) -> dict[str, Any]:
    """A factor as the pages show it; a value whose gases cannot be weighed under the set is not known."""
    citation = factor.citation
    return {
        "factor": factor.factor,
        "activity": factor.activity,
        "region": factor.region,
        "basis": factor.basis,
        "valid_from": factor.validity.start.isoformat(),
        "valid_to": factor.valid_to_text,
        "unit": factor.unit.name,
        "kgco2e_per_unit": _weighed(factor, gwp),
        "gases_kg": dict(factor.gases_kg),
        "biogenic_kgco2": factor.biogenic_kgco2,
        "gwp": factor.gwp,
        "sd": factor.sd,
        "source": citation.source,
        "licence": citation.licence,
        "published": citation.published.isoformat() if citation.published else None,
        "confirmed": citation.confirmed,
        "pack": factor.pack,
        "note": factor.note,
        "hash": factor.sha256,
    }


def _weighed(factor: Factor, gwp: Assessment) -> float | None:
    try:
        return factor.weigh(gwp).kgco2e
    except FactorError:
        return None


def one_factor(shelf: SearchableLibrary, name: str) -> dict[str, Any]:
    """The factor of an id.

    Raises
    ------
    NotThere
        No row bears it.
    """
    for factor in shelf.all():
        if factor.factor == name:
            return factor_json(factor, shelf.gwp)
    raise NotFound("no_such_factor", f"no factor bears the id {name[:60]!r}; search the library by its activity")


def compare_json(shelf: SearchableLibrary, sought: FactorQuery) -> dict[str, Any]:
    """Vintages of an activity side by side: one series for each place, basis, unit and pack, oldest first."""
    groups: dict[tuple[str, str, str, str], list[Factor]] = {}
    for factor in shelf.all():
        if factor.activity == sought.activity and _fits(factor, sought):
            groups.setdefault((factor.region, factor.basis, factor.unit.name, factor.pack), []).append(factor)
    names = ("region", "basis", "unit", "pack")
    series = [
        {**dict(zip(names, place, strict=True)), "rows": _vintages(rows, shelf.gwp)}
        for place, rows in sorted(groups.items())
    ]
    return {"activity": sought.activity, "gwp": shelf.gwp, "series": series[:MOST_FACTORS]}


def _vintages(rows: Sequence[Factor], gwp: Assessment) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before: float | None = None
    for factor in sorted(rows, key=lambda factor: (factor.validity.start, factor.factor)):
        value = _weighed(factor, gwp)
        published = factor.citation.published
        found.append(
            {
                "factor": factor.factor,
                "valid_from": factor.validity.start.isoformat(),
                "valid_to": factor.valid_to_text,
                "kgco2e_per_unit": value,
                "published": published.isoformat() if published else None,
                "source": factor.citation.source,
                "change_fraction": value / before - 1 if value is not None and before else None,
            }
        )
        before = value
    return found
