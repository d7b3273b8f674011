"""The inventory of a year: what counts, what lines give, what was only compared, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tanlu.core.errors import QuantityError
from tanlu.core.finding import Finding
from tanlu.core.message import Message, message
from tanlu.inventory.data_quality import WeightedQuality, parse_quality, weighted_quality
from tanlu.inventory.ledger import Account, AccountSums, Ledger, kilograms, tonnes
from tanlu.inventory.statements import CATEGORIES, Statement, figures
from tanlu.inventory.uncertainty import FactorGroups, Interval, propagate

PARTS = ("scope1", "scope2_location", "scope2_market", "scope3")
Tonnes = dict[str, float | None]


@dataclass
class Inventory:
    """One year's inventory, ready to be shown.

    Parameters
    ----------
    tco2e : metric → tCO2e
        What counts: statements in force before lines.
    computed : metric → tCO2e
        What lines alone give; None where no line gives any.
    interval : 95 % interval of ``total_market``, of what has a known uncertainty
    computed_in_total : the part of ``total_market`` that comes from lines
    """

    tco2e: Tonnes
    computed: Tonnes
    checks: list[dict[str, Any]]
    categories: dict[str, dict[str, Any]]
    gases_t: dict[str, float]
    biogenic_tco2: float
    interval: Interval
    share_measured: float | None
    share_estimated: float | None
    quality: WeightedQuality
    figures: dict[str, Statement]
    computed_in_total: float = 0.0
    findings: list[Finding] = field(default_factory=list)


def assemble(ledger: Ledger, chosen: Mapping[str, Statement], reasons: Mapping[str, str]) -> Inventory:
    """Put lines and statements together.

    Parameters
    ----------
    chosen : metric → the statement in force
    reasons : category number as text → the case's own words (``[scope3]``)
    """
    findings: list[Finding] = []
    stated = figures(chosen)
    computed = _computed(ledger)
    categories = _categories(ledger, stated, reasons, findings)
    counting: Tonnes = {part: _counting(part, stated, computed) for part in PARTS}
    if "scope3" not in stated and any(f"scope3/{n}" in stated for n in CATEGORIES):
        counting["scope3"] = _sum([row["tco2e"] for row in categories.values()])
    tco2e = _with_totals(counting)
    findings += [
        _both(metric, row, computed.get(metric)) for metric, row in stated.items() if computed.get(metric) is not None
    ]
    findings += [_unnamed_basis(chosen["scope2"])] if _fills_both(stated) else []
    counted = list(_counting_accounts(ledger, stated))
    measured, estimated = _shares(counted, tco2e["total_market"])
    return Inventory(
        tco2e,
        computed,
        _checks(chosen, tco2e, computed, categories),
        categories,
        _gases(ledger),
        kilograms(
            sum(sums.biogenic for account, sums in ledger.accounts.items() if account.view in ("both", "location"))
        )
        / 1000,
        _interval(counted, ledger, tco2e["total_market"], findings),
        measured,
        estimated,
        _quality(counted),
        stated,
        tonnes(sum(sums.kgco2e for _, sums in counted)),
        findings,
    )


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if known else None


def _computed(ledger: Ledger) -> Tonnes:
    return _with_totals(
        {
            "scope1": ledger.tco2e(scope="1", view="location"),
            "scope2_location": ledger.tco2e(scope="2", view="location"),
            "scope2_market": ledger.tco2e(scope="2", view="market"),
            "scope3": ledger.tco2e(scope="3", view="location"),
        }
    )


def _with_totals(parts: Tonnes) -> Tonnes:
    totals = {
        f"total_{view}": _sum([parts["scope1"], parts[f"scope2_{view}"], parts["scope3"]])
        for view in ("location", "market")
    }
    return {**parts, **totals}


def _counting(part: str, stated: Mapping[str, Statement], computed: Tonnes) -> float | None:
    return stated[part].tco2e if part in stated else computed[part]


def _both(metric: str, row: Statement, lines: float | None) -> Finding:
    return Finding(
        "figure_and_lines",
        "note",
        f"{metric} counts as stated, {row.tco2e:,.1f} t ({row.source}); lines give {lines:,.1f} t and stay as a memo",
        "mark the statement use = check to let the lines count",
        "statements",
        row.file,
        row.row,
        "value",
    )


def _fills_both(stated: Mapping[str, Statement]) -> bool:
    return any(metric.startswith("scope2_") and row.metric == "scope2" for metric, row in stated.items())


def _unnamed_basis(row: Statement) -> Finding:
    met = f"scope 2 was published without its basis ({row.source}) and stands for each basis that nothing else gives"
    mend = "state scope2_location or scope2_market where the source says which it is"
    return Finding("scope2_without_basis", "note", met, mend, "statements", row.file, row.row, "metric")


def _categories(
    ledger: Ledger, stated: Mapping[str, Statement], reasons: Mapping[str, str], findings: list[Finding]
) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    silent: list[str] = []
    for number in CATEGORIES:
        lines = ledger.tco2e(scope="3", view="location", category=number)
        statement = stated.get(f"scope3/{number}")
        reason = reasons.get(str(number), "")
        if statement is not None:
            row = {"status": "stated", "tco2e": statement.tco2e, "reason": statement.source}
            if lines is not None:
                findings.append(_both(f"scope3/{number}", statement, lines))
        elif lines is not None:
            row = {"status": "calculated", "tco2e": lines, "reason": ""}
        elif reason.lower().replace("_", " ").startswith("not relevant"):
            row = {"status": "not_relevant", "tco2e": None, "reason": reason}
        else:
            row = {"status": "not_calculated", "tco2e": None, "reason": reason or _why_not(stated)}
            if not reason and "scope3" not in stated:
                silent.append(str(number))
        rows[str(number)] = row
    if silent:
        findings.append(_silent(silent))
    return rows


def _why_not(stated: Mapping[str, Statement]) -> Message:
    if "scope3" in stated:
        return message("inventory.only_total_public", source=stated["scope3"].source)
    return message("inventory.category_silent")


def _silent(numbers: Sequence[str]) -> Finding:
    return Finding(
        "scope3_without_reason",
        "warning",
        f"scope 3 categories {', '.join(numbers)} have neither a value nor a reason",
        'add lines or statements, or write why under [scope3] in case.toml, as in "14" = "not relevant: no franchises"',
        "case.toml",
    )


def _checks(
    chosen: Mapping[str, Statement], tco2e: Tonnes, computed: Tonnes, categories: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for metric, statement in sorted(chosen.items()):
        if statement.use != "check":
            continue
        name = {"scope2": "scope2_market", "total": "total_market"}.get(metric, metric)
        value = categories[name.split("/")[1]]["tco2e"] if "/" in name else tco2e[name]
        if "/" not in name and name != "total_market" and computed[name] is not None:
            value = computed[name]
        gap = (value - statement.tco2e) / statement.tco2e * 100 if value is not None and statement.tco2e else None
        rows.append(
            {
                "metric": metric,
                "stated": statement.tco2e,
                "computed": value,
                "gap_percent": gap,
                "source": statement.source,
            }
        )
    return rows


def _counting_accounts(ledger: Ledger, stated: Mapping[str, Statement]) -> list[tuple[Account, AccountSums]]:
    """Accounts that make up ``total_market``: those that no statement replaces."""
    kept: list[tuple[Account, AccountSums]] = []
    for account, sums in ledger.ordered():
        metric = {"1": "scope1", "2": "scope2_market", "3": "scope3"}.get(account.scope)
        if metric is None or account.view == "location" or metric in stated:
            continue
        if f"scope3/{account.category}" not in stated or account.scope != "3":
            kept.append((account, sums))
    return kept


def _shares(counted: Sequence[tuple[Account, AccountSums]], total: float | None) -> tuple[float | None, float | None]:
    if not total:
        return None, None
    measured = sum(sums.kgco2e for account, sums in counted if account.measured)
    estimated = sum(sums.kgco2e for account, sums in counted if account.estimated)
    # The total is rounded once more than its parts, so a whole may come out a bit above 1.
    return min(tonnes(measured) / total, 1.0), min(tonnes(estimated) / total, 1.0)


def _gases(ledger: Ledger) -> dict[str, float]:
    sums: dict[str, int] = {"CO2": 0, "CH4": 0, "N2O": 0}
    for account, amount in ledger.accounts.items():
        if account.view in ("both", "location") and account.scope:
            for gas, kg in amount.gases.items():
                sums[gas] = sums.get(gas, 0) + kg
    return {gas: tonnes(kg) for gas, kg in sums.items()}


def _interval(
    counted: Sequence[tuple[Account, AccountSums]], ledger: Ledger, total: float | None, findings: list[Finding]
) -> Interval:
    groups = factor_groups(counted, ledger)
    found = propagate(groups)
    if found.low_tco2e is None or found.high_tco2e is None or total is None or found.sd_tco2e is None:
        return found
    half = (found.high_tco2e - found.low_tco2e) / 2
    known = (found.share_known or 0.0) * groups.total_tco2e / total if total else 0.0
    if known < 0.9995:
        met = (
            f"the interval covers the {known:.0%} of the total whose uncertainty is known; the rest is taken as stated"
        )
        findings.append(Finding("interval_partial", "note", met, "give sd_pct on lines or factors", "factors"))
    return Interval(total, found.sd_tco2e, total - half, total + half, known, found.variance_shares)


def factor_groups(counted: Sequence[tuple[Account, AccountSums]], ledger: Ledger) -> FactorGroups:
    """Emissions by the factor that priced them, for propagation and simulation (rule: one factor, one error)."""
    order = sorted({account.factor for account, _ in counted})
    place = {factor: at for at, factor in enumerate(order)}
    kg = [0] * len(order)
    variance = np.zeros(len(order))
    for account, sums in counted:
        kg[place[account.factor]] += sums.kgco2e
        variance[place[account.factor]] += sums.lines_variance_kg2
    sds = [ledger.factor_sd.get(factor) for factor in order]
    cv = np.array([math.nan if sd is None else sd for sd in sds])
    return FactorGroups(np.array([tonnes(amount) for amount in kg]), cv, np.sqrt(variance) / 1000)


def counted_accounts(ledger: Ledger, stated: Mapping[str, Statement]) -> list[tuple[Account, AccountSums]]:
    """Accounts that make up ``total_market``, for simulation."""
    return _counting_accounts(ledger, stated)


def _quality(counted: Sequence[tuple[Account, AccountSums]]) -> WeightedQuality:
    pairs: list[tuple[float, Any]] = []
    for account, sums in counted:
        try:
            scores = parse_quality(account.quality) if account.quality else None
        except QuantityError:  # an unreadable score is a finding of its own; here it only does not score
            scores = None
        pairs.append((tonnes(sums.kgco2e), scores))
    return weighted_quality(pairs)
