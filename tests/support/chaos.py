"""Clients that lose patience, replies and servers, and what must hold when they have all had their answers.

Used small by the tests and large by ``benchmarks/soak_giving.py``.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import create_engine, text

from support.http_client import Connection
from support.quiz_builders import RIGHT, assert_whole
from tanlu.store.database.url import address_of

PATIENCE_SECONDS = 3.0


@dataclass
class Client:
    """A player who answers rounds, and sends again whatever has no reply."""

    port: Callable[[], int]
    seed: int
    replies: dict[str, bytes] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    again: int = 0

    async def play(self, until: float) -> None:
        """Answer questions until the time is over, and then until each answer has its reply."""
        random = Random(self.seed)
        token = json.loads(await self._have("POST", "/api/players", None, {}, 201, random))["token"]
        self.bearer = {"authorization": f"Bearer {token}"}
        while time.monotonic() < until:
            told = json.loads(
                await self._have(
                    "POST", "/api/quiz/rounds", {"mode": "practice", "lang": "en"}, self.bearer, 201, random
                )
            )
            for question in told["questions"]:
                if time.monotonic() > until:
                    return
                await asyncio.sleep(0.31 + random.random() * 0.2)
                await self._answer(question, random)

    async def _answer(self, question: dict[str, Any], random: Random) -> None:
        options = {option["text"]: option["id"] for option in question["options"]}
        right = RIGHT[question["text"]]
        option = options[right] if random.random() < 0.8 else random.choice(list(options.values()))
        body = {"serve": question["serve"], "option": option}
        headers = {**self.bearer, "idempotency-key": question["serve"]}
        sends = [self._have("POST", "/api/quiz/answers", body, headers, 200, random)]
        if random.random() < 0.3:  # sent twice at once, on two connections
            sends.append(self._have("POST", "/api/quiz/answers", body, headers, 200, random))
        replies = await asyncio.gather(*sends)
        if len(set(replies)) != 1:
            self.odd.append(f"two replies to {question['serve']}")
        self.replies[question["serve"]] = replies[0]
        if random.random() < 0.1:
            later = await self._have("POST", "/api/quiz/answers", body, headers, 200, random)
            self.odd += [f"another reply to {question['serve']}"] * (later != replies[0])

    async def _have(
        self, method: str, path: str, body: Any, headers: dict[str, str], status: int, random: Random
    ) -> bytes:
        """Send until there is a reply; a sender that does not wait for it is one more chance of a double."""
        while True:
            connection = Connection(self.port())
            patience = PATIENCE_SECONDS if random.random() > 0.1 else 0.02
            try:
                got, reply = await asyncio.wait_for(connection.request(method, path, body, headers), patience)
                if got == status:
                    return reply
                if got not in (429, 503) and (path.endswith("answers") or got < 500):
                    self.odd.append(f"{method} {path}: {got} {reply[:200]!r}")
                    return reply
            except (OSError, TimeoutError):
                pass
            finally:
                connection.close()
            self.again += 1
            await asyncio.sleep(0.02 + random.random() * 0.1)


async def play(clients: Sequence[Client], seconds: float, trouble: Callable[[], Any]) -> None:
    """Let clients play while ``trouble`` happens, in a thread of its own; returns when each has all its replies."""
    until = time.monotonic() + seconds
    await asyncio.gather(*(client.play(until) for client in clients), asyncio.to_thread(trouble))


class Watch:
    """Looks into the database again and again: at every moment the sums must agree.

    Parameters
    ----------
    url : of the database
    budget_fen : of its one campaign
    """

    def __init__(self, url: str, budget_fen: int) -> None:
        self._engine = create_engine(address_of(url))
        self._budget_fen = budget_fen
        self.looks = 0

    def look(self) -> None:
        """One look; a database that is down is looked at later."""
        try:
            with self._engine.connect() as connection:
                postings, stored = connection.execute(text(SUMS)).one()
        except Exception:
            self._engine.dispose()
            return
        assert postings == stored, f"postings sum to {postings}, balances to {stored}"
        assert postings <= self._budget_fen
        self.looks += 1

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()


SUMS = """
SELECT (SELECT COALESCE(SUM(amount_fen), 0) FROM giving_posting WHERE debit = 'committed'),
       (SELECT COALESCE(SUM(folded_fen), 0) FROM giving_campaign)
       + (SELECT COALESCE(SUM(spent_fen), 0) FROM giving_block WHERE is_open = 1)
"""


def judge(url: str, clients: Sequence[Client], budget_fen: int) -> dict[str, int]:
    """What must hold in the end; figures of the run."""
    odd = [line for client in clients for line in client.odd]
    assert odd == [], odd[:5]
    told = {serve: json.loads(reply) for client in clients for serve, reply in client.replies.items()}
    released = {serve: reply["released_fen"] for serve, reply in told.items() if reply["released_fen"]}
    engine = create_engine(address_of(url))
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT posting, amount_fen FROM giving_posting WHERE debit = 'committed'")
        ).all()
    engine.dispose()
    assert {row[0]: row[1] for row in rows} == released, "postings are not the acknowledged releases"
    assert len(rows) == len(released), "somebody was paid twice"
    found = assert_whole(url)
    committed = sum(sums["committed_fen"] for sums in found["campaigns"].values())
    assert committed == sum(released.values()) <= budget_fen
    return {"answers": len(told), "released": len(released), "again": sum(client.again for client in clients)}
