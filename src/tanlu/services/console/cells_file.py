"""Kept cells: columns of numbers and codes in one file, held in memory and searched as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanlu.services.console.cells import Cell, CellSums

CELLS = "cells.npz"
_TEXTS = ("status", "scope", "role", "site", "activity", "gases")
_WHOLES = ("category", "first", "last", "start", "lines")
_KG = ("location_kg", "market_kg")
NO_CATEGORY = 0
"""What stands for no category in the file."""


def write_cells(cells: Mapping[Cell, CellSums], folder: Path) -> None:
    """Keep cells in the order of their numbers, each with the row that its lines begin at."""
    columns: dict[str, list[Any]] = {name: [] for name in (*_TEXTS, *_WHOLES, *_KG)}
    start = 0
    for cell, sums in cells.items():
        for name, value in zip(Cell._fields, cell, strict=True):
            columns[name].append(NO_CATEGORY if value is None else value)
        columns["gases"].append(";".join(sorted(sums.gases)))
        columns["start"].append(start)
        columns["lines"].append(sums.lines)
        for name in _KG:
            kg = getattr(sums, name)
            columns[name].append(np.nan if kg is None else kg)
        start += sums.lines
    arrays: dict[str, NDArray[Any]] = {}
    for name in _TEXTS:
        words, codes = np.unique(np.array(columns[name], np.str_), return_inverse=True)
        arrays |= {f"{name}_words": words, name: codes.astype(np.int32)}
    arrays |= {name: np.array(columns[name], np.int64) for name in _WHOLES}
    arrays |= {name: np.array(columns[name], np.float64) for name in _KG}
    np.savez(folder / CELLS, allow_pickle=False, **arrays)


class KeptCells:
    """The cells of a kept look."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as kept:
            arrays: dict[str, NDArray[Any]] = {name: kept[name] for name in kept.files}
        self._words: dict[str, list[str]] = {name: arrays.pop(f"{name}_words").tolist() for name in _TEXTS}
        self._columns = arrays

    def where(self, equal: Mapping[str, Any], month: int | None = None, gas: str | None = None) -> NDArray[np.intp]:
        """Numbers of the cells with lines that have the values, touch the month and hold the gas; the largest first."""
        columns = self._columns
        fits = columns["lines"] > 0
        for name, value in equal.items():
            fits &= columns[name] == (self._code(name, value) if name in _TEXTS else value)
        if month is not None:
            fits &= (columns["first"] <= month) & (columns["last"] >= month)
        if gas is not None:
            codes = [code for code, words in enumerate(self._words["gases"]) if gas in words.split(";")]
            fits &= np.isin(columns["gases"], codes)
        found = np.flatnonzero(fits)
        kg = np.fmax(columns["location_kg"][found], columns["market_kg"][found])
        return found[np.lexsort((found, -np.nan_to_num(kg)))]

    def _code(self, name: str, value: str) -> int:
        words = self._words[name]
        return words.index(value) if value in words else -1

    def lines(self, cells: NDArray[np.intp]) -> NDArray[np.int64]:
        """How many lines each of some cells has."""
        return self._columns["lines"][cells]

    def tonnes(self, cells: NDArray[np.intp], view: str) -> float | None:
        """What some cells add in a view, in tCO2e; None where none adds any."""
        kg = self._columns[f"{view}_kg"][cells]
        known = kg[~np.isnan(kg)]
        return float(known.sum()) / 1000 if known.size else None

    def cell(self, number: int) -> dict[str, Any]:
        """One cell, by the names of its columns."""
        cells = {name: self._columns[name][number].item() for name in (*_TEXTS, *_WHOLES)}
        return {**cells, **{name: self._words[name][cells[name]] for name in _TEXTS}}


def kept_cells(place: Path) -> KeptCells:
    """The cells of a kept look, read once for each state of their file."""
    path = place / CELLS
    return _read(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: str, _: int) -> KeptCells:
    return KeptCells(Path(path))
