"""One cell: its text, and what its declared column reads in it, a number, a day, a whole number or trimmed text."""

from __future__ import annotations

from datetime import date, datetime

from tanlu.core.errors import NotANumber
from tanlu.core.finding import Finding
from tanlu.core.period import day_in, parse_date
from tanlu.core.schema import ColumnSchema
from tanlu.core.units import parse_number

_EXACT = 2.0**53
"""Beyond it a float no longer tells neighbouring whole numbers apart."""

Cell = str | float | int | date | None

_NUMBER = ("not_a_number", "is not one number", "write digits with a point for decimals, as in 1234.5")
_INTEGER = ("not_an_integer", "is not a whole number", "write digits only, as in 2023")
_DATE = ("not_a_date", "is not a day of the calendar", "write it as YYYY-MM-DD")
_WORDS = {"number": _NUMBER, "integer": _INTEGER, "date": _DATE}


def read_cell(text: str | None, column: ColumnSchema, zone: str | None = None) -> Cell:
    """The value of a cell; None where it is empty.

    Parameters
    ----------
    zone : str or None
        The time zone in which an instant is a day; where none is given, an instant is no day.

    Raises
    ------
    QuantityError
        The text does not read as the column's kind.

    Examples
    --------
    >>> read_cell(" 1,234.5 ", ColumnSchema("quantity", kind="number")), read_cell("２０２３", ColumnSchema("year", kind="integer"))
    (1234.5, 2023)
    """
    plain = text.strip() if text else ""
    if not plain:
        return None
    if column.kind == "number":
        return read_number(plain)
    if column.kind in ("date", "day") and zone is not None:
        plain = day_in(zone, plain)
    if column.kind == "date":
        return parse_date(plain)
    return _whole(plain) if column.kind == "integer" else plain


def read_number(plain: str) -> float:
    """A number from trimmed text; the plain digits that most cells hold take the short way."""
    if plain.isascii() and plain.replace(".", "", 1).removeprefix("-").isdigit():
        return float(plain) if len(plain) < 300 else parse_number(plain)
    return parse_number(plain)


def _whole(plain: str) -> int:
    number = parse_number(plain)
    if not number.is_integer() or abs(number) > _EXACT:
        raise NotANumber(f"{plain[:40]!r} is not a whole number; write digits only, as in 2023")
    return int(number)


def unreadable(text: str, column: ColumnSchema, *, file: str, row: int) -> Finding:
    """The finding for a cell that its column cannot read."""
    code, what, mend = _WORDS[column.kind]
    shown = text.strip()[:40]
    message = f"{file}, row {row}, column {column.name}: {shown!r} {what}"
    return Finding(code, "error", message, mend, file=file, row=row, column=column.name, cause="unreadable")


def cell_text(cell: object) -> str:
    """A typed cell as a person would write it: ISO dates, whole numbers without a point, nothing as "".

    Examples
    --------
    >>> cell_text(45.0), cell_text(0.1), cell_text(datetime(2023, 1, 2)), cell_text(None)
    ('45', '0.1', '2023-01-02', '')
    """
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell).strip()
