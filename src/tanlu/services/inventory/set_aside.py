"""Lines with a flaw, found again by their key: their rows for the findings, and each of them written to the trail."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tanlu.core.finding import SHOWN_ROWS
from tanlu.engines.columns import expressions as c
from tanlu.inventory.line_key import KEY_COLUMNS, LineKey
from tanlu.inventory.line_validation import LineIssue
from tanlu.inventory.pricing import Outcome
from tanlu.io.arrow_rows import arrow_table, rows_of, texts_of
from tanlu.services.inventory.activity_lines import MARKS, Lines, file_of, row_columns, row_number

FILE_NAME = "set_aside.csv"
LONGEST_CELL = 1_000
"""A cell is cut there, so that any spreadsheet can open the table."""
TOP_ROWS = 200_000
"""Rows at the top of the files in which the first lines of a flaw are looked for before the rest is."""


@dataclass
class FlawedLines:
    """Lines of one file that have a flaw: how many, and the rows of the first."""

    lines: int = 0
    rows: list[int] = field(default_factory=list[int])

    @property
    def wanting(self) -> bool:
        """Whether more rows are to be shown."""
        return len(self.rows) < min(self.lines, SHOWN_ROWS)


Places = dict[LineIssue, dict[str, FlawedLines]]
"""Flaw → file → its lines."""


def report_flawed(lines: Lines | None, flawed: Sequence[tuple[LineKey, Outcome]], trail: Path | None) -> Places:
    """Where the lines of flawed keys stand: by flaw and file; those not priced go to ``set_aside.csv``.

    Rows are shown for the first lines of a flaw only, so a flaw that most lines have is met near the top of each file
    and only those that are rare are looked for further down.
    """
    unpriced = [number for number, (_, outcome) in enumerate(flawed) if outcome.flaws and outcome.status != "priced"]
    _write_unpriced(lines if unpriced else None, flawed, trail, unpriced)
    if lines is None or not flawed:
        return {}
    everyone = range(len(flawed))
    found = _counted(lines, flawed)
    top = max(TOP_ROWS // len(lines.file.paths), SHOWN_ROWS)
    _find_rows(lines, flawed, found, everyone, top)
    rare = [number for number in everyone if any(_wanting(found, flaw) for flaw in flawed[number][1].flaws)]
    if rare:
        for files in found.values():
            for met in files.values():
                if met.wanting:
                    met.rows.clear()
        _find_rows(lines, flawed, found, rare, None)
    return found


def _wanting(found: Places, flaw: LineIssue) -> bool:
    return any(met.wanting for met in found[flaw].values())


def _counted(lines: Lines, flawed: Sequence[tuple[LineKey, Outcome]]) -> Places:
    """How many lines of each file have each flaw."""
    names = sorted(set(lines.file.names.values()))
    if len(names) == 1 and (lines.file.file_column is None or not lines.file.of_parts):
        counts = [(names[0], number, key.lines) for number, (key, _) in enumerate(flawed)]
    else:
        files = row_columns(lines)[:1] if lines.file.file_column is None else [c.FILE, lines.file.file_column]
        sums = c.counted(_met(lines, flawed, range(len(flawed))), [*files, "number"])
        counts = [(file_of(lines, row), row["number"], row["lines"]) for row in lines.engine.collect(sums)]
    found: Places = {}
    for file, number, count in sorted(counts):
        for flaw in flawed[number][1].flaws:
            found.setdefault(flaw, {}).setdefault(file, FlawedLines()).lines += count
    return found


def _find_rows(
    lines: Lines, flawed: Sequence[tuple[LineKey, Outcome]], found: Places, numbers: Sequence[int], top: int | None
) -> None:
    """Note the first rows of each flaw in each file, among the first ``top`` rows of a file or all of them."""
    where = row_columns(lines)
    frame = _met(lines, flawed, numbers, top).select(*where, "number").sort(*where)
    left = sum(met.wanting for files in found.values() for met in files.values())
    for batch in lines.engine.batches(frame):
        for row in rows_of(batch):
            flaws = flawed[row["number"]][1].flaws
            file = file_of(lines, row)
            for met in (found[flaw][file] for flaw in flaws):
                if met.wanting:
                    met.rows.append(row_number(lines, row))
                    left -= not met.wanting
        if not left:
            return


def _met(
    lines: Lines, flawed: Sequence[tuple[LineKey, Outcome]], numbers: Sequence[int], top: int | None = None
) -> c.Frame:
    """The lines of some flawed keys, each with the ``number`` of its key."""
    names = [name for name in lines.keys if name not in MARKS]
    table = _keys_table(flawed, numbers, names, lines)
    frame = _with_keys(lines, names)
    if top is not None:
        frame = c.below(frame, lines.file.row_column or c.ROW, top)
    return c.meets(frame, table, on=[f"{name}_key" for name in lines.keys])


def _write_unpriced(
    lines: Lines | None, flawed: Sequence[tuple[LineKey, Outcome]], trail: Path | None, numbers: Sequence[int]
) -> None:
    """``set_aside.csv``: every line that is not priced, with its place and the reason."""
    if trail is None:
        return
    shown = [name for name in KEY_COLUMNS if lines is None or name in lines.file.columns]
    with (trail / FILE_NAME).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["file", "row", "line", *shown, "quantity", "status", "code", "reason", "mend"])
        if lines is None:
            return
        ends = {str(number): _reason(flawed[number][1]) for number in numbers}
        texts = ["quantity_text"] if lines.file.spooled else []
        wanted = dict.fromkeys([*row_columns(lines), "line", *shown, c.MET, *texts, "number"])
        frame = _met(lines, flawed, numbers).select(*wanted).sort(*row_columns(lines))
        for batch in lines.engine.batches(frame):
            places = [(file_of(lines, row), row_number(lines, row)) for row in rows_of(batch, row_columns(lines))]
            *cells, met, number = texts_of(batch, ["line", *shown, c.MET, "number"], longest=LONGEST_CELL)
            for written in texts_of(batch, texts, longest=LONGEST_CELL):
                met = [text or quantity for text, quantity in zip(written, met, strict=True)]
            lines_cells = zip(*cells, met, strict=True)
            told = zip(places, lines_cells, map(ends.__getitem__, number), strict=True)
            writer.writerows((*place, *line, *end) for place, line, end in told)


def _reason(outcome: Outcome) -> tuple[str, str, str, str]:
    flaw = outcome.flaws[0]
    return outcome.status, flaw.code, flaw.message, flaw.mend


def _with_keys(lines: Lines, names: Sequence[str]) -> c.Frame:
    frame = lines.frame
    for name in names:
        frame = c.text_of(frame, name, f"{name}_key")
    for mark in MARKS:
        if mark in lines.keys:
            frame = c.text_of(frame, mark, f"{mark}_key")
    return frame


def _keys_table(
    flawed: Sequence[tuple[LineKey, Outcome]], numbers: Sequence[int], names: Sequence[str], lines: Lines
) -> c.Frame:
    marks = [mark for mark in MARKS if mark in lines.keys]
    rows = [
        {
            **{f"{name}_key": _raw(flawed[number][0], name) for name in names},
            **{f"{mark}_key": str(getattr(flawed[number][0], mark)).lower() for mark in marks},
            "number": number,
        }
        for number in numbers
    ]
    columns: dict[str, Any] = {f"{name}_key": "text" for name in lines.keys} | {"number": "whole"}
    return lines.engine.table(arrow_table(rows, columns))


def _raw(key: LineKey, name: str) -> str:
    if name == "state":
        return key.state
    return key.raw.get(name, "")
