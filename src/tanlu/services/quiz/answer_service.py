"""Answering: a batch of answers is graded, paid and kept in one transaction, each exactly once.

The database decides: a player's key, a serve and the first answer to a question version are unique in it, whichever server
was asked; a transaction that meets another's row is undone and looks again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from random import random
from threading import Lock
from typing import TYPE_CHECKING

from tanlu.core.errors import StoreError
from tanlu.services.giving.funds import CampaignEnded, Funds
from tanlu.services.quiz.answer_batch import AnswerBatch, AnswerRequest, InsufficientFunds, Tallies
from tanlu.services.quiz.question_bank import Questions
from tanlu.services.quiz.replies import Reply, refusal
from tanlu.store.database.bulk import pipeline
from tanlu.store.database.server_database import RetryTransaction, ServerDatabase
from tanlu.store.giving.blocks import BlockRow, ask_committed, lock_block, spend
from tanlu.store.giving.counts import lock_counts, write_counts
from tanlu.store.giving.postings import add_postings
from tanlu.store.quiz.answers import (
    AnswerKey,
    add_answers,
    count_firsts,
    first_attempts,
    fix_moment,
    lock_rounds,
    stored_answers,
)

if TYPE_CHECKING:
    from tanlu.store.database.transaction import Connection

TURNS = 12
"""How often a batch is tried while others come first; then its senders are asked to send again."""


class AnswerWorker:
    """The answers of one worker of a server, batch after batch; workers, as servers, meet only in the database.

    Parameters
    ----------
    secret : of the quiz: names of options are keyed with it
    tallies : of all workers of the server
    """

    def __init__(
        self, database: ServerDatabase, funds: Funds, questions: Questions, secret: bytes, tallies: Tallies
    ) -> None:
        self._database = database
        self.funds = funds
        self._questions = questions
        self._secret = secret
        self._tallies = tallies
        self._one_batch = Lock()
        self.keeping = Lock()
        self.told: Counter[str] = Counter()

    def answer(self, requests: Sequence[AnswerRequest]) -> list[Reply]:
        """A reply to each, after all that it says is on disk; 503 where that could not be had, and nothing was kept that
        the same request would not return."""
        with self._one_batch:
            short = 0
            for turn in range(TURNS):
                try:
                    return self._once(requests, short)
                except InsufficientFunds as found:
                    short = found.answers
                except RetryTransaction:
                    self.told["again"] += 1
                    time.sleep(random() * 0.002 * turn)
                except StoreError:
                    break
            self.told["busy"] += len(requests)
            return [refusal("busy")] * len(requests)

    def _once(self, requests: Sequence[AnswerRequest], short: int) -> list[Reply]:
        """One turn; ``short`` answers are what a new block is to be set aside for, none where the old one may do."""
        terms = self.funds.terms
        batch = AnswerBatch(requests, self._questions, self._secret, terms, self._tallies)
        try:
            with self.keeping:
                block = self._keep(batch, requests, short)
        except CampaignEnded:
            self.funds.look_for_campaign()
            raise RetryTransaction("the campaign was closed") from None
        if terms is not None and short:
            self.funds.has(block, terms, short)
        self.told.update(row.reason for row in batch.answers)
        self.told["released_fen"] += sum(row.released_fen for row in batch.answers)
        return batch.replies()

    def _keep(self, batch: AnswerBatch, requests: Sequence[AnswerRequest], short: int) -> BlockRow | None:
        """The transaction. Locks are taken in one order everywhere: campaign, blocks, rounds, counts."""
        terms = batch.terms
        with self._database.write_attempt() as connection:
            block = self.funds.refill(connection, terms, short) if terms is not None and short else None
            with pipeline(connection):
                self._meet(connection, batch, requests, block, short)
                batch.load_firsts(first_attempts(connection, batch.first_names())())
                if keys := batch.count_keys():
                    batch.load_counts(lock_counts(connection, keys)())
                batch.grade()
                add_answers(connection, batch.answers)
                if batch.postings:
                    self._pay(connection, batch)
        self._tallies.add(batch.answers)
        return block

    def _meet(
        self,
        connection: Connection,
        batch: AnswerBatch,
        requests: Sequence[AnswerRequest],
        block: BlockRow | None,
        short: int,
    ) -> None:
        """What does not depend on anything else is asked for in one go."""
        terms, name = batch.terms, self.funds.block
        own = lock_block(connection, name) if terms is not None and name and not short else None
        asked = [AnswerKey(r.player, r.round, r.position, r.key) for r in requests]
        rounds = lock_rounds(connection, {(one.player, one.round) for one in asked})
        stored = stored_answers(connection, asked)
        fen = ask_committed(connection, terms.campaign) if terms is not None else None
        if own is not None:
            block = next((BlockRow(*row) for row in own()), None)
        batch.meet_block(block, bool(short) or self.funds.is_known_empty())
        batch.load_rounds(rounds())
        batch.load_stored(stored())
        if fen is not None:
            batch.meet_committed(int(fen()[0][0]))

    def _pay(self, connection: Connection, batch: AnswerBatch) -> None:
        assert batch.block is not None
        add_postings(connection, batch.postings)
        spend(connection, batch.block)
        write_counts(connection, **batch.grown_counts())


def recount(database: ServerDatabase, workers: Sequence[AnswerWorker], tallies: Tallies) -> None:
    """Count first attempts again from the database, other servers' with them.

    Raises
    ------
    StoreError
        The database does not answer.
    """
    with database.snapshot() as connection:
        with ExitStack() as between_batches:
            for worker in workers:
                between_batches.enter_context(worker.keeping)
            fix_moment(connection)
            tallies.begin()
        counted = count_firsts(connection)
    tallies.replace(counted)
