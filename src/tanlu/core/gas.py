"""Greenhouse gases and what a kilogram of each weighs in CO2e under AR4, AR5 and AR6 (GWP over 100 years)."""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from tanlu.core.errors import FactorRefused

Assessment = Literal["AR4", "AR5", "AR6"]
MethaneOrigin = Literal["fossil", "non_fossil", "unspecified"]
ASSESSMENTS: tuple[Assessment, ...] = ("AR4", "AR5", "AR6")

_METHANE = {"fossil": "CH4_fossil", "non_fossil": "CH4_nonfossil", "unspecified": "CH4"}


@cache
def _gwp100() -> dict[tuple[str, str], float]:
    with (files("tanlu.core") / "gwp.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["horizon"] == "GWP100"]
    return {(row["gas"], row["assessment"]): float(row["value"]) for row in rows}


@cache
def _aliases() -> dict[str, str]:
    with (files("tanlu.core") / "gas_names.csv").open(encoding="utf-8") as stream:
        return {_folded(row["alias"]): row["gas"] for row in csv.DictReader(stream)}


def _folded(name: str) -> str:
    return name.strip().casefold().replace("-", "").replace(" ", "")


@cache
def _spelled() -> dict[str, str]:
    return {_folded(gas): gas for gas, _ in _gwp100()} | _aliases()


@lru_cache(maxsize=10_000)
def gas_name(name: str) -> str | None:
    """The gas that a name means (``R-134a``, ``HFC134a`` and ``HFC-134a`` are one), or None.

    Examples
    --------
    >>> gas_name("R-134a"), gas_name("unobtainium")
    ('HFC134a', None)
    """
    return _spelled().get(_folded(name))


def gwp100(gas: str, assessment: Assessment, *, methane: MethaneOrigin = "unspecified") -> float:
    """Kilograms of CO2e in one kilogram of a gas over 100 years.

    Parameters
    ----------
    gas : str
        Any known name of the gas.
    assessment : "AR4", "AR5" or "AR6"
    methane : origin of methane
        Only under AR6 are fossil, non-fossil and unspecified methane weighed apart: publishers of factors
        under AR4 and AR5 weigh all methane with 25 and 28.

    Raises
    ------
    FactorRefused
        The assessment gives no value for the gas.

    References
    ----------
    IPCC AR6 WGI, table 7.15 and chapter 7 supplement, table 7.SM.7; AR5 and AR4 as listed by EPA's Hub, table 11.

    Examples
    --------
    >>> gwp100("N2O", "AR6"), gwp100("CH4", "AR6", methane="fossil"), gwp100("CH4", "AR6", methane="non_fossil")
    (273.0, 29.8, 27.0)
    """
    name = gas_name(gas)
    if name == "CH4":
        return _gwp100()[_METHANE[methane] if assessment == "AR6" else "CH4", assessment]
    value = _gwp100().get((name, assessment)) if name else None
    if value is None:
        raise FactorRefused(
            f"{assessment} gives no 100-year warming potential for {gas}; name the gas by its chemical or R-number"
        )
    return value
