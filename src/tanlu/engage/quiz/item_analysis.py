"""Item analysis: what a bank gives away to somebody who does not read, by the length or the place of the right option."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tanlu.engage.quiz.question import Question

MOST_BY_LENGTH = 0.40
"""Above this share of items, taking the longest option pays (rule engage-16)."""


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
