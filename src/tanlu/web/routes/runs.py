"""Past runs, what differed between two, and a new one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from tanlu.services.console.answer_cache import Asked
from tanlu.services.console.runs_view import compare_runs, inventory_of, run_json, runs_json
from tanlu.web.dependencies import TheDesk, still_working
from tanlu.web.errors import declared
from tanlu.web.routes.parameters import iso
from tanlu.web.schemas.base import JobAnswer, RunWish
from tanlu.web.schemas.inventory import ComparedAnswer, RunAnswer, RunsAnswer
from tanlu.web.sessions import Contributor, Reader

router = APIRouter(prefix="/api/runs", tags=["runs"], responses=declared())
RunName = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("", response_model=RunsAnswer)
def runs(desk: TheDesk, visitor: Reader) -> object:
    """Every kept run, the last kept first, and whether it is as it was left."""
    return runs_json(desk.case)


@router.post("", status_code=202, response_model=JobAnswer, responses=declared(413))
async def measure(desk: TheDesk, visitor: Contributor, wish: RunWish) -> JSONResponse:
    """Measure a year and keep the run; the answer is the job that does it."""
    as_of = iso(wish.as_of)
    asked = Asked("measure", {"year": wish.year, "gwp": wish.gwp, "as_of": as_of})
    job = desk.work.submit(asked, visitor.person.person if visitor.person else "")
    await run_in_threadpool(desk.record, visitor, "run_kept", str(wish.year), job=job.id, gwp=wish.gwp, as_of=as_of)
    return still_working(job)


@router.get("/compare", response_model=ComparedAnswer)
def compare(desk: TheDesk, visitor: Reader, a: RunName, b: RunName) -> object:
    """What differed between two runs."""
    return compare_runs(desk.case, a, b)


@router.get("/{folder}", response_model=RunAnswer)
def run(desk: TheDesk, visitor: Reader, folder: Annotated[str, Path(max_length=100)]) -> object:
    """One kept run, and the inventory that it left."""
    return {"run": run_json(desk.case, folder), "inventory": inventory_of(desk.case, folder)}
