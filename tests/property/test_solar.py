"""What always holds of expected output, whatever the roof, the sky and the turbine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.generation_builders import HOURS_2023, SHANGHAI, clear_sky, pvwatts, pvwatts_light, some_roofs, sun_at
from tanlu.power.generation.cell_temperature import fuentes_c
from tanlu.power.generation.exceedance import exceedance
from tanlu.power.generation.irradiance import WeatherYear, light_of
from tanlu.power.generation.output import solar_kwh
from tanlu.power.generation.plants import Plant, plant_from
from tanlu.power.generation.pv import Roofs, ac_per_kw
from tanlu.power.generation.wind import PowerCurve, per_unit
from tanlu.power.hours import Hours

angles = st.floats(0, 90)
looks = st.floats(0, 360)
ratios = st.floats(0.5, 3)
losses = st.floats(0, 0.9)


@st.composite
def planes(draw: st.DrawFn, most: int = 3) -> Roofs:
    """A few roofs of any plane, inverter and losses."""
    count = draw(st.integers(1, most))

    def each(values: st.SearchStrategy[float]) -> list[float]:
        return draw(st.lists(values, min_size=count, max_size=count))

    return some_roofs(
        count,
        tilt=each(angles),
        azimuth=each(looks),
        dc_ac_ratio=each(ratios),
        losses=each(losses),
        inoct_c=each(st.floats(40, 55)),
        temperature_coefficient=each(st.floats(-0.006, 0)),
        inverter_efficiency=each(st.floats(0.85, 0.995)),
        albedo=each(st.floats(0, 1)),
    )


def a_plant(**told: float) -> Plant:
    cells = {"plant": "p", "kind": "solar", "kw": 10.0, "tilt": 20.0, "azimuth": 180.0, **told}
    plant, flaws = plant_from(cells, row=2, file="plants.csv")
    assert plant is not None, flaws
    return plant


@settings(max_examples=10, deadline=None)
@given(roofs=planes())
def test_output_is_never_below_nothing_nor_above_the_inverter(roofs: Roofs):
    light, _ = pvwatts_light()
    ac = ac_per_kw(roofs, light)
    assert (ac >= 0).all()
    assert (ac <= (1 / roofs.dc_ac_ratio)[:, None] * (1 + 1e-12)).all()  # the last bit of a product


@settings(max_examples=5, deadline=None)
@given(roofs=planes())
def test_night_gives_nothing(roofs: Roofs):
    light, sun = pvwatts_light()
    assert (ac_per_kw(roofs, light)[:, ~sun.up] == 0).all()


@settings(max_examples=6, deadline=None)
@given(kw=st.floats(1e-3, 1e6), tilt=angles, azimuth=looks)
def test_twice_the_kw_make_twice_the_output(kw: float, tilt: float, azimuth: float):
    light, _ = pvwatts_light()
    hours = Hours(HOURS_2023.first, 8760)
    one, two = (a_plant(kw=times * kw, tilt=tilt, azimuth=azimuth) for times in (1, 2))
    made = solar_kwh([one, two], light, hours, 2023)
    assert made[1] == pytest.approx(2 * made[0], rel=1e-14, abs=0)  # a factor of two loses no bit


@settings(max_examples=30, deadline=None)
@given(rate=st.floats(0, 0.2), first=st.integers(1990, 2030), age=st.integers(0, 40))
def test_degradation_compounds_and_starts_in_the_second_year(rate: float, first: int, age: int):
    plant = a_plant(degradation_per_year=rate, commissioned=first)
    assert plant.kept(first) == 1
    assert plant.kept(first + age) == (1 - rate) ** age
    assert plant.kept(first + age + 1) == pytest.approx(
        plant.kept(first + age) * (1 - rate), rel=1e-12
    )  # powers of doubles


@settings(max_examples=4, deadline=None)
@given(roofs=planes(most=20))
def test_roofs_that_share_the_sun_make_what_each_makes_alone(roofs: Roofs):
    light, _ = pvwatts_light()
    together = ac_per_kw(roofs, light)
    for place in range(roofs.count):
        alone = ac_per_kw(roofs.part([place]), light)[0]
        # sweeps of the cell temperature end together: thousandths of a kelvin, 1e-5 of output
        assert alone.sum() == pytest.approx(together[place].sum(), rel=1e-5, abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(latitude=st.floats(-66, 66), longitude=st.floats(-180, 180))
def test_the_sun_is_up_for_half_of_the_year_nearly_everywhere(latitude: float, longitude: float):
    from tanlu.power.generation.solar_position import sun_over

    sun = sun_over(HOURS_2023, latitude, longitude)
    # refraction and the middle of sunlit parts add up to half an hour at each end of a day
    assert 4380 - 60 <= int(sun.up.sum()) <= 4380 + 600


@pytest.mark.parametrize("inoct_c", [45.0, 49.0])
def test_cell_temperature_of_all_hours_together_is_that_of_hour_after_hour(inoct_c: float):
    """pvlib.temperature.fuentes solves the same balance one hour after the other."""
    import pandas as pd
    from pvlib import temperature

    told = {name: values[:1200] for name, values in pvwatts().items()}
    times = pd.date_range("2021-01-01", periods=1200, freq="h")
    light, air, wind = (pd.Series(told[name], times) for name in ("poa_w_per_m2", "temperature_c", "wind_m_per_s"))
    theirs = temperature.fuentes(light, air, wind, inoct_c).to_numpy()
    poa = told["poa_w_per_m2"][None, :]
    ours = fuentes_c(
        poa,
        told["temperature_c"],
        told["wind_m_per_s"],
        inoct_c=np.array([inoct_c]),
        consecutive=np.append(0.0, np.ones(1199)),
    )[0]
    lit = poa[0] > 0
    assert np.abs(ours - theirs)[lit].mean() < 0.01  # kelvin; 0.005 % of output
    assert np.quantile(np.abs(ours - theirs)[lit], 0.99) < 0.05


@settings(max_examples=50, deadline=None)
@given(
    speeds=st.lists(st.floats(0, 100), min_size=1, max_size=20),
    powers=st.lists(st.floats(0, 1), min_size=3, max_size=6),
    density=st.floats(0.6, 1.5),
    loss=losses,
)
def test_a_turbine_never_makes_more_than_its_rating_nor_less_than_nothing(
    speeds: list[float], powers: list[float], density: float, loss: float
):
    curve = PowerCurve(np.linspace(3, 25, len(powers)), np.array(powers))
    made = per_unit(curve, np.array(speeds), density_kg_per_m3=np.full(len(speeds), density), loss=loss)
    assert (made >= 0).all()
    assert (made <= 1 - loss).all()


@settings(max_examples=10, deadline=None)
@given(kept=st.permutations(["ghi", "dni", "dhi"]))
def test_two_parts_of_irradiance_give_the_third(kept: list[str]):
    """What is left out comes back, but for a low sun, whose beam cannot be told from the rest."""
    sky, sun = clear_sky(), sun_at(*SHANGHAI)
    parts = {name: sky[f"{name}_w_per_m2"] for name in kept[:2]}
    unknown = np.full(8760, np.nan)
    ghi, dni, dhi = (parts.get(name, unknown) for name in ("ghi", "dni", "dhi"))
    told = WeatherYear("s", "2023", HOURS_2023, ghi, dni, dhi, sky["temperature_c"], sky["wind_m_per_s"])
    made = light_of(told, sun)
    missing = kept[2]
    high = sun.height[made.lit] > 0.1
    ours, theirs = getattr(made, missing)[high], sky[f"{missing}_w_per_m2"][made.lit][high]
    assert ours == pytest.approx(
        theirs, abs=0.2
    )  # the sky is written to 0.01 W/m2, and divided by a height of at least 0.1


@settings(max_examples=30, deadline=None)
@given(years=st.lists(st.floats(1, 1e9), min_size=2, max_size=30))
def test_p90_is_never_above_p50(years: list[float]):
    found = exceedance(years)
    assert found is not None
    assert 0 <= found.p90_kwh <= found.p50_kwh * (1 + 1e-12)
    assert found.years == len(years)
