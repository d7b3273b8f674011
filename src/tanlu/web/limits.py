"""Rates: how often one client may ask, as buckets that fill up again minute by minute."""

from __future__ import annotations

import math
from collections import OrderedDict
from time import monotonic

MOST_CLIENTS = 20_000
"""Clients remembered; the one that was silent longest is forgotten first."""


class Bucket:
    """So many requests a minute by each client.

    Examples
    --------
    >>> twice = Bucket(2)
    >>> [twice.wait_seconds("a", now=0.0) for _ in range(3)], twice.wait_seconds("a", now=31.0)
    ([0, 0, 30], 0)
    """

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, client: str, *, now: float | None = None) -> int:
        """Take one request of a client; 0 where it may pass, else the seconds until it may."""
        now = monotonic() if now is None else now
        left, at = self._left.pop(client, (float(self._most), now))
        left = min(left + (now - at) * self._most / 60, float(self._most))
        passes = left >= 1
        self._left[client] = (left - 1 if passes else left, now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0 if passes else math.ceil((1 - left) * 60 / self._most)

    def give_back(self, client: str) -> None:
        """Let a client have its request back, e.g. where a secret was right."""
        if client in self._left:
            left, at = self._left[client]
            self._left[client] = (min(left + 1, float(self._most)), at)
