"""Findings, and the tables of the case with their older versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from tanlu.core.message import message
from tanlu.services.console.answer_cache import CacheKey, read_answer
from tanlu.services.console.case_view import tables_json
from tanlu.services.console.tasks import year_request
from tanlu.services.console.upload_preview import TABLES
from tanlu.services.console.uploads import restore, versions
from tanlu.web.dependencies import AppStateDep, known, still_working
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.jobs import Job
from tanlu.web.routes.case import WORKING
from tanlu.web.routes.parameters import Limit, Offset, Word
from tanlu.web.schemas.inventory import FindingsAnswer, RestoredAnswer, TablesAnswer, VersionsAnswer
from tanlu.web.sessions import Contributor, Reader

router = APIRouter(prefix="/api", tags=["data"], responses=error_responses(409))
TableName = Annotated[str, Path(max_length=60)]


@router.get("/findings", response_model=FindingsAnswer, responses=WORKING)
async def findings(
    state: AppStateDep,
    visitor: Reader,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    severity: Literal["error", "warning", "note"] | None = None,
    table: Word = None,
    code: Word = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> object:
    """Every finding of the case, or those of one year's measurement."""
    place = await known(state, CacheKey("check") if year is None else year_request(year), visitor)
    if isinstance(place, Job):
        return still_working(place)
    document = await run_in_threadpool(read_answer, place)
    rows = document["findings"] if year is None else document["inventory"]["findings"]
    wanted = {"severity": severity, "table": table, "code": code}
    return _page(rows, wanted, "case" if year is None else "year", offset, limit)


def _page(rows: Sequence[Any], wanted: dict[str, str | None], of: str, offset: int, limit: int) -> dict[str, Any]:
    asked = [(name, value) for name, value in wanted.items() if value is not None]
    fits = [row for row in rows if all(row[name] == value for name, value in asked)]
    return {
        "of": of,
        "total": len(fits),
        "offset": offset,
        "limit": limit,
        "counts": {level: sum(row["severity"] == level for row in rows) for level in ("error", "warning", "note")},
        "tables": sorted({row["table"] for row in rows if row["table"]}),
        "codes": sorted({row["code"] for row in rows}),
        "findings": fits[offset : offset + limit],
    }


@router.get("/tables", response_model=TablesAnswer)
def tables(state: AppStateDep, visitor: Reader) -> object:
    """Every table that a case may have, and the file that holds it."""
    rows = tables_json(state.case)
    return {"tables": [{**row, "versions": len(versions(state.case, row["table"]))} for row in rows]}


def _known(table: str) -> str:
    if table not in TABLES:
        raise ApiError(404, "no_such_table", message("web.no_such_table"))
    return table


@router.get(
    "/tables/{table}/template",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def template(state: AppStateDep, visitor: Reader, table: TableName) -> Response:
    """The header of a table, to be filled in a spreadsheet."""
    header = ",".join(TABLES[_known(table)].names)
    told = {"content-disposition": f'attachment; filename="{table}.csv"'}
    return Response(f"\ufeff{header}\n", media_type="text/csv", headers=told)


@router.get("/tables/{table}/versions", response_model=VersionsAnswer)
def table_versions(state: AppStateDep, visitor: Reader, table: TableName) -> object:
    """Kept versions of a table, the newest first."""
    return {"versions": versions(state.case, _known(table))}


@router.post(
    "/tables/{table}/versions/{version}/restore", response_model=RestoredAnswer, responses=error_responses(409, 413)
)
async def restore_version(
    state: AppStateDep, visitor: Contributor, table: TableName, version: Annotated[str, Path(max_length=60)]
) -> object:
    """Put a kept version back in place; what stands there now is kept as a version too."""
    who = visitor.person.name if visitor.person else ""
    done = await run_in_threadpool(restore, state.case, _known(table), version, who)
    await run_in_threadpool(
        state.record, visitor, "table_restored", done["file"], version=version, kept=done["version"]
    )
    return done
