"""Shapes of answers that are not of a case: sessions, people, the record, jobs."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tanlu.web.errors import ProblemText


def _written_as_a_day(value: object) -> object:
    """A day is text as YYYY-MM-DD; a number of seconds since 1970 is none."""
    if (
        isinstance(value, date)
        or value is None
        or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))
    ):
        return value
    raise ValueError("a day is written as YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_written_as_a_day)]
"""A calendar day."""


class ResponseModel(BaseModel):
    """An answer with exactly its declared parts."""

    model_config = ConfigDict(extra="forbid")


class Open(BaseModel):
    """An answer whose declared parts are always there; the service may say more."""

    model_config = ConfigDict(extra="allow")


class Health(ResponseModel):
    """That the server can serve."""

    status: Literal["ok"]


class PersonOut(ResponseModel):
    """Somebody who may use the server."""

    person: str
    name: str
    email: str | None
    role: str
    how: str
    last_seen: str | None


class ProviderOut(ResponseModel):
    """A provider of sign-in, and where signing in begins."""

    name: str
    start: str


class SignInOut(ResponseModel):
    """How people sign in here."""

    needed: bool
    local: bool
    oidc: ProviderOut | None


class SessionAnswer(ResponseModel):
    """Who the browser's session is, what that person may do, and the token that changes must carry."""

    signed_in: bool
    person: PersonOut | None
    may: list[str]
    sign_in: SignInOut
    csrf: str
    version: str
    has_case: bool


class LocalSecret(ResponseModel):
    """A local administrator's name and secret."""

    name: str = Field(min_length=1, max_length=100)
    secret: str = Field(min_length=1, max_length=200)


class PeopleAnswer(ResponseModel):
    """Everybody who has signed in, or may."""

    people: list[PersonOut]


class RoleIn(ResponseModel):
    """The role that a person is to have."""

    role: Literal["viewer", "contributor", "auditor", "administrator"]


class PersonAnswer(ResponseModel):
    """One person."""

    person: PersonOut


class RecordEntry(ResponseModel):
    """Who changed what, and the hash that covers this entry and the one before."""

    number: int
    at: str
    who: str
    act: str
    about: str
    details: dict[str, Any]
    hash: str


class RecordAnswer(ResponseModel):
    """The record, the newest entry first."""

    total: int
    whole: bool
    entries: list[RecordEntry]


class JobOut(ResponseModel):
    """A piece of long work, and how far it is."""

    id: str
    act: str
    asked: dict[str, Any]
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    step: str
    step_zh: str
    fraction: float | None
    started: str | None
    ended: str | None
    error: ProblemText | None
    result: dict[str, Any] | None


class JobAnswer(ResponseModel):
    """One job."""

    job: JobOut


class JobsAnswer(ResponseModel):
    """Every job that is remembered, the newest first."""

    jobs: list[JobOut]


class ReportIn(ResponseModel):
    """A report to be written."""

    year: int = Field(ge=1900, le=2200)
    format: Literal["html", "pdf", "xlsx"]
    lang: Literal["zh", "en"] = "en"


class RunIn(ResponseModel):
    """A run to be kept."""

    year: int = Field(ge=1900, le=2200)
    gwp: Literal["AR4", "AR5", "AR6"] | None = None
    as_of: Day | None = None
