"""A table that was sent is tried: in a shadow of the case, with every finding and what would change, before it is taken."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tanlu.core.errors import TableError
from tanlu.core.finding import FindingJson
from tanlu.core.schema import TableSchema
from tanlu.io.container_safety import Unsafe, judge_parquet, judge_workbook
from tanlu.io.finding_collector import FindingCollector
from tanlu.io.formula_injection import runs_in_a_spreadsheet
from tanlu.io.sheet import Record, Sheet
from tanlu.io.tables import locate, open_sheet
from tanlu.services.case.request import Progress
from tanlu.services.case.tables import ALL_TABLES
from tanlu.services.console.errors import InvalidUpload

MOST_COMPARED = 500_000
"""Rows up to which a new table is compared with the old one row by row."""
PREVIEW_ROWS = 20
TABLES: Mapping[str, TableSchema] = {table.name: table for table in ALL_TABLES}


def preview_upload(folder: Path, name: str, path: Path, file: str, tell: Progress) -> dict[str, Any]:
    """What taking a file as a table would do; nothing of the case is touched.

    Parameters
    ----------
    path : the file as it was sent, under the table's name
    file : its name as the sender gave it, for sentences

    Raises
    ------
    UploadRefused
        It is no such table, or nothing of it may be kept.
    """
    table = TABLES[name]
    tell("looking into the file")
    read = _read(path, file, table)
    tell("checking the case with the new table")
    findings = _findings(folder, table, path)
    counts = {level: sum(row["severity"] == level for row in findings) for level in ("error", "warning", "note")}
    return {
        "rows": read.rows,
        "columns": list(read.columns),
        "unused_columns": [column for column in read.columns if column not in table.names],
        "missing_columns": [],
        "findings": findings[:500],
        "counts": counts,
        "would": _would(folder, table, read),
        "preview": {"columns": list(read.columns), "rows": read.first},
    }


class _Read:
    """A sent table walked through once: its rows are counted, and compared by their cells where they are not too many."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self.rows = 0
        self.first: list[list[str]] = []
        self.by_id: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """Take in one row."""
        cells = [cell or "" for cell in record.cells]
        self.rows += 1
        if len(self.first) < PREVIEW_ROWS:
            self.first.append([cell[:200] for cell in cells])
        if self.rows <= MOST_COMPARED:
            told = sorted((name, cell.strip()) for name, cell in zip(self.columns, cells, strict=False) if cell.strip())
            self.by_id[_id(self, cells)] = hash(tuple(told))


def _id(read: _Read, cells: Sequence[str]) -> str:
    first = cells[0] if cells else ""
    return first if first not in read.by_id else f"{first}\0{read.rows}"


def _read(path: Path, file: str, table: TableSchema) -> _Read:
    try:
        if path.suffix == ".xlsx":
            judge_workbook(path, file)
        elif path.suffix == ".parquet":
            judge_parquet(path, file)
        elif _is_binary(path):
            raise InvalidUpload("not_a_table", f"{file} is no text; send a table as .csv, .xlsx or .parquet")
        sheet = open_sheet(path, table, FindingCollector(table.name))
        _require_columns(sheet, file, table)
        read = _Read(sheet.columns)
        for record in sheet.records:
            _refuse_formulas(record, sheet, file)
            read.add(record)
    except Unsafe as error:
        raise InvalidUpload(error.reason, str(error)) from error
    except (TableError, OSError) as error:
        text = str(error).replace(path.name, file)
        raise InvalidUpload("not_a_table", f"{text}; nothing of it was kept") from error
    if not read.rows:
        raise InvalidUpload("no_rows", f"{file} has a header and no rows; send the table with its rows")
    return read


def _is_binary(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16, which spreadsheets write
    return head.startswith((b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")) or head.count(b"\0") > 8


def _require_columns(sheet: Sheet, file: str, table: TableSchema) -> None:
    """Refuse a header that lacks what the table must have, or that is plainly the header of another table."""
    missing = [name for name in table.required if name not in sheet.columns]
    other = max(ALL_TABLES, key=lambda each: _fitness(each, sheet))
    if not missing and _fitness(table, sheet) >= _fitness(other, sheet):
        return
    header = ", ".join(sheet.columns[:30])
    looks = (
        f"looks like the table {other.name}, so send it as that" if _fitness(other, sheet) else "is that of no table"
    )
    met = f"{file} is not the table {table.name}" + (f": it lacks {', '.join(missing)}" if missing else "")
    raise InvalidUpload("wrong_table", f"{met[:300]}; its header ({header[:300]}) {looks}")


def _fitness(table: TableSchema, sheet: Sheet) -> int:
    """How many of a table's columns a header has; 0 where it lacks one that must be there."""
    held = set(table.names) & set(sheet.columns)
    return len(held) if set(table.required) <= held else 0


def _refuse_formulas(record: Record, sheet: Sheet, file: str) -> None:
    for name, cell in zip(sheet.columns, record.cells, strict=False):
        if cell and runs_in_a_spreadsheet(cell):
            met = f"{file}, row {record.row}, column {name}: {cell[:40]!r} would run as a formula in a reader's spreadsheet"
            raise InvalidUpload("formula", f"{met}; write the value itself, or put a word before it")


def _findings(folder: Path, table: TableSchema, path: Path) -> list[FindingJson]:
    """Findings of the case with the new table: those on it, and those that it brings to others."""
    from tanlu.services.inventory.check import check, check_json

    before = {_same(row) for row in check_json(check(folder, keep_stamp=False))["findings"]}
    with tempfile.TemporaryDirectory(prefix="tanlu-shadow-") as shadow:
        _with_table(folder, Path(shadow), table, path)
        found = check_json(check(Path(shadow), keep_stamp=False))["findings"]
    return [row for row in found if row["table"] == table.name or _same(row) not in before]


def _same(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(finding[name] for name in ("code", "table", "file", "column", "message"))


def _with_table(folder: Path, shadow: Path, table: TableSchema, path: Path) -> None:
    """The case as it would be: links to its files, and the new table in place of the old."""
    old = locate_any(folder, table)
    for each in folder.iterdir():
        if each not in old and not each.name.startswith(".") and each.name != "runs":
            os.symlink(each.resolve(), shadow / each.name)
    os.symlink(path.resolve(), shadow / f"{table.name}{path.suffix}")


def locate_any(folder: Path, table: TableSchema) -> list[Path]:
    """Every file or folder that holds the table; more than one where it is there twice."""
    try:
        found = locate(folder, table.name)
    except TableError:
        forms = {table.name, *(f"{table.name}{suffix}" for suffix in (".csv", ".parquet", ".xlsx"))}
        return sorted(path for path in folder.iterdir() if path.name.lower() in forms)
    return [found] if found else []


def _would(folder: Path, table: TableSchema, new: _Read) -> dict[str, Any]:
    """What taking the table would change, row by row where both are of moderate size."""
    old_paths = locate_any(folder, table)
    would: dict[str, Any] = {"replaces": old_paths[0].name if old_paths else None, "rows_after": new.rows}
    counts = dict.fromkeys(("rows_before", "added", "removed", "changed", "same"))
    if not old_paths:
        return would | counts | {"rows_before": 0, "added": new.rows, "removed": 0, "changed": 0, "same": 0}
    try:
        sheet = open_sheet(old_paths[0], table, FindingCollector(table.name))
        old = _Read(sheet.columns)
        for record in sheet.records:
            old.add(record)
    except (TableError, OSError):
        return would | counts
    if max(old.rows, new.rows) > MOST_COMPARED:
        return would | counts | {"rows_before": old.rows}
    both = old.by_id.keys() & new.by_id.keys()
    same = sum(old.by_id[name] == new.by_id[name] for name in both)
    return would | {
        "rows_before": old.rows,
        "added": len(new.by_id) - len(both),
        "removed": len(old.by_id) - len(both),
        "changed": len(both) - same,
        "same": same,
    }
