"""The terms of a campaign: who pays, what for, how much for a right answer, and how often somebody can give."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from tanlu.core.errors import GivingError
from tanlu.engage.giving.accounts import MOST_FEN

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHANGHAI_MS = 8 * 3_600_000
_DAY_MS = 86_400_000
MINUTE_MS = 60_000
MOST_COUNT = 10**9


@dataclass(frozen=True, slots=True)
class Terms:
    """What a campaign was opened with; none of it changes afterwards.

    Parameters
    ----------
    rate_fen : of one right answer
    budget_fen : of all of them; what a rate does not fit into stays
    per_player_day, per_device_day, per_address_day : giving answers a day in Shanghai; 0 is no cap
    per_player_minute : giving answers within any 60 seconds; 0 is no cap
    unreviewed : questions that no person has reviewed may give
    """

    campaign: str
    sponsor: str
    project: str
    rate_fen: int
    budget_fen: int
    per_player_day: int = 8
    per_device_day: int = 8
    per_address_day: int = 200
    per_player_minute: int = 60
    unreviewed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The terms as plain values."""
        return asdict(self)


def checked_terms(terms: Terms) -> Terms:
    """The terms, where a campaign can be opened with them.

    Raises
    ------
    GivingError
        An id that is none, an empty name, a rate or a budget of nothing, a rate above the budget, a cap below zero.
    """
    if not _ID.fullmatch(terms.campaign):
        raise GivingError(
            f"campaign id {terms.campaign!r:.80} is none; write 1 to 64 letters, digits, dots, - or _, a letter or digit first"
        )
    for name in ("sponsor", "project"):
        text = getattr(terms, name)
        if not text.strip() or len(text) > 200 or not text.isprintable():
            raise GivingError(
                f"the {name}'s name {text!r:.80} is empty, too long or not readable; write up to 200 letters"
            )
    for name in ("rate_fen", "budget_fen"):
        if not 0 < getattr(terms, name) <= MOST_FEN:
            raise GivingError(f"{name} is {getattr(terms, name)}; give a whole number of fen from 1 to {MOST_FEN:,}")
    if terms.rate_fen > terms.budget_fen:
        raise GivingError(
            f"a rate of {terms.rate_fen} fen is more than the budget of {terms.budget_fen} fen; nothing could be given"
        )
    for name in ("per_player_day", "per_device_day", "per_address_day", "per_player_minute"):
        if not 0 <= getattr(terms, name) <= MOST_COUNT:
            raise GivingError(f"{name} is {getattr(terms, name)}; give a whole number, 0 for no cap")
    return terms


def shanghai_day(at_ms: int) -> int:
    """Number of the day in Shanghai since 1970-01-01 there; a day turns at 16:00 UTC.

    China keeps one time, UTC+8, without summer time (since 1992); IANA time zone database, zone Asia/Shanghai.

    Examples
    --------
    >>> noon = 1_767_268_800_000  # 2026-01-01T12:00Z
    >>> [shanghai_day(noon + hours * 3_600_000) - shanghai_day(noon) for hours in (0, 3, 4, 11, 13, 28)]
    [0, 0, 1, 1, 1, 2]
    """
    return (at_ms + _SHANGHAI_MS) // _DAY_MS
