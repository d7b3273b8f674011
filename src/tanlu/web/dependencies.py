"""What every route works with: settings, accounts, sessions, jobs, and answers that are known or still being made."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from tanlu.core.message import message
from tanlu.services.accounts.accounts import Accounts
from tanlu.services.console import answer_cache as kept
from tanlu.services.console.answer_cache import CacheKey
from tanlu.web.errors import ApiError
from tanlu.web.jobs import Job, Jobs
from tanlu.web.sessions import Principal, SessionStore
from tanlu.web.settings import ServerSettings

PATIENCE_SECONDS = 4.0
"""So long a request waits for an answer that is being made, before it is told of the job."""


@dataclass
class AppState:
    """The server's own things, one for each server."""

    settings: ServerSettings
    accounts: Accounts
    sessions: SessionStore
    jobs: Jobs | None
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def case(self) -> Path:
        """The case's folder.

        Raises
        ------
        Problem
            The server was started without a case.
        """
        if self.settings.case is None:
            raise ApiError(404, "no_case", message("web.no_case"))
        return self.settings.case

    @property
    def work(self) -> Jobs:
        """The jobs on the case; a Problem where there is no case."""
        if self.jobs is None:
            _ = self.case
        assert self.jobs is not None
        return self.jobs

    def record(self, visitor: Principal, act: str, about: str, *, named: str = "", **details: Any) -> None:
        """Write down who changed what; ``named`` is the name that was told where nobody signs in."""
        who = named or (visitor.person.name if visitor.person else "nobody")
        self.accounts.record(who, act, about, details)


def get_state(request: Request) -> AppState:
    """The state of the server that answers."""
    return request.app.state.state


AppStateDep = Annotated[AppState, Depends(get_state)]


async def known(state: AppState, asked: CacheKey, visitor: Principal) -> Path | Job:
    """The folder of an answer, or the job that is making it where that takes longer than a request waits.

    Raises
    ------
    Problem
        The act refused.
    """
    found = await run_in_threadpool(kept.get, state.case, asked)
    if found is not None:
        return found
    job = state.work.submit(asked, visitor.person.person if visitor.person else "")
    try:
        await asyncio.wait_for(job.over.wait(), PATIENCE_SECONDS)
    except TimeoutError:
        return job
    if job.state == "failed" and job.problem is not None:
        raise job.problem
    if job.state == "cancelled" or job.place is None:
        raise ApiError(409, "cancelled", message("web.job_cancelled"))
    return job.place


def still_working(job: Job) -> JSONResponse:
    """The answer while a job is on its way."""
    return JSONResponse({"job": job.as_json()}, 202)


async def kept_answer(state: AppState, asked: CacheKey, visitor: Principal, name: str = "answer.json") -> Response:
    """A kept document as it lies, or the job that is making it."""
    place = await known(state, asked, visitor)
    if isinstance(place, Job):
        return still_working(place)
    return Response(await run_in_threadpool((place / name).read_bytes), media_type="application/json")
