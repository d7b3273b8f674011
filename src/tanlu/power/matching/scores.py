"""Scores: how much of load is matched by year, month, day and hour, for the portfolio and for each site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.power.hours import Basis, Hours, sums_by_period
from tanlu.power.matching.allocation import Match, match
from tanlu.power.matching.storage import Cycled, Storage, cycle_all


@dataclass(frozen=True)
class Year:
    """A year's load and what contracts deliver, in the order of their names.

    Parameters
    ----------
    load_wh : (sites, hours) Wh
    output_wh : (contracts, hours) Wh
    serves : (contracts, sites)
    unknown_load : sites of whose load no hour is known
    """

    hours: Hours
    sites: Sequence[str]
    contracts: Sequence[str]
    load_wh: IntArray
    output_wh: IntArray
    serves: BoolArray
    unknown_load: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MatchedYear:
    """A year matched on every basis.

    Parameters
    ----------
    matched_wh : basis → Wh
    site_load_wh : (sites,) Wh
    gap_wh : (hours,) Wh of load that no contract serves in its hour
    """

    year: Year
    matched_wh: Mapping[Basis, int]
    annual: Match
    hourly: Match
    site_load_wh: IntArray
    gap_wh: IntArray
    storage: Mapping[str, Cycled] = field(default_factory=dict[str, Cycled])

    @property
    def load_is_known(self) -> bool:
        """Whether an hour of load is known at any site."""
        return any(site not in self.year.unknown_load for site in self.year.sites)

    @property
    def load_wh(self) -> int:
        """Load of the year."""
        return int(self.site_load_wh.sum())

    @property
    def output_wh(self) -> int:
        """What contracts deliver in the year."""
        return int(self.year.output_wh.sum())

    def score(self, basis: Basis) -> float | None:
        """Matched over load, each period capped before it is summed; None without load."""
        return fraction(self.matched_wh[basis], self.load_wh)

    def score_with_storage(self) -> float | None:
        """The hourly score with what storage gave back; None without storage."""
        if not self.storage:
            return None
        given = sum(int(run.discharged_wh.sum()) for run in self.storage.values())
        return fraction(self.matched_wh["hourly"] + given, self.load_wh)

    def unmatched_wh(self, site: int) -> IntArray:
        """(hours,) Wh of one site that no contract serves in its hour."""
        load = self.year.load_wh[site]
        return load - self.hourly.of_site(site, load)

    def score_with_grid(self, cfe: Sequence[FloatArray]) -> float | None:
        """Hourly matched energy, and the clean part of the grid's energy that serves the rest.

        Parameters
        ----------
        cfe : for each site (hours,) fraction of its grid that is clean
        """
        clean = sum(float(self.unmatched_wh(site) @ part) for site, part in enumerate(cfe))
        return fraction(self.matched_wh["hourly"] + clean, self.load_wh)


def fraction(part: float, whole: float) -> float | None:
    """A part of a whole; None where there is no whole."""
    return part / whole if whole else None


def match_year(year: Year, storages: Sequence[Storage] = ()) -> MatchedYear:
    """Match one year by year, month, day and hour; storage works on what the hours leave."""
    total, by_site = year.load_wh.sum(axis=0), year.load_wh.sum(axis=1)
    hourly = match(year.output_wh, year.load_wh, year.serves, total)
    annual = match(year.output_wh.sum(axis=1, keepdims=True), by_site[:, None], year.serves)
    matched: dict[Basis, int] = {
        "annual": int(annual.by_period_wh.sum()),
        "monthly": _matched_wh(year, "monthly", total),
        "daily": _matched_wh(year, "daily", total),
        "hourly": int(hourly.by_period_wh.sum()),
    }
    done = MatchedYear(year, matched, annual, hourly, by_site, total - hourly.by_period_wh)
    return replace(done, storage=_stored(done, storages)) if storages else done


def _matched_wh(year: Year, basis: Basis, total_wh: IntArray) -> int:
    """What a basis matches in all; where every contract serves every site, sums of sites and contracts are enough."""
    period, count = year.hours.period_of(basis)
    if year.serves.all():
        supply, load = (sums_by_period(wh, period, count) for wh in (year.output_wh.sum(axis=0), total_wh))
        return int(np.minimum(supply, load).sum())
    supply, load = (sums_by_period(wh, period, count) for wh in (year.output_wh, year.load_wh))
    return int(match(supply, load, year.serves).by_period_wh.sum())


def _stored(done: MatchedYear, storages: Sequence[Storage]) -> dict[str, Cycled]:
    year = done.year
    places = {row.site: list(year.sites).index(row.site) for row in storages if row.site}
    gaps = {site: done.unmatched_wh(place) for site, place in places.items()}
    excess = year.output_wh - done.hourly.by_contract_wh
    return cycle_all(storages, excess, gaps, done.gap_wh, year.serves, year.sites)


def contract_rows(done: MatchedYear) -> list[tuple[str, int, int]]:
    """Each contract's output and what of it was matched hourly, in Wh."""
    output, matched = done.year.output_wh.sum(axis=1), done.hourly.by_contract_wh.sum(axis=1)
    return [(name, int(made), int(used)) for name, made, used in zip(done.year.contracts, output, matched, strict=True)]


def site_rows(done: MatchedYear) -> list[tuple[str, int, int, int]]:
    """Each site's load, and what of it was matched hourly and over the year, in Wh."""
    loads, hourly, annual = done.site_load_wh, done.hourly.by_site_wh, done.annual.by_site_wh
    return [(name, int(loads[at]), int(hourly[at]), int(annual[at])) for at, name in enumerate(done.year.sites)]
