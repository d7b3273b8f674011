"""Tables of procurement: what import costs, what is on offer, what can be built, and what a sale brings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from tanlu.core.finding import Finding
from tanlu.core.schema import table
from tanlu.power.procurement.market import Asset, Offer

IMPORTS = table("imports", required="site start price_per_mwh", optional="cfe", numbers="price_per_mwh cfe")
OFFERS = table("offers", required="offer profile price_per_mwh", optional="max_mw", numbers="max_mw price_per_mwh")
PROFILES = table("profiles", required="profile start per_unit", optional="weather_year", numbers="per_unit")
ASSETS = table(
    "assets",
    required="site asset cost_per_mw_year",
    optional="profile max_mw hours efficiency",
    numbers="max_mw cost_per_mw_year hours efficiency",
)
SALE = table("sale", required="start price_per_mwh", numbers="price_per_mwh")
BUYING_TABLES = (IMPORTS, OFFERS, PROFILES, ASSETS, SALE)
MOST = 1e12
_MEND = "mend the cell; an empty max_mw is no limit"


class _Cells(ABC):
    """The cells of one row, each judged as it is asked for."""

    def __init__(self, name: str, cells: Mapping[str, Any], row: int, file: str) -> None:
        self.name, self.cells, self.row, self.file = name, cells, row, file
        self.flaws: list[Finding] = []

    def text(self, column: str) -> str:
        """A cell that must be filled."""
        value = str(self.cells.get(column) or "").strip()
        if not value:
            self.flaw(column, "is empty")
        return value

    def number(self, column: str, *, least: float = -MOST, most: float = MOST, default: float | None = None) -> float:
        """A number within two sides; an empty cell takes the default, where there is one."""
        value = self.cells.get(column)
        value = default if value is None else float(value)
        if value is None:
            self.flaw(column, "is empty")
            return np.nan
        if value != default and not least <= value <= most:
            self.flaw(column, f"is {value:g}, which is not from {least:g} to {most:g}")
        return value

    @abstractmethod
    def flaw(self, column: str, met: str) -> None:
        """Keep a flaw of this row."""


class _OfferCells(_Cells):
    def flaw(self, column: str, met: str) -> None:
        """The offer is not bought."""
        sentence = f"{column} of offer {self.name} {met}; the offer is left out"
        self.flaws.append(Finding("offer_flaw", "error", sentence, _MEND, "offers", self.file, self.row, column))


class _AssetCells(_Cells):
    def flaw(self, column: str, met: str) -> None:
        """The asset is not built."""
        sentence = f"{column} of {self.name} {met}; the asset is left out"
        self.flaws.append(Finding("asset_flaw", "error", sentence, _MEND, "assets", self.file, self.row, column))


def offer_from(cells: Mapping[str, Any], *, row: int, file: str) -> tuple[Offer | None, list[Finding]]:
    """One offer from the cells of its row, and the flaws met; one with a flaw is left out."""
    read = _OfferCells(str(cells.get("offer") or f"of row {row}"), cells, row, file)
    offer = Offer(
        read.text("offer"),
        read.text("profile"),
        read.number("price_per_mwh"),
        read.number("max_mw", least=0.0, default=np.inf),
    )
    return (None if read.flaws else offer), read.flaws


def asset_from(cells: Mapping[str, Any], *, row: int, file: str) -> tuple[Asset | None, list[Finding]]:
    """One roof or battery from the cells of its row, and the flaws met; one with a flaw is left out."""
    kind = str(cells.get("asset") or "").strip().lower()
    site = str(cells.get("site") or "").strip()
    read = _AssetCells(f"{site or f'row {row}'}/{kind or '(no asset)'}", cells, row, file)
    read.text("site")
    if kind not in ("solar", "battery"):
        read.flaw("asset", f"is {kind!r}, which is neither solar nor battery")
    cost = read.number("cost_per_mw_year", least=0.0)
    limit = read.number("max_mw", least=0.0, default=np.inf)
    if kind == "solar":
        asset = Asset(site, "solar", cost, limit, read.text("profile"))
    else:
        efficiency = read.number("efficiency", least=1e-3, most=1.0, default=1.0)
        asset = Asset(site, "battery", cost, limit, "", read.number("hours", least=0.0), efficiency)
    return (None if read.flaws else asset), read.flaws
