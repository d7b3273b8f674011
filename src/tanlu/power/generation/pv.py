"""Output of photovoltaic roofs: light on the plane, incidence, cell temperature, direct current, losses, inverter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.power.generation.cell_temperature import fuentes_c
from tanlu.power.generation.irradiance import Light

AT_ONCE = 16
"""Roofs in one array: so many hours of them fit a processor's cache."""


@dataclass(frozen=True)
class Roofs:
    """Photovoltaic plants on one weather series, for each kW of their modules; every field is (roofs,).

    Parameters
    ----------
    tilt, azimuth : degrees from the horizontal, and from north over east (180 looks south)
    inoct_c : installed nominal operating cell temperature, °C
    dc_ac_ratio : kW of modules for each kW of inverter
    temperature_coefficient : fraction of power for each kelvin above 25 °C, below 0 for silicon
    losses : fraction of direct current lost between module and inverter, all causes together
    inverter_efficiency : nominal, a fraction
    albedo : fraction of light that the ground gives back
    """

    tilt: FloatArray
    azimuth: FloatArray
    inoct_c: FloatArray
    dc_ac_ratio: FloatArray
    temperature_coefficient: FloatArray
    losses: FloatArray
    inverter_efficiency: FloatArray
    albedo: FloatArray

    @property
    def count(self) -> int:
        """How many roofs."""
        return len(self.tilt)

    def part(self, roofs: slice | Sequence[int]) -> Roofs:
        """Some of the roofs."""
        return Roofs(**{column.name: getattr(self, column.name)[roofs] for column in fields(self)})


def total_loss(parts: Sequence[float]) -> float:
    """Losses one after the other, as one fraction: each takes its part of what those before it left.

    Examples
    --------
    >>> round(total_loss([0.02, 0.03, 0, 0.02, 0.02, 0.005, 0.015, 0.01, 0, 0.03]), 4)  # the usual ones of PVWatts
    0.1408
    """
    return 1.0 - float(np.prod([1.0 - part for part in parts]))


def ac_per_kw(roofs: Roofs, light: Light) -> FloatArray:
    """Alternating current of each roof in each hour, in kW for each kW of modules; hours without light give none.

    Returns
    -------
    (roofs, hours) kWh in the hour for each kW

    Examples
    --------
    A thousand roofs under one sky share its sun; see ``benchmarks/bench_solar.py``.
    """
    found = np.zeros((roofs.count, light.count))
    for some, ac in ac_of_lit(roofs, light):
        found[some, light.lit] = ac
    return found


def ac_of_lit(roofs: Roofs, light: Light) -> Iterator[tuple[slice, FloatArray]]:
    """The same for lit hours only, some roofs at a time: which roofs, and (roofs, lit) kW for each kW."""
    for first in range(0, roofs.count, AT_ONCE):
        some = slice(first, min(first + AT_ONCE, roofs.count))
        yield some, _block(roofs.part(some), light)


def _block(roofs: Roofs, light: Light) -> FloatArray:
    beam, diffuse = plane_irradiance(roofs, light)
    cell = fuentes_c(
        beam + diffuse, light.temperature_c, light.wind_m_per_s, inoct_c=roofs.inoct_c, consecutive=light.consecutive
    )
    return inverter_kw(roofs, dc_kw(roofs, beam * transmitted(roofs, light) + diffuse, cell))


def plane_irradiance(roofs: Roofs, light: Light) -> tuple[FloatArray, FloatArray]:
    """W/m2 on the plane of each roof: the beam, and what comes from sky and ground; (roofs, lit) each.

    References
    ----------
    Perez, R. et al., 1990, the sky's diffuse light, as pvlib has it.
    """
    from pvlib import irradiance

    sun, tilt, azimuth = light.sun, roofs.tilt[:, None], roofs.azimuth[:, None]
    albedo: Any = roofs.albedo[:, None]
    beam = np.maximum(light.dni * irradiance.aoi_projection(tilt, azimuth, sun.zenith, sun.azimuth), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        sky = irradiance.perez(tilt, azimuth, light.dhi, light.dni, sun.extra, sun.zenith, sun.azimuth, sun.airmass)
    ground = irradiance.get_ground_diffuse(tilt, light.ghi, albedo)
    return beam, np.nan_to_num(np.asarray(sky, np.float64)) + np.asarray(ground, np.float64)


def transmitted(roofs: Roofs, light: Light) -> FloatArray:
    """Part of the beam that enters the glass, by its angle of incidence; (roofs, lit).

    References
    ----------
    De Soto, W. et al., 2006, the physical model, as pvlib has it.
    """
    from pvlib import iam, irradiance

    sun = light.sun
    angle = irradiance.aoi(roofs.tilt[:, None], roofs.azimuth[:, None], sun.zenith, sun.azimuth)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return np.nan_to_num(np.where(angle < 90.0, iam.physical(angle), 0.0))


def dc_kw(roofs: Roofs, effective_w_per_m2: FloatArray, cell_c: FloatArray) -> FloatArray:
    """Direct current after losses, kW for each kW of modules."""
    from pvlib import pvsystem

    made = pvsystem.pvwatts_dc(effective_w_per_m2, cell_c, 1.0, roofs.temperature_coefficient[:, None])
    return np.maximum(np.asarray(made, np.float64), 0.0) * (1.0 - roofs.losses[:, None])


def inverter_kw(roofs: Roofs, dc: FloatArray) -> FloatArray:
    """Alternating current, kW for each kW of modules; never above the inverter's rating, never below 0."""
    from pvlib import inverter

    efficiency: Any = roofs.inverter_efficiency[:, None]
    limit = 1.0 / (roofs.dc_ac_ratio[:, None] * efficiency)
    return np.asarray(inverter.pvwatts(dc, limit, efficiency), np.float64)
