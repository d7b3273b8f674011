"""Contractual instruments of market-based scope 2: what a row of the table says, and which kWh it holds."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from tanlu.core.apportionment import wh_before
from tanlu.core.errors import NotADate, NotANumber
from tanlu.core.finding import Finding
from tanlu.core.period import Period, parse_date
from tanlu.core.units import parse_number

Kind = Literal["certificate", "contract", "supplier_rate"]
HIERARCHY: tuple[Kind, ...] = ("certificate", "contract", "supplier_rate")
"""Which instrument counts first; each kWh gets exactly one (GHG Protocol Scope 2 Guidance, table 6.3)."""

WH_PER_KWH = 1000
LARGEST = 1e18
"""A larger number cannot be told from a damaged cell (the world uses some 3e13 kWh a year)."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One row of the table ``instruments``.

    Parameters
    ----------
    instrument : str
        Its id.
    kind : "certificate", "contract" or "supplier_rate"
    site : the site it is bought for, or None for every site of its market
    market, region : place codes
        The market it may be used in, and where the plant stands.
    period : the days it may cover
        None: the vintage window, else the reporting year. An open end is ``date.min`` or ``date.max``.
    kwh : float, or None for all that its site or market uses (``supplier_rate`` only)
    kgco2e_per_kwh : float
    vintage : the days its energy was generated in
    retired_for, registry, evidence : as the row says
    recorded : the day the row became known
    row, file : where it stands
    """

    instrument: str
    kind: Kind
    site: str | None
    market: str | None
    region: str | None
    period: Period | None
    kwh: float | None
    kgco2e_per_kwh: float
    vintage: Period | None
    retired_for: str | None
    registry: str | None
    evidence: str | None
    recorded: date | None
    row: int
    file: str

    def days_in(self, year: Period) -> Period | None:
        """The days of ``year`` it may cover, or None."""
        return self.claimed_period(year).overlap(year)

    def claimed_period(self, year: Period) -> Period:
        """The days it may cover: its own, else its vintage window, else the reporting year."""
        return self.period or self.vintage or year

    def wh_in(self, year: Period) -> int | None:
        """Watt-hours it may cover in ``year``, None for no limit.

        One that runs on beyond the year counts by its share of days, as a line does, so that the years together
        never claim more than it holds.
        """
        if self.kwh is None:
            return None
        claimed, inside = self.claimed_period(year), self.days_in(year)
        if inside is None:
            return 0
        wh, first = round(self.kwh * WH_PER_KWH), (inside.start - claimed.start).days
        return wh_before(wh, first + inside.days, claimed.days) - wh_before(wh, first, claimed.days)


def instrument_from(cells: Mapping[str, object], *, row: int, file: str) -> Instrument | list[Finding]:
    """The instrument that a row describes, or every flaw that keeps the row from being used.

    Parameters
    ----------
    cells : column of ``instruments`` → text, number, date or None
    row, file : where the row stands, as a person's editor counts

    Returns
    -------
    Instrument, or a list of findings of error level

    Examples
    --------
    >>> cells = {"instrument": "ppa_1", "kind": "contract", "market": "CN", "kwh": "50万", "kgco2e_per_kwh": 0}
    >>> instrument_from(cells, row=2, file="instruments.csv").kwh
    500000.0
    >>> [flaw.column for flaw in instrument_from({**cells, "kind": "gift", "kwh": -1}, row=2, file="instruments.csv")]
    ['kind', 'kwh']
    """
    read = _Row(cells, row, file)
    name, kind = read.text("instrument"), read.kind()
    kwh, rate = read.number("kwh"), read.number("kgco2e_per_kwh")
    vintage, recorded = read.vintage(), read.day("recorded")
    period = read.period(vintage, limited=kwh is not None)
    read.insist("instrument", name, "an id")
    read.insist("kgco2e_per_kwh", rate, "its emissions per kWh (0 for wind and sun)")
    if kind in ("certificate", "contract"):
        read.insist("kwh", kwh, f"its kWh, and only a supplier_rate may stand for all that is used, not a {kind}")
    if name is None or kind is None or rate is None or read.findings:
        return read.findings
    return Instrument(
        instrument=name,
        kind=kind,
        site=read.text("site"),
        market=read.place("market"),
        region=read.place("region"),
        period=period,
        kwh=kwh,
        kgco2e_per_kwh=rate,
        vintage=vintage,
        retired_for=read.text("retired_for"),
        registry=read.text("registry"),
        evidence=read.text("evidence"),
        recorded=recorded,
        row=row,
        file=file,
    )


@dataclass(slots=True)
class _Row:
    """One row being read; its flaws gather in ``findings``, at most one a column."""

    cells: Mapping[str, object]
    row: int
    file: str
    findings: list[Finding] = field(default_factory=list[Finding])

    def flaw(self, code: str, column: str, message: str, mend: str) -> None:
        if all(finding.column != column for finding in self.findings):
            self.findings.append(
                Finding(code, "error", message, mend, "instruments", self.file, self.row, column, cause=code)
            )

    def insist(self, column: str, value: object, what: str) -> None:
        if value is None:
            message = f"instrument {self.text('instrument') or 'without id'} is not used: it does not give {what}"
            self.flaw("missing_value", column, message, f"fill {column}; an empty cell is never read as 0")

    def text(self, column: str) -> str | None:
        cell = self.cells.get(column)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)  # a spreadsheet turns the id 1001 into 1001.0
        return (str(cell).strip() or None) if cell is not None else None

    def place(self, column: str) -> str | None:
        text = self.text(column)
        return unicodedata.normalize("NFKC", text).upper() if text else None

    def kind(self) -> Kind | None:
        text = self.text("kind")
        spelled = re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", text or "").casefold())
        known: Kind | None = next((kind for kind in HIERARCHY if kind == spelled), None)
        if known is None:
            met = f"kind {text[:40]!r} is no instrument" if text else "the row does not say what kind it is"
            self.flaw("unknown_instrument_kind", "kind", met, "write certificate, contract or supplier_rate")
        return known

    def number(self, column: str) -> float | None:
        cell = self.cells.get(column)
        if cell is None or not str(cell).strip():
            return None
        try:
            value = float(cell) if isinstance(cell, int | float) else parse_number(str(cell))
        except (NotANumber, OverflowError):
            value = math.nan
        if not math.isfinite(value):
            self.flaw("not_a_number", column, f"{str(cell)[:40]!r} is not one number", "write digits, as in 1234.5")
        elif value < 0:
            message = f"{column} is {value:g}; an instrument never takes energy or emissions away"
            self.flaw("negative_quantity", column, message, "write the amount without its sign, or remove the row")
        elif value > LARGEST:
            message = f"{column} is {value:g}, more than the world has"
            self.flaw("absurd_quantity", column, message, "mend the number; kwh and kgco2e_per_kwh are per kWh")
        return value

    def day(self, column: str) -> date | None:
        cell = self.cells.get(column)
        if isinstance(cell, datetime):
            return cell.date()
        if cell is None or isinstance(cell, date) or not str(cell).strip():
            return cell if isinstance(cell, date) else None
        try:
            return parse_date(str(cell))
        except NotADate as error:
            self.flaw("not_a_date", column, str(error), "write the day as YYYY-MM-DD")
            return None

    def stretch(self, start: date, end: date, column: str) -> Period | None:
        if end < start:
            message = f"the days end ({end}) before they start ({start})"
            self.flaw("period_reversed", column, message, "swap or mend the dates")
            return None
        return Period(start, end)

    def vintage(self) -> Period | None:
        start, end = self.day("vintage_start"), self.day("vintage_end")
        return self.stretch(start, end, "vintage_end") if start and end else None

    def period(self, vintage: Period | None, *, limited: bool) -> Period | None:
        """Start and end; a blank one is the vintage window's, and a side may stay open where the kWh have no limit."""
        start, end = self.day("start"), self.day("end")
        if start is None and end is None:
            return None
        if vintage:
            start, end = start or vintage.start, end or vintage.end
        if limited and not (start and end):
            blank = "end" if start else "start"
            message = f"{blank} is blank, so the kWh have no days to fall on"
            self.flaw("open_period", blank, message, "give both days, or neither for the kWh of a reporting year")
        return self.stretch(start or date.min, end or date.max, "end")
