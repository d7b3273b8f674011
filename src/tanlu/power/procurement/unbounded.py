"""What earns more than it costs with every MW and has no limit: then there is no cheapest plan."""

from __future__ import annotations

import numpy as np

from tanlu.power.procurement.bounds import offer_margins
from tanlu.power.procurement.market import Market

ROUNDING = 1e-9


def earns_without_limit(market: Market) -> list[str]:
    """Offers whose sale brings more than they cost, without ``max_mw``.

    Only what is plain from one offer alone: what several things together could earn, the solver finds.
    """
    margin = offer_margins(market)
    turnover = np.array([abs(one.price_per_mwh) for one in market.offers]) * market.offer_output.sum(axis=1)
    return [
        f"offer {one.offer}"
        for one, earned, size in zip(market.offers, margin, turnover, strict=True)
        if np.isinf(one.max_mw) and earned < -ROUNDING * (size + 1e-9)
    ]
