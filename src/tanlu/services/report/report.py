"""Reporting: a case and a year in, a page, a document, a workbook or facts out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from tanlu.core.errors import CaseError, NotADate, ReportError, TableError
from tanlu.core.message import message
from tanlu.core.period import FIRST_YEAR, LAST_YEAR, day_in, parse_date
from tanlu.engines.columns import expressions as c
from tanlu.engines.columns.select import open_engine
from tanlu.report.workbook.rows import LineRow
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.request import MeasureRequest
from tanlu.services.case.settings import read_settings
from tanlu.services.inventory.activity_lines import Lines, known_lines, open_case_lines, opened
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.report.data import factor_list, report_data, stated_data
from tanlu.services.report.workbook_rows import Survey, covers, each_line, survey

Language = Literal["zh", "en", "both"]
ENDINGS = (".html", ".pdf", ".xlsx", ".json")


@dataclass(frozen=True)
class Room:
    """How much a workbook holds.

    Parameters
    ----------
    lines : so many lines stand one by one; above it, their sums by site, month and factor
    rows_per_sheet : lines go on over a further sheet beyond it
    """

    lines: int = 500_000
    rows_per_sheet: int = 1_000_000


def write_report(
    question: MeasureRequest, out: Path, lang: Language = "both", *, room: Room | None = None
) -> dict[str, Any]:
    """Write the report of a year; the file's ending chooses what it is.

    Parameters
    ----------
    out : a file that ends in .html, .pdf, .xlsx or .json; an older one is written over once the new one is whole
    room : how much a workbook holds

    Returns
    -------
    what ``tanlu report --json`` prints: the file, the year, the run, the figures, and the findings

    Raises
    ------
    CaseError, ReportError, EngineError
        The folder is no case, the ending is none of ours, the file cannot be written, or a document lacks a Chinese font.
    """
    ending = require_ending(out)
    others = _others(question)
    held: dict[str, Any] = {}

    def while_open(measured: Measurement, lines: Lines | None) -> None:
        found = survey(measured, lines)
        held.update(data=report_data(measured, found, **others(measured)))
        if ending == ".xlsx":
            _write_workbook(measured, lines, found, held["data"], out, lang, room or Room())

    measured = measure(question, while_open=while_open)
    data = held["data"]
    if ending != ".xlsx":
        _write_whole(out, lambda path: _write(data, path, ending, lang))
    answer = data["inventory"]
    return {
        "case": answer["case"],
        "year": question.year,
        "as_of": answer["as_of"],
        "out": str(out),
        "format": ending.removeprefix("."),
        "lang": lang,
        "run": measured.run,
        "tco2e": answer["tco2e"],
        "findings": answer["findings"],
    }


def require_ending(out: Path) -> str:
    """The ending that chooses the format.

    Raises
    ------
    ReportError
        It is none of ours.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        if out.suffix:
            raise ReportError(message("report.unknown_ending", file=out.name, ending=out.suffix, endings=ENDINGS))
        raise ReportError(message("report.no_ending", file=out.name, endings=ENDINGS))
    return ending


def _write(data: dict[str, Any], path: Path, ending: str, lang: Language) -> None:
    if ending == ".html":
        from tanlu.report.render.html import write_page

        write_page(data, path, lang)
    elif ending == ".pdf":
        from tanlu.report.render.pdf import write_document

        write_document(data, path, lang)
    else:
        from tanlu.report.disclosures import write_facts

        write_facts(data, path)


def _write_whole(out: Path, write: Callable[[Path], None]) -> None:
    """Write beside the file and put it in its place when it is whole."""
    beside: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".report-", dir=out.parent))
        write(beside / out.name)
        (beside / out.name).replace(out)
    except OSError as error:
        raise ReportError(message("report.not_writable", file=out, reason=error.strerror)) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def _others(question: MeasureRequest) -> Callable[[Measurement], dict[str, Measurement | None]]:
    """The year before and the base year, measured as known on the same day; the base year may be the year itself."""
    base_year = read_settings(question.folder).base_year
    question.progress(message("report.measuring_others"))
    found = {year: _measured_year(question, year) for year in {question.year - 1, base_year or 0} - {question.year, 0}}

    def named(measured: Measurement) -> dict[str, Measurement | None]:
        years = found | {question.year: measured}
        return {"previous": years[question.year - 1], "base": years.get(base_year or 0)}

    return named


def _measured_year(question: MeasureRequest, year: int) -> Measurement | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    measured = measure(replace(question, year=year))
    known = [value for value in measured.inventory.tco2e.values() if value is not None]
    return measured if known else None


def _write_workbook(
    measured: Measurement,
    lines: Lines | None,
    found: Survey,
    data: dict[str, Any],
    out: Path,
    lang: Language,
    room: Room,
) -> None:
    from tanlu.report.workbook.workbook import Opened, write_workbook

    summed = lines is not None and lines.file.rows > room.lines
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tanlu-report-")))
        rows: Iterable[LineRow] = [row for _, row in sorted(found.sums.items(), key=lambda item: str(item[0]))]
        if lines is not None and not summed:
            rows = each_line(measured, lines, found.prices, folder)
        prices = factor_list(measured, found)
        opened = Opened(rows, prices, covers(measured), stated_data(measured.inventory.figures), summed)
        _write_whole(out, lambda path: write_workbook(data, opened, path, lang, rows_per_sheet=room.rows_per_sheet))


def newest_year(folder: Path, as_of: date | None = None, engine: str = "duckdb") -> int:
    """The newest year that a line or a statement is about, as known on a day.

    Raises
    ------
    CaseError
        There is none.
    """
    case = open_case(folder, as_of)
    years = [row.year for row in case.statements if as_of is None or row.recorded is None or row.recorded <= as_of]
    with suppress(TableError):  # a table that cannot be read is a finding of the report, whose year others tell
        years += _years_of_lines(case, as_of, engine)
    known = [year for year in years if FIRST_YEAR <= year <= LAST_YEAR]
    if not known:
        raise CaseError(message("report.no_year", folder=folder))
    return max(known)


def _years_of_lines(case: Case, as_of: date | None, engine: str) -> list[int]:
    """The company's years in which its lines end."""
    with ExitStack() as stack:
        spool = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tanlu-")))
        file, _ = open_case_lines(case.folder, spool)
        if file is None or not file.rows or "end" not in file.columns:
            return []
        started, zone = stack.enter_context(open_engine(engine, spool=spool)), case.settings.time_zone
        lines = known_lines(opened(started, file, zone=zone, as_of=as_of), as_of)
        ends = started.collect(c.distinct(c.text_of(lines.frame, "end", "end_text"), ["end_text"]))
        days = _days([day_in(zone, str(row["end_text"])) for row in ends])
        return [day.year - (f"{day:%m-%d}" < case.settings.year_starts) for day in days]


def _days(texts: Sequence[str]) -> list[date]:
    days: list[date] = []
    for text in texts:
        with suppress(NotADate):
            days.append(parse_date(text))
    return days
