"""Storage: a battery that charges from clean excess as soon as there is any, and serves the first gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tanlu.core.arrays import BoolArray, IntArray
from tanlu.core.finding import Finding
from tanlu.core.schema import table
from tanlu.power.matching.contracts import WH_PER_KWH

STORAGE = table(
    "storage",
    required="storage kw kwh",
    optional="site efficiency_in efficiency_out",
    numbers="kw kwh efficiency_in efficiency_out",
)


@dataclass(frozen=True, slots=True)
class Storage:
    """One battery.

    Parameters
    ----------
    site : where it stands; empty serves the whole portfolio
    power_wh : Wh it takes or gives in an hour, at the site's side
    capacity_wh : Wh it holds
    efficiency_in, efficiency_out : fractions kept on the way in and on the way out
    """

    storage: str
    power_wh: int
    capacity_wh: int
    site: str = ""
    efficiency_in: float = 1.0
    efficiency_out: float = 1.0


@dataclass(frozen=True)
class Cycled:
    """What a battery did: charged = discharged + lost + stored at the end, in Wh."""

    charged_wh: IntArray
    discharged_wh: IntArray
    stored_wh: int

    @property
    def lost_wh(self) -> int:
        """What its two efficiencies took; nobody claims it."""
        return int(self.charged_wh.sum() - self.discharged_wh.sum()) - self.stored_wh


def storage_from(cells: Mapping[str, Any], *, row: int, file: str) -> tuple[Storage | None, list[Finding]]:
    """One battery from the cells of its row, and the flaws met; one with a flaw is not used."""
    flaws: list[Finding] = []

    def number(column: str, default: float | None, most: float) -> float:
        value = cells.get(column)
        value = default if value is None else float(value)
        if value is None or not 0 <= value <= most or (most == 1 and value == 0):
            met = f"{column} of storage {cells.get('storage') or '(no name)'} is {'empty' if value is None else f'{value:g}'}"
            mend = "give a fraction above 0 and up to 1" if most == 1 else "give a number that is not negative"
            flaws.append(Finding("storage_flaw", "error", met, mend, "storage", file, row, column))
            return 0.0
        return value

    power, capacity = number("kw", None, 1e12), number("kwh", None, 1e12)
    into, out = number("efficiency_in", 1.0, 1), number("efficiency_out", 1.0, 1)
    if flaws:
        return None, flaws
    name, site = str(cells.get("storage") or f"row {row}"), str(cells.get("site") or "")
    return Storage(name, round(power * WH_PER_KWH), round(capacity * WH_PER_KWH), site, into, out), flaws


def cycle(storage: Storage, excess_wh: IntArray, gap_wh: IntArray) -> Cycled:
    """Run a battery through the hours, greedily; it starts empty.

    Only energy charged from clean excess comes out again, less the losses both ways. What goes in is rounded down and
    what is drawn rounded up to whole Wh, so the books close exactly and nothing is made by rounding.

    Parameters
    ----------
    excess_wh, gap_wh : (hours,) Wh
        Clean output that nothing else uses, and load that nothing clean serves; at the site's side.

    Examples
    --------
    >>> battery = Storage("b", power_wh=10_000, capacity_wh=10_000, efficiency_out=0.9)
    >>> done = cycle(battery, np.array([10_000, 0, 5_000, 0]), np.array([0, 10_000, 0, 5_000]))
    >>> done.discharged_wh.tolist(), done.lost_wh, done.stored_wh
    ([0, 9000, 0, 4500], 1500, 0)
    """
    charged, discharged = [0] * len(excess_wh), [0] * len(excess_wh)
    stored, into, out = 0, storage.efficiency_in, storage.efficiency_out
    for hour, (excess, gap) in enumerate(zip(excess_wh.tolist(), gap_wh.tolist(), strict=True)):
        if excess > 0:
            taken = min(excess, storage.power_wh, int((storage.capacity_wh - stored) / into))
            stored += int(taken * into)
            charged[hour] = taken
        elif gap > 0 and stored > 0:
            given = min(gap, storage.power_wh, int(stored * out))
            stored -= min(stored, -int(-given / out // 1))
            discharged[hour] = given
    return Cycled(np.array(charged, np.int64), np.array(discharged, np.int64), stored)


def cycle_all(
    storages: Sequence[Storage],
    excess_wh: IntArray,
    gap_wh: Mapping[str, IntArray],
    total_gap_wh: IntArray,
    serves: BoolArray,
    sites: Sequence[str],
) -> dict[str, Cycled]:
    """Batteries in order of their names, each on what those before it left.

    A battery charges only from contracts that may serve every site that it serves itself: what comes out of it could
    otherwise reach a site that the contract does not name.

    Parameters
    ----------
    excess_wh : (contracts, hours) Wh
    gap_wh : site → (hours,) Wh, of the sites that have a battery
    total_gap_wh : (hours,) Wh of all sites
    """
    left, total, gaps = excess_wh.copy(), total_gap_wh.copy(), {name: gap.copy() for name, gap in gap_wh.items()}
    done: dict[str, Cycled] = {}
    for storage in sorted(storages, key=lambda row: row.storage):
        place = list(sites).index(storage.site) if storage.site else None
        allowed = np.flatnonzero(serves.all(axis=1) if place is None else serves[:, place])
        gap = total if place is None else np.minimum(gaps[storage.site], total)
        done[storage.storage] = run = cycle(storage, left[allowed].sum(axis=0), gap)
        _take(left, allowed, run.charged_wh)
        total -= run.discharged_wh
        if place is not None:
            gaps[storage.site] -= run.discharged_wh
    return done


def _take(left: IntArray, rows: IntArray, charged: IntArray) -> None:
    """Take what was charged out of the excess of contracts, in their order."""
    still = charged.copy()
    for row in rows:
        part = np.minimum(left[row], still)
        left[row] -= part
        still -= part
