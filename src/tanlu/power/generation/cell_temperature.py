"""Cell temperature of many roofs at once: Fuentes' heat balance, all daylight hours and roofs in one array."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tanlu.core.arrays import FloatArray

ABSORPTION = 0.83
EMISSIVITY = 0.84
STEFAN_BOLTZMANN = 5.669e-8
WIND_HEIGHT_M, MODULE_HEIGHT_M = 9.144, 5.0
MODULE_LENGTH_M = 0.5
"""Hydraulic diameter of the module of 1.2 by 0.32 m that Fuentes' paper measured, rounded as its programme has it."""
HEAT_CAPACITY = 11_000.0
"""J/(m2 K): mass per area times specific heat of a module, Fuentes 1987, table 3."""
KELVIN, COLD_SKY_K, STANDARD_K = 273.15, 282.21, 293.15
NEAR_K = 1e-3
"""Sweeps end when cells move by less on average: 0.0005 % of output at the temperature coefficients of silicon."""
MOST_SWEEPS = 12
"""The last few still cells, in calm air near the edge of turbulence, swing between two values and never settle."""


@dataclass(frozen=True)
class Mounting:
    """Constants of a way of mounting, solved from its installed nominal operating cell temperature."""

    convection_ratio: float
    ground_ratio: float
    heat_capacity: float


def fuentes_c(
    poa_w_per_m2: FloatArray,
    temperature_c: FloatArray,
    wind_m_per_s: FloatArray,
    *,
    inoct_c: FloatArray,
    consecutive: FloatArray,
) -> FloatArray:
    """Cell temperature of each roof in each hour.

    The balance of an hour leans on the hour before only through a lag of e^-8 and through the irradiance it ends with, so
    all hours are solved together by sweeps over the whole array instead of one after the other; the answer is that of
    ``pvlib.temperature.fuentes`` within a few thousandths of a kelvin, which a test compares.

    Parameters
    ----------
    poa_w_per_m2 : (roofs, hours) W/m2 on the plane
    temperature_c, wind_m_per_s : (hours,) of the air, wind at 9.144 m
    inoct_c : (roofs,) nominal operating cell temperature as installed, °C (45 on a rack, 49 on a roof)
    consecutive : (hours,) 1.0 where the hour before stands just before, else 0.0 (a night between them)

    Returns
    -------
    (roofs, hours) °C

    References
    ----------
    Fuentes, M. K., 1987, SAND85-0330; Dobos, A. P., 2014, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (as pvlib cites both).
    """
    ratio, ground, capacity = (
        np.array([[getattr(mounting(float(value)), name)] for value in inoct_c])
        for name in ("convection_ratio", "ground_ratio", "heat_capacity")
    )
    air = temperature_c + KELVIN
    sky = 0.68 * (0.0552 * air**1.5) + 0.32 * air
    wind = wind_m_per_s * (MODULE_HEIGHT_M / WIND_HEIGHT_M) ** 0.2 + 1e-4
    sun = poa_w_per_m2 * ABSORPTION
    before = np.zeros_like(sun)
    before[:, 1:] = sun[:, :-1] * consecutive[1:]
    cell = air + sun / 30.0
    for _ in range(MOST_SWEEPS):
        earlier = np.broadcast_to(air, cell.shape).copy()
        earlier[:, 1:] += (cell[:, :-1] - air[1:]) * consecutive[1:]
        swept = _sweep(cell, earlier, air, sky, wind, sun, before, ratio, ground, capacity)
        moved = float(np.abs(swept - cell).mean()) if cell.size else 0.0
        cell = swept
        if moved < NEAR_K:
            break
    return cell - KELVIN


def _sweep(
    cell: FloatArray,
    earlier: FloatArray,
    air: FloatArray,
    sky: FloatArray,
    wind: FloatArray,
    sun: FloatArray,
    before: FloatArray,
    ratio: FloatArray,
    ground_ratio: FloatArray,
    capacity: FloatArray,
) -> FloatArray:
    """The temperature that balances the heat flows at the temperature of the sweep before."""
    convection = ratio * _convection((cell + air) / 2, wind, np.abs(cell - air))
    radiation = EMISSIVITY * STEFAN_BOLTZMANN
    to_sky = radiation * (cell**2 + sky**2) * (cell + sky)
    ground = air + ground_ratio * (cell - air)
    to_ground = radiation * (cell**2 + ground**2) * (cell + ground)
    loss = convection + to_sky + to_ground
    eigen = -loss / capacity * 3600.0
    lag = np.where(eigen > -10, np.exp(eigen), 0.0)
    settled = convection * air + to_sky * sky + to_ground * ground + before + (sun - before) / eigen
    return earlier * lag + ((1 - lag) * settled + sun - before) / loss


def _convection(mean: FloatArray, wind: FloatArray, difference: FloatArray, *, turbulence: bool = True) -> FloatArray:
    """W/(m2 K) of free and forced convection; laminar below a Reynolds number of 1.2e5, turbulent above."""
    density = 0.003484 * 101_325.0 / mean
    viscosity = 0.24237e-6 * mean**0.76 / density
    conductivity = 2.1695e-4 * mean**0.84
    reynolds = wind * MODULE_LENGTH_M / viscosity
    carried = density * wind * 1007.0
    forced = 0.86 / np.sqrt(reynolds) * carried / 0.71**0.67
    turbulent = reynolds > 1.2e5
    if turbulence and np.any(turbulent):
        forced = np.where(turbulent, 0.0282 / reynolds**0.2 * carried / 0.71**0.4, forced)
    # Fuentes' programme holds the sine of the tilt at one half
    grashof = 9.8 / mean * difference * MODULE_LENGTH_M**3 / viscosity**2 * 0.5
    free = 0.21 * (grashof * 0.71) ** 0.32 * conductivity / MODULE_LENGTH_M
    return np.cbrt(free**3 + forced**3)


@lru_cache(maxsize=256)
def mounting(inoct_c: float) -> Mounting:
    """The constants of a mounting: how much heat leaves below it, and how much it holds."""
    cell = inoct_c + KELVIN
    rise = cell - STANDARD_K
    radiation = EMISSIVITY * STEFAN_BOLTZMANN
    top = float(_convection(np.array((cell + STANDARD_K) / 2), np.array(1.0), np.array(rise), turbulence=False))
    to_ground = radiation * (cell**2 + STANDARD_K**2) * (cell + STANDARD_K)
    back = (ABSORPTION * 800.0 - radiation * (cell**4 - COLD_SKY_K**4) - top * rise) / ((to_ground + top) * rise)
    ground = (cell**4 - back * (cell**4 - STANDARD_K**4)) ** 0.25
    ground = min(max(ground, STANDARD_K), cell)
    leaves = ABSORPTION * 800.0 - radiation * (2 * cell**4 - COLD_SKY_K**4 - ground**4)
    capacity = HEAT_CAPACITY * (1 + (cell - 321.15) / 12) if cell > 321.15 else HEAT_CAPACITY
    return Mounting(leaves / (top * rise), (ground - STANDARD_K) / rise, capacity)
