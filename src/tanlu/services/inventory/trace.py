"""Tracing: one line's number opened to its unit path, factors, reasons, sources and evidence."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from tanlu.core.errors import AmbiguousFactor, CaseError, FactorRefused, NotADate
from tanlu.core.finding import Finding, grouped
from tanlu.core.gas import Assessment
from tanlu.core.message import Message, as_message, literal, message
from tanlu.core.period import FIRST_YEAR, LAST_YEAR, Period, parse_date
from tanlu.engines.columns import expressions as c
from tanlu.engines.columns.select import open_engine
from tanlu.factors.resolution import Resolved
from tanlu.inventory.emission_rates import RateBuilder, RateComponent
from tanlu.inventory.line_key import LineKey, cell_text, key_from
from tanlu.inventory.pricing import Outcome, Pricing
from tanlu.inventory.scope2.market_based import remainder_factor
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.evidence import evidence_json
from tanlu.services.case.provenance import rule_hashes
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.activity_lines import Lines, file_of, open_case_lines, opened, row_columns, row_number
from tanlu.services.inventory.line_flags import prepare
from tanlu.services.inventory.line_prices import line_total, market_rates, prices
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.measurement import Measurement, begin
from tanlu.services.inventory.schemas import EvidenceJson, TracedFactor, TraceJson

_KINDS = {
    "certificate": message("inventory.trace_certificate"),
    "contract": message("inventory.trace_contract"),
    "supplier_rate": message("inventory.trace_supplier_rate"),
}
Claims = Sequence[tuple[str, str, str, Period, float, float]]
"""(instrument, kind, site, days, kWh, kgCO2e per kWh)."""


@dataclass(frozen=True)
class MarketKnown:
    """What the market view of a year came to, as far as one line needs it."""

    claims: Claims
    rates: Mapping[tuple[str, Period], float]
    rate_builder: RateBuilder
    gwp: Assessment


@dataclass(frozen=True)
class LocatedLine:
    """A line met in the table: its key, where it stands, its cells and how many lines bear its id."""

    key: LineKey
    cells: dict[str, Any]
    place: tuple[str, int]
    copies: int


def trace(folder: Path, line: str, *, year: int | None = None, as_of: date | None = None) -> TraceJson:
    """The answer of ``tanlu trace``: the line's price recomputed from its key.

    Parameters
    ----------
    year : by default the year in which the line starts

    Raises
    ------
    CaseError
        The folder is no case, or has no such line.
    """
    case = open_case(folder, as_of)
    met, asked = find_line(case, line, year, as_of)
    needs_market = met.key["activity"].startswith("electricity/grid")
    measured = measure(MeasureRequest(folder, asked, as_of=as_of)) if needs_market else None
    pricing = measured.measuring.pricing if measured else _pricing(case, asked, as_of)
    outcome = pricing.outcome(met.key)
    return traced(case, line, met, outcome, _market_of(measured) if measured else None, asked)


def _market_of(measured: Measurement) -> MarketKnown:
    return MarketKnown(
        measured.side.claims, market_rates(measured), measured.measuring.pricing.rate_builder, measured.gwp
    )


def find_line(case: Case, line: str, year: int | None, as_of: date | None) -> tuple[LocatedLine, int]:
    """The line of that id, and the year that it is asked in: by default the one it starts in.

    Raises
    ------
    CaseError
        No line bears it; the message says where it was looked for.
    """
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        file, findings = open_case_lines(case.folder, spool)
        if file is None:
            no_table = message("inventory.trace_no_table", folder=case.folder, line=line)
            raise CaseError(findings[0].message if findings else no_table)
        engine = stack.enter_context(open_engine("duckdb", spool=spool))
        lines = opened(engine, file, zone=case.settings.time_zone, as_of=as_of)
        rows = _rows(lines, line)
        if not rows:
            raise CaseError(message("inventory.trace_no_line", table=case.folder / "activities", line=line))
        asked = year if year is not None else _year_of(case, _key(lines, rows[0]))
        status = _pricing(case, asked, as_of).status
        first = _rows(prepare(lines, as_of=as_of, entities=case.entities, status=status), line)[0]
        place = (file_of(lines, first), row_number(lines, first))
        return LocatedLine(_key(lines, first), first, place, len(rows)), asked


def _rows(lines: Lines, line: str) -> list[dict[str, Any]]:
    frame = c.where_equal(c.text_of(lines.frame, "line", "line_text"), "line_text", line)
    names = [name for name in ("evidence", "quantity") if name in lines.file.columns]
    wanted = list(dict.fromkeys([*lines.keys, *names, *row_columns(lines)]))
    return lines.engine.collect(frame.select(*wanted).sort(*row_columns(lines)))


def _key(lines: Lines, row: dict[str, Any]) -> LineKey:
    quantity = float(row["quantity"] or 0.0)
    texts = {name: cell_text(value) if not isinstance(value, bool) else value for name, value in row.items()}
    sums = {"lines": 1, "quantity_sum": Decimal(repr(quantity)), "squares": quantity * quantity}
    return key_from({**texts, **sums}, lines.zone)


def _year_of(case: Case, key: LineKey) -> int:
    try:
        start = parse_date(key["start"])
    except NotADate:
        return case.settings.base_year or 2000
    near = [min(max(year, FIRST_YEAR), LAST_YEAR) for year in (start.year, start.year - 1)]
    return next((year for year in near if case.settings.year(year).start <= start), near[0])


def _pricing(case: Case, year: int, as_of: date | None) -> Pricing:
    return begin(MeasureRequest(case.folder, year, as_of=as_of), case).measuring.pricing


def traced(
    case: Case, line: str, met: LocatedLine, outcome: Outcome, market: MarketKnown | None, year: int
) -> TraceJson:
    """A line whose outcome is known, opened.

    Parameters
    ----------
    market : needed of purchased electricity only
    """
    price = prices(met.key, outcome, dict(market.rates) if market else {})
    quantity = float(met.key.quantity)
    parts = outcome.emission_rate.parts
    own = [part for part in parts if part.role != "upstream"]
    unit_path = _unit_path(met, outcome, own)
    return {
        "line": line,
        "year": year,
        "status": outcome.status,
        "file": met.place[0],
        "row": met.place[1],
        "site": met.key["site"],
        "activity": met.key["activity"],
        "quantity": quantity,
        "unit": met.key["unit"],
        "scope": price["scope"],
        "category": price["scope3_category"],
        "tco2e": {
            "location": _tonnes(line_total(price, "location"), quantity),
            "market": _tonnes(line_total(price, "market"), quantity),
        },
        "upstream_tco2e": _tonnes(price["upstream_kgco2e_per_unit"], quantity),
        "unit_path": [step.text("en") for step in unit_path],
        "unit_path_zh": [step.text("zh") for step in unit_path],
        "factors": [_factor_json(part) for part in parts] + _market_json(met, outcome, market),
        "rules": rule_hashes(),
        "evidence": cast(EvidenceJson, evidence_json(case.folder, cell_text(met.cells.get("evidence")))),
        "findings": [finding.as_json() for finding in grouped(_findings(met, outcome, line))],
    }


def _tonnes(per_unit: float | None, quantity: float) -> float | None:
    return None if per_unit is None else per_unit * quantity / 1000


def _unit_path(met: LocatedLine, outcome: Outcome, parts: list[RateComponent]) -> list[Message]:
    if outcome.line is None or outcome.inside is None or not parts:
        return []
    steps = [literal(f"{float(met.key.quantity):,.12g} {met.key['unit']}")]
    if outcome.inside != outcome.line:
        steps.append(message("inventory.trace_days_in_year", days=outcome.inside.days, count=outcome.line.days))
    for part in parts:
        if part.days != outcome.inside:
            days = part.days
            steps.append(message("inventory.trace_days", count=days.days, start=days.start, end=days.end))
        steps += [as_message(step) for step in part.steps]
    for booking in outcome.bookings:
        if booking.weight != 1:
            steps.append(message("inventory.trace_weight", weight=booking.weight, scope=booking.scope))
    return list(dict.fromkeys(steps))


def _factor_json(part: RateComponent) -> TracedFactor:
    factor = part.factor
    times = part.share * (part.resolved.path.multiplier or 1.0)
    return {
        "factor": factor.factor,
        "role": part.role,
        "value": part.kgco2e / times if times else None,
        "unit": f"kgCO2e/{factor.unit.name}",
        "source": factor.citation.sentence(),
        "licence": factor.citation.licence,
        "basis": factor.basis,
        "region": factor.region,
        "depth": part.resolved.depth,
        "valid_from": factor.validity.start.isoformat(),
        "valid_to": factor.valid_to_text,
        "why": as_message(part.resolved.why).text("en"),
        "why_zh": as_message(part.resolved.why).text("zh"),
        "pack": factor.pack,
        "hash": factor.sha256,
    }


def _market_json(met: LocatedLine, outcome: Outcome, market: MarketKnown | None) -> list[TracedFactor]:
    """What covers the line's electricity in the market view: instruments, and the factor of the remainder."""
    if market is None or outcome.inside is None or outcome.site is None or not outcome.grid_kwh_per_unit:
        return []
    site, inside = outcome.site.site, outcome.inside
    rows: list[TracedFactor] = []
    for name, kind, at, days, kwh, rate in market.claims:
        if at == site and days.overlap(inside):
            rows.append(_instrument_json(name, kind, days, kwh, rate))
    rate_builder = market.rate_builder
    for piece in rate_builder.pieces("electricity/grid", inside):
        try:
            found = remainder_factor(rate_builder, outcome.site.region, piece)
        except (FactorRefused, AmbiguousFactor):
            continue  # measure says why in a finding (no_market_factor)
        rows.append(_remainder_json(found, found.factor.weigh(market.gwp).kgco2e))
    return rows


def _instrument_json(name: str, kind: str, days: Period, kwh: float, rate: float) -> TracedFactor:
    why = message("inventory.trace_covered_by", kind=_KINDS[kind], instrument=name, kwh=kwh)
    return {
        "factor": name,
        "role": "market",
        "value": rate,
        "unit": "kgCO2e/kWh",
        "source": f"table instruments, {kind}",
        "valid_from": days.start.isoformat(),
        "valid_to": days.end.isoformat(),
        "why": why.text("en"),
        "why_zh": why.text("zh"),
        "hash": None,
    }


def _remainder_json(found: Resolved, value: float) -> TracedFactor:
    factor = found.factor
    return {
        "factor": factor.factor,
        "role": "market_remainder",
        "value": value,
        "unit": f"kgCO2e/{factor.unit.name}",
        "source": factor.citation.sentence(),
        "valid_from": factor.validity.start.isoformat(),
        "valid_to": factor.valid_to_text,
        "why": as_message(found.why).text("en"),
        "why_zh": as_message(found.why).text("zh"),
        "hash": factor.sha256,
    }


def _findings(met: LocatedLine, outcome: Outcome, line: str) -> list[Finding]:
    file, row = met.place
    found = [
        Finding(flaw.code, flaw.severity, flaw.message, flaw.mend, "activities", file, row, flaw.column)
        for flaw in outcome.flaws
    ]
    if met.copies > 1:
        twice = message("inventory.duplicate_line.traced", count=met.copies, line=line, row=row)
        found.append(Finding("duplicate_line", "error", twice, table="activities", file=file, row=row, column="line"))
    return found
