"""Replies to answers, written from what is kept: the same answer has the same reply, whenever it is asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from tanlu.engage.quiz.question import Question
from tanlu.store.quiz.answers import AnswerRow

_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and a JSON body."""

    status: int
    body: bytes


_SAYINGS = {
    "no_key": (400, "the request has no Idempotency-Key", "send one, 1 to 255 readable characters, and a new one for each answer"),
    "no_token": (401, "the request bears no token", "ask POST /api/players for one and send it as Authorization: Bearer"),
    "bad_token": (401, "the token is not one of this server", "ask POST /api/players for a new one"),
    "unreadable": (422, "the body is not {serve, option}, both texts", "send the two as JSON, as they came with the round"),
    "too_large": (413, "the body is larger than an answer can be", "send {serve, option} and nothing else"),
    "key_reused": (409, "this key was used for another answer", "send a new key with a new answer"),
    "not_served": (409, "this question was not served to this player", "answer a serve of your own round"),
    "already_answered": (409, "this serve was answered already, with another key", "go on to the next question"),
    "unknown_option": (422, "the serve has no such option", "send the id of one of its options"),
    "expired": (410, "the serve is more than 30 minutes old", "start a new round"),
    "withdrawn": (410, "the question was withdrawn meanwhile", "start a new round"),
    "busy": (503, "the answer could not be kept just now", "send it again with the same key; nothing is lost"),
}  # fmt: skip


def refusal(code: str) -> Reply:
    """The reply that refuses, with its reason as a code, a sentence and what to do."""
    return _REFUSALS[code]


def _refusal(code: str, **more: Any) -> Reply:
    status, message, mend = _SAYINGS[code]
    error = {"code": code, "message": message, "mend": mend, "values": {}}
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
