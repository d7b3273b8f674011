"""Grading: whether an answer is right, and whether a right answer gives or why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from tanlu.engage.giving.terms import MINUTE_MS, Terms
from tanlu.engage.quiz.rounds import SERVE_LIFE_MS

FASTEST_MS = 300
"""An answer within this time was not read; it is graded, and gives nothing."""

Reason = Literal[
    "gave", "wrong", "too_late", "answered_before", "retired", "too_fast", "no_campaign", "not_reviewed", "pot_empty",
    "minute_limit", "player_limit", "device_limit", "address_limit",
]  # fmt: skip
"""Why an answer gave, or did not."""


class Attempt(NamedTuple):
    """What is known of an answer when it is graded.

    Parameters
    ----------
    served_ms, last_graded_ms, at_ms : when it was served, when the round's previous answer was graded (0: none), and now
    is_first : the player has not answered this version of the question before
    is_reviewed, is_retired : of the question
    """

    is_right: bool
    is_first: bool
    is_reviewed: bool
    is_retired: bool
    served_ms: int
    last_graded_ms: int
    at_ms: int


@dataclass(slots=True)
class GivingCount:
    """How often somebody has given from a campaign today, and when within the last minute."""

    today: int = 0
    recent_ms: tuple[int, ...] = ()


def is_expired(served_ms: int, at_ms: int) -> bool:
    """Whether a serve's half hour is over.

    Examples
    --------
    >>> is_expired(0, 30 * 60_000), is_expired(0, 30 * 60_000 + 1)
    (False, True)
    """
    return at_ms - served_ms > SERVE_LIFE_MS


def reading_ms(attempt: Attempt) -> int:
    """How long the player had the question: since its serve or the round's previous answer, whichever is later."""
    return attempt.at_ms - max(attempt.served_ms, attempt.last_graded_ms)


def why_it_cannot_give(attempt: Attempt, terms: Terms | None) -> Reason | None:
    """What in the answer itself keeps it from giving; None where nothing does, and pot and caps decide."""
    if not attempt.is_right:
        return "wrong"
    if is_expired(attempt.served_ms, attempt.at_ms):
        return "too_late"
    if not attempt.is_first:
        return "answered_before"
    if attempt.is_retired:
        return "retired"
    if reading_ms(attempt) <= FASTEST_MS:
        return "too_fast"
    if terms is None:
        return "no_campaign"
    if not attempt.is_reviewed and not terms.unreviewed:
        return "not_reviewed"
    return None


def recent(given: GivingCount, at_ms: int) -> tuple[int, ...]:
    """Moments within the last 60 seconds; those that a clock set back left in the future stay."""
    if not given.recent_ms:
        return ()
    return tuple(moment for moment in given.recent_ms if at_ms - moment < MINUTE_MS)


_NONE = GivingCount()


def which_cap(
    terms: Terms, at_ms: int, *, player: GivingCount = _NONE, device: GivingCount = _NONE, address: GivingCount = _NONE
) -> Reason | None:
    """The cap that is reached, or None where the answer may give; what has no cap need not be counted.

    Examples
    --------
    >>> two_a_day = Terms("c", "s", "p", 1, 10, per_player_day=2)
    >>> [which_cap(two_a_day, 0, player=GivingCount(n)) for n in (1, 2)]
    [None, 'player_limit']
    """
    if 0 < terms.per_player_minute <= len(recent(player, at_ms)):
        return "minute_limit"
    if 0 < terms.per_player_day <= player.today:
        return "player_limit"
    if 0 < terms.per_device_day <= device.today:
        return "device_limit"
    if 0 < terms.per_address_day <= address.today:
        return "address_limit"
    return None


def count(given: GivingCount, at_ms: int, terms: Terms) -> None:
    """Count one more giving answer."""
    given.today += 1
    if terms.per_player_minute:
        given.recent_ms = (*recent(given, at_ms), at_ms)[-terms.per_player_minute :]
