"""One emission factor: what it is for, what it weighs, and where it comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tanlu.core.citation import Citation
from tanlu.core.gas import Assessment, MethaneOrigin, gwp100
from tanlu.core.period import Period
from tanlu.core.units import Unit

Basis = Literal["average", "residual", "supplier", "ets", "fossil", "marginal", "life_cycle", ""]
BASES: tuple[Basis, ...] = ("average", "residual", "supplier", "ets", "fossil", "marginal", "life_cycle", "")
OPEN_END = date.max
"""The last day of a factor that holds until another replaces it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one unit of activity weighs under one GWP set.

    Parameters
    ----------
    kgco2e : float
        Inside the scopes.
    gases_kg : gas → kg
        ``CO2``, ``CH4``, ``N2O`` or a refrigerant's components; what is known only as CO2e stands under ``CO2e``.
    biogenic_kgco2 : float
        Outside the scopes.
    fixed_gwp : str
        The set that a CO2e-only value is bound to, where that is not the set asked for; else empty.
    """

    kgco2e: float
    gases_kg: Mapping[str, float]
    biogenic_kgco2: float = 0.0
    fixed_gwp: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """A published (or the company's own) factor, as its row gives it.

    Parameters
    ----------
    factor : str
        Unique id.
    activity, region, basis : str
        Path, place (or ``GLOBAL``) and basis it serves.
    validity : Period
        The days that its publisher gives it for.
    unit : Unit
        The unit of activity that it is for.
    kgco2e : kg or None
        As published; only compared where gases are given.
    gases_kg : gas → kg of gas per unit
    other_kgco2e : kg
        Published CO2e of gases that have no column of their own.
    biogenic_kgco2 : kg
        Outside the scopes.
    gwp : str
        The set behind ``kgco2e``; empty where it is CO2 only or not said.
    sd : fraction or None
        Relative standard deviation; None where the source publishes none.
    known : date or None
        ``recorded``, else ``published``: the day it became known; None counts always.
    recorded : date or None
        The day a row of the case was written down; a later row of the same key corrects an earlier one.
    pack : str
        The file it was loaded from; ``case`` for the company's own.
    """

    factor: str
    activity: str
    region: str
    basis: str
    validity: Period
    unit: Unit
    kgco2e: float | None
    gases_kg: Mapping[str, float]
    citation: Citation
    other_kgco2e: float = 0.0
    biogenic_kgco2: float = 0.0
    gwp: str = ""
    sd: float | None = None
    known: date | None = None
    recorded: date | None = None
    pack: str = ""
    note: str = ""
    producer_kgco2e: float | None = None
    row: int = 0
    sha256: str = field(default="", compare=False)

    def weigh(self, gwp: Assessment, methane: MethaneOrigin = "unspecified") -> Weight:
        """What one unit weighs under a GWP set; a value known only as CO2e keeps its own set and says so."""
        if self.gases_kg:
            parts = {gas: kg * gwp100(gas, gwp, methane=methane) for gas, kg in self.gases_kg.items()}
            gases = dict(self.gases_kg)
            if self.other_kgco2e:
                gases["CO2e"] = self.other_kgco2e
            return Weight(sum(parts.values()) + self.other_kgco2e, gases, self.biogenic_kgco2)
        value = self.kgco2e if self.kgco2e is not None else 0.0
        fixed = self.gwp if self.gwp and self.gwp != gwp else ""
        return Weight(value, {"CO2e": value} if value else {}, self.biogenic_kgco2, fixed)

    def known_by(self, as_of: date | None) -> bool:
        """Whether the factor was known on that day (always, where no day is asked for or given)."""
        return as_of is None or self.known is None or self.known <= as_of

    @property
    def valid_to_text(self) -> str | None:
        """Last day of validity, or None where it holds until replaced."""
        return None if self.validity.end == OPEN_END else self.validity.end.isoformat()


def content_hash(cells: Mapping[str, str]) -> str:
    """SHA-256 over a factor row's non-empty cells; any edit of the row changes it."""
    kept = {name: text for name, text in sorted(cells.items()) if text}
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
