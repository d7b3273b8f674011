"""What answers show of the questions: each item's figures and flags, and whether players learn a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any

from tanlu.core.errors import StoreError
from tanlu.core.ttl_cache import TtlValue
from tanlu.engage.quiz.confidence import Proportion
from tanlu.engage.quiz.item_analysis import MOST_BY_LENGTH, Flag, Giveaway, RestSums, discrimination, flags, giveaway
from tanlu.engage.quiz.learning_gain import Kind, Stratum, learning_gain, strata_of
from tanlu.engage.quiz.question import THEMES, Question
from tanlu.engage.quiz.statistics import ENOUGH_ATTEMPTS, knew_percent
from tanlu.services.giving.views import instant
from tanlu.services.quiz.first_choices import KEPT_SECONDS, by_version
from tanlu.services.quiz.question_bank import version_name
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.quiz.item_statistics import (
    FirstAttempts,
    Item,
    Rest,
    choices,
    met_before,
    met_versions,
    read_whole_tables,
    rests,
)

SAYS_WHICH_IS_RIGHT: frozenset[Flag] = frozenset({"longest_wins"})
"""Flags that name the right option to whoever knows the options."""

Key = tuple[str, int]


class ItemAnalysis:
    """What the answers of one game show, counted anew when it is asked for and the last count is half a minute old.

    Parameters
    ----------
    clock : seconds, never going back
    """

    def __init__(self, game: QuizService, clock: Callable[[], float] = monotonic) -> None:
        self._items = TtlValue(lambda: items_shown(game), KEPT_SECONDS, clock)
        self._learning = TtlValue(lambda: learning_shown(game), KEPT_SECONDS, clock)

    def items(self, *, may_know_the_key: bool) -> dict[str, Any]:
        """Figures and flags of each item; without what says which option is right, unless the reader may know it."""
        shown = self._items.get()
        if may_know_the_key:
            return shown
        items = [
            item | {"flags": [f for f in item["flags"] if f not in SAYS_WHICH_IS_RIGHT]} for item in shown["items"]
        ]
        return shown | {"items": items}

    def learning(self) -> dict[str, Any]:
        """Learning gain of each theme."""
        return self._learning.get()


def items_shown(game: QuizService) -> dict[str, Any]:
    """Every question version in play, and every other that has first attempts, with what these show.

    Raises
    ------
    StoreError
        The database does not answer, or holds answers to a question version that it does not hold.
    """
    at_ms = game.clock()
    with game.database.snapshot() as connection:
        read_whole_tables(connection)
        chosen, sums = by_version(choices(connection)), _rest_sums(rests(connection))
    in_play = game.questions.in_play
    questions = {question.key: question for question in in_play}
    questions |= {key: _question(game, key) for key in chosen if key not in questions}
    bank = giveaway(in_play)
    items = [_item(q, chosen.get(q.key, {}), sums.get(q.key, []), bank) for q in _in_order(questions.values())]
    return {
        "at": instant(at_ms),
        "first_attempts": sum(item["attempts"] for item in items),
        "bank": _bank(bank),
        "enough_attempts": ENOUGH_ATTEMPTS,
        "items": items,
    }


def learning_shown(game: QuizService) -> dict[str, Any]:
    """Learning gain of each theme with its interval, and the counts by difficulty that it was computed from.

    Raises
    ------
    StoreError
        The database does not answer.
    """
    at_ms = game.clock()
    with game.database.reading() as connection:
        keys = met_versions(connection)
    questions = {version_name(*key): _question(game, key) for key in keys}
    with game.database.snapshot() as connection:
        read_whole_tables(connection)
        met = met_before(connection, [Item(name, q.question, q.theme) for name, q in questions.items()])
    strata = strata_of(_by_kind(met, questions))
    names = [*THEMES, *sorted(strata.keys() - THEMES.keys())]
    themes = [_theme(name, strata.get(name, [])) for name in names]
    return {"at": instant(at_ms), "first_attempts": sum(theme["attempts"] for theme in themes), "themes": themes}


def _question(game: QuizService, key: Key) -> Question:
    found = game.questions.get(*key)
    if found is None:
        name = version_name(*key)
        raise StoreError(
            f"answers name the question {name}, which the database does not hold; restore it from your copy"
        )
    return found


def _in_order(questions: Any) -> list[Question]:
    """By theme as pages list them, then by id and version."""
    order = {theme: place for place, theme in enumerate(THEMES)}
    return sorted(questions, key=lambda q: (order.get(q.theme, len(order)), q.theme, *q.key))


def _rest_sums(found: Sequence[Rest]) -> dict[Key, list[RestSums]]:
    sums: dict[Key, list[RestSums]] = defaultdict(list)
    for question, version, *more in found:
        sums[question, version].append(RestSums(*more))
    return sums


def _by_kind(found: Sequence[FirstAttempts], questions: Mapping[str, Question]) -> dict[Kind, Proportion]:
    counts: dict[Kind, Proportion] = defaultdict(lambda: Proportion(0, 0))
    for one in found:
        question = questions[one.first_of]
        kind = (question.theme, question.difficulty, one.met)
        share = counts[kind]
        counts[kind] = Proportion(share.attempts + one.attempts, share.right + one.right)
    return counts


def _item(question: Question, by_option: Mapping[int, int], sums: Sequence[RestSums], bank: Giveaway) -> dict[str, Any]:
    chosen = [by_option.get(place, 0) for place in range(len(question.options_en))]
    attempts, right = sum(chosen), chosen[question.right]
    tells = discrimination(sums)
    by_length: list[Flag] = ["longest_wins"] if question.key in bank.flagged else []
    return {
        "question": question.question,
        "version": question.version,
        "theme": question.theme,
        "difficulty": question.difficulty,
        "text_zh": question.text_zh,
        "text_en": question.text_en,
        "retired": question.retired.isoformat() if question.retired else None,
        "attempts": attempts,
        "right_attempts": right,
        "knew_percent": knew_percent(attempts, right),
        "discrimination": None if tells is None else round(tells, 4),
        "flags": [*by_length, *flags(chosen, question.right, tells)],
    }


def _bank(bank: Giveaway) -> dict[str, Any]:
    return {
        "items": bank.items,
        "longest": round(bank.longest, 4),
        "first": round(bank.first, 4),
        "chance": round(bank.chance, 4),
        "most_by_length": MOST_BY_LENGTH,
        "is_flagged": bank.longest > MOST_BY_LENGTH,
    }


def _theme(theme: str, strata: Sequence[Stratum]) -> dict[str, Any]:
    found = learning_gain(strata)
    names = THEMES.get(theme, {"zh": theme, "en": theme})
    ends = {
        name: None if value is None else round(value, 4)
        for name, value in (("gain", found.gain), ("low", found.low), ("high", found.high))
    }
    shown = [{"difficulty": s.difficulty, "new": s.new._asdict(), "met": s.met._asdict()} for s in strata]
    return {"theme": theme, "zh": names["zh"], "en": names["en"], **ends, "attempts": found.attempts, "strata": shown}
