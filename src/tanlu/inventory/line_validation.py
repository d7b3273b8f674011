"""Flaws and doubts of a line: each cell read into what it means, or into the sentence that says what to mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from tanlu.core.errors import AmbiguousFactor, FactorRefused, QuantityError, SpendError
from tanlu.core.period import Period, parse_date
from tanlu.core.units import Unit, parse_number, parse_unit
from tanlu.factors.activities import Activity, activity_of
from tanlu.factors.pack import GLOBAL
from tanlu.inventory.data_quality import parse_quality
from tanlu.inventory.emission_rates import EmissionRate, RateComponent
from tanlu.inventory.line_key import LARGEST_QUANTITY, METHODS, LineKey


@dataclass(frozen=True, slots=True)
class LineIssue:
    """Why a line cannot be used, or is used with a doubt: code, column, sentence, mend; flaws of one ``cause`` are told together."""

    code: str
    column: str
    message: str
    mend: str
    severity: Literal["error", "warning", "note"] = "error"
    cause: str = ""


LONGEST_DAYS = 5 * 366
"""A line longer than five years is doubted: 2203 is easily written for 2023."""


@lru_cache(maxsize=100_000)
def line_period(start: str, end: str) -> Period | LineIssue:
    """The days of a line, both included, or why they cannot be read."""
    first, last = day_of(start), day_of(end)
    if isinstance(first, LineIssue):
        return replace(first, column="start")
    if isinstance(last, LineIssue):
        return replace(last, column="end")
    if last < first:
        met = f"the line ends ({last}) before it starts ({first})"
        return LineIssue("reversed_period", "end", met, "swap or mend the dates", cause="reversed")
    return Period(first, last)


@lru_cache(maxsize=100_000)
def day_of(text: str) -> date | LineIssue:
    """One day, or why it cannot be read."""
    try:
        return parse_date(text)
    except QuantityError as error:
        if not text:
            return LineIssue("unreadable_date", "start", "the date is empty", "write the day as YYYY-MM-DD")
        met, _, mend = str(error).partition("; ")
        return LineIssue("unreadable_date", "start", met, mend, cause="no day")


@lru_cache(maxsize=10_000)
def unit_of(text: str) -> Unit | LineIssue:
    """The unit that a cell names, or why it is not known."""
    try:
        return parse_unit(text)
    except QuantityError as error:
        met, _, mend = str(error).partition("; ")
        return LineIssue("unknown_unit", "unit", met if text else "the line has no unit", mend)


def activity_row(path: str) -> Activity | LineIssue:
    """The row of the published table that a path falls under, or that it falls under none."""
    if row := activity_of(path):
        return row
    met = f"activity {path[:60]!r} is not a path of the published table" if path else "the line names no activity"
    return LineIssue(
        "unknown_activity",
        "activity",
        met,
        "use a path such as electricity/grid or fuel/diesel (docs/activities.md lists them)",
    )


_STATES = {
    "empty": (
        "empty_quantity",
        "the line has no quantity",
        "fill it; a line that is known to be nothing has the quantity 0",
    ),
    "unreadable": (
        "unreadable_quantity",
        "the quantity is not one number",
        "write digits with a point for decimals, as in 1234.5",
    ),
    "negative": (
        "negative_quantity",
        "the quantity is negative",
        "correct a line with a new one that names it in replaces",
    ),
    "absurd": (
        "absurd_quantity",
        f"the quantity is not finite or beyond {LARGEST_QUANTITY:g}",
        "mend the number or its unit",
    ),
    "flawed": ("flawed_row", "the row is not whole", "mend the row; the finding of its file says what was met"),
}


def state_flaw(state: str) -> LineIssue | None:
    """What is wrong with a quantity or a whole row, or None."""
    if state == "ok":
        return None
    code, met, mend = _STATES[state]
    return LineIssue(code, "quantity", met, mend)


def misfit(activity: str, row: Activity, unit: Unit) -> LineIssue:
    """A unit whose dimension does not fit the activity."""
    mend = f"use a unit of {', '.join(sorted(row.dimensions))}"
    if unit.dimension == "energy" and "net_energy" in row.dimensions:
        mend = "say which calorific value it is by: kWh (Net CV) or kWh (Gross CV)"
    return LineIssue("unit_mismatch", "unit", f"{activity} cannot be metered in {unit.name} ({unit.dimension})", mend)


def category_of(text: str) -> tuple[int | None, LineIssue | None]:
    """The scope 3 category that a line names for itself, or why it cannot be read."""
    if not text:
        return None, None
    number = text.removeprefix("scope3/").removeprefix("3/")
    if number.isdecimal() and 1 <= int(number) <= 15:
        return int(number), None
    return None, LineIssue(
        "unknown_category",
        "category",
        f"category {text[:60]!r} is not one of 1 to 15",
        "write the number of the scope 3 category, or leave it empty",
    )


def doubts_of(key: LineKey) -> tuple[tuple[LineIssue, ...], float | None]:
    """Doubts that do not keep a line from being priced, and its own relative standard deviation."""
    warnings_of: list[LineIssue] = []
    sd: float | None = None
    if key["sd_pct"]:
        try:
            sd = parse_number(key["sd_pct"]) / 100
        except QuantityError as error:
            warnings_of.append(
                LineIssue(
                    "unreadable_sd", "sd_pct", str(error), "give the relative standard deviation in per cent", "warning"
                )
            )
        if sd is not None and not 0 <= sd < 10:
            warnings_of.append(
                LineIssue(
                    "unreadable_sd",
                    "sd_pct",
                    f"sd_pct {sd * 100:g} is out of range",
                    "give it in per cent, 0 or more",
                    "warning",
                )
            )
            sd = None
    days = line_period(key["start"], key["end"])
    if isinstance(days, Period) and days.days > LONGEST_DAYS:
        met = f"the line runs from {days.start} to {days.end}, and each year has only its share of days of the quantity"
        warnings_of.append(
            LineIssue("long_period", "end", met, "mend the year of its days, if it is a slip", "warning", "long")
        )
    if key["method"] and key["method"] not in METHODS:
        warnings_of.append(
            LineIssue(
                "unknown_method",
                "method",
                f"method {key['method'][:60]!r} is not known and not counted as measured",
                f"use {', '.join(METHODS)}",
                "warning",
            )
        )
    return (*warnings_of, *_unscored(key["quality"])), sd


def _unscored(quality: str) -> Iterator[LineIssue]:
    try:
        if quality:
            parse_quality(quality)
    except QuantityError as error:
        met, _, mend = str(error).partition("; ")
        yield LineIssue("unreadable_quality", "quality", f"{met}; the line is not scored", mend, "warning")


def no_factor_asked(activity: str, stated: bool) -> LineIssue:
    """Fuel energy known only in total has no factor: a note where scope 1 is stated, else an error."""
    met = f"{activity} is fuel energy known only in total: it has no factor"
    if stated:
        return LineIssue(
            "without_factor",
            "activity",
            met + "; scope 1 is stated",
            "nothing to mend; give the fuels apart to compute scope 1",
            "note",
        )
    return LineIssue(
        "without_factor",
        "activity",
        met + " and scope 1 is not stated",
        "give the fuels apart, or state scope 1 in statements",
    )


def without_factor(error: FactorRefused) -> LineIssue:
    """No factor was found; the refusal's reason is the sentence."""
    met, _, mend = str(error).partition("; ")
    return LineIssue("without_factor", "activity", met, mend or "add a factor to factors.csv with its source")


def refused(error: Exception) -> LineIssue:
    """Two factors serve equally well, or money cannot be brought to its factor's price basis."""
    met, _, mend = str(error).partition("; ")
    code, column = ("ambiguous_factor", "activity") if isinstance(error, AmbiguousFactor) else ("spend_basis", "unit")
    assert isinstance(error, AmbiguousFactor | SpendError)
    return LineIssue(code, column, met, mend)


def remarks_on(emission_rate: EmissionRate, key: LineKey) -> list[LineIssue]:
    """What a reader should know of how a priced line was priced."""
    remarks = [remark for part in emission_rate.parts for remark in _of_part(part)]
    if key.intra_group:
        met = "the supplier is an entity of the case; the line is eliminated"
        remarks.append(LineIssue("intra_group", "supplier", met, "nothing to mend", "note"))
    elif emission_rate.missing_upstream:
        met, _, mend = emission_rate.missing_upstream.partition("; ")
        text = f"category 3 lacks a part for these lines: {met}"
        mend = mend or "add an upstream factor with its source"
        remarks.append(LineIssue("no_upstream_factor", "activity", text, mend, "note"))
    return list(dict.fromkeys(remarks))


def _of_part(part: RateComponent) -> Iterator[LineIssue]:
    resolved, factor = part.resolved, part.factor
    priced = f"{factor.activity} in {resolved.region} is priced with {factor.factor}"
    if resolved.how == "earlier_vintage":
        met = f"{factor.activity} of {part.days.start.year} in {resolved.region} is priced with {factor.factor}, {resolved.why}"
        yield LineIssue(
            "earlier_vintage", "start", met, "measure again when the year's own factor is published", "warning"
        )
    if resolved.stand_in:
        met = f"{priced} of {resolved.stand_in}, a stand-in"
        yield LineIssue("stand_in", "activity", met, "add a factor of the line's own country", "warning")
    elif resolved.depth and factor.region != GLOBAL and part.role == "direct":
        met = f"{priced} of its parent region {factor.region}"
        yield LineIssue(
            "parent_region", "site", met, "nothing to mend; a factor of the own region would be closer", "note"
        )
    if part.fixed_gwp:
        met = f"{factor.factor} is published only as CO2e under {part.fixed_gwp} and cannot be re-weighted"
        yield LineIssue(
            "fixed_gwp", "activity", met, "nothing to mend; a factor by gas would follow the GWP set", "note"
        )
    if factor.citation.confirmed == "no":
        met = f"{factor.factor} has not been confirmed against the document itself"
        yield LineIssue("unconfirmed_factor", "activity", met, "compare it with the source before a report", "note")
