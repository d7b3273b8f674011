"""The answer of ``tanlu solar``: plants, their portfolio, P50 and P90, load and worth as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tanlu.power.generation.exceedance import exceedance, yearly
from tanlu.power.generation.output import published_kwh_per_kw
from tanlu.power.hours import Hours
from tanlu.services.generation.plant_years import PlantYear
from tanlu.services.generation.simulate import Expected


def solar_json(expected: Expected) -> dict[str, Any]:
    """The answer of ``tanlu solar --json``; what is not known is null."""
    return {
        "case": expected.case.settings.name,
        "year": expected.question.year,
        "run": expected.run,
        "hours": expected.hours.count,
        "currency": expected.case.settings.currency,
        "plants": {year.plant.plant: plant_json(year, expected.hours) for year in expected.plants},
        "portfolio": portfolio_json(expected),
        "written_rows": expected.written,
        "provenance": expected.provenance,
        "findings": [finding.as_json() for finding in expected.findings],
    }


def plant_json(year: PlantYear, hours: Hours) -> dict[str, Any]:
    """One plant; what is published stands beside what is computed and never scales it."""
    plant, kwh, published = year.plant, year.kwh, published_kwh_per_kw(year.plant)
    return {
        "kind": plant.kind,
        "site": plant.site or None,
        "station": year.station,
        "weather_year": year.weather_year,
        "kw": plant.kw,
        "kwh": kwh,
        "kwh_per_kw": None if kwh is None else kwh / plant.kw,
        "capacity_factor": None if kwh is None else kwh / plant.kw / hours.count,
        "monthly_kwh": None if year.monthly_kwh is None else by_month(year.monthly_kwh.tolist(), hours),
        "missing_hours": year.missing_hours,
        **_percentiles(year.by_weather_year_kwh),
        "published_kwh_per_kw": published,
        "published_kwh": None if published is None else published * plant.kw,
        "cost_saved": year.saved,
    }


def portfolio_json(expected: Expected) -> dict[str, Any]:
    """All plants together; sums are of those that are known."""
    known = [year for year in expected.plants if year.kwh is not None]
    kw = sum(year.plant.kw for year in known)
    kwh = sum(year.kwh or 0.0 for year in known) if known else None
    published = [
        (published_kwh_per_kw(year.plant) or 0.0) * year.plant.kw for year in known if published_kwh_per_kw(year.plant)
    ]
    worth = [year.saved for year in known if year.saved is not None]
    monthly = np.sum([year.monthly_kwh for year in known if year.monthly_kwh is not None], axis=0)
    return {
        "plants": len(expected.plants),
        "plants_known": len(known),
        "kw": kw if known else None,
        "kwh": kwh,
        "kwh_per_kw": None if kwh is None else kwh / kw,
        "capacity_factor": None if kwh is None else kwh / kw / expected.hours.count,
        "monthly_kwh": by_month(monthly.tolist(), expected.hours) if known else None,
        **_percentiles(_summed(known)),
        "published_kwh": sum(published) if known and len(published) == len(known) else None,
        "load_kwh": expected.load_kwh,
        "share_of_load": kwh / expected.load_kwh if kwh is not None and expected.load_kwh else None,
        "cost_saved": sum(worth) if worth else None,
        "plants_with_price": len(worth),
    }


def by_month(values: Iterable[float], hours: Hours) -> dict[str, float]:
    """Values of the months of a year by their names, ``2023-01``."""
    names = np.unique(hours.days.astype("datetime64[D]").astype("datetime64[M]"))
    return {str(name): value for name, value in zip(names, values, strict=True)}


def _percentiles(by_weather_year_kwh: dict[str, float]) -> dict[str, Any]:
    """P50 and P90 where there are several weather years; a typical year is none of them."""
    years = yearly(by_weather_year_kwh)
    found = exceedance(years)
    return {
        "p50_kwh": None if found is None else found.p50_kwh,
        "p90_kwh": None if found is None else found.p90_kwh,
        "weather_years": len(years),
    }


def _summed(known: list[PlantYear]) -> dict[str, float]:
    """The portfolio in each weather year that all its plants have: bad years do not fall together everywhere."""
    labels = set.intersection(*(set(year.by_weather_year_kwh) for year in known)) if known else set[str]()
    return {label: sum(year.by_weather_year_kwh[label] for year in known) for label in labels}
