"""The answer of ``tanlu match``: scores, sites, contracts, storage and tCO2e as plain data."""

from __future__ import annotations

from typing import Any

from tanlu.power.hours import BASES
from tanlu.power.matching.scores import contract_rows, fraction, site_rows
from tanlu.services.matching.match import MatchedCase

_WH_PER_KWH = 1000


def match_json(matched: MatchedCase) -> dict[str, Any]:
    """The answer of ``tanlu match --json``; what is not known is null."""
    done = matched.done
    contracted = bool(matched.contracts)
    hourly_wh = done.matched_wh["hourly"]
    return {
        "case": matched.case.settings.name,
        "year": matched.question.year,
        "run": matched.run,
        "hours": done.year.hours.count,
        "load_kwh": done.load_wh / _WH_PER_KWH if done.load_is_known else None,
        "generation_kwh": done.output_wh / _WH_PER_KWH if contracted else None,
        "score": {
            **{basis: done.score(basis) for basis in BASES},
            "hourly_with_grid": matched.with_grid,
            "hourly_with_storage": done.score_with_storage(),
        },
        "matched_kwh": hourly_wh / _WH_PER_KWH if contracted else None,
        "excess_kwh": (done.output_wh - hourly_wh) / _WH_PER_KWH if contracted else None,
        "sites": sites_json(matched),
        "contracts": contracts_json(matched),
        "storage": storage_json(matched),
        "tco2e": dict(matched.tco2e),
        "provenance": matched.provenance,
        "findings": [finding.as_json() for finding in matched.findings],
    }


def sites_json(matched: MatchedCase) -> dict[str, Any]:
    """Each site's part of the allocation: a portfolio's score says nothing about a site."""
    unknown = matched.done.year.unknown_load
    return {
        site: {
            "load_kwh": None if site in unknown else load / _WH_PER_KWH,
            "matched_kwh": hourly / _WH_PER_KWH,
            "annual": fraction(annual, load),
            "hourly": fraction(hourly, load),
        }
        for site, load, hourly, annual in site_rows(matched.done)
    }


def contracts_json(matched: MatchedCase) -> dict[str, Any]:
    """What each contract promises a year, what it delivered, and what was matched in its hour; a contract is no delivery."""
    rows = {row.contract: row for row in matched.contracts}
    return {
        name: {
            "plant": rows[name].plant,
            "signed": str(rows[name].signed) if rows[name].signed else None,
            "contracted_kwh": None if (limit := rows[name].limit_wh) is None else limit / _WH_PER_KWH,
            "generation_kwh": output / _WH_PER_KWH,
            "matched_kwh": used / _WH_PER_KWH,
            "excess_kwh": (output - used) / _WH_PER_KWH,
        }
        for name, output, used in contract_rows(matched.done)
    }


def storage_json(matched: MatchedCase) -> dict[str, Any]:
    """What each battery took from excess, gave to gaps, lost, and holds at the end."""
    return {
        name: {
            "charged_kwh": int(run.charged_wh.sum()) / _WH_PER_KWH,
            "discharged_kwh": int(run.discharged_wh.sum()) / _WH_PER_KWH,
            "lost_kwh": run.lost_wh / _WH_PER_KWH,
            "stored_kwh": run.stored_wh / _WH_PER_KWH,
        }
        for name, run in sorted(matched.done.storage.items())
    }
