"""The report as a workbook that recomputes: from lines through factors and instruments to sites, categories and totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from tanlu.report.blocks import Paragraph, Table, Text
from tanlu.report.disclosures import Data
from tanlu.report.sections import sections, title
from tanlu.report.translations import LANGUAGES, Lang, Words
from tanlu.report.workbook.line_sheets import MOST_ROWS, write_factors, write_lines, write_market
from tanlu.report.workbook.rows import Cover, LineRow, Price
from tanlu.report.workbook.sheets import Book, SheetWriter
from tanlu.report.workbook.total_sheets import write_sites, write_totals

TOLD = ("boundary", "method", "change", "base_year", "accounts", "quality", "findings", "index")
"""Parts that a workbook tells as the page does, each on a sheet of its own."""


@dataclass(frozen=True)
class Opened:
    """What stands behind the figures.

    Parameters
    ----------
    rows : of the sheet Lines, in order
    stated : metric → tCO2e and source of figures that count as published
    summed : whether rows are sums by site, month and factor because there are too many lines
    """

    rows: Iterable[LineRow]
    prices: Sequence[Price]
    covers: Sequence[Cover]
    stated: Mapping[str, tuple[float, str]] = field(default_factory=dict[str, "tuple[float, str]"])
    summed: bool = False


def write_workbook(
    data: Data, opened: Opened, path: Path, lang: Literal["zh", "en", "both"], *, rows_per_sheet: int = MOST_ROWS
) -> None:
    """Write the workbook; every figure is a formula, with its value kept beside for readers that do not recompute."""
    chosen: tuple[Lang, ...] = LANGUAGES if lang == "both" else (lang,)
    told = [Words(each) for each in chosen]
    with Book(path, told, created=datetime.fromisoformat(data["period"]["end"])) as book:
        cover, totals, sites = book.sheet("Report"), book.sheet("Totals"), book.sheet("Sites")
        market, factors = book.sheet("Market"), book.sheet("Factors")
        places = _places(data, opened)
        prices = {price.price: number for number, price in enumerate(opened.prices, start=1)}
        lines = write_lines(book, opened.rows, opened.prices, prices, places, rows_per_sheet=rows_per_sheet)
        used = write_factors(factors, opened.prices, lines)
        covered = write_market(market, opened.covers, opened.prices, prices, places, lines)
        write_totals(totals, opened.stated, lines, covered, used)
        write_sites(sites, data, places, lines, covered)
        for name in TOLD:
            _tell(book.sheet(name.replace("_", " ").capitalize()), name, data, told)
        _cover(cover, data, told, opened.summed, len(lines.sheets))


def _places(data: Data, opened: Opened) -> dict[str, int]:
    """A number for every site: names that a spreadsheet takes for equal stay apart."""
    names = {site["site"] for site in data["boundary"]["sites"]} | {row["site"] for row in data["sites"]}
    names |= {cover.site for cover in opened.covers}
    return {name: number for number, name in enumerate(sorted(names), start=1)}


def _cover(sheet: SheetWriter, data: Data, told: Sequence[Words], summed: bool, line_sheets: int) -> None:
    sheet.widths(110)
    for words in told:
        period, day = data["period"], data["as_of"]
        sheet.line(title(data, words), style="title")
        sheet.line(words("subtitle", start=words.day(period["start"]), end=words.day(period["end"])))
        sheet.line(words("known_all") if day is None else words("known", day=words.day(day)))
        for name in ("book_how", "book_lines", "book_market", "book_stated", "book_sums"):
            sheet.line(words(name))
        sheet.line(words("book_summed" if summed else "book_each"))
        if line_sheets > 1:
            sheet.line(words("book_sheets", count=line_sheets))
        sheet.line(words("made_by", version=data["method"]["tanlu"], run=data["run"]))
        sheet.skip()


def _tell(sheet: SheetWriter, name: str, data: Data, told: Sequence[Words]) -> None:
    sheet.widths(28, 34, 34, 34, 34, 20, 20, 34)
    for words in told:
        (section,) = (each for each in sections(data, words, only=name))
        sheet.line(section.title, style="title")
        for block in section.blocks:
            if isinstance(block, Paragraph):
                sheet.line(block.text)
            elif isinstance(block, Table):
                sheet.line(block.caption, style="head")
                sheet.texts(block.head, style="head")
                for row in block.rows:
                    sheet.texts([cell.text if isinstance(cell, Text) else cell for cell in row])
        sheet.skip()
