"""Rounds and players: what a player was asked, has answered, may take along, and can have erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection, text

from tanlu.store.quiz.answers import RoundRow

Rows = list[dict[str, Any]]


def is_erased(connection: Connection, player: str) -> bool:
    """Whether the player asked to be forgotten."""
    found = connection.execute(text("SELECT 1 FROM quiz_erased WHERE player = :player"), {"player": player})
    return found.first() is not None


def add_rounds(connection: Connection, rows: Sequence[RoundRow], day: int) -> None:
    """Keep rounds with their serves."""
    connection.execute(
        text(
            "INSERT INTO quiz_round (player, round, mode, language, day, served_ms, serves) "
            "VALUES (:player, :round, :mode, :language, :day, :served_ms, :serves)"
        ),
        [{**asdict(row), "day": day} for row in rows],
    )


def daily_serves(connection: Connection, player: str, day: int) -> list[tuple[str, str]]:
    """Rounds of a day's trail with their serves, the first one first."""
    found = connection.execute(
        text(
            "SELECT round, serves FROM quiz_round WHERE player = :player AND mode = 'daily' AND day = :day ORDER BY round"
        ),
        {"player": player, "day": day},
    )
    return [(row[0], row[1]) for row in found]


def answered_places(connection: Connection, player: str, rounds: Iterable[str]) -> set[tuple[str, int]]:
    """Places (round, position) of these rounds that were answered."""
    found: set[tuple[str, int]] = set()
    for name in rounds:
        rows = connection.execute(
            text("SELECT position FROM quiz_answer WHERE player = :player AND round = :round"),
            {"player": player, "round": name},
        )
        found |= {(name, int(row[0])) for row in rows}
    return found


def met_questions(connection: Connection, player: str) -> set[str]:
    """Question versions that the player has answered."""
    found = connection.execute(
        text("SELECT first_of FROM quiz_answer WHERE player = :player AND first_of IS NOT NULL"), {"player": player}
    )
    return {row[0] for row in found}


def of_player(connection: Connection, player: str) -> tuple[Rows, Rows]:
    """All that is kept of a player: rounds and answers."""
    wanted = {"player": player}
    rounds = connection.execute(text("SELECT * FROM quiz_round WHERE player = :player ORDER BY round"), wanted)
    found = [dict(row) for row in rounds.mappings()]
    answers = connection.execute(
        text("SELECT * FROM quiz_answer WHERE player = :player ORDER BY at_ms, round, position"), wanted
    )
    return found, [dict(row) for row in answers.mappings()]


def erase(connection: Connection, player: str, at_ms: int, marks: Iterable[str]) -> None:
    """Forget a player: rounds, answers and counts go, the books stay as they are; the token is of no use any more.

    Parameters
    ----------
    marks : what the player was counted under
    """
    connection.execute(
        text("INSERT INTO quiz_erased (player, at_ms) VALUES (:player, :at_ms) ON CONFLICT (player) DO NOTHING"),
        {"player": player, "at_ms": at_ms},
    )
    for table in ("quiz_round", "quiz_answer"):  # an answer that is under way holds its round
        connection.execute(text(f"DELETE FROM {table} WHERE player = :player"), {"player": player})
    for mark in marks:
        connection.execute(text("DELETE FROM giving_count WHERE who = :who"), {"who": mark})


def known_questions(connection: Connection) -> dict[tuple[str, int], tuple[str, str]]:
    """Every question version that was ever in play: its fingerprint and its body."""
    found = connection.execute(text("SELECT question, version, sha256, body FROM quiz_question"))
    return {(row[0], int(row[1])): (row[2], row[3]) for row in found}


def add_questions(connection: Connection, rows: Rows) -> None:
    """Keep question versions that are new; those that are there stay as they are."""
    if rows:
        connection.execute(
            text(
                "INSERT INTO quiz_question (question, version, sha256, body) "
                "VALUES (:question, :version, :sha256, :body) ON CONFLICT DO NOTHING"
            ),
            rows,
        )


def known_versions(connection: Connection) -> set[tuple[str, int]]:
    """Every question version that was ever in play."""
    found = connection.execute(text("SELECT question, version FROM quiz_question"))
    return {(row[0], int(row[1])) for row in found}
