"""The overview: the base year, this year, every year between, targets, coverage, data quality and open findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PARTS = ("total_market", "total_location", "scope1", "scope2_location", "scope2_market", "scope3")
MOST_YEARS = 12
"""Years that are measured for the overview, the newest."""
SHOWN_FINDINGS = 5
Figures = Mapping[str, float | None]


def figures_json(inventory: Mapping[str, Any]) -> dict[str, Any]:
    """What the overview takes from a measured year that is not this one."""
    return {
        "year": inventory["year"],
        "tco2e": {part: inventory["tco2e"][part] for part in PARTS},
        "renewable_share": renewable_share(inventory),
    }


def renewable_share(inventory: Mapping[str, Any]) -> float | None:
    """The part of purchased electricity that contracts, certificates and suppliers' rates cover; None without any use."""
    by_level: Mapping[str, float] = inventory["basis"]["kwh_by_level"]
    used = sum(by_level.values())
    covered = sum(kwh for level, kwh in by_level.items() if level in ("contract", "certificate", "supplier_rate"))
    return covered / used if used else None


def overview_json(
    case: Mapping[str, Any], inventory: Mapping[str, Any], years: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The page.

    Parameters
    ----------
    case : the page of the case
    inventory : the answer of ``measure`` for this year
    years : :func:`figures_json` of each year shown, this one and the base year included where they are known
    """
    known = {row["year"]: row for row in years}
    base = known.get(case["base_year"])
    now = figures_json(inventory)
    return {
        "year": inventory["year"],
        "base_year": case["base_year"],
        "base": base["tco2e"] if base else None,
        "now": now["tco2e"],
        "change_fraction": _change(base["tco2e"] if base else {}, now["tco2e"]),
        "years": [known[year] for year in sorted(known)],
        "targets": [_target(target, case, known, now) for target in case["targets"]],
        "coverage": _coverage(inventory),
        "data_quality": {
            "score": inventory["data_quality"]["score"],
            "share_scored": inventory["data_quality"]["share_scored"],
            "share_measured": inventory["share_measured"],
            "share_estimated": inventory["share_estimated"],
        },
        "credits": {name: inventory["credits"][name] for name in ("retired_tco2e", "net_tco2e", "not_retired")},
        "findings": _findings(inventory["findings"]),
        "run": inventory["run"],
    }


def _change(base: Figures, now: Figures) -> float | None:
    before, after = base.get("total_market"), now.get("total_market")
    return None if not before or after is None else after / before - 1


def _coverage(inventory: Mapping[str, Any]) -> dict[str, Any]:
    lines = inventory["lines"]
    return {
        "lines_read": lines["read"],
        "priced": lines["priced"],
        "set_aside": lines["set_aside"],
        "without_factor": lines["without_factor"],
        "share_priced": lines["priced"] / lines["read"] if lines["read"] else None,
        "stated": sorted(inventory["stated"]),
        "renewable_share": renewable_share(inventory),
        "interval_covers": inventory["interval_covers"],
    }


def _findings(findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts = {level: sum(row["severity"] == level for row in findings) for level in ("error", "warning", "note")}
    return {**counts, "top": list(findings[:SHOWN_FINDINGS])}


def _target(
    target: Mapping[str, Any], case: Mapping[str, Any], known: Mapping[int, Mapping[str, Any]], now: Mapping[str, Any]
) -> dict[str, Any]:
    """A target, where it started, where it stands, and where a straight line would have it now."""
    metric = target["metric"]
    base_year = target["base_year"] or case["base_year"]
    base = _value(metric, known.get(base_year))
    value, limit = _value(metric, now), _limit(target, base)
    line = _straight(base, limit, base_year, target["year"], now["year"])
    return {
        "name": target["name"] or metric,
        "metric": metric,
        "base_year": base_year,
        "year": target["year"],
        "unit": "fraction" if metric == "renewable_share" else "tCO2e",
        "limit": limit,
        "base": base,
        "now": value,
        "on_track_now": line,
        "status": _status(metric, value, limit, line),
    }


def _value(metric: str, year: Mapping[str, Any] | None) -> float | None:
    if year is None:
        return None
    if metric == "renewable_share":
        return year["renewable_share"]
    tco2e: Figures = year["tco2e"]
    if metric == "scope1+2":
        scope1, scope2 = tco2e["scope1"], tco2e["scope2_market"]
        return None if scope1 is None or scope2 is None else scope1 + scope2
    return tco2e["total_market" if metric == "total" else metric]


def _limit(target: Mapping[str, Any], base: float | None) -> float | None:
    if target["metric"] == "renewable_share":
        return target["share"]
    if target["limit_tco2e"] is not None:
        return target["limit_tco2e"]
    reduction = target["reduction"]
    return None if reduction is None or base is None else base * (1 - reduction)


def _straight(base: float | None, limit: float | None, start: int | None, end: int | None, now: int) -> float | None:
    """The straight line from the base year to the target, at this year."""
    if base is None or limit is None or start is None or end is None or end <= start:
        return None
    part = min(max((now - start) / (end - start), 0.0), 1.0)
    return base + (limit - base) * part


def _status(metric: str, value: float | None, limit: float | None, line: float | None) -> str:
    if value is None or limit is None:
        return "unknown"
    sign = -1 if metric == "renewable_share" else 1
    if sign * value <= sign * limit:
        return "met"
    if line is None:
        return "unknown"
    return "on_track" if sign * value <= sign * line else "behind"
