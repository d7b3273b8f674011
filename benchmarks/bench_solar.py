"""What 1,000 roofs under one weather series cost, against the library's own calls made once for each roof."""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pandas as pd
import pvlib
from pvlib import irradiance, modelchain, pvsystem, solarposition, temperature
from pvlib.location import Location

from tanlu.core.arrays import FloatArray
from tanlu.engines.columns.select import open_engine
from tanlu.power.generation.irradiance import WeatherYear, light_of
from tanlu.power.generation.pv import Roofs, ac_of_lit
from tanlu.power.generation.solar_position import sun_over
from tanlu.power.hours import Hours

CASE = Path(__file__).parents[1] / "cases" / "roofs" / "weather.parquet"
RESULT = Path(__file__).parent / "results" / "solar.json"
SEED = 936
LATITUDE, LONGITUDE = 36.1, -79.95
RATIO, COEFFICIENT, LOSS, EFFICIENCY, INOCT_C, ALBEDO = 1.2, -0.0047, 0.1408, 0.96, 49.0, 0.2
HOURS = Hours(int(np.datetime64("2023-01-01T05", "h").astype(np.int64)), 8760, "Etc/GMT+5")


def typical_year() -> WeatherYear:
    """The typical year of the case ``roofs``, in order of its stamps."""
    with open_engine("duckdb") as engine:
        rows = sorted(engine.collect(engine.scan([CASE])), key=lambda row: row["start"])
    told = {name: np.array([row[name] for row in rows], float) for name in rows[0] if name.endswith(("m2", "_c", "_s"))}
    light = (told["ghi_w_per_m2"], told["dni_w_per_m2"], told["dhi_w_per_m2"])
    return WeatherYear("greensboro", "tmy3", HOURS, *light, told["temperature_c"], told["wind_m_per_s"])


def made_roofs(count: int) -> Roofs:
    """Roofs of any plane, each with its own."""
    random = np.random.default_rng(SEED)
    usual = (INOCT_C, RATIO, COEFFICIENT, LOSS, EFFICIENCY, ALBEDO)
    return Roofs(
        random.uniform(0, 40, count), random.uniform(90, 270, count), *(np.full(count, value) for value in usual)
    )


def shared(weather: WeatherYear, roofs: Roofs) -> FloatArray:
    """Ours: sun and weather once, then all roofs; kWh a year for each kW."""
    light = light_of(weather, sun_over(weather.hours, LATITUDE, LONGITUDE))
    return np.concatenate([ac.sum(axis=1) for _, ac in ac_of_lit(roofs, light)])


def _middles() -> pd.DatetimeIndex:
    return pd.DatetimeIndex((np.arange(HOURS.first, HOURS.end) * 3600 + 1800).astype("datetime64[s]"), tz="UTC")


def library_calls(weather: WeatherYear, tilt: float, azimuth: float) -> float:
    """One roof by pvlib's functions of the same models: Perez, physical incidence, Fuentes, PVWatts; sun at the half hour."""
    times = _middles()
    sun = solarposition.get_solarposition(times, LATITUDE, LONGITUDE)
    zenith, path = sun["apparent_zenith"], sun["azimuth"]
    series = {
        name: pd.Series(getattr(weather, name), times)
        for name in ("ghi", "dni", "dhi", "temperature_c", "wind_m_per_s")
    }
    total: Any = irradiance.get_total_irradiance(
        tilt, azimuth, zenith, path, series["dni"], series["ghi"], series["dhi"],
        dni_extra=irradiance.get_extra_radiation(times), albedo=ALBEDO, model="perez",
        airmass=pvlib.atmosphere.get_relative_airmass(zenith),
    )  # fmt: skip
    total = total.fillna(0.0)
    angle = irradiance.aoi(tilt, azimuth, zenith, path)
    effective = total["poa_direct"] * pvlib.iam.physical(angle) + total["poa_diffuse"]
    cell = temperature.fuentes(total["poa_global"], series["temperature_c"], series["wind_m_per_s"], INOCT_C)
    dc = pvsystem.pvwatts_dc(effective, cell, 1.0, COEFFICIENT) * (1 - LOSS)
    return float(np.nansum(np.asarray(pvlib.inverter.pvwatts(dc, 1 / RATIO / EFFICIENCY, EFFICIENCY), float)))


def model_chain(weather: WeatherYear, tilt: float, azimuth: float) -> float:
    """One roof by pvlib's ModelChain.with_pvwatts as it comes, whose simpler cell temperature is its cheapest way."""
    mount = pvsystem.FixedMount(surface_tilt=tilt, surface_azimuth=azimuth)
    array = pvsystem.Array(
        mount,
        albedo=ALBEDO,
        module_parameters={"pdc0": 1.0, "gamma_pdc": COEFFICIENT},
        temperature_model_parameters=temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["close_mount_glass_glass"],
    )
    system = pvsystem.PVSystem(
        arrays=[array], inverter_parameters={"pdc0": 1 / RATIO / EFFICIENCY, "eta_inv_nom": EFFICIENCY}
    )
    chain = modelchain.ModelChain.with_pvwatts(system, Location(LATITUDE, LONGITUDE))
    columns = {"ghi": "ghi", "dni": "dni", "dhi": "dhi", "temp_air": "temperature_c", "wind_speed": "wind_m_per_s"}
    frame = pd.DataFrame({name: getattr(weather, own) for name, own in columns.items()}, index=_middles())
    return float(np.nansum(np.asarray(chain.run_model(frame).results.ac, float)))


def _cpu(act: Any) -> tuple[Any, float]:
    before = process_time()
    found = act()
    return found, process_time() - before


def measured(roofs: int = 1_000, sample: int = 40) -> dict[str, Any]:
    """All roofs by us; a sample of them by the library, whose cost for each is the same and is scaled to all."""
    weather, made = typical_year(), made_roofs(roofs)
    for warm in (lambda: shared(weather, made.part(slice(0, 1))), lambda: library_calls(weather, 10, 180),
                 lambda: model_chain(weather, 10, 180)):  # fmt: skip
        warm()  # imports and first calls are nobody's
    ours, ours_cpu = _cpu(lambda: shared(weather, made))
    planes = list(zip(made.tilt[:sample].tolist(), made.azimuth[:sample].tolist(), strict=True))
    theirs, calls_cpu = _cpu(lambda: np.array([library_calls(weather, *plane) for plane in planes]))
    _, chain_cpu = _cpu(lambda: [model_chain(weather, *plane) for plane in planes])
    cpu = {"shared": ours_cpu, "library_calls": calls_cpu * roofs / sample, "model_chain": chain_cpu * roofs / sample}
    apart = np.abs(ours[:sample] / theirs - 1)
    return {
        "roofs": roofs,
        "library_roofs": sample,
        "hours": HOURS.count,
        "cpu_seconds": cpu,
        "shared_over_library_calls": ours_cpu / cpu["library_calls"],
        "shared_over_model_chain": ours_cpu / cpu["model_chain"],
        "largest_gap_of_a_year": float(apart.max()),
        "gap_of_all": float(abs(ours[:sample].sum() / theirs.sum() - 1)),
        "pvlib": pvlib.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }


def main() -> None:
    """Run, print a small table, and write ``results/solar.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--roofs", type=int, default=1_000)
    arguments.add_argument("--sample", type=int, default=40)
    result = measured(**vars(arguments.parse_args()))
    print(
        f"{result['roofs']:,} roofs, {result['hours']:,} hours; the library on {result['library_roofs']} of them, scaled"
    )
    for name, seconds in result["cpu_seconds"].items():
        print(f"  {name:<14} {seconds:8.2f} s CPU")
    print(f"  shared over library calls: {result['shared_over_library_calls']:.4f} (allowed: 0.3333)")
    print(f"  shared over ModelChain:    {result['shared_over_model_chain']:.4f}")
    print(f"  largest gap of a roof's year: {100 * result['largest_gap_of_a_year']:.4f} % (allowed: 0.1 %)")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
