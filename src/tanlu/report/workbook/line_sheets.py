"""The sheets below the totals: lines, the factors that price them, and what covers purchased electricity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tanlu.report.workbook.rows import Cover, LineRow, Price
from tanlu.report.workbook.sheets import Book, SheetWriter, span

MOST_ROWS = 1_000_000
"""Rows of lines on one sheet; a spreadsheet holds 1,048,576."""
FIRST = 4
"""The first row below the headings, as a person counts."""
HEADS = (
    "line", "site_number", "site", "start", "end", "month", "activity", "line_status", "lines_head", "quantity", "unit",
    "conversion", "day_share", "weight", "price_number", "factor", "kgco2e_per_unit", "quantity_inside", "kgco2e",
    "scope", "category_head", "view", "kwh_per_unit", "kwh",
)  # fmt: skip
SITE, PRICE, INSIDE, KG, SCOPE, CATEGORY, VIEW, KWH = "B", "O", "R", "S", "T", "U", "V", "X"


@dataclass
class WrittenLines:
    """Where lines stand, and what their formulas come to.

    Parameters
    ----------
    sheets : (name, last row) of each sheet of lines
    kgco2e : (site, scope, category, view) → kg
    used : (price, view) → quantity inside, in the factor's unit
    kwh : site → purchased electricity inside
    """

    sheets: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    kgco2e: dict[tuple[str, str, int | None, str], float] = field(default_factory=lambda: defaultdict(float))
    used: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    kwh: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def sums(self, column: str, *asked: tuple[str, str]) -> str:
        """The formula of a sum over every sheet of lines, under conditions (column, criterion)."""
        return "+".join(self._over("SUMIFS", name, last, column, asked) for name, last in self.sheets)

    def counts(self, *asked: tuple[str, str]) -> str:
        """The formula of how many rows meet the conditions."""
        return "+".join(self._over("COUNTIFS", name, last, "", asked) for name, last in self.sheets)

    def _over(self, function: str, name: str, last: int, column: str, asked: Sequence[tuple[str, str]]) -> str:
        parts = [span(name, column, FIRST, last)] if column else []
        for where, criterion in asked:
            parts += [span(name, where, FIRST, last), criterion]
        return f"{function}({','.join(parts)})"

    def kilograms(
        self, *, scope: str, views: Sequence[str], category: int | None = None, site: str = ""
    ) -> list[float]:
        """What rows of a scope come to; empty where there is none."""
        return [
            kg
            for (place, at, number, view), kg in self.kgco2e.items()
            if at == scope and view in views and category in (None, number) and site in ("", place)
        ]


def write_lines(
    book: Book,
    rows: Iterable[LineRow],
    prices: Sequence[Price],
    numbers: Mapping[str, int],
    places: Mapping[str, int],
    *,
    rows_per_sheet: int = MOST_ROWS,
) -> WrittenLines:
    """Every row: its quantity in the factor's unit and inside the boundary, times the factor it points to."""
    written = WrittenLines()
    values = {price.price: price.kgco2e for price in prices}
    last_factor = FIRST + max(len(prices), 1) - 1
    sheet: SheetWriter | None = None
    for row in rows:
        if sheet is None or sheet.row - FIRST + 1 >= rows_per_sheet:
            sheet = _new_sheet(book, written)
        _write_row(sheet, row, numbers, places, values, last_factor)
        written.sheets[-1] = (sheet.name, sheet.row)
        _note(written, row)
    if sheet is None:
        _new_sheet(book, written)
    return written


def _new_sheet(book: Book, written: WrittenLines) -> SheetWriter:
    number = len(written.sheets) + 1
    sheet = book.sheet("Lines" if number == 1 else f"Lines {number}")
    sheet.widths(18, 6, 18, 11, 11, 9, 24, 12, 8, 14, 10, 12, 10, 8, 6, 26, 14, 16, 16, 7, 9, 10, 12, 14)
    sheet.line(book.names("sheet_lines"), style="title")
    sheet.line(book.names("sheet_lines_note"))
    sheet.head(*HEADS)
    sheet.freeze()
    written.sheets.append((sheet.name, FIRST))
    return sheet


def _write_row(
    sheet: SheetWriter,
    row: LineRow,
    numbers: Mapping[str, int],
    places: Mapping[str, int],
    values: Mapping[str, float],
    last_factor: int,
) -> None:
    at = sheet.row + 1
    for column, text in enumerate((row.line, "", row.site, row.start, row.end, row.month, row.activity, row.status)):
        sheet.text(column, text)
    sheet.number(1, places.get(row.site))
    sheet.number(8, row.lines)
    sheet.number(9, row.quantity)
    sheet.text(10, row.unit)
    if row.kgco2e is not None:
        for column, number in ((11, row.conversion), (12, row.share), (13, row.weight), (14, numbers[row.price])):
            sheet.number(column, number)
        sheet.text(15, row.price)
        sheet.formula(16, f"=INDEX({span('Factors', 'C', FIRST, last_factor)},O{at})", values[row.price])
        sheet.formula(17, f"=J{at}*L{at}*M{at}*N{at}", inside(row))
        sheet.formula(18, f"=R{at}*Q{at}", row.kgco2e, "kilograms")
        sheet.number(19, int(row.scope))
        sheet.number(20, row.category)
        sheet.text(21, row.view)
    if row.kwh is not None:
        sheet.number(22, row.kwh / row.quantity if row.quantity else 0.0)
        sheet.formula(23, f"=J{at}*W{at}", row.kwh)
    sheet.row += 1


def inside(row: LineRow) -> float:
    """A row's quantity in its factor's unit, inside the year and the boundary."""
    return (row.quantity or 0.0) * (row.conversion or 0.0) * (row.share or 0.0) * (row.weight or 0.0)


def _note(written: WrittenLines, row: LineRow) -> None:
    if row.kgco2e is None:
        return
    written.kgco2e[row.site, row.scope, row.category, row.view] += row.kgco2e
    written.used[row.price, row.view] += inside(row)
    if row.kwh is not None:
        written.kwh[row.site] += row.kwh


@dataclass(frozen=True)
class UsedFactors:
    """Where each gas stands on the sheet Factors, and what it comes to in kg; ``last`` is the last row."""

    gases: Mapping[str, tuple[str, float]]
    last: int


def write_factors(sheet: SheetWriter, prices: Sequence[Price], lines: WrittenLines) -> UsedFactors:
    """Each factor with its value, how much of it was used, and its gases."""
    names = sorted({gas for price in prices for gas in price.gases_kg}) or ["CO2"]
    sheet.widths(6, 28, 14, 12, 16, 14, *(14 for _ in names), 40, 24, 24, 12, 50)
    sheet.line(sheet.book.names("factors_caption"), style="title")
    sheet.line(sheet.book.names("sheet_factors_note"))
    heads = [sheet.book.names(name) for name in ("price_number", "factor", "kgco2e_per_unit", "per", "used")]
    heads += [sheet.book.names("biogenic_per_unit"), *(f"kg {gas}" for gas in names)]
    sheet.texts(
        [*heads, *(sheet.book.names(name) for name in ("source", "licence", "valid", "basis", "why"))], style="head"
    )
    sheet.freeze()
    columns = ["F", *(_letter(6 + place) for place in range(len(names)))]
    sums = dict.fromkeys(["biogenic", *names], 0.0)
    for number, price in enumerate(prices, start=1):
        used = sum(lines.used.get((price.price, view), 0.0) for view in ("both", "location"))
        sheet.number(0, number)
        sheet.text(1, price.price)
        sheet.number(2, price.kgco2e)
        sheet.text(3, price.unit)
        sheet.formula(4, "=" + lines.sums(INSIDE, (PRICE, f"A{sheet.row + 1}"), (VIEW, '"<>market"')), used)
        for place, (gas, kg) in enumerate(
            [("biogenic", price.biogenic_kg), *((n, price.gases_kg.get(n, 0.0)) for n in names)]
        ):
            sheet.number(5 + place, kg)
            sums[gas] += used * kg
        why = sheet.book.text(price._asdict(), "why")
        for place, text in enumerate((price.source, price.licence, price.vintage, price.basis, why)):
            sheet.text(6 + len(names) + place, text)
        sheet.row += 1
    found = {gas: (column, sums[gas]) for gas, column in zip(sums, columns, strict=True)}
    return UsedFactors(found, max(sheet.row, FIRST))


def _letter(column: int) -> str:
    """The letters of a column counted from 0.

    Examples
    --------
    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class MarketRows:
    """Where the market view of electricity stands (``last`` row), and what it comes to: site → kgCO2e."""

    last: int
    kgco2e: Mapping[str, float]


def write_market(
    sheet: SheetWriter,
    covers: Sequence[Cover],
    prices: Sequence[Price],
    numbers: Mapping[str, int],
    places: Mapping[str, int],
    lines: WrittenLines,
) -> MarketRows:
    """Instruments with their kWh; the rest of each site's electricity, in the parts that each factor prices."""
    sheet.widths(6, 20, 22, 30, 18, 12, 18, 8, 14, 14, 18)
    sheet.line(sheet.book.names("sheet_market"), style="title")
    sheet.line(sheet.book.names("sheet_market_note"))
    sheet.head(
        "site_number", "site", "level", "instrument_or_factor", "kwh_covered", "rest_part", "kwh", "price_number",
        "conversion", "kgco2e_per_kwh", "kgco2e",
    )  # fmt: skip
    sheet.freeze()
    values = {price.price: price.kgco2e for price in prices}
    last = FIRST + max(len(covers), 1) - 1
    kilograms: dict[str, float] = defaultdict(float)
    for cover in covers:
        _write_cover(sheet, cover, numbers, places, values, lines, last, FIRST + max(len(prices), 1) - 1)
        kilograms[cover.site] += cover.kgco2e
    return MarketRows(last, kilograms)


def _write_cover(
    sheet: SheetWriter,
    cover: Cover,
    numbers: Mapping[str, int],
    places: Mapping[str, int],
    values: Mapping[str, float],
    lines: WrittenLines,
    last: int,
    last_factor: int,
) -> None:
    at = sheet.row + 1
    sheet.number(0, places[cover.site])
    for column, text in enumerate((cover.site, cover.level, cover.source), start=1):
        sheet.text(column, text)
    sheet.number(4, cover.kwh)
    sheet.number(5, cover.part)
    if cover.part is None:
        sheet.formula(6, f"=E{at}", cover.kwh)
    else:
        own = f"SUMIFS({span('Market', 'E', FIRST, last)},{span('Market', 'A', FIRST, last)},A{at})"
        used = cover.kgco2e / cover.rate if cover.rate else 0.0
        sheet.formula(6, f"=F{at}*({lines.sums(KWH, (SITE, f'A{at}'))}-{own})", used)
    value = values.get(cover.source) if cover.part is not None else None
    if value:
        sheet.number(7, numbers[cover.source])
        sheet.number(8, cover.rate / value)
        sheet.formula(9, f"=INDEX({span('Factors', 'C', FIRST, last_factor)},H{at})*I{at}", cover.rate)
    else:
        sheet.number(9, cover.rate)
    sheet.formula(10, f"=G{at}*J{at}", cover.kgco2e, "kilograms")
    sheet.row += 1
