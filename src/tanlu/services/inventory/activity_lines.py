"""Lines of a case on an engine: opened, summed exactly by key, and found again in their files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tanlu.core.errors import NotADate
from tanlu.core.finding import SHOWN_ROWS, Finding
from tanlu.core.period import day_in, parse_date
from tanlu.engines.columns import expressions as c
from tanlu.engines.columns.base import Columns, Frame
from tanlu.inventory.line_key import ACTIVITIES, KEY_COLUMNS, LARGEST_QUANTITY, LineKey, cell_text, key_from
from tanlu.io.arrow_rows import arrow_table, rows_of
from tanlu.io.tables import LinesFile, open_lines


@dataclass
class Lines:
    """The activity lines of a case, opened on an engine.

    Parameters
    ----------
    frame : every line, with ``state`` and the marks ``superseded``, ``invoiced``, ``intra_group`` where they apply
    keys : the columns that a key is made of
    zone : the case's time zone, in which instants are days
    """

    engine: Columns
    file: LinesFile
    frame: Frame
    keys: list[str]
    zone: str
    findings: list[Finding] = field(default_factory=list[Finding])

    @cached_property
    def names(self) -> dict[str, str]:
        """Files' names to show, by each way that an engine writes a path."""
        given = self.file.names
        return {str(Path(path).resolve()): name for path, name in given.items()} | given

    def stream(self) -> Iterator[LineKey]:
        """Keys in the order of their text, each with the count and the exact sum of its lines."""
        keys = [name for name in self.keys if name != "state"]
        texts = [name for name in keys if name not in MARKS]
        squared = "sd_pct" in keys
        sound = c.is_sound(largest=LARGEST_QUANTITY, flaw=self.file.flaw_column)
        sums = c.sums_by_key(self.frame, keys=keys, texts=texts, sound=sound, squared=squared)
        for batch in self.engine.batches(sums.sort(*self.keys)):
            for row in rows_of(batch):
                row["quantity_sum"] = c.exact_sum(row)
                if squared:
                    row["squares"] = c.sum_of_squares(row)
                yield key_from(row, self.zone)


MARKS = ("superseded", "invoiced", "intra_group")


def open_case_lines(folder: Path, spool: Path) -> tuple[LinesFile | None, list[Finding]]:
    """The table of lines, ready for the engine."""
    return open_lines(folder, ACTIVITIES, spool)


def no_evidence() -> Finding:
    """The table of lines has no column for evidence."""
    return Finding(
        "missing_column",
        "warning",
        "activities has no column evidence",
        "add it, so that each line names what it rests on",
        "activities",
        column="evidence",
    )


def opened(engine: Columns, file: LinesFile, *, zone: str, as_of: date | None) -> Lines:
    """Lines with their state and without marks."""
    frame = engine.scan(file.paths, rows=True)
    present = [name for name in KEY_COLUMNS if name in file.columns]
    text_column = "quantity_text" if file.spooled else None
    frame = c.with_state(frame, quantity="quantity", largest=LARGEST_QUANTITY, flaw=file.flaw_column, text=text_column)
    keys = [*present, "state"]
    if as_of is not None and "recorded" in file.columns:
        keys.append("recorded")
    return Lines(engine, file, frame, keys, zone)


def known_lines(lines: Lines, as_of: date | None) -> Lines:
    """The lines without those that were recorded after a day, so that later knowledge moves nothing of that day's answer."""
    if as_of is None or "recorded" not in lines.file.columns:
        return lines
    frame = c.text_of(lines.frame, "recorded", "recorded_text")
    days = [row["recorded_text"] for row in lines.engine.collect(c.distinct(frame, ["recorded_text"]))]
    later = [day for day in days if not known_by(as_of, day, lines.zone)]
    return replace(lines, frame=c.without(frame, "recorded_text", later))


def known_by(as_of: date | None, recorded: object, zone: str) -> bool:
    """Whether a cell ``recorded`` is a day on or before another, or empty."""
    text = cell_text(recorded)
    if as_of is None or not text:
        return True
    try:
        return parse_date(day_in(zone, text)) <= as_of
    except NotADate:
        return False


def places_of(lines: Lines, ids: Sequence[str]) -> tuple[str | None, tuple[int, ...]]:
    """The file that the first line of some ids stands in, and the first rows there."""
    table = lines.engine.table(arrow_table([{"line_id": name} for name in sorted(set(ids))], {"line_id": "text"}))
    met = c.meets(c.text_of(lines.frame, "line", "line_id"), table, on=["line_id"])
    return first_places(lines, met)


def first_places(lines: Lines, frame: Frame) -> tuple[str | None, tuple[int, ...]]:
    """The file that the first line of a frame stands in, and the first rows there."""
    order = row_columns(lines)
    found = [
        (file_of(lines, row), row_number(lines, row)) for row in lines.engine.collect(c.first(frame, order, SHOWN_ROWS))
    ]
    file = found[0][0] if found else None
    return file, tuple(row for name, row in found if name == file)


def row_columns(lines: Lines) -> list[str]:
    """The columns that say where a line stands."""
    found = [c.FILE, c.ROW]
    for name in (lines.file.row_column, lines.file.file_column):
        if name:
            found.append(name)
    return found


def row_number(lines: Lines, row: dict[str, Any]) -> int:
    """The row as an editor counts it (the header is row 1)."""
    return int(row[lines.file.row_column]) if lines.file.row_column else int(row[c.ROW]) + 2


def file_of(lines: Lines, row: dict[str, Any]) -> str:
    """The name of the file that a line stands in."""
    if lines.file.file_column and row.get(lines.file.file_column):
        return str(row[lines.file.file_column])
    path = str(row[c.FILE])
    if path.startswith("file:"):
        path = unquote(path.removeprefix("file:").removeprefix("//"))
    return lines.names.get(path) or _file_name(lines) or Path(path).name


def _file_name(lines: Lines) -> str | None:
    names = sorted(set(lines.file.names.values()))
    return names[0] if len(names) == 1 else None
