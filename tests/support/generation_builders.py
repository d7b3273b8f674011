"""Builders and fixtures of the tests of expected output: clear skies, weather tables, plants and cases from a few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from support.case_builders import a_case, rows
from tanlu.core.arrays import FloatArray
from tanlu.power.generation.irradiance import Light, WeatherYear, light_of
from tanlu.power.generation.pv import Roofs
from tanlu.power.generation.solar_position import Sun, sun_over
from tanlu.power.hours import Hours, stamp_text
from tanlu.services.case.request import MeasureRequest
from tanlu.services.generation.plant_years import SolarOptions
from tanlu.services.generation.serializers import solar_json
from tanlu.services.generation.simulate import solar

SHANGHAI = (31.23, 121.47)
HOURS_2023 = Hours(464_592, 8760)
"""From 2023-01-01T00:00Z."""
PVWATTS = Path(__file__).parents[1] / "known" / "data" / "pvwatts_golden.parquet"
GOLDEN = (39.73, -105.18)
A_ROOF = "plant=roof kind=solar kw=100 tilt=20 azimuth=180 latitude=31.23 longitude=121.47 station=here"


@cache
def sun_at(latitude: float, longitude: float, hours: Hours = HOURS_2023) -> Sun:
    """The sun over a year, kept between tests."""
    return sun_over(hours, latitude, longitude)


@cache
def usual_weather() -> str:
    """The table of a clear sky over Shanghai in 2023, kept between tests."""
    return weather_table(clear_sky())


def clear_sky(place: tuple[float, float] = SHANGHAI, hours: Hours = HOURS_2023) -> dict[str, FloatArray]:
    """Weather of a year without clouds: 60 % of the light above the air, a sixth of it diffuse, 15 °C, 2 m/s."""
    sun = sun_at(*place, hours)
    ghi = 0.6 * sun.extra * sun.height
    dhi = ghi / 6
    dni = np.where(sun.height > 0.02, (ghi - dhi) / np.maximum(sun.height, 0.02), 0.0)
    still = np.ones(hours.count)
    ghi, dni, dhi = (np.asarray(np.round(values, 2), np.float64) for values in (ghi, dni, dhi))
    return {
        "ghi_w_per_m2": ghi,
        "dni_w_per_m2": dni,
        "dhi_w_per_m2": dhi,
        "temperature_c": 15 * still,
        "wind_m_per_s": 2 * still,
    }


def weather_table(
    columns: Mapping[str, Iterable[float]], *, station: str = "here", first: int = HOURS_2023.first, year: str = ""
) -> str:
    """A table of weather; values that are not known are empty."""
    names = list(columns)
    label = [year] if year else []
    head = ",".join(["station", "start", *(["weather_year"] if year else []), *names])
    cells = zip(*(list(columns[name]) for name in names), strict=True)
    lines = (
        ",".join(
            [station, stamp_text(first + place), *label, *("" if np.isnan(value) else f"{value:g}" for value in row)]
        )
        for place, row in enumerate(cells)
    )
    return "\n".join([head, *lines]) + "\n"


def a_solar_case(folder: Path, *plants: str, **told: Any) -> Path:
    """A case of one roof in Shanghai under a clear sky, or of the plants and tables told."""
    usual: dict[str, Any] = {"plants": rows(*(plants or (A_ROOF,))), "weather": usual_weather()}
    return a_case(folder, **{**usual, **told})


def expected(folder: Path, year: int = 2023, **wish: Any) -> dict[str, Any]:
    """The answer of ``tanlu solar --json``, through the act itself."""
    return solar_json(solar(MeasureRequest(folder, year), SolarOptions(**wish)))


@cache
def usual_answer() -> dict[str, Any]:
    """The answer of the usual case, kept between tests."""
    with TemporaryDirectory() as folder:
        return expected(a_solar_case(Path(folder) / "usual"))


@cache
def a_few_hours() -> str:
    """Weather of one day, for tests that ask only what is said of plants."""
    return weather_table({name: values[:24] for name, values in clear_sky().items()})


def only(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The one plant of an answer."""
    (plant,) = answer["plants"].values()
    return plant


def some_roofs(count: int, **told: Any) -> Roofs:
    """Roofs of the PVWatts reference, or with other values in some columns."""
    usual = {
        "tilt": 20, "azimuth": 180, "inoct_c": 45, "dc_ac_ratio": 1.2, "temperature_coefficient": -0.0047,
        "losses": 0.1408, "inverter_efficiency": 0.96, "albedo": 0.2,
    }  # fmt: skip
    return Roofs(
        **{
            name: np.broadcast_to(np.asarray(told.get(name, value), float), count).copy()
            for name, value in usual.items()
        }
    )


@cache
def pvwatts() -> dict[str, FloatArray]:
    """The hours of the PVWatts reference by column."""
    held = pq.read_table(PVWATTS)
    return {name: np.asarray(held.column(name).to_numpy(), np.float64) for name in held.column_names}


@cache
def pvwatts_light(year: int = 2021) -> tuple[Light, Sun]:
    """The weather of the PVWatts reference laid over a year, and its sun."""
    first = int(np.datetime64(f"{year}-01-01T07", "h").astype(np.int64))
    hours, told = Hours(first, 8760, "Etc/GMT+7"), pvwatts()
    unknown = np.full(8760, np.nan)
    sun = sun_over(hours, *GOLDEN)
    light = (unknown, told["dni_w_per_m2"], told["dhi_w_per_m2"])
    return light_of(WeatherYear("golden", "tmy", hours, *light, told["temperature_c"], told["wind_m_per_s"]), sun), sun
