"""Plants as a case lists them: photovoltaic roofs and fields, wind turbines, each loss and default in plain sight."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np

from tanlu.core.finding import Finding, Severity
from tanlu.core.schema import table
from tanlu.power.generation.pv import Roofs, total_loss

Kind = Literal["solar", "wind"]
SOLAR_LOSSES: Mapping[str, float] = {
    "soiling": 0.02,
    "shading": 0.03,
    "snow": 0.0,
    "mismatch": 0.02,
    "wiring": 0.02,
    "connections": 0.005,
    "light_induced_degradation": 0.015,
    "nameplate": 0.01,
    "unavailability": 0.03,
}
"""Fractions lost, one after the other, where a plant says nothing: those of PVWatts (14.08 % in all), as pvlib has them."""
WIND_LOSSES: Mapping[str, float] = {"wake": 0.0, "wiring": 0.0, "unavailability": 0.0}
INOCT_C: Mapping[str, float] = {"rack": 45.0, "roof": 49.0}
"""Installed nominal operating cell temperature by mounting, as PVWatts has it: open rack, or close to a roof."""
_SOLAR_NUMBERS: Mapping[str, tuple[float | None, float, float]] = {
    "tilt": (None, 0, 90),
    "azimuth": (None, 0, 360),
    "dc_ac_ratio": (1.2, 0.2, 5),
    "temperature_coefficient": (-0.0047, -0.02, 0),
    "inverter_efficiency": (0.96, 0.5, 1),
    "albedo": (0.2, 0, 1),
}
_WIND_NUMBERS: Mapping[str, tuple[float | None, float, float]] = {
    "hub_height_m": (None, 1, 400),
    "wind_height_m": (10.0, 0.5, 400),
    "shear": (1 / 7, -0.5, 1),
    "roughness_m": (math.nan, 1e-5, 5),
    "elevation_m": (math.nan, -450, 6000),
}
_BOTH_NUMBERS: Mapping[str, tuple[float | None, float, float]] = {
    "latitude": (math.nan, -90, 90),
    "longitude": (math.nan, -180, 180),
    "degradation_per_year": (0.0, 0, 0.2),
    "area_m2": (math.nan, 1e-9, 1e12),
    "published_kwh_per_kw": (math.nan, 0, 1e12),
    "published_kwh": (math.nan, 0, 1e15),
    "price_per_kwh": (math.nan, -1e3, 1e3),
}
_ANY_LOSS = tuple(dict.fromkeys([*SOLAR_LOSSES, *WIND_LOSSES]))
_NUMBERS = ("kw", *_SOLAR_NUMBERS, *_WIND_NUMBERS, *_BOTH_NUMBERS, *_ANY_LOSS)
PLANTS = table(
    "plants",
    required="plant kind kw",
    optional=f"site station mounting power_curve commissioned source {' '.join(_NUMBERS[1:])}",
    numbers=" ".join(_NUMBERS),
    days="commissioned",
)
_KINDS: Mapping[str, Kind] = {"solar": "solar", "pv": "solar", "光伏": "solar", "wind": "wind", "风电": "wind"}
_MOUNTINGS = {"rack": "rack", "field": "rack", "roof": "roof", "": "rack"}


@dataclass(frozen=True)
class Plant:
    """One plant.

    Parameters
    ----------
    kw : of the modules of a solar plant (DC, kWp), of the generator of a wind plant
    numbers : column → value, defaults filled in; NaN where one is not known and has none
    loss : all losses as one fraction
    commissioned : first year of its life, whose first day is ``since`` where a day was given
    row, file : where it stands
    """

    plant: str
    kind: Kind
    kw: float
    numbers: Mapping[str, float]
    loss: float
    site: str = ""
    station: str = ""
    mounting: str = "rack"
    power_curve: str = ""
    commissioned: int | None = None
    since: date | None = None
    row: int = 0
    file: str = ""

    def known(self, column: str) -> float | None:
        """A number of the plant, None where it is not known."""
        value = self.numbers.get(column, math.nan)
        return None if math.isnan(value) else value

    def kept(self, year: int) -> float:
        """Part of its first year's output that it still gives: degradation compounds from the second year on.

        Examples
        --------
        >>> roof = Plant("a", "solar", 1.0, {"degradation_per_year": 0.005}, 0.0, commissioned=2020)
        >>> roof.kept(2020), roof.kept(2022)
        (1.0, 0.990025)
        """
        age = 0 if self.commissioned is None else max(year - self.commissioned, 0)
        return (1.0 - self.numbers.get("degradation_per_year", 0.0)) ** age


def roofs_of(plants: Sequence[Plant]) -> Roofs:
    """Solar plants as arrays."""

    def column(name: str) -> Any:
        return np.array([plant.numbers[name] for plant in plants])

    return Roofs(
        tilt=column("tilt"),
        azimuth=column("azimuth"),
        inoct_c=np.array([INOCT_C[plant.mounting] for plant in plants]),
        dc_ac_ratio=column("dc_ac_ratio"),
        temperature_coefficient=column("temperature_coefficient"),
        losses=np.array([plant.loss for plant in plants]),
        inverter_efficiency=column("inverter_efficiency"),
        albedo=column("albedo"),
    )


def plant_from(cells: Mapping[str, Any], *, row: int, file: str) -> tuple[Plant | None, list[Finding]]:
    """One plant from the cells of its row, and the flaws met; one with an error among them is not used."""
    reading = _Reading(cells, row, file)
    plant = reading.plant()
    sound = plant is not None and not any(flaw.severity == "error" for flaw in reading.flaws)
    return (plant if sound else None), reading.flaws


@dataclass
class _Reading:
    """A row on its way to a plant."""

    cells: Mapping[str, Any]
    row: int
    file: str
    flaws: list[Finding] = field(default_factory=list[Finding])

    @property
    def name(self) -> str:
        return str(self.cells.get("plant") or f"row {self.row}")

    def plant(self) -> Plant | None:
        if not self.cells.get("plant"):
            self._flaw("plant", "the row has no plant", "give it an id of its own")
        kind = _KINDS.get(str(self.cells.get("kind") or "").strip().lower())
        if kind is None:
            met = f"kind {self.cells.get('kind') or '(empty)'} of plant {self.name} is not known"
            self._flaw("kind", met, "write solar or wind")
            return None
        solar = kind == "solar"
        kw = self._number("kw", None, 1e-9, 1e9)
        numbers = {
            name: self._number(name, *limits)
            for name, limits in {**(_SOLAR_NUMBERS if solar else _WIND_NUMBERS), **_BOTH_NUMBERS}.items()
        }
        losses = SOLAR_LOSSES if solar else WIND_LOSSES
        parts = [self._number(name, usual, 0, 0.999999) for name, usual in losses.items()]
        commissioned, since = self._commissioned()
        if solar:
            self._judge(numbers)
        text = {name: str(self.cells.get(name) or "").strip() for name in ("site", "station", "power_curve")}
        return Plant(
            self.name, kind, kw, numbers, total_loss(parts), text["site"], text["station"], self._mounting(),
            text["power_curve"], commissioned, since, self.row, self.file,
        )  # fmt: skip

    def _number(self, column: str, default: float | None, least: float, most: float) -> float:
        value = self.cells.get(column)
        if value is None:
            if column == "azimuth" and self.cells.get("tilt") == 0:
                return 180.0  # a flat roof looks nowhere
            if default is None:
                self._flaw(column, f"plant {self.name} has no {column}", "give it; it is never guessed")
            return math.nan if default is None else default
        if not least <= float(value) <= most:
            met = f"{column} of plant {self.name} is {float(value):g}, not between {least:g} and {most:g}"
            self._flaw(column, met, _MENDS.get(column, "mend the number; fractions are 0.02 and not 2"))
        return float(value)

    def _mounting(self) -> str:
        told = str(self.cells.get("mounting") or "").strip().lower()
        if told not in _MOUNTINGS:
            self._flaw("mounting", f"mounting {told} of plant {self.name} is not known", "write rack or roof")
        return _MOUNTINGS.get(told, "rack")

    def _commissioned(self) -> tuple[int | None, date | None]:
        told = str(self.cells.get("commissioned") or "").strip().removesuffix(".0")
        if not told:
            return None, None
        try:
            if re.fullmatch(r"(19|20|21)\d\d", told):
                return int(told), None
            day = date.fromisoformat(told[:10])
        except ValueError:
            met = f"commissioned {told[:40]} of plant {self.name} is neither a year nor a day"
            self._flaw("commissioned", met, "write 2021 or 2021-06-30")
            return None, None
        return day.year, day

    def _judge(self, numbers: Mapping[str, float]) -> None:
        latitude, azimuth = numbers["latitude"], numbers["azimuth"]
        equatorward = math.cos(math.radians(azimuth - (180.0 if latitude > 0 else 0.0)))
        if numbers["tilt"] >= 5 and abs(latitude) > 10 and equatorward < -0.5:
            met = f"plant {self.name} at latitude {latitude:g} looks {azimuth:g} degrees from north, away from the equator"
            mend = "azimuth is 180 for south and 0 for north; check it, and the sign of the latitude"
            self._flaw("azimuth", met, mend, "faces_away", "warning")
        density = float(self.cells.get("kw") or math.nan) / numbers["area_m2"]
        if density > DENSEST_KW_PER_M2 or density < THINNEST_KW_PER_M2:
            met = f"plant {self.name} has {density:.3g} kW on each m2 of its area, where modules give up to {DENSEST_KW_PER_M2:g}"
            self._flaw("kw", met, "check the unit: kw is kW, neither MW nor W", "suspect_unit", "warning")

    def _flaw(self, column: str, met: str, mend: str, code: str = "plant_flaw", severity: Severity = "error") -> None:
        self.flaws.append(Finding(code, severity, met, mend, "plants", self.file, self.row, column))


DENSEST_KW_PER_M2 = 0.3
"""A module of 30 % efficiency under 1 kW/m2, side by side: denser than any that is sold."""
THINNEST_KW_PER_M2 = 0.001
"""Thinner than any field; MW written as kW stand here."""
_MENDS = {
    "latitude": "latitude is north of the equator, -90 to 90; it may stand in the column of the longitude",
    "azimuth": "count from north over east: 90 east, 180 south, 270 west",
    "temperature_coefficient": "give the fraction of power for each kelvin, below 0, as in -0.0037",
    "kw": "give the kW of modules or generator, above 0",
}
