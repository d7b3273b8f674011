"""Refrigerants and their blends, weighed from composition and GWP set; EPA's published blend values are only compared."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.resources import files

from tanlu.core.citation import Citation
from tanlu.core.errors import FactorRefused
from tanlu.core.gas import Assessment, gas_name, gwp100
from tanlu.core.period import Period, parse_date
from tanlu.core.units import parse_unit
from tanlu.factors.factor import OPEN_END, Factor

PREFIX = "refrigerant/"
_SOURCE = "GWP-100 of each component: IPCC AR4, AR5, AR6 (AR6 WGI table 7.SM.7)"
HYDROCARBONS = frozenset({"propane", "butane", "isobutane", "isopentane", "propylene"})
"""Blend components that EPA counts as 0 and IPCC lists no direct 100-year value for."""


@cache
def _blends() -> dict[str, dict[str, float]]:
    blends: dict[str, dict[str, float]] = {}
    with (files("tanlu.factors") / "data" / "refrigerant_blends.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            blends.setdefault(_code(row["blend"]), {})[row["component"]] = float(row["mass_fraction"])
    return blends


def _code(name: str) -> str:
    return name.strip().upper().replace("-", "").replace(" ", "")


def composition(name: str) -> dict[str, float] | None:
    """Mass fractions of a refrigerant's gases; a pure gas is itself, an unknown name is None.

    Examples
    --------
    >>> composition("R-410A")
    {'HFC-32': 0.5, 'HFC-125': 0.5}
    >>> composition("HFC-134a")
    {'HFC134a': 1.0}
    """
    if blend := _blends().get(_code(name)):
        return dict(blend)
    gas = gas_name(name)
    return {gas: 1.0} if gas else None


def blend_gwp100(name: str, assessment: Assessment, *, with_hcfc: bool = True) -> float:
    """Kilograms of CO2e in one kilogram of a refrigerant.

    Parameters
    ----------
    with_hcfc : bool
        EPA's table 12 leaves HCFC components out (they are no HFC or PFC); the inventory counts them.

    Raises
    ------
    FactorRefused
        The refrigerant, or one of its components, is not known.
    """
    parts = composition(name)
    if parts is None:
        raise FactorRefused(f"refrigerant {name} is not known; name it by its R-number or chemical, or add its blend")
    counted = {
        gas: share
        for gas, share in parts.items()
        if gas not in HYDROCARBONS and (with_hcfc or not gas.startswith("HCFC"))
    }
    return sum(share * gwp100(gas, assessment) for gas, share in counted.items())


def refrigerant_factor(activity: str) -> Factor | None:
    """The factor of ``refrigerant/<name>`` per kg released, its gases apart; None where the name is not known."""
    name = activity.removeprefix(PREFIX)
    parts = composition(name) if activity.startswith(PREFIX) else None
    if parts is None:
        return None
    gases = {gas_name(gas) or gas: share for gas, share in parts.items() if gas not in HYDROCARBONS}
    digest = hashlib.sha256(repr((activity, sorted(gases.items()))).encode()).hexdigest()
    return Factor(
        factor=f"refrigerant_{_code(name)}",
        activity=activity,
        region="GLOBAL",
        basis="",
        validity=Period(parse_date("1990-01-01"), OPEN_END),
        unit=parse_unit("kg"),
        kgco2e=None,
        gases_kg=gases,
        citation=Citation(
            _SOURCE, "facts from IPCC; blend composition: US EPA GHG Emission Factors Hub 2025, table 12"
        ),
        pack="refrigerants",
        sha256=digest,
    )
