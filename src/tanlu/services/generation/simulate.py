"""Expecting output: plants and weather of a case in, hourly output and what it is worth out, with its findings."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tanlu.core.errors import NotANumber
from tanlu.core.finding import Finding, grouped
from tanlu.engines.columns.base import Columns
from tanlu.engines.columns.select import open_engine
from tanlu.power.generation.exceedance import FEW_YEARS, yearly
from tanlu.power.hours import GRID_MIX, LOAD, Hours, hours_of
from tanlu.power.matching.hourly_checks import HourlyInput, whole_load
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.hourly import HourTable, read_hourly
from tanlu.services.case.power_tables import read_curves, read_plants
from tanlu.services.case.provenance import input_hashes, rule_hashes
from tanlu.services.case.request import MeasureRequest
from tanlu.services.generation.export import GenerationFile
from tanlu.services.generation.plant_years import HourTables, PlantYear, PlantYears, SolarOptions
from tanlu.services.generation.weather import read_weather


@dataclass
class Expected:
    """The expected output of a case's plants, and everything its answer is written from."""

    question: MeasureRequest
    case: Case
    hours: Hours
    plants: list[PlantYear]
    load_kwh: float | None
    written: int | None
    provenance: dict[str, dict[str, str]]
    findings: list[Finding]
    options: SolarOptions

    @property
    def run(self) -> str:
        """A hash of everything that went in: tables, settings, rules and the question."""
        asked = [self.question.year, str(self.question.as_of), self.options.price_per_kwh]
        text = json.dumps([asked, self.provenance], sort_keys=True)
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def solar(question: MeasureRequest, options: SolarOptions | None = None) -> Expected:
    """Expected output of the plants of a case in a year.

    Raises
    ------
    CaseError, EngineError, NotANumber
        The folder is no case, the price is no number, the file asked for cannot be written, or the engine is not
        here; all less is a finding.
    """
    options = options or SolarOptions()
    if options.price_per_kwh is not None and not math.isfinite(options.price_per_kwh):
        raise NotANumber(f"the price {options.price_per_kwh} is not one number; give what a kWh saves, as in 0.7")
    case = open_case(question.folder, question.as_of)
    hours = hours_of(case.settings.year(question.year), case.settings.time_zone)
    findings = [*case.findings]
    plants, curves = read_plants(case, findings), read_curves(case, findings)
    if not plants:
        met = "the case has no plant that can be used"
        findings.append(Finding("no_plant", "error", met, "add the table plants: plant, kind, kw, …", "plants"))
    with ExitStack() as stack:
        spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        file = None if options.write is None else stack.enter_context(GenerationFile(options.write))
        engine = stack.enter_context(open_engine(question.engine, spool=spool))
        tables = _read(question, case, hours, engine, spool)
        findings += tables.weather.findings
        work = PlantYears(question, case, hours, curves, tables, options, file, findings)
        years = work.run(plants)
        written = None if file is None else file.finish()
    findings += _few_years(years)
    load_kwh = _load(tables.load, hours, findings)
    provenance = {"inputs": input_hashes(case.folder), "rules": rule_hashes()}
    return Expected(question, case, hours, years, load_kwh, written, provenance, grouped(findings), options)


def _few_years(years: Sequence[PlantYear]) -> list[Finding]:
    counts = {len(yearly(year.by_weather_year_kwh)) for year in years}
    few = sorted(count for count in counts if 2 <= count < FEW_YEARS)
    if not few:
        return []
    met = f"P50 and P90 rest on {few[0]} weather years; fewer than {FEW_YEARS} tell the spread of years poorly"
    return [Finding("few_weather_years", "note", met, "add weather years", "weather", column="weather_year")]


def _read(question: MeasureRequest, case: Case, hours: Hours, engine: Columns, spool: Path) -> HourTables:
    question.progress("reading weather")
    labels, folder, zone = case.settings.hour_labels, case.folder, case.settings.time_zone
    return HourTables(
        read_weather(folder, engine, spool, zone=zone, labels=labels),
        read_hourly(folder, LOAD, hours, engine, spool, most=frozenset({"kwh"}), labels=labels),
        read_hourly(folder, GRID_MIX, hours, engine, spool, labels=labels),
    )


def _load(table: HourTable | None, hours: Hours, findings: list[Finding]) -> float | None:
    if table is None or not table.names or "kwh" not in table.values:
        return None
    findings += table.findings
    load_wh, flaws = whole_load(
        HourlyInput("load", table.file, table.names, table.values["kwh"], table.seen, table.twice)
    )
    findings += flaws
    return int(load_wh.sum()) / 1000 if not np.isnan(table.values["kwh"]).all() else None
