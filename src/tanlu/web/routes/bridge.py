"""Why the total changed between two years, or two vintages of one."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from tanlu.services.console.answer_cache import CacheKey
from tanlu.web.dependencies import AppStateDep, kept_answer
from tanlu.web.errors import error_responses
from tanlu.web.routes.case import WORKING
from tanlu.web.routes.parameters import AsOf, Year, iso
from tanlu.web.schemas.inventory import BridgeAnswer
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api", tags=["change"], responses={**error_responses(409), **WORKING})
FromYear = Annotated[int, Query(alias="from", ge=1900, le=2200)]


@router.get("/bridge", response_model=BridgeAnswer)
async def bridge(
    state: AppStateDep,
    visitor: Reader,
    start: FromYear,
    to: Year,
    basis: Literal["market", "location"] = "market",
    from_as_of: AsOf = None,
    as_of: AsOf = None,
) -> Response:
    """Activity, factor, boundary and method: what each did to the total."""
    values = {"from": start, "to": to, "basis": basis, "from_as_of": iso(from_as_of), "as_of": iso(as_of)}
    return await kept_answer(state, CacheKey("bridge", values), visitor)
