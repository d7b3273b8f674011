"""The one hot endpoint, POST /api/quiz/answers: read, checked, handed to the queue and replied to, beside the framework.

It stands before everything else, since a request here costs as much as all its parts; what it does not take goes on.
"""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Annotated, Any

import msgspec
from fastapi import FastAPI
from starlette.datastructures import State
from starlette.types import Receive, Scope, Send

from tanlu.services.quiz.answer_batch import AnswerRequest
from tanlu.services.quiz.identity import serve_place
from tanlu.services.quiz.replies import Reply, refusal
from tanlu.services.quiz.rounds import UnknownPlayer
from tanlu.web.metrics import Latency
from tanlu.web.middleware.client import read_cookies
from tanlu.web.middleware.security import HEADERS
from tanlu.web.quiz_context import QuizContext

_log = logging.getLogger(__name__)
PATH = "/api/quiz/answers"
MOST_BYTES = 4_096
MOST_KEY = 255
_FIXED = [(name.encode(), value.encode()) for name, value in HEADERS.items()] + [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
]
_AGAIN = [(b"retry-after", b"1")]
_BETWEEN = {b"cookie": b"; "}
_WANTED = frozenset({b"authorization", b"idempotency-key", b"cookie", b"x-forwarded-for", b"content-length"})


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    serve: Annotated[str, msgspec.Meta(max_length=64)]
    option: Annotated[str, msgspec.Meta(max_length=64)]


_decode = msgspec.json.Decoder(_Answer).decode


class AnswerEndpoint:
    """Takes answers; everything else goes to ``app``, whose ``state`` says what is being played."""

    def __init__(self, app: FastAPI, latency: Latency) -> None:
        self._app = app
        self._latency = latency

    @property
    def state(self) -> State:
        """What the server works with."""
        return self._app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        try:
            reply = await self._reply(scope, receive)
        except Exception:
            _log.exception("an answer could not be taken; its sender was asked to send it again")
            # whatever it was, nothing was kept that the same request would not return
            reply = refusal("busy")
        headers = [*_FIXED, (b"content-length", b"%d" % len(reply.body))]
        if reply.status == 503:
            headers += _AGAIN
        self._latency.observe(reply.status, perf_counter() - started)
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        playing: QuizContext | None = getattr(self.state, "playing", None)
        if playing is None:
            return refusal("busy")
        told = _told(scope)
        body = await _body(told.get(b"content-length", b""), receive)
        if body is None:
            return refusal("too_large")
        request = _understood(playing, scope, told, body)
        return request if isinstance(request, Reply) else await playing.queue.submit(request)


def _told(scope: Scope) -> dict[bytes, bytes]:
    """The headers that count; one that came in several lines is read as the list that they are (RFC 9110, 5.3)."""
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _WANTED:
            told[name] = told[name] + _BETWEEN.get(name, b", ") + value if name in told else value
    return told


async def _body(length: bytes, receive: Receive) -> bytes | None:
    """The body, or None where it is larger than an answer can be; then it is not read to its end."""
    if length.isdigit() and int(length) > MOST_BYTES:
        return None
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body", False):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
    return body if len(body) <= MOST_BYTES else None


def _understood(playing: QuizContext, scope: Scope, told: dict[bytes, bytes], body: bytes) -> AnswerRequest | Reply:
    cookie = told.get(b"cookie")
    cookies = read_cookies(cookie.decode("latin-1")) if cookie else {}
    authorization = told.get(b"authorization", b"").decode("latin-1")
    if not authorization and not cookies:
        return refusal("no_token")
    try:
        player = playing.player(authorization, cookies)
    except UnknownPlayer:
        return refusal("bad_token")
    key = told.get(b"idempotency-key", b"").decode("latin-1")
    if not 0 < len(key) <= MOST_KEY or not key.isascii() or not key.isprintable():
        return refusal("no_key")
    try:
        answer = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return refusal("unreadable")
    place = serve_place(answer.serve)
    if place is None:
        return refusal("not_served")
    client: Any = scope.get("client") or ("unknown", 0)
    return AnswerRequest(
        player=player.player,
        device=playing.device(player, cookies) if cookies else player.device,
        address=playing.address(client[0], told.get(b"x-forwarded-for", b"").decode("latin-1")),
        key=key,
        round=place.round,
        position=place.position,
        serve=answer.serve,
        option=answer.option,
        at_ms=playing.game.clock(),
    )
