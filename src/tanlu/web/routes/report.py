"""Reports: written as a job, then fetched as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, JSONResponse

from tanlu.core.message import message
from tanlu.services.console.answer_cache import CacheKey
from tanlu.web.dependencies import AppStateDep, still_working
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.schemas.base import JobAnswer, ReportIn
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api/reports", tags=["report"], responses=error_responses())
TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.post("", status_code=202, response_model=JobAnswer, responses=error_responses(413))
async def write(state: AppStateDep, visitor: Reader, body: ReportIn) -> JSONResponse:
    """Write a report; the answer is the job that does it."""
    _ = state.case
    asked = CacheKey("report", {"year": body.year, "format": body.format, "lang": body.lang})
    return still_working(state.work.submit(asked, visitor.person.person if visitor.person else ""))


@router.get(
    "/{job}/file",
    response_class=FileResponse,
    responses={200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES.values()}}},
)
async def fetch(state: AppStateDep, visitor: Reader, job: Annotated[str, Path(max_length=40)]) -> FileResponse:
    """A report that was written."""
    found = state.work.job(job)
    form = str(found.asked.values.get("format"))
    path = found.place / f"report.{form}" if found.place else None
    if found.asked.act != "report" or found.state != "done" or path is None or not path.is_file():
        raise ApiError(404, "no_such_file", message("web.no_report"))
    name = f"{state.case.resolve().name}-{found.asked.values['year']}.{form}"
    return FileResponse(path, filename=name, media_type=TYPES[form])
