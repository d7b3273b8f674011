"""The guard when a table is read: the host asked for, rates, sizes, who comes, whether a change is meant, and the headers of answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tanlu.core.message import message
from tanlu.services.quiz.identity import network_of
from tanlu.web.errors import BROKEN, ApiError
from tanlu.web.middleware.client import client_address, read_cookies
from tanlu.web.middleware.rate_limit import PublicRateLimits, TokenBucket
from tanlu.web.sessions import Principal, SessionStore
from tanlu.web.settings import ServerSettings

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CSRF = "x-csrf-token"
PUBLIC = ("/api/players", "/api/quiz/", "/api/giving/")
"""What everybody may use, whoever asks: it knows players by their own tokens, and the campaign's caps bound what they give."""
UPLOADS = "/api/uploads"
"""The one address that takes large bodies; it counts them itself."""
LINGER_SECONDS, LINGER_BYTES = 3.0, 16_000_000
"""So long, and so much, of a refused body is passed over before the connection is closed."""
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class TooLarge(HTTPException):
    """A body grew beyond what the server carries; of a kind that the framework lets pass as it is."""

    def __init__(self) -> None:
        super().__init__(413)


class SecurityMiddleware:
    """Stands before the application; what it refuses never reaches a route."""

    def __init__(self, app: ASGIApp, settings: ServerSettings, sessions: SessionStore, rates: PublicRateLimits) -> None:
        self._app, self._settings, self._sessions, self._rates = app, settings, sessions, rates
        self._requests = TokenBucket(settings.limits.per_minute)
        self._changes = TokenBucket(settings.limits.changes_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _LimitedExchange(scope, receive, send, most=self._most(scope["path"]), dress=self._add_headers)
        try:
            await self._judge(scope, Headers(scope=scope))
            await self._app(scope, exchange.receive, exchange.send)
        except ApiError as problem:
            await problem.response()(scope, receive, exchange.send)
        except TooLarge:
            if not exchange.started:
                await too_large(self._most(scope["path"])).response()(scope, receive, exchange.send)
        except Exception:
            if not exchange.started:
                await BROKEN.response()(scope, receive, exchange.send)
            raise

    def _add_headers(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if scope["path"].startswith("/api"):
            headers.setdefault("cache-control", "no-store")
        if self._sessions.secure:
            headers.setdefault("strict-transport-security", "max-age=31536000")

    async def _judge(self, scope: Scope, headers: Headers) -> None:
        self._judge_host(headers)
        path, method = scope["path"], scope["method"]
        if not path.startswith("/api"):
            scope["visitor"] = Principal("", None)
            return
        if path.startswith(PUBLIC):
            scope["visitor"] = Principal("", None)
            if (
                method in CHANGES
            ):  # before the rates: a page of another site must not use up what its visitor's network has
                self._judge_origin(headers)
            self._judge_crowd(scope, headers)
            self._judge_length(path, headers)
            return
        address = self._address(scope, headers)
        self._judge_rate(self._requests, address)
        if method in CHANGES:
            self._judge_rate(self._changes, address)
        cookie = read_cookies(headers.get("cookie", "")).get(self._sessions.cookie)
        scope["visitor"] = visitor = await run_in_threadpool(self._sessions.visitor, cookie, address)
        if method in CHANGES:
            self._judge_change(headers, visitor)
        self._judge_length(path, headers)

    def _judge_length(self, path: str, headers: Headers) -> None:
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most(path):
            raise too_large(self._most(path))

    def _judge_host(self, headers: Headers) -> None:
        """A page of another name that was made to point here (DNS rebinding) asks under its own name."""
        hosts = self._settings.hosts
        if hosts is not None and _name_of(headers.get("host", "")) not in hosts:
            raise ApiError(400, "bad_host", message("web.bad_host"))

    def _judge_rate(self, bucket: TokenBucket, client: str) -> None:
        if seconds := bucket.wait_seconds(client):
            raise too_many(seconds)

    def _address(self, scope: Scope, headers: Headers) -> str:
        """The address of the peer, or the one that a named proxy names."""
        peer = (scope.get("client") or ("unknown", 0))[0]
        return client_address(peer, ", ".join(headers.getlist("x-forwarded-for")), self._settings.proxies)

    def _judge_crowd(self, scope: Scope, headers: Headers) -> None:
        """The public calls are counted by the address that caps count by."""
        network = network_of(self._address(scope, headers))
        if seconds := self._rates.wait_of_address(scope["method"], scope["path"], network):
            raise too_many(seconds)

    def _judge_change(self, headers: Headers, visitor: Principal) -> None:
        """A change must come from our own pages and carry the token of its session."""
        self._judge_origin(headers)
        if not self._sessions.fits(visitor, headers.get(CSRF)):
            raise ApiError(403, "bad_csrf", message("web.bad_csrf"))

    def _judge_origin(self, headers: Headers) -> None:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if (origin is not None and not self._is_own(origin, headers)) or site in ("cross-site", "same-site"):
            raise ApiError(403, "bad_origin", message("web.bad_origin"))

    def _is_own(self, origin: str, headers: Headers) -> bool:
        if origin.rstrip("/") == self._settings.public_url and origin:
            return True
        return urlsplit(origin).netloc == headers.get("host", "")

    def _most(self, path: str) -> int:
        limits = self._settings.limits
        return limits.upload_bytes if path == UPLOADS else limits.body_bytes


class _LimitedExchange:
    """One request and its answer: the body is counted as it comes, and a client that sends on after the answer is let go.

    Who is refused may still be sending. The answer is given whole, what comes is passed over for a moment so that the
    client can read it, and then the connection is closed.
    """

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, *, most: int, dress: Callable[[Scope, MutableHeaders], None]
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._most, self._dress = most, dress
        headers = Headers(scope=scope)
        self._has_more = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        self._size = 0
        self.started = False

    async def receive(self) -> Message:
        """A piece of the body; one that grows beyond its limit is not read on."""
        message = await self._receive()
        self._size += len(message.get("body", b""))
        self._has_more = bool(message.get("more_body", False))
        if self._size > self._most:
            self._has_more = True
            raise TooLarge
        return message

    async def send(self, message: Message) -> None:
        """A piece of the answer."""
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            self._dress(self._scope, headers)
            if self._has_more:
                headers["connection"] = "close"
        elif self._has_more and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._pass_over()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    async def _pass_over(self) -> None:
        passed = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while passed < LINGER_BYTES:
                    message = await self._receive()
                    passed += len(message.get("body", b""))
                    if message["type"] == "http.disconnect" or not message.get("more_body", False):
                        return


def too_many(seconds: int) -> ApiError:
    """The problem of a client that asks too often."""
    headers = {"retry-after": str(seconds)}
    return ApiError(
        429, "too_many_requests", message("web.too_many_requests", seconds=seconds), headers=headers, seconds=seconds
    )


def too_large(most: int) -> ApiError:
    """The problem of a body beyond its limit."""
    return ApiError(413, "upload_too_large", message("web.upload_too_large", limit=most), limit=most)


def _name_of(host: str) -> str:
    """The name in a Host header, without its port; empty where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
