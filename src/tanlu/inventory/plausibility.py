"""Figures that no known fuel would give: scope 1 against the fuel energy said to have been burned."""

from __future__ import annotations

from tanlu.core.finding import Finding

LEAST_TCO2E_PER_MWH = 0.15
MOST_TCO2E_PER_MWH = 0.42
"""Known fuels lie between: coke oven gas 0.16, natural gas 0.20, diesel 0.27, peat and lignite 0.36–0.38 tCO2/MWh
(IPCC 2006 Guidelines, vol. 2, table 1.4, kg/TJ × 0.0036), with some room for CH4, N2O and the gross calorific value."""


def implausible_scope1(*, scope1_tco2e: float | None, direct_energy_mwh: float | None, year: int) -> Finding | None:
    """A warning where scope 1 per MWh of ``energy/direct`` lies outside what fuels give (0.15–0.42 tCO2e/MWh).

    None where it lies inside, or where either figure is unknown or no direct energy was used.

    Examples
    --------
    >>> found = implausible_scope1(scope1_tco2e=172_137.9, direct_energy_mwh=35_054.9, year=2022)
    >>> print(found.message)
    scope 1 of 2022 is 172,137.9 tCO2e over 35,054.9 MWh of direct energy, 4.91 tCO2e/MWh; known fuels give 0.15 to 0.42
    """
    if scope1_tco2e is None or direct_energy_mwh is None or direct_energy_mwh <= 0:
        return None
    ratio = scope1_tco2e / direct_energy_mwh
    if LEAST_TCO2E_PER_MWH <= ratio <= MOST_TCO2E_PER_MWH:
        return None
    return Finding(
        "implausible_scope1",
        "warning",
        f"scope 1 of {year} is {scope1_tco2e:,.1f} tCO2e over {direct_energy_mwh:,.1f} MWh of direct energy, "
        f"{ratio:.3g} tCO2e/MWh; known fuels give {LEAST_TCO2E_PER_MWH:g} to {MOST_TCO2E_PER_MWH:g}",
        _TOO_MUCH if ratio > MOST_TCO2E_PER_MWH else _TOO_LITTLE,
        table="activities",
        column="quantity",
        cause=f"scope 1 of {year}",
    )


_TOO_MUCH = (
    "Look for emissions that are no fuel (refrigerant leaks, process gases), fuel that energy/direct leaves out, "
    "and a unit read wrongly (MWh as 万kWh, kg as t); list what is no fuel on lines of its own."
)
_TOO_LITTLE = (
    "Look for fuel that was burned but not priced, electricity or heat counted in energy/direct, biogenic fuel "
    "(its CO2 is outside the scopes), and a unit read wrongly (kWh as MWh)."
)
