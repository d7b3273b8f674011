"""Delimited text as a sheet: separators, rows that do not fit their header, files that were cut, stray quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tanlu.core.errors import TableError
from tanlu.core.finding import Finding, Severity
from tanlu.core.schema import TableSchema
from tanlu.io.csv_records import QUOTE, Raw, read_raw, split
from tanlu.io.encoding import Encoding, find_encoding, open_text
from tanlu.io.finding_collector import FindingCollector
from tanlu.io.sheet import Record, Sheet, header_names, is_blank

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "，": "full-width comma"}


def open_csv(path: Path, file: str, table: TableSchema, flaws: FindingCollector) -> Sheet:
    """The sheet of a delimited text file; what was tolerated on the way is added to ``flaws``.

    Raises
    ------
    TableError
        The file is empty or its header cannot be used.
    """
    encoding = find_encoding(path)
    _tell_encoding(encoding, file, flaws)
    separator = _separator(path, encoding, file, table)
    with open_text(path, encoding) as stream:
        header = next((raw.cells for raw in read_raw(stream, separator) if not is_blank(raw.cells)), [])
    columns = header_names(header, file=file)
    rows = _Rows(file, separator, columns, len(header), table, flaws)
    return Sheet(file, columns, _records(path, encoding, rows))


def _records(path: Path, encoding: Encoding, rows: _Rows) -> Iterator[Record]:
    with open_text(path, encoding) as stream:
        header_passed = False
        for raw in read_raw(stream, rows.separator):
            cells = raw.cells
            if not cells or ((not cells[0] or cells[0].isspace()) and is_blank(cells)):
                continue
            if not header_passed:
                header_passed = True
            elif len(cells) == rows.width and not raw.open_quote:
                yield Record(raw.row, cells, None, rows.file)
            else:
                yield rows.mended(raw)


def _tell_encoding(encoding: Encoding, file: str, flaws: FindingCollector) -> None:
    if encoding.first_bad_row is not None:
        codec = encoding.codec.upper()
        message = f"{file}, row {encoding.first_bad_row}: some bytes are no characters of {codec} and read as �"
        mend = "save the file again as UTF-8 from the programme that wrote it"
        flaws.add(Finding("bad_bytes", "warning", message, mend, file=file, row=encoding.first_bad_row))
    elif not encoding.is_unicode:
        message = f"{file} is not UTF-8 and was read as {encoding.codec.upper()}"
        flaws.add(Finding("encoding", "note", message, "save it as UTF-8, so that nobody has to guess", file=file))


def _separator(path: Path, encoding: Encoding, file: str, table: TableSchema) -> str:
    """The separator by which the header names the most declared columns, then the most columns."""
    with open_text(path, encoding) as stream:
        line = next((line for line in stream if line.strip(" \t\r\n\0\ufeff,;|")), None)
    if line is None:
        raise TableError(f"{file} is empty; write a header row with the columns {', '.join(table.required)}")

    def fitness(separator: str) -> tuple[int, int]:
        names = {cell.strip(' "\ufeff\0\r\n').lower() for cell in split(line, separator)}
        return len(names & set(table.names)), len(names)

    return max(SEPARATORS, key=fitness)


_HEAD_OF_NUMBER = re.compile(r"[+-]?\d{1,3}")
_TAIL_OF_NUMBER = re.compile(r"\d{3}(\.\d+)?")


@dataclass(frozen=True)
class _Rows:
    """How the rows of one file are fitted to its header.

    ``header_width`` also counts the unnamed columns at the right end that spreadsheets write. Other empty cells at the
    end are not forgiven: where a number was split by its thousand separator they would hide that all cells behind it
    have moved.
    """

    file: str
    separator: str
    columns: tuple[str, ...]
    header_width: int
    table: TableSchema
    flaws: FindingCollector

    @cached_property
    def width(self) -> int:
        """How many columns are named."""
        return len(self.columns)

    @cached_property
    def required(self) -> tuple[int, ...]:
        """Places of the columns that must be filled."""
        return tuple(place for place, name in enumerate(self.columns) if name in self.table.required)

    def mended(self, raw: Raw) -> Record:
        """A record that does not fit as it stands: understood, filled up, or flawed with its reason."""
        if raw.open_quote:
            message = f"{self.file}, row {raw.row}: a quote opens and nothing closes it"
            mend = 'close the quote, or write "" for a quote inside a cell'
            before = raw.lines[0].partition(QUOTE)[0].count(self.separator)
            column = self.columns[min(before, self.width - 1)]
            self._tell("open_quote", "error", raw.row, message, mend, column=column)
        cells = self._other_separator(raw) or raw.cells
        if len(cells) == self.header_width and is_blank(cells[self.width :]):
            cells = cells[: self.width]
        if len(cells) > self.width:
            return self._too_long(raw.row, cells)
        if raw.is_cut and (len(cells) < self.width or raw.open_quote):
            return self._cut(raw.row, cells)
        return self._filled(raw.row, cells)

    def _other_separator(self, raw: Raw) -> list[str] | None:
        if len(raw.lines) > 1 or len(raw.cells) == self.width:
            return None
        for other in SEPARATORS:
            if other != self.separator and len(cells := split(raw.lines[0], other)) == self.width > 1:
                message = (
                    f"{self.file}, row {raw.row} is separated by a {SEPARATORS[other]}, "
                    f"its header by a {SEPARATORS[self.separator]}; the row was understood"
                )
                mend = f"separate every row by a {SEPARATORS[self.separator]}"
                self._tell("mixed_separators", "note", raw.row, message, mend, cause=other)
                return cells
        return None

    def _too_long(self, row: int, cells: list[str]) -> Record:
        flaw = f"the row has {len(cells)} cells where the header has {self.width}"
        mend = f"put the cell that holds a {SEPARATORS[self.separator]} in quotes"
        column, why = self.columns[-1], ""
        if place := self._split_number(cells):
            column, number = self.columns[place - 1], self.separator.join(cells[place - 1 : place + 1])
            why = f"; {number} in column {column} looks like one number that its thousand separator cut in two"
            mend = f'write it without the separator, or in quotes: "{number}"'
        message = f"{self.file}, row {row}: {flaw}{why}"
        self._tell("extra_cells", "error", row, message, mend, cause=f"{len(cells)} cells", column=column)
        return Record(row, cells[: self.width], flaw, self.file)

    def _split_number(self, cells: list[str]) -> int:
        """The place behind a number that was split at its thousand separator, 0 where none is."""
        for place, name in enumerate(self.columns, start=1):
            if name in self.table.names and self.table.column(name).kind == "number":
                head, tail = cells[place - 1].strip(), cells[place].strip()
                if _HEAD_OF_NUMBER.fullmatch(head) and _TAIL_OF_NUMBER.fullmatch(tail):
                    return place
        return 0

    def _cut(self, row: int, cells: list[str]) -> Record:
        flaw = "the file ends in the middle of this row"
        mend = "export or copy the file again; rows behind this one may be missing"
        column = self.columns[min(max(len(cells), 1), self.width) - 1]
        self._tell("cut_file", "error", row, f"{self.file}, row {row}, column {column}: {flaw}", mend, column=column)
        return Record(row, self._padded(cells), flaw, self.file)

    def _filled(self, row: int, cells: list[str]) -> Record:
        if any(place >= len(cells) for place in self.required):
            message = f"{self.file}, row {row} has {len(cells)} of {self.width} cells; the missing ones count as empty"
            self._tell("short_row", "warning", row, message, "fill the row up to the last column", cause="short")
        return Record(row, self._padded(cells), None, self.file)

    def _padded(self, cells: list[str]) -> list[str]:
        return [*cells, *[""] * (self.width - len(cells))]

    def _tell(
        self,
        code: str,
        severity: Severity,
        row: int,
        message: str,
        mend: str,
        cause: str = "same",
        column: str | None = None,
    ) -> None:
        self.flaws.add(Finding(code, severity, message, mend, file=self.file, row=row, column=column, cause=cause))
