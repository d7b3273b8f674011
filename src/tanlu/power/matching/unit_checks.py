"""Figures that look like another unit: plants, sites and batteries a hundred times their like, as if MW stood for kW."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tanlu.core.arrays import IntArray
from tanlu.core.finding import Finding
from tanlu.power.matching.contracts import Contract
from tanlu.power.matching.hourly_checks import HourlyInput
from tanlu.power.matching.storage import Storage

PLANT_TIMES, SITE_TIMES = 100.0, 300.0
"""A unit taken for another is off by a thousand: a plant or a site so many times smaller or larger than its like is told."""


def suspect_units(
    load: HourlyInput,
    load_wh: IntArray,
    contracts: Sequence[Contract],
    plants_wh: Mapping[str, IntArray],
    storages: Sequence[Storage] = (),
) -> list[Finding]:
    """Plants and batteries far from the load they may serve, and sites far from the others: MW given as kW, or kWh as Wh."""
    by_site = dict(zip(load.names, load_wh.sum(axis=1).tolist(), strict=True))
    findings = [*_large_plants(contracts, plants_wh, by_site), *_small_plants(contracts, plants_wh, by_site)]
    usual = float(np.median(list(by_site.values()))) if len(by_site) > 1 else 0.0
    for site, wh in by_site.items():
        if told := _times(wh, usual, SITE_TIMES):
            met = f"site {site} takes {told} what the middle one of the sites takes, as if its unit were not kWh"
            findings.append(_suspect("load", met, "kwh"))
    known = np.maximum((load.kwh >= 0).sum(axis=1), 1)
    mean_wh = dict(zip(load.names, (load_wh.sum(axis=1) / known).tolist(), strict=True))
    for row in storages:
        served = mean_wh.get(row.site, 0.0) if row.site else sum(mean_wh.values())
        if told := _times(row.power_wh, served, SITE_TIMES):
            met = (
                f"storage {row.storage} has a power of {told} the mean load that it serves, as if its unit were not kW"
            )
            findings.append(_suspect("storage", met, "kw"))
    return findings


def _large_plants(
    contracts: Sequence[Contract], plants_wh: Mapping[str, IntArray], by_site: Mapping[str, int]
) -> list[Finding]:
    made = _made(contracts, plants_wh)
    served = {plant: _served([plant], contracts, by_site) for plant in made}
    return [
        _suspect(
            "generation", f"plant {plant} makes {told} the load that it may serve, as if its unit were not kWh", "kwh"
        )
        for plant, wh in made.items()
        if wh > served[plant] and (told := _times(wh, served[plant], PLANT_TIMES))
    ]


def _small_plants(
    contracts: Sequence[Contract], plants_wh: Mapping[str, IntArray], by_site: Mapping[str, int]
) -> list[Finding]:
    """A small roof beside large plants is no flaw; all plants together far below the load are, and one far below the rest."""
    made = _made(contracts, plants_wh)
    total, served = sum(made.values()), _served(list(made), contracts, by_site)
    if total < served and (told := _times(total, served, PLANT_TIMES)):
        met = f"all plants together make {told} the load that they may serve, as if their unit were not kWh"
        return [_suspect("generation", met, "kwh")]
    usual = float(np.median(list(made.values()))) if len(made) > 1 else 0.0
    return [
        _suspect(
            "generation",
            f"plant {plant} makes {told} what the middle one of the plants makes, as if its unit were not kWh",
            "kwh",
        )
        for plant, wh in made.items()
        if wh < usual and (told := _times(wh, usual, SITE_TIMES))
    ]


def _made(contracts: Sequence[Contract], plants_wh: Mapping[str, IntArray]) -> dict[str, int]:
    """Output of each plant that a contract buys from, in Wh."""
    return {plant: int(plants_wh[plant].sum()) for plant in sorted({row.plant for row in contracts} & set(plants_wh))}


def _suspect(table: str, met: str, column: str) -> Finding:
    mend = "check the unit: energy is kWh in each hour, power is kW, neither is MW or MWh"
    return Finding("suspect_unit", "warning", met, mend, table, column=column)


def _served(plants: Sequence[str], contracts: Sequence[Contract], by_site: Mapping[str, int]) -> int:
    own = [row for row in contracts if row.plant in plants]
    return sum(wh for site, wh in by_site.items() if any(not row.sites or site in row.sites for row in own))


def _times(part: float, whole: float, suspect: float) -> str:
    """How far a figure is from another, in words; empty where it is not suspect, or where one of them is nothing."""
    if not part or not whole or whole / suspect <= part <= whole * suspect:
        return ""
    return f"one {whole / part:,.0f}th of" if part < whole else f"{part / whole:,.0f} times"
