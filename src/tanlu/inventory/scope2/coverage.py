"""Which watt-hours of purchased electricity each instrument covers, and which are left for the grid's factor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tanlu.core.apportionment import WattHours, apportion
from tanlu.core.finding import Finding
from tanlu.core.period import Period
from tanlu.inventory.scope2.instruments import HIERARCHY, WH_PER_KWH, Instrument, Kind
from tanlu.inventory.scope2.segments import Demand, InstrumentPeriod, Segments, cut_demands

Column = NDArray[Any]


class InstrumentClaim(NamedTuple):
    """Energy of one demand, in one stretch of its days, that one instrument covers."""

    instrument: str
    kind: Kind
    demand: int
    period: Period
    wh: int
    kgco2e_per_kwh: float


class Remainder(NamedTuple):
    """Energy of one demand, in one stretch of its days, that no instrument covers."""

    demand: int
    period: Period
    wh: int


@dataclass(frozen=True)
class Coverage:
    """Each watt-hour of the demands with the one instrument that covers it, or with none.

    Parameters
    ----------
    instruments : in the order in which they were used
    pieces : the demands, cut at the instruments' days
    left_wh : (pieces,) Wh that no instrument covers
    claim_instrument, claim_piece, claim_wh : (claims,) columns
        Positions in ``instruments`` and in ``pieces``, and the Wh covered; ``claims`` shows the same row by row.
    balance_wh : instrument → Wh of the year it has not used; it reduces nothing
    findings : a note for each balance
    """

    instruments: tuple[Instrument, ...]
    pieces: Segments
    left_wh: WattHours
    claim_instrument: Column
    claim_piece: Column
    claim_wh: WattHours
    balance_wh: dict[str, int]
    findings: list[Finding]

    @cached_property
    def claims(self) -> list[InstrumentClaim]:
        """Every claim, row by row: for a person or a small case; sums are quicker from the columns."""
        used = [self.instruments[position] for position in self.claim_instrument.tolist()]
        pieces = zip(used, self.claim_piece.tolist(), self.claim_wh.tolist(), strict=True)
        return [
            InstrumentClaim(by.instrument, by.kind, self._demand(at), self.pieces.period(at), wh, by.kgco2e_per_kwh)
            for by, at, wh in pieces
        ]

    @cached_property
    def remaining(self) -> list[Remainder]:
        """What is left to the residual mix or the grid average; a demand that nothing covers stays whole."""
        demand, whole = self.pieces.demand, self.pieces.demand_wh
        touched = np.zeros(len(whole), dtype=bool)
        touched[demand[self.claim_piece]] = True
        parts = np.flatnonzero(touched[demand] & (self.left_wh != 0)).tolist()
        kept = [Remainder(self._demand(at), self.pieces.period(at), int(self.left_wh[at])) for at in parts]
        untouched = np.flatnonzero(~touched & (whole != 0)).tolist()
        kept += [Remainder(at, self.pieces.demand_period(at), int(whole[at])) for at in untouched]
        return sorted(kept)

    def wh_by_kind(self) -> dict[Kind, int]:
        """Wh that each level of the hierarchy covers."""
        kinds = np.array([HIERARCHY.index(each.kind) for each in self.instruments], dtype=np.intp)
        levels = kinds[self.claim_instrument]
        return {kind: int(self.claim_wh[levels == level].sum()) for level, kind in enumerate(HIERARCHY)}

    def covered_wh(self) -> WattHours:
        """(demands,) Wh that instruments cover."""
        total = np.zeros_like(self.pieces.demand_wh)
        np.add.at(total, self.pieces.demand[self.claim_piece], self.claim_wh)
        return total

    def covered_kgco2e(self) -> NDArray[np.float64]:
        """(demands,) kgCO2e of what instruments cover, at their own rates."""
        rates = np.array([each.kgco2e_per_kwh for each in self.instruments], dtype=np.float64)
        kgco2e = self.claim_wh.astype(np.float64) * rates[self.claim_instrument] / WH_PER_KWH
        demand = self.pieces.demand[self.claim_piece]
        return np.bincount(demand, weights=kgco2e, minlength=len(self.pieces.demand_wh)).astype(np.float64)

    def _demand(self, piece: int) -> int:
        return int(self.pieces.demand[piece])


def cover(demands: Sequence[Demand], instruments: Sequence[Instrument], *, year: Period) -> Coverage:
    """Give each watt-hour at most one instrument: certificates first, then contracts, then suppliers' rates.

    Within a kind, one for a site goes before one for a market, a shorter period before a longer, one that fewer sites
    can use before one that more can, then by id. An instrument covers only days inside its period, at its site or in
    its market. What cannot cover all that it may is shared among the pieces in proportion to what they still need,
    in whole watt-hours; what it holds beyond that stays in its balance. Neither the order of the demands nor that of
    the instruments matters.

    Parameters
    ----------
    demands : ``electricity/grid`` of sites and days, in Wh, weighted by the share of consolidation
        Nothing covers one of 0 Wh or less.
    instruments : those that :func:`~tanlu.inventory.criteria.judge` lets pass
    year : the reporting year

    Returns
    -------
    Coverage: for every demand, claims + remaining = its Wh; for every instrument, claims + balance = its Wh

    References
    ----------
    GHG Protocol Scope 2 Guidance (2015), table 6.3 (hierarchy) and chapter 7 (no claim beyond what is used).

    Examples
    --------
    >>> from datetime import date
    >>> from tanlu.inventory.scope2.instruments import instrument_from
    >>> year = Period(date(2022, 1, 1), date(2022, 12, 31))
    >>> cells = {"instrument": "ppa", "kind": "contract", "market": "CN", "kwh": 500, "kgco2e_per_kwh": 0}
    >>> ppa = instrument_from(cells, row=2, file="instruments.csv")
    >>> used = cover([Demand("shenzhen", year, 336_000, ("CN-GD", "CN"))], [ppa], year=year)
    >>> [claim.wh for claim in used.claims], used.remaining, used.balance_wh
    ([336000], [], {'ppa': 164000})
    """
    offers = _in_order(demands, [InstrumentPeriod(each, days) for each in instruments if (days := each.days_in(year))])
    pieces = cut_demands(demands, offers)
    left = pieces.wh.copy()
    taken: list[tuple[Column, WattHours]] = []
    balance: Counter[str] = Counter()
    findings: list[Finding] = []
    for offer in offers:
        at = pieces.open_to(offer, left)
        held = offer.instrument.wh_in(year)
        claimed = left[at] if held is None else apportion(left[at], held)
        left[at] -= claimed
        taken.append((at[claimed > 0], claimed[claimed > 0]))
        unused = 0 if held is None else held - int(claimed.sum())
        balance[offer.instrument.instrument] += unused
        findings += [_balance_note(offer, held or 0, unused)] if unused else []
    by = np.repeat(np.arange(len(offers)), [len(at) for at, _ in taken])
    at = np.concatenate([np.empty(0, dtype=np.intp), *(at for at, _ in taken)])
    wh = np.concatenate([np.empty(0, dtype=left.dtype), *(wh for _, wh in taken)])
    return Coverage(tuple(each.instrument for each in offers), pieces, left, by, at, wh, dict(balance), findings)


def _in_order(demands: Sequence[Demand], offers: list[InstrumentPeriod]) -> list[InstrumentPeriod]:
    """The offers as they are used: the hierarchy, and within a kind the narrower first."""
    sites = Counter(chain for _, chain in {(demand.site, demand.chain) for demand in demands})

    def narrowness(offer: InstrumentPeriod) -> tuple[Any, ...]:
        by = offer.instrument
        reach = 1 if by.site else sum(count for chain, count in sites.items() if offer.serves(chain))
        return HIERARCHY.index(by.kind), by.site is None, offer.days.days, reach, by.instrument, by.file, by.row

    return sorted(offers, key=narrowness)


def _balance_note(offer: InstrumentPeriod, held_wh: int, unused_wh: int) -> Finding:
    by = offer.instrument
    where = f"site {by.site}" if by.site else f"market {by.market}" if by.market else "the case"
    name, days = f"{by.kind.replace('_', ' ')} {by.instrument!r}", f"{offer.days.start} to {offer.days.end}"
    message = (
        f"{name} holds {_kwh(held_wh)} for {days}, of which {where} uses {_kwh(held_wh - unused_wh)} that nothing "
        f"before it covers; {_kwh(unused_wh)} stay in its balance and reduce nothing"
    )
    mend = "none needed if more was bought than used; else look at its site, market and days, or at what was delivered"
    place = ("instruments", by.file, by.row, "kwh")
    return Finding("unused_instrument_balance", "note", message, mend, *place, cause=by.instrument)


def _kwh(wh: int) -> str:
    whole, part = divmod(wh, WH_PER_KWH)
    return f"{whole:,}" + (f".{part:03d}".rstrip("0") if part else "") + " kWh"
