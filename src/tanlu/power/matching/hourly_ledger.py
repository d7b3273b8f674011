"""The pairwise ledger: which contract served which site in which hour, in whole watt-hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tanlu.power.hours import stamp_text
from tanlu.power.matching.allocation import flows
from tanlu.power.matching.scores import Year


class LedgerEntry(NamedTuple):
    """One Wh figure of the ledger: the start of its hour in UTC, its contract and its site."""

    start: str
    contract: str
    site: str
    wh: int


def entries(year: Year) -> Iterator[LedgerEntry]:
    """Every hour's flow from contract to site, hour by hour; what is nothing has no entry.

    Entries of one contract and hour never sum to more than its output, those of one site and hour never to more than
    its load.
    """
    for columns, flow in flows(year.output_wh, year.load_wh, year.serves):
        first = year.hours.first + columns.start
        hours, contracts, sites = np.nonzero(flow.transpose(2, 0, 1))
        amounts = flow[contracts, sites, hours]
        for hour, contract, site, wh in zip(
            hours.tolist(), contracts.tolist(), sites.tolist(), amounts.tolist(), strict=True
        ):
            yield LedgerEntry(stamp_text(first + hour), year.contracts[contract], year.sites[site], wh)
