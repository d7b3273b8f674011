"""Past runs, what differed between two, and a new one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from tanlu.services.console.answer_cache import CacheKey
from tanlu.services.console.runs_view import compare_runs, inventory_of, run_json, runs_json
from tanlu.web.dependencies import AppStateDep, still_working
from tanlu.web.errors import error_responses
from tanlu.web.routes.parameters import iso
from tanlu.web.schemas.base import JobAnswer, RunIn
from tanlu.web.schemas.inventory import ComparedAnswer, RunAnswer, RunsAnswer
from tanlu.web.sessions import Contributor, Reader

router = APIRouter(prefix="/api/runs", tags=["runs"], responses=error_responses())
RunName = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("", response_model=RunsAnswer)
def runs(state: AppStateDep, visitor: Reader) -> object:
    """Every kept run, the last kept first, and whether it is as it was left."""
    return runs_json(state.case)


@router.post("", status_code=202, response_model=JobAnswer, responses=error_responses(413))
async def measure(state: AppStateDep, visitor: Contributor, body: RunIn) -> JSONResponse:
    """Measure a year and keep the run; the answer is the job that does it."""
    as_of = iso(body.as_of)
    asked = CacheKey("measure", {"year": body.year, "gwp": body.gwp, "as_of": as_of})
    job = state.work.submit(asked, visitor.person.person if visitor.person else "")
    await run_in_threadpool(state.record, visitor, "run_kept", str(body.year), job=job.id, gwp=body.gwp, as_of=as_of)
    return still_working(job)


@router.get("/compare", response_model=ComparedAnswer)
def compare(state: AppStateDep, visitor: Reader, a: RunName, b: RunName) -> object:
    """What differed between two runs."""
    return compare_runs(state.case, a, b)


@router.get("/{folder}", response_model=RunAnswer)
def run(state: AppStateDep, visitor: Reader, folder: Annotated[str, Path(max_length=100)]) -> object:
    """One kept run, and the inventory that it left."""
    return {"run": run_json(state.case, folder), "inventory": inventory_of(state.case, folder)}
