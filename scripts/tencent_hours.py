"""Write the hourly tables of cases/tencent: published totals of 2022 spread over synthetic shapes, the same bytes each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

CASE = Path(__file__).resolve().parent.parent / "cases" / "tencent"
Real = NDArray[np.float64]

HOURS = 8760
SHANGHAI_H = 8
SEED = 2022
INDIRECT_KWH, ON_SITE_KWH, BOUGHT_KWH = 5_010_990_200, 21_870_000, 336_419_500
"""Tencent 2023 ESG report, p. 106: indirect energy, renewables made on site and renewables bought in 2022."""
WIND, SOLAR = ("wind_1", "wind_2", "wind_3"), ("solar_1", "solar_2", "solar_3")
QINGCHENG_PLANT = "wind_3"


def sunshine(rng: np.random.Generator, *, latitude_deg: float) -> Real:
    """(hours,) A made-up solar plant: the sine of the sun's height by local clock, and one draw of cloud a day."""
    hour = np.arange(HOURS)
    declination = np.radians(-23.44) * np.cos(2 * np.pi * (hour // 24 + 10) / 365)
    angle = np.radians(15 * (hour % 24 + 0.5 - 12))
    latitude = np.radians(latitude_deg)
    height = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(angle)
    return np.maximum(height, 0) * np.repeat(rng.beta(3, 1.5, HOURS // 24), 24)


def wind(rng: np.random.Generator) -> Real:
    """(hours,) A made-up wind farm: speed that remembers some thirty hours, stronger in winter, through a cubic curve."""
    draws, memory = rng.standard_normal(HOURS), np.exp(-1 / 30)
    walk = np.empty(HOURS)
    walk[0] = draws[0]
    for at in range(1, HOURS):
        walk[at] = memory * walk[at - 1] + np.sqrt(1 - memory**2) * draws[at]
    season = 1 + 0.15 * np.cos(2 * np.pi * np.arange(HOURS) / HOURS)
    speed_m_per_s = np.maximum(7 + 2.8 * walk, 0) * season
    return np.clip((speed_m_per_s**3 - 3**3) / (12**3 - 3**3), 0, 1) * (speed_m_per_s < 25)


def data_centres(*, swing: float) -> Real:
    """(hours,) A made-up load: nearly flat, a little more by day and in summer."""
    hour = np.arange(HOURS)
    by_day = np.cos(2 * np.pi * (hour % 24 - 15) / 24)
    by_year = np.cos(2 * np.pi * (hour / 24 - 205) / 365)
    return 1 + swing * (by_day + by_year) / 2


def whole_kwh(shape: Real, total_kwh: int) -> NDArray[np.int64]:
    """(hours,) A shape brought to a total in whole kWh; running sums are rounded, so nothing is lost."""
    running = np.rint(np.cumsum(shape) / shape.sum() * total_kwh).astype(np.int64)
    return np.diff(running, prepend=0)


def write(name: str, key: str, series: dict[str, NDArray[np.int64]]) -> None:
    """Write one hourly table: stamps are UTC starts of the hours of 2022 in Shanghai."""
    first = datetime(2022, 1, 1, tzinfo=UTC) - timedelta(hours=SHANGHAI_H)
    starts = [(first + timedelta(hours=at)).strftime("%Y-%m-%dT%H:%MZ") for at in range(HOURS)]
    names = [each for each in series for _ in range(HOURS)]
    columns = {key: names, "start": starts * len(series), "kwh": np.concatenate(list(series.values()))}
    pq.write_table(pa.table(columns), CASE / f"{name}.parquet", compression="zstd", compression_level=19)


def main() -> None:
    """Write ``load.parquet`` and ``generation.parquet``."""
    rng = np.random.default_rng(SEED)
    plants = [*WIND, *SOLAR]
    delivered = np.diff(np.rint(np.linspace(0, BOUGHT_KWH, len(plants) + 1)).astype(np.int64)).tolist()
    shapes = [wind(rng) for _ in WIND] + [sunshine(rng, latitude_deg=35) for _ in SOLAR]
    made = {name: whole_kwh(shape, kwh) for name, shape, kwh in zip(plants, shapes, delivered, strict=True)}
    made["roofs"] = whole_kwh(sunshine(rng, latitude_deg=30), ON_SITE_KWH)
    qingcheng_kwh = int(made[QINGCHENG_PLANT].sum())
    loads = {
        "group": whole_kwh(data_centres(swing=0.06), INDIRECT_KWH - qingcheng_kwh),
        "qingcheng": whole_kwh(data_centres(swing=0.04), qingcheng_kwh),
    }
    write("load", "site", loads)
    write("generation", "plant", made)


if __name__ == "__main__":
    main()
