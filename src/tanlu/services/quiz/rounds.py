"""Starting a round: questions are chosen, served in chance's order, and kept before they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tanlu.core.errors import StoreBusy, TanluError
from tanlu.engage.giving.terms import shanghai_day
from tanlu.engage.quiz.identity import new_id
from tanlu.engage.quiz.question import Language, Question
from tanlu.engage.quiz.rounds import (
    RELAY_SECONDS,
    SERVE_LIFE_MS,
    Mode,
    Place,
    Serve,
    chosen_questions,
    option_ids,
    serve_id,
    served,
    serves_from,
    serves_text,
)
from tanlu.services.quiz.question_bank import version_name
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.database.server_database import RetryTransaction
from tanlu.store.database.transaction import Connection
from tanlu.store.giving.blocks import committed
from tanlu.store.quiz.answers import RoundRow
from tanlu.store.quiz.rounds import add_rounds, answered_places, daily_serves, is_erased, met_questions

TURNS = 5


class UnknownPlayer(TanluError):
    """The token is of a player who asked to be forgotten."""

    code = "bad_token"


def start_round(game: QuizService, player: str, mode: Mode, language: Language) -> dict[str, Any]:
    """A new round, without anything that gives an answer away.

    A daily trail is the same eight questions all day in Shanghai: asked again, it brings those not answered yet.

    Raises
    ------
    UnknownPlayer
        The player was erased.
    StoreBusy
        The database could not keep the round now.
    """
    for _ in range(TURNS):
        try:
            return _started(game, player, mode, language)
        except RetryTransaction:
            continue
    raise StoreBusy("the round could not be kept just now; ask for it again")


def _started(game: QuizService, player: str, mode: Mode, language: Language) -> dict[str, Any]:
    at_ms = game.clock()
    terms = game.terms
    row = RoundRow(player, new_id(at_ms), mode, language, at_ms, "")
    with game.database.write_attempt() as connection:
        if is_erased(connection, player):
            raise UnknownPlayer("the player of this token was erased; ask POST /api/players for a new one")
        questions = _questions(connection, game, row)
        serves = [served(question) for question in questions]
        row.serves = serves_text(serves)
        game.questions.keep(connection, questions)
        add_rounds(connection, [row], shanghai_day(at_ms))
        left = terms.budget_fen - committed(connection, terms.campaign)[0] if terms else None
    game.questions.kept(questions)
    asked = [
        _shown(row, n, one, question, game.secret)
        for n, (one, question) in enumerate(zip(serves, questions, strict=True))
    ]
    campaign = None
    if terms is not None:
        campaign = {
            "campaign": terms.campaign,
            "sponsor": terms.sponsor,
            "project": terms.project,
            "rate_fen": terms.rate_fen,
            "remaining_fen": left,
            "is_empty": left is not None and left < terms.rate_fen,
        }
    life = {"expires_in_seconds": SERVE_LIFE_MS // 1000, "seconds": RELAY_SECONDS if mode == "relay" else None}
    return {"round": row.round, "mode": mode, "lang": language, "questions": asked, "campaign": campaign, **life}


def _questions(connection: Connection, game: QuizService, row: RoundRow) -> list[Question]:
    met_names = met_questions(connection, row.player)
    in_play = game.questions.in_play
    if row.mode == "daily":
        trail = daily_serves(connection, row.player, shanghai_day(row.served_ms))
        if trail:
            return _rest_of_trail(connection, row.player, trail, game.questions.get)
    met = {question.key for question in in_play if version_name(*question.key) in met_names}
    mode: Mode = "daily" if row.mode == "daily" else "relay" if row.mode == "relay" else "practice"
    return chosen_questions(in_play, mode, met=met)


def _rest_of_trail(
    connection: Connection,
    player: str,
    trail: Sequence[tuple[str, str]],
    get: Callable[[str, int], Question | None],
) -> list[Question]:
    """Questions of today's trail, as its first round served them, that no round of today saw answered."""
    done = answered_places(connection, player, [name for name, _ in trail])
    serves = {name: serves_from(text) for name, text in trail}
    answered = {(serves[name][position].question, serves[name][position].version) for name, position in done}
    first = serves[trail[0][0]]
    wanted = [(one.question, one.version) for one in first if (one.question, one.version) not in answered]
    return [question for key in wanted if (question := get(*key)) is not None]


def _shown(row: RoundRow, position: int, serve: Serve, question: Question, secret: bytes) -> dict[str, Any]:
    name = serve_id(Place(row.round, position))
    language: Language = "en" if row.language == "en" else "zh"
    texts = question.options(language)
    ids = option_ids(name, len(texts), secret)
    return {
        "serve": name,
        "text": question.text(language),
        "options": [{"id": ids[place], "text": texts[place]} for place in serve.order],
        "theme": question.theme,
        "difficulty": question.difficulty,
        "reviewed": question.is_reviewed,
    }
