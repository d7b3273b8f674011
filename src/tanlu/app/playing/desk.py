"""The desk: answers wait while the batch before them is being kept, and then go together.

It has a lane or several, each with a thread: while one waits for the database, another grades. A player's answers all go
to one lane, so that lanes do not wait for each other's rows.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from time import monotonic

from tanlu.app.playing.marking import Request
from tanlu.app.playing.replies import Reply, refusal

MOST_TOGETHER = 256
"""The most answers of one batch: beyond it a batch costs no less for each, and its first ones wait longer."""

MOST_WAITING = 20_000
"""More than this do not wait: they are asked to send again at once, rather than after a long while."""

END_SECONDS = 4
"""How long the last batch may take when the server ends; its senders have no reply then, and send again."""

_log = logging.getLogger(__name__)
Act = Callable[[Sequence[Request]], list[Reply]]
Waiting = tuple[Request, "asyncio.Future[Reply]"]


class Desk:
    """Takes answers from the event loop and gives their replies back to it.

    Parameters
    ----------
    acts : each answers a batch; it runs in its lane's own thread and does not raise
    """

    def __init__(self, acts: Sequence[Act], most_together: int = MOST_TOGETHER) -> None:
        self._lanes = [_Lane(act, most_together) for act in acts]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ends = False

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to take answers."""
        self._loop = loop
        for lane in self._lanes:
            lane.start(loop)

    def submit(self, request: Request) -> asyncio.Future[Reply]:
        """A reply to come; called in the event loop."""
        assert self._loop is not None
        future: asyncio.Future[Reply] = self._loop.create_future()
        if self._ends or self.waiting >= MOST_WAITING:
            future.set_result(refusal("busy"))
        else:
            self._lanes[hash(request.player) % len(self._lanes)].take(request, future)
        return future

    @property
    def waiting(self) -> int:
        """How many answers wait."""
        return sum(lane.waiting for lane in self._lanes)

    @property
    def batches(self) -> int:
        """How many batches went."""
        return sum(lane.batches for lane in self._lanes)

    def end(self) -> None:
        """Keep what waits, then end; later answers are asked to be sent again."""
        self._ends = True
        for lane in self._lanes:
            lane.end()
        until = monotonic() + END_SECONDS
        for lane in self._lanes:
            lane.join(until - monotonic())


class _Lane:
    """Answers that wait for one thread, and the thread."""

    def __init__(self, act: Act, most_together: int) -> None:
        self._act = act
        self._most_together = most_together
        self._waiting: deque[Waiting] = deque()
        self._condition = Condition()
        self._ends = False
        self._thread = Thread(target=self._run, name="answers", daemon=True)
        self.batches = 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread.start()

    def take(self, request: Request, future: asyncio.Future[Reply]) -> None:
        was_empty = not self._waiting
        self._waiting.append((request, future))
        if was_empty:
            with self._condition:
                self._condition.notify()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def end(self) -> None:
        with self._condition:
            self._ends = True
            self._condition.notify()

    def join(self, seconds: float) -> None:
        if self._thread.is_alive():
            self._thread.join(max(seconds, 0.0))

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._waiting and not self._ends:
                    self._condition.wait(0.5)
                if not self._waiting:
                    return
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_together))]
            self.batches += 1
            replies = self._replies([request for request, _ in batch])
            self._loop.call_soon_threadsafe(_hand_over, [future for _, future in batch], replies)

    def _replies(self, requests: list[Request]) -> list[Reply]:
        """One answer that cannot be worked on must not take the others with it: a batch that breaks is tried one by one."""
        try:
            return self._act(requests)
        except Exception:
            if len(requests) == 1:
                _log.exception("an answer could not be worked on; its sender was asked to send it again")
                return [refusal("busy")]
            return [reply for request in requests for reply in self._replies([request])]


def _hand_over(futures: list[asyncio.Future[Reply]], replies: list[Reply]) -> None:
    for future, reply in zip(futures, replies, strict=True):
        if not future.done():
            future.set_result(reply)
