"""Measured, estimated and missing days of each continuous activity, by site and month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanlu.core.period import Period
from tanlu.factors.activities import activity_of
from tanlu.inventory.line_key import LineKey
from tanlu.inventory.pricing import Outcome
from tanlu.services.console.cells import Months
from tanlu.services.inventory.measurement import Measurement

MISSING, ESTIMATED, MEASURED = 0, 1, 2
MOST_SITES = 500


class DayCoverage:
    """For each site and continuous activity, what the best line of each day of the year is."""

    def __init__(self, year: Period) -> None:
        self._year = year
        self.days: dict[tuple[str, str], NDArray[np.int8]] = {}

    def add(self, key: LineKey, outcome: Outcome, *, estimated: bool = False) -> None:
        """Take in the days of a key; what was estimated never hides what was measured."""
        if outcome.status not in ("priced", "without_factor") or outcome.inside is None:
            return
        row = activity_of(key["activity"])
        if row is None or not row.continuous:
            return
        days = self.days.setdefault((key["site"], key["activity"]), np.zeros(self._year.days, np.int8))
        start = (outcome.inside.start - self._year.start).days
        stretch = days[start : start + outcome.inside.days]
        known = MEASURED if key.is_metered and not estimated else ESTIMATED
        np.maximum(stretch, known, out=stretch)


def quality_json(measured: Measurement, covered: DayCoverage, months: Months) -> dict[str, Any]:
    """Days by site, activity and month; sites with the most missing days first."""
    month_of = np.concatenate([np.full(count, at) for at, count in enumerate(_days_of(months))])
    by_site: dict[str, list[dict[str, Any]]] = {}
    sums: dict[str, NDArray[np.int64]] = {}
    for (site, activity), days in sorted(covered.days.items()):
        counts = np.zeros((len(months.names), 3), np.int64)
        np.add.at(counts, (month_of, days), 1)
        by_site.setdefault(site, []).append(_activity_json(activity, counts, months.names))
        sums[site] = sums.get(site, 0) + counts
    order = sorted(by_site, key=lambda site: (-int(sums[site][:, MISSING].sum()), site))
    sites = [_site_json(measured, site, by_site[site], sums[site], months.names) for site in order[:MOST_SITES]]
    return {
        "year": measured.question.year,
        "months": months.names,
        "sites": sites,
        "sites_not_shown": max(len(order) - MOST_SITES, 0),
        "sites_without_days": sorted(set(measured.case.sites) - set(by_site))[:MOST_SITES],
    }


def _days_of(months: Months) -> list[int]:
    counts = [0] * len(months.names)
    for month, fraction in months.shares(months.year):
        counts[month] = round(fraction * months.year.days)
    return counts


def _activity_json(activity: str, counts: NDArray[np.int64], names: list[str]) -> dict[str, Any]:
    row = activity_of(activity)
    return {
        "activity": activity,
        "name": row.name if row else "",
        "name_zh": row.name_zh if row else "",
        "months": [
            {
                "month": name,
                "days": int(of_month.sum()),
                "measured_days": int(of_month[MEASURED]),
                "estimated_days": int(of_month[ESTIMATED]),
                "missing_days": int(of_month[MISSING]),
            }
            for name, of_month in zip(names, counts, strict=True)
        ],
    }


def _site_json(
    measured: Measurement, site: str, activities: list[dict[str, Any]], counts: NDArray[np.int64], names: list[str]
) -> dict[str, Any]:
    known = measured.case.sites.get(site)
    fractions = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return {
        "site": site,
        "name": known.name if known else "",
        "activities": activities,
        "months": [
            {
                "month": name,
                "measured": float(row[MEASURED]),
                "estimated": float(row[ESTIMATED]),
                "missing": float(row[MISSING]),
            }
            for name, row in zip(names, fractions, strict=True)
        ],
    }
