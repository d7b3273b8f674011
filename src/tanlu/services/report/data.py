"""A measured year as the plain data that a report is made of: method, boundary, figures, sites, factors, targets, accounts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tanlu.core.message import as_message
from tanlu.factors.library import library
from tanlu.inventory.ledger import tonnes
from tanlu.inventory.statements import Statement
from tanlu.report.workbook.rows import Price
from tanlu.services.case.provenance import rule_hashes
from tanlu.services.inventory.bridge import bridged
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.serializers import inventory_json
from tanlu.services.report.workbook_rows import METRICS, Survey, metrics_of, price_row


def report_data(
    measured: Measurement, found: Survey, *, previous: Measurement | None, base: Measurement | None
) -> dict[str, Any]:
    """What a report says, as plain data that is the same in each language and format.

    Parameters
    ----------
    previous : the year before, or None where nothing is known of it
    base : the base year, or None where the case names none or nothing is known of it
    """
    settings, question = measured.case.settings, measured.question
    days = measured.measuring.pricing.year
    answer = inventory_json(measured)
    del answer["lines"]["not_yet_known"]  # how many rows came later is later knowledge: a day's report stays as it was
    del answer["credits"]["net_tco2e"]  # four accounts stand side by side in a report, and none is taken off another
    return {
        "company": {"name": settings.name, "name_zh": settings.name_zh},
        "year": question.year,
        "period": {"start": days.start.isoformat(), "end": days.end.isoformat()},
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "run": measured.run,
        "method": method_data(measured),
        "boundary": boundary_data(measured),
        "inventory": answer,
        "sites": sites_data(measured),
        "months": months_data(found),
        "factors": [price._asdict() for price in factor_list(measured, found)],
        "base_year": base_data(measured, base),
        "targets": [target_data(target, measured, base) for target in settings.targets],
        "bridge": None if previous is None else bridged(previous, measured),
    }


def method_data(measured: Measurement) -> dict[str, Any]:
    """Sets, policies and versions behind the figures."""
    policy, settings = measured.policy, measured.case.settings
    rules = rule_hashes()
    packs = library().packs
    return {
        "gwp": measured.gwp,
        "vintage": policy.vintage,
        "grid": policy.grid,
        "market_remainder": policy.market_remainder,
        "stand_ins": list(policy.stand_ins),
        "gaps": settings.estimate_gaps or "reported",
        "recalculation_threshold": settings.recalculation_threshold,
        "tanlu": rules["tanlu"],
        "rules_sha256": _digest(rules),
        "packs_sha256": _digest(packs),
    }


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def boundary_data(measured: Measurement) -> dict[str, Any]:
    """The consolidation approach and the weight of each site under it."""
    settings = measured.case.settings
    rows = [site for _, site in sorted(measured.case.sites.items())]
    return {
        "consolidation": settings.consolidation,
        "year_starts": settings.year_starts,
        "time_zone": settings.time_zone,
        "sites": [
            {
                "site": site.site,
                "name": site.name,
                "kind": site.kind,
                "region": site.region,
                "entity": site.entity,
                "share": site.share,
                "leased": site.leased,
                "weight": site.weight(settings.consolidation),
            }
            for site in rows
        ],
    }


def sites_data(measured: Measurement) -> list[dict[str, Any]]:
    """What lines give at each site, in tCO2e; what is only stated has no site."""
    sums: dict[str, dict[str, int]] = {}
    for account, each in measured.measuring.ledger.ordered():
        for metric in metrics_of(account.scope, account.view):
            row = sums.setdefault(account.site, {})
            row[metric] = row.get(metric, 0) + each.kgco2e
    names = {name: site.name for name, site in measured.case.sites.items()}
    return [
        {"site": site, "name": names.get(site, site)}
        | {metric: tonnes(row[metric]) if metric in row else None for metric in METRICS}
        for site, row in sorted(sums.items())
    ]


def months_data(found: Survey) -> list[dict[str, Any]]:
    """What lines that lie in one month give, in tCO2e; the last row, without a month, holds all longer lines."""
    if not any(found.months):
        return []
    ordered = sorted(found.months.items(), key=lambda item: (not item[0], item[0]))
    return [
        {"month": month or None} | {metric: row[metric] / 1000 if metric in row else None for metric in METRICS}
        for month, row in ordered
    ]


def factor_list(measured: Measurement, found: Survey) -> list[Price]:
    """Every price that lines met and every factor of the market remainder, in order of their names."""
    prices = dict(found.prices.rows)
    for each, _ in measured.side.remainder.values():
        weight = each.factor.weigh(measured.gwp)
        name = each.factor.factor
        if name not in prices:
            prices[name] = price_row(
                name, each.factor, weight.kgco2e, dict(weight.gases_kg), weight.biogenic_kgco2, as_message(each.why)
            )
    return [price for _, price in sorted(prices.items())]


def base_data(measured: Measurement, base: Measurement | None) -> dict[str, Any]:
    """The base year, its figures, and what changes ask of it."""
    answer = inventory_json(base) if base is not None else None
    return {
        "year": measured.case.settings.base_year,
        "tco2e": answer["tco2e"] if answer else None,
        "recalculation": answer["base_year_recalculation"] if answer else None,
        "run": base.run if base is not None else None,
    }


def target_data(target: Mapping[str, Any], measured: Measurement, base: Measurement | None) -> dict[str, Any]:
    """A target, and where this year stands on the metric it is set on; None where that is not known here."""
    metric = target["metric"]
    start = base if target.get("base_year", measured.case.settings.base_year) == _year(base) else None
    then = metric_value(start, metric) if start is not None else None
    now = metric_value(measured, metric)
    limit = target.get("limit_tco2e")
    if limit is None and then is not None and target.get("reduction") is not None:
        limit = then * (1 - target["reduction"])
    return {
        "name": target.get("name") or "",
        "metric": metric,
        "base_year": target.get("base_year", measured.case.settings.base_year),
        "year": target.get("year"),
        "reduction": target.get("reduction"),
        "share": target.get("share"),
        "limit_tco2e": limit,
        "base_tco2e": then,
        "tco2e": now,
        "changed": None if not then or now is None else now / then - 1,
    }


def _year(measured: Measurement | None) -> int | None:
    return None if measured is None else measured.question.year


def metric_value(measured: Measurement, metric: str) -> float | None:
    """The figure that a target's metric names, market-based; None for a metric that is no mass of CO2e."""
    tco2e = measured.inventory.tco2e
    if metric == "scope1+2":
        parts = [tco2e["scope1"], tco2e["scope2_market"]]
        return sum(part for part in parts if part is not None) if None not in parts else None
    return tco2e.get({"total": "total_market"}.get(metric, metric))


def stated_data(figures: Mapping[str, Statement]) -> dict[str, tuple[float, str]]:
    """Figures that count as they were published: metric → tCO2e and source."""
    return {metric: (row.tco2e, row.source) for metric, row in sorted(figures.items())}
