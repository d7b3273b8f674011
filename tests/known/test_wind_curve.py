"""Wind output computed by hand from a curve, and the density of the standard atmosphere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.case_builders import rows
from support.generation_builders import HOURS_2023, a_solar_case, expected, only, weather_table
from tanlu.power.generation.wind import air_density, at_hub

CURVE = rows(
    *(f"power_curve=t wind_m_per_s={speed} kw={kw}" for speed, kw in [(3, 0), (7, 500), (12, 2000), (25, 2000)])
)


def windy(folder: Path, speeds: list[float], plant: str = "", **told: object) -> Path:
    """A case of one wind plant of 4 MW whose wind comes round through some speeds, measured at the hub."""
    wind = np.resize(np.array(speeds, float), 8760)
    usual = f"plant=w kind=wind kw=4000 power_curve=t hub_height_m=100 wind_height_m=100 station=here {plant}"
    weather = weather_table({"temperature_c": np.full(8760, 15.0), "wind_m_per_s": wind})
    return a_solar_case(folder, usual, power_curves=CURVE, weather=weather, **told)


def test_a_plant_makes_what_its_curve_says_by_hand(tmp_path: Path):
    """2 m/s: none. 5: half of 500. 9.5: half way from 500 to 2000. 12 and 25: all. 26: none. Of a curve of 2,000 kW; the plant has two."""
    folder = windy(tmp_path / "c", [2, 5, 9.5, 12, 25, 26])
    by_hand = 2 * (0 + 250 + 1250 + 2000 + 2000 + 0) * 8760 / 6
    assert only(expected(folder))["kwh"] == pytest.approx(by_hand, rel=1e-12)  # sums of doubles


def test_losses_follow_one_another(tmp_path: Path):
    folder = windy(tmp_path / "c", [12], "wake=0.1 wiring=0.02 unavailability=0.03")
    assert only(expected(folder))["kwh"] == pytest.approx(4000 * 8760 * 0.9 * 0.98 * 0.97, rel=1e-12)


def test_wind_is_carried_to_the_hub_by_the_power_law_or_the_logarithm():
    """Doubling the height four times at an exponent of a quarter doubles the wind; ln(100/1) is twice ln(10/1)."""
    speed = np.array([5.0])
    assert at_hub(speed, measured_m=10, hub_m=160, shear=0.25)[0] == pytest.approx(10.0)
    assert at_hub(speed, measured_m=10, hub_m=100, shear=0.25, roughness_m=1.0)[0] == pytest.approx(10.0)


@pytest.mark.parametrize(("metres", "celsius", "density"), [(0, 15.0, 1.225), (1000, 8.5, 1.1116), (2000, 2.0, 1.0065)])
def test_air_is_as_dense_as_in_the_standard_atmosphere(metres: float, celsius: float, density: float):
    """U.S. Standard Atmosphere 1976: 1.2250, 1.1117 and 1.0066 kg/m3 (as widely printed; the document is not read here)."""
    assert air_density(np.array(celsius), metres) == pytest.approx(
        density, abs=2e-4
    )  # geopotential against geometric height


def test_thin_air_lowers_output_below_the_rating_and_leaves_the_rating(tmp_path: Path):
    low, high = (
        only(expected(windy(tmp_path / name, [6, 20], more)))["kwh"]
        for name, more in [("a", ""), ("b", "elevation_m=3000")]
    )
    at_rating = 4000 * 8760 / 2
    assert at_rating < high < low


def test_an_hour_without_wind_data_is_not_known_to_be_still(tmp_path: Path):
    folder = windy(tmp_path / "c", [12, 12, 12, float("nan")])
    answer = expected(folder)
    assert only(answer)["missing_hours"] == HOURS_2023.count // 4
    assert only(answer)["kwh"] == pytest.approx(4000 * 8760 * 3 / 4)
    assert "missing_weather" in {finding["code"] for finding in answer["findings"] if finding["severity"] == "error"}
