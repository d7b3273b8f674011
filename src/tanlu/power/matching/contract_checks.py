"""Contracts that deliver less than their row suggests: none of their days is in the year, or their plant is in another country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tanlu.core.finding import Finding
from tanlu.core.period import Period
from tanlu.core.place import places
from tanlu.power.matching.contracts import Contract


def doubts(contracts: Sequence[Contract], days: Period, regions: Mapping[str, str]) -> list[Finding]:
    """What somebody who reads scores of these contracts should know; it changes no figure.

    Parameters
    ----------
    days : of the year that is matched
    regions : site with load → its place; a place that is not known is no doubt
    """
    return [*_out_of_force(contracts, days), *_abroad(contracts, regions)]


def _out_of_force(contracts: Sequence[Contract], days: Period) -> list[Finding]:
    return [
        row.finding(
            "contract_not_in_force",
            "note",
            f"contract {row.contract} holds from {row.days.start} to {row.days.end} and delivers nothing in the year that is matched",
            "nothing, if so; otherwise mend its days",
            "end" if row.days.end < days.start else "start",
        )
        for row in contracts
        if row.days.end < days.start or row.days.start > days.end
    ]


def _abroad(contracts: Sequence[Contract], regions: Mapping[str, str]) -> list[Finding]:
    """Contracts that may serve a site in another country: a market that certificates do not cross."""
    findings: list[Finding] = []
    for row in contracts:
        country = _country(row.region)
        served = [site for site in regions if not row.sites or site in row.sites]
        abroad = [site for site in served if country and _country(regions[site]) not in ("", country)]
        if not abroad:
            continue
        met = f"contract {row.contract} delivers in {row.region} and may serve {abroad[0]} in {regions[abroad[0]]}: another market"
        mend = "name the sites of its own market in sites; market-based scope 2 counts no contract of another one"
        findings.append(row.finding("contract_in_another_market", "warning", met, mend, "region"))
    return findings


def _country(region: str) -> str:
    """The country of a place, "" where it is not known."""
    code = region.strip().upper()
    return places().chain(code)[-1] if code and places().known(code) else ""
