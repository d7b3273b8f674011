"""Replies to answers, written from what is kept: the same answer has the same reply, whenever it is asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from tanlu.core.message import message
from tanlu.engage.quiz.question import Question
from tanlu.store.quiz.answers import AnswerRow

_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and a JSON body."""

    status: int
    body: bytes


_SAYINGS = {
    "no_key": (400, message("web.answer.no_key")),
    "no_token": (401, message("web.answer.no_token")),
    "bad_token": (401, message("web.answer.bad_token")),
    "unreadable": (422, message("web.answer.unreadable")),
    "too_large": (413, message("web.answer.too_large")),
    "key_reused": (409, message("web.answer.key_reused")),
    "not_served": (409, message("web.answer.not_served")),
    "already_answered": (409, message("web.answer.already_answered")),
    "unknown_option": (422, message("web.answer.unknown_option")),
    "expired": (410, message("web.answer.expired")),
    "withdrawn": (410, message("web.answer.withdrawn")),
    "busy": (503, message("web.answer.busy")),
}


def refusal(code: str) -> Reply:
    """The reply that refuses, with its reason as a code, a sentence and what to do."""
    return _REFUSALS[code]


def _refusal(code: str, **more: Any) -> Reply:
    status, met = _SAYINGS[code]
    mend = met.part("mend")
    assert mend is not None
    said = {
        "message": met.text("en"),
        "message_zh": met.text("zh"),
        "mend": mend.text("en"),
        "mend_zh": mend.text("zh"),
    }
    error = {"code": code, **said, "values": {}}
    return Reply(status, _json({"error": error, "reason": code, **more}))


_REFUSALS = {code: _refusal(code) for code in _SAYINGS}


class _Learned(msgspec.Struct, gc=False):
    right: bool
    right_option: str
    explanation: str
    source: str
    knew_percent: int | None


class _Given(_Learned, gc=False):
    released_fen: int
    campaign_remaining_fen: int | None
    reason: str
    campaign: str | None
    streak: int


def reply_to(row: AnswerRow, question: Question, right_option: str) -> Reply:
    """The reply to a graded answer; one that came after its half hour is refused, and says what was right all the same.

    Parameters
    ----------
    right_option : the name that the right option had in this serve
    """
    explanation = question.explanation("en" if row.language == "en" else "zh")
    learned = (bool(row.is_right), right_option, explanation, question.source, row.knew_percent)
    if row.reason == "too_late":
        return _refusal("expired", learning=_Learned(*learned))
    given = (row.released_fen, row.remaining_fen, row.reason, row.campaign, row.streak)
    return Reply(200, _json(_Given(*learned, *given)))
