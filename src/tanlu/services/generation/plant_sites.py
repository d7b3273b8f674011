"""Which plants stand where and under whose weather: places filled in from sites, stations named, flaws told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tanlu.core.finding import Finding
from tanlu.io.tables import read_rows
from tanlu.power.generation.plants import Plant
from tanlu.power.generation.solar_position import shared_places
from tanlu.power.generation.wind import PowerCurve
from tanlu.services.case.case import Case
from tanlu.services.case.tables import SITES
from tanlu.services.generation.weather import Slots, Stations


@dataclass(frozen=True)
class Group:
    """Plants that share weather and, where they are solar, the sun.

    Parameters
    ----------
    place : latitude and longitude of solar plants; None for wind
    """

    station: str
    place: tuple[float, float] | None
    plants: list[Plant]
    years: Mapping[str, Slots]


def grouped_plants(
    case: Case, plants: Sequence[Plant], stations: Stations, curves: Mapping[str, PowerCurve]
) -> tuple[list[Group], list[Finding]]:
    """Plants by station and place; a plant that lacks one of them is told and in no group."""
    findings: list[Finding] = []
    of_station: dict[str, list[Plant]] = {}
    spots = _site_places(case)
    for plant in plants:
        placed = _placed(plant, spots)
        station = _station(placed, stations, findings)
        if station is not None and _can_be_computed(placed, curves, findings):
            of_station.setdefault(station, []).append(placed)
    return [group for name in sorted(of_station) for group in _groups(name, of_station[name], stations)], findings


def _groups(station: str, plants: Sequence[Plant], stations: Stations) -> list[Group]:
    """Plants under one station by the sun they share; wind plants ask for none."""
    solar = [plant for plant in plants if plant.kind == "solar"]
    spots = shared_places([(plant.numbers["latitude"], plant.numbers["longitude"]) for plant in solar])
    found: dict[tuple[float, float] | None, list[Plant]] = {}
    for plant, place in [*zip(solar, spots, strict=True), *((plant, None) for plant in plants if plant.kind == "wind")]:
        found.setdefault(place, []).append(plant)
    places = sorted(found, key=lambda place: place or (91.0, 0.0))
    return [Group(station, place, found[place], stations.years[station]) for place in places]


def _site_places(case: Case) -> dict[str, tuple[float, float]]:
    rows, _ = read_rows(case.folder, SITES)
    found: dict[str, tuple[float, float]] = {}
    for row in rows:
        latitude, longitude = row.cells.get("latitude"), row.cells.get("longitude")
        if isinstance(latitude, float | int) and isinstance(longitude, float | int):
            found.setdefault(str(row.cells.get("site")), (float(latitude), float(longitude)))
    return found


def _placed(plant: Plant, spots: Mapping[str, tuple[float, float]]) -> Plant:
    if plant.known("latitude") is not None or plant.known("longitude") is not None or plant.site not in spots:
        return plant
    latitude, longitude = spots[plant.site]
    return replace(plant, numbers={**plant.numbers, "latitude": latitude, "longitude": longitude})


def _station(plant: Plant, stations: Stations, findings: list[Finding]) -> str | None:
    """The station that the plant names, else one called as its site or itself, else the only one there is."""
    known = stations.years
    for name in (plant.station, plant.site, plant.plant):
        if name and name in known:
            return name
    if not plant.station and len(known) == 1:
        (only,) = known
        met = f"plant {plant.plant} names no station; the only one, {only}, gives its weather"
        findings.append(_finding(plant, "only_station", met, "name it in the column station", "station", "note"))
        return only
    met = f"plant {plant.plant} has no weather: " + (
        f"station {plant.station} is not in the table weather" if plant.station else "it names no station"
    )
    mend = "add the station's hours to the table weather, or mend its name; the output of the plant is not known"
    findings.append(_finding(plant, "plant_without_weather", met, mend, "station"))
    return None


def _can_be_computed(plant: Plant, curves: Mapping[str, PowerCurve], findings: list[Finding]) -> bool:
    if plant.kind == "wind":
        if plant.power_curve in curves:
            return True
        met = (
            f"power curve {plant.power_curve or '(empty)'} of plant {plant.plant} is not in power_curves, or has a flaw"
        )
        findings.append(_finding(plant, "plant_flaw", met, "add its points, or mend its name", "power_curve"))
        return False
    if math.isnan(plant.numbers["latitude"]) or math.isnan(plant.numbers["longitude"]):
        met = f"where plant {plant.plant} stands is not known"
        findings.append(
            _finding(plant, "plant_flaw", met, "give latitude and longitude, or a site that has them", "latitude")
        )
        return False
    if not (abs(plant.numbers["latitude"]) <= 90 and abs(plant.numbers["longitude"]) <= 180):
        met = f"plant {plant.plant} stands at latitude {plant.numbers['latitude']:g}, longitude {plant.numbers['longitude']:g}"
        findings.append(
            _finding(plant, "plant_flaw", met, "mend the place of its site; are the two swapped?", "latitude")
        )
        return False
    return True


def _finding(plant: Plant, code: str, met: str, mend: str, column: str, severity: str = "error") -> Finding:
    level = "note" if severity == "note" else "error"
    return Finding(code, level, met, mend, "plants", plant.file, plant.row, column)
