"""The questions in play, and every version that players have met, whatever the bank says today."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from threading import Lock
from typing import Any

from tanlu.engage.quiz.bank import Bank, bank
from tanlu.engage.quiz.question import Question
from tanlu.store.quiz_rounds import add_questions, known_questions
from tanlu.store.server import ServerDatabase
from tanlu.store.transaction import Connection

_DATES = ("recorded", "retired")
_TUPLES = ("options_zh", "options_en")


def version_name(question: str, version: int) -> str:
    """A question version as answers name it."""
    return f"{question}@{version}"


class Questions:
    """A bank joined with the versions that the database keeps from earlier banks.

    Parameters
    ----------
    own : the bank to play; by default the one that travels with the library

    Raises
    ------
    QuestionError
        A version that players have met reads otherwise in this bank, or is gone from it.
    """

    def __init__(self, database: ServerDatabase, own: Bank | None = None) -> None:
        self._database = database
        self._bank = own or bank()
        self._lock = Lock()
        with database.reading() as connection:
            known = known_questions(connection)
        self._bank.refuse_silent_changes({key: sha256 for key, (sha256, _) in known.items()})
        self._kept = set(known)
        self._by_key = {question.key: question for question in self._bank.questions}
        self.in_play = self._bank.in_play()

    def get(self, question: str, version: int) -> Question | None:
        """One version of one question; one that another server's newer bank brought is read from the database."""
        found = self._by_key.get((question, version))
        if found is None:
            with self._database.reading() as connection:
                known = known_questions(connection)
            bodies = {key: _from_body(body) for key, (_, body) in known.items() if key not in self._by_key}
            with self._lock:
                self._by_key |= bodies
            found = self._by_key.get((question, version))
        return found

    def keep(self, connection: Connection, served: Iterable[Question]) -> None:
        """Keep the versions that are served for the first time, within the transaction that serves them."""
        new = [question for question in served if question.key not in self._kept]
        add_questions(connection, [_row(question) for question in new])

    def kept(self, served: Iterable[Question]) -> None:
        """Remember, after the transaction, that these are kept."""
        with self._lock:
            self._kept |= {question.key for question in served}


def _row(question: Question) -> dict[str, Any]:
    body = json.dumps(asdict(question), ensure_ascii=False, default=str, sort_keys=True)
    return {"question": question.question, "version": question.version, "sha256": question.sha256, "body": body}


def _from_body(body: str) -> Question:
    told = json.loads(body)
    told |= {name: tuple(told[name]) for name in _TUPLES}
    told |= {name: date.fromisoformat(told[name]) if told[name] else None for name in _DATES}
    return Question(**told)
