"""Shapes of the quiz and of giving, as the API's document shows them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from tanlu.web.schemas.base import Open, ResponseModel


class RequestBody(BaseModel):
    """A body that says what it says and nothing else."""

    model_config = ConfigDict(extra="forbid")


class AnswerIn(RequestBody):
    """An answer: the serve, and the option chosen."""

    serve: str
    option: str


class RoundIn(RequestBody):
    """A round to be started."""

    mode: Literal["daily", "practice", "relay"]
    lang: Literal["zh", "en"]


class NewPlayer(ResponseModel):
    """A player and the token that proves it."""

    player: str
    token: str


class KnownPlayer(Open):
    """What is kept of a player."""

    player: str
    erased: bool
    answers: int
    right: int
    released_fen: int
    days_in_a_row: int


class ErasedPlayer(ResponseModel):
    """A player who was erased."""

    player: str
    erased: bool


class OptionOut(ResponseModel):
    """An option; its id says nothing of its place."""

    id: str
    text: str


class QuestionOut(Open):
    """A question as it is served."""

    serve: str
    text: str
    options: list[OptionOut]
    theme: str
    difficulty: int
    reviewed: bool


class RoundAnswer(Open):
    """A round."""

    round: str
    questions: list[QuestionOut]
    campaign: dict[str, Any] | None


class AnswerReply(Open):
    """What became of an answer."""

    right: bool
    right_option: str
    explanation: str
    source: str
    knew_percent: int | None
    released_fen: int
    campaign_remaining_fen: int | None


class DeliveredOut(ResponseModel):
    """What a receipt shows."""

    unit: str
    quantity: int | float
    receipt: str


class CampaignAnswer(Open):
    """A campaign's figures."""

    sponsor: str
    project: str
    rate_fen: int
    budget_fen: int
    committed_fen: int
    settled_fen: int
    delivered_fen: int
    remaining_fen: int
    right_answers: int
    delivered: list[DeliveredOut]


class CampaignsAnswer(ResponseModel):
    """All campaigns, the newest first, and the one that answers give from."""

    giving_from: str | None
    campaigns: list[CampaignAnswer]


class CheckpointOut(Open):
    """A signed moment of the ledger."""

    sequence: int
    hash: str
    at: str


class CheckpointsAnswer(Open):
    """All checkpoints, and the key that signed them."""

    public_key: str | None
    checkpoints: list[CheckpointOut]
