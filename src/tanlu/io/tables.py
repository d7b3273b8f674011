"""Reading the tables of a case folder: CSV, XLSX, Parquet or a folder of Parquet parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tanlu.core.errors import QuantityError, TableError
from tanlu.core.finding import Finding
from tanlu.core.schema import TableSchema
from tanlu.io.cells import Cell, read_cell, unreadable
from tanlu.io.delimited import open_csv
from tanlu.io.finding_collector import FindingCollector
from tanlu.io.sheet import Record, Sheet

if TYPE_CHECKING:
    from tanlu.io.parquet import ParquetPart, RecordsOfPart

# pyarrow and calamine are imported where a file needs them: a case of small CSV tables should open at once.

SUFFIXES = (".csv", ".parquet", ".xlsx")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a small table, its cells read as declared.

    Parameters
    ----------
    number : int
        As an editor counts; the header is row 1.
    cells : column → value
        Every declared column, None where it is empty, absent or not readable; undeclared columns as text.
    flawed : frozenset of str
        Columns whose cell could not be read; each has an error finding.
    file : str
        Name of its file, relative to the case folder.
    """

    number: int
    cells: dict[str, Cell]
    flawed: frozenset[str] = frozenset()
    file: str = ""


@dataclass(frozen=True)
class LinesFile:
    """A big table, ready to be scanned by an engine.

    Parameters
    ----------
    paths : Parquet files
        The user's own where they can be used as they stand, else one spool.
    columns : tuple of str
        The declared columns that are there.
    row_column, flaw_column, file_column : str or None
        Of a spool: the row number, the sentence why a row cannot be used (null where it can), the file's name.
        None of the user's own Parquet, where the row is the engine's row number from 0 in the file, plus 2.
    names : path → name to show, relative to the case folder
    spooled : bool
        Whether ``paths`` is a spool: text is then trimmed, empty is null, numbers are float64, and
        ``<column>_text`` holds what could not be read as a number (each has its finding already).
    rows : int
        How many lines it holds.
    of_parts : bool
        Whether the table is a folder of parts, so that ``file_column`` differs from line to line.
    """

    paths: tuple[Path, ...]
    columns: tuple[str, ...]
    row_column: str | None
    flaw_column: str | None
    names: dict[str, str] = field(default_factory=dict[str, str])
    spooled: bool = False
    rows: int = 0
    file_column: str | None = None
    of_parts: bool = False

    def damaged(self) -> str | None:
        """The name of the first file that cannot be read to its end; None where all can."""
        from tanlu.io.parquet import reads_to_its_end

        return next((self.names[str(path)] for path in self.paths if not reads_to_its_end(path)), None)


def locate(folder: Path, name: str) -> Path | None:
    """The file or folder of parts that holds a table, or None; upper and lower case are one.

    Raises
    ------
    TableError
        The table is there twice, in two forms.
    """
    wanted = {f"{name}{suffix}".lower() for suffix in SUFFIXES}
    found = sorted(
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (path.name.lower() in wanted and path.is_file()) or (path.name.lower() == name.lower() and path.is_dir())
    )
    if len(found) > 1:
        raise TableError(
            f"the table {name} is there twice, as {found[0].name} and as {found[1].name}; keep one of them",
            found[0].name,
        )
    return found[0] if found else None


def read_rows(folder: Path, table: TableSchema, zone: str | None = None) -> tuple[list[Row], list[Finding]]:
    """The rows of a small table, and what was wrong with it; a table that is not there has no rows and no findings.

    A row that cannot be used as a whole (more cells than the header, cut off at the end of the file) is left out, with
    its error finding.

    Parameters
    ----------
    zone : the time zone in which an instant is a day; where none is given, an instant in a column of days is a finding
    """
    flaws = FindingCollector(table.name)
    try:
        path = locate(folder, table.name)
        if path is None:
            return [], []
        sheet = open_sheet(path, table, flaws)
        _check_columns(sheet.columns, path.name, table, flaws)
        rows = [_row(record, sheet.columns, table, flaws, zone) for record in sheet.records if record.flaw is None]
    except (TableError, OSError) as error:
        return [], [_refusal(error, folder, table)]
    return rows, flaws.found()


def open_lines(folder: Path, table: TableSchema, spool: Path) -> tuple[LinesFile | None, list[Finding]]:
    """A big table ready for an engine, and what was wrong with it; memory stays bounded by a batch of rows.

    Parquet whose number columns are numeric and whose other columns are text or days is used as it stands; everything
    else is streamed once into ``spool/<table>.parquet``. None where the table is not there or cannot be understood.
    Instants stay instants: those of Parquet become text in UTC that ends in ``Z``.
    """
    flaws = FindingCollector(table.name)
    try:
        path = locate(folder, table.name)
        if path is None:
            return None, []
        is_parquet = path.is_dir() or path.suffix.lower() == ".parquet"
        lines = _parquet_lines(path, table, spool, flaws) if is_parquet else _sheet_lines(path, table, spool, flaws)
    except (TableError, OSError) as error:
        return None, [_refusal(error, folder, table)]
    if lines.rows == 0:
        message = f"{path.name} has a header and no rows"
        flaws.add(Finding("empty_table", "note", message, "add its rows, or remove the file", file=path.name))
    return lines, flaws.found()


# ---------------------------------------------------------------- opening


def open_sheet(path: Path, table: TableSchema, flaws: FindingCollector) -> Sheet:
    """The sheet of a table's file or folder of parts, whatever its form.

    Raises
    ------
    TableError
        It cannot be understood.
    """
    if path.is_file() and path.suffix.lower() == ".csv":
        return open_csv(path, path.name, table, flaws)
    if path.is_file() and path.suffix.lower() == ".xlsx":
        from tanlu.io.xlsx import open_workbook

        return open_workbook(path, path.name, table, flaws)
    from tanlu.io.parquet import open_parts, parquet_sheet

    parts = open_parts(path, path.name)
    _tell_incomplete_parts(parts, table, flaws)
    return parquet_sheet(parts, path.name, table)


def _parquet_lines(path: Path, table: TableSchema, spool: Path, flaws: FindingCollector) -> LinesFile:
    from tanlu.io.parquet import columns_of, open_parts, read_batches, usable_directly

    parts = open_parts(path, path.name)
    present = _check_columns(columns_of(parts), path.name, table, flaws)
    _tell_incomplete_parts(parts, table, flaws)
    if not usable_directly(parts, table):
        spooled = _spooled(read_batches(parts, table), present, path.name, table, spool, flaws)
        return replace(spooled, of_parts=path.is_dir())
    names = {str(part.path): part.file for part in parts}
    rows = sum(part.rows for part in parts)
    return LinesFile(tuple(part.path for part in parts), present, None, None, names, rows=rows)


def _sheet_lines(path: Path, table: TableSchema, spool: Path, flaws: FindingCollector) -> LinesFile:
    from tanlu.io.spool import batches_of

    sheet = open_sheet(path, table, flaws)
    present = _check_columns(sheet.columns, path.name, table, flaws)
    return _spooled(batches_of(sheet, present), present, path.name, table, spool, flaws)


def _spooled(
    batches: Iterator[RecordsOfPart],
    columns: tuple[str, ...],
    name: str,
    table: TableSchema,
    spool: Path,
    flaws: FindingCollector,
) -> LinesFile:
    from tanlu.io.spool import write_spool

    target = spool / f"{table.name}.parquet"
    rows = write_spool(target, batches, columns, table, flaws)
    return LinesFile(
        (target,), columns, "row", "flaw", {str(target): name}, spooled=True, rows=rows, file_column="file"
    )


# ---------------------------------------------------------------- judging the header


class _MissingColumns(TableError):
    """A table lacks columns that it must have; ``column`` is the first."""

    column: str | None = None


def _check_columns(columns: tuple[str, ...], file: str, table: TableSchema, flaws: FindingCollector) -> tuple[str, ...]:
    """The declared columns that are there; those that are not declared are told."""
    missing = [name for name in table.required if name not in columns]
    if missing:
        header = ", ".join(columns[:30])
        error = _MissingColumns(
            f"{file} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; its header reads {header}"
        )
        error.column = missing[0]
        raise error
    for name in columns:
        if name not in table.names:
            mend = "remove the column, or rename it to one that the table has"
            flaws.add(
                Finding("unused_column", "note", f"{file}: column {name} is not used", mend, file=file, column=name)
            )
    return tuple(name for name in table.names if name in columns)


def _tell_incomplete_parts(parts: list[ParquetPart], table: TableSchema, flaws: FindingCollector) -> None:
    """Parts that lack a column which other parts have: its cells read as empty."""
    everywhere = {name for part in parts for name in part.columns}
    for part in parts:
        for name in table.required:
            if name in everywhere and name not in part.columns:
                message = f"{part.file} lacks the column {name} that other parts have; its cells count as empty"
                mend = f"write the part again with the column {name}"
                flaws.add(Finding("missing_column", "error", message, mend, file=part.file, column=name))


def _refusal(error: TableError | OSError, folder: Path, table: TableSchema) -> Finding:
    """The one finding for a table that cannot be understood."""
    if isinstance(error, OSError):
        error = TableError(f"the table {table.name} cannot be opened ({error.strerror}); check the file and its rights")
    met, _, mend = str(error).partition("; ")
    if isinstance(error, _MissingColumns):
        mend = f"add {met.partition(' lacks ')[2]} to the header row ({mend})"
    code = "missing_column" if isinstance(error, _MissingColumns) else "unreadable_table"
    column = error.column if isinstance(error, _MissingColumns) else None
    file = error.file or _file_of(folder, table)
    return Finding(code, "error", f"table {table.name}: {met}", mend, table.name, file, column=column)


def _file_of(folder: Path, table: TableSchema) -> str | None:
    try:
        path = locate(folder, table.name)
    except (TableError, OSError):
        return None
    return path.name if path else None


# ---------------------------------------------------------------- reading small tables


def _row(
    record: Record, columns: tuple[str, ...], table: TableSchema, flaws: FindingCollector, zone: str | None
) -> Row:
    cells: dict[str, Cell] = dict.fromkeys(table.names)
    flawed: set[str] = set()
    for name, text in zip(columns, record.cells, strict=True):
        if name not in table.names:
            cells[name] = (text or "").strip() or None
            continue
        try:
            cells[name] = read_cell(text, table.column(name), zone)
        except QuantityError:
            flawed.add(name)
            flaws.add(unreadable(text or "", table.column(name), file=record.file, row=record.row))
    return Row(record.row, cells, frozenset(flawed), record.file)
