"""The case and its overview."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from tanlu.services.console.answer_cache import CacheKey, read_answer
from tanlu.web.dependencies import AppStateDep, kept_answer, known, still_working
from tanlu.web.errors import error_responses
from tanlu.web.jobs import Job
from tanlu.web.routes.parameters import Year
from tanlu.web.schemas.base import JobAnswer
from tanlu.web.schemas.inventory import CaseAnswer, OverviewAnswer
from tanlu.web.sessions import Reader

WORKING: dict[int | str, dict[str, Any]] = {
    202: {"model": JobAnswer, "description": "Still being made: follow the job, then ask again."}
}
router = APIRouter(prefix="/api", tags=["case"], responses={**error_responses(409), **WORKING})


@router.get("/case", response_model=CaseAnswer)
async def case(state: AppStateDep, visitor: Reader) -> object:
    """What the case is, and the years that its tables say something of."""
    place = await known(state, CacheKey("case"), visitor)
    if isinstance(place, Job):
        return still_working(place)
    return {"case": await run_in_threadpool(read_answer, place)}


@router.get("/overview", response_model=OverviewAnswer)
async def overview(state: AppStateDep, visitor: Reader, year: Year) -> Response:
    """Base year, this year, targets, coverage, data quality and open findings."""
    return await kept_answer(state, CacheKey("overview", {"year": year}), visitor)
