"""What a report opens to: prices, rows of lines or of their sums, months, and what covered purchased electricity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from tanlu.core.message import Message, as_message, message
from tanlu.core.period import Period
from tanlu.engines.columns import expressions as c
from tanlu.factors.factor import Factor
from tanlu.inventory.emission_rates import GRID, RateComponent
from tanlu.inventory.ledger import kilograms as kilograms_of
from tanlu.inventory.line_key import LineKey, cell_text
from tanlu.inventory.pricing import Booking, Outcome
from tanlu.io.arrow_rows import RowsFile
from tanlu.report.workbook.rows import Cover, LineRow, Price
from tanlu.services.inventory.activity_lines import Lines, row_columns
from tanlu.services.inventory.line_prices import key_cells
from tanlu.services.inventory.measurement import Measurement

HIDDEN = frozenset({"outside_year", "not_yet_known"})
"""Lines that a report of this year, as known on its day, does not show."""
METRICS = ("scope1", "scope2_location", "scope2_market", "scope3")


@dataclass
class PriceList:
    """The prices that lines met, each named once; a factor that weighs in two ways has two."""

    rows: dict[str, Price] = field(default_factory=dict[str, Price])
    _names: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def of(self, part: RateComponent, *, money: bool) -> tuple[str, float]:
        """The price of an emission rate's part, and the factor units in one unit of the line."""
        factor, times = part.factor, part.resolved.path.multiplier
        if money:  # the way of money is years, currencies and price bases: its product is what the price leaves
            own = factor.producer_kgco2e if part.steps[-1].startswith("producer") else factor.kgco2e
            times = part.kgco2e / (part.share * own) if own else 1.0
        per_unit = part.share * times
        value = part.kgco2e / per_unit
        known = factor.factor, f"{value:.12g}"
        name = self._names.get(known)
        if name is None:
            twins = sum(factor_id == factor.factor for factor_id, _ in self._names)
            name = self._names[known] = factor.factor if not twins else f"{factor.factor} #{twins + 1}"
            gases = {gas: kg / per_unit for gas, kg in sorted(part.gases_kg.items())}
            why = as_message(part.resolved.why)
            if part.steps and twins:
                why = message("report.why_with_step", why=why, step=as_message(part.steps[-1]))
            self.rows[name] = price_row(name, factor, value, gases, part.biogenic_kg / per_unit, why)
        return name, times


def price_row(
    name: str, factor: Factor, kgco2e: float, gases: dict[str, float], biogenic: float, why: Message
) -> Price:
    """A price as the workbook and the list of factors show it."""
    vintage = f"{factor.validity.start} – {factor.valid_to_text or '…'}"
    citation = factor.citation
    told = (citation.sentence(), citation.licence, vintage, factor.basis, why.text("en"), why.text("zh"))
    return Price(name, factor.factor, factor.unit.name, kgco2e, gases, biogenic, *told)


@dataclass
class Survey:
    """One pass over the keys of a measured year.

    Parameters
    ----------
    months : ``YYYY-MM`` (empty: days in several months) → metric → kgCO2e
    sums : rows of the workbook where there are too many lines to show each
    """

    prices: PriceList = field(default_factory=PriceList)
    months: dict[str, dict[str, float]] = field(default_factory=dict[str, dict[str, float]])
    sums: dict[tuple[Any, ...], LineRow] = field(default_factory=dict[tuple[Any, ...], LineRow])
    opened: bool = False


def survey(measured: Measurement, lines: Lines | None) -> Survey:
    """Every key once: its prices, its months and its sums; estimates for gaps stand beside the lines."""
    found = Survey(opened=lines is not None)
    for key, outcome in chain(_keys(measured, lines), _estimates(measured)):
        for row in line_rows(found.prices, key, outcome):
            _note_month(found, row)
            _add(found.sums, row)
    for (_, days), kg in measured.side.load_kgco2e.items():
        _add_month(found.months, month_of(days), "scope2_market", kg)
    return found


def _keys(measured: Measurement, lines: Lines | None) -> Iterator[tuple[LineKey, Outcome]]:
    for key in lines.stream() if lines is not None else ():
        yield key, measured.measuring.pricing.outcome(key)


def _estimates(measured: Measurement) -> Iterator[tuple[LineKey, Outcome]]:
    """Keys that stand for gaps, where the case asks for estimates."""
    if measured.case.settings.estimate_gaps != "mean_day":
        return
    for key in measured.measuring.estimate_gaps():
        outcome = measured.measuring.pricing.outcome(key)
        if outcome.status == "priced":
            yield key, outcome


def line_rows(
    prices: PriceList, key: LineKey, outcome: Outcome, *, line: str = "", quantity: float | None = None
) -> Iterator[LineRow]:
    """The rows of a key, or of one line of it: one for each place its emissions go to, or one that says why there is none."""
    if outcome.status in HIDDEN:
        return
    amount = float(key.quantity) if quantity is None else quantity
    count = key.lines if quantity is None else 1
    month = month_of(outcome.inside) if outcome.inside is not None else ""
    status = outcome.status if key.lines else "estimated"
    blank = LineRow(
        line, key["site"], key["start"], key["end"], month, key["activity"], status, count, amount, key["unit"],
        None, None, None, "", "", None, "", None,
    )  # fmt: skip
    if not outcome.bookings:
        yield blank._replace(quantity=None) if status == "set_aside" else blank
    for booking in outcome.bookings:
        yield _priced(prices, blank, amount, outcome, booking)


def _priced(prices: PriceList, blank: LineRow, amount: float, outcome: Outcome, booking: Booking) -> LineRow:
    """A row with its price, the way of its unit, and where it goes."""
    part = outcome.emission_rate.parts[booking.part]
    name, times = prices.of(part, money=outcome.unit is not None and outcome.unit.dimension == "money")
    return blank._replace(
        conversion=times,
        share=part.share,
        weight=booking.weight,
        price=name,
        scope=booking.scope,
        category=booking.category,
        view=booking.view,
        kgco2e=amount * part.kgco2e * booking.weight,
        kwh=_kwh(amount, outcome, booking, part),
    )


def _kwh(amount: float, outcome: Outcome, booking: Booking, part: RateComponent) -> float | None:
    """Purchased electricity of a row: that of the line, shared out by days where several factors serve it."""
    if booking.scope != "2" or booking.view != "location" or outcome.inside is None or not outcome.grid_kwh_per_unit:
        return None
    return amount * outcome.grid_kwh_per_unit * part.days.days / outcome.inside.days


def _note_month(found: Survey, row: LineRow) -> None:
    if row.kgco2e is None:
        return
    for metric in metrics_of(row.scope, row.view):
        _add_month(found.months, row.month, metric, row.kgco2e)


def metrics_of(scope: str, view: str) -> list[str]:
    """The figures that an amount of a scope and view belongs to."""
    if scope != "2":
        return [f"scope{scope}"]
    return [f"scope2_{basis}" for basis in ("location", "market") if view in ("both", basis)]


def _add_month(months: dict[str, dict[str, float]], month: str, metric: str, kgco2e: float) -> None:
    sums = months.setdefault(month, {})
    sums[metric] = sums.get(metric, 0.0) + kgco2e


def _add(sums: dict[tuple[Any, ...], LineRow], row: LineRow) -> None:
    """A row joins the sum of its site, month and factor, in the factor's unit and inside the boundary."""
    if row.kgco2e is None:
        return
    assert row.quantity is not None
    assert row.conversion is not None
    assert row.share is not None
    assert row.weight is not None
    name = (row.site, row.month, row.activity, row.price, row.scope, row.category, row.view, row.status)
    amount = row.quantity * row.conversion * row.share * row.weight
    old = sums.get(name)
    if old is None:
        blank = row._replace(line="", start="", end="", unit="", conversion=1.0, share=1.0, weight=1.0)
        sums[name] = blank._replace(quantity=amount)
    else:
        assert old.quantity is not None
        assert old.kgco2e is not None
        sums[name] = old._replace(
            lines=old.lines + row.lines,
            quantity=old.quantity + amount,
            kgco2e=old.kgco2e + row.kgco2e,
            kwh=None if old.kwh is None else old.kwh + (row.kwh or 0.0),
        )


def each_line(measured: Measurement, lines: Lines, prices: PriceList, folder: Path) -> Iterator[LineRow]:
    """The rows of every line of the year, in the order of file and row, then those of estimates for gaps."""
    names = [f"{name}_key" for name in lines.keys]
    outcomes: list[tuple[LineKey, Outcome]] = []
    with RowsFile(folder / "report-keys.parquet", {**dict.fromkeys(names, "text"), "key_number": "whole"}) as keys:
        for key, outcome in _keys(measured, lines):
            keys.add({**key_cells(lines, key), "key_number": len(outcomes)})
            outcomes.append((key, outcome))
    frame = lines.frame
    for name in lines.keys:
        frame = c.text_of(frame, name, f"{name}_key")
    joined = c.meets(frame, lines.engine.scan([folder / "report-keys.parquet"]), on=names)
    order = row_columns(lines)
    chosen = joined.select(*dict.fromkeys([*order, "line", "quantity", "key_number"])).sort(*order)
    for batch in lines.engine.batches(chosen):
        for row in batch.to_pylist():
            key, outcome = outcomes[row["key_number"]]
            yield from line_rows(
                prices, key, outcome, line=cell_text(row["line"]), quantity=float(row["quantity"] or 0.0)
            )
    for key, outcome in _estimates(measured):
        yield from line_rows(prices, key, outcome)


def month_of(days: Period) -> str:
    """The month that days lie in, or nothing where they lie in several.

    Examples
    --------
    >>> from datetime import date
    >>> month_of(Period(date(2023, 2, 1), date(2023, 2, 28))), month_of(Period(date(2023, 2, 1), date(2023, 3, 1)))
    ('2023-02', '')
    """
    first, last = f"{days.start:%Y-%m}", f"{days.end:%Y-%m}"
    return first if first == last else ""


def covers(measured: Measurement) -> list[Cover]:
    """Purchased electricity by site: what each instrument covers, and the parts of what is left."""
    instruments = {(name, site): (kind, rate) for name, kind, site, _, _, rate in measured.side.claims}
    levels = {found.factor.factor: found.factor.basis or "average" for found, _ in measured.side.remainder.values()}
    kwh: dict[tuple[str, str], float] = {}
    kilograms: dict[tuple[str, str], float] = {}
    for account, sums in measured.measuring.ledger.ordered():
        if account.view == "market" and account.activity == GRID and account.scope == "2":
            key = account.site, account.factor
            kwh[key] = kwh.get(key, 0.0) + sums.quantity
            kilograms[key] = kilograms.get(key, 0.0) + kilograms_of(sums.kgco2e)
    load: dict[str, float] = {}
    for (site, _), each in measured.measuring.loads.items():
        load[site] = load.get(site, 0.0) + each.kwh
    return [
        _cover(site, source, kwh, kilograms[site, source], load, instruments, levels) for site, source in sorted(kwh)
    ]


def _cover(
    site: str,
    source: str,
    kwh: dict[tuple[str, str], float],
    kgco2e: float,
    load: dict[str, float],
    instruments: dict[tuple[str, str], tuple[str, float]],
    levels: dict[str, str],
) -> Cover:
    own = kwh[site, source]
    if (source, site) in instruments:
        kind, rate = instruments[source, site]
        return Cover(site, kind, source, own, None, rate, kgco2e)
    covered = sum(amount for (where, name), amount in kwh.items() if where == site and (name, site) in instruments)
    left = load.get(site, 0.0) - covered
    return Cover(
        site, levels.get(source, ""), source, None, own / left if left else 0.0, kgco2e / own if own else 0.0, kgco2e
    )
