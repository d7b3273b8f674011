"""Output of wind turbines: wind carried to the hub, a power curve, the density of the air, losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.finding import Finding
from tanlu.core.schema import table

POWER_CURVES = table(
    "power_curves", required="power_curve wind_m_per_s kw", numbers="wind_m_per_s kw", optional="source"
)
STANDARD_DENSITY = 1.225
"""kg/m3 of dry air at 15 °C and 101,325 Pa, which power curves are given for (IEC 61400-12-1, not read here)."""
_GAS_CONSTANT, _PASCAL, _LAPSE, _STANDARD_K, _EXPONENT = 287.05, 101_325.0, 0.0065, 288.15, 5.25588


@dataclass(frozen=True)
class PowerCurve:
    """What a turbine gives at each speed of the wind.

    Parameters
    ----------
    speed_m_per_s : (points,) rising
    per_unit : (points,) of its highest power; below the first speed and above the last it stands still
    """

    speed_m_per_s: FloatArray
    per_unit: FloatArray

    def output(self, speed_m_per_s: FloatArray) -> FloatArray:
        """Part of its rated power at some speeds, straight between two points of the curve.

        Examples
        --------
        >>> curve = PowerCurve(np.array([3.0, 12.0, 25.0]), np.array([0.0, 1.0, 1.0]))
        >>> curve.output(np.array([2.0, 7.5, 12.0, 25.0, 25.1])).tolist()
        [0.0, 0.5, 1.0, 1.0, 0.0]
        """
        return np.interp(speed_m_per_s, self.speed_m_per_s, self.per_unit, left=0.0, right=0.0)


def at_hub(
    speed_m_per_s: FloatArray, *, measured_m: float, hub_m: float, shear: float, roughness_m: float | None = None
) -> FloatArray:
    """Wind at the hub from wind at another height.

    Parameters
    ----------
    measured_m, hub_m : heights above ground
    shear : exponent of the power law, about 1/7 over open land
    roughness_m : roughness length of the ground; where given, the logarithmic law is used instead of the power law

    Examples
    --------
    >>> round(float(at_hub(np.array(7.0), measured_m=10, hub_m=80, shear=1 / 7)), 3)
    9.421
    >>> round(float(at_hub(np.array(7.0), measured_m=10, hub_m=80, shear=1 / 7, roughness_m=0.03)), 3)
    9.506
    """
    if roughness_m is not None:
        return speed_m_per_s * np.log(hub_m / roughness_m) / np.log(measured_m / roughness_m)
    return speed_m_per_s * (hub_m / measured_m) ** shear


def air_density(temperature_c: FloatArray, elevation_m: float) -> FloatArray:
    """kg/m3 of dry air at a height above the sea, by the standard atmosphere's pressure and the air's own temperature.

    Examples
    --------
    >>> round(float(air_density(np.array(15.0), 0.0)), 3), round(float(air_density(np.array(15.0), 1500.0)), 3)
    (1.225, 1.022)
    """
    pressure = _PASCAL * (1 - _LAPSE * elevation_m / _STANDARD_K) ** _EXPONENT
    return pressure / (_GAS_CONSTANT * (temperature_c + 273.15))


def per_unit(
    curve: PowerCurve, speed_m_per_s: FloatArray, *, density_kg_per_m3: FloatArray | None = None, loss: float = 0.0
) -> FloatArray:
    """Output of a turbine for each kW of its rating, in each hour; never above 1 and never below 0.

    Thinner air acts as slower wind: the speed is scaled by the cube root of the density, so that power below the rating
    follows it and the rating stays (normalisation of IEC 61400-12-1, not read here). NaN stays NaN: an hour without wind
    data is not known to be still.
    """
    speed = (
        speed_m_per_s if density_kg_per_m3 is None else speed_m_per_s * np.cbrt(density_kg_per_m3 / STANDARD_DENSITY)
    )
    return np.clip(curve.output(speed), 0.0, 1.0) * (1.0 - loss)


def curves_from(rows: Sequence[tuple[int, str, Mapping[str, Any]]]) -> tuple[dict[str, PowerCurve], list[Finding]]:
    """Power curves by name from rows of (number, file, cells), and the flaws met; a curve with a flaw is not used."""
    points: dict[str, dict[float, float]] = {}
    flaws: list[Finding] = []
    broken: set[str] = set()

    def flaw(name: str, number: int, file: str, met: str, mend: str, column: str) -> None:
        broken.add(name)
        flaws.append(Finding("power_curve_flaw", "error", met, mend, "power_curves", file, number, column))

    for number, file, cells in rows:
        name, speed, kw = str(cells.get("power_curve") or ""), cells.get("wind_m_per_s"), cells.get("kw")
        known = points.setdefault(name, {})
        if not name or speed is None or kw is None:
            flaw(
                name, number, file, "a point of a power curve lacks its name, speed or power", "fill it", "wind_m_per_s"
            )
        elif not (0 <= speed <= 100 and 0 <= kw < 1e9):
            met = f"power curve {name} gives {kw:g} kW at {speed:g} m/s"
            flaw(name, number, file, met, "speeds are m/s from 0 to 100, powers are kW and not negative", "kw")
        elif speed in known and known[speed] != kw:
            met = f"power curve {name} gives two powers at {speed:g} m/s"
            flaw(name, number, file, met, "keep one of them", "wind_m_per_s")
        else:
            known[float(speed)] = float(kw)
    curves: dict[str, PowerCurve] = {}
    for name, known in sorted(points.items()):
        top = max(known.values(), default=0.0)
        if name in broken or len(known) < 2 or not top > 0:
            if name not in broken:
                met = f"power curve {name} has {len(known)} points and gives up to {top:g} kW"
                flaw(name, 0, "", met, "give at least two points, one with power", "kw")
            continue
        speeds = sorted(known)
        curves[name] = PowerCurve(np.array(speeds), np.array([known[speed] / top for speed in speeds]))
    return curves, flaws
