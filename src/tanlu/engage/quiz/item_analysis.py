"""Item analysis: what a bank gives away to somebody who does not read, and what first attempts show of each question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tanlu.engage.quiz.confidence import Proportion, Z, wilson
from tanlu.engage.quiz.question import Question
from tanlu.engage.quiz.statistics import ENOUGH_ATTEMPTS

Flag = Literal["longest_wins", "too_easy", "at_chance", "wrong_preferred", "dead_option", "does_not_tell"]
MOST_BY_LENGTH = 0.40
"""Above this share of items, taking the longest option pays (rule engage-16)."""
NEAR_CHANCE = 0.05
"""Knowing that adds no more than this to chance is as good as guessing."""
EASY_PERCENT, DEAD_PERCENT = 95, 2
"""Above the one a question asks nothing; below the other an option is none."""
LEAST_DISCRIMINATION = 0.1
"""Below this correlation a question does not tell who knows more from who knows less."""


@dataclass(frozen=True, slots=True)
class Giveaway:
    """What taking always the longest option, or always the first of the file, would earn.

    Parameters
    ----------
    longest, first, chance : shares of right answers
    flagged : items where the right option is the one longest, if their share is above ``MOST_BY_LENGTH``; else none
    """

    items: int
    longest: float
    first: float
    chance: float
    flagged: tuple[tuple[str, int], ...]


def longest_wins(question: Question) -> float:
    """The chance that one of the longest options, in either language, is right: the better of both languages for the bot."""
    return max(_by_length(question.options_zh, question.right), _by_length(question.options_en, question.right))


def _by_length(options: Sequence[str], right: int) -> float:
    most = max(map(len, options))
    longest = [place for place, option in enumerate(options) if len(option) == most]
    return 1 / len(longest) if right in longest else 0.0


def giveaway(questions: Iterable[Question]) -> Giveaway:
    """What a bank gives away; an empty one gives nothing."""
    items = list(questions)
    if not items:
        return Giveaway(0, 0.0, 0.0, 0.0, ())
    wins = [(question, longest_wins(question)) for question in items]
    longest = sum(share for _, share in wins) / len(items)
    first = sum(question.right == 0 for question in items) / len(items)
    chance = sum(1 / len(question.options_en) for question in items) / len(items)
    flagged = tuple(question.key for question, share in wins if share == 1) if longest > MOST_BY_LENGTH else ()
    return Giveaway(len(items), longest, first, chance, flagged)


class RestSums(NamedTuple):
    """Sums over players who have made this many other first attempts beside their first attempt at an item.

    Parameters
    ----------
    others : other first attempts of each of these players, at least 1
    attempts, right : players, and those who were right at the item
    rest, rest_squared, right_rest : sums of the right ones among a player's others, of their squares, and of those of the
        players who were right at the item
    """

    others: int
    attempts: int
    right: int
    rest: int
    rest_squared: int
    right_rest: int


def discrimination(groups: Sequence[RestSums]) -> float | None:
    """Correlation (Pearson's) of being right at an item with the share right among the player's other first attempts.

    Every sum is of whole numbers: shares are taken over a common denominator, which the correlation does not feel.

    Returns
    -------
    float, -1 to 1; None below ``ENOUGH_ATTEMPTS`` attempts, or where all were right or wrong, or all shares are the same

    Examples
    --------
    Half of 100 players were right, and they knew 3 of 4 others, the rest 1 of 4:

    >>> discrimination([RestSums(4, 100, 50, 50 * 3 + 50 * 1, 50 * 9 + 50 * 1, 50 * 3)])
    1.0
    """
    n = sum(group.attempts for group in groups)
    if n < ENOUGH_ATTEMPTS:
        return None
    denominator = math.lcm(*(group.others for group in groups))
    right = sum(group.right for group in groups)
    rest = rest_squared = right_rest = 0
    for group in groups:
        scale = denominator // group.others
        rest += scale * group.rest
        rest_squared += scale**2 * group.rest_squared
        right_rest += scale * group.right_rest
    spread = (n * right - right**2) * (n * rest_squared - rest**2)
    if spread == 0:
        return None
    together = n * right_rest - right * rest
    return math.copysign(math.sqrt(together**2 / spread), together)


def flags(chosen: Sequence[int], right: int, tells: float | None) -> tuple[Flag, ...]:
    """What is to be looked at in an item, from ``ENOUGH_ATTEMPTS`` first attempts on.

    Parameters
    ----------
    chosen : first attempts that took each option, in the order of the bank
    right : place of the right option in it
    tells : the item's discrimination

    Examples
    --------
    >>> flags([96, 3, 1], 0, 0.3), flags([33, 60, 7], 0, -0.2), flags([5, 4, 0], 0, None)
    (('too_easy', 'dead_option'), ('wrong_preferred', 'does_not_tell'), ())
    """
    attempts = sum(chosen)
    if attempts < ENOUGH_ATTEMPTS:
        return ()
    met: dict[Flag, bool] = {
        "too_easy": 100 * chosen[right] > EASY_PERCENT * attempts,
        "at_chance": is_at_chance(Proportion(attempts, chosen[right]), len(chosen)),
        "wrong_preferred": wrong_is_preferred(chosen, right),
        "dead_option": 100 * min(chosen) < DEAD_PERCENT * attempts,
        "does_not_tell": tells is not None and tells < LEAST_DISCRIMINATION,
    }
    return tuple(flag for flag, is_met in met.items() if is_met)


def is_at_chance(share: Proportion, options: int) -> bool:
    """Whether players are surely (upper end of Wilson's 95 % interval) not better than chance and ``NEAR_CHANCE``.

    Examples
    --------
    >>> is_at_chance(Proportion(1_000, 250), 4), is_at_chance(Proportion(100, 25), 4), is_at_chance(Proportion(1_000, 300), 4)
    (True, False, False)
    """
    return wilson(share)[1] <= 1 / options + NEAR_CHANCE


def wrong_is_preferred(chosen: Sequence[int], right: int) -> bool:
    """Whether a wrong option is taken oftener than the right one, by more than two options alike would differ by chance.

    Of the attempts that took either, the favourite's excess is beyond 1.96 standard deviations of a fair coin's (sign test).

    Examples
    --------
    >>> wrong_is_preferred([30, 70, 0], 0), wrong_is_preferred([48, 52, 0], 0), wrong_is_preferred([70, 30, 0], 0)
    (True, False, False)
    """
    wrong = max(count for place, count in enumerate(chosen) if place != right)
    return wrong - chosen[right] > Z * math.sqrt(wrong + chosen[right])
