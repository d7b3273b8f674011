"""Pricing of keys: each is counted exactly once and booked, or set aside with the reason and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from tanlu.core.errors import FactorRefused
from tanlu.core.period import Period
from tanlu.core.units import Unit
from tanlu.factors.activities import Activity
from tanlu.inventory.boundary import Consolidation, Site
from tanlu.inventory.emission_rates import GRID, NO_FACTOR_ASKED, NO_RATE, EmissionRate, RateBuilder, RateKey
from tanlu.inventory.line_key import LineKey
from tanlu.inventory.line_validation import (
    LineIssue,
    activity_row,
    category_of,
    day_of,
    doubts_of,
    line_period,
    misfit,
    no_factor_asked,
    refused,
    remarks_on,
    state_flaw,
    unit_of,
    without_factor,
)

Status = Literal["priced", "set_aside", "without_factor", "outside_year", "superseded", "not_yet_known"]
STATUSES: tuple[Status, ...] = ("priced", "set_aside", "without_factor", "outside_year", "superseded", "not_yet_known")


@dataclass(frozen=True, slots=True)
class Booking:
    """One amount that a key adds to the ledger, per unit of its quantity and before its own size.

    Parameters
    ----------
    part : index into the emission rate's parts
    scope, category, view : where it goes
    weight : consolidation
    """

    part: int
    scope: str
    category: int | None
    view: Literal["both", "location", "market"]
    weight: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a key.

    Parameters
    ----------
    flaws : reasons and doubts; the first is why it is not priced, where it is not
    grid_kwh_per_unit : kWh of ``electricity/grid`` per unit inside the boundary and the year (0 for all else)
    """

    status: Status
    flaws: tuple[LineIssue, ...] = ()
    emission_rate: EmissionRate = NO_RATE
    bookings: tuple[Booking, ...] = ()
    site: Site | None = None
    unit: Unit | None = None
    line: Period | None = None
    inside: Period | None = None
    sd: float | None = None
    grid_kwh_per_unit: float = 0.0


MOST_OUTCOMES = 200_000
"""Outcomes kept, so that memory stays bounded whatever the number of keys."""


def _but_site(cells: Mapping[str, str]) -> list[str]:
    return [text for name, text in cells.items() if name != "site"]


def _marks(key: LineKey) -> tuple[bool, bool, bool]:
    return key.superseded, key.invoiced, key.intra_group


@dataclass
class Pricing:
    """The case's side of pricing: its sites, boundary, year and rate builder."""

    rate_builder: RateBuilder
    sites: Mapping[str, Site]
    consolidation: Consolidation
    year: Period
    as_of: date | None = None
    scope1_stated: bool = False
    _memo: dict[tuple[object, ...], Outcome] = field(default_factory=dict)
    _kinds: dict[str, Site | str] = field(default_factory=dict)

    def outcome(self, key: LineKey) -> Outcome:
        """What becomes of a key; sites that differ only in name share what is computed once."""
        name = key["site"]
        memo = (self._kind(name), *_but_site(key.cells), key.state, key.recorded, *_marks(key))
        found = self._memo.get(memo)
        if found is None:
            found = self._judged(key)
            if len(self._memo) < MOST_OUTCOMES:
                self._memo[memo] = found
        if found.site is None or found.site.site == name:
            return found
        return replace(found, site=self.sites[name])

    def status(self, key: LineKey) -> Status:
        """Where a key is counted."""
        return self.outcome(key).status

    def _kind(self, name: str) -> Site | str:
        """A site without its name; a name that is no site's stands for itself."""
        known = self._kinds.get(name)
        if known is None:
            site = self.sites.get(name)
            known = name if site is None else replace(site, site="", name="")
            if len(self._kinds) < MOST_OUTCOMES:
                self._kinds[name] = known
        return known

    def _judged(self, key: LineKey) -> Outcome:
        if self.as_of is not None and key.recorded:
            recorded = day_of(key.recorded)
            if isinstance(recorded, LineIssue):
                return Outcome("set_aside", (replace(recorded, column="recorded"),))
            if recorded > self.as_of:
                return Outcome("not_yet_known")
        if key.superseded or key.invoiced:
            return Outcome("superseded")
        line = line_period(key["start"], key["end"])
        if isinstance(line, LineIssue):
            return Outcome("set_aside", (line, *self._flaws(key)))
        inside = line.overlap(self.year)
        if inside is None:
            return Outcome("outside_year", line=line)
        return self._within_year(key, line, inside)

    def _within_year(self, key: LineKey, line: Period, inside: Period) -> Outcome:
        if flaws := self._flaws(key):
            return Outcome("set_aside", flaws, line=line, inside=inside)
        site, row, unit = self._site(key["site"]), activity_row(key["activity"]), unit_of(key["unit"])
        assert isinstance(site, Site)
        assert isinstance(row, Activity)
        assert isinstance(unit, Unit)
        category, _ = category_of(key["category"])
        return self._priced(key, site, row, unit, line, inside, category)

    def _flaws(self, key: LineKey) -> tuple[LineIssue, ...]:
        """Every reason why a line's cells, its days apart, cannot be used: a sheet is mended in one pass."""
        row, unit = activity_row(key["activity"]), unit_of(key["unit"])
        met = [state_flaw(key.state), self._site(key["site"]), row, unit, category_of(key["category"])[1]]
        flaws = [each for each in met if isinstance(each, LineIssue)]
        if isinstance(row, Activity) and isinstance(unit, Unit) and unit.dimension not in row.dimensions:
            flaws.append(misfit(key["activity"], row, unit))
        return tuple(flaws)

    def _priced(
        self, key: LineKey, site: Site, row: Activity, unit: Unit, line: Period, inside: Period, category: int | None
    ) -> Outcome:
        doubts, sd = doubts_of(key)
        known = Outcome("priced", doubts, site=site, unit=unit, line=line, inside=inside, sd=sd)
        if key["activity"] in NO_FACTOR_ASKED:
            return replace(
                known, status="without_factor", flaws=(no_factor_asked(key["activity"], self.scope1_stated), *doubts)
            )
        energy_of_ours = row.scope in ("1", "2") and row.continuous and category is None
        money = (key["price_basis"], key["tax"]) if unit.dimension == "money" else ("", "")
        kind = RateKey(key["activity"], site.region, unit, line, inside, *money, upstream=energy_of_ours)
        emission_rate = self.rate_builder.rate(kind)
        if isinstance(emission_rate.refused, FactorRefused):
            return replace(
                known,
                status="without_factor",
                flaws=(without_factor(emission_rate.refused), *doubts),
                emission_rate=emission_rate,
            )
        if emission_rate.refused is not None:
            return replace(
                known, status="set_aside", flaws=(refused(emission_rate.refused), *doubts), emission_rate=emission_rate
            )
        bookings = self._bookings(emission_rate, site, row, category, eliminated=key.intra_group)
        grid = 0.0
        if key["activity"] == GRID and category is None and not key.intra_group:
            grid = unit.base_per_unit * inside.days / line.days * site.weight(self.consolidation)
        return replace(
            known,
            flaws=(*doubts, *remarks_on(emission_rate, key)),
            emission_rate=emission_rate,
            bookings=bookings,
            grid_kwh_per_unit=grid,
        )

    def _bookings(
        self, emission_rate: EmissionRate, site: Site, row: Activity, category: int | None, *, eliminated: bool
    ) -> tuple[Booking, ...]:
        if eliminated:
            return ()
        scope, category = ("3", category) if category is not None else (row.scope, row.category)
        shares = site.shares(scope, category, self.consolidation)
        bookings: list[Booking] = []
        for index, part in enumerate(emission_rate.parts):
            if part.role == "upstream":
                bookings.append(Booking(index, "3", 3, "both", site.weight(self.consolidation)))
                continue
            for to_scope, to_category, weight in shares:
                if to_scope == "2":
                    bookings.append(
                        Booking(index, "2", None, "market" if part.role == "market" else "location", weight)
                    )
                elif part.role == "direct":
                    bookings.append(Booking(index, to_scope, to_category, "both", weight))
        return tuple(bookings)

    def _site(self, name: str) -> Site | LineIssue:
        if site := self.sites.get(name):
            return site
        met = f"site {name[:60]!r} is not in the table sites" if name else "the line names no site"
        return LineIssue("unknown_site", "site", met, "add the site to sites, or mend its name")
