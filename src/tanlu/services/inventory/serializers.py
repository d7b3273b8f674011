"""The answer of ``tanlu measure`` as plain data: the one object that ``--json`` prints and the run folder keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from tanlu.core.message import as_message
from tanlu.inventory.calculator import counted
from tanlu.inventory.data_quality import INDICATORS
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.schemas import (
    CreditsJson,
    InventoryJson,
    LineCounts,
    MonteCarlo,
    RecalculationJson,
    Scope2Basis,
    Scope3Category,
    ScopeTonnes,
    StatementCheck,
)


def inventory_json(measured: Measurement) -> InventoryJson:
    """The answer of ``tanlu measure --json``."""
    inventory, question, settings = measured.inventory, measured.question, measured.case.settings
    interval = inventory.interval
    quality = inventory.quality
    return {
        "case": settings.name,
        "year": question.year,
        "gwp": measured.gwp,
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "run": measured.run,
        "tco2e": cast(ScopeTonnes, inventory.tco2e),
        "computed_tco2e": cast(ScopeTonnes, inventory.computed),
        "checks": cast(list[StatementCheck], inventory.checks),
        "scope3_categories": {number: category_json(row) for number, row in inventory.categories.items()},
        "gases_t": inventory.gases_t,
        "biogenic_tco2": inventory.biogenic_tco2,
        "interval_95_tco2e": {"low": interval.low_tco2e, "high": interval.high_tco2e},
        "interval_covers": interval.share_known,
        "simulation": simulation_json(measured),
        "lines": cast(LineCounts, counted(measured.measuring.counts)),
        "share_measured": inventory.share_measured,
        "share_estimated": inventory.share_estimated,
        "data_quality": {
            "score": quality.total,
            "share_scored": quality.share_scored,
            "indicators": {name: getattr(quality.scores, name) for name in INDICATORS} if quality.scores else None,
        },
        "boundary": {
            "consolidation": settings.consolidation,
            "year_starts": settings.year_starts,
            "time_zone": settings.time_zone,
        },
        "basis": basis_json(measured),
        "stated": {
            metric: {"tco2e": row.tco2e, "source": row.source, "statement": row.statement}
            for metric, row in sorted(inventory.figures.items())
        },
        "credits": credits_json(measured),
        "base_year_recalculation": recalculation_json(measured),
        "findings": [finding.as_json() for finding in measured.findings],
    }


def category_json(row: Mapping[str, Any]) -> Scope3Category:
    """How a category of scope 3 stands, its reason in both languages."""
    reason = as_message(row["reason"])
    return {
        "status": row["status"],
        "tco2e": row["tco2e"],
        "reason": reason.text("en"),
        "reason_zh": reason.text("zh"),
    }


def basis_json(measured: Measurement) -> Scope2Basis:
    """Which basis each side of scope 2 used, and how many kWh each level of the hierarchy covered."""
    policy = measured.policy
    rest = sorted({found.factor.factor: found for found, _ in measured.side.remainder.values()}.items())
    return {
        "location": policy.grid,
        "market_remainder": policy.market_remainder,
        "vintage": policy.vintage,
        "kwh_by_level": dict(sorted(measured.side.kwh_by_level.items())),
        "remainder_factors": [
            {
                "factor": name,
                "basis": found.factor.basis,
                "kgco2e_per_unit": found.factor.weigh(measured.gwp).kgco2e,
                "unit": found.factor.unit.name,
                "source": found.factor.citation.sentence(),
                "why": as_message(found.why).text("en"),
                "why_zh": as_message(found.why).text("zh"),
            }
            for name, found in rest
        ],
    }


def credits_json(measured: Measurement) -> CreditsJson:
    """Credits retired for the year: beside the inventory, never in it, and only those with a retirement id."""
    rows = [row for row in measured.case.credits if row.get("year") == measured.question.year]
    retired = [row for row in rows if row.get("retirement") and row.get("tco2e") is not None]
    total = sum(float(row["tco2e"]) for row in retired)
    gross = measured.inventory.tco2e["total_market"]
    return {
        "retired_tco2e": total if retired else None,
        "not_retired": len(rows) - len(retired),
        "net_tco2e": gross - total if retired and gross is not None else None,
        "retirements": [
            {
                "credit": row.get("credit"),
                "tco2e": row["tco2e"],
                "registry": row.get("registry"),
                "retirement": row["retirement"],
            }
            for row in retired
        ],
    }


def recalculation_json(measured: Measurement) -> RecalculationJson | None:
    """What the table of changes does to the base year; None where this is not the base year, or nothing changed."""
    result = measured.recalculation
    if result is None:
        return None
    return {
        "forced": result.forced,
        "cumulative_share": result.cumulative_share,
        "threshold": measured.case.settings.recalculation_threshold,
        "applied": [change.change for change in result.applied],
        "recorded_only": [change.change for change in result.recorded_only],
        "recalculated_tco2e": dict(result.recalculated_tco2e),
        "delta_tco2e": dict(result.delta_by_scope),
    }


def simulation_json(measured: Measurement) -> MonteCarlo | None:
    """Monte Carlo of ``total_market``, where it was asked for; stated figures stand as they are."""
    drawn, total = measured.simulation, measured.inventory.tco2e["total_market"]
    if drawn is None or total is None:
        return None
    lines = measured.inventory.computed_in_total
    known = drawn.low_tco2e is not None and drawn.high_tco2e is not None
    return {
        "draws": drawn.draws,
        "seed": drawn.seed,
        "mean": total - lines + drawn.mean_tco2e,
        "sd": drawn.sd_tco2e,
        "low": total - lines + drawn.low_tco2e if known and drawn.low_tco2e is not None else None,
        "high": total - lines + drawn.high_tco2e if known and drawn.high_tco2e is not None else None,
    }
