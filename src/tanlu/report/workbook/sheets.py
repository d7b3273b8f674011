"""Sheets of a workbook: text that never runs, numbers, and formulas with their values beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tanlu.report.render.characters import drawable
from tanlu.report.translations import Words

LONGEST_CELL = 32_000
"""A spreadsheet cell holds 32,767 characters."""


class Book:
    """A workbook being written; the same input gives the same bytes."""

    def __init__(self, path: Path, told: Sequence[Words], *, created: datetime) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.told = told
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": created, "author": "tanlu", "title": "tanlu 碳路"})
        self._book.set_calc_mode("auto")
        self.styles: dict[str, Any] = {
            "": None,
            "title": self._book.add_format({"bold": True, "font_size": 14, "font_color": "#0b6e4f"}),
            "head": self._book.add_format({"bold": True, "bg_color": "#f3f7f5", "bottom": 1, "text_wrap": True}),
            "total": self._book.add_format({"bold": True, "num_format": "#,##0.0", "top": 1}),
            "tonnes": self._book.add_format({"num_format": "#,##0.0"}),
            "kilograms": self._book.add_format({"num_format": "#,##0.000"}),
        }

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def sheet(self, name: str) -> SheetWriter:
        """A new sheet behind the others."""
        return SheetWriter(name, self._book.add_worksheet(name), self)

    def names(self, key: str, **values: Any) -> str:
        """A heading in each language of the workbook."""
        return " / ".join(words(key, **values) for words in self.told)

    def text(self, row: Mapping[str, Any], key: str) -> str:
        """A text of an answer in each language of the workbook; once where it is the same in both."""
        return " / ".join(dict.fromkeys(words.of(row, key).text for words in self.told))


class SheetWriter:
    """One sheet, written row by row from the top."""

    def __init__(self, name: str, sheet: Any, book: Book) -> None:
        self.name = name
        self.book = book
        self.row = 0
        self._sheet = sheet

    def widths(self, *characters: float) -> None:
        """Widths of the columns from the first."""
        for column, width in enumerate(characters):
            self._sheet.set_column(column, column, width)

    def freeze(self) -> None:
        """Everything above the next row stays in sight."""
        self._sheet.freeze_panes(self.row, 0)

    def skip(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def line(self, text: str, *, style: str = "") -> None:
        """One text in a row of its own."""
        self.texts([text], style=style)

    def head(self, *keys: str) -> None:
        """Headings by their names in the catalogue."""
        self.texts([self.book.names(key) for key in keys], style="head")

    def texts(self, texts: Sequence[str], *, style: str = "") -> None:
        """A row of texts."""
        for column, text in enumerate(texts):
            self.text(column, text, style)
        self.row += 1

    def text(self, column: int, text: str, style: str = "") -> None:
        """A text as text: a sign of equality at its head runs nothing."""
        if text:
            self._sheet.write_string(self.row, column, drawable(text[:LONGEST_CELL]), self.book.styles[style])

    def number(self, column: int, value: float | None, style: str = "") -> None:
        """A number; what is not known leaves the cell empty."""
        if value is not None:
            self._sheet.write_number(self.row, column, value, self.book.styles[style])

    def formula(self, column: int, formula: str, value: float | str | None, style: str = "") -> None:
        """A formula, and what it comes to."""
        self._sheet.write_formula(self.row, column, formula, self.book.styles[style], "" if value is None else value)


def span(sheet: str, column: str, first: int, last: int) -> str:
    """The address of a column's cells, rows as a person counts them.

    Examples
    --------
    >>> span("Lines 2", "B", 5, 9)
    "'Lines 2'!$B$5:$B$9"
    """
    return f"'{sheet}'!${column}${first}:${column}${last}"
