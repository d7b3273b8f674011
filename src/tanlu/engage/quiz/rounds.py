"""Serves: which questions a round asks, in which order their options stand, and names that say nothing about either."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom
from typing import Literal, NamedTuple

from tanlu.engage.quiz.question import Question

Mode = Literal["daily", "practice", "relay"]
MODES: tuple[Mode, ...] = ("daily", "practice", "relay")
QUESTIONS_OF: dict[Mode, int] = {"daily": 8, "practice": 10, "relay": 20}
"""How many questions a round of each mode asks; the daily trail is eight a day."""

RELAY_SECONDS = 90
"""How long a relay runs: what the page counts down. Answers after it count for learning as any other."""

SERVE_LIFE_MS = 30 * 60_000
_ROUND_DIGITS = 32
MOST_OPTIONS = 4
_ID_BYTES, _ID_LETTERS = 9, 12  # nine bytes are twelve letters


class Place(NamedTuple):
    """Where a serve stands: its round and its place in it."""

    round: str
    position: int


@dataclass(frozen=True, slots=True)
class Serve:
    """One question as one player was asked it, once.

    Parameters
    ----------
    order : places of the question's options in the order shown
    """

    question: str
    version: int
    order: tuple[int, ...]


def chosen_questions(
    in_play: Sequence[Question], mode: Mode, *, met: Collection[tuple[str, int]], random: Random | None = None
) -> list[Question]:
    """Questions for a round, in chance's order: those that the player has not answered yet come first."""
    random = random or SystemRandom()
    mixed = random.sample(in_play, len(in_play))
    mixed.sort(key=lambda question: question.key in met)
    picked = mixed[: QUESTIONS_OF[mode]]
    random.shuffle(picked)
    return picked


def served(question: Question, random: Random | None = None) -> Serve:
    """A serve of a question, its options in chance's order."""
    random = random or SystemRandom()
    places = range(len(question.options_en))
    return Serve(*question.key, tuple(random.sample(places, len(places))))


def serves_text(serves: Sequence[Serve]) -> str:
    """The serves of a round as they are kept: ids have neither colons nor semicolons."""
    return ";".join(f"{s.question}:{s.version}:{''.join(map(str, s.order))}" for s in serves)


def serves_from(text: str) -> list[Serve]:
    """The serves of a round from what was kept.

    Examples
    --------
    >>> serves_from(serves_text([Serve("energy-1", 2, (2, 0, 1)), Serve("sinks-2", 1, (0, 1, 2))]))[0]
    Serve(question='energy-1', version=2, order=(2, 0, 1))
    """
    return [_serve(part) for part in text.split(";") if part]


def serve_from(text: str, position: int) -> Serve | None:
    """One serve of a round; None where the round has no such place."""
    parts = text.split(";") if text else []
    return _serve(parts[position]) if 0 <= position < len(parts) else None


def _serve(part: str) -> Serve:
    question, version, order = part.split(":")
    return Serve(question, int(version), tuple(map(int, order)))


def serve_id(place: Place) -> str:
    """The name of a serve.

    Examples
    --------
    >>> serve_place(serve_id(Place("0" * 32, 11))), serve_place("made up")
    (Place(round='00000000000000000000000000000000', position=11), None)
    """
    return f"{place.round}{place.position:02x}"


def serve_place(serve: str) -> Place | None:
    """Where a serve stands, by its name; None where it is no such name."""
    digits = set("0123456789abcdef")
    if len(serve) != _ROUND_DIGITS + 2 or not digits.issuperset(serve):
        return None
    return Place(serve[:_ROUND_DIGITS], int(serve[_ROUND_DIGITS:], 16))


def option_ids(serve: str, count: int, secret: bytes) -> list[str]:
    """Names of the options of one serve, in the order of the bank: keyed with a secret, so that neither place nor question
    can be read from them.

    Examples
    --------
    >>> len(set(option_ids("a", 4, b"secret") + option_ids("b", 4, b"secret")))
    8
    """
    mark = hashlib.blake2b(serve.encode(), key=secret[:64], person=b"option", digest_size=_ID_BYTES * MOST_OPTIONS)
    text = urlsafe_b64encode(mark.digest()).decode()
    return [text[start : start + _ID_LETTERS] for start in range(0, count * _ID_LETTERS, _ID_LETTERS)]
