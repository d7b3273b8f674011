"""Matching: what contracts deliver meets load in each period, the most that limits and sites allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tanlu.core.apportionment_columns import apportion, shares, whole_parts
from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.power.matching.max_flow import shared_out

CELLS = 4_000_000
"""Contract × site × period cells held at a time; beyond as many in all, contracts that serve every site are matched by their sums."""
_ROWS = 16


@dataclass(frozen=True)
class Match:
    """What was matched in the periods of one basis.

    Parameters
    ----------
    by_period_wh : (periods,) Wh
    by_contract_wh : (contracts, periods) Wh
    by_site_wh : (sites,) Wh
        Of all periods; sums to the whole.
    cells_wh : (sites, periods) Wh, or None
        None: every site has the same ``share`` of its load matched.
    share : (periods,) fraction
        Matched of all load.
    """

    by_period_wh: IntArray
    by_contract_wh: IntArray
    by_site_wh: IntArray
    cells_wh: IntArray | None
    share: FloatArray

    def of_site(self, place: int, load_wh: IntArray) -> IntArray:
        """(periods,) Wh matched at one site, whose load is given."""
        return np.floor(load_wh * self.share).astype(np.int64) if self.cells_wh is None else self.cells_wh[place]


def match(supply_wh: IntArray, load_wh: IntArray, serves: BoolArray, total_wh: IntArray | None = None) -> Match:
    """Match the supply of contracts with the load of sites in each period.

    Matched is a maximum flow from contracts through the sites that they may serve. Among equal ones each contract, in
    its order, fills its sites in proportion to the load still open, in whole Wh, remainders by the largest fraction.
    Where every contract serves every site and there are more than ``CELLS`` cells, a site's figure is the sum of its
    exact proportions, brought to whole Wh once instead of in each period.

    Parameters
    ----------
    supply_wh : (contracts, periods) Wh
    load_wh : (sites, periods) Wh
    serves : (contracts, sites)
        Whether a contract may serve a site.
    total_wh : (periods,) Wh
        ``load_wh`` summed over its sites, where the caller has it.

    Examples
    --------
    >>> hourly = match(np.array([[20, 0, 15, 5]]), np.array([[10, 10, 10, 10]]), np.array([[True]]))
    >>> hourly.by_period_wh.tolist()
    [10, 0, 10, 5]
    """
    total = load_wh.sum(axis=0) if total_wh is None else total_wh
    if serves.all() and serves.size * load_wh.shape[1] > CELLS:
        return by_sums(supply_wh, load_wh, total)
    cells, by_contract = np.zeros_like(load_wh), np.zeros_like(supply_wh)
    for columns, flow in flows(supply_wh, load_wh, serves):
        cells[:, columns] = flow.sum(axis=0)
        by_contract[:, columns] = flow.sum(axis=1)
    by_period = cells.sum(axis=0)
    return Match(by_period, by_contract, cells.sum(axis=1), cells, _share(by_period, total))


def by_sums(supply_wh: IntArray, load_wh: IntArray, total_wh: IntArray) -> Match:
    """Contracts that serve every site, matched with the summed load of each period.

    Parameters
    ----------
    total_wh : (periods,) Wh
        ``load_wh`` summed over its sites.
    """
    delivered = np.minimum(np.cumsum(supply_wh, axis=0), total_wh)
    by_contract = np.diff(delivered, axis=0, prepend=np.zeros((1, len(total_wh)), np.int64))
    by_period = delivered[-1] if len(delivered) else np.zeros_like(total_wh)
    share = _share(by_period, total_wh)
    parts = np.empty(len(load_wh))
    for at in range(0, len(load_wh), _ROWS):  # so few rows stay in the cache, and in one thread
        parts[at : at + _ROWS] = load_wh[at : at + _ROWS].astype(np.float64) @ share
    return Match(by_period, by_contract, whole_parts(parts, int(by_period.sum())), None, share)


def _share(matched: IntArray, total: IntArray) -> FloatArray:
    return np.divide(matched, total, out=np.zeros(len(total)), where=total > 0)


def flows(supply_wh: IntArray, load_wh: IntArray, serves: BoolArray) -> Iterator[tuple[slice, IntArray]]:
    """Stretches of periods, each with its flow (contracts, sites, periods) in Wh."""
    periods = load_wh.shape[1]
    step = max(CELLS // max(serves.size, 1), 1)
    for start in range(0, periods, step):
        columns = slice(start, min(start + step, periods))
        yield columns, _flow(supply_wh[:, columns], load_wh[:, columns], serves)


def _flow(supply: IntArray, load: IntArray, serves: BoolArray) -> IntArray:
    """Contracts in order, each in proportion; a period in which that is not the most is solved as a flow."""
    flow = np.zeros((*serves.shape, load.shape[1]), np.int64)
    still = load.copy()
    for contract, row in enumerate(serves):
        sites = np.flatnonzero(row)
        if sites.size:
            parts = apportion(supply[contract], still[sites])
            flow[contract, sites] = parts
            still[sites] -= parts
    if not serves.all():
        for period in np.flatnonzero(_can_grow(flow, supply, still, serves)):
            flow[:, :, period] = _solved(supply[:, period], load[:, period], serves)
    return flow


def _can_grow(flow: IntArray, supply: IntArray, still: IntArray, serves: BoolArray) -> BoolArray:
    """In which periods a contract with energy left could reach open load, if others moved aside."""
    reached = supply > flow.sum(axis=1)
    some = np.flatnonzero(reached.any(axis=0) & still.any(axis=0))
    grows = np.zeros(supply.shape[1], np.bool_)
    reached, held = reached[:, some], flow[:, :, some] > 0
    while True:
        sites = (serves.T.astype(np.int32) @ reached.astype(np.int32)) > 0
        further = reached | (held & sites).any(axis=1)
        if np.array_equal(further, reached):
            break
        reached = further
    grows[some] = (sites & (still[:, some] > 0)).any(axis=0)
    return grows


def _solved(supply: IntArray, load: IntArray, serves: BoolArray) -> IntArray:
    """One period as a flow; sites that the same contracts serve are one, then shared out again in proportion."""
    kinds, kind = np.unique(serves, axis=1, return_inverse=True)
    members: list[list[int]] = [np.flatnonzero(kind.ravel() == each).tolist() for each in range(kinds.shape[1])]
    still = [int(wh) for wh in load]
    loads = [sum(still[site] for site in sites) for sites in members]
    chosen: list[list[int]] = [np.flatnonzero(row).tolist() for row in kinds]
    flow = np.zeros(serves.shape, np.int64)
    for contract, parts in enumerate(shared_out([int(wh) for wh in supply], loads, chosen)):
        for sites, wh in zip(members, parts, strict=True):
            for site, given in zip(sites, shares(wh, [still[site] for site in sites]), strict=True):
                flow[contract, site] = given
                still[site] -= given
    return flow
