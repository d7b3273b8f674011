"""Answers: a batch of them is looked up, and written, with one statement for each table; every key begins with the player."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from tanlu.store.database.bulk import Answer, execute_rows, query_rows

KEYS = ("player", "round", "position", "request_key")
ROUND = ("player", "round")


class AnswerKey(NamedTuple):
    """Where an answer belongs: its serve, and the key that its sender gave it."""

    player: str
    round: str
    position: int
    request_key: str


class RoundRow(msgspec.Struct, gc=False):
    """A round as it is kept; the last two are those of its latest answer: when it was graded, and right ones in a row."""

    player: str
    round: str
    mode: str
    language: str
    served_ms: int
    serves: str
    last_graded_ms: int = 0
    streak: int = 0


class AnswerRow(msgspec.Struct, gc=False):
    """An answer as it is kept, with all that its reply says; ``first_of`` names the question version that it was the first for."""

    player: str
    round: str
    position: int
    request_key: str
    question: str
    version: int
    language: str
    chosen: int
    is_right: int
    first_of: str | None
    reason: str
    campaign: str | None
    released_fen: int
    remaining_fen: int | None
    knew_percent: int | None
    streak: int
    at_ms: int


_ANSWER = AnswerRow.__struct_fields__
_OF_A = ", ".join(f"a.{name}" for name in _ANSWER)

_LOCK_ROUNDS = """
SELECT q.player, q.round, q.mode, q.language, q.served_ms, q.serves
FROM {rows} JOIN quiz_round q ON q.player = r.player AND q.round = r.round
ORDER BY q.player, q.round {lock q}
"""
# of a round the answer to the serve itself, and the latest one, from which the next question's clock starts
_STORED = f"""
WITH r AS (SELECT * FROM {{rows}})
SELECT {_OF_A} FROM r JOIN quiz_answer a ON a.player = r.player AND a.request_key = r.request_key
UNION SELECT {_OF_A} FROM r JOIN quiz_answer a ON a.player = r.player AND a.round = r.round
WHERE a.position = r.position OR a.at_ms = (
  SELECT MAX(b.at_ms) FROM quiz_answer b WHERE b.player = r.player AND b.round = r.round)
"""
_FIRSTS = (
    "SELECT a.player, a.first_of FROM {rows} JOIN quiz_answer a ON a.player = r.player AND a.first_of = r.first_of"
)
_ADD = (
    f"INSERT INTO quiz_answer ({', '.join(_ANSWER)}) SELECT {', '.join(f'r.{name}' for name in _ANSWER)} FROM {{rows}}"
)


def lock_rounds(connection: Connection, asked: Collection[tuple[str, str]]) -> Answer:
    """Ask for rounds, a ``RoundRow`` each, theirs alone until the transaction ends, in one order everywhere."""
    rows = [{"player": player, "round": name} for player, name in sorted(set(asked))]
    return query_rows(connection, _LOCK_ROUNDS, ROUND, rows)


def stored_answers(connection: Connection, asked: Collection[AnswerKey]) -> Answer:
    """Ask for answers, an ``AnswerRow`` each, that bear one of these keys, answer one of these serves, or are the latest of
    one of these rounds; to be asked when the rounds are locked."""
    rows = [{"player": a, "round": b, "position": c, "request_key": d} for a, b, c, d in asked]
    return query_rows(connection, _STORED, KEYS, rows)


def first_attempts(connection: Connection, asked: Collection[tuple[str, str]]) -> Answer:
    """Ask for those of these pairs (player, question version) that have met."""
    rows = [{"player": player, "first_of": of} for player, of in asked]
    return query_rows(connection, _FIRSTS, ("player", "first_of"), rows)


def add_answers(connection: Connection, answers: Sequence[AnswerRow]) -> None:
    """Write answers."""
    if answers:
        execute_rows(connection, _ADD, _ANSWER, answers)


def fix_moment(connection: Connection) -> None:
    """Fix the moment that a snapshot shows: it is that of its first reading."""
    connection.execute(text("SELECT 1 FROM quiz_erased LIMIT 1")).first()


def count_firsts(connection: Connection) -> dict[str, tuple[int, int]]:
    """Question version → first attempts, and how many of them were right."""
    found = connection.execute(
        text("SELECT first_of, COUNT(*), SUM(is_right) FROM quiz_answer WHERE first_of IS NOT NULL GROUP BY first_of")
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in found}
