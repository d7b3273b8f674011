"""Drafts of questions: the states they go through, who may judge them, and the id that a new question gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

State = Literal["draft", "submitted", "returned", "accepted", "withdrawn"]
Act = Literal["edit", "submit", "withdraw", "accept", "return"]
OPEN: tuple[State, ...] = ("draft", "submitted", "returned")
"""States of drafts that somebody still works on."""

MOVES: dict[Act, dict[State, State]] = {
    "edit": {"draft": "draft", "returned": "draft", "submitted": "draft"},
    "submit": {"draft": "submitted", "returned": "submitted", "submitted": "submitted"},
    "withdraw": {"draft": "withdrawn", "returned": "withdrawn", "submitted": "withdrawn"},
    "accept": {"submitted": "accepted"},
    "return": {"submitted": "returned"},
}
"""Act → state before → state after; what is not here cannot be done."""


class Writer(NamedTuple):
    """Somebody who wrote or judged a question.

    Parameters
    ----------
    person : id of who had signed in; None where nobody is asked to sign in, and the name says who
    """

    person: str | None
    name: str


def is_same(one: Writer, other: Writer) -> bool:
    """Whether two are one person: by their ids where both had signed in, else by their names.

    Examples
    --------
    >>> is_same(Writer(None, "Li  Hua"), Writer(None, "ｌi hua")), is_same(Writer("p1", "Li"), Writer("p2", "Li"))
    (True, False)
    """
    if one.person is not None and other.person is not None:
        return one.person == other.person
    return _folded(one.name) == _folded(other.name)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def may_judge(somebody: Writer, writers: Iterable[Writer]) -> bool:
    """Whether somebody may review what others wrote: nobody reviews words of their own (rule engage-17)."""
    return not any(is_same(somebody, writer) for writer in writers)


def next_version(question: str, known: Iterable[tuple[str, int]]) -> int:
    """The version that comes after all that are known of a question."""
    return max((version for name, version in known if name == question), default=0) + 1


def new_question_id(theme: str, known: Iterable[str]) -> str:
    """The id of a new question of a theme: the number after the last one, so that no id is given twice.

    Examples
    --------
    >>> new_question_id("energy", ["energy-01", "energy-17", "sinks-20"]), new_question_id("daily_life", [])
    ('energy-18', 'daily_life-01')
    """
    own = re.compile(rf"{re.escape(theme)}-(\d{{1,9}})")
    numbers = [int(match[1]) for name in known if (match := own.fullmatch(name))]
    return f"{theme}-{max(numbers, default=0) + 1:02d}"
