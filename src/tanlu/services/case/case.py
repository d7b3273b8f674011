"""A case opened: its settings and small tables read through the reader, each flaw kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.core.errors import FactorError, IncompleteFactor, NotADate
from tanlu.core.finding import Finding
from tanlu.core.period import parse_date
from tanlu.core.schema import TableSchema
from tanlu.factors.factor import Factor
from tanlu.factors.library import CASE, Library, library
from tanlu.factors.pack import conflicts, factor_from, until_replaced
from tanlu.inventory.boundary import Site, site_from
from tanlu.inventory.recalculation import Change
from tanlu.inventory.scope2.instruments import Instrument, instrument_from
from tanlu.inventory.spend import CitedRate
from tanlu.inventory.statements import LARGEST_TCO2E, STATEMENTS, Statement, statement_from
from tanlu.io.tables import Row, read_rows
from tanlu.services.case.settings import Settings, read_settings
from tanlu.services.case.tables import CHANGES, CREDITS, DEFLATORS, EXCHANGE_RATES, FACTORS, INSTRUMENTS, SITES


@dataclass
class Case:
    """One company's folder, its small tables in memory and its lines still on disk.

    Parameters
    ----------
    as_of : the day of knowledge, or None for today; rows that became known later were not read
    """

    folder: Path
    settings: Settings
    as_of: date | None = None
    sites: dict[str, Site] = field(default_factory=dict[str, Site])
    factors: list[Factor] = field(default_factory=list[Factor])
    statements: list[Statement] = field(default_factory=list[Statement])
    instruments: list[Instrument] = field(default_factory=list[Instrument])
    changes: list[Change] = field(default_factory=list[Change])
    credits: list[Mapping[str, Any]] = field(default_factory=list["Mapping[str, Any]"])
    deflators: dict[tuple[str, int], CitedRate] = field(default_factory=dict[tuple[str, int], CitedRate])
    rates: dict[tuple[str, str, int], CitedRate] = field(default_factory=dict[tuple[str, str, int], CitedRate])
    findings: list[Finding] = field(default_factory=list[Finding])

    @property
    def library(self) -> Library:
        """The published packs with the case's own factors beside them."""
        return library().with_case(self.factors)

    @property
    def reporter_names(self) -> tuple[str, ...]:
        """Names that a certificate may be retired for: the case, in both languages, and its entities."""
        entities = {site.entity for site in self.sites.values() if site.entity}
        return tuple(name for name in (self.settings.name, self.settings.name_zh, *sorted(entities)) if name)

    @property
    def entities(self) -> tuple[str, ...]:
        """Entities of the group: what one buys from another is eliminated."""
        return tuple(sorted({site.entity for site in self.sites.values() if site.entity}))

    def known_instruments(self, as_of: date | None) -> list[Instrument]:
        """Instruments whose row was known on a day."""
        return [row for row in self.instruments if as_of is None or row.recorded is None or row.recorded <= as_of]


def open_case(folder: Path, as_of: date | None = None) -> Case:
    """Read a case folder, as it was known on a day.

    Raises
    ------
    CaseError
        It is no case; everything less than that is a finding.
    """
    settings = read_settings(folder)
    case = Case(folder, settings, as_of, findings=list(settings.findings))
    _read_sites(case)
    _read_factors(case)
    for row in _rows(case, STATEMENTS):
        statement, flaws = statement_from(row.cells, row=row.number, file=row.file)
        case.findings += flaws
        if statement is not None:
            case.statements.append(statement)
    for row in _rows(case, INSTRUMENTS):
        found = instrument_from(row.cells, row=row.number, file=row.file)
        if isinstance(found, Instrument):
            case.instruments.append(found)
        else:
            case.findings += found
    for row in _rows(case, CHANGES):
        least = -LARGEST_TCO2E
        if _complete(case, row, "changes", ("date",)) and _sized(case, row, "changes", "tco2e_base_year", least=least):
            case.changes.append(_change(row))
    credits = [row for row in _rows(case, CREDITS) if _sized(case, row, "credits", "tco2e")]
    case.credits = [{**row.cells, "row": row.number} for row in credits]
    _read_money(case)
    return case


def _rows(case: Case, table: TableSchema, *, spared: frozenset[str] = frozenset()) -> Sequence[Row]:
    """The rows of a small table that can be used: a cell that could not be read takes its row out, unless it is spared."""
    rows, findings = read_rows(case.folder, table, case.settings.time_zone)
    later = {row.number for row in rows if not _known(row, case.as_of)}
    case.findings += [finding for finding in findings if finding.row not in later]
    return [row for row in rows if row.flawed <= spared and row.number not in later]


def _known(row: Row, as_of: date | None) -> bool:
    """Whether a row counts on a day: by its ``recorded``, that of a factor else by its ``published``; blank counts always."""
    told = row.cells.get("recorded") or row.cells.get("published")
    if as_of is None or not told:
        return True
    try:
        return (told if isinstance(told, date) else parse_date(str(told))) <= as_of
    except NotADate:
        return True  # the row is read, so that its flaw is named


def _read_sites(case: Case) -> None:
    for row in _rows(case, SITES, spared=frozenset({"latitude", "longitude", "import_max_mw"})):
        site, flaws = site_from(row.cells, row=row.number, file=row.file)
        case.findings += flaws
        if site is None:
            continue
        if site.site in case.sites:
            case.findings.append(_twice("sites", "site", site.site, row))
            continue
        case.sites[site.site] = site


def _read_factors(case: Case) -> None:
    """Own factors; two that contradict each other both stay, so that a line which meets them is refused, never given the first."""
    places: dict[int, Row] = {}
    for row in _rows(case, FACTORS):
        cells = {name: _text(value) for name, value in row.cells.items()}
        try:
            factor = factor_from(cells, pack=CASE, row=row.number)
        except IncompleteFactor as error:
            case.findings.append(_factor_flaw("incomplete_factor", error, row))
            continue
        places[row.number] = row
        case.factors.append(factor)
        case.findings += _compared(factor, row)
    case.factors = until_replaced(case.factors)
    for factor, error in conflicts(case.factors):
        case.findings.append(_factor_flaw("conflicting_factor", error, places[factor.row]))


def _factor_flaw(code: str, error: FactorError, row: Row) -> Finding:
    met, _, mend = str(error).partition("; ")
    column = error.column if isinstance(error, IncompleteFactor) else "factor"
    cause = met.partition(f"row {row.number})")[2]  # rows that lack one thing are one finding
    place = ("factors", row.file, row.number, column)
    return Finding(code, "error", met, mend or "mend the cell", *place, cause=cause)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def _compared(factor: Factor, row: Row) -> Iterable[Finding]:
    """Where gas columns are filled, the published CO2e is only compared."""
    if not factor.gases_kg or factor.kgco2e is None or factor.gwp not in ("AR4", "AR5", "AR6"):
        return
    weighed = factor.weigh(factor.gwp).kgco2e
    if abs(weighed - factor.kgco2e) > 0.01 * max(abs(weighed), abs(factor.kgco2e)):
        met = f"the gases of {factor.factor} weigh {weighed:g} kg under {factor.gwp}, its kgco2e says {factor.kgco2e:g}; the gases count"
        yield Finding(
            "factor_gases_differ",
            "warning",
            met,
            "mend the gas columns or the kgco2e",
            "factors",
            row.file,
            row.number,
            "kgco2e",
        )


def _change(row: Row) -> Change:
    cells = row.cells
    value, day = cells.get("tco2e_base_year"), cells["date"]
    assert isinstance(day, date)
    return Change(
        str(cells.get("change") or f"row {row.number}"),
        day,
        str(cells.get("kind") or ""),
        str(cells.get("scope") or ""),
        float(value) if isinstance(value, int | float) else None,
        str(cells.get("reason") or ""),
        row.number,
        row.file,
    )


def _sized(case: Case, row: Row, table: str, column: str, *, least: float = 0.0) -> bool:
    """Whether a mass of CO2e is of a size that a company can have; a row whose mass is not has a finding."""
    value = row.cells.get(column)
    if not isinstance(value, int | float) or least <= value <= LARGEST_TCO2E:
        return True
    met = f"{column} {value:g} is not between {least:g} and {LARGEST_TCO2E:g} t, so the row is not used"
    place = (table, row.file, row.number, column)
    case.findings.append(Finding("absurd_quantity", "error", met, "mend the number", *place, cause=table))
    return False


def _read_money(case: Case) -> None:
    for row in _rows(case, DEFLATORS):
        if _complete(case, row, "deflators", ("currency", "year", "index")):
            currency, year, index, source = _values(row, ("currency", "year", "index", "source"))
            if (str(currency), int(year)) in case.deflators:
                case.findings.append(_twice("deflators", "year", f"{year} of {currency}", row))
                continue
            case.deflators[str(currency), int(year)] = CitedRate(float(index), str(source or ""))
    for row in _rows(case, EXCHANGE_RATES):
        if _complete(case, row, "exchange_rates", ("from", "to", "year", "rate")):
            start, end, year, rate, source = _values(row, ("from", "to", "year", "rate", "source"))
            if (str(start), str(end), int(year)) in case.rates:
                case.findings.append(_twice("exchange_rates", "year", f"{year} of {start} to {end}", row))
                continue
            case.rates[str(start), str(end), int(year)] = CitedRate(float(rate), str(source or ""))


def _values(row: Row, columns: Sequence[str]) -> list[Any]:
    return [row.cells.get(name) for name in columns]


def _complete(case: Case, row: Row, table: str, columns: Sequence[str]) -> bool:
    missing = [name for name in columns if row.cells.get(name) in (None, "")]
    if missing:
        met = f"the row has no {', '.join(missing)} and is not used"
        case.findings.append(
            Finding(
                "incomplete_row", "error", met, "fill it, or remove the row", table, row.file, row.number, missing[0]
            )
        )
    return not missing


def _twice(table: str, column: str, name: str, row: Row) -> Finding:
    met = f"{column} {name} stands twice; the first row counts"
    return Finding(
        "duplicate_id", "error", met, "give each row its own id, or remove one", table, row.file, row.number, column
    )
