"""A made-up market for procurement, from a seed: data-centre-like loads, wind and solar offers, a roof and a four-hour battery a site."""

from __future__ import annotations

import numpy as np

from tanlu.power.procurement.market import Asset, Market, Offer

SEED = 20260101
DAY = 24
WINDS, SUNS = 4, 2


def made_market(sites: int, hours: int = 8_760, seed: int = SEED) -> Market:
    """Sites of about 20 MW; four winds and two suns on offer; import at a three-step tariff with some noise.

    Everything is drawn: no place has these winds, and nobody asks these prices.
    """
    random = np.random.default_rng(seed)
    names = [f"site_{n + 1}" for n in range(sites)]
    hour, day = np.arange(hours) % DAY, np.arange(hours) // DAY
    size = random.uniform(10, 30, sites)[:, None]
    daily = 1 + 0.15 * np.sin((hour - 9) / DAY * 2 * np.pi) + 0.1 * np.sin(day / 365 * 2 * np.pi)
    load = size * daily * random.uniform(0.92, 1.08, (sites, hours))
    tariff = np.select([(hour < 8), (hour >= 17) & (hour < 22)], [320.0, 880.0], 560.0)
    price = np.maximum(tariff * random.uniform(0.9, 1.1, (sites, hours)), 0.0)
    cfe = np.clip(0.3 + 0.15 * np.sin((hour - 6) / DAY * 2 * np.pi) + random.normal(0, 0.05, (sites, hours)), 0, 1)
    suns = np.array([_sun(random, hour, day) for _ in range(SUNS + 1)])
    output = np.concatenate([[_wind(random, hours) for _ in range(WINDS)], suns[:SUNS]])
    offers = [
        Offer(f"{'wind' if n < WINDS else 'solar'}_{n + 1}", f"p{n}", float(random.uniform(360, 460)), 40.0 * sites)
        for n in range(WINDS + SUNS)
    ]
    part = hours / 8_760
    peaks = load.max(axis=1)
    roofs = [
        Asset(name, "solar", 420_000.0 * part, 0.4 * peak, "roof") for name, peak in zip(names, peaks, strict=True)
    ]
    batteries = [
        Asset(name, "battery", 380_000.0 * part, 2 * peak, "", 4.0, 0.95)
        for name, peak in zip(names, peaks, strict=True)
    ]
    sale = np.clip(180 + 60 * np.sin((hour - 3) / DAY * 2 * np.pi) + random.normal(0, 30, hours), 0, None)
    limits = 1.6 * peaks
    return Market(
        names, load, price, cfe, limits, offers, output, roofs, np.repeat(suns[SUNS:], sites, axis=0), batteries, sale
    )


def _sun(random: np.random.Generator, hour, day):
    high = np.maximum(np.sin((hour - 6) / 12 * np.pi), 0.0) * (hour >= 6) * (hour <= 18)
    cloud = np.clip(random.normal(0.7, 0.25, day.max() + 1), 0.05, 1.0)[day]
    return high * cloud * (0.8 + 0.2 * np.sin((day - 80) / 365 * 2 * np.pi))


def _wind(random: np.random.Generator, hours: int):
    gust = np.zeros(hours)
    for at in range(1, hours):
        gust[at] = 0.97 * gust[at - 1] + random.normal(0, 0.25)
    return np.clip(1 / (1 + np.exp(-gust)), 0.0, 1.0) ** 1.7
