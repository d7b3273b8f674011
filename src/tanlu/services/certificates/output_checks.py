"""Claims of the book of certificates beside the table generation: the output of a plant's month, and findings where more is claimed."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.finding import Finding, Severity
from tanlu.core.period import Period
from tanlu.engines.columns.select import open_engine
from tanlu.io.tables import locate
from tanlu.power.certificates.claims import Claim
from tanlu.power.certificates.output_checks import Excess, Output, by_time, excess
from tanlu.power.hours import GENERATION, Hours, hours_of, read_stamp
from tanlu.power.matching.contracts import WH_PER_KWH
from tanlu.services.case.hourly import HourTable, read_hourly
from tanlu.services.case.settings import Settings
from tanlu.services.certificates.instruments import BOOK
from tanlu.services.certificates.parsing import suggest


@dataclass(frozen=True)
class Outputs:
    """The table generation over some months.

    Parameters
    ----------
    kwh : plant → (hours,), NaN where nothing is given
    twice : plants of which an hour stands twice, so that their output is not known for certain
    """

    hours: Hours
    kwh: Mapping[str, FloatArray]
    twice: frozenset[str]

    def of(self, plant: str, when: str) -> Output | None:
        """The output of a plant in a month or an hour; None for a plant without rows."""
        kwh = self.kwh.get(plant)
        if kwh is None:
            return None
        if len(when) > len("2024-03"):
            at = read_stamp(when).hour - self.hours.first
            chosen = kwh[max(at, 0) : max(at + 1, 0)]
        else:
            chosen = kwh[self.hours.part(hours_of(_month(when), self.hours.zone))]
        known = int(np.count_nonzero(~np.isnan(chosen)))
        wh = int(np.rint(np.nansum(np.maximum(chosen, 0)) * WH_PER_KWH))
        return Output(plant, when, wh, known, len(chosen), plant in self.twice)

    def all_of(self, claims: Iterable[Claim]) -> list[Output]:
        """The output of each month and hour that is claimed; plants without rows are left out."""
        return [output for plant, when in by_time(claims) if (output := self.of(plant, when)) is not None]


def read_outputs(folder: Path, settings: Settings, months: Iterable[str]) -> Outputs | None:
    """What the plants of a case made in some months; None where the table generation is not there or cannot be read."""
    wanted = sorted(months)
    if not wanted or locate(folder, GENERATION.name) is None:
        return None
    days = Period(_month(wanted[0]).start, _month(wanted[-1]).end)
    hours = hours_of(days, settings.time_zone)
    table = _table(folder, hours, settings)
    if table is None or "kwh" not in table.values or not table.names:
        return None
    names = [unicodedata.normalize("NFC", name.strip()) for name in table.names]
    again = {name for name in names if names.count(name) > 1}
    twice = {unicodedata.normalize("NFC", name.strip()) for name in table.twice}
    return Outputs(hours, dict(zip(names, table.values["kwh"], strict=True)), frozenset(twice | again))


def _table(folder: Path, hours: Hours, settings: Settings) -> HourTable | None:
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        engine = stack.enter_context(open_engine("duckdb", spool=spool))
        return read_hourly(folder, GENERATION, hours, engine, spool, labels=settings.hour_labels)


def output_findings(claims: Sequence[Claim], outputs: Outputs | None) -> list[Finding]:
    """Where more is claimed than was made, and which plants the table generation does not have."""
    if outputs is None:
        return []
    found: list[Finding] = []
    for (plant, when), each in by_time(claims).items():
        output = outputs.of(plant, when)
        over = None if output is None else excess(each, output)
        if over is not None:
            found.append(_above(over))
    for plant in sorted({each.plant for each in claims} - set(outputs.kwh)):
        others = suggest(plant, outputs.kwh)
        met = f"plant {plant} has no rows in the table generation, which has {others}: what is claimed of it is not compared"
        entry = next(each.entry for each in claims if each.plant == plant)
        found.append(
            _finding("certificate_plant_without_output", "note", met, "add its hours, or mend its name", entry)
        )
    return found


def _above(over: Excess) -> Finding:
    mend = "compare with the meter: mend the table, and tell the registry of what was certified and not made"
    if not over.output.whole:
        mend = "fill the hours of the table generation, each once"
    severity: Severity = "error" if over.certain else "warning"
    entry = over.claims[0].entry
    return _finding("certificates_above_output", severity, over.told(), mend, entry, over.output.plant)


def claimed_above_output(folder: Path, settings: Settings, as_of: date | None = None) -> list[Finding]:
    """The findings of a case's whole book; none where it has no book, or one that cannot be read."""
    if not (folder / BOOK).is_file():
        return []
    from tanlu.core.errors import StoreError
    from tanlu.store.certificates.book import CertificateBook
    from tanlu.store.database.database import open_file

    try:
        with open_file(folder / BOOK, write=False) as database:
            if database.at() is None:
                return []
            with database.reading() as connection:
                claims = CertificateBook(connection, settings.time_zone).claims(as_of=as_of)
    except StoreError:
        return []  # told where its cancellations are read
    return output_findings(claims, read_outputs(folder, settings, {each.month for each in claims}))


def _month(text: str) -> Period:
    first = date(int(text[:4]), int(text[5:]), 1)
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Period(first, date.fromordinal(last.toordinal() - 1))


def _finding(code: str, severity: Severity, met: str, mend: str, entry: int, cause: str = "") -> Finding:
    return Finding(code, severity, met, mend, "certificates", BOOK, entry or None, cause=cause)
