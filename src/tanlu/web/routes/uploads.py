"""Tables sent to the case: streamed aside, checked before anything is taken, then taken or dropped."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from tanlu.core.errors import TanluError
from tanlu.core.message import message
from tanlu.services.console import uploads as acts
from tanlu.services.console.answer_cache import CacheKey, read_answer
from tanlu.services.console.uploads import Sent
from tanlu.web.dependencies import AppState, AppStateDep
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.middleware.security import TooLarge, too_large
from tanlu.web.schemas.inventory import UploadAnswer
from tanlu.web.sessions import Contributor, Principal

router = APIRouter(prefix="/api/uploads", tags=["data"], responses=error_responses(409, 413))
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
UploadName = Annotated[str, Path(max_length=40)]


@router.post("", status_code=201, response_model=UploadAnswer, openapi_extra=BODY)
async def send(
    request: Request,
    state: AppStateDep,
    visitor: Contributor,
    table: Annotated[str, Query(min_length=1, max_length=60, description="The table that it is.", examples=["sites"])],
    name: Annotated[str, Query(min_length=1, max_length=300, description="The file's name.")],
) -> object:
    """Send a table as the body of the request; what is refused leaves nothing."""
    try:
        sent = await run_in_threadpool(acts.begin_upload, state.case, table, name)
    except TanluError as error:
        await _refused(state, visitor, table, name, error)
        raise
    taken = False
    try:
        await _stream(request, sent, state.settings.limits.upload_bytes)
        tried = await _tried(state, visitor, sent)
        document = await run_in_threadpool(acts.keep_tried, state.case, sent, tried, _who(visitor))
        taken = True
        return {"upload": document}
    except (TanluError, ApiError) as error:
        await _refused(state, visitor, table, name, error)
        raise
    finally:
        if not taken:
            acts.drop_files(sent)


async def _stream(request: Request, sent: Sent, most: int) -> None:
    """The body to disk, block by block; it is not read on beyond the limit."""
    size = 0
    try:
        with sent.path.open("wb") as file:
            async for block in request.stream():
                size += len(block)
                if size > most:
                    raise too_large(most)
                await run_in_threadpool(file.write, block)
    except TooLarge as error:
        raise too_large(most) from error
    except ClientDisconnect as error:
        raise ApiError(400, "cut_off", message("web.cut_off")) from error
    if not size:
        raise ApiError(422, "upload_refused", message("web.empty_upload"), reason="no_rows")


async def _tried(state: AppState, visitor: Principal, sent: Sent) -> dict[str, Any]:
    values = {"table": sent.table, "path": str(sent.path), "name": sent.file, "upload": sent.upload}
    job = state.work.submit(CacheKey("try_table", values), visitor.person.person if visitor.person else "")
    await job.over.wait()
    if job.problem is not None:
        raise job.problem
    if job.place is None:
        raise ApiError(409, "cancelled", message("web.check_cancelled"))
    return await run_in_threadpool(read_answer, job.place)


async def _refused(state: AppState, visitor: Principal, table: str, name: str, error: Exception) -> None:
    told = {"name": name[:120], "why": str(error)[:300]}
    await run_in_threadpool(state.record, visitor, "table_refused", table[:60], **told)


def _who(visitor: Principal) -> str:
    return visitor.person.name if visitor.person else ""


@router.get("/{upload}", response_model=UploadAnswer)
def see(state: AppStateDep, visitor: Contributor, upload: UploadName) -> object:
    """What was found in a table that was sent."""
    return {"upload": acts.read_upload(state.case, upload)[0]["document"]}


@router.post("/{upload}/confirm", response_model=UploadAnswer)
async def confirm(state: AppStateDep, visitor: Contributor, upload: UploadName) -> object:
    """Take a table that was checked; the one that it replaces is kept as a version."""
    document = await run_in_threadpool(acts.take, state.case, upload, _who(visitor))
    told = {name: document[name] for name in ("upload", "bytes", "rows", "version")}
    await run_in_threadpool(state.record, visitor, "table_taken", document["table"], **told)
    return {"upload": document}


@router.delete("/{upload}", response_model=UploadAnswer)
async def drop(state: AppStateDep, visitor: Contributor, upload: UploadName) -> object:
    """Drop a table that was checked."""
    document = await run_in_threadpool(acts.drop, state.case, upload)
    await run_in_threadpool(state.record, visitor, "table_dropped", document["table"], upload=upload)
    return {"upload": document}
