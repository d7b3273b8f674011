"""Matching: a case and a year in, coverage by year, month, day and hour out, with its findings."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tanlu.core.arrays import IntArray
from tanlu.core.finding import Finding, grouped
from tanlu.core.period import Period
from tanlu.engines.columns.base import Columns
from tanlu.engines.columns.select import open_engine
from tanlu.inventory.emission_rates import RateBuilder
from tanlu.io.arrow_rows import RowsFile
from tanlu.power.hours import GENERATION, GRID_MIX, LOAD, Hours, hours_of
from tanlu.power.matching import hourly_ledger as ledger
from tanlu.power.matching import scores
from tanlu.power.matching.contract_checks import doubts
from tanlu.power.matching.contracts import Contract, output_wh, serves, unknown_sites
from tanlu.power.matching.hourly_checks import HourlyInput, shifted, twice, unknown_load, whole_generation, whole_load
from tanlu.power.matching.storage import Storage
from tanlu.power.matching.unit_checks import suspect_units
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.hourly import HourTable, read_hourly
from tanlu.services.case.power_tables import read_contracts, read_storages
from tanlu.services.case.provenance import input_hashes, rule_hashes
from tanlu.services.case.request import MeasureRequest
from tanlu.services.matching.grid_factors import GridFactors, clean_shares, tco2e


@dataclass
class MatchedCase:
    """A matched year of a case, and everything its answer is written from.

    Parameters
    ----------
    tco2e : location, market_annual, market_hourly
    with_grid : hourly score with the grid's own clean share, or None
    """

    question: MeasureRequest
    case: Case
    done: scores.MatchedYear
    contracts: list[Contract]
    storages: list[Storage]
    tco2e: dict[str, float | None]
    with_grid: float | None
    provenance: dict[str, dict[str, str]]
    findings: list[Finding] = field(default_factory=list[Finding])

    @property
    def run(self) -> str:
        """A hash of everything that went in: tables, settings, factors, rules and the question."""
        asked = [self.question.year, self.question.gwp, str(self.question.as_of)]
        text = json.dumps([asked, self.provenance], sort_keys=True)
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@dataclass
class _Tables:
    """The hourly tables of a case, over the hours that limits count from."""

    load: HourTable | None
    generation: HourTable | None
    grid: HourTable | None


def match(question: MeasureRequest) -> MatchedCase:
    """Match the load of a case's sites with what its contracts deliver in a year.

    Raises
    ------
    CaseError, EngineError
        The folder is no case, or the engine is not here; everything less is a finding.
    """
    case = open_case(question.folder, question.as_of)
    days = case.settings.year(question.year)
    zone = case.settings.time_zone
    year = hours_of(days, zone)
    since = hours_of(Period(days.start.replace(month=1, day=1), days.end), zone)
    question.progress("reading hours")
    tables = _read(question, case, year, since)
    findings = [*case.findings]
    contracts, storages = read_contracts(case, findings), read_storages(case, findings)
    inputs = _Inputs(case, days, year, since, contracts, storages, findings)
    question.progress("matching")
    done = scores.match_year(inputs.year_of(tables), inputs.storages)
    return _priced(question, inputs, done, tables)


def _read(question: MeasureRequest, case: Case, year: Hours, since: Hours) -> _Tables:
    labels, folder = case.settings.hour_labels, case.folder
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        engine: Columns = stack.enter_context(open_engine(question.engine, spool=spool))
        return _Tables(
            read_hourly(folder, LOAD, year, engine, spool, most=frozenset({"kwh"}), labels=labels),
            read_hourly(folder, GENERATION, since, engine, spool, labels=labels),
            read_hourly(folder, GRID_MIX, year, engine, spool, most=frozenset({"kgco2e_per_kwh"}), labels=labels),
        )


@dataclass
class _Inputs:
    """What a case gives for a year, on the way to a :class:`scores.Year`."""

    case: Case
    days: Period
    hours: Hours
    since: Hours
    contracts: list[Contract]
    storages: list[Storage]
    findings: list[Finding]

    def year_of(self, tables: _Tables) -> scores.Year:
        """The year's load and output, every flaw in them told."""
        load = self._load(tables.load)
        load_wh, flaws = whole_load(load)
        self.findings += [*flaws, *shifted(load, self.hours)]
        plants_wh = self._plants(tables.generation)
        delivered, overlaps = output_wh(self.contracts, plants_wh, self.since)
        inside = self.since.part(self.hours)
        of_year = {plant: wh[inside] for plant, wh in plants_wh.items()}
        self.findings += [*overlaps, *suspect_units(load, load_wh, self.contracts, of_year, self.storages)]
        self._check_sites(load)
        names = [row.contract for row in self.contracts]
        chosen = serves(self.contracts, load.names)
        return scores.Year(self.hours, load.names, names, load_wh, delivered[:, inside], chosen, unknown_load(load))

    def _load(self, table: HourTable | None) -> HourlyInput:
        if table is not None:
            self.findings += table.findings
        if table is None or not table.names:
            met, mend = "the case has no load, so nothing can be matched", "add the table load: site, start, kwh"
            self.findings.append(Finding("no_load", "error", met, mend, "load"))
            return HourlyInput("load", None, [], np.zeros((0, self.hours.count)))
        return _given(table, slice(0, self.hours.count))

    def _plants(self, table: HourTable | None) -> dict[str, IntArray]:
        """Output of each plant since the first hour that limits count from."""
        if table is None:
            self._check_plants([])
            return {}
        self.findings += table.findings
        self._check_plants(table.names)
        limited = any(row.limit_wh is not None for row in self.contracts)
        judged = _given(table, slice(0, self.since.count) if limited else self.since.part(self.hours))
        bought = {row.plant for row in self.contracts}
        _, flaws = whole_generation(judged, sorted(bought))
        whole, _ = whole_generation(_given(table, slice(0, self.since.count)), ())
        self.findings += [*flaws, *shifted(judged, self.hours)]
        return dict(zip(table.names, whole, strict=True))

    def _check_plants(self, known: list[str]) -> None:
        for row in self.contracts:
            if row.plant not in known:
                met = f"plant {row.plant} of contract {row.contract} has no output in the table generation; the contract delivers nothing"
                mend = "add the plant's hours, or mend its name"
                self.findings.append(row.finding("plant_without_output", "error", met, mend, "plant"))
        for plant in sorted(set(known) - {row.plant for row in self.contracts}):
            met = f"plant {plant} is in no contract, so nothing of it is claimed"
            self.findings.append(Finding("plant_without_contract", "note", met, "nothing, if so", "generation"))

    def _check_sites(self, load: HourlyInput) -> None:
        known = {*load.names, *self.case.sites}
        regions = {site: self.case.sites[site].region or "" for site in load.names if site in self.case.sites}
        self.findings += doubts(self.contracts, self.days, regions)
        self.findings += unknown_sites(self.contracts, known)
        for site in load.names:
            if site not in self.case.sites:
                met, mend = (
                    f"site {site} of the table load is not in sites, so its grid is not known",
                    "add it to sites",
                )
                self.findings.append(Finding("unknown_site", "error", met, mend, "load", load.file, None, "site"))
        for row in [row for row in self.storages if row.site and row.site not in load.names]:
            met = f"storage {row.storage} stands at {row.site}, which has no load; it is not used"
            self.findings.append(Finding("storage_flaw", "error", met, "mend its site", "storage", column="site"))
            self.storages.remove(row)


def _given(table: HourTable, hours: slice) -> HourlyInput:
    empty = np.full((len(table.names), hours.stop - hours.start), np.nan)
    kwh = table.values["kwh"][:, hours] if "kwh" in table.values else empty
    return HourlyInput(table.table.name, table.file, table.names, kwh, table.seen, table.twice)


def _priced(question: MeasureRequest, inputs: _Inputs, done: scores.MatchedYear, tables: _Tables) -> MatchedCase:
    case, settings = inputs.case, inputs.case.settings
    policy = settings.known_by(question.as_of)
    rate_builder = RateBuilder(case.library, policy, question.gwp or settings.gwp, case.deflators, case.rates)
    prices = GridFactors(inputs.hours, inputs.days, rate_builder, tables.grid)
    regions = [case.sites[site].region if site in case.sites else None for site in done.year.sites]
    shares = clean_shares(prices, regions) if tables.grid is not None else None
    emitted = tco2e(done, prices, regions)
    findings = [
        *inputs.findings,
        *_grid_flaws(tables.grid, inputs.hours),
        *prices.findings,
        *_made_on_site(inputs, done),
    ]
    provenance = {
        "inputs": input_hashes(case.folder),
        "factors": {name: factor.sha256 for name, factor in sorted(prices.used.items())},
        "rules": rule_hashes(),
    }
    with_grid = None if shares is None else done.score_with_grid(shares)
    contracts, storages = inputs.contracts, inputs.storages
    return MatchedCase(question, case, done, contracts, storages, emitted, with_grid, provenance, grouped(findings))


def _grid_flaws(table: HourTable | None, hours: Hours) -> list[Finding]:
    if table is None:
        return []
    empty = np.zeros((len(table.names), hours.count))
    given = HourlyInput("grid", table.file, table.names, empty, table.seen, table.twice)
    counts = "the higher factor and the lower clean share count"
    return [*table.findings, *twice(given, counts), *shifted(given, hours)]


def _made_on_site(inputs: _Inputs, done: scores.MatchedYear) -> list[Finding]:
    """What contracts of kind onsite serve is in no scope 2 of the inventory; location here prices the whole load."""
    own = {row.contract for row in inputs.contracts if row.kind == "onsite"}
    used_wh = sum(used for name, _, used in scores.contract_rows(done) if name in own)
    if not used_wh:
        return []
    met = (
        f"location prices the whole load as the grid's, and {used_wh / 1000:,.0f} kWh of it were made on site, "
        "which the inventory has in no scope"
    )
    mend = "leave energy made on site out of load and contracts for the grid's part alone"
    return [Finding("onsite_in_location", "note", met, mend, "contracts", column="kind")]


def write_ledger(matched: MatchedCase, path: Path) -> int:
    """Write which contract served which site in which hour as Parquet, in whole Wh; how many entries."""
    count = 0
    with RowsFile(path, {"start": "text", "contract": "text", "site": "text", "wh": "whole"}) as file:
        for entry in ledger.entries(matched.done.year):
            file.add_cells(tuple(entry))
            count += 1
    return count
