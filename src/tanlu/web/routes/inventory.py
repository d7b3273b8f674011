"""The inventory of a year, the lines of its cells, one line's trace, and evidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response
from starlette.concurrency import run_in_threadpool

from tanlu.core.message import message
from tanlu.services.case.evidence import evidence_path
from tanlu.services.case.settings import read_settings
from tanlu.services.console.cell_lines import LineFilter, lines_page
from tanlu.services.console.line_trace import trace_kept
from tanlu.services.console.tasks import year_request
from tanlu.web.dependencies import AppStateDep, kept_answer, known, still_working
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.jobs import Job
from tanlu.web.routes.case import WORKING
from tanlu.web.routes.parameters import AsOf, Gwp, Limit, Offset, Word, Year, iso
from tanlu.web.schemas.inventory import InventoryAnswer, LinesAnswer, QualityAnswer, TraceAnswer
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api", tags=["inventory"], responses={**error_responses(409), **WORKING})


@router.get("/inventory", response_model=InventoryAnswer)
async def inventory(state: AppStateDep, visitor: Reader, year: Year, as_of: AsOf = None, gwp: Gwp = None) -> Response:
    """The inventory of a year, by scope, site, month, activity, gas and flow."""
    return await kept_answer(state, year_request(year, iso(as_of), gwp), visitor)


@router.get("/quality", response_model=QualityAnswer)
async def quality(state: AppStateDep, visitor: Reader, year: Year, as_of: AsOf = None) -> Response:
    """Measured, estimated and missing days, by site and month."""
    return await kept_answer(state, year_request(year, iso(as_of)), visitor, "quality.json")


@router.get("/inventory/lines", response_model=LinesAnswer)
async def lines(
    state: AppStateDep,
    visitor: Reader,
    year: Year,
    scope: Annotated[str | None, Query(pattern="^[123]$")] = None,
    category: Annotated[int | None, Query(ge=1, le=15)] = None,
    site: Word = None,
    activity: Word = None,
    month: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}$")] = None,
    gas: Word = None,
    status: Annotated[str, Query(pattern="^(priced|set_aside|without_factor)$")] = "priced",
    as_of: AsOf = None,
    gwp: Gwp = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> object:
    """A page of the lines of a cell; only the rows that it shows are read."""
    place = await known(state, year_request(year, iso(as_of), gwp), visitor)
    if isinstance(place, Job):
        return still_working(place)
    days = (await run_in_threadpool(read_settings, state.case)).year(year)
    wanted = LineFilter(status, scope, category, site, activity, month, gas)
    return await run_in_threadpool(lines_page, place, days, wanted, offset=offset, limit=limit)


@router.get("/inventory/trace", response_model=TraceAnswer)
async def trace(
    state: AppStateDep,
    visitor: Reader,
    year: Year,
    line: Annotated[str, Query(min_length=1, max_length=1000)],
    at: Annotated[int | None, Query(ge=0, le=10**12)] = None,
    as_of: AsOf = None,
    gwp: Gwp = None,
) -> object:
    """How one number came to be: unit path, factors and why these, sources, evidence."""
    place = await known(state, year_request(year, iso(as_of), gwp), visitor)
    if isinstance(place, Job):
        return still_working(place)
    return await run_in_threadpool(trace_kept, state.case, place, line, year, at=at, as_of=as_of, gwp=gwp)


@router.get("/evidence", response_class=FileResponse, responses={200: {"content": {"application/octet-stream": {}}}})
async def evidence(
    state: AppStateDep, visitor: Reader, path: Annotated[str, Query(min_length=1, max_length=1000)]
) -> FileResponse:
    """A file of the case's evidence, as an attachment; a path that leads out of it is none."""
    found = await run_in_threadpool(evidence_path, state.case, path)
    if found is None:
        raise ApiError(404, "no_such_file", message("web.no_evidence"))
    return FileResponse(found, filename=found.name, media_type="application/octet-stream")
