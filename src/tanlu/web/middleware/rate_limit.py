"""Rates: how often one client may ask, as buckets that fill up again minute by minute; and those of the public calls."""

from __future__ import annotations

import math
from collections import OrderedDict
from time import monotonic

from tanlu.web.settings import Limits

MOST_CLIENTS = 20_000
"""Clients remembered; the one that was silent longest is forgotten first."""


CROWD_MINUTES = 10
"""A class that begins at the bell may use at once what its network was given in so many minutes."""


class TokenBucket:
    """So many requests a minute by each client.

    Parameters
    ----------
    minutes : a client that was silent for so long may send at once what it did not use

    Examples
    --------
    >>> twice = TokenBucket(2)
    >>> [twice.wait_seconds("a", now=0.0) for _ in range(3)], twice.wait_seconds("a", now=31.0)
    ([0, 0, 30], 0)
    """

    def __init__(self, per_minute: int, *, minutes: int = 1) -> None:
        self._per_minute = per_minute
        self._most = per_minute * minutes
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, client: str, *, now: float | None = None) -> int:
        """Take one request of a client; 0 where it may pass, else the seconds until it may."""
        now = monotonic() if now is None else now
        left, at = self._left.pop(client, (float(self._most), now))
        left = min(left + (now - at) * self._per_minute / 60, float(self._most))
        passes = left >= 1
        self._left[client] = (left - 1 if passes else left, now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0 if passes else math.ceil((1 - left) * 60 / self._per_minute)

    def give_back(self, client: str) -> None:
        """Let a client have its request back, e.g. where a secret was right."""
        if client in self._left:
            left, at = self._left[client]
            self._left[client] = (min(left + 1, float(self._most)), at)


class PublicRateLimits:
    """How often one address may make players and rounds and ask for anything else that is public, and one player rounds.

    Honest crowds share an address, so each rate lets ten minutes' worth come at once; a limit of 0 is none. Answers are
    not counted here: their door stands before this one, and what they give is bounded by the caps of the campaign.

    Examples
    --------
    >>> rates = PublicRateLimits(Limits(player_rounds_per_minute=1, rounds_per_minute=0))
    >>> [rates.wait_of_player("a", now=0.0) for _ in range(11)][-2:], rates.wait_of_player("b", now=0.0)
    ([0, 60], 0)
    >>> rates.wait_of_address("POST", "/api/quiz/rounds", "203.0.113.9")
    0
    """

    def __init__(self, limits: Limits) -> None:
        self._making = {
            "/api/players": _crowd(limits.players_per_minute),
            "/api/quiz/rounds": _crowd(limits.rounds_per_minute),
        }
        self._rest = _crowd(limits.reads_per_minute)
        self._players = _crowd(limits.player_rounds_per_minute)

    def wait_of_address(self, method: str, path: str, network: str) -> int:
        """Take one request of a network; 0 where it may pass, else the seconds until it may."""
        bucket = self._making.get(path, self._rest) if method == "POST" else self._rest
        return bucket.wait_seconds(network) if bucket else 0

    def wait_of_player(self, player: str, *, now: float | None = None) -> int:
        """Take one round of a player; 0 where it may begin, else the seconds until it may."""
        return self._players.wait_seconds(player, now=now) if self._players else 0


def _crowd(per_minute: int) -> TokenBucket | None:
    return TokenBucket(per_minute, minutes=CROWD_MINUTES) if per_minute else None
