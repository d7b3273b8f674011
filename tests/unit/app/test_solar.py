"""The act of expecting output: what it takes from tables, and what it says of flaws in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.case_builders import codes, found, rows
from support.generation_builders import (
    A_ROOF,
    HOURS_2023,
    SHANGHAI,
    a_few_hours,
    a_solar_case,
    clear_sky,
    expected,
    only,
    usual_answer,
    weather_table,
)
from support.power_builders import series
from tanlu.core.errors import NotANumber

FLEET = [A_ROOF, A_ROOF.replace("plant=roof", "plant=other").replace("tilt=20", "tilt=5")]


def test_a_roof_under_a_clear_sky_makes_what_such_roofs_make():
    answer = usual_answer()
    plant = only(answer)
    assert answer["findings"] == []
    assert 1300 < plant["kwh_per_kw"] < 2100
    assert sum(plant["monthly_kwh"].values()) == pytest.approx(plant["kwh"])
    assert list(plant["monthly_kwh"]) == [f"2023-{month:02}" for month in range(1, 13)]
    assert plant["capacity_factor"] == pytest.approx(plant["kwh"] / 100 / 8760)
    assert (plant["station"], plant["weather_year"], plant["missing_hours"]) == ("here", "2023", 0)
    assert (plant["p50_kwh"], plant["p90_kwh"], plant["published_kwh_per_kw"], plant["cost_saved"]) == (None,) * 4
    assert answer["portfolio"]["share_of_load"] is None


@pytest.mark.rule("power-20")
def test_hour_ending_labels_give_the_same_answer(tmp_path: Path):
    sky = clear_sky()
    starts = usual_answer()
    ends = a_solar_case(
        tmp_path / "b", toml='[power]\nlabels = "end"', weather=weather_table(sky, first=HOURS_2023.first + 1)
    )
    assert expected(ends)["plants"] == starts["plants"]


@pytest.mark.rule("power-20")
@pytest.mark.parametrize("shift", [1, -1, 8])
def test_weather_that_runs_some_hours_off_is_told_with_the_hours(tmp_path: Path, shift: int):
    """Eight hours: stamps in Chinese time; one: names of ends of hours."""
    sky = {name: np.roll(values, shift) for name, values in clear_sky().items()}
    finding = found(expected(a_solar_case(tmp_path / "c", weather=weather_table(sky))), "weather_shifted")
    assert finding["severity"] == "error"
    assert f"moved {abs(shift)} h {'earlier' if shift > 0 else 'later'}" in finding["message"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "says"), [(31.23, -121.47, "Greenwich"), (-31.23, 121.47, "equator")]
)
def test_a_place_on_the_wrong_side_is_told(tmp_path: Path, latitude: float, longitude: float, says: str):
    plant = A_ROOF.replace("latitude=31.23", f"latitude={latitude}").replace(
        "longitude=121.47", f"longitude={longitude}"
    )
    answer = expected(a_solar_case(tmp_path / "c", plant))
    assert says in found(answer, "place_does_not_fit")["message"]


def test_swapped_coordinates_are_told_inside_and_outside_the_range_of_latitudes(tmp_path: Path):
    outside = a_solar_case(tmp_path / "a", A_ROOF.replace("latitude=31.23", "latitude=121.47"), weather=a_few_hours())
    assert "longitude" in found(expected(outside), "plant_flaw")["mend"]
    sky = weather_table(clear_sky((45.0, 8.0)))
    inside = a_solar_case(
        tmp_path / "b",
        A_ROOF.replace("latitude=31.23", "latitude=8").replace("longitude=121.47", "longitude=45"),
        weather=sky,
    )
    assert "swapped" in found(expected(inside), "place_does_not_fit")["message"]


@pytest.mark.parametrize(
    ("column", "change", "says"),
    [
        ("light", lambda values: values * 3.6, "kJ/m2"),
        ("light", lambda values: values / 1000, "kWh/m2"),
        ("light", lambda values: values * 0.0036, "MJ/m2"),
        ("temperature_c", lambda values: values + 273.15, "kelvin"),
        ("temperature_c", lambda values: values * 1.8 + 50, "Fahrenheit"),
    ],
)
def test_another_unit_is_named_and_its_output_is_not_known(tmp_path: Path, column: str, change, says: str):
    sky = clear_sky()
    for name in [name for name in sky if name == column or (column == "light" and name.endswith("m2"))]:
        sky[name] = change(sky[name])
    answer = expected(a_solar_case(tmp_path / "c", weather=weather_table(sky)))
    assert says in found(answer, "suspect_weather_unit")["message"]
    assert only(answer)["kwh"] is None
    assert answer["portfolio"]["kwh"] is None
    assert "missing_weather" in codes(answer)


def test_missing_hours_are_told_and_in_no_figure(tmp_path: Path):
    sky = clear_sky()
    whole = only(usual_answer())
    for values in sky.values():
        values[24 * 180 : 24 * 190] = np.nan
    answer = expected(a_solar_case(tmp_path / "b", weather=weather_table(sky)))
    lit = only(answer)["missing_hours"]
    assert 120 <= lit <= 160  # ten days of June in Shanghai, 14 hours each
    assert found(answer, "missing_weather")["count"] == lit
    assert only(answer)["kwh"] < whole["kwh"] * 0.98


def test_light_by_night_is_told_and_makes_nothing(tmp_path: Path):
    sky = clear_sky()
    clean = only(usual_answer())["kwh"]
    sky["ghi_w_per_m2"][18] = 400  # 02:00 in Shanghai
    answer = expected(a_solar_case(tmp_path / "b", weather=weather_table(sky)))
    assert found(answer, "light_by_night")["count"] == 1
    assert only(answer)["kwh"] == clean


def test_global_irradiance_alone_is_split_and_said(tmp_path: Path):
    sky = {name: values for name, values in clear_sky().items() if name[:3] not in ("dni", "dhi")}
    answer = expected(a_solar_case(tmp_path / "c", weather=weather_table(sky)))
    assert "Erbs" in found(answer, "irradiance_decomposed")["message"]
    assert only(answer)["kwh"] == pytest.approx(only(usual_answer())["kwh"], rel=0.1)


def test_a_plant_without_weather_is_told_and_not_known(tmp_path: Path):
    plant = A_ROOF.replace("station=here", "station=nowhere")
    answer = expected(a_solar_case(tmp_path / "c", plant, weather=a_few_hours()))
    assert "nowhere" in found(answer, "plant_without_weather")["message"]
    assert (only(answer)["kwh"], answer["portfolio"]["kwh"]) == (None, None)


def test_a_typical_year_serves_a_leap_year_and_says_how(tmp_path: Path):
    sky = weather_table(clear_sky(), year="tmy")
    answer = expected(a_solar_case(tmp_path / "c", weather=sky), 2024)
    assert "28 February" in found(answer, "weather_of_another_length")["message"]
    assert "stands for 2024" in found(answer, "weather_stands_for")["message"]
    assert (answer["hours"], only(answer)["missing_hours"]) == (8784, 0)


def test_months_of_several_years_are_one_typical_year(tmp_path: Path):
    text = weather_table(clear_sky()).replace("2023-02", "2007-02").replace("2023-07", "2011-07")
    answer = expected(a_solar_case(tmp_path / "c", weather=text))
    found(answer, "typical_year")
    assert only(answer)["kwh"] == pytest.approx(only(usual_answer())["kwh"])


def test_a_year_by_another_clock_has_no_missing_hour(tmp_path: Path):
    """The hours of 2023 in UTC, for a case whose year starts eight hours earlier."""
    answer = expected(a_solar_case(tmp_path / "c", settings={"time_zone": "Asia/Shanghai"}))
    assert (only(answer)["missing_hours"], only(answer)["weather_year"]) == (0, "2023")


@pytest.mark.rule("power-19")
def test_several_simulated_weather_years_give_p50_and_p90(tmp_path: Path):
    """No measured years are here: four are simulated from one sky by a factor each, so that output follows them."""
    sky, factors = clear_sky(), [0.9, 0.97, 1.02, 1.1]
    tables = []
    for number, factor in enumerate(factors):
        year = {name: values * (factor if name.endswith("m2") else 1) for name, values in sky.items()}
        tables.append(weather_table(year, year=str(2001 + number)))
    text = tables[0] + "".join(part.split("\n", 1)[1] for part in tables[1:])
    plant = only(expected(a_solar_case(tmp_path / "c", weather=text)))
    spread = float(np.std(factors, ddof=1) / np.mean(factors))
    assert plant["weather_years"] == 4
    # warmer cells under more light: output rises a little less than light
    assert plant["p90_kwh"] / plant["p50_kwh"] == pytest.approx(1 - 1.2816 * spread, abs=0.01)
    assert plant["weather_year"] in {"2002", "2003"}  # nearest to the mean


def test_degradation_and_the_day_of_commissioning_count(tmp_path: Path):
    new, old, half, later = (
        A_ROOF.replace("plant=roof", f"plant={name}") + f" degradation_per_year=0.01 commissioned={since}"
        for name, since in [("new", "2023"), ("old", "2013"), ("half", "2023-07-01"), ("later", "2024")]
    )
    plants = expected(a_solar_case(tmp_path / "c", new, old, half, later))["plants"]
    assert plants["old"]["kwh"] == pytest.approx(plants["new"]["kwh"] * 0.99**10, rel=1e-12)  # a power of doubles
    assert plants["half"]["monthly_kwh"]["2023-06"] == 0
    assert plants["half"]["monthly_kwh"]["2023-07"] == plants["new"]["monthly_kwh"]["2023-07"]
    assert plants["later"]["kwh"] == 0


def test_worth_takes_the_asked_price_then_the_plants_own_then_the_grids(tmp_path: Path):
    hours = 24 * 365
    grid = series("region", {"CN": [0.5]}).replace("kwh", "price_per_kwh", 1)
    own = FLEET[0] + " price_per_kwh=0.8"
    folder = a_solar_case(tmp_path / "c", own, FLEET[1] + " site=hq", grid=grid)
    plants = expected(folder)["plants"]
    assert hours == 8760
    assert plants["roof"]["cost_saved"] == pytest.approx(0.8 * plants["roof"]["kwh"])
    assert plants["other"]["cost_saved"] == pytest.approx(0.5 * plants["other"]["kwh"])
    asked = expected(folder, price_per_kwh=1.0)
    assert asked["portfolio"]["cost_saved"] == pytest.approx(asked["portfolio"]["kwh"])


def test_share_of_load_is_of_the_whole_load(tmp_path: Path):
    answer = expected(a_solar_case(tmp_path / "c", load=series("site", {"hq": [100]})))
    assert answer["portfolio"]["load_kwh"] == 876_000
    assert answer["portfolio"]["share_of_load"] == pytest.approx(answer["portfolio"]["kwh"] / 876_000)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("area_m2=600000", "suspect_unit"),
        ("published_kwh=93650000", "suspect_unit"),
        ("published_kwh_per_kw=400", "yield_far_from_published"),
        ("azimuth=0", "faces_away"),
        ("shading=0.97", "implausible_yield"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_scaled(tmp_path: Path, more: str, code: str):
    """An area of 600,000 m2 and a published 93.65 GWh belong to 100 MW, written as kw=100."""
    answer = expected(a_solar_case(tmp_path / "c", f"{A_ROOF} {more}"))
    assert found(answer, code)["severity"] == "warning"
    assert only(answer)["kwh"] > 0


@pytest.mark.parametrize(
    "more", ["tilt=95", "azimuth=-10", "kw=0", "soiling=2", "mounting=boat", "commissioned=soon", "kind=tidal", "tilt="]
)
def test_a_plant_with_a_flaw_is_told_and_not_used(tmp_path: Path, more: str):
    answer = expected(a_solar_case(tmp_path / "c", f"{A_ROOF} {more}", weather=a_few_hours()))
    assert "plant_flaw" in codes(answer)
    assert answer["plants"] == {}


def test_a_sky_without_any_light_is_not_known_rather_than_dark(tmp_path: Path):
    sky = {name: values * (0 if name.endswith("m2") else 1) for name, values in clear_sky().items()}
    answer = expected(a_solar_case(tmp_path / "c", weather=weather_table(sky)))
    assert "no_light" in codes(answer)
    assert only(answer)["kwh"] is None


def test_a_stub_of_the_year_does_not_stand_for_it_beside_a_whole_one(tmp_path: Path):
    stub = a_few_hours().split("\n", 1)[1].replace("here,2023-01-01", "here,2024-01-01")
    answer = expected(a_solar_case(tmp_path / "c", weather=weather_table(clear_sky()) + stub), 2024)
    assert (only(answer)["weather_year"], only(answer)["missing_hours"]) == ("2023", 0)


def test_a_price_that_is_no_number_is_refused(tmp_path: Path):
    with pytest.raises(NotANumber, match="price"):
        expected(a_solar_case(tmp_path / "c", weather=a_few_hours()), price_per_kwh=float("nan"))


def test_a_plant_in_the_south_that_looks_south_is_told(tmp_path: Path):
    sky = weather_table(clear_sky((-33.9, 151.2)))
    plant = A_ROOF.replace("latitude=31.23", "latitude=-33.9").replace("longitude=121.47", "longitude=151.2")
    assert (
        "away from the equator"
        in found(expected(a_solar_case(tmp_path / "c", plant, weather=sky)), "faces_away")["message"]
    )


def test_empty_tables_are_answered_with_findings(tmp_path: Path):
    folder = a_solar_case(tmp_path / "a", plants="plant,kind,kw\n", weather="station,start,temperature_c\n")
    answer = expected(folder)
    assert (answer["plants"], answer["portfolio"]["kwh"]) == ({}, None)
    assert "no_plant" in codes(answer)
    nothing = a_solar_case(tmp_path / "b", weather="station,start,temperature_c\n")
    assert "plant_without_weather" in codes(expected(nothing))


def test_one_hour_of_weather_is_one_hour_of_output(tmp_path: Path):
    noon = {name: values[4:5] for name, values in clear_sky().items()}
    answer = expected(a_solar_case(tmp_path / "c", weather=weather_table(noon, first=HOURS_2023.first + 4)))
    assert 20 < only(answer)["kwh"] < 80
    assert "missing_weather" in codes(answer)


def test_hours_that_stand_twice_are_told(tmp_path: Path):
    text = weather_table(clear_sky())
    twice = text + text.splitlines()[13] + "\n"
    answer = expected(a_solar_case(tmp_path / "c", weather=twice))
    assert found(answer, "duplicate_hour")["count"] == 1


def test_changing_the_weather_changes_the_hash_of_the_run(tmp_path: Path):
    """Rule 22 asks it of scores; output is held to the same."""
    folder = a_solar_case(tmp_path / "c")
    before = expected(folder)["run"]
    assert expected(folder)["run"] == before
    sky = clear_sky()
    sky["wind_m_per_s"][0] = 3
    (folder / "weather.csv").write_text(weather_table(sky), encoding="utf-8")
    assert expected(folder)["run"] != before


def test_a_site_gives_its_place_and_its_name_to_a_roof(tmp_path: Path):
    plant = "plant=roof kind=solar kw=100 tilt=20 azimuth=180 site=here"
    sites = rows(
        f"site=here name=Here kind=office country=CN region=CN share=1 latitude={SHANGHAI[0]} longitude={SHANGHAI[1]}"
    )
    answer = expected(a_solar_case(tmp_path / "c", plant, sites=sites))
    assert only(answer)["kwh"] == only(usual_answer())["kwh"]
