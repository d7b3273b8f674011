"""Measuring: a case and a year in, an inventory and its trail out."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.core.errors import TableError
from tanlu.core.finding import SHOWN_ROWS, Finding, few, grouped
from tanlu.core.gas import Assessment
from tanlu.engines.columns.select import open_engine, require_engine
from tanlu.factors.resolution import Policy
from tanlu.inventory.calculator import InventoryCalculator
from tanlu.inventory.emission_rates import RateBuilder
from tanlu.inventory.gaps import gap_finding
from tanlu.inventory.line_validation import LineIssue
from tanlu.inventory.plausibility import implausible_scope1
from tanlu.inventory.pricing import Pricing
from tanlu.inventory.recalculation import Recalculation, recalculate
from tanlu.inventory.scope2.market_based import MarketSide, book_market, disclosures
from tanlu.inventory.statements import Statement, figures, in_force
from tanlu.inventory.totals import Inventory, assemble
from tanlu.inventory.uncertainty import Simulation
from tanlu.io.arrow_rows import RowsFile
from tanlu.io.tables import LinesFile
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.request import MeasureRequest
from tanlu.services.certificates.instruments import Cancelled, beside, read_cancelled, restated
from tanlu.services.inventory.activity_lines import Lines, no_evidence, open_case_lines, opened
from tanlu.services.inventory.line_flags import prepare
from tanlu.services.inventory.line_ids import id_findings
from tanlu.services.inventory.resolved_keys import COLUMNS, KeyRows, RunFingerprint
from tanlu.services.inventory.set_aside import FlawedLines, Places, report_flawed

REPORTED_BY_READER = frozenset({"unreadable_quantity", "flawed_row"})
"""Flaws that the file's own findings already name, with the text that was met."""


@dataclass
class Measurement:
    """A measured year: the inventory, and everything its trail is written from."""

    question: MeasureRequest
    case: Case
    measuring: InventoryCalculator
    inventory: Inventory
    side: MarketSide
    statements: dict[str, Statement]
    gwp: Assessment
    policy: Policy
    run: str = ""
    recalculation: Recalculation | None = None
    findings: list[Finding] = field(default_factory=list[Finding])
    trail: Path | None = None
    simulation: Simulation | None = None
    book: Cancelled = field(default_factory=Cancelled)


def calculate(
    question: MeasureRequest,
    *,
    trail: Path | None = None,
    while_open: Callable[[Measurement, Lines | None], None] | None = None,
) -> Measurement:
    """Measure one year of a case.

    Parameters
    ----------
    trail : an empty folder that receives the resolved keys and the lines set aside, or None to leave no trail
    while_open : called while the lines are still open, e.g. to write each one's price

    Raises
    ------
    CaseError, EngineError
        The folder is no case, or the engine is not here; everything less is a finding.
    """
    require_engine(question.engine)
    case = open_case(question.folder, question.as_of)
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        measured = begin(question, case)
        digest = RunFingerprint()
        file, flaws = open_case_lines(case.folder, spool)
        flaws = reader_findings(flaws, question.as_of)
        measured.findings += flaws
        if file is not None and "evidence" not in file.columns:
            measured.findings.append(no_evidence())
        lines = None
        try:
            if file is not None and file.rows:
                engine = stack.enter_context(open_engine(question.engine, spool=spool))
                lines = opened(engine, file, zone=case.settings.time_zone, as_of=question.as_of)
                status = measured.measuring.pricing.status
                lines = prepare(lines, as_of=question.as_of, entities=case.entities, status=status)
                _stream(measured, lines, digest, trail)
            _finish(measured, lines, digest, trail)
        except TableError as error:
            lines, measured, digest = None, begin(question, case), RunFingerprint()
            measured.findings += [*flaws, unreadable(error, file)]
            _finish(measured, lines, digest, trail)
        if while_open is not None:
            while_open(measured, lines)
    return measured


def unreadable(error: TableError, file: LinesFile | None) -> Finding:
    """The table of lines opened, and then could not be read to its end: no line of it counts."""
    damaged = file.damaged() if file is not None else None
    where = f"{damaged}: " if damaged else ""
    mend = "write or copy the file again; until then no line counts"
    return Finding("unreadable_table", "error", f"{where}{error}", mend, "activities", damaged)


def begin(question: MeasureRequest, case: Case) -> Measurement:
    """A measurement before its first line: statements in force, factor policy, boundary and year."""
    settings = case.settings
    gwp = question.gwp or settings.gwp
    policy = settings.known_by(question.as_of)
    chosen, conflicts = in_force(case.statements, question.year, question.as_of)
    rate_builder = RateBuilder(case.library, policy, gwp, case.deflators, case.rates)
    pricing = Pricing(
        rate_builder,
        case.sites,
        settings.consolidation,
        settings.year(question.year),
        question.as_of,
        scope1_stated="scope1" in figures(chosen),
    )
    measuring = InventoryCalculator(pricing)
    empty = assemble(measuring.ledger, {}, {})
    return Measurement(
        question, case, measuring, empty, MarketSide(), chosen, gwp, policy, findings=[*case.findings, *conflicts]
    )


def _stream(measured: Measurement, lines: Lines, digest: RunFingerprint, trail: Path | None) -> None:
    tell = measured.question.progress
    tell(f"reading {lines.file.rows:,} lines")
    with ExitStack() as stack:
        keys_file = stack.enter_context(RowsFile(trail / "keys.parquet", COLUMNS)) if trail else None
        rows = KeyRows()
        for number, key in enumerate(lines.stream(), start=1):
            outcome = measured.measuring.add(key)
            digest.add(key, outcome)
            if keys_file is not None:
                keys_file.add_cells(rows.row(key, outcome))
            if number % 20_000 == 0:
                tell(f"priced {number:,} keys")
    measured.findings += lines.findings


def _finish(measured: Measurement, lines: Lines | None, digest: RunFingerprint, trail: Path | None) -> None:
    case, measuring, question = measured.case, measured.measuring, measured.question
    _fill_gaps(measured, digest)
    rate_builder, year = measuring.pricing.rate_builder, measuring.pricing.year
    book = measured.book = read_cancelled(case.folder, question.as_of, case.settings.time_zone)
    instruments, twice = beside(book, case.known_instruments(question.as_of))
    measured.findings += [*book.told(measuring.pricing.year), *twice]
    if measuring.loads or instruments:
        side = book_market(
            measuring.ledger,
            measuring.loads,
            instruments,
            rate_builder,
            case.sites,
            reporter=case.reporter_names,
            year=year,
        )
        measured.side = side
        measured.findings += [*restated(side.findings), *disclosures(side, rate_builder)]
    measured.inventory = assemble(measuring.ledger, measured.statements, case.settings.scope3)
    measured.findings += measured.inventory.findings
    measured.findings += _flaw_findings(measured, lines, trail)
    if lines is not None:
        measured.findings += id_findings(case.folder, lines, question.as_of)
    _judge(measured)
    measured.run = f"sha256:{_identity(measured, digest)}"
    measured.findings = grouped(measured.findings)


def _fill_gaps(measured: Measurement, digest: RunFingerprint) -> None:
    measuring = measured.measuring
    estimate = measured.case.settings.estimate_gaps == "mean_day"
    for site, activity, open_days in measuring.covered.gaps():
        measured.findings.append(gap_finding(site, activity, open_days, estimated=estimate))
    for key in measuring.estimate_gaps() if estimate else ():
        outcome = measuring.pricing.outcome(key)
        digest.add(key, outcome)
        if outcome.status == "priced":
            measuring.book(key, outcome, estimated=True)


def _flaw_findings(measured: Measurement, lines: Lines | None, trail: Path | None) -> list[Finding]:
    measuring = measured.measuring
    rows = report_flawed(lines, measuring.flawed_keys, trail)
    findings = located(measuring.flaws, rows, lines, measured.question.as_of)
    if measuring.flawed_beyond:
        met = f"rows are not named for {measuring.flawed_beyond:,} more lines with flaws"
        findings.append(
            Finding("rows_not_named", "note", met, "mend those named first, then measure again", "activities")
        )
    return findings


def reader_findings(flaws: Sequence[Finding], as_of: date | None) -> list[Finding]:
    """The file's own findings; as known on a day, quantities that are none are told line by line, of lines known then."""
    return [f for f in flaws if as_of is None or (f.code, f.column) != ("not_a_number", "quantity")]


def located(
    flaws: Mapping[LineIssue, int], places: Places, lines: Lines | None, as_of: date | None = None
) -> list[Finding]:
    """Flaws as findings with file and rows; what the file's own findings already name is not told twice."""
    spooled = lines is not None and lines.file.spooled
    told = REPORTED_BY_READER if as_of is None else REPORTED_BY_READER - {"unreadable_quantity"}
    names = sorted(set(lines.file.names.values())) if lines else []
    only = names[0] if len(names) == 1 else None
    findings: list[Finding] = []
    for flaw, count in flaws.items():
        if flaw.code in told and spooled:
            continue
        files = places.get(flaw, {})
        if sum(met.lines for met in files.values()) == count and len(files) <= SHOWN_ROWS:
            findings += [_located(flaw, met.lines, file, met.rows) for file, met in files.items()]
        else:
            file, met = next(iter(files.items()), (only, FlawedLines()))
            findings.append(_located(flaw, count, file, met.rows))
    return few(findings)


def _located(flaw: LineIssue, count: int, file: str | None, rows: Sequence[int]) -> Finding:
    place = ("activities", file, rows[0] if rows else None, flaw.column)
    return Finding(flaw.code, flaw.severity, flaw.message, flaw.mend, *place, count, tuple(rows), flaw.cause)


def _judge(measured: Measurement) -> None:
    """Findings on the whole: plausibility, the base year, what is missing."""
    measuring, tco2e, settings = measured.measuring, measured.inventory.tco2e, measured.case.settings
    direct = measuring.direct_energy_kwh
    found = implausible_scope1(
        scope1_tco2e=tco2e["scope1"],
        direct_energy_mwh=None if direct is None else direct / 1000,
        year=measured.question.year,
    )
    if found is not None:
        measured.findings.append(found)
    if measured.case.changes and settings.base_year == measured.question.year:
        base = {part: tco2e[part] for part in ("scope1", "scope2_location", "scope2_market", "scope3")}
        measured.recalculation = recalculate(
            base, measured.case.changes, settings.recalculation_threshold, as_of=measured.question.as_of
        )
        measured.findings += measured.recalculation.findings
        measured.findings += _recalculated(measured.recalculation)
    if tco2e["total_market"] is None and tco2e["total_location"] is None:
        met = f"nothing counts for {measured.question.year}: no line is priced and no statement is in force"
        measured.findings.append(
            Finding("nothing_measured", "warning", met, "add lines to activities, or figures to statements")
        )


def _recalculated(result: Recalculation) -> list[Finding]:
    if not result.applied:
        return []
    names = ", ".join(change.change for change in result.applied)
    delta = sum(result.delta_by_scope.get(part, 0.0) for part in ("scope1", "scope2_market", "scope3"))
    met = f"changes ({names}) are above the threshold and force the base year to be recalculated by {delta:,.1f} t"
    return [
        Finding(
            "base_year_recalculated", "note", met, "report the recalculated base year beside the original", "changes"
        )
    ]


def _identity(measured: Measurement, digest: RunFingerprint) -> str:
    """The identity of a result: what was asked, what was known and counted, and every price; later knowledge does not move it."""
    question, case = measured.question, measured.case
    settings = case.settings
    known: list[Any] = [
        settings.name, question.year, measured.gwp, question.as_of, settings.consolidation, settings.year_starts, settings.estimate_gaps,
        measured.policy, sorted(settings.scope3.items()), sorted((m, s.tco2e, s.use, s.source) for m, s in measured.statements.items()),
        sorted((name, site.region, site.weight(settings.consolidation), site.leased) for name, site in case.sites.items()),
        sorted(measured.side.claims), sorted((k, f.factor.sha256, kwh) for k, (f, kwh) in measured.side.remainder.items()),
        digest.hexdigest(),
    ]  # fmt: skip
    if of_the_book := measured.book.identity(measured.measuring.pricing.year):
        known.append(of_the_book)
    return hashlib.sha256(repr(known).encode()).hexdigest()
