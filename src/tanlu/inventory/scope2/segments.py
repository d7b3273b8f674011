"""Demands for electricity, cut at the days on which an instrument that may cover them begins or ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanlu.core.apportionment import WattHours, watt_hours, wh_before
from tanlu.core.period import Period
from tanlu.inventory.scope2.instruments import Instrument

Days = NDArray[np.int64]
"""Days as ordinals of the calendar (``date.toordinal``)."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Electricity from the grid that a site used in some days.

    Parameters
    ----------
    site : str
    period : Period
    wh : int, Wh
        Already weighted by the share of consolidation.
    chain : the place of the site and its parents, up to its country
    """

    site: str
    period: Period
    wh: int
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstrumentPeriod:
    """An instrument and the days of the year that it may cover."""

    instrument: Instrument
    days: Period

    def serves(self, chain: tuple[str, ...]) -> bool:
        """Whether a place lies in its market; one without a market is for any place."""
        return self.instrument.market is None or self.instrument.market in chain

    @property
    def edges(self) -> tuple[int, int]:
        """Its first day, and the first day after it."""
        return self.days.start.toordinal(), self.days.end.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Segments:
    """Pieces of demands as columns, ordered by site and days, so that equals always stand in one order.

    Parameters
    ----------
    sites, chains : names that ``site`` and ``chain`` count in
    demand, site, chain : (pieces,) positions
    first, last : (pieces,) first and last day
    wh : (pieces,) Wh
    demand_first, demand_last, demand_wh : (demands,) the demands as they came
    """

    sites: tuple[str, ...]
    chains: tuple[tuple[str, ...], ...]
    demand: NDArray[np.intp]
    site: NDArray[np.intp]
    chain: NDArray[np.intp]
    first: Days
    last: Days
    wh: WattHours
    demand_first: Days
    demand_last: Days
    demand_wh: WattHours

    def open_to(self, offer: InstrumentPeriod, left_wh: WattHours) -> NDArray[np.intp]:
        """Positions of the pieces that an offer may still cover."""
        low, high = 0, len(self.demand)
        if (name := offer.instrument.site) is not None:
            number = self.sites.index(name) if name in self.sites else len(self.sites)
            low, high = np.searchsorted(self.site, [number, number + 1]).tolist()
        here = slice(low, high)
        begin, after = offer.edges
        may = (left_wh[here] > 0) & (self.first[here] >= begin) & (self.last[here] < after)
        if name is None:
            may &= np.array([offer.serves(chain) for chain in self.chains], dtype=bool)[self.chain]
        return low + np.flatnonzero(may)

    def period(self, piece: int) -> Period:
        """The days of a piece."""
        return _period(self.first[piece], self.last[piece])

    def demand_period(self, demand: int) -> Period:
        """The days of a demand."""
        return _period(self.demand_first[demand], self.demand_last[demand])


def cut_demands(demands: Sequence[Demand], offers: Sequence[InstrumentPeriod]) -> Segments:
    """Cut every demand at the edges of the offers that may cover it; each day of a demand uses the same.

    Examples
    --------
    >>> from tanlu.inventory.scope2.instruments import instrument_from
    >>> cells = {"instrument": "ppa", "kind": "contract", "kwh": 1, "kgco2e_per_kwh": 0, "market": "CN"}
    >>> ppa = instrument_from({**cells, "start": "2022-01-04", "end": "2022-01-31"}, row=2, file="instruments.csv")
    >>> days = Period(date(2022, 1, 1), date(2022, 1, 10))
    >>> pieces = cut_demands([Demand("hq", days, 100, ("CN",))], [InstrumentPeriod(ppa, ppa.period)])
    >>> pieces.wh.tolist(), pieces.period(1)
    ([30, 70], Period(start=datetime.date(2022, 1, 4), end=datetime.date(2022, 1, 10)))
    """
    sites = tuple(sorted({demand.site for demand in demands}))
    chains = tuple(sorted({demand.chain for demand in demands}))
    first = np.array([demand.period.start.toordinal() for demand in demands], dtype=np.int64)
    last = np.array([demand.period.end.toordinal() for demand in demands], dtype=np.int64)
    wh = watt_hours([demand.wh for demand in demands])
    site = _positions([demand.site for demand in demands], sites)
    chain = _positions([demand.chain for demand in demands], chains)

    owner, begin = _beginnings(first, last, _edges_of(demands, offers))
    end = np.append(begin[1:], 0)[: len(owner)] - 1
    ends = np.flatnonzero(np.append(owner[1:] != owner[:-1], True)[: len(owner)])
    end[ends] = last[owner[ends]]
    length = last[owner] + 1 - first[owner]
    to_end, to_begin = end + 1 - first[owner], begin - first[owner]
    energy = wh_before(wh[owner], to_end, length) - wh_before(wh[owner], to_begin, length)
    order = np.lexsort((wh[owner], last[owner], first[owner], chain[owner], end, begin, site[owner]))
    owner = owner[order]
    cut = (begin[order], end[order], energy[order])
    return Segments(sites, chains, owner, site[owner], chain[owner], *cut, first, last, wh)


def _edges_of(demands: Sequence[Demand], offers: Sequence[InstrumentPeriod]) -> list[tuple[NDArray[np.intp], Days]]:
    """Demands that are cut at the same days, and these days; most sites share those of their place's market."""
    own: dict[str, set[int]] = {}
    for offer in offers:
        if offer.instrument.site is not None:
            own.setdefault(offer.instrument.site, set()).update(offer.edges)
    wide = [offer for offer in offers if offer.instrument.site is None]
    groups: dict[tuple[tuple[str, ...], str | None], list[int]] = {}
    for position, demand in enumerate(demands):
        key = demand.chain, demand.site if demand.site in own else None
        groups.setdefault(key, []).append(position)
    cuts: list[tuple[NDArray[np.intp], Days]] = []
    for (chain, site), members in groups.items():
        days = {edge for offer in wide if offer.serves(chain) for edge in offer.edges} | own.get(site or "", set())
        cuts.append((np.array(members, dtype=np.intp), np.array(sorted(days), dtype=np.int64)))
    return cuts


def _beginnings(
    first: Days, last: Days, cuts: Sequence[tuple[NDArray[np.intp], Days]]
) -> tuple[NDArray[np.intp], Days]:
    """For every piece, its demand and its first day, in order of both."""
    owners, begins = [np.arange(len(first), dtype=np.intp)], [first]
    for members, days in cuts:
        low = np.searchsorted(days, first[members], side="right")
        count = np.searchsorted(days, last[members], side="right") - low
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        owners.append(np.repeat(members, count))
        begins.append(days[np.repeat(low, count) + within])
    owner, begin = np.concatenate(owners), np.concatenate(begins)
    order = np.lexsort((begin, owner))
    return owner[order], begin[order]


def _positions(names: Sequence[Any], ordered: tuple[Any, ...]) -> NDArray[np.intp]:
    position = {name: number for number, name in enumerate(ordered)}
    return np.array([position[name] for name in names], dtype=np.intp)


def _period(first: Any, last: Any) -> Period:
    return Period(date.fromordinal(int(first)), date.fromordinal(int(last)))
