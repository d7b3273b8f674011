"""The server of the answers' benchmark: the real application, with the ledger behind its answers, without it, or naive."""

from __future__ import annotations

import argparse
import asyncio
import gc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import uvicorn
from psycopg.rows import tuple_row

from tanlu.engage.quiz.rounds import Serve, option_ids, serves_from
from tanlu.services.accounts.accounts import Accounts
from tanlu.services.quiz.answer_batch import AnswerRequest
from tanlu.services.quiz.answer_queue import AnswerQueue
from tanlu.services.quiz.question_bank import version_name
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.services.quiz.replies import Reply, refusal, reply_to
from tanlu.store.quiz.answers import AnswerRow
from tanlu.web.app import build
from tanlu.web.http_protocol import BoundedHttpProtocol
from tanlu.web.quiz_context import QuizContext
from tanlu.web.settings import ServerSettings

NAIVE_CONNECTIONS = 16
Act = Callable[[Sequence[AnswerRequest]], list[Reply]]


def serves_of(game: QuizService) -> dict[tuple[str, str], Serve]:
    """Every round's first serve, held in memory: what an endpoint without a ledger needs to grade."""
    with game.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT player, round, serves FROM quiz_round").all()
    return {(row[0], row[1]): serves_from(row[2])[0] for row in rows}


def graded(game: QuizService, request: AnswerRequest, serve: Serve, released_fen: int, remaining_fen: int) -> Reply:
    """The reply to an answer, from memory."""
    question = game.questions.get(serve.question, serve.version)
    assert question is not None
    names = option_ids(request.serve, len(serve.order), game.secret)
    if request.option not in names:
        return refusal("unknown_option")
    chosen = names.index(request.option)
    row = AnswerRow(
        request.player, request.round, request.position, request.key, *question.key, "en", chosen,
        int(chosen == question.right), version_name(*question.key), "gave", "bench", released_fen, remaining_fen, None, 1,
        request.at_ms,
    )  # fmt: skip
    return reply_to(row, question, names[question.right])


def without_ledger(game: QuizService) -> Act:
    """Grades and replies, and keeps nothing."""
    serves = serves_of(game)

    def act(requests: Sequence[AnswerRequest]) -> list[Reply]:
        return [graded(game, one, serves[one.player, one.round], 1, 1) for one in requests]

    return act


NAIVE = (
    "SELECT serves FROM quiz_round WHERE player = %s AND round = %s",
    "INSERT INTO naive_answer (player, serve, key) VALUES (%s, %s, %s)",
    "UPDATE naive_budget SET committed_fen = committed_fen + 1 WHERE campaign = 'bench' AND committed_fen < 1000000000",
    "INSERT INTO naive_posting (serve, debit, credit, amount_fen) VALUES (%s, 'committed', 'pot', 1)",
    "SELECT committed_fen FROM naive_budget WHERE campaign = 'bench'",
)


class Naive:
    """Five statements and a commit for each answer, as a first version has it, on connections of its own."""

    def __init__(self, game: QuizService) -> None:
        self._game, self._serves = game, serves_of(game)
        url = game.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._free = [psycopg.connect(url, row_factory=tuple_row) for _ in range(NAIVE_CONNECTIONS)]
        self._pool = ThreadPoolExecutor(NAIVE_CONNECTIONS)
        with psycopg.connect(url) as connection:
            for table in ("naive_answer", "naive_budget", "naive_posting"):
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(
                "CREATE TABLE naive_answer (player text, serve text, key text, PRIMARY KEY (player, key))"
            )
            connection.execute("CREATE TABLE naive_budget (campaign text PRIMARY KEY, committed_fen bigint)")
            connection.execute(
                "CREATE TABLE naive_posting (serve text PRIMARY KEY, debit text, credit text, amount_fen bigint)"
            )
            connection.execute("INSERT INTO naive_budget VALUES ('bench', 0)")

    def __call__(self, requests: Sequence[AnswerRequest]) -> list[Reply]:
        """Answer each on its own."""
        return list(self._pool.map(self._one, requests))

    def _one(self, request: AnswerRequest) -> Reply:
        connection = self._free.pop()
        try:
            with connection.transaction():
                connection.execute(NAIVE[0], (request.player, request.round)).fetchone()
                connection.execute(NAIVE[1], (request.player, request.serve, request.key))
                connection.execute(NAIVE[2])
                connection.execute(NAIVE[3], (request.serve,))
                (committed_fen,) = connection.execute(NAIVE[4]).fetchone() or (0,)
        finally:
            self._free.append(connection)
        return graded(self._game, request, self._serves[request.player, request.round], 1, 10**9 - committed_fen)


class Server(uvicorn.Server):
    """The real server, whose desk acts as the benchmark wishes."""

    def __init__(self, config: uvicorn.Config, who: str) -> None:
        super().__init__(config)
        self._who = who

    async def startup(self, sockets: object = None) -> None:
        """Start, and put the queue of the benchmark in the place of the real one where it is asked for."""
        await super().startup(None)
        app: Any = self.config.app
        playing: QuizContext = app.state.playing
        if self._who != "ledger":
            act = without_ledger(playing.game) if self._who == "bare" else Naive(playing.game)
            playing.queue = AnswerQueue([act])
            playing.queue.start(asyncio.get_running_loop())
        print("ready", flush=True)


def main() -> None:
    """Serve."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--database", required=True)
    arguments.add_argument("--who", choices=["ledger", "bare", "naive"], required=True)
    told = arguments.parse_args()
    gc.set_threshold(100_000, 50, 50)  # as the command line has it
    settings = ServerSettings(None, "127.0.0.1", told.port, told.database)
    app = build(settings, Accounts(told.database))
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=told.port,
        http=BoundedHttpProtocol,
        loop="asyncio",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
    )
    Server(config, told.who).run()


if __name__ == "__main__":
    main()
