"""Green power: coverage of a year's load, its hours, and the book of certificates."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from tanlu.services.console.answer_cache import CacheKey
from tanlu.services.console.certificates_view import certificates_json
from tanlu.services.console.power_view import hours_json
from tanlu.web.dependencies import AppStateDep, kept_answer, known, still_working
from tanlu.web.errors import error_responses
from tanlu.web.jobs import Job
from tanlu.web.routes.case import WORKING
from tanlu.web.routes.parameters import Word, Year
from tanlu.web.schemas.inventory import CertificatesAnswer, HoursAnswer, PowerAnswer
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api/power", tags=["power"], responses={**error_responses(409), **WORKING})


@router.get("", response_model=PowerAnswer)
async def power(state: AppStateDep, visitor: Reader, year: Year) -> Response:
    """Coverage by portfolio, site and month, and what each contract delivered."""
    return await kept_answer(state, CacheKey("match", {"year": year}), visitor)


@router.get("/hours", response_model=HoursAnswer)
async def hours(state: AppStateDep, visitor: Reader, year: Year, site: Word = None) -> object:
    """Load, supply, matched and gap of every hour, of the portfolio or of one site."""
    place = await known(state, CacheKey("match", {"year": year}), visitor)
    if isinstance(place, Job):
        return still_working(place)
    return await run_in_threadpool(hours_json, place, site)


@router.get("/certificates", response_model=CertificatesAnswer)
def certificates(state: AppStateDep, visitor: Reader) -> object:
    """The book of certificates, where the case keeps one."""
    return certificates_json(state.case)
