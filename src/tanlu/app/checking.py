"""The act of checking: every finding in every table, in one pass, and the stamp that ids are unique."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tanlu.app.accounting import Progress, Question, begin, located, silent
from tanlu.app.case import Case, open_case
from tanlu.app.ids import check_ids
from tanlu.app.lines import Lines, no_evidence, open_case_lines, prepare
from tanlu.app.set_aside import report_flawed
from tanlu.core.errors import NotADate
from tanlu.core.finding import Finding, grouped
from tanlu.core.period import Period, parse_date
from tanlu.core.place import places
from tanlu.engines.columns import open_engine
from tanlu.inventory.criteria import judge
from tanlu.inventory.gaps import gap_finding
from tanlu.inventory.lines import LineKey
from tanlu.inventory.measuring import Measuring, counted
from tanlu.inventory.statements import in_force


@dataclass
class Checked:
    """What a check found."""

    case: Case
    years: list[int] = field(default_factory=list[int])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    findings: list[Finding] = field(default_factory=list[Finding])


def check(folder: Path, *, engine: str = "duckdb", progress: Progress = silent) -> Checked:
    """Every finding in every table of a case.

    Raises
    ------
    CaseError
        The folder is no case.
    """
    case = open_case(folder)
    checked = Checked(case, findings=list(case.findings))
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        file, flaws = open_case_lines(folder, spool)
        checked.findings += flaws
        if file is not None and file.rows:
            opened = stack.enter_context(open_engine(engine, spool=spool))
            ever = Period(parse_date("0001-01-01"), parse_date("9999-12-31"))
            lines = prepare(opened, file, year=ever, as_of=None, entities=case.entities)
            progress(f"reading {file.rows:,} lines")
            _check_lines(checked, lines)
            progress("looking for ids that stand twice")
            checked.findings += check_ids(folder, lines)
        if file is not None and "evidence" not in file.columns:
            checked.findings.append(no_evidence())
    _check_statements(checked)
    checked.findings = grouped(checked.findings)
    return checked


def _check_lines(checked: Checked, lines: Lines) -> None:
    years: dict[int, Measuring] = {}
    flawed: list[tuple[LineKey, Any]] = []
    flaws: dict[Any, int] = {}
    counts: dict[str, int] = {}
    for key in lines.stream():
        for year in _years_of(checked.case, key):
            if year not in years:
                years[year] = begin(Question(checked.case.folder, year), checked.case).measuring
            outcome = years[year].add(key)
        first = _years_of(checked.case, key)[0]
        outcome = years[first].pricing.outcome(key)
        counts[outcome.status] = counts.get(outcome.status, 0) + key.lines
        for flaw in outcome.flaws:
            flaws[flaw] = flaws.get(flaw, 0) + key.lines
        if any(flaw.severity != "note" for flaw in outcome.flaws):
            flawed.append((key, outcome))
    rows = report_flawed(lines, flawed, None) if flawed else {}
    checked.findings += located(flaws, rows, lines)
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
    """The company's years that a line touches (one of them where its days cannot be read)."""
    try:
        start, end = parse_date(key["start"]), parse_date(key["end"])
    except NotADate:
        return [case.settings.base_year or 2000]
    years = [
        year
        for year in range(start.year - 1, min(end.year, start.year + 50) + 1)
        if end >= case.settings.year(year).start and start <= case.settings.year(year).end
    ]
    return years or [start.year]


def _check_instruments(checked: Checked, year: Period) -> None:
    case = checked.case
    chains = {name: site.chain for name, site in case.sites.items()}
    _, findings = judge(
        case.instruments, reporter_names=case.reporter_names, chain_of=places().chain, site_chains=chains, year=year
    )
    checked.findings += findings


def _check_statements(checked: Checked) -> None:
    for year in sorted({row.year for row in checked.case.statements}):
        _, findings = in_force(checked.case.statements, year, None)
        checked.findings += findings


def check_json(checked: Checked) -> dict[str, Any]:
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
