"""Contracts: what each one is bought of its plant's output, by share, yearly limit, days and sites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tanlu.core.arrays import BoolArray, IntArray
from tanlu.core.finding import Finding, Severity
from tanlu.core.period import Period
from tanlu.core.schema import table
from tanlu.power.hours import Hours

CONTRACTS = table(
    "contracts",
    required="contract plant",
    optional="kind technology region share kwh_limit price_per_kwh signed start end sites note",
    numbers="share kwh_limit price_per_kwh",
    dates="signed start end",
)
KINDS = ("green_power", "certificate", "ppa", "onsite")
WH_PER_KWH = 1000
EVER = Period(date.min, date.max)
_BETWEEN = re.compile(r"[;,|；，、\n]+")


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract for a plant's output.

    Parameters
    ----------
    share : fraction of the plant's output
    limit_wh : Wh per calendar year of the case's zone, or None
        It counts the first output produced.
    days : the days it holds, both included
    sites : names it may serve; empty serves every site
    signed : kept, so that older contracts can be told apart when rules of matching change
    """

    contract: str
    plant: str
    kind: str = ""
    share: float = 1.0
    limit_wh: int | None = None
    days: Period = EVER
    sites: tuple[str, ...] = ()
    signed: date | None = None
    technology: str = ""
    region: str = ""
    price_per_kwh: float | None = None
    row: int = 0
    file: str = ""

    def finding(self, code: str, severity: Severity, message: str, mend: str, column: str) -> Finding:
        """A finding at this contract's row."""
        return Finding(code, severity, message, mend, "contracts", self.file or None, self.row or None, column)


def contract_from(cells: Mapping[str, Any], *, row: int, file: str) -> tuple[Contract | None, list[Finding]]:
    """One contract from the cells of its row, and the flaws met; what has no name, plant or sound share buys nothing."""
    flaws: list[Finding] = []

    def flaw(column: str, message: str, mend: str, severity: Severity = "error") -> None:
        flaws.append(Finding("contract_flaw", severity, message, mend, "contracts", file, row, column))

    name, plant, kind = (str(cells.get(column) or "") for column in ("contract", "plant", "kind"))
    share, limit = cells.get("share"), cells.get("kwh_limit")
    share = 1.0 if share is None else float(share)
    start, end = cells.get("start") or date.min, cells.get("end") or date.max
    if not name or not plant:
        flaw("plant" if name else "contract", "a contract has no name or no plant and buys nothing", "give it both")
    if not 0 <= share <= 1:
        flaw("share", f"share {share:g} of contract {name} is no fraction", "give the part bought, 0.5 for half of it")
    if limit is not None and not 0 <= float(limit) < 1e15:
        flaw("kwh_limit", f"kwh_limit {limit:g} of contract {name} is no yearly energy", "give kWh, or leave it empty")
    if end < start:
        flaw("end", f"contract {name} ends ({end}) before it starts ({start})", "swap or mend the days")
    if flaws:
        return None, flaws
    if kind and kind not in KINDS:
        flaw("kind", f"kind {kind!r} of contract {name} is not known", f"use one of {', '.join(KINDS)}", "warning")
    price, signed = cells.get("price_per_kwh"), cells.get("signed")
    sites = site_names(str(cells.get("sites") or ""))
    words = (str(cells.get("technology") or ""), str(cells.get("region") or ""))
    limit_wh = None if limit is None else round(float(limit) * WH_PER_KWH)
    return Contract(
        name, plant, kind, share, limit_wh, Period(start, end), sites, signed, *words, price, row, file
    ), flaws


def site_names(text: str) -> tuple[str, ...]:
    """Sites of a cell, apart by semicolon, comma or bar.

    Examples
    --------
    >>> site_names("hq; lab、data centre")
    ('hq', 'lab', 'data centre')
    """
    return tuple(dict.fromkeys(name.strip() for name in _BETWEEN.split(text) if name.strip()))


def output_wh(
    contracts: Sequence[Contract], plants_wh: Mapping[str, IntArray], hours: Hours
) -> tuple[IntArray, list[Finding]]:
    """What each contract is delivered in each hour, and the contracts that claim more than a plant made.

    Contracts of one plant take from its output in their order and never one Wh twice: what a contract claims beyond
    what is left goes to none and is an error finding. Shares are cut as running sums, so that those that add up to the
    whole give out exactly the whole.

    Parameters
    ----------
    contracts : in order of their names
    plants_wh : plant → (hours,) Wh, not negative
    hours : from the first day of a calendar year, for limits count from there

    Returns
    -------
    (contracts, hours) Wh, findings
    """
    delivered = np.zeros((len(contracts), hours.count), np.int64)
    findings: list[Finding] = []
    for plant in sorted({row.plant for row in contracts}):
        made = plants_wh.get(plant)
        if made is None:
            continue
        places = [at for at, row in enumerate(contracts) if row.plant == plant]
        left, shares = made.copy(), np.zeros(hours.count)
        for at in places:
            wanted = _wanted(contracts[at], made, shares, hours)
            delivered[at] = _limited(contracts[at], np.minimum(wanted, left), hours)
            beyond = np.maximum(_limited(contracts[at], wanted, hours) - left, 0)
            left -= delivered[at]
            if int(beyond.sum()) > hours.count:  # a Wh an hour may be rounding
                findings.append(_overlap(contracts[at], int(beyond.sum())))
    return delivered, findings


def _wanted(contract: Contract, made: IntArray, shares: np.ndarray[Any, Any], hours: Hours) -> IntArray:
    """A contract's share in the hours of its days; ``shares`` is the running sum of those before it, and grows."""
    active = hours.within(contract.days)
    before = np.rint(made * shares).astype(np.int64)
    shares[active] += contract.share
    return np.where(active, np.rint(made * shares).astype(np.int64) - before, 0)


def _limited(contract: Contract, wanted: IntArray, hours: Hours) -> IntArray:
    """The first output of each calendar year, up to the limit."""
    if contract.limit_wh is None:
        return wanted
    kept = np.zeros_like(wanted)
    for year in np.unique(hours.years):
        of_year = hours.years == year
        run = np.minimum(np.cumsum(wanted[of_year]), contract.limit_wh)
        kept[of_year] = np.diff(run, prepend=0)
    return kept


def _overlap(contract: Contract, beyond_wh: int) -> Finding:
    met = (
        f"contract {contract.contract} claims {beyond_wh / WH_PER_KWH:,.0f} kWh of plant {contract.plant} that the plant "
        "did not make beside what contracts before it claim; they are delivered to none twice"
    )
    mend = "mend the shares, limits or days, so that contracts of one plant never claim more than its output"
    return contract.finding("overlapping_contracts", "error", met, mend, "share")


def serves(contracts: Sequence[Contract], sites: Sequence[str]) -> BoolArray:
    """(contracts, sites): whether a contract may serve a site."""
    chosen = [[not row.sites or site in row.sites for site in sites] for row in contracts]
    return np.array(chosen, np.bool_).reshape(len(contracts), len(sites))


def unknown_sites(contracts: Iterable[Contract], known: Iterable[str]) -> list[Finding]:
    """Contracts that name a site which has no load and stands in no table."""
    names = set(known)
    return [
        row.finding(
            "unknown_site",
            "error",
            f"contract {row.contract} names the site {site}, which is not known",
            "mend the name, or add the site",
            "sites",
        )
        for row in contracts
        for site in row.sites
        if site not in names
    ]
