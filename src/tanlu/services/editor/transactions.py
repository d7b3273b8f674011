"""Changes of editors are tried on what is in effect, and tried again where another editor came first; what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from tanlu.core.errors import StoreBusy, TanluError
from tanlu.engage.giving.terms import shanghai_day
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.database.server_database import RetryTransaction
from tanlu.store.database.transaction import Connection

TURNS = 8
T = TypeVar("T")


class EditingRefused(TanluError):
    """What an editor asks for cannot be done; ``code`` names why, e.g. ``own_question``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def attempt(game: QuizService, act: Callable[[Connection], T]) -> T:
    """Do something in one transaction; this server takes it in before the answer is given.

    Parameters
    ----------
    act : raises ComeAgain where what it rests on is not so any more

    Raises
    ------
    EditingRefused
        By the function that is run.
    StoreBusy
        The database does not answer, or others came first again and again.
    """
    for _ in range(TURNS):
        game.questions.look()
        try:
            with game.database.write_attempt() as connection:
                done = act(connection)
        except RetryTransaction:
            continue
        game.questions.look()
        return done
    raise StoreBusy("others changed the same just now, again and again; ask again")


def day_in_shanghai(at_ms: int) -> date:
    """The day that questions are dated by."""
    return date(1970, 1, 1) + timedelta(days=shanghai_day(at_ms))
