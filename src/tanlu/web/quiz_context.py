"""The quiz on this server: its game and the queue where answers wait, and who a request plays as, on what and from where."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from tanlu.core.message import message
from tanlu.services.quiz.answer_queue import AnswerQueue
from tanlu.services.quiz.identity import Player, address_mark, device_of, player_of
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.services.quiz.rounds import UnknownPlayer
from tanlu.web.errors import ApiError
from tanlu.web.middleware.client import client_address, read_cookies

PLAYER_COOKIE, DEVICE_COOKIE = "tanlu_player", "tanlu_device"
COOKIE_SECONDS = 400 * 86_400
"""As long as browsers keep a cookie at most."""

END_SECONDS = 5


@dataclass
class QuizContext:
    """The game of this server.

    Parameters
    ----------
    proxies : addresses or networks whose word on a client's address is taken
    """

    game: QuizService
    queue: AnswerQueue
    proxies: tuple[str, ...] = ()

    async def start(self) -> None:
        """Begin to serve."""
        await run_in_threadpool(self.game.start)
        self.queue.start(asyncio.get_running_loop())

    async def end(self) -> None:
        """Keep what waits, hand back what was set aside."""
        for act in (self.queue.end, self.game.stop):
            try:
                await asyncio.wait_for(run_in_threadpool(act), END_SECONDS)
            except TimeoutError:
                continue

    def address(self, client: str, forwarded: str) -> str:
        """The address that a request is counted under."""
        return _mark(client_address(client, forwarded, self.proxies), self.game.secret)

    def player(self, authorization: str, cookies: Mapping[str, str]) -> Player:
        """Who plays, by the token of the header, or else of the cookie.

        Raises
        ------
        UnknownPlayer
            The token is none of this server's.
        """
        scheme, _, token = authorization.partition(" ")
        if authorization and scheme.lower() != "bearer":
            token = ""
        found = player_of(token.strip() if authorization else cookies.get(PLAYER_COOKIE, ""), self.game.secret)
        if found is None:
            raise UnknownPlayer("the request bears no token of this server; ask POST /api/players for one")
        return found

    def device(self, player: Player, cookies: Mapping[str, str]) -> str:
        """The device: of its own cookie; a client without one is the device that its token was made on."""
        return device_of(cookies.get(DEVICE_COOKIE, ""), self.game.secret) or player.device


@lru_cache(maxsize=50_000)
def _mark(address: str, secret: bytes) -> str:
    return address_mark(address, secret)


def playing_of(request: Request) -> QuizContext:
    """The game of this server.

    Raises
    ------
    Problem
        It is not there.
    """
    playing = getattr(request.app.state, "playing", None)
    if playing is None:
        raise ApiError(503, "busy", message("web.starting"))
    return playing


ThePlaying = Annotated[QuizContext, Depends(playing_of)]


def player_asking(request: Request, playing: ThePlaying) -> Player:
    """Who asks."""
    return playing.player(request.headers.get("authorization", ""), read_cookies(request.headers.get("cookie", "")))


ThePlayer = Annotated[Player, Depends(player_asking)]
