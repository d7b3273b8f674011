"""Records of delimited text by Python's csv module, and what to do when a quote that nobody closed swallows rows."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

QUOTE = '"'


class Raw(NamedTuple):
    """One record: the row it starts on, its cells, its text, and whether a quote in it was left open."""

    row: int
    cells: list[str]
    lines: list[str]
    open_quote: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether the text ends without a line end; only a file's last record can."""
        return not self.lines[-1].endswith(("\n", "\r"))


class _Lines:
    """Lines of a text, of which those of the current record are kept so that they can be read again."""

    def __init__(self, stream: Iterable[str]) -> None:
        self.taken: list[str] = []
        self._again: deque[str] = deque()
        self._stream = iter(stream)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(line)
        return line

    def turn(self) -> list[str]:
        """The lines of the record just read; the next record begins."""
        taken, self.taken = self.taken, []
        return taken

    def put_back(self, lines: list[str]) -> None:
        """Have lines read again, before the rest."""
        self._again.extendleft(reversed(lines))


def read_raw(stream: Iterable[str], separator: str) -> Iterator[Raw]:
    """Records in order; a quote left open is told (``open_quote``) and the rows behind it are read on their own.

    A quote counts as left open when csv finds no lawful end for it, or when the lines it holds look like rows
    themselves: they split into as many cells as the first record.
    """
    lines = _Lines(stream)
    row, width, more = 1, 0, True
    while more:
        more = False
        try:
            for cells in csv.reader(lines, delimiter=separator, strict=True):
                taken = lines.turn()
                if len(taken) > 1 and _swallows_rows(cells, taken, separator, width):
                    lines.taken = taken
                    more = True
                    break
                width = width or len(cells)
                yield Raw(row, cells, taken)
                row += len(taken)
        except csv.Error:
            more = True
        if more:
            yield _first_line(lines, row, separator)
            row += 1


def _swallows_rows(cells: list[str], taken: list[str], separator: str, width: int) -> bool:
    if width < 3:
        return False
    # The last line also ends the record: it looks like a row when the long cell is the record's first.
    inner = taken[1:-1] if "\n" in cells[0] or "\r" in cells[0] else taken[1:]
    return any(len(split(line, separator)) == width for line in inner)


def _first_line(lines: _Lines, row: int, separator: str) -> Raw:
    """The first line of a record that csv could not end, by itself; the others are put back."""
    line, *rest = lines.turn()
    lines.put_back(rest)
    if line.count(QUOTE) % 2 == 0:
        return Raw(row, split(line, separator), [line])
    bare = [cell.removeprefix(QUOTE) for cell in _cells(line, separator, csv.QUOTE_NONE)]
    return Raw(row, bare, [line], open_quote=True)


def split(line: str, separator: str) -> list[str]:
    """The cells of one line by a separator, forgiving stray quotes."""
    if len(line) > csv.field_size_limit():
        return [cell.removeprefix(QUOTE) for cell in line.rstrip("\r\n").split(separator)]
    return _cells(line, separator, csv.QUOTE_MINIMAL)


def _cells(line: str, separator: str, quoting: Literal[0, 3]) -> list[str]:
    if len(line) > csv.field_size_limit():
        return line.rstrip("\r\n").split(separator)
    return next(csv.reader([line], delimiter=separator, quoting=quoting), [])
