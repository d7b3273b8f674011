"""A worksheet of an XLSX file as a sheet of text cells; merged cells and sheets left unread are told."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook

from tanlu.core.errors import TableError
from tanlu.core.finding import Finding
from tanlu.core.schema import TableSchema
from tanlu.io.cells import cell_text
from tanlu.io.finding_collector import FindingCollector
from tanlu.io.sheet import Record, Sheet, header_names, is_blank

Corner = tuple[int, int]


def open_workbook(path: Path, file: str, table: TableSchema, flaws: FindingCollector) -> Sheet:
    """The sheet named like the table, else the first; its cells as text.

    Raises
    ------
    TableError
        The file is no workbook, or its header cannot be used.
    """
    with _understood(file):
        sheet = _worksheet(path, file, table, flaws)
        merged = sheet.merged_cell_ranges or []
    filled = _filled_rows(sheet, file)
    first = next(filled, None)
    if first is None:
        raise TableError(f"{file} is empty; write a header row with the columns {', '.join(table.required)}")
    columns = header_names(first[1], file=file)
    _tell_merged(merged, file, flaws)
    return Sheet(file, columns, _records(filled, len(columns), file, flaws))


@contextmanager
def _understood(file: str) -> Generator[None, None, None]:
    broken = TableError(f"{file} cannot be read as a workbook; save it again as .xlsx, or as .csv in UTF-8")
    try:
        yield
    except Exception as error:  # calamine has a kind for each layer of the container; all mean the same here
        raise broken from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the parser gave up on a malformed part of the file
            raise broken from None
        raise


def _worksheet(path: Path, file: str, table: TableSchema, flaws: FindingCollector) -> CalamineSheet:
    with path.open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        names = book.sheet_names
        chosen = next((name for name in names if name.strip().lower() == table.name), names[0])
        _tell_others([name for name in names if name != chosen], chosen, file, flaws)
        return book.get_sheet_by_name(chosen)


def _filled_rows(sheet: CalamineSheet, file: str) -> Iterator[tuple[int, list[str]]]:
    with _understood(file):
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [cell_text(cell) for cell in cells]
            if not is_blank(texts):
                yield number, texts


def _records(rows: Iterator[tuple[int, list[str]]], width: int, file: str, flaws: FindingCollector) -> Iterator[Record]:
    for row, cells in rows:
        flaw = None
        if not is_blank(cells[width:]):
            flaw = f"the row has cells to the right of the last named column ({width})"
            mend = "name the column in the header row, or clear the cells"
            message = f"{file}, row {row}: {flaw}"
            place = next(place for place, cell in enumerate(cells) if place >= width and cell.strip())
            flaws.add(
                Finding(
                    "extra_cells", "error", message, mend, file=file, row=row, column=_letters(place), cause="unnamed"
                )
            )
        yield Record(row, [*cells[:width], *[""] * (width - len(cells))], flaw, file)


def _tell_others(others: list[str], chosen: str, file: str, flaws: FindingCollector) -> None:
    if others:
        message = f"{file}: the sheet {chosen} was read; {', '.join(others[:5])} was not"
        mend = "move what belongs to the table to that sheet, or delete the others"
        flaws.add(Finding("other_sheets", "note", message, mend, file=file))


def _tell_merged(ranges: list[tuple[Corner, Corner]], file: str, flaws: FindingCollector) -> None:
    for (top, left), (bottom, right) in ranges:
        name = f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"
        message = f"{file}: the cells {name} are merged; only the first holds the value, the others read as empty"
        mend = f"unmerge {name} and write the value into each cell it is meant for"
        flaws.add(Finding("merged_cells", "warning", message, mend, file=file, row=top + 1, cause=name))


def _letters(column: int) -> str:
    """The name of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
