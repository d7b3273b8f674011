"""Long work: seen, followed and cancelled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from tanlu.core.message import message
from tanlu.web.dependencies import AppStateDep
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.schemas.base import JobAnswer, JobsAnswer
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api/jobs", tags=["jobs"], responses=error_responses())
JobName = Annotated[str, Path(max_length=40)]


@router.get("", response_model=JobsAnswer)
async def jobs(state: AppStateDep, visitor: Reader) -> object:
    """Every job that is remembered, the newest first."""
    return {"jobs": [job.as_json() for job in state.work.all()]}


@router.get("/{job}", response_model=JobAnswer)
async def job(state: AppStateDep, visitor: Reader, job: JobName) -> object:
    """One job, and how far it is."""
    return {"job": state.work.job(job).as_json()}


@router.get(
    "/{job}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def events(state: AppStateDep, visitor: Reader, job: JobName) -> StreamingResponse:
    """The job as server-sent events, at each change until it ends."""
    return StreamingResponse(state.work.follow(state.work.job(job)), media_type="text/event-stream")


@router.delete("/{job}", response_model=JobAnswer, responses=error_responses(413))
async def cancel(state: AppStateDep, visitor: Reader, job: JobName) -> object:
    """End a job: one's own, or any as an administrator."""
    found = state.work.job(job)
    person = visitor.person.person if visitor.person else ""
    if found.by != person and "manage" not in visitor.may:
        raise ApiError(403, "not_allowed", message("web.job_of_another"))
    await state.work.cancel(found)
    return {"job": found.as_json()}
