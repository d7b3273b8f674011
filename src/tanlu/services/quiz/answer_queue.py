"""The answer queue: answers wait while the batch before them is being written, and then go together.

One worker, or several, each with a thread: while one waits for the database, another grades. A second batch goes beside the
first only when it is a large one, since a batch costs something itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from time import monotonic

from tanlu.services.quiz.answer_batch import AnswerRequest
from tanlu.services.quiz.replies import Reply, refusal

MOST_TOGETHER = 256
"""The most answers of one batch: beyond it a batch costs no less for each, and its first ones wait longer."""

ENOUGH_BESIDE = 64
"""So many must wait for a batch to go beside another."""

MOST_WAITING = 20_000
"""More than this do not wait: they are asked to send again at once, rather than after a long while."""

END_SECONDS = 4
"""How long the last batch may take when the server ends; its senders have no reply then, and send again."""

_log = logging.getLogger(__name__)
Act = Callable[[Sequence[AnswerRequest]], list[Reply]]
Waiting = tuple[AnswerRequest, "asyncio.Future[Reply]"]


class AnswerQueue:
    """Takes answers from the event loop and gives their replies back to it.

    Parameters
    ----------
    acts : one for each worker; each answers a batch in its worker's own thread, and does not raise
    """

    def __init__(self, acts: Sequence[Act], most_together: int = MOST_TOGETHER, enough: int = ENOUGH_BESIDE) -> None:
        self._most_together, self._enough = most_together, enough
        self._waiting: deque[Waiting] = deque()
        self._condition = Condition()
        self._working = 0
        self._ends = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads = [Thread(target=self._run, args=(act,), name="answers", daemon=True) for act in acts]
        self.batches = 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to take answers."""
        self._loop = loop
        for thread in self._threads:
            thread.start()

    def submit(self, request: AnswerRequest) -> asyncio.Future[Reply]:
        """A reply to come; called in the event loop."""
        assert self._loop is not None
        future: asyncio.Future[Reply] = self._loop.create_future()
        if len(self._waiting) >= MOST_WAITING or self._ends:
            future.set_result(refusal("busy"))
            return future
        self._waiting.append((request, future))
        if len(self._waiting) in (1, self._enough):
            with self._condition:
                self._condition.notify()
        return future

    @property
    def waiting(self) -> int:
        """How many answers wait."""
        return len(self._waiting)

    def end(self) -> None:
        """Keep what waits, then end; later answers are asked to be sent again."""
        with self._condition:
            self._ends = True
            self._condition.notify_all()
        until = monotonic() + END_SECONDS
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(until - monotonic(), 0.0))

    def _run(self, act: Act) -> None:
        while batch := self._next():
            replies = self._replies(act, [request for request, _ in batch])
            assert self._loop is not None
            self._loop.call_soon_threadsafe(_hand_over, [future for _, future in batch], replies)
            with self._condition:
                self._working -= 1

    def _next(self) -> list[Waiting]:
        """The next batch; none when all is done and the queue ends."""
        with self._condition:
            while not self._is_time():
                self._condition.wait(0.5)
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_together))]
            self._working += bool(batch)
            self.batches += bool(batch)
            return batch

    def _is_time(self) -> bool:
        if self._ends or not self._working:
            return self._ends or bool(self._waiting)
        return len(self._waiting) >= self._enough

    def _replies(self, act: Act, requests: list[AnswerRequest]) -> list[Reply]:
        """One answer that cannot be worked on must not take the others with it: a batch that breaks is tried one by one."""
        try:
            return act(requests)
        except Exception:
            if len(requests) == 1:
                _log.exception("an answer could not be worked on; its sender was asked to send it again")
                return [refusal("busy")]
            return [reply for request in requests for reply in self._replies(act, [request])]


def _hand_over(futures: list[asyncio.Future[Reply]], replies: list[Reply]) -> None:
    for future, reply in zip(futures, replies, strict=True):
        if not future.done():
            future.set_result(reply)
