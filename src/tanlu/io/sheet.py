"""A sheet as every file format gives it: header names, then numbered records of text cells."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tanlu.core.errors import TableError


class Record(NamedTuple):
    """One row below the header that holds anything.

    ``row`` counts as an editor does (the header is row 1), ``cells`` has one text a column, and ``flaw`` is None or a
    sentence that says why the whole row cannot be used.
    """

    row: int
    cells: Sequence[str | None]
    flaw: str | None = None
    file: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table as it stands in its file; ``records`` can be walked once."""

    file: str
    columns: tuple[str, ...]
    records: Iterator[Record]


def header_names(cells: Sequence[str], *, file: str) -> tuple[str, ...]:
    """Column names as we compare them: NFKC, trimmed, lower case; unnamed columns at the right end are dropped.

    Raises
    ------
    TableError
        Nothing is named, or two columns have one name.

    Examples
    --------
    >>> header_names(["Line ", "ＳＩＴＥ", "", "kWh", ""], file="activities.csv")
    ('line', 'site', 'column 3', 'kwh')
    """
    names = [_plain(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableError(f"{file} has no header; write the names of the columns in its first row")
    named = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    twice = sorted(name for name, count in Counter(named).items() if count > 1)
    if twice:
        raise TableError(f"{file} names the column {twice[0]} twice; keep one of them or rename the other")
    return tuple(named)


def _plain(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).replace("\ufeff", "").replace("\0", "").lower().split())


def is_blank(cells: Sequence[str | None]) -> bool:
    """Whether no cell holds anything but spaces: such a row is no line."""
    return not any(cell and not cell.isspace() for cell in cells)
