"""Players and rounds of the quiz; answers have a door of their own (``answer_door.py``) and stand here for the document."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from tanlu.core.message import message
from tanlu.services.quiz.identity import Player, device_cookie, device_of
from tanlu.services.quiz.players import everything_of, forget, new_player
from tanlu.services.quiz.rounds import start_round
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.middleware.client import read_cookies
from tanlu.web.middleware.security import too_many
from tanlu.web.quiz_context import COOKIE_SECONDS, DEVICE_COOKIE, PLAYER_COOKIE, ThePlayer, ThePlaying
from tanlu.web.schemas.quiz import AnswerIn, AnswerReply, ErasedPlayer, KnownPlayer, NewPlayer, RoundAnswer, RoundIn

router = APIRouter(prefix="/api", tags=["quiz"], responses=error_responses(503))


@router.post("/players", status_code=201, response_model=NewPlayer)
def players(request: Request, playing: ThePlaying) -> JSONResponse:
    """A new player without a name; the token is shown this once, and two cookies say the same to a browser."""
    cookies = read_cookies(request.headers.get("cookie", ""))
    known = device_of(cookies.get(DEVICE_COOKIE, ""), playing.game.secret)
    player, token = new_player(playing.game, known)
    response = JSONResponse({"player": player.player, "token": token}, 201)
    secure = bool(getattr(request.app.state, "secure_cookies", False))
    for name, value in ((PLAYER_COOKIE, token), (DEVICE_COOKIE, device_cookie(player.device, playing.game.secret))):
        response.set_cookie(name, value, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure, path="/")
    return response


@router.get("/players/me", response_model=KnownPlayer)
def myself(playing: ThePlaying, player: ThePlayer) -> object:
    """Everything that is kept of the player who asks."""
    return everything_of(playing.game, player.player)


@router.delete("/players/me", response_model=ErasedPlayer)
def forget_me(playing: ThePlaying, player: ThePlayer) -> object:
    """Erase the player who asks; the books stay balanced, and nothing in them leads back."""
    return forget(playing.game, player.player)


async def player_beginning(request: Request, player: ThePlayer) -> Player:
    """Who begins a round, and has not begun too many; counted in the server's loop, where requests come one at a time."""
    if seconds := request.app.state.rates.wait_of_player(player.player):
        raise too_many(seconds)
    return player


@router.post("/quiz/rounds", status_code=201, response_model=RoundAnswer, responses=error_responses(413))
def rounds(playing: ThePlaying, player: Annotated[Player, Depends(player_beginning)], body: RoundIn) -> object:
    """A new round of questions, without what is right."""
    return start_round(playing.game, player.player, body.mode, body.lang)


@router.post("/quiz/answers", response_model=AnswerReply, responses=error_responses(409, 410, 413))
async def answers(body: AnswerIn) -> object:
    """Grade one answer, exactly once for each ``Idempotency-Key``."""
    raise ApiError(503, "busy", message("web.answer_astray", serve=body.serve[:40]))
