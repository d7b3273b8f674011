"""What a case is: its settings, sites, tables and targets, and the years that its tables say something of."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tanlu.core.errors import NotADate, TableError
from tanlu.core.period import FIRST_YEAR, LAST_YEAR, Period, day_in, parse_date
from tanlu.engines.columns import expressions as c
from tanlu.engines.columns.select import open_engine
from tanlu.inventory.line_key import cell_text
from tanlu.io.tables import locate, open_lines, read_rows
from tanlu.power.hours import LOAD
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.tables import ALL_TABLES, SITES
from tanlu.services.inventory.activity_lines import open_case_lines

MOST_YEARS_OF_A_LINE = 20
MOST_SITES = 2_000


def case_json(folder: Path) -> dict[str, Any]:
    """The page of a case.

    Raises
    ------
    CaseError
        The folder is no case.
    """
    case = open_case(folder)
    settings = case.settings
    lines, hours = _years_of_lines(case), _years_of_hours(case)
    years = sorted({*lines, *(row.year for row in case.statements)})
    sites = _sites(case)
    return {
        "name": settings.name,
        "name_zh": settings.name_zh,
        "base_year": settings.base_year,
        "currency": settings.currency,
        "time_zone": settings.time_zone,
        "consolidation": settings.consolidation,
        "gwp": settings.gwp,
        "year_starts": settings.year_starts,
        "folder": folder.resolve().name,
        "years": years,
        "year": years[-1] if years else settings.base_year or (hours[-1] if hours else None),
        "power_years": hours,
        "sites": sites[:MOST_SITES],
        "sites_not_shown": max(len(sites) - MOST_SITES, 0),
        "targets": [_target(row) for row in settings.targets],
        "tables": [row for row in tables_json(folder) if row["file"]],
    }


def _target(row: Any) -> dict[str, Any]:
    names = ("name", "metric", "base_year", "year", "reduction", "limit_tco2e", "share")
    return {name: row.get(name) for name in names}


def _sites(case: Case) -> list[dict[str, Any]]:
    """Sites that count, with the cells of their rows that only screens use."""
    rows, _ = read_rows(case.folder, SITES)
    cells = {str(row.cells["site"]): row.cells for row in reversed(rows) if row.cells["site"]}
    return [
        {
            "site": site.site,
            "name": site.name,
            "name_zh": cells[site.site].get("name_zh") or "",
            "kind": site.kind,
            "region": site.region,
            **{name: cells[site.site].get(name) for name in ("country", "latitude", "longitude")},
            "share": site.share,
        }
        for site in case.sites.values()
        if site.site in cells
    ]


def _years_of_lines(case: Case) -> set[int]:
    """Reporting years that any line touches."""
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        file, _ = open_case_lines(case.folder, spool)
        if file is None or not file.rows:
            return set()
        engine = stack.enter_context(open_engine("duckdb", spool=spool))
        try:
            pairs = engine.collect(c.distinct(engine.scan(file.paths), ["start", "end"]))
        except TableError:
            return set()  # the check names the damaged file
        zone = case.settings.time_zone
        days = ([day_in(zone, cell_text(pair[name])) for name in ("start", "end")] for pair in pairs)
        return {year for start, end in days for year in _touched(case, start, end)}


def _touched(case: Case, start: str, end: str) -> Iterator[int]:
    try:
        days = Period(parse_date(start), parse_date(end))
    except NotADate:
        return
    first, last = max(days.start.year - 1, FIRST_YEAR), min(days.end.year, LAST_YEAR)
    if last - first <= MOST_YEARS_OF_A_LINE:
        yield from (year for year in range(first, last + 1) if days.overlap(case.settings.year(year)))


def _years_of_hours(case: Case) -> list[int]:
    """Years that the table of hourly load has stamps of; a stray hour at either end makes no year."""
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        file, _ = open_lines(case.folder, LOAD, spool)
        if file is None or not file.rows:
            return []
        engine = stack.enter_context(open_engine("duckdb", spool=spool))
        try:
            stamps = engine.collect(c.distinct(c.text_of(engine.scan(file.paths), "start", "stamp"), ["stamp"]))
        except TableError:
            return []
    counts: dict[int, int] = {}
    for year in _calendar_years(row["stamp"] for row in stamps):
        counts[year] = counts.get(year, 0) + 1
    return sorted(year for year, hours in counts.items() if hours >= 24) or sorted(counts)


def _calendar_years(stamps: Iterable[str]) -> Iterator[int]:
    for stamp in stamps:
        head = stamp.strip()[:4]
        if head.isdecimal() and FIRST_YEAR <= int(head) <= LAST_YEAR:
            yield int(head)


def tables_json(folder: Path) -> list[dict[str, Any]]:
    """Every table that a case may have, and the file that holds it."""
    rows: list[dict[str, Any]] = []
    for table in ALL_TABLES:
        try:
            path = locate(folder, table.name)
        except TableError as error:
            path = folder / error.file if error.file else None
        parts = [] if path is None else [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
        times = [part.stat() for part in parts]
        rows.append(
            {
                "table": table.name,
                "file": path.name if path else None,
                "bytes": sum(known.st_size for known in times) if path else None,
                "changed": _iso(max(known.st_mtime for known in times)) if times else None,
                "required": list(table.required),
                "optional": [name for name in table.names if name not in table.required],
            }
        )
    return rows


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
