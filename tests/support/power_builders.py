"""Builders and fixtures of the tests of green power: hours, loads and plants from a few words, and whole years of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from support.case_builders import a_case, table
from tanlu.core.arrays import IntArray
from tanlu.power.hours import Hours
from tanlu.power.matching.scores import Year
from tanlu.services.case.request import MeasureRequest
from tanlu.services.matching.match import match
from tanlu.services.matching.serializers import match_json

FIRST = 438_288
"""2020-01-01T00:00Z, as hours since 1970."""
CONTRACT_COLUMNS = ("contract", "plant", "share", "kwh_limit", "start", "end", "sites")


def hours(text: str) -> IntArray:
    """Hourly MWh from words, as Wh.

    >>> hours("3 0.5").tolist()
    [3000000, 500000]
    """
    return np.array([round(float(word) * 1_000_000) for word in text.split()], np.int64)


def a_year(
    loads: Mapping[str, str], outputs: Mapping[str, str], serves: Iterable[Iterable[bool]] | None = None
) -> Year:
    """A stretch of hours as the room knows it: loads of sites and outputs of contracts in MWh; all serve all by default."""
    load = np.array([hours(text) for text in loads.values()], np.int64)
    output = np.array([hours(text) for text in outputs.values()], np.int64)
    chosen = (
        np.ones((len(outputs), len(loads)), np.bool_) if serves is None else np.array([list(row) for row in serves])
    )
    return Year(Hours(FIRST, load.shape[1]), list(loads), list(outputs), load, output, chosen)


def stamps(first: str = "2023-01-01T00:00", count: int = 8760, zone: str = "Z") -> list[str]:
    """Starts of hours in a row."""
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    return [(start + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M") + zone for hour in range(count)]


def series(key: str, values: Mapping[str, Iterable[float]], at: list[str] | None = None) -> str:
    """A table of ``site`` or ``plant``, ``start``, ``kwh``; each name's values come round until the hours are full."""
    found: list[dict[str, object]] = []
    for name, kwh in values.items():
        chosen = list(kwh)
        for place, stamp in enumerate(at or stamps()):
            found.append({key: name, "start": stamp, "kwh": chosen[place % len(chosen)]})
    return table(found)


def contracts(*rows: Mapping[str, object]) -> str:
    """A table of contracts; what a row does not say is empty."""
    return table(rows, CONTRACT_COLUMNS)


def a_power_case(folder: Path, **told: Any) -> Path:
    """A case of one site that takes 10 kWh an hour and one plant of 20, 0, 15 and 5 kWh in turn, wholly bought."""
    usual: dict[str, Any] = {
        "load": series("site", {"hq": [10]}),
        "generation": series("plant", {"wind": [20, 0, 15, 5]}),
        "contracts": contracts({"contract": "a", "plant": "wind"}),
    }
    return a_case(folder, **{**usual, **told})


def matched(folder: Path, year: int = 2023) -> dict[str, Any]:
    """The answer of ``tanlu match --json``, through the act itself."""
    return match_json(match(MeasureRequest(folder, year)))
