"""Builders and fixtures of the tests of procurement: small markets from a few words, cases on disk, and the answer of the act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from support.case_builders import a_case, rows, table
from support.power_builders import stamps
from tanlu.power.procurement.market import Asset, Market, Offer
from tanlu.services.case.request import MeasureRequest
from tanlu.services.procurement.procure import ProcureRequest, procure
from tanlu.services.procurement.serializers import procure_json

Series = Mapping[str, Iterable[float]]
NO_LIMIT = np.inf


def mwh(text: str) -> list[float]:
    """Hourly figures from words.

    >>> mwh("3 0.5")
    [3.0, 0.5]
    """
    return [float(word) for word in text.split()]


def a_market(
    load: Series,
    price: Series,
    *,
    offers: Mapping[str, tuple[float, float, str]] | None = None,
    solars: Iterable[Asset] = (),
    batteries: Iterable[Asset] = (),
    profiles: Mapping[str, str] | None = None,
    import_max_mw: Mapping[str, float] | None = None,
    cfe: float = 0.0,
    sale: str | None = None,
) -> Market:
    """A market of a few hours.

    Parameters
    ----------
    offers : name → price of a MWh, most MW, output in words
    profiles : output of roofs in words
    """
    sites = list(load)
    loads = np.array([list(load[site]) for site in sites], float)
    bought = offers or {}
    roofs = list(solars)
    return Market(
        sites,
        loads,
        np.array([list(price[site]) for site in sites], float),
        np.full(loads.shape, cfe),
        np.array([(import_max_mw or {}).get(site, NO_LIMIT) for site in sites]),
        [Offer(name, name, money, most) for name, (money, most, _) in bought.items()],
        np.array([mwh(words) for _, _, words in bought.values()]).reshape(len(bought), loads.shape[1]),
        roofs,
        np.array([mwh((profiles or {})[roof.profile]) for roof in roofs]).reshape(len(roofs), loads.shape[1]),
        list(batteries),
        None if sale is None else np.array(mwh(sale)),
    )


def hourly(columns: str, names: Mapping[str, Iterable[float]], at: list[str] | None = None) -> str:
    """A table of ``name, start, value`` in words of the columns; values come round until the hours are full."""
    key, value = columns.split()
    found: list[dict[str, object]] = []
    for name, values in names.items():
        chosen = list(values)
        for place, stamp in enumerate(at or stamps(count=24)):
            found.append({key: name, "start": stamp, value: chosen[place % len(chosen)]})
    return table(found)


def sale(*prices: float, count: int = 24) -> str:
    """A table of sale prices, which come round until the hours are full."""
    at = stamps(count=count)
    return table([{"start": stamp, "price_per_mwh": prices[n % len(prices)]} for n, stamp in enumerate(at)])


def a_buying_case(folder: Path, **told: Any) -> Path:
    """A day at one site: 10 MWh an hour, import at 50 a MWh, and wind at 40 that blows every other hour."""
    usual: dict[str, Any] = {
        "load": hourly("site kwh", {"hq": [10_000]}),
        "imports": hourly("site price_per_mwh", {"hq": [50]}),
        "offers": rows("offer=wind profile=w price_per_mwh=40 max_mw="),
        "profiles": hourly("profile per_unit", {"w": [1, 0]}),
    }
    return a_case(folder, **{name: text for name, text in {**usual, **told}.items() if text is not None})


def bought(folder: Path, share: float = 0.5, basis: Any = "annual", year: int = 2023, **wish: Any) -> dict[str, Any]:
    """The answer of ``tanlu procure --json``, through the act itself."""
    return procure_json(procure(MeasureRequest(folder, year), ProcureRequest(basis, share, **wish)))


def drawn_market(seed: int) -> Market:
    """A small market drawn from a seed: one to three sites, a few hours, prices below zero, limits that may not suffice."""
    random = np.random.default_rng(seed)
    count, hours, offers = int(random.integers(1, 4)), int(random.integers(1, 9)), int(random.integers(0, 4))
    sites = [f"s{n}" for n in range(count)]
    load = random.uniform(0, 10, (count, hours)).round(2) * (random.random((count, hours)) > 0.1)
    price = random.uniform(10, 90, (count, hours)).round(1)
    if random.random() < 0.4:
        price[random.random((count, hours)) < 0.3] *= -1
    limits = np.where(random.random(count) < 0.3, load.max(axis=1) * random.uniform(0.5, 1.5), np.inf)
    solars = [drawn_asset(random, site, "solar", hours) for site in sites for _ in range(random.integers(0, 3))]
    batteries = [drawn_asset(random, site, "battery", hours) for site in sites for _ in range(random.integers(0, 3))]
    return Market(
        sites,
        load,
        price,
        random.uniform(0, 1, (count, hours)).round(2) * (random.random() < 0.5),
        limits,
        [Offer(f"o{n}", "p", float(random.uniform(20, 80)), drawn_limit(random, 0.5)) for n in range(offers)],
        (random.uniform(0, 1, (offers, hours)) * (random.random((offers, hours)) > 0.3)).round(3),
        solars,
        (random.uniform(0, 1, (len(solars), hours)) * (random.random((len(solars), hours)) > 0.4)).round(3),
        batteries,
        None if random.random() < 0.4 else random.uniform(-10, 20, hours).round(1),
    )


def drawn_limit(random: np.random.Generator, often: float) -> float:
    """A limit of some MW, or none."""
    return round(float(random.uniform(0, 25)), 1) if random.random() < often else NO_LIMIT


def drawn_asset(random: np.random.Generator, site: str, kind: Any, hours: int) -> Asset:
    """A roof or a battery."""
    cost = round(float(random.uniform(1, 15)) * hours, 1)
    efficiency = float(random.choice([0.7, 0.9, 0.95, 1.0]))
    return Asset(site, kind, cost, drawn_limit(random, 0.7), "p", float(random.choice([1, 2, 4])), efficiency)
