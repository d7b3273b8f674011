"""Problems: every refusal as one JSON object with a name to translate, a sentence and its mend."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from tanlu.core.errors import StoreBusy, TanluError, YearClosed
from tanlu.core.message import Message, literal, message

_log = logging.getLogger(__name__)
SELDOM_SECONDS = 10
"""So long the log is silent of a database that does not answer, once it has told it."""


class ProblemText(BaseModel):
    """What was met, and what to do about it."""

    code: str
    message: str
    message_zh: str
    mend: str
    mend_zh: str
    values: dict[str, str | int | float | None]


class ProblemAnswer(BaseModel):
    """The answer of every request that was not served."""

    error: ProblemText


class ApiError(Exception):
    """A request that is not served, with its status; what mends it is the catalogues' text beside the message.

    Parameters
    ----------
    values : what a program reads beside the sentence
    """

    def __init__(
        self, status: int, code: str, met: Message, *, headers: Mapping[str, str] | None = None, **values: Any
    ) -> None:
        super().__init__(met.text("en"))
        self.status, self.code, self.met = status, code, met
        self.mend = met.part("mend")
        self.values: dict[str, Any] = values
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """The object that the answer holds."""
        said = {"code": self.code, **self._text(), "values": self.values}
        return {"error": said}

    def _text(self) -> dict[str, str]:
        met, mend = self.met, self.mend
        return {
            "message": met.text("en"),
            "message_zh": met.text("zh"),
            "mend": mend.text("en") if mend else "",
            "mend_zh": mend.text("zh") if mend else "",
        }

    def response(self) -> JSONResponse:
        """The answer."""
        return JSONResponse(self.as_json(), self.status, headers=self.headers)


class RefusedRequest(ApiError):
    """The refusal of a service, whose one sentence says what was met; what to do."""

    def __init__(self, status: int, code: str, text: str, text_zh: str, reason: str | None) -> None:
        super().__init__(status, code, literal(text))
        self.values = {"reason": reason} if reason else {}
        self._said, self._said_zh = text, text_zh

    def _text(self) -> dict[str, str]:
        message, mend = _parts(self._said, "; ")
        message_zh, mend_zh = _parts(self._said_zh, "; " if self._said_zh == self._said else "；")
        return {"message": message, "message_zh": message_zh, "mend": mend, "mend_zh": mend_zh}


def _parts(text: str, separator: str) -> tuple[str, str]:
    """What was met, and what to do about it, where the sentence says so."""
    met, _, mend = text.rpartition(separator)
    return (met, mend) if met else (text, "")


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
    """The API error that a service's refusal becomes."""
    name = "year_closed" if isinstance(error, YearClosed) else str(getattr(error, "code", None) or "case_refused")
    return problem_from(name, error.text("en"), error.text("zh"), getattr(error, "reason", None))


def problem_from(code: str, text: str, text_zh: str, reason: str | None = None) -> ApiError:
    """A problem from a sentence of the project, in both languages."""
    status = 404 if code.startswith("no_such_") else STATUS_OF_CODE.get(code, 422)
    return RefusedRequest(status, code, text, text_zh, reason)


_OF_STATUS: Mapping[int, tuple[str, Message]] = {
    404: ("not_found", message("web.not_found")),
    405: ("method_not_allowed", message("web.method_not_allowed")),
    413: ("upload_too_large", message("web.body_too_large")),
}
"""What the framework itself refuses: our code and sentence by its status."""


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
        code, met = _OF_STATUS.get(error.status_code, ("refused", literal(str(error.detail))))
        problem = ApiError(error.status_code, code, met)
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


_NOT_ALLOWED = message("web.unreadable.not_allowed")
_SCHEMA_PROBLEMS: Mapping[str, Message] = {
    "missing": message("web.unreadable.missing"),
    "extra_forbidden": message("web.unreadable.unknown_field"),
    "int_parsing": message("web.unreadable.not_whole"),
    "int_type": message("web.unreadable.not_whole"),
    "string_type": message("web.unreadable.not_text"),
    "json_invalid": message("web.unreadable.not_json"),
}
"""What a value of a request lacks, by the validator's name for it."""


def _unreadable(error: RequestValidationError) -> ApiError:
    first = error.errors()[0] if error.errors() else {}
    place = ".".join(str(part) for part in first.get("loc", ()) if part not in ("query", "path", "body"))
    field = place[:60] or "the request"
    problem = message("web.unreadable", field=field, problem=_SCHEMA_PROBLEMS.get(str(first.get("type")), _NOT_ALLOWED))
    return ApiError(422, "unreadable", problem, field=field)


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


BUSY = ApiError(503, "busy", message("web.database_busy"))
BROKEN = ApiError(500, "broken", message("web.broken"))
