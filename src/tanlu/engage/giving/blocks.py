"""Blocks: money of a campaign that one server has set aside to give from, so that no answer touches the campaign's own row."""

from __future__ import annotations

LEASE_MS = 10_000
"""How long a server that is not heard of keeps its blocks; with the maintenance loop below, others have the rest within 15 s."""

LOOK_MS = 2_000
"""How often a server renews its lease and looks for leases that ended and campaigns that opened."""

MOST_ANSWERS = 5_000
"""The most answers that one block is for."""

SHARE = 4
"""A block is at most this part of what is free, so that the last money is spread over the servers that ask for it."""


def block_fen(free_fen: int, rate_fen: int, wanted_answers: int) -> int:
    """How much to set aside: whole answers, what is wanted if it is there, otherwise what is.

    Parameters
    ----------
    free_fen : what no block holds
    wanted_answers : those that wait just now

    Examples
    --------
    >>> block_fen(1_000_000, 100, 3), block_fen(1_000, 100, 3), block_fen(250, 100, 3), block_fen(99, 100, 3)
    (250000, 300, 200, 0)
    """
    there = free_fen // rate_fen
    answers = min(there, max(wanted_answers, min(there // SHARE, MOST_ANSWERS)))
    return answers * rate_fen
