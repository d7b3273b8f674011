"""Builders and fixtures of item analysis: answers written straight into a database, and the same figures in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from random import Random
from statistics import StatisticsError, correlation
from typing import Any, NamedTuple

from tanlu.engage.quiz.confidence import Proportion
from tanlu.engage.quiz.learning_gain import FirstAttempt, Kind, counted
from tanlu.engage.quiz.question import Question
from tanlu.services.quiz.question_bank import version_name
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.quiz.answers import AnswerRow, add_answers

AT_ONCE = 5_000
"""Rows that are written with one statement."""


class Attempt(NamedTuple):
    """A player's answer to a question version; not ``is_first`` where the version was answered before."""

    player: str
    question: Question
    chosen: int
    at_ms: int
    round: str
    position: int
    is_first: bool = True

    @property
    def is_right(self) -> bool:
        """Whether the right option was taken."""
        return self.chosen == self.question.right

    def row(self) -> AnswerRow:
        """The answer as it is kept."""
        name = version_name(*self.question.key)
        return AnswerRow(
            player=self.player,
            round=self.round,
            position=self.position,
            request_key=f"{self.round}.{self.position}",
            question=self.question.question,
            version=self.question.version,
            language="en",
            chosen=self.chosen,
            is_right=int(self.is_right),
            first_of=name if self.is_first else None,
            reason="no_campaign",
            campaign=None,
            released_fen=0,
            remaining_fen=None,
            knew_percent=None,
            streak=0,
            at_ms=self.at_ms,
        )


def question(name: str, *, theme: str = "energy", difficulty: int = 1, version: int = 1, options: int = 4) -> Question:
    """A question whose first option is right; an older version is retired by whoever makes a newer one."""
    zh, en = (tuple(f"{word}{place}" for place in range(options)) for word in ("选项", "option "))
    texts = (f"{name}第{version}版？", f"{name}, version {version}?")
    more = ("因为。", "Because.", "Source, 2024", "2024", False, "", date(2026, 1, 1), None)
    return Question(name, version, theme, difficulty, *texts, zh, en, 0, *more)


def keep(game: QuizService, attempts: Iterable[Attempt], questions: Sequence[Question]) -> None:
    """Write answers, and the question versions that they are to."""
    with game.database.writing() as connection:
        game.questions.keep(connection, questions)
    rows = (attempt.row() for attempt in attempts)
    while some := list(islice(rows, AT_ONCE)):
        with game.database.writing() as connection:
            add_answers(connection, some)


def forget_all(game: QuizService) -> None:
    """Let every answer go."""
    with game.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM quiz_answer")


def population(questions: Sequence[Question], players: int, each: int, seed: int) -> Iterable[Attempt]:
    """Players of different knowledge, each with a round of so many questions; who has met a theme is right more often."""
    random = Random(seed)
    for number in range(players):
        skill, met = random.random(), Counter[str]()
        for position, one in enumerate(random.sample(questions, each)):
            knows = skill * 0.9 + 0.1 * (met[one.theme] > 0) - 0.1 * (one.difficulty - 3) > random.random()
            met[one.theme] += 1
            chosen = one.right if knows else random.randrange(len(one.options_en))
            yield Attempt(f"p{number:08d}", one, chosen, 1_000 * number + position // 2, f"r{number:08d}", position)


def fetched(game: QuizService) -> list[Any]:
    """Every first attempt, in the order of time."""
    with game.database.snapshot() as connection:
        found = connection.exec_driver_sql(
            "SELECT player, question, version, chosen, is_right, first_of FROM quiz_answer "
            "WHERE first_of IS NOT NULL ORDER BY at_ms, round, position"
        )
        return list(found)


def plain_choices(rows: Iterable[Any]) -> Counter[tuple[str, int, int]]:
    """First attempts by version and option."""
    return Counter((row[1], row[2], row[3]) for row in rows)


def plain_discrimination(rows: Sequence[Any]) -> dict[tuple[str, int], float | None]:
    """Correlation of being right at an item and the share right of the player's others, of which there are two or more."""
    attempts, right = Counter[str](), Counter[str]()
    for player, *_, is_right, _ in rows:
        attempts[player] += 1
        right[player] += is_right
    pairs: dict[tuple[str, int], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for player, name, version, _, is_right, _ in rows:
        if attempts[player] > 2:
            here, elsewhere = pairs[name, version]
            here.append(is_right)
            elsewhere.append((right[player] - is_right) / (attempts[player] - 1))
    return {key: _correlated(*both) for key, both in pairs.items()}


def _correlated(here: Sequence[float], elsewhere: Sequence[float]) -> float | None:
    try:
        return correlation(here, elsewhere) if len(here) >= 100 else None
    except StatisticsError:
        return None


def plain_learning(rows: Iterable[Any], questions: Iterable[Question]) -> dict[Kind, Proportion]:
    """First attempts by theme, difficulty, and whether another question of the theme was answered before."""
    known = {version_name(*one.key): one for one in questions}
    return counted(
        FirstAttempt(player, known[of].theme, name, bool(is_right), known[of].difficulty)
        for player, name, _, _, is_right, of in rows
    )
