"""What first attempts show: the share who knew, days in a row, and whether players learn a theme."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class FirstAttempt(NamedTuple):
    """One player's first answer to one question, in the order of time."""

    player: str
    theme: str
    question: str
    right: bool
    difficulty: int


@dataclass(frozen=True, slots=True)
class LearningGain:
    """How much oftener players are right who had answered another question of the theme before.

    Parameters
    ----------
    gain : difference of two shares, each at the same difficulty; None where no difficulty has both kinds of player
    low, high : 95 % interval of it
    """

    gain: float | None
    low: float | None
    high: float | None
    attempts: int


def learning_gain(attempts: Sequence[FirstAttempt]) -> Mapping[str, LearningGain]:
    """Gain of each theme, matched by difficulty: strata weighted by the fewer of both kinds in them (rule engage-19).

    The interval is of the difference of two proportions by their variances (Wald), summed over strata.
    """
    counts: dict[str, dict[int, list[list[int]]]] = defaultdict(lambda: defaultdict(lambda: [[0, 0], [0, 0]]))
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for attempt in attempts:
        before = met[attempt.player, attempt.theme]
        experienced = bool(before - {attempt.question})
        cell = counts[attempt.theme][attempt.difficulty][experienced]
        cell[0] += 1
        cell[1] += attempt.right
        before.add(attempt.question)
    return {theme: _gain(list(strata.values())) for theme, strata in sorted(counts.items())}


def _gain(strata: Sequence[Sequence[Sequence[int]]]) -> LearningGain:
    attempts = sum(n for stratum in strata for n, _ in stratum)
    both = [(new, old) for new, old in strata if new[0] and old[0]]
    weight = sum(min(new[0], old[0]) for new, old in both)
    if not weight:
        return LearningGain(None, None, None, attempts)
    gain = variance = 0.0
    for (new_n, new_right), (old_n, old_right) in both:
        share = min(new_n, old_n) / weight
        new, old = new_right / new_n, old_right / old_n
        gain += share * (old - new)
        variance += share**2 * (new * (1 - new) / new_n + old * (1 - old) / old_n)
    half = 1.96 * math.sqrt(variance)
    return LearningGain(gain, max(gain - half, -1.0), min(gain + half, 1.0), attempts)
