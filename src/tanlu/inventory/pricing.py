"""Pricing of keys: each is counted exactly once and booked, or set aside with the reason and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from tanlu.core.errors import AmbiguousFactor, FactorRefused, QuantityError, SpendError
from tanlu.core.period import Period, parse_date
from tanlu.core.quantity import Unit, parse_number, parse_unit
from tanlu.factors.activities import Activity, activity_of
from tanlu.inventory.boundary import Consolidation, Site
from tanlu.inventory.lines import LARGEST_QUANTITY, METHODS, LineKey
from tanlu.inventory.recipe import GRID, NO_FACTOR_ASKED, Kitchen, Recipe

Status = Literal["priced", "set_aside", "without_factor", "outside_year", "superseded", "not_yet_known"]
STATUSES: tuple[Status, ...] = ("priced", "set_aside", "without_factor", "outside_year", "superseded", "not_yet_known")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a line cannot be used, or is used with a doubt: code, column, sentence, mend."""

    code: str
    column: str
    message: str
    mend: str
    severity: Literal["error", "warning", "note"] = "error"


@dataclass(frozen=True, slots=True)
class Booking:
    """One amount that a key adds to the ledger, per unit of its quantity and before its own size.

    Parameters
    ----------
    part : index into the recipe's parts
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
    flaws: tuple[Flaw, ...] = ()
    recipe: Recipe = Recipe()
    bookings: tuple[Booking, ...] = ()
    site: Site | None = None
    unit: Unit | None = None
    line: Period | None = None
    inside: Period | None = None
    sd: float | None = None
    grid_kwh_per_unit: float = 0.0


@dataclass
class Pricing:
    """The case's side of pricing: its sites, boundary, year and kitchen."""

    kitchen: Kitchen
    sites: Mapping[str, Site]
    consolidation: Consolidation
    year: Period
    as_of: date | None = None
    scope1_stated: bool = False
    _memo: dict[tuple[object, ...], Outcome] = field(default_factory=dict)

    def outcome(self, key: LineKey) -> Outcome:
        """What becomes of a key; equal cells give the one outcome, computed once."""
        memo = (*key.cells.values(), key.state, key.recorded, key.superseded, key.invoiced, key.intra_group)
        found = self._memo.get(memo)
        if found is None:
            found = self._judged(key)
            if len(self._memo) < 200_000:
                self._memo[memo] = found
        return found

    def _judged(self, key: LineKey) -> Outcome:
        if self.as_of is not None and key.recorded:
            recorded = _day(key.recorded)
            if isinstance(recorded, Flaw):
                return Outcome("set_aside", (replace(recorded, column="recorded"),))
            if recorded > self.as_of:
                return Outcome("not_yet_known")
        if key.superseded or key.invoiced:
            return Outcome("superseded")
        line = _line_period(key["start"], key["end"])
        if isinstance(line, Flaw):
            return Outcome("set_aside", (line,))
        inside = line.overlap(self.year)
        if inside is None:
            return Outcome("outside_year", line=line)
        return self._within_year(key, line, inside)

    def _within_year(self, key: LineKey, line: Period, inside: Period) -> Outcome:
        site, row, unit = self._site(key["site"]), _activity(key["activity"]), _unit(key["unit"])
        for met in (_state_flaw(key.state), site, row, unit):
            if isinstance(met, Flaw):
                return Outcome("set_aside", (met,), line=line, inside=inside)
        assert isinstance(site, Site) and isinstance(row, Activity) and isinstance(unit, Unit)
        if unit.dimension not in row.dimensions:
            return Outcome("set_aside", (_misfit(key["activity"], row, unit),), line=line, inside=inside)
        category, flaw = _category(key["category"])
        if flaw:
            return Outcome("set_aside", (flaw,), line=line, inside=inside)
        return self._priced(key, site, row, unit, line, inside, category)

    def _priced(
        self, key: LineKey, site: Site, row: Activity, unit: Unit, line: Period, inside: Period, category: int | None
    ) -> Outcome:
        doubts, sd = _doubts(key)
        known = Outcome("priced", doubts, site=site, unit=unit, line=line, inside=inside, sd=sd)
        if key["activity"] in NO_FACTOR_ASKED:
            return replace(known, status="without_factor", flaws=(_no_factor_asked(key["activity"], self.scope1_stated), *doubts))
        energy_of_ours = row.scope in ("1", "2") and category is None
        recipe = self.kitchen.recipe(
            key["activity"], site.region, unit, line, self.year, price_basis=key["price_basis"], tax=key["tax"], upstream=energy_of_ours
        )
        if isinstance(recipe.refused, FactorRefused):
            return replace(known, status="without_factor", flaws=(_without_factor(recipe.refused), *doubts), recipe=recipe)
        if recipe.refused is not None:
            return replace(known, status="set_aside", flaws=(_refused(recipe.refused), *doubts), recipe=recipe)
        bookings = self._bookings(recipe, site, row, category, eliminated=key.intra_group)
        grid = 0.0
        if key["activity"] == GRID and category is None and not key.intra_group:
            grid = unit.base_per_unit * inside.days / line.days * site.weight(self.consolidation)
        return replace(known, flaws=(*doubts, *_remarks(recipe, key)), recipe=recipe, bookings=bookings, grid_kwh_per_unit=grid)

    def _bookings(self, recipe: Recipe, site: Site, row: Activity, category: int | None, *, eliminated: bool) -> tuple[Booking, ...]:
        if eliminated:
            return ()
        scope, category = ("3", category) if category is not None else (row.scope, row.category)
        shares = site.shares(scope, category, self.consolidation)
        bookings: list[Booking] = []
        for index, part in enumerate(recipe.parts):
            if part.role == "upstream":
                bookings.append(Booking(index, "3", 3, "both", site.weight(self.consolidation)))
                continue
            for to_scope, to_category, weight in shares:
                if to_scope == "2":
                    bookings.append(Booking(index, "2", None, "market" if part.role == "market" else "location", weight))
                elif part.role == "direct":
                    bookings.append(Booking(index, to_scope, to_category, "both", weight))
        return tuple(bookings)

    def _site(self, name: str) -> Site | Flaw:
        if site := self.sites.get(name):
            return site
        met = f"site {name!r} is not in the table sites" if name else "the line names no site"
        return Flaw("unknown_site", "site", met, "add the site to sites, or mend its name")


@lru_cache(maxsize=100_000)
def _line_period(start: str, end: str) -> Period | Flaw:
    first, last = _day(start), _day(end)
    if isinstance(first, Flaw):
        return replace(first, column="start")
    if isinstance(last, Flaw):
        return replace(last, column="end")
    if last < first:
        return Flaw("reversed_period", "end", f"the line ends ({last}) before it starts ({first})", "swap or mend the dates")
    return Period(first, last)


@lru_cache(maxsize=100_000)
def _day(text: str) -> date | Flaw:
    try:
        return parse_date(text)
    except QuantityError as error:
        met = str(error).split(";")[0] if text else "the date is empty"
        return Flaw("unreadable_date", "start", met, "write the day as YYYY-MM-DD")


@lru_cache(maxsize=10_000)
def _unit(text: str) -> Unit | Flaw:
    try:
        return parse_unit(text)
    except QuantityError as error:
        met, _, mend = str(error).partition("; ")
        return Flaw("unknown_unit", "unit", met if text else "the line has no unit", mend)


def _activity(path: str) -> Activity | Flaw:
    if row := activity_of(path):
        return row
    met = f"activity {path!r} is not a path of the published table" if path else "the line names no activity"
    return Flaw("unknown_activity", "activity", met, "use a path such as electricity/grid or fuel/diesel (docs/activities.md lists them)")


_STATES = {
    "empty": ("empty_quantity", "the line has no quantity", "fill it; a line that is known to be nothing has the quantity 0"),
    "unreadable": ("unreadable_quantity", "the quantity is empty or not one number", "write digits with a point for decimals, as in 1234.5"),
    "negative": ("negative_quantity", "the quantity is negative", "correct a line with a new one that names it in replaces"),
    "absurd": ("absurd_quantity", f"the quantity is not finite or beyond {LARGEST_QUANTITY:g}", "mend the number or its unit"),
    "flawed": ("flawed_row", "the row is not whole", "mend the row; the finding of its file says what was met"),
}


def _state_flaw(state: str) -> Flaw | None:
    if state == "ok":
        return None
    code, met, mend = _STATES[state]
    return Flaw(code, "quantity", met, mend)


def _misfit(activity: str, row: Activity, unit: Unit) -> Flaw:
    mend = f"use a unit of {', '.join(sorted(row.dimensions))}"
    if unit.dimension == "energy" and "net_energy" in row.dimensions:
        mend = "say which calorific value it is by: kWh (Net CV) or kWh (Gross CV)"
    return Flaw("unit_mismatch", "unit", f"{activity} cannot be metered in {unit.name} ({unit.dimension})", mend)


def _category(text: str) -> tuple[int | None, Flaw | None]:
    if not text:
        return None, None
    number = text.removeprefix("scope3/").removeprefix("3/")
    if number.isdecimal() and 1 <= int(number) <= 15:
        return int(number), None
    return None, Flaw("unknown_category", "category", f"category {text!r} is not one of 1 to 15", "write the number of the scope 3 category, or leave it empty")


def _doubts(key: LineKey) -> tuple[tuple[Flaw, ...], float | None]:
    """Doubts that do not keep a line from being priced, and its own relative standard deviation."""
    doubts: list[Flaw] = []
    sd: float | None = None
    if key["sd_pct"]:
        try:
            sd = parse_number(key["sd_pct"]) / 100
        except QuantityError as error:
            doubts.append(Flaw("unreadable_sd", "sd_pct", str(error), "give the relative standard deviation in per cent", "warning"))
        if sd is not None and not 0 <= sd < 10:
            doubts.append(Flaw("unreadable_sd", "sd_pct", f"sd_pct {sd * 100:g} is out of range", "give it in per cent, 0 or more", "warning"))
            sd = None
    if key["method"] and key["method"] not in METHODS:
        doubts.append(
            Flaw("unknown_method", "method", f"method {key['method']!r} is not known and not counted as measured", f"use {', '.join(METHODS)}", "warning")
        )
    return tuple(doubts), sd


def _no_factor_asked(activity: str, stated: bool) -> Flaw:
    met = f"{activity} is fuel energy known only in total: it has no factor"
    if stated:
        return Flaw("without_factor", "activity", met + "; scope 1 is stated", "nothing to mend; give the fuels apart to compute scope 1", "note")
    return Flaw("without_factor", "activity", met + " and scope 1 is not stated", "give the fuels apart, or state scope 1 in statements")


def _without_factor(error: FactorRefused) -> Flaw:
    met, _, mend = error.reason.partition("; ")
    return Flaw("without_factor", "activity", met, mend or "add a factor to factors.csv with its source")


def _refused(error: Exception) -> Flaw:
    met, _, mend = str(error).partition("; ")
    code, column = ("ambiguous_factor", "activity") if isinstance(error, AmbiguousFactor) else ("spend_basis", "unit")
    assert isinstance(error, AmbiguousFactor | SpendError)
    return Flaw(code, column, met, mend)


def _remarks(recipe: Recipe, key: LineKey) -> list[Flaw]:
    """What a reader should know of how a priced line was priced."""
    remarks: list[Flaw] = []
    for part in recipe.parts:
        resolved, factor = part.resolved, part.factor
        if resolved.how == "earlier_vintage":
            met = f"{factor.activity} on {part.days.start} is priced with {factor.factor}, {resolved.why}"
            remarks.append(Flaw("earlier_vintage", "start", met, "measure again when the year's own factor is published", "warning"))
        if resolved.stand_in:
            met = f"{factor.activity} is priced with {factor.factor} of {resolved.stand_in}, a stand-in"
            remarks.append(Flaw("stand_in", "activity", met, "add a factor of the line's own country", "warning"))
        elif resolved.depth and factor.region != "GLOBAL" and part.role == "direct":
            met = f"{factor.activity} is priced with {factor.factor}: {resolved.why}"
            remarks.append(Flaw("parent_region", "site", met, "nothing to mend; a factor of the own region would be closer", "note"))
        if part.fixed_gwp:
            met = f"{factor.factor} is published only as CO2e under {part.fixed_gwp} and cannot be re-weighted"
            remarks.append(Flaw("fixed_gwp", "activity", met, "nothing to mend; a factor by gas would follow the GWP set", "note"))
        if factor.citation.confirmed == "no":
            met = f"{factor.factor} has not been confirmed against the document itself"
            remarks.append(Flaw("unconfirmed_factor", "activity", met, "compare it with the source before a report", "note"))
    if recipe.missing_upstream and not key.intra_group:
        met, _, mend = recipe.missing_upstream.partition("; ")
        remarks.append(Flaw("no_upstream_factor", "activity", f"category 3 has no part for these lines: {met}", mend or "add an upstream factor with its source", "note"))
    if key.intra_group:
        remarks.append(Flaw("intra_group", "supplier", "the supplier is an entity of the case; the line is eliminated", "nothing to mend", "note"))
    return remarks
