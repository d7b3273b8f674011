"""The server put together: state, middleware, routes and pages; and its life from start to end."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from tanlu.core.errors import StoreBusy, StoreError
from tanlu.services.accounts.accounts import Accounts, database_url
from tanlu.services.case.settings import read_settings
from tanlu.services.quiz.answer_queue import AnswerQueue
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.web import errors as problems
from tanlu.web import metrics
from tanlu.web import static_pages as screens
from tanlu.web.answer_endpoint import AnswerEndpoint
from tanlu.web.dependencies import AppState
from tanlu.web.http_protocol import BoundedHttpProtocol
from tanlu.web.jobs import Jobs
from tanlu.web.middleware.rate_limit import PublicRateLimits, TokenBucket
from tanlu.web.middleware.security import SecurityMiddleware
from tanlu.web.quiz_context import QuizContext
from tanlu.web.routes import all_routers
from tanlu.web.routes import session as sign_in
from tanlu.web.schemas.base import Health
from tanlu.web.sessions import SessionStore
from tanlu.web.settings import ServerRefused, ServerSettings

GRACE_SECONDS = 8
"""So long requests may take to end once the server is told to."""
START_SECONDS = 30
"""So long a server that starts waits for its database."""


def build(settings: ServerSettings, accounts: Accounts) -> AnswerEndpoint:
    """The application of one server, and before it the endpoint of answers."""
    asks = settings.provider is not None or not settings.on_loopback or accounts.has_local_administrator()
    sessions = SessionStore(settings, accounts, asks_sign_in=asks)
    figures, rates = CollectorRegistry(), PublicRateLimits(settings.limits)
    app = FastAPI(
        title="tanlu 碳路",
        summary="A company's road to carbon neutrality: every number opens to its source.",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_life(settings, accounts, sessions),
        middleware=[
            Middleware(SecurityMiddleware, settings=settings, sessions=sessions, rates=rates),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
    )
    app.state.rates = rates
    app.state.tries = TokenBucket(settings.limits.sign_ins_per_minute)
    app.state.provider = sign_in.provider_client(settings.provider) if settings.provider else None
    app.state.secure_cookies = settings.is_secure
    problems.register_error_handlers(app)
    _tell_how_it_is(app, figures)
    for router in all_routers():
        app.include_router(router)
    app.include_router(screens.router)
    return AnswerEndpoint(app, metrics.Latency(figures))


def _life(
    settings: ServerSettings, accounts: Accounts, sessions: SessionStore
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What begins and ends with the server: the queue, long work, and the game."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncGenerator[None]:
        work = Jobs(settings.case) if settings.case is not None else None
        app.state.state = AppState(settings, accounts, sessions, work)
        if work is not None:
            await work.warm()
        playing = await _play(settings, accounts)
        app.state.playing = playing
        gc.collect()
        gc.freeze()  # what is here stays; looking through it again and again takes time from answers
        yield
        app.state.playing = None
        await playing.end()
        if work is not None:
            await work.close()

    return life


def _tell_how_it_is(app: FastAPI, figures: CollectorRegistry) -> None:
    """The addresses that operators ask: whether it can serve, and what it counted."""
    figures.register(metrics.GameFigures(lambda: getattr(app.state, "playing", None)))

    @app.get("/healthz", response_model=Health, responses=problems.error_responses(503), tags=["server"])
    def healthz() -> Any:
        """That the server can serve: its database answers."""
        playing: QuizContext | None = getattr(app.state, "playing", None)
        if playing is None or not playing.game.is_ready():
            return JSONResponse({"status": "waiting for the database"}, 503, headers={"retry-after": "1"})
        return {"status": "ok"}

    @app.get("/metrics", response_class=Response, tags=["server"])
    def prometheus() -> Response:
        """What the server counted, as Prometheus reads it."""
        return Response(metrics.page(figures), media_type=metrics.TYPE)

    for path, act in (("/healthz", healthz), ("/metrics", prometheus)):  # else HEAD would meet the pages
        app.add_api_route(path, act, methods=["HEAD"], response_model=None, include_in_schema=False)


async def _play(settings: ServerSettings, accounts: Accounts) -> QuizContext:
    game = await run_in_threadpool(QuizService, accounts.url)
    playing = QuizContext(game, AnswerQueue([worker.answer for worker in game.workers]), settings.proxies)
    await playing.start()
    return playing


def open_accounts(settings: ServerSettings) -> Accounts:
    """The accounts of the server; on this machine alone a case that cannot be written still can be read.

    Raises
    ------
    StoreError
        The database cannot be opened.
    """
    try:
        return _accounts_when_there(database_url(settings.case, settings.database))
    except StoreError as error:
        if settings.database or not settings.on_loopback:
            raise
        aside = Path(tempfile.mkdtemp(prefix="tanlu-server-")) / "tanlu.db"
        print(f"tanlu: {error}. Until then what is written down is lost when the server ends.", file=sys.stderr)
        return Accounts(f"sqlite:///{aside}")


def _accounts_when_there(url: str) -> Accounts:
    """The accounts, waited for where the database is still starting."""
    ends = monotonic() + START_SECONDS
    while True:
        try:
            return Accounts(url)
        except StoreBusy:
            if monotonic() > ends:
                raise
            sleep(0.25)


def refuse_unsafe(settings: ServerSettings, accounts: Accounts) -> None:
    """Refuse to listen where others can reach the server and nobody would be asked to sign in.

    Raises
    ------
    ServerRefused
        With what to set up first.
    """
    if settings.on_loopback or settings.provider is not None or accounts.has_local_administrator():
        return
    raise ServerRefused(
        f"{settings.host} can be reached by others and no sign-in is set up; make an administrator first "
        "(tanlu serve --make-admin), name a provider (docs/serving.md), or listen on 127.0.0.1"
    )


def serve(settings: ServerSettings, *, told: Callable[[str], Any] = print) -> None:
    """Serve until told to end; ``told`` is handed the address once the server answers there.

    Raises
    ------
    CaseError, StoreError, ServerRefused
        The case, the database or the address cannot be used.
    """
    if settings.case is not None:
        read_settings(settings.case)
    accounts = open_accounts(settings)
    refuse_unsafe(settings, accounts)
    listening = _listen(settings)
    settings = replace(settings, port=listening.getsockname()[1])
    app = build(settings, accounts)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
        http=BoundedHttpProtocol,
        loop="asyncio",
        proxy_headers=False,
        ws="none",
    )
    server = _Server(config, lambda: told(_address(settings)))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ended_in_order)
    server.run(sockets=[listening])


def _ended_in_order(*_: object) -> None:
    """Uvicorn raises the signal that ended it once more when all is closed; to have been told to end is no failure."""


class _Server(uvicorn.Server):
    """Uvicorn, which says where it serves once it does, and lets followers of jobs go when it ends."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], Any]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app: Any = self.config.app
        if app.state.state.jobs is not None:
            app.state.state.jobs.closing.set()
        await super().shutdown(sockets)


def _listen(settings: ServerSettings) -> socket.socket:
    host = settings.host.strip("[]")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, settings.port))
        listening.listen(512)
    except (OSError, OverflowError) as error:
        met = f"{settings.host}:{settings.port} cannot be listened on ({error})"
        raise ServerRefused(f"{met}; take another --port (0 takes a free one) or --host") from error
    listening.setblocking(False)
    return listening


def _address(settings: ServerSettings) -> str:
    if settings.public_url:
        return settings.public_url
    host = settings.host.strip("[]")
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
