"""What is told of a question and of a player beside the answer: the share who knew, and days in a row."""

from __future__ import annotations

from collections.abc import Iterable

ENOUGH_ATTEMPTS = 100
"""Below this many first attempts no share is shown: it would say more about chance than about the question."""


def knew_percent(first_attempts: int, right: int) -> int | None:
    """Share of first attempts that were right, in whole percent; None where there are too few.

    Examples
    --------
    >>> knew_percent(99, 50), knew_percent(100, 42), knew_percent(1_000, 425)
    (None, 42, 43)
    """
    if first_attempts < ENOUGH_ATTEMPTS:
        return None
    return (200 * right + first_attempts) // (2 * first_attempts)


def days_in_a_row(days: Iterable[int], today: int) -> int:
    """Unbroken days up to today, or up to yesterday where today is still to come; nothing buys a missed day back.

    Examples
    --------
    >>> days_in_a_row([5, 6, 7], 7), days_in_a_row([5, 6, 7], 8), days_in_a_row([5, 6, 7], 9)
    (3, 3, 0)
    """
    played = set(days)
    last = today if today in played else today - 1
    length = 0
    while last - length in played:
        length += 1
    return length
