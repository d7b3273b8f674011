"""Reports: written as a job, then fetched as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, JSONResponse

from tanlu.services.console.answer_cache import Asked
from tanlu.web.dependencies import TheDesk, still_working
from tanlu.web.errors import Problem, declared
from tanlu.web.schemas.base import JobAnswer, ReportWish
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api/reports", tags=["report"], responses=declared())
TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.post("", status_code=202, response_model=JobAnswer, responses=declared(413))
async def write(desk: TheDesk, visitor: Reader, wish: ReportWish) -> JSONResponse:
    """Write a report; the answer is the job that does it."""
    _ = desk.case
    asked = Asked("report", {"year": wish.year, "format": wish.format, "lang": wish.lang})
    return still_working(desk.work.submit(asked, visitor.person.person if visitor.person else ""))


@router.get(
    "/{job}/file",
    response_class=FileResponse,
    responses={200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES.values()}}},
)
async def fetch(desk: TheDesk, visitor: Reader, job: Annotated[str, Path(max_length=40)]) -> FileResponse:
    """A report that was written."""
    found = desk.work.job(job)
    form = str(found.asked.values.get("format"))
    path = found.place / f"report.{form}" if found.place else None
    if found.asked.act != "report" or found.state != "done" or path is None or not path.is_file():
        raise Problem(404, "no_such_file", "this job has written no report", "wait until it is done, or ask anew")
    name = f"{desk.case.resolve().name}-{found.asked.values['year']}.{form}"
    return FileResponse(path, filename=name, media_type=TYPES[form])
