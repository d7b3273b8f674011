"""Visitors: who a request comes from, by a signed cookie, and what that person may do."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from tanlu.core.message import message
from tanlu.services.accounts.accounts import Accounts, Person
from tanlu.web.errors import ApiError
from tanlu.web.settings import ServerSettings

PERMISSIONS = {
    "viewer": ("read",),
    "auditor": ("read", "read_record"),
    "contributor": ("read", "change"),
    "administrator": ("read", "read_record", "change", "manage"),
}
"""What each role may do; an auditor reads everything, the record included, and changes nothing."""
LOCAL = Person("loopback", "local", None, "administrator", "loopback")
"""Who sits at this machine, where nobody is asked to sign in."""


@dataclass(frozen=True)
class Principal:
    """Who a request comes from.

    Parameters
    ----------
    session : random name of the browser's session, or empty where it has none yet
    person : None where nobody has signed in
    """

    session: str
    person: Person | None
    address: str = ""

    @property
    def may(self) -> tuple[str, ...]:
        """What the person may do."""
        return PERMISSIONS.get(self.person.role, ()) if self.person else ()


class SessionStore:
    """Sessions of browsers: a signed cookie carries a random name, and the store knows who signed in under it.

    Parameters
    ----------
    asks_sign_in : whether a person must have signed in; else everybody is the one at this machine
    """

    def __init__(self, settings: ServerSettings, accounts: Accounts, *, asks_sign_in: bool) -> None:
        self.key = accounts.key()
        self._signer = URLSafeTimedSerializer(self.key, salt="session")
        self._accounts = accounts
        self._seconds = settings.limits.session_hours * 3600
        self.asks_sign_in = asks_sign_in
        self.secure = settings.is_secure
        self.cookie = "__Host-tanlu" if self.secure else "tanlu_session"

    def visitor(self, cookie: str | None, address: str) -> Principal:
        """Who a cookie stands for."""
        name = self._name(cookie)
        if not self.asks_sign_in:
            return Principal(name, LOCAL, address)
        return Principal(name, self._accounts.person_of(_hash(name)) if name else None, address)

    def _name(self, cookie: str | None) -> str:
        try:
            return str(self._signer.loads(cookie or "", max_age=self._seconds))
        except BadSignature:
            return ""

    def csrf(self, name: str) -> str:
        """The token that a change must carry beside the cookie; it is of this session alone."""
        return hmac.new(self.key, f"csrf:{name}".encode(), hashlib.sha256).hexdigest() if name else ""

    def fits(self, visitor: Principal, token: str | None) -> bool:
        """Whether a change carries the token of its own session."""
        return bool(visitor.session and token) and hmac.compare_digest(self.csrf(visitor.session), token or "")

    def begin(self, person: Person | None = None) -> str:
        """A new session, of a person who has just signed in or of nobody yet; its name."""
        name = secrets.token_urlsafe(32)
        if person is not None:
            self._accounts.open_session(_hash(name), person, seconds=self._seconds)
        return name

    def nobody(self, name: str, address: str) -> Principal:
        """Who a session of nobody is: the one at this machine where nobody is asked to sign in."""
        return Principal(name, None if self.asks_sign_in else LOCAL, address)

    def end(self, visitor: Principal) -> None:
        """End a session for good: its cookie stands for nobody any more, wherever it was copied to."""
        if visitor.session:
            self._accounts.close_session(_hash(visitor.session))

    def write(self, response: Any, name: str) -> None:
        """Give the browser its session."""
        response.set_cookie(
            self.cookie,
            self._signer.dumps(name),
            max_age=self._seconds,
            httponly=True,
            samesite="lax",
            secure=self.secure,
            path="/",
        )


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def visitor_of(request: Request) -> Principal:
    """Who the request comes from, as the security middleware found."""
    return request.scope["visitor"]


def require_permission(what: str) -> Callable[[Request], Principal]:
    """A condition of a route: the visitor may do this.

    Raises
    ------
    Problem
        401 where nobody has signed in, 403 where the role is not enough.
    """

    def checked(request: Request) -> Principal:
        visitor = visitor_of(request)
        if visitor.person is None:
            raise ApiError(401, "not_signed_in", message("web.not_signed_in"))
        if what not in visitor.may:
            raise ApiError(
                403, "not_allowed", message("web.not_allowed", role=visitor.person.role), role=visitor.person.role
            )
        return visitor

    return checked


Reader = Annotated[Principal, Depends(require_permission("read"))]
RecordReader = Annotated[Principal, Depends(require_permission("read_record"))]
Contributor = Annotated[Principal, Depends(require_permission("change"))]
Administrator = Annotated[Principal, Depends(require_permission("manage"))]
