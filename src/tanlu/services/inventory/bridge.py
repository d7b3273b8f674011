"""Bridging: two measurements of a case, and why one became the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, cast

from tanlu.core.finding import Finding, grouped
from tanlu.core.message import message
from tanlu.inventory.bridge import Side, build_bridge
from tanlu.services.case.request import MeasureRequest, Progress, silent
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.schemas import BridgeEnd, BridgeJson, BridgeParts


def bridge(
    folder: Path,
    years: tuple[int, int],
    *,
    as_ofs: tuple[date | None, date | None] = (None, None),
    basis: Literal["market", "location"] = "market",
    engine: str = "duckdb",
    progress: Progress = silent,
) -> BridgeJson:
    """The answer of ``tanlu bridge``: two years, or two vintages of one.

    Raises
    ------
    CaseError
        The folder is no case.
    """
    question = MeasureRequest(folder, years[0], as_of=as_ofs[0], engine=engine, progress=progress)
    start = measure(question)
    return bridged(start, measure(replace(question, year=years[1], as_of=as_ofs[1])), basis)


def bridged(start: Measurement, end: Measurement, basis: Literal["market", "location"] = "market") -> BridgeJson:
    """Why one measurement became another."""
    found = build_bridge(_side(start), _side(end), basis)
    findings = [*found.findings, *_errors(start), *_errors(end)]
    return {
        "from": _end_json(start, basis),
        "to": _end_json(end, basis),
        "basis": basis,
        "change_tco2e": found.end_tco2e - found.start_tco2e,
        "parts": cast(BridgeParts, found.parts),
        "by_scope": cast(dict[str, BridgeParts], found.by_scope),
        "stated": {side: sorted(m.inventory.figures) for side, m in (("from", start), ("to", end))},
        "findings": [finding.as_json() for finding in grouped(findings)],
    }


def _side(measured: Measurement) -> Side:
    question = measured.question
    label = message("inventory.bridge_year_today", year=question.year)
    if question.as_of:
        label = message("inventory.bridge_year_on", year=question.year, day=question.as_of)
    return Side(label, question.year, measured.inventory, measured.measuring.ledger)


def _errors(measured: Measurement) -> list[Finding]:
    return [finding for finding in measured.findings if finding.severity == "error"]


def _end_json(measured: Measurement, basis: str) -> BridgeEnd:
    """One end; its total is None where nothing is known of the year: absent is not zero."""
    as_of, total = measured.question.as_of, measured.inventory.tco2e[f"total_{basis}"]
    return {"year": measured.question.year, "as_of": as_of.isoformat() if as_of else None, "tco2e": total}
