"""Cells of a measured year: what its keys add to each scope, category, site, activity and stretch of months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tanlu.core.period import Period
from tanlu.inventory.emission_rates import GRID
from tanlu.inventory.line_key import LineKey
from tanlu.inventory.pricing import Booking, Outcome

Rates = dict[tuple[str, Period], float]
VIEWS = ("location", "market")
OPENED = ("priced", "set_aside", "without_factor")
"""Statuses whose lines a reader can open; the others are not of the year or were replaced."""


class Cell(NamedTuple):
    """What lines are opened by: one row of lines belongs to as many cells as it adds to.

    ``role`` is ``direct`` or ``upstream``; ``first`` and ``last`` are the months of the year that its days touch, from 0.
    """

    status: str
    scope: str
    category: int | None
    role: str
    site: str
    activity: str
    first: int
    last: int


@dataclass(slots=True)
class CellSums:
    """Lines and kgCO2e of a cell; None where nothing is known in a view."""

    number: int
    lines: int = 0
    location_kg: float | None = None
    market_kg: float | None = None
    gases: set[str] = field(default_factory=set[str])


class CellShare(NamedTuple):
    """What one unit of a key adds to a place, in kgCO2e; months as fractions of it."""

    scope: str
    category: int | None
    role: str
    location: float | None
    market: float | None
    days: tuple[tuple[Period, float], ...]
    gases: frozenset[str]


class Months:
    """The calendar months that a reporting year touches, and how days fall into them."""

    def __init__(self, year: Period) -> None:
        self.year = year
        self.names: list[str] = []
        self._periods: list[Period] = []
        at = year.start
        while at <= year.end:
            following = date(at.year + at.month // 12, at.month % 12 + 1, 1)
            last = min(date.fromordinal(following.toordinal() - 1), year.end)
            self.names.append(f"{at.year:04d}-{at.month:02d}")
            self._periods.append(Period(at, last))
            at = following
        self._shares: dict[Period, list[tuple[int, float]]] = {}

    def place(self, day: date) -> int:
        """The month that a day of the year lies in, from 0."""
        return (day.year - self.year.start.year) * 12 + day.month - self.year.start.month

    def shares(self, days: Period) -> list[tuple[int, float]]:
        """Each month that some days touch, with the fraction of the days in it."""
        known = self._shares.get(days)
        if known is None:
            touched = range(self.place(days.start), self.place(days.end) + 1)
            pieces = [(month, self._periods[month].overlap(days)) for month in touched]
            known = self._shares[days] = [(month, both.days / days.days) for month, both in pieces if both]
        return known


def shares_of(key: LineKey, outcome: Outcome, rates: Rates) -> list[CellShare]:
    """Where one unit of a key goes, and what it adds there in each view of scope 2."""
    groups: dict[tuple[str, int | None, str], list[Booking]] = {}
    for booking in outcome.bookings:
        role = "upstream" if outcome.emission_rate.parts[booking.part].role == "upstream" else "direct"
        groups.setdefault((booking.scope, booking.category, role), []).append(booking)
    return [_share(key, outcome, rates, place, bookings) for place, bookings in groups.items()]


def _share(
    key: LineKey, outcome: Outcome, rates: Rates, place: tuple[str, int | None, str], bookings: list[Booking]
) -> CellShare:
    parts = outcome.emission_rate.parts
    sums: dict[str, float] = {}
    days: dict[Period, float] = {}
    gases: set[str] = set()
    for booking in bookings:
        part = parts[booking.part]
        kg = part.kgco2e * booking.weight
        for view in VIEWS if booking.view == "both" else (booking.view,):
            sums[view] = sums.get(view, 0.0) + kg
        if booking.view != "market":
            days[part.days] = days.get(part.days, 0.0) + kg
            gases.update(part.gases_kg)
    if place[0] == "2" and key["activity"] == GRID and outcome.inside is not None:
        rate = rates.get((key["site"], outcome.inside)) if outcome.grid_kwh_per_unit else 0.0
        if rate is not None:
            sums["market"] = outcome.grid_kwh_per_unit * rate
    return CellShare(*place, sums.get("location"), sums.get("market"), tuple(days.items()), frozenset(gases))


MonthSums = dict[tuple[str, str], list[float | None]]
"""(``scope1``, ``scope2``, ``scope3``; view) → kgCO2e of each month."""


@dataclass
class CellBook:
    """Cells met so far, sums by month, and what is added by estimates for gaps."""

    months: Months
    cells: dict[Cell, CellSums] = field(default_factory=dict[Cell, CellSums])
    by_month: MonthSums = field(default_factory=dict[tuple[str, str], "list[float | None]"])
    flow: dict[tuple[str, str, int | None, str], list[float | None]] = field(
        default_factory=lambda: defaultdict(lambda: [None, None])
    )

    def add(self, key: LineKey, outcome: Outcome, rates: Rates) -> Iterator[tuple[int, CellShare | None]]:
        """Take in a key; yields the number of each cell that its lines belong to, and its price there."""
        if outcome.status not in OPENED:
            return
        if outcome.status != "priced" or not outcome.bookings:
            yield self._cell(key, outcome, None, 0.0).number, None
            return
        quantity = float(key.quantity)
        for share in shares_of(key, outcome, rates):
            self._month(share, outcome, quantity)
            yield self._cell(key, outcome, share, quantity).number, share

    def add_estimate(self, key: LineKey, outcome: Outcome, rates: Rates) -> None:
        """Take in what was added for a gap: it has no lines, so it is in the sums and opens to none."""
        for share in shares_of(key, outcome, rates) if outcome.status == "priced" else ():
            self._month(share, outcome, float(key.quantity))
            self._flow(key, share, float(key.quantity))

    def _cell(self, key: LineKey, outcome: Outcome, share: CellShare | None, quantity: float) -> CellSums:
        inside = outcome.inside
        span = (self.months.place(inside.start), self.months.place(inside.end)) if inside else (-1, -1)
        place = (share.scope, share.category, share.role) if share else ("", None, "direct")
        cell = Cell(outcome.status, *place, key["site"], key["activity"], *span)
        sums = self.cells.get(cell)
        if sums is None:
            sums = self.cells[cell] = CellSums(len(self.cells))
        sums.lines += key.lines
        if share is not None:
            sums.location_kg = _plus(sums.location_kg, share.location, quantity)
            sums.market_kg = _plus(sums.market_kg, share.market, quantity)
            sums.gases |= share.gases
            self._flow(key, share, quantity)
        return sums

    def _flow(self, key: LineKey, share: CellShare, quantity: float) -> None:
        sums = self.flow[key["site"], share.scope, share.category, key["activity"]]
        sums[0], sums[1] = _plus(sums[0], share.location, quantity), _plus(sums[1], share.market, quantity)

    def _month(self, share: CellShare, outcome: Outcome, quantity: float) -> None:
        whole = sum(kg for _, kg in share.days)
        for view, value in (("location", share.location), ("market", share.market)):
            if value is None or outcome.inside is None:
                continue
            sums = self.by_month.setdefault((f"scope{share.scope}", view), [None] * len(self.months.names))
            by_part = share.days if whole and (view == "location" or share.scope != "2") else ()
            pieces = [(days, kg / whole) for days, kg in by_part] or [(outcome.inside, 1.0)]
            for days, part in pieces:
                for month, fraction in self.months.shares(days):
                    sums[month] = (sums[month] or 0.0) + value * quantity * part * fraction


def _plus(known: float | None, per_unit: float | None, quantity: float) -> float | None:
    return known if per_unit is None else (known or 0.0) + per_unit * quantity
