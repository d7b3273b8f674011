"""Lines with a flaw, found again by their key: their rows for the findings, and each of them written to the trail."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tanlu.app.lines import MARKS, Lines, file_of, row_columns, row_number
from tanlu.core.finding import SHOWN_ROWS
from tanlu.engines import columns as c
from tanlu.engines.rows import arrow_table
from tanlu.inventory.flaws import Flaw
from tanlu.inventory.lines import KEY_COLUMNS, LineKey, tidy
from tanlu.inventory.pricing import Outcome

FILE_NAME = "set_aside.csv"
LONGEST_CELL = 1_000
"""A cell is cut there, so that any spreadsheet can open the table."""


@dataclass
class Met:
    """Lines of one file that have a flaw: how many, and the rows of the first."""

    lines: int = 0
    rows: list[int] = field(default_factory=list[int])

    def add(self, row: int) -> None:
        """Count one line."""
        self.lines += 1
        if len(self.rows) < SHOWN_ROWS:
            self.rows.append(row)


Places = dict[Flaw, dict[str, Met]]
"""Flaw → file → its lines."""


def report_flawed(lines: Lines | None, flawed: Sequence[tuple[LineKey, Outcome]], trail: Path | None) -> Places:
    """Where the lines of flawed keys stand: by flaw and file; those not priced go to ``set_aside.csv``."""
    if lines is None or not flawed:
        with _Writer(trail, ["line", *KEY_COLUMNS, "quantity"]):
            return {}
    names = [name for name in lines.keys if name not in MARKS]
    table = _keys_table(flawed, names, lines)
    shown = ["line", *(name for name in KEY_COLUMNS if name in lines.file.columns), "quantity"]
    frame = c.meets(_with_keys(lines, names), table, on=[f"{name}_key" for name in lines.keys])
    texts = ["quantity_text"] if lines.file.spooled else []
    wanted = list(dict.fromkeys([*row_columns(lines), *shown, c.MET, *texts, "number"]))
    ordered = frame.select(*wanted).sort(*row_columns(lines))
    found: Places = {}
    with _Writer(trail, shown) as writer:
        for batch in lines.engine.batches(ordered):
            for row in batch.to_pylist():
                _, outcome = flawed[row["number"]]
                place = (file_of(lines, row), row_number(lines, row))
                row["quantity"] = row.get("quantity_text") or row[c.MET]
                writer.add(place, row, outcome)
                for flaw in outcome.flaws:
                    found.setdefault(flaw, {}).setdefault(place[0], Met()).add(place[1])
    return found


def _with_keys(lines: Lines, names: Sequence[str]) -> c.Frame:
    frame = lines.frame
    for name in names:
        frame = c.text_of(frame, name, f"{name}_key")
    for mark in MARKS:
        if mark in lines.keys:
            frame = c.text_of(frame, mark, f"{mark}_key")
    return frame


def _keys_table(flawed: Sequence[tuple[LineKey, Outcome]], names: Sequence[str], lines: Lines) -> c.Frame:
    marks = [mark for mark in MARKS if mark in lines.keys]
    rows = [
        {
            **{f"{name}_key": _raw(key, name) for name in names},
            **{f"{mark}_key": str(getattr(key, mark)).lower() for mark in marks},
            "number": number,
        }
        for number, (key, _) in enumerate(flawed)
    ]
    columns: dict[str, Any] = {f"{name}_key": "text" for name in lines.keys} | {"number": "whole"}
    return lines.engine.table(arrow_table(rows, columns))


def _raw(key: LineKey, name: str) -> str:
    if name == "state":
        return key.state
    return key.raw.get(name, "")


class _Writer:
    """``set_aside.csv``: every line that is not priced, with its place and the reason."""

    def __init__(self, trail: Path | None, columns: Sequence[str]) -> None:
        self._columns = columns
        self._stream = (trail / FILE_NAME).open("w", encoding="utf-8", newline="") if trail else None
        self._writer = csv.writer(self._stream, lineterminator="\n") if self._stream else None

    def __enter__(self) -> _Writer:
        if self._writer:
            self._writer.writerow(["file", "row", *self._columns, "status", "code", "reason", "mend"])
        return self

    def add(self, place: tuple[str, int], row: dict[str, Any], outcome: Outcome) -> None:
        if self._writer is None or outcome.status == "priced" or not outcome.flaws:
            return
        flaw = outcome.flaws[0]
        cells = [tidy(row.get(name))[:LONGEST_CELL] for name in self._columns]
        self._writer.writerow([*place, *cells, outcome.status, flaw.code, flaw.message, flaw.mend])

    def __exit__(self, *_: object) -> None:
        if self._stream:
            self._stream.close()
