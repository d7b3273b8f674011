"""The game of one server: players, rounds and answers against one database, and the maintenance loop that keeps it in order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from threading import Event, Thread

from tanlu.core.errors import StoreError
from tanlu.engage.giving.blocks import LOOK_MS
from tanlu.engage.giving.checkpoint import new_key
from tanlu.engage.giving.terms import Terms, shanghai_day
from tanlu.engage.quiz.bank import Bank
from tanlu.engage.quiz.identity import new_id
from tanlu.services.giving.campaigns import now_ms
from tanlu.services.giving.checkpointing import LEDGER_KEY, QUIZ_SECRET, seal_now
from tanlu.services.giving.funds import Funds
from tanlu.services.quiz.answer_batch import Tallies
from tanlu.services.quiz.answer_service import AnswerWorker, recount
from tanlu.services.quiz.first_choices import FirstChoices
from tanlu.services.quiz.question_bank import Questions
from tanlu.store.database.secrets import keep_secret
from tanlu.store.database.server_database import RetryTransaction, ServerDatabase, open_server_database
from tanlu.store.giving.counts import forget_counts

WORKERS = 2
"""Batches under way at once on PostgreSQL: while one waits for it, the other is graded. SQLite has one writer at a time."""

LOOKS_BETWEEN_SEALS = 3
LOOKS_BETWEEN_COUNTS = 15
LOOKS_BETWEEN_FORGETTING = 1_800


class QuizService:
    """All that a server needs to play.

    Parameters
    ----------
    url : of the database, made or brought to this version's tables where needed
    own : the bank to play; by default the one that travels with the library
    clock : milliseconds since 1970; tests bring their own

    Raises
    ------
    StoreError, QuestionError
        The database or the bank cannot be used.
    """

    def __init__(self, url: str, own: Bank | None = None, clock: Callable[[], int] = now_ms) -> None:
        self.database: ServerDatabase = open_server_database(url)
        self.clock = clock
        with self.database.writing() as connection:
            self.secret = bytes.fromhex(keep_secret(connection, QUIZ_SECRET, os.urandom(64).hex()))
            keep_secret(connection, LEDGER_KEY, new_key())
        self.questions = Questions(self.database, own)
        self.first_choices = FirstChoices(self.database, clock)
        self.tallies = Tallies()
        self.workers = [self._worker() for _ in range(WORKERS if self.database.is_postgresql else 1)]
        self.look_outs_again = 0
        self._ends = Event()
        self._thread = Thread(target=self._maintenance_loop, name="maintenance", daemon=True)
        self._looks = 0
        self.last_look_ms = 0

    def _worker(self) -> AnswerWorker:
        funds = Funds(self.database, new_id(self.clock()), self.clock)
        return AnswerWorker(self.database, funds, self.questions, self.secret, self.tallies)

    @property
    def terms(self) -> Terms | None:
        """Terms of the campaign that answers give from now."""
        return self.workers[0].funds.terms

    def start(self) -> None:
        """Begin to look out; the first look is taken before this returns."""
        self.tick()
        self._thread.start()

    def tick(self) -> None:
        """Renew the lease, find the newest campaign, take in what editors did, seal, and count first attempts again.

        Raises
        ------
        StoreError, ComeAgain
            The database could not do it now; the next look will.
        """
        for worker in self.workers:
            worker.funds.live()
            worker.funds.look_for_campaign()
        self.questions.look()
        if self._looks % LOOKS_BETWEEN_COUNTS == 0:
            recount(self.database, self.workers, self.tallies)
        if self._looks % LOOKS_BETWEEN_SEALS == 0:
            seal_now(self.database, self.clock())
        if self._looks % LOOKS_BETWEEN_FORGETTING == 0:
            with self.database.write_attempt() as connection:
                forget_counts(connection, shanghai_day(self.clock()) - 2)
        self._looks += 1
        self.last_look_ms = self.clock()

    def _maintenance_loop(self) -> None:
        while not self._ends.wait(LOOK_MS / 1000):
            try:
                self.tick()
            except (StoreError, RetryTransaction):
                self.look_outs_again += 1

    def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self.database.reading() as connection:
                connection.exec_driver_sql("SELECT 1")
        except StoreError:
            return False
        return True

    def stop(self) -> None:
        """Hand back what was set aside, seal, and let the database go; what cannot be done now, another server's maintenance does."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join(2)
        acts = [*(worker.funds.leave for worker in self.workers), lambda: seal_now(self.database, self.clock())]
        for act in acts:
            try:
                act()
            except (StoreError, RetryTransaction):
                continue
        self.database.close()


def figures(game: QuizService) -> dict[str, int]:
    """What the server counted since it started."""
    told: Counter[str] = Counter()
    for worker in game.workers:
        told.update(worker.told)
    return {**told, "look_out_again": game.look_outs_again}
