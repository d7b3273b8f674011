"""Problems: every refusal as one JSON object with a name to translate, a sentence and its mend."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from tanlu.core.errors import StoreBusy, TanluError, YearClosed

_log = logging.getLogger(__name__)
SELDOM_SECONDS = 10
"""So long the log is silent of a database that does not answer, once it has told it."""


class ProblemText(BaseModel):
    """What was met, and what to do about it."""

    code: str
    message: str
    mend: str
    values: dict[str, str | int | float | None]


class ProblemAnswer(BaseModel):
    """The answer of every request that was not served."""

    error: ProblemText


class ApiError(Exception):
    """A request that is not served, with its status."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        mend: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.mend, self.values = status, code, mend, values
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """The object that the answer holds."""
        return {"error": {"code": self.code, "message": str(self), "mend": self.mend, "values": self.values}}

    def response(self) -> JSONResponse:
        """The answer."""
        return JSONResponse(self.as_json(), self.status, headers=self.headers)


STATUS_OF_CODE = {
    "busy": 503,
    "bad_token": 401,
    "upload_refused": 422,
    "upload_stale": 409,
    "already_done": 409,
    "year_closed": 409,
    "cancelled": 409,
    "own_question": 409,
    "changed_meanwhile": 409,
    "not_open": 409,
    "not_submitted": 409,
    "has_flaws": 409,
    "reads_otherwise": 409,
    "retired_already": 409,
}
"""Statuses of the acts' own codes; those that begin with ``no_such_`` are 404."""


def problem_of(error: TanluError) -> ApiError:
    """The problem that an act's refusal is."""
    name = "year_closed" if isinstance(error, YearClosed) else str(getattr(error, "code", None) or "case_refused")
    return problem_from(name, str(error), getattr(error, "reason", None))


def problem_from(code: str, text: str, reason: str | None = None) -> ApiError:
    """A problem from a sentence of the project: what was met; what to do."""
    status = 404 if code.startswith("no_such_") else STATUS_OF_CODE.get(code, 422)
    message, _, mend = text.rpartition("; ")
    found = ApiError(status, code, message or text, mend if message else "")
    found.values = {"reason": reason} if reason else {}
    return found


class StandardError(NamedTuple):
    """What the framework itself refuses, in our words."""

    name: str
    message: str
    mend: str


_OF_STATUS: Mapping[int, StandardError] = {
    404: StandardError("not_found", "there is nothing at this address", "look at /api/openapi.json for what there is"),
    405: StandardError(
        "method_not_allowed", "this address does not take this method", "look at /api/openapi.json for what it takes"
    ),
    413: StandardError(
        "upload_too_large", "the body is larger than the server carries, so it was not read", "send less at once"
    ),
}


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Refusals for the OpenAPI document: those that any request can meet, and some more."""
    return {status: {"model": ProblemAnswer} for status in sorted({400, 401, 403, 404, 422, 429, *statuses})}


def register_error_handlers(app: FastAPI) -> None:
    """Let every refusal, of ours and of the framework, be answered in the one form."""

    async def ours(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return error.response()

    seldom = _LogThrottle()

    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, TanluError)
        if isinstance(error, StoreBusy):
            if seldom():  # the log tells it, and who asks from outside learns nothing of where the database is
                _log.warning("%s", error)
            return BUSY.response()
        return problem_of(error).response()

    async def unreadable(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return _unreadable(error).response()

    async def by_status(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        usual = _OF_STATUS.get(error.status_code, StandardError("refused", str(error.detail), ""))
        problem = ApiError(error.status_code, usual.name, usual.message, usual.mend)
        problem.headers = dict(error.headers or {})
        if error.status_code == 405:
            problem.headers["allow"] = ", ".join(_methods(request))
        return problem.response()

    app.add_exception_handler(ApiError, ours)
    app.add_exception_handler(TanluError, refused)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(HTTPException, by_status)


def _methods(request: Request) -> list[str]:
    """Every method that the address takes, whichever of its routes takes it."""
    met = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for route in met for method in getattr(route, "methods", None) or ()})


def _unreadable(error: RequestValidationError) -> ApiError:
    first = error.errors()[0] if error.errors() else {}
    place = (
        ".".join(str(part) for part in first.get("loc", ()) if part not in ("query", "path", "body")) or "the request"
    )
    met = f"{place[:60]}: {str(first.get('msg', 'not understood'))[:200]}"
    return ApiError(422, "unreadable", met, "mend the value and ask again", field=place[:60])


class _LogThrottle:
    """Whether something is to be told again: thousands of requests meet the same dead database."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> bool:
        now = monotonic()
        if now < self._next:
            return False
        self._next = now + SELDOM_SECONDS
        return True


BUSY = ApiError(503, "busy", "the database does not answer just now", "send the request again in a moment")
BROKEN = ApiError(
    500, "broken", "something unforeseen happened", "ask again; if it stays, report it with the time of day"
)
