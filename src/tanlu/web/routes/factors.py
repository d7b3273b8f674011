"""The library of factors: searched, opened, and compared by vintage."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Annotated

from fastapi import APIRouter, Path, Query

from tanlu.services.console.factor_search import FactorQuery, compare_json, one_factor, search_json, shelf_of
from tanlu.web.dependencies import AppState, AppStateDep
from tanlu.web.errors import error_responses
from tanlu.web.routes.parameters import Limit, Offset, Word
from tanlu.web.schemas.inventory import FactorAnswer, FactorsAnswer, VintagesAnswer
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api/factors", tags=["factors"], responses=error_responses())
InYear = Annotated[int | None, Query(ge=1900, le=2200, description="Valid on some day of the year.")]


def _folder(state: AppState) -> Folder | None:
    return state.settings.case


@router.get("", response_model=FactorsAnswer)
def search(
    state: AppStateDep,
    visitor: Reader,
    text: Word = None,
    activity: Word = None,
    region: Word = None,
    basis: Word = None,
    year: InYear = None,
    pack: Word = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> object:
    """Factors whose rows hold every word of the text; the case's own are among them."""
    sought = FactorQuery(text, activity, region, basis, year, pack)
    return search_json(shelf_of(_folder(state)), sought, offset=offset, limit=limit)


@router.get("/compare", response_model=VintagesAnswer)
def compare(
    state: AppStateDep,
    visitor: Reader,
    activity: Annotated[str, Query(min_length=1, max_length=300)],
    region: Word = None,
    basis: Word = None,
    pack: Word = None,
) -> object:
    """Vintages of an activity side by side."""
    return compare_json(shelf_of(_folder(state)), FactorQuery(None, activity, region, basis, None, pack))


@router.get("/{factor}", response_model=FactorAnswer)
def factor(state: AppStateDep, visitor: Reader, factor: Annotated[str, Path(max_length=300)]) -> object:
    """One factor, with its source and licence."""
    return {"factor": one_factor(shelf_of(_folder(state)), factor)}
