"""Campaigns as anybody may see them: their sums, their double-entry statement, and the ledger's signed checkpoints."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from tanlu.services.giving import statement
from tanlu.services.giving.views import all_campaigns, campaign_view, checkpoints
from tanlu.web.errors import error_responses
from tanlu.web.quiz_context import ThePlaying
from tanlu.web.schemas.quiz import CampaignAnswer, CampaignsAnswer, CheckpointsAnswer

router = APIRouter(prefix="/api/giving", tags=["giving"], responses=error_responses(503))
CampaignName = Annotated[str, Path(max_length=100)]


@router.get("/campaigns", response_model=CampaignsAnswer)
def campaigns(playing: ThePlaying) -> object:
    """Every campaign, the newest first."""
    return all_campaigns(playing.game.database)


@router.get("/campaigns/{campaign}", response_model=CampaignAnswer)
def campaign(playing: ThePlaying, campaign: CampaignName) -> object:
    """What a campaign has committed, settled and delivered, in fen."""
    return campaign_view(playing.game.database, campaign)


@router.get("/campaigns/{campaign}/statement")
def campaign_statement(
    request: Request,
    playing: ThePlaying,
    campaign: CampaignName,
    format: Annotated[Literal["json", "csv"] | None, Query()] = None,
    newest: Annotated[int | None, Query(ge=1, le=500, description="Only so many, the newest; JSON.")] = None,
) -> object:
    """Each posting of a campaign: JSON, or CSV where ``format`` or the Accept header asks for it."""
    database = playing.game.database
    if newest is not None:
        return statement.newest(database, campaign, newest)
    campaign_view(database, campaign)  # a name that is none is refused before the answer begins
    if format == "csv" or (format is None and "text/csv" in request.headers.get("accept", "")):
        name = {"content-disposition": f'attachment; filename="{campaign}.csv"'}
        lines = statement.as_csv(database, campaign)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=name)
    return StreamingResponse(statement.as_json(database, campaign), media_type="application/json")


@router.get("/checkpoints", response_model=CheckpointsAnswer)
def signed_checkpoints(playing: ThePlaying, after: Annotated[int, Query(ge=0, le=2**62)] = 0) -> object:
    """Signed checkpoints, from the one after ``after``, with what it takes to verify them offline."""
    return checkpoints(playing.game.database, after)
