"""What editors did to the bank, brought from rows of the store to the words of the quiz and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from tanlu.engage.quiz.draft import Writer
from tanlu.engage.quiz.question import Question
from tanlu.engage.quiz.review import Accepted, Changes, Retirement, Review
from tanlu.store.quiz.editing import Added

_DATES = ("recorded", "retired")
_TUPLES = ("options_zh", "options_en")


def body_of(question: Question) -> str:
    """A question as one text."""
    return json.dumps(asdict(question), ensure_ascii=False, default=str, sort_keys=True)


def question_from_body(body: str) -> Question:
    """A question from the text it was kept as; what a later version of tanlu says more of it is passed over."""
    known = {field.name for field in fields(Question)}
    told = {name: value for name, value in json.loads(body).items() if name in known}
    told |= {name: tuple(told[name]) for name in _TUPLES}
    told |= {name: date.fromisoformat(told[name]) if told[name] else None for name in _DATES}
    return Question(**told)


def writers_text(writers: Iterable[Writer]) -> str:
    """Writers as one text."""
    return json.dumps([list(writer) for writer in writers], ensure_ascii=False)


def writers_from(text: str) -> tuple[Writer, ...]:
    """Writers from the text they were kept as."""
    return tuple(Writer(*one) for one in json.loads(text))


def plus_added(changes: Changes, added: Added) -> Changes:
    """Changes with rows that were added since."""
    return changes.plus(
        [Accepted(question_from_body(row["body"]), writers_from(row["writers"])) for row in added.accepted],
        [_review(row) for row in added.reviews],
        [_retirement(row) for row in added.retirements],
    )


def _review(row: dict[str, Any]) -> Review:
    return Review(
        key=(row["question"], row["version"]),
        sha256=row["sha256"],
        reviewer=Writer(row["person"], row["reviewer"]),
        verdict=row["verdict"],
        source_read=bool(row["source_read"]),
        note=row["note"],
        at_ms=row["at_ms"],
    )


def _retirement(row: dict[str, Any]) -> Retirement:
    return Retirement(
        key=(row["question"], row["version"]),
        by=Writer(row["person"], row["retired_by"]),
        reason=row["reason"],
        on=date.fromisoformat(row["day"]),
        at_ms=row["at_ms"],
    )
