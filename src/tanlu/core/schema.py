"""Declared tables: which columns a table has, which it must have, and what each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "date", "integer", "day"]


@dataclass(frozen=True, slots=True)
class ColumnSchema:
    """One column of a declared table.

    Parameters
    ----------
    name : str
        Header, English, lower case.
    required : bool
        A table without it is a finding that names it.
    kind : "text", "number", "date", "integer" or "day"
        How a cell is read when a table is read; "day" is text that may name a day, which whoever uses it understands.
    unit : str
        Unit of a number column, empty where a neighbouring column names it or it has none.
    """

    name: str
    required: bool = False
    kind: Kind = "text"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table of the case folder: its name and its columns."""

    name: str
    columns: tuple[ColumnSchema, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all declared columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnSchema:
        """The declared column of that name; KeyError where it is not declared."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def table(
    name: str,
    *,
    required: str,
    optional: str = "",
    numbers: str = "",
    dates: str = "",
    integers: str = "",
    days: str = "",
) -> TableSchema:
    """A table from space-separated column names; those in ``numbers``, ``dates``, ``integers``, ``days`` are of that kind.

    Examples
    --------
    >>> table("deflators", required="currency year index source", numbers="index", integers="year").required
    ('currency', 'year', 'index', 'source')
    """
    kinds: dict[str, Kind] = {}
    kinds |= dict.fromkeys(numbers.split(), "number")
    kinds |= dict.fromkeys(dates.split(), "date")
    kinds |= dict.fromkeys(integers.split(), "integer")
    kinds |= dict.fromkeys(days.split(), "day")
    must = [ColumnSchema(column, True, kinds.get(column, "text")) for column in required.split()]
    may = [ColumnSchema(column, False, kinds.get(column, "text")) for column in optional.split()]
    return TableSchema(name, (*must, *may))
