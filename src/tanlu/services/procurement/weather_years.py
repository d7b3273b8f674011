"""Profiles of output by weather year: the one a plan is made for, and those it is tried in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.finding import Finding, Severity
from tanlu.engines.hourly_batches import JOINT
from tanlu.power.hours import Hours
from tanlu.power.matching.hourly_checks import HourlyInput, twice
from tanlu.services.case.hourly import HourTable

HIGHEST = 1.5
"""MWh per MW in an hour: more than that looks like per cent, or kW."""


@dataclass(frozen=True)
class Weather:
    """Output per MW by profile.

    Parameters
    ----------
    plan : profile → (hours,) MWh per MW that the plan is made with
    plan_year : the weather year it is, empty where the table names none
    years : weather year → profile → (hours,)
    """

    plan: dict[str, FloatArray] = field(default_factory=dict[str, FloatArray])
    plan_year: str = ""
    years: dict[str, dict[str, FloatArray]] = field(default_factory=dict[str, dict[str, FloatArray]])


def weather_of(
    table: HourTable | None,
    wanted_profiles: set[str],
    year: Hours,
    plan: Hours,
    findings: list[Finding],
    *,
    wanted: bool | None,
) -> Weather:
    """The profiles that offers and assets ask for; hours that are not given count as no output."""
    if table is None:
        return Weather()
    findings += table.findings
    found: dict[str, dict[str, FloatArray]] = {}
    shown = {name: name.replace(JOINT, ", weather year ").removesuffix(", weather year ") for name in table.names}
    again = {shown[name]: count for name, count in table.twice.items()}
    findings += twice(HourlyInput("profiles", table.file, [], np.zeros((0, 0)), {}, again), "the smaller counts")
    for name, row in zip(table.names, table.values.get("per_unit", np.zeros((0, 0))), strict=False):
        profile, _, weather_year = name.partition(JOINT)
        values = row[year.part(plan)]
        if profile in wanted_profiles and not np.isnan(values).all():
            found.setdefault(weather_year, {})[profile] = _sound(values, shown[name], findings)
    return _chosen(found, findings, wanted=wanted)


def _chosen(found: dict[str, dict[str, FloatArray]], findings: list[Finding], *, wanted: bool | None) -> Weather:
    """The plan's weather is that of rows without a weather year, else of the year with the middle output."""
    profiles = {profile for one in found.values() for profile in one}
    years = {name: one for name, one in sorted(found.items()) if name}
    for name in [name for name, one in years.items() if set(one) != profiles - _without_year(found)]:
        met = f"weather year {name} lacks profile {', '.join(sorted(profiles - set(years[name])))}; it is left out"
        findings.append(_finding("weather_year_flaw", "error", met, "give each profile in each weather year"))
        del years[name]
    if wanted and not years:
        met = "weather years were asked for, and profiles has none"
        findings.append(_finding("no_weather_years", "error", met, "fill the column weather_year"))
    own = found.get("", {})
    if set(own) == profiles or not years:
        return Weather(own, "", years if wanted is not False else {})
    middle = _middle_year(years)
    plan = {**years[middle], **own}
    met = f"the plan is made for weather year {middle}, the one with the middle output of {len(years)}"
    findings.append(_finding("plan_weather_year", "note", met, "give rows without weather_year to plan for another"))
    return Weather(plan, middle, {name: {**own, **one} for name, one in years.items()} if wanted is not False else {})


def _without_year(found: Mapping[str, Mapping[str, FloatArray]]) -> set[str]:
    """Profiles that have rows without a weather year only: they are the same in each."""
    with_year = {profile for name, one in found.items() if name for profile in one}
    return set(found.get("", {})) - with_year


def _middle_year(years: Mapping[str, Mapping[str, FloatArray]]) -> str:
    totals = sorted((sum(float(row.sum()) for row in one.values()), name) for name, one in years.items())
    return totals[(len(totals) - 1) // 2][1]


def _sound(values: FloatArray, name: str, findings: list[Finding]) -> FloatArray:
    missing, below = int(np.isnan(values).sum()), int((values < 0).sum())
    if missing:
        met = f"output of profile {name} is not given in {missing:,} of {len(values):,} hours; they count as none"
        findings.append(_finding("missing_generation", "warning", met, "fill the hours, or leave them as none"))
    if below:
        met = f"output of profile {name} is below 0 in {below:,} hours; they count as none"
        findings.append(_finding("negative_generation", "note", met, "nothing, if it is the plant's own use"))
    if np.nanmax(values) > HIGHEST:
        met = f"profile {name} gives up to {np.nanmax(values):,.3g} MWh a MW in one hour"
        findings.append(_finding("suspect_unit", "warning", met, "give output per MW, as a fraction: 0.35"))
    return np.maximum(np.nan_to_num(values), 0.0)


def _finding(code: str, severity: Severity, message: str, mend: str) -> Finding:
    return Finding(code, severity, message, mend, "profiles", column="per_unit")
