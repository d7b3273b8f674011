"""The sheets above the lines: totals with published figures in force, categories, gases, and sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

from tanlu.report.disclosures import Data
from tanlu.report.workbook.line_sheets import (
    CATEGORY,
    FIRST,
    KG,
    SCOPE,
    SITE,
    VIEW,
    MarketRows,
    UsedFactors,
    WrittenLines,
)
from tanlu.report.workbook.sheets import SheetWriter, span

BOTH_AND_LOCATION = ("both", "location")
LIVE_SITES = 500
"""Sites whose sums are formulas; beyond it a spreadsheet would work for minutes, and the sheet holds values."""
Stated = Mapping[str, tuple[float, str]]


def write_totals(
    sheet: SheetWriter, stated: Stated, lines: WrittenLines, covered: MarketRows, used: UsedFactors
) -> None:
    """What lines give, what is stated, and what counts, for each scope, category and gas."""
    sheet.widths(44, 20, 20, 20, 60)
    sheet.line(sheet.book.names("scopes"), style="title")
    sheet.line(sheet.book.names("sheet_totals_note"))
    sheet.head("metric", "from_lines_t", "stated_t", "counts_t", "source")
    categories = FIRST + 9
    counting: list[float | None] = []
    for metric in ("scope1", "scope2_location", "scope2_market", "scope3"):
        computed, formula = _computed(metric, lines, covered)
        by_category = metric == "scope3" and metric not in stated and any(name.startswith("scope3/") for name in stated)
        value = _counts(metric, computed, stated, lines) if not by_category else _categories_sum(stated, lines)
        _metric(sheet, sheet.book.names(metric), computed, formula, stated.get(metric), value)
        if by_category:
            sheet.row -= 1
            sheet.formula(3, f"=SUM(D{categories}:D{categories + 14})", value, "tonnes")
            sheet.row += 1
        counting.append(value)
    for basis, row in (("location", FIRST + 1), ("market", FIRST + 2)):
        _total(sheet, basis, row, counting)
    sheet.skip()
    sheet.line(sheet.book.names("categories_caption"), style="title")
    sheet.head("category_head", "from_lines_t", "stated_t", "counts_t", "source")
    for number in range(1, 16):
        metric = f"scope3/{number}"
        computed, formula = _category(number, lines)
        name = sheet.book.told[0]("category", number=number, name=sheet.book.names(f"category_{number}"))
        _metric(sheet, name, computed, formula, stated.get(metric), _counts(metric, computed, stated, lines))
    _gases(sheet, used)


def _total(sheet: SheetWriter, basis: str, row: int, counting: Sequence[float | None]) -> None:
    """The total of one basis: scope 1, scope 2 on that basis, scope 3."""
    parts = [counting[0], counting[1 if basis == "location" else 2], counting[3]]
    known = [part for part in parts if part is not None]
    cells = f"D{FIRST},D{row},D{FIRST + 3}"
    sheet.text(0, sheet.book.names(f"total_{basis}"), "head")
    sheet.formula(3, f'=IF(COUNT({cells})=0,"",SUM({cells}))', fsum(known) if known else None, "total")
    sheet.row += 1


def _metric(
    sheet: SheetWriter,
    name: str,
    computed: float | None,
    formula: str,
    stated: tuple[float, str] | None,
    counts: float | None,
) -> None:
    at = sheet.row + 1
    sheet.text(0, name)
    sheet.formula(1, formula, computed, "tonnes")
    if stated is not None:
        sheet.number(2, stated[0], "tonnes")
        sheet.text(4, stated[1])
    sheet.formula(3, f"=IF(ISNUMBER(C{at}),C{at},B{at})", counts, "tonnes")
    sheet.row += 1


def _counts(metric: str, computed: float | None, stated: Stated, lines: WrittenLines) -> float | None:
    return stated[metric][0] if metric in stated else computed


def _categories_sum(stated: Stated, lines: WrittenLines) -> float:
    values = [_counts(f"scope3/{n}", _category(n, lines)[0], stated, lines) for n in range(1, 16)]
    return fsum(value for value in values if value is not None)


def _computed(metric: str, lines: WrittenLines, covered: MarketRows) -> tuple[float | None, str]:
    """What lines give of a metric, in tonnes, and its formula; no row at all is empty and not zero."""
    market = metric == "scope2_market"
    scope = metric[5]
    asked = [(SCOPE, scope)]
    if scope == "2":
        asked.append((VIEW, '"market"' if market else '"<>market"'))
    sums, counts = lines.sums(KG, *asked), lines.counts(*asked)
    values = lines.kilograms(scope=scope, views=("market",) if market else BOTH_AND_LOCATION)
    if market:
        own = span("Market", "K", FIRST, covered.last)
        sums, counts = f"{sums}+SUM({own})", f"{counts}+COUNT({own})"
        values = [*values, *covered.kgco2e.values()]
    return fsum(values) / 1000 if values else None, f'=IF({counts}=0,"",({sums})/1000)'


def _category(number: int, lines: WrittenLines) -> tuple[float | None, str]:
    asked = ((SCOPE, "3"), (CATEGORY, str(number)))
    values = lines.kilograms(scope="3", views=BOTH_AND_LOCATION, category=number)
    formula = f'=IF({lines.counts(*asked)}=0,"",({lines.sums(KG, *asked)})/1000)'
    return fsum(values) / 1000 if values else None, formula


def _gases(sheet: SheetWriter, used: UsedFactors) -> None:
    sheet.skip()
    sheet.line(sheet.book.names("gases_caption"), style="title")
    sheet.head("gas", "tonnes")
    for gas, (column, kilograms) in used.gases.items():
        amounts = span("Factors", "E", FIRST, used.last), span("Factors", column, FIRST, used.last)
        special = {"biogenic": "biogenic", "CO2e": "gas_co2e"}
        sheet.text(0, sheet.book.names(special[gas]) if gas in special else gas)
        sheet.formula(1, f"=SUMPRODUCT({amounts[0]},{amounts[1]})/1000", kilograms / 1000, "kilograms")
        sheet.row += 1


def write_sites(
    sheet: SheetWriter, data: Data, places: Mapping[str, int], lines: WrittenLines, covered: MarketRows
) -> None:
    """What lines give at each site."""
    sheet.widths(6, 20, 40, 18, 18, 18, 18)
    sheet.line(sheet.book.names("sites_caption"), style="title")
    sheet.line(sheet.book.names("sites_note"))
    sheet.head("site_number", "site", "name", "scope1", "scope2_location", "scope2_market", "scope3")
    sheet.freeze()
    names = {row["site"]: row["name"] for row in data["boundary"]["sites"]}
    for site, number in places.items():
        at = sheet.row + 1
        sheet.number(0, number)
        sheet.text(1, site)
        sheet.text(2, names.get(site, ""))
        for column, metric in enumerate(("scope1", "scope2_location", "scope2_market", "scope3"), start=3):
            value, formula = _at_site(site, f"A{at}", metric, lines, covered)
            if len(places) <= LIVE_SITES:
                sheet.formula(column, formula, value, "tonnes")
            else:
                sheet.number(column, value, "tonnes")
        sheet.row += 1


def _at_site(site: str, cell: str, metric: str, lines: WrittenLines, covered: MarketRows) -> tuple[float | None, str]:
    market, scope = metric == "scope2_market", metric[5]
    asked = [(SITE, cell), (SCOPE, scope)]
    if scope == "2":
        asked.append((VIEW, '"market"' if market else '"<>market"'))
    views = ("market",) if market else BOTH_AND_LOCATION
    values = lines.kilograms(scope=scope, views=views, site=site)
    sums, counts = lines.sums(KG, *asked), lines.counts(*asked)
    if market:
        keys, own = span("Market", "A", FIRST, covered.last), span("Market", "K", FIRST, covered.last)
        sums, counts = f"{sums}+SUMIFS({own},{keys},{cell})", f"{counts}+COUNTIFS({keys},{cell})"
        values += [covered.kgco2e[site]] if site in covered.kgco2e else []
    return fsum(values) / 1000 if values else None, f'=IF({counts}=0,"",({sums})/1000)'
