"""Learning gain: whether players who had met a theme are right more often at a new question of it (rule engage-19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tanlu.engage.quiz.confidence import Proportion, weighted_sum

Kind = tuple[str, int, bool]
"""Theme, difficulty, and whether the player had answered another question of the theme before."""


class FirstAttempt(NamedTuple):
    """One player's first answer to one question version, in the order of time."""

    player: str
    theme: str
    question: str
    right: bool
    difficulty: int


class Stratum(NamedTuple):
    """First attempts at questions of one theme and one difficulty, by players new to the theme and by those who had met it."""

    difficulty: int
    new: Proportion
    met: Proportion


@dataclass(frozen=True, slots=True)
class LearningGain:
    """How much oftener players are right who had answered another question of the theme before.

    Parameters
    ----------
    gain : difference of two shares, each at the same difficulty; None where no difficulty has both kinds of player
    low, high : 95 % interval of it
    attempts : first attempts of the theme, those of difficulties with one kind of player too
    """

    gain: float | None
    low: float | None
    high: float | None
    attempts: int


def learning_gain(strata: Sequence[Stratum]) -> LearningGain:
    """Gain of one theme: Σ wₛ (metₛ - newₛ), where a difficulty s weighs by the fewer of its two kinds of attempts.

    The interval is that of a weighted sum of shares from their Wilson intervals (``proportions.weighted_sum``). It takes
    attempts as independent; a player who answered many questions is in several of them.

    Examples
    --------
    >>> few = [Stratum(1, new=Proportion(10, 3), met=Proportion(10, 9)), Stratum(2, new=Proportion(4, 1), met=Proportion(0, 0))]
    >>> found = learning_gain(few)
    >>> found.attempts, round(found.gain, 2), round(found.low, 4), round(found.high, 4)
    (24, 0.6, 0.1705, 0.809)
    """
    attempts = sum(stratum.new.attempts + stratum.met.attempts for stratum in strata)
    weights = [min(stratum.new.attempts, stratum.met.attempts) for stratum in strata]
    total = sum(weights)
    if not total:
        return LearningGain(None, None, None, attempts)
    terms = [
        (sign * weight / total, share)
        for weight, stratum in zip(weights, strata, strict=True)
        if weight
        for sign, share in ((1, stratum.met), (-1, stratum.new))
    ]
    return LearningGain(*weighted_sum(terms), attempts)


def strata_of(counts: Mapping[Kind, Proportion]) -> dict[str, list[Stratum]]:
    """Counts by theme, difficulty and kind of player, as strata of each theme, the easiest first."""
    none = Proportion(0, 0)
    places = sorted({(theme, difficulty) for theme, difficulty, _ in counts})
    found: dict[str, list[Stratum]] = defaultdict(list)
    for theme, difficulty in places:
        new, met = (counts.get((theme, difficulty, kind), none) for kind in (False, True))
        found[theme].append(Stratum(difficulty, new, met))
    return dict(found)


def counted(attempts: Iterable[FirstAttempt]) -> dict[Kind, Proportion]:
    """First attempts counted one by one: what "another question of the theme before" means, in plain words.

    The server has its database count; a test holds the two against each other.
    """
    counts: dict[Kind, Proportion] = defaultdict(lambda: Proportion(0, 0))
    answered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for attempt in attempts:
        before = answered[attempt.player, attempt.theme]
        kind = (attempt.theme, attempt.difficulty, bool(before - {attempt.question}))
        share = counts[kind]
        counts[kind] = Proportion(share.attempts + 1, share.right + attempt.right)
        before.add(attempt.question)
    return dict(counts)
