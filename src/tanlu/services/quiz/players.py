"""Players: made without a name, shown what is kept of them, and forgotten when they ask, with the books left as they are."""

from __future__ import annotations

from typing import Any

from tanlu.core.errors import StoreBusy
from tanlu.engage.giving.terms import shanghai_day
from tanlu.engage.quiz.identity import Player, giver_of, new_id, token_of
from tanlu.engage.quiz.statistics import days_in_a_row
from tanlu.services.giving.views import instant
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.database.server_database import RetryTransaction
from tanlu.store.quiz.rounds import erase, is_erased, of_player


def new_player(game: QuizService, device: str | None) -> tuple[Player, str]:
    """A new player with a token; nothing is kept until the first round."""
    at_ms = game.clock()
    player = Player(new_id(at_ms), device or new_id(at_ms))
    return player, token_of(player, game.secret)


def everything_of(game: QuizService, player: str) -> dict[str, Any]:
    """All that is kept of a player, for the player: rounds, answers, what they released, days in a row."""
    with game.database.snapshot() as connection:
        erased = is_erased(connection, player)
        rounds, answers = of_player(connection, player)
    days = [int(row["day"]) for row in rounds if row["mode"] == "daily"]
    return {
        "player": player,
        "erased": erased,
        "giver": giver_of(player, game.secret),
        "answers": len(answers),
        "right": sum(row["is_right"] for row in answers),
        "released_fen": sum(row["released_fen"] for row in answers),
        "days_in_a_row": days_in_a_row(days, shanghai_day(game.clock())),
        "kept": {
            "rounds": [
                {
                    "round": row["round"],
                    "mode": row["mode"],
                    "lang": row["language"],
                    "served_at": instant(row["served_ms"]),
                }
                for row in rounds
            ],
            "answers": [
                {
                    "round": row["round"],
                    "position": row["position"],
                    "question": row["question"],
                    "version": row["version"],
                    "right": bool(row["is_right"]),
                    "released_fen": row["released_fen"],
                    "campaign": row["campaign"],
                    "at": instant(row["at_ms"]),
                }
                for row in answers
            ],
        },
    }


def forget(game: QuizService, player: str) -> dict[str, Any]:
    """Erase a player: rounds, answers and counts go; postings stay under a pseudonym to which nothing leads any more.

    Raises
    ------
    StoreBusy
        The database could not do it now.
    """
    try:
        with game.database.write_attempt() as connection:
            erase(connection, player, game.clock(), [f"p{player}"])
    except RetryTransaction as error:
        raise StoreBusy("the player could not be erased just now; ask again") from error
    return {"player": player, "erased": True}
