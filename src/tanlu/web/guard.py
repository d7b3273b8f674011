"""The guard at the door: the host asked for, rates, sizes, who comes, whether a change is meant, and the headers of answers."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tanlu.web.limits import Bucket
from tanlu.web.problems import BROKEN, Problem
from tanlu.web.settings import ServerSettings
from tanlu.web.visitors import Sessions, Visitor

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CSRF = "x-csrf-token"
PUBLIC = ("/api/players", "/api/quiz/", "/api/giving/")
"""What everybody may use, whoever asks: it knows players by their own tokens, and the campaign's caps bound what they give."""
UPLOADS = "/api/uploads"
"""The one address that takes large bodies; it counts them itself."""
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


class TooLarge(Exception):
    """A body grew beyond what the server carries."""


class Guard:
    """Stands before the application; what it refuses never reaches a route."""

    def __init__(self, app: ASGIApp, settings: ServerSettings, sessions: Sessions) -> None:
        self._app, self._settings, self._sessions = app, settings, sessions
        self._requests = Bucket(settings.limits.per_minute)
        self._changes = Bucket(settings.limits.changes_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self._judge(scope, Headers(scope=scope))
            await self._app(scope, self._bounded(scope, receive), with_headers)
        except Problem as problem:
            await problem.response()(scope, receive, with_headers)
        except TooLarge:
            if not started:
                await self._too_large().response()(scope, receive, with_headers)
        except Exception:
            if not started:
                await BROKEN.response()(scope, receive, with_headers)
            raise

    def _dress(self, scope: Scope, headers: MutableHeaders) -> None:
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
            scope["visitor"] = Visitor("", None)
            return
        if path.startswith(PUBLIC):
            scope["visitor"] = Visitor("", None)
            if method in CHANGES:
                self._judge_origin(headers)
            self._judge_length(path, headers)
            return
        address = (scope.get("client") or ("unknown", 0))[0]
        self._judge_rate(self._requests, address)
        if method in CHANGES:
            self._judge_rate(self._changes, address)
        cookie = _cookies(headers).get(self._sessions.cookie)
        scope["visitor"] = visitor = await run_in_threadpool(self._sessions.visitor, cookie, address)
        if method in CHANGES:
            self._judge_change(headers, visitor)
        self._judge_length(path, headers)

    def _judge_length(self, path: str, headers: Headers) -> None:
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most(path):
            raise self._too_large(path)

    def _judge_host(self, headers: Headers) -> None:
        """A page of another name that was made to point here (DNS rebinding) asks under its own name."""
        hosts = self._settings.hosts
        name = urlsplit(f"//{headers.get('host', '')}")
        try:
            known = hosts is None or (name.hostname or "").lower() in hosts
        except ValueError:
            known = False
        if not known:
            met = "the request is addressed to a name that is not this server's"
            raise Problem(400, "bad_host", met, "use the address that the server printed, or set public_url")

    def _judge_rate(self, bucket: Bucket, client: str) -> None:
        if seconds := bucket.wait_seconds(client):
            raise too_many(seconds)

    def _judge_change(self, headers: Headers, visitor: Visitor) -> None:
        """A change must come from our own pages and carry the token of its session."""
        self._judge_origin(headers)
        if not self._sessions.fits(visitor, headers.get(CSRF)):
            met = "the request does not carry the token of its session"
            raise Problem(403, "bad_csrf", met, "ask /api/session for csrf and send it as X-CSRF-Token")

    def _judge_origin(self, headers: Headers) -> None:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if (origin is not None and not self._is_own(origin, headers)) or site in ("cross-site", "same-site"):
            raise Problem(
                403, "bad_origin", "the request was sent by a page of another site", "open the console itself"
            )

    def _is_own(self, origin: str, headers: Headers) -> bool:
        if origin.rstrip("/") == self._settings.public_url and origin:
            return True
        return urlsplit(origin).netloc == headers.get("host", "")

    def _most(self, path: str) -> int:
        limits = self._settings.limits
        return limits.upload_bytes if path == UPLOADS else limits.body_bytes

    def _too_large(self, path: str = "") -> Problem:
        return too_large(self._most(path))

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """The body, counted as it comes: one that grows beyond its limit is not read on."""
        most, size = self._most(scope["path"]), 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise TooLarge
            return message

        return counted


def too_many(seconds: int) -> Problem:
    """The problem of a client that asks too often."""
    headers = {"retry-after": str(seconds)}
    return Problem(
        429, "too_many_requests", "too many requests came", "wait and ask again", headers=headers, seconds=seconds
    )


def too_large(most: int) -> Problem:
    """The problem of a body beyond its limit."""
    met = f"the body is larger than {most:,} bytes, so it was not read"
    return Problem(413, "upload_too_large", met, "send less at once: a year at a time, or as .parquet", limit=most)


def _cookies(headers: Headers) -> Mapping[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}
