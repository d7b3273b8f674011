"""Judging hourly data: hours that are missing, values that cannot be, and stamps that look shifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tanlu.core.arrays import FloatArray, IntArray
from tanlu.core.finding import Finding, Severity
from tanlu.power.hours import Hours, stamp_text
from tanlu.power.matching.contracts import WH_PER_KWH

MOST_SHIFT = 15
"""Hours: no zone is further from UTC, and an hour's label is at most one off."""


@dataclass(frozen=True)
class HourlyInput:
    """Hourly kWh as they came in, for some names.

    Parameters
    ----------
    kwh : (names, hours), NaN where nothing is given
    seen : name → the first and the last hour that any of its rows has
    twice : name → rows beside another of the same hour
    """

    table: str
    file: str | None
    names: Sequence[str]
    kwh: FloatArray
    seen: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    twice: Mapping[str, int] = field(default_factory=dict[str, int])

    def finding(
        self, code: str, severity: Severity, message: str, mend: str, count: int = 1, column: str = "kwh"
    ) -> Finding:
        """A finding on this table."""
        return Finding(code, severity, message, mend, self.table, self.file, None, column, count)


def whole_load(given: HourlyInput) -> tuple[IntArray, list[Finding]]:
    """Load in whole Wh; an hour without load, or with one below 0, is an error and adds nothing to any figure."""
    findings = twice(given, "the larger counts")
    kwh = given.kwh.copy()
    for place, name in enumerate(given.names):
        below = int((kwh[place] < 0).sum())
        if below:
            met = f"load of {name} is below 0 in {below:,} hours, which are not used"
            findings.append(
                given.finding("negative_energy", "error", met, "give what the site takes from all sources", below)
            )
            kwh[place, kwh[place] < 0] = np.nan
        missing = int(np.isnan(kwh[place]).sum())
        if missing:
            met = f"load of {name} is not known in {missing:,} of {kwh.shape[1]:,} hours; every figure leaves them out"
            findings.append(
                given.finding("missing_load", "error", met, "fill the hours; what is known to be nothing is 0", missing)
            )
    return _wh(kwh), findings


def unknown_load(given: HourlyInput) -> frozenset[str]:
    """Names of which no hour of load can be used; their load is not known, which is not 0."""
    known = np.count_nonzero(given.kwh >= 0, axis=1).tolist()
    return frozenset(name for name, hours in zip(given.names, known, strict=True) if not hours)


def whole_generation(given: HourlyInput, bought: Sequence[str]) -> tuple[IntArray, list[Finding]]:
    """Output in whole Wh; an hour without a figure counts as no clean output, and so does one below 0 (a plant's own use)."""
    findings = twice(given, "the smaller counts")
    for place, name in enumerate(given.names):
        if name not in bought:
            continue
        row = given.kwh[place]
        missing, below = int(np.isnan(row).sum()), int((row < 0).sum())
        if missing:
            met = f"output of {name} is not given in {missing:,} of {len(row):,} hours; they count as none"
            findings.append(
                given.finding("missing_generation", "warning", met, "fill the hours, or leave them as none", missing)
            )
        if below:
            met = f"output of {name} is below 0 in {below:,} hours; they count as none"
            findings.append(
                given.finding("negative_generation", "note", met, "nothing, if it is the plant's own use", below)
            )
        if not np.nansum(np.maximum(row, 0)) > 0:
            met = f"plant {name} has no output in the year, so its contracts deliver nothing"
            findings.append(
                given.finding("plant_without_output", "error", met, "give its output, or end its contracts")
            )
    return _wh(np.maximum(given.kwh, 0)), findings


def _wh(kwh: FloatArray) -> IntArray:
    return np.rint(np.nan_to_num(kwh) * WH_PER_KWH).astype(np.int64)


def twice(given: HourlyInput, counts: str) -> list[Finding]:
    """Hours that stand twice; ``counts`` says which row is used."""
    mend = "give each hour once; several meters of one site are summed before"
    return [
        given.finding(
            "duplicate_hour",
            "error",
            f"{more:,} rows of {name} stand on an hour that another row has; {counts}",
            mend,
            more,
            "start",
        )
        for name, more in sorted(given.twice.items())
    ]


def shifted(given: HourlyInput, year: Hours) -> list[Finding]:
    """Series as long as the year that start some hours off it: stamps in local time, or names of ends of hours."""
    findings: list[Finding] = []
    for name, (first, last) in sorted(given.seen.items()):
        shift = first - year.first
        if last - first + 1 != year.count or not 0 < abs(shift) <= MOST_SHIFT:
            continue
        met = (
            f"the hours of {name} run from {stamp_text(first)} to {stamp_text(last)} and the year in {year.zone} from "
            f"{stamp_text(year.first)} to {stamp_text(year.end - 1)}: the stamps look {abs(shift)} h {'late' if shift > 0 else 'early'}"
        )
        mend = 'write UTC starts of hours, mend time_zone under [case], or write labels = "end" under [power]'
        severity: Severity = "error" if given.table == "load" else "warning"
        findings.append(given.finding("hours_shifted", severity, met, mend, column="start"))
    return findings
