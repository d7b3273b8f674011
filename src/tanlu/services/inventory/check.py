"""Checking: every finding in every table, in one pass, and the stamp that ids are unique."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.core.errors import NotADate, TableError
from tanlu.core.finding import Finding, grouped
from tanlu.core.message import message
from tanlu.core.period import FIRST_YEAR, LAST_YEAR, Period, parse_date
from tanlu.core.place import places
from tanlu.engines.columns.select import open_engine, require_engine
from tanlu.inventory.calculator import InventoryCalculator, counted
from tanlu.inventory.gaps import gap_finding
from tanlu.inventory.line_key import LineKey
from tanlu.inventory.pricing import Status
from tanlu.inventory.scope2.instruments import Instrument
from tanlu.inventory.scope2.quality_criteria import judge
from tanlu.inventory.statements import in_force
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.power_tables import power_flaws
from tanlu.services.case.request import MeasureRequest, Progress, silent
from tanlu.services.certificates.instruments import beside, read_cancelled, restated
from tanlu.services.certificates.output_checks import claimed_above_output
from tanlu.services.inventory.activity_lines import Lines, no_evidence, open_case_lines, opened
from tanlu.services.inventory.line_flags import prepare
from tanlu.services.inventory.line_ids import check_ids, duplicates
from tanlu.services.inventory.measurement import begin, located, reader_findings, unreadable
from tanlu.services.inventory.runs import RUNS, verify_run
from tanlu.services.inventory.schemas import CheckJson
from tanlu.services.inventory.set_aside import report_flawed

MOST_YEARS = 50
"""A line is checked in each of so many years that it touches; one that runs on for longer is checked in one of them."""


@dataclass
class Checked:
    """What a check found; ``instruments`` are those of the table and of the book of certificates."""

    case: Case
    instruments: list[Instrument] = field(default_factory=list[Instrument])
    years: list[int] = field(default_factory=list[int])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    findings: list[Finding] = field(default_factory=list[Finding])


def check(
    folder: Path,
    *,
    engine: str = "duckdb",
    progress: Progress = silent,
    as_of: date | None = None,
    keep_stamp: bool = True,
) -> Checked:
    """Every finding in every table of a case, as it was known on a day.

    Parameters
    ----------
    keep_stamp : whether the stamp that ids are unique is left in the case

    Raises
    ------
    CaseError
        The folder is no case.
    """
    require_engine(engine)
    case = open_case(folder, as_of)
    book = read_cancelled(folder, as_of, case.settings.time_zone)
    instruments, twice = beside(book, case.instruments)
    checked = Checked(case, instruments, findings=[*case.findings, *book.told(), *twice])
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        file, flaws = open_case_lines(folder, spool)
        checked.findings += reader_findings(flaws, as_of)
        if file is not None and file.rows:
            started = stack.enter_context(open_engine(engine, spool=spool))
            years = _Years(case)
            try:
                lines = opened(started, file, zone=case.settings.time_zone, as_of=as_of)
                lines = prepare(lines, as_of=as_of, entities=case.entities, status=years.status)
                progress(message("inventory.check_reading", count=file.rows))
                _check_lines(checked, lines, years)
                progress(message("inventory.check_ids"))
                checked.findings += check_ids(folder, lines) if keep_stamp else duplicates(lines)
            except TableError as error:
                checked.findings.append(unreadable(error, file))
        if file is not None and "evidence" not in file.columns:
            checked.findings.append(no_evidence())
    _check_statements(checked)
    checked.findings += power_flaws(case)
    checked.findings += claimed_above_output(folder, case.settings, as_of)
    checked.findings += _edited_runs(folder)
    checked.findings = grouped(checked.findings)
    return checked


class _Years(dict[int, InventoryCalculator]):
    """What is measured of each year that a line touches, begun where it is asked for."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def __missing__(self, year: int) -> InventoryCalculator:
        self[year] = begin(MeasureRequest(self._case.folder, year, as_of=self._case.as_of), self._case).measuring
        return self[year]

    def status(self, key: LineKey) -> Status:
        """Where a key is counted: as priced where each year that it touches prices it, else as in the first that does not."""
        found: list[Status] = [self[year].pricing.status(key) for year in _years_of(self._case, key)]
        return min(found, key=lambda status: status == "priced")


def _check_lines(checked: Checked, lines: Lines, years: _Years) -> None:
    flawed: list[tuple[LineKey, Any]] = []
    flaws: dict[Any, int] = {}
    counts: dict[str, int] = {}
    for key in lines.stream():
        for year in _years_of(checked.case, key):
            outcome = years[year].add(key)
        first = _years_of(checked.case, key)[0]
        outcome = years[first].pricing.outcome(key)
        counts[outcome.status] = counts.get(outcome.status, 0) + key.lines
        for flaw in outcome.flaws:
            flaws[flaw] = flaws.get(flaw, 0) + key.lines
        if any(flaw.severity != "note" for flaw in outcome.flaws):
            flawed.append((key, outcome))
    rows = report_flawed(lines, flawed, None)
    checked.findings += located(flaws, rows, lines, checked.case.as_of)
    checked.findings += lines.findings
    checked.years = sorted(
        year for year, measuring in years.items() if measuring.counts["priced"] or measuring.counts["without_factor"]
    )
    checked.lines = counted(
        {
            status: counts.get(status, 0)
            for status in ("priced", "set_aside", "without_factor", "outside_year", "superseded", "not_yet_known")
        }
    )
    for year in checked.years:
        for site, activity, open_days in years[year].covered.gaps():
            checked.findings.append(gap_finding(site, activity, open_days, estimated=False))
        _check_instruments(checked, years[year].pricing.year)


def _years_of(case: Case, key: LineKey) -> list[int]:
    """The company's years that a line touches; one year where its days cannot be read, or run on for decades."""
    usual = case.settings.base_year or 2000
    try:
        start, end = parse_date(key["start"]), parse_date(key["end"])
    except NotADate:
        return [usual]
    first, last = max(start.year - 1, FIRST_YEAR), min(end.year, LAST_YEAR)
    if last - first > MOST_YEARS:
        return [usual if first <= usual <= last else first]
    known = [(year, case.settings.year(year)) for year in range(first, last + 1)]
    touched = [year for year, days in known if end >= days.start and start <= days.end]
    return touched or [min(max(start.year, FIRST_YEAR), LAST_YEAR)]


def _check_instruments(checked: Checked, year: Period) -> None:
    case = checked.case
    chains = {name: site.chain for name, site in case.sites.items()}
    _, findings = judge(
        checked.instruments, reporter_names=case.reporter_names, chain_of=places().chain, site_chains=chains, year=year
    )
    checked.findings += restated(findings)


def _edited_runs(folder: Path) -> list[Finding]:
    runs = folder / RUNS
    kept = (
        sorted(run for run in runs.iterdir() if run.is_dir() and not run.name.startswith(".")) if runs.is_dir() else []
    )
    return [found for run in kept if (found := verify_run(run)) is not None]


def _check_statements(checked: Checked) -> None:
    for year in sorted({row.year for row in checked.case.statements}):
        _, findings = in_force(checked.case.statements, year, None)
        checked.findings += findings


def check_json(checked: Checked) -> CheckJson:
    """The answer of ``tanlu check --json``."""
    return {
        "case": checked.case.settings.name,
        "years": checked.years,
        "lines": checked.lines,
        "tables": {
            "sites": len(checked.case.sites),
            "factors": len(checked.case.factors),
            "statements": len(checked.case.statements),
            "instruments": len(checked.case.instruments),
        },
        "findings": [finding.as_json() for finding in checked.findings],
    }
