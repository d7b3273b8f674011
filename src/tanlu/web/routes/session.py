"""Signing in and out: a local administrator's secret, or a provider by OpenID Connect."""

from __future__ import annotations

import secrets
import warnings
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from authlib.common.errors import AuthlibBaseError
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from httpx import HTTPError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool

from tanlu.core.message import message
from tanlu.services.accounts.accounts import LOCAL_ADMINISTRATOR, Accounts, Person
from tanlu.web.dependencies import AppState, AppStateDep
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.middleware.rate_limit import TokenBucket
from tanlu.web.middleware.security import too_many
from tanlu.web.schemas.base import LocalSecret, SessionAnswer
from tanlu.web.sessions import Principal, visitor_of
from tanlu.web.settings import OpenIdProvider

router = APIRouter(prefix="/api", tags=["sign-in"], responses=error_responses())
START = "/api/sign-in/oidc"
BACK = "/api/sign-in/oidc/back"
FLOW_COOKIE = "tanlu_flow"
FLOW_SECONDS = 600
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))
"""What a secret is compared with where there is no such name, so that names cannot be told apart by time."""


def make_administrator(accounts: Accounts) -> str:
    """Make the local administrator with a secret of their own, or give a new one; the secret, which is kept nowhere else."""
    secret = secrets.token_urlsafe(18)
    accounts.set_local_secret(LOCAL_ADMINISTRATOR, _hasher.hash(secret))
    accounts.record("set-up", "administrator_made", LOCAL_ADMINISTRATOR, {})
    return secret


def provider_client(provider: OpenIdProvider) -> Any:
    """The client of a provider: discovery, PKCE, state and nonce are Authlib's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it speaks of a successor of httpx that nobody has yet
        from authlib.integrations.starlette_client import OAuth

    registry = OAuth()
    return registry.register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.client_secret or None,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": 10},
    )


def session_json(state: AppState, visitor: Principal) -> dict[str, Any]:
    """The answer of ``/api/session``."""
    provider = state.settings.provider
    return {
        "signed_in": visitor.person is not None,
        "person": visitor.person.as_json() if visitor.person else None,
        "may": list(visitor.may),
        "sign_in": {
            "needed": state.sessions.asks_sign_in,
            "local": state.accounts.has_local_administrator(),
            "oidc": {"name": provider.name, "start": START} if provider else None,
        },
        "csrf": state.sessions.csrf(visitor.session),
        "version": version("tanlu"),
        "has_case": state.settings.case is not None,
    }


async def _answered(state: AppState, visitor: Principal, session: str) -> JSONResponse:
    shown = Principal(session, visitor.person, visitor.address)
    response = JSONResponse(await run_in_threadpool(session_json, state, shown))
    state.sessions.write(response, session)
    return response


@router.get("/session", response_model=SessionAnswer)
async def session(request: Request, state: AppStateDep) -> Response:
    """Who the browser's session is; a browser without one is given one."""
    visitor = visitor_of(request)
    if visitor.session:
        return JSONResponse(await run_in_threadpool(session_json, state, visitor))
    return await _answered(state, visitor, state.sessions.begin())


@router.post("/sign-in/local", response_model=SessionAnswer, responses=error_responses(413))
async def sign_in_local(request: Request, told: LocalSecret, state: AppStateDep) -> Response:
    """Sign in with a local administrator's secret."""
    visitor = visitor_of(request)
    tries: TokenBucket = request.app.state.tries
    if seconds := tries.wait_seconds(visitor.address):
        raise too_many(seconds)
    if not await run_in_threadpool(_is_right, state.accounts, told):
        await run_in_threadpool(
            state.accounts.record, told.name, "sign_in_refused", "local", {"address": visitor.address}
        )
        raise ApiError(401, "wrong_secret", message("web.wrong_secret"))
    tries.give_back(visitor.address)
    person = await run_in_threadpool(_local_person, state.accounts, told.name)
    return await _signed_in(state, visitor, person)


def _is_right(accounts: Accounts, told: LocalSecret) -> bool:
    hashed = accounts.local_secret(told.name)
    try:
        return _hasher.verify(hashed or _NOBODY, told.secret) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _local_person(accounts: Accounts, name: str) -> Person:
    return accounts.signed_in("local", name, name=name, email=None, role="viewer")


async def _signed_in(state: AppState, visitor: Principal, person: Person) -> JSONResponse:
    """A new session of the person; the one before stands for nobody any more."""
    await run_in_threadpool(state.sessions.end, visitor)
    session = await run_in_threadpool(state.sessions.begin, person)
    found = Principal(session, person, visitor.address)
    await run_in_threadpool(state.record, found, "signed_in", person.how, address=visitor.address)
    return await _answered(state, found, session)


@router.post("/sign-out", response_model=SessionAnswer, responses=error_responses(413))
async def sign_out(request: Request, state: AppStateDep) -> Response:
    """Sign out: the session stands for nobody any more."""
    visitor = visitor_of(request)
    if visitor.person is not None and state.sessions.asks_sign_in:
        await run_in_threadpool(state.record, visitor, "signed_out", visitor.person.how)
    await run_in_threadpool(state.sessions.end, visitor)
    session = state.sessions.begin()
    return await _answered(state, state.sessions.nobody(session, visitor.address), session)


# ---------------------------------------------------------------- OpenID Connect


@router.get("/sign-in/oidc", status_code=302, response_class=RedirectResponse, responses=error_responses(503))
async def begin_oidc(request: Request, state: AppStateDep, to: str = "/") -> Response:
    """Begin to sign in at the provider; what must fit on the way back is kept in a short-lived signed cookie."""
    client = _client(request)
    flow: dict[str, Any] = {}
    request.scope["session"] = flow
    try:
        response = await client.authorize_redirect(request, _own_address(request, state) + BACK)
    except (AuthlibBaseError, HTTPError, ValueError, KeyError) as error:
        raise ApiError(503, "provider_not_reached", message("web.provider_not_reached")) from error
    _write_flow(response, state, {**flow, "to": _inside(to)})
    return response


@router.get("/sign-in/oidc/back", status_code=302, response_class=RedirectResponse)
async def back_from_oidc(request: Request, state: AppStateDep) -> Response:
    """Come back from the provider: its answer must fit what was begun here."""
    client = _client(request)
    flow = _read_flow(request, state)
    request.scope["session"] = flow
    try:
        claims = dict((await client.authorize_access_token(request))["userinfo"])
        _ = claims["iss"], claims["sub"][0]
    except Exception as error:  # whatever does not hold in the proof (state, nonce, signature, dates), nobody comes in
        visitor = visitor_of(request)
        told = {"address": visitor.address, "why": type(error).__name__}
        await run_in_threadpool(state.accounts.record, "nobody", "sign_in_refused", "oidc", told)
        return RedirectResponse("/sign-in?failed=sign_in_failed", 302)
    person = await run_in_threadpool(_vouched, state, claims)
    answered = await _signed_in(state, visitor_of(request), person)
    response = RedirectResponse(_inside(str(flow.get("to", "/"))), 302)
    response.raw_headers += [pair for pair in answered.raw_headers if pair[0] == b"set-cookie"]
    response.delete_cookie(FLOW_COOKIE, path="/api/sign-in")
    return response


def _client(request: Request) -> Any:
    client = request.app.state.provider
    if client is None:
        raise ApiError(404, "not_found", message("web.no_provider"))
    return client


def _vouched(state: AppState, claims: dict[str, Any]) -> Person:
    provider = state.settings.provider
    assert provider is not None
    email = str(claims.get("email") or "").lower() or None
    is_administrator = email in provider.administrators and claims.get("email_verified") is True
    name = str(claims.get("name") or claims.get("preferred_username") or email or claims["sub"])[:200]
    role = "administrator" if is_administrator else provider.role
    subject = f"{claims['iss']}#{claims['sub']}"
    return state.accounts.signed_in("oidc", subject, name=name, email=email, role=role)


def _own_address(request: Request, state: AppState) -> str:
    return state.settings.public_url or f"{request.url.scheme}://{request.headers['host']}"


def _inside(to: str) -> str:
    """An address of our own pages to go to; one that leads elsewhere is the first page."""
    parts = urlsplit(to)
    safe = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return to if safe and to.isprintable() and "\\" not in to else "/"


def _flows(state: AppState) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(state.sessions.key, salt="flow")


def _write_flow(response: Response, state: AppState, flow: dict[str, Any]) -> None:
    told = _flows(state).dumps(flow)
    secure = state.settings.is_secure
    response.set_cookie(
        FLOW_COOKIE, told, max_age=FLOW_SECONDS, httponly=True, samesite="lax", secure=secure, path="/api/sign-in"
    )


def _read_flow(request: Request, state: AppState) -> dict[str, Any]:
    try:
        return dict(_flows(state).loads(request.cookies.get(FLOW_COOKIE, ""), max_age=FLOW_SECONDS))
    except (BadSignature, ValueError, TypeError):
        return {}
