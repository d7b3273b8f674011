"""The page of green power: coverage on four bases by portfolio, site and month, contracts, and the hours of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tanlu.core.arrays import IntArray
from tanlu.power.hours import BASES, Basis, sums_by_period
from tanlu.power.matching.allocation import match
from tanlu.power.matching.contracts import EVER, Contract
from tanlu.power.matching.scores import fraction
from tanlu.services.console.answer_cache import read_answer, write_answer
from tanlu.services.console.errors import NotFound
from tanlu.services.matching.match import MatchedCase
from tanlu.services.matching.serializers import match_json

HOURS = "hours.npz"
MOST_SITES = 200
"""Sites whose own hours are kept; the portfolio's always are."""
_WH_PER_KWH = 1000


def keep_power(matched: MatchedCase, into: Path) -> None:
    """Keep the page, and the hours that its heat map opens to."""
    write_answer(into, power_json(matched))
    year = matched.done.year
    sites = list(year.sites)[:MOST_SITES]
    total = year.load_wh.sum(axis=0)
    arrays = {"load": total, "supply": year.output_wh.sum(axis=0), "matched": total - matched.done.gap_wh}
    by_site = {f"site_{at}": np.stack([year.load_wh[at], _matched(matched, at)]) for at in range(len(sites))}
    np.savez_compressed(into / HOURS, allow_pickle=False, **arrays, **by_site)
    zone = ZoneInfo(year.hours.zone)
    first = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=year.hours.first)
    offset = zone.utcoffset(first.astimezone(zone)) or timedelta()
    told = {
        "year": matched.question.year,
        "first_hour": first.strftime("%Y-%m-%dT%H:%MZ"),
        "time_zone": year.hours.zone,
        "utc_offset_hours": offset.total_seconds() / 3600,
        "hours": year.hours.count,
        "sites": sites,
    }
    write_answer(into, told, "hours.json")


def _matched(matched: MatchedCase, site: int) -> IntArray:
    return matched.done.hourly.of_site(site, matched.done.year.load_wh[site])


def power_json(matched: MatchedCase) -> dict[str, Any]:
    """The page, with the answer of ``match`` as it is."""
    answer, by_site = match_json(matched), _by_site_wh(matched)
    return {
        "match": answer,
        "sites": [_site_json(matched, at, by_site) for at in range(len(matched.done.year.sites))],
        "by_month": _by_month(matched),
        "contracts": [_contract_json(row, answer["contracts"].get(row.contract, {})) for row in matched.contracts],
    }


def _by_site_wh(matched: MatchedCase) -> dict[Basis, IntArray]:
    """(sites,) Wh that each basis matches at each site: its part of that basis' own allocation."""
    done = matched.done
    year = done.year
    found: dict[Basis, IntArray] = {"annual": done.annual.by_site_wh, "hourly": done.hourly.by_site_wh}
    for basis in ("monthly", "daily"):
        period, count = year.hours.period_of(basis)
        supply, load = (sums_by_period(wh, period, count) for wh in (year.output_wh, year.load_wh))
        found[basis] = match(supply, load, year.serves).by_site_wh
    return found


def _site_json(matched: MatchedCase, at: int, by_site: Mapping[Basis, IntArray]) -> dict[str, Any]:
    site = matched.done.year.sites[at]
    known = matched.case.sites.get(site)
    load = int(matched.done.site_load_wh[at])
    return {
        "site": site,
        "name": known.name if known else "",
        "load_kwh": load / _WH_PER_KWH,
        "coverage": {basis: fraction(int(by_site[basis][at]), load) for basis in BASES},
    }


def _by_month(matched: MatchedCase) -> list[dict[str, Any]]:
    done = matched.done
    if not done.year.sites:
        return []  # no load is known, and that is not a load of nothing
    hours = done.year.hours
    period, count = hours.period_of("monthly")
    names = np.unique(hours.days.astype("datetime64[D]").astype("datetime64[M]")).astype(str).tolist()
    total = done.year.load_wh.sum(axis=0)
    supply = done.year.output_wh.sum(axis=0)
    load_wh, supply_wh, gap_wh = (sums_by_period(wh, period, count) for wh in (total, supply, done.gap_wh))
    return [
        {
            "month": month,
            "load_kwh": int(load) / _WH_PER_KWH,
            "generation_kwh": int(made) / _WH_PER_KWH if matched.contracts else None,
            "matched_kwh": int(load - gap) / _WH_PER_KWH if matched.contracts else None,
            "coverage_hourly": fraction(int(load - gap), int(load)) if matched.contracts else None,
        }
        for month, load, made, gap in zip(names, load_wh, supply_wh, gap_wh, strict=True)
    ]


def _contract_json(row: Contract, delivered: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("contract", "plant", "kind", "technology", "region", "share")},
        "kwh_limit": None if row.limit_wh is None else row.limit_wh / _WH_PER_KWH,
        "price_per_kwh": row.price_per_kwh,
        "signed": str(row.signed) if row.signed else None,
        "start": None if row.days.start == EVER.start else str(row.days.start),
        "end": None if row.days.end == EVER.end else str(row.days.end),
        "sites": list(row.sites),
        **{name: delivered.get(name) for name in ("generation_kwh", "matched_kwh", "excess_kwh")},
    }


def hours_json(place: Path, site: str | None) -> dict[str, Any]:
    """The hours of a kept match in kWh, of the portfolio or of one site; supply of a site is what is matched to it.

    Raises
    ------
    NotThere
        The site has no load, or is not among the first that are kept.
    """
    told = read_answer(place, "hours.json")
    with np.load(place / HOURS) as kept:
        if site is None:
            load, supply, matched = kept["load"], kept["supply"], kept["matched"]
        elif site in told["sites"]:
            load, matched = kept[f"site_{told['sites'].index(site)}"]
            supply = matched
        else:
            raise NotFound(
                "no_such_site", f"site {site[:60]!r} has no hours of {told['year']}; name one of those on the page"
            )
    series = {"load": load, "supply": supply, "matched": matched, "gap": load - matched}
    rounded = {name: np.round(wh / _WH_PER_KWH, 3).tolist() for name, wh in series.items()}
    return {**told, "site": site, "unit": "kWh", **rounded}
