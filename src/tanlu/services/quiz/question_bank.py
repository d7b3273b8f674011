"""The questions in play, as the files and the editors have them, and every version that players have met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from tanlu.engage.quiz.bank import Bank, bank
from tanlu.engage.quiz.question import Question
from tanlu.engage.quiz.review import Changes, Key, refuse_two_readings, with_changes
from tanlu.services.quiz.editor_rows import body_of, plus_added, question_from_body
from tanlu.store.database.server_database import ServerDatabase
from tanlu.store.database.transaction import Connection
from tanlu.store.quiz.editing import Seen, added_since
from tanlu.store.quiz.rounds import add_questions, known_questions


def version_name(question: str, version: int) -> str:
    """A question version as answers name it."""
    return f"{question}@{version}"


@dataclass(frozen=True, slots=True)
class InEffect:
    """What is in effect at one moment; it is replaced as a whole, so whoever holds it sees one moment.

    Parameters
    ----------
    bank : the questions of the files and of the editors, as they were reviewed and retired
    changes, seen : what editors did, and how far the store was read for it
    in_play : the versions that may be served
    by_key : every version that is known, also those that another server's newer bank brought
    """

    bank: Bank
    changes: Changes
    seen: Seen
    in_play: tuple[Question, ...]
    by_key: Mapping[Key, Question]


class Questions:
    """A bank joined with what editors did to it, and with the versions that the database keeps from earlier banks.

    Parameters
    ----------
    own : the bank of the files; by default the one that travels with the library

    Raises
    ------
    QuestionError
        A version that players have met, or that was accepted in the console, reads otherwise in this bank; or players have
        met one that is gone.
    """

    def __init__(self, database: ServerDatabase, own: Bank | None = None) -> None:
        self._database = database
        self._files = own or bank()
        self._turn, self._keeping = Lock(), Lock()
        self._brought: dict[Key, Question] = {}
        with database.reading() as connection:
            known = known_questions(connection)
            added, seen = added_since(connection, Seen())
        changes = plus_added(Changes(), added)
        refuse_two_readings(self._files, changes)
        self.now = self._in_effect(changes, seen)
        self.now.bank.refuse_silent_changes({key: sha256 for key, (sha256, _) in known.items()})
        self._kept = frozenset(known)

    def _in_effect(self, changes: Changes, seen: Seen) -> InEffect:
        joined = with_changes(self._files, changes)
        by_key = {key: changes.judged(question) for key, question in self._brought.items()}
        by_key |= {question.key: question for question in joined.questions}
        return InEffect(joined, changes, seen, joined.in_play(), by_key)

    @property
    def in_play(self) -> tuple[Question, ...]:
        """The versions that may be served now."""
        return self.now.in_play

    def look(self) -> None:
        """Take in what editors did since the last look, on whichever server.

        Raises
        ------
        StoreError
            The database does not answer.
        """
        with self._turn:
            with self._database.reading() as connection:
                added, seen = added_since(connection, self.now.seen)
            if seen != self.now.seen:
                self.now = self._in_effect(plus_added(self.now.changes, added), seen)

    def get(self, question: str, version: int) -> Question | None:
        """One version of one question; one that another server brought is read from the database."""
        found = self.now.by_key.get((question, version))
        if found is None:
            with self._database.reading() as connection:
                known = known_questions(connection)
            with self._turn:
                missing = known.keys() - self.now.by_key.keys()
                self._brought |= {key: question_from_body(known[key][1]) for key in missing}
                if missing:
                    self.now = self._in_effect(self.now.changes, self.now.seen)
            found = self.now.by_key.get((question, version))
        return found

    def keep(self, connection: Connection, served: Iterable[Question]) -> None:
        """Keep the versions that are served for the first time, within the transaction that serves them."""
        new = [question for question in served if question.key not in self._kept]
        add_questions(connection, [_row(question) for question in new])

    def kept(self, served: Iterable[Question]) -> None:
        """Remember, after the transaction, that these are kept."""
        with self._keeping:
            self._kept |= {question.key for question in served}


def _row(question: Question) -> dict[str, Any]:
    sha256, body = question.sha256, body_of(question)
    return {"question": question.question, "version": question.version, "sha256": sha256, "body": body}
