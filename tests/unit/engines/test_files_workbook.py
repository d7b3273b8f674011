"""Workbooks when a table is read: which sheet is read, what cells become, merged cells and cells without a name above them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from tanlu.core.schema import table
from tanlu.io.tables import open_lines, read_rows

LINES = table("activities", required="line start quantity unit", optional="note", numbers="quantity", dates="start")
HEADER = ["Line", "start", "quantity", "unit", "note"]


def workbook(
    folder: Path, rows: list[list[Any]], *, sheets: tuple[str, ...] = ("Sheet1",), merged: str = "", top: int = 0
) -> Path:
    book = xlsxwriter.Workbook(str(folder / "activities.xlsx"), {"default_date_format": "yyyy-mm-dd"})
    sheet = [book.add_worksheet(name) for name in sheets][-1]
    for place, cells in enumerate([HEADER, *rows], start=top):
        sheet.write_row(place, 0, cells)
    if merged:
        sheet.merge_range(merged, "L1")
    book.close()
    return folder


def test_cells_of_a_workbook_read_as_a_person_sees_them(tmp_path):
    rows = [[1, datetime(2023, 1, 2), 1234.5, "kWh", 45.0], [], ["L2", "2023/1/3", "１２万", "kWh", True]]
    read, findings = read_rows(workbook(tmp_path, rows), LINES)
    assert findings == []
    assert [(row.number, *row.cells.values()) for row in read] == [
        (2, "1", date(2023, 1, 2), 1234.5, "kWh", "45"),
        (4, "L2", date(2023, 1, 3), 120_000.0, "kWh", "True"),
    ]


def test_a_workbook_is_spooled_with_its_row_numbers(tmp_path):
    rows = [["L1", datetime(2023, 1, 2), 5, "kWh"], ["L2", None, "?", "kWh"]]
    lines, (finding,) = open_lines(workbook(tmp_path, rows, top=2), LINES, tmp_path / "spool")
    assert lines is not None
    content = pq.read_table(lines.paths[0]).to_pylist()
    assert [(r["row"], r["line"], r["start"], r["quantity"], r["quantity_text"]) for r in content] == [
        (4, "L1", "2023-01-02", 5.0, None),
        (5, "L2", None, None, "?"),
    ]
    assert (finding.code, finding.file, finding.row) == ("not_a_number", "activities.xlsx", 5)


def test_the_sheet_named_like_the_table_is_read_and_the_others_are_told(tmp_path):
    rows = [["L1", datetime(2023, 1, 2), 5, "kWh"]]
    read, (finding,) = read_rows(workbook(tmp_path, rows, sheets=("Notes", "Activities")), LINES)
    assert len(read) == 1
    assert (finding.code, finding.severity) == ("other_sheets", "note")
    assert "Notes" in finding.sentence()


def test_merged_cells_are_told_with_their_range(tmp_path):
    rows = [["L1", datetime(2023, 1, 2), 5, "kWh"], ["", datetime(2023, 1, 3), 6, "kWh"]]
    read, (finding,) = read_rows(workbook(tmp_path, rows, merged="A2:A3"), LINES)
    assert [row.cells["line"] for row in read] == ["L1", None]
    assert (finding.code, finding.severity, finding.row) == ("merged_cells", "warning", 2)
    assert "A2:A3" in finding.sentence()
    assert "unmerge A2:A3" in finding.advice()


def test_cells_without_a_name_above_them_set_the_row_aside(tmp_path):
    rows = [["L1", datetime(2023, 1, 2), 5, "kWh", "", "stray"], ["L2", datetime(2023, 1, 2), 5, "kWh"]]
    read, (finding,) = read_rows(workbook(tmp_path, rows), LINES)
    assert [row.number for row in read] == [3]
    assert (finding.code, finding.severity, finding.row) == ("extra_cells", "error", 2)
