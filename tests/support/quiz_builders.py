"""Builders and fixtures of the quiz: a real database, players, rounds and answers in a few words, at a clock of our own."""

from __future__ import annotations

import itertools
import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tanlu.engage.giving.terms import Terms
from tanlu.engage.quiz.bank import Bank, bank
from tanlu.engage.quiz.identity import Player
from tanlu.engage.quiz.question import Language
from tanlu.engage.quiz.rounds import Mode, serve_place
from tanlu.services.giving.campaigns import open_campaign
from tanlu.services.giving.verify import verify
from tanlu.services.quiz.answer_batch import AnswerRequest
from tanlu.services.quiz.players import new_player
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.services.quiz.replies import Reply
from tanlu.services.quiz.rounds import start_round

NOON = 1_767_240_000_000  # 2026-01-01T04:00Z, noon in Shanghai
OPEN_DOOR = {"per_player_day": 0, "per_device_day": 0, "per_address_day": 0, "per_player_minute": 0, "unreviewed": True}
"""Terms without any cap, under which questions give that nobody has reviewed."""
RIGHT = {q.text_en: q.options_en[q.right] for q in bank().questions} | {
    q.text_zh: q.options_zh[q.right] for q in bank().questions
}
"""What is asked → what is right, as the editor of the bank knows it."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at_ms: int = NOON

    def __call__(self) -> int:
        """What it shows."""
        return self.at_ms

    def pass_ms(self, ms: int) -> None:
        """Move it on, or back."""
        self.at_ms += ms


@dataclass(frozen=True)
class Asked:
    """A question as a player sees it, and which option an editor knows to be right."""

    player: Player
    serve: str
    text: str
    options: tuple[str, ...]
    texts: tuple[str, ...]
    right: str

    @property
    def wrong(self) -> str:
        """An option that is not right."""
        return next(option for option in self.options if option != self.right)


def asked(player: Player, round_answer: dict[str, Any]) -> list[Asked]:
    """The questions of a round."""
    found: list[Asked] = []
    for question in round_answer["questions"]:
        by_text = {option["text"]: option["id"] for option in question["options"]}
        right = by_text[RIGHT[question["text"]]]
        found.append(Asked(player, question["serve"], question["text"], tuple(by_text.values()), tuple(by_text), right))
    return found


@dataclass
class Table:
    """A game, and the clock that it plays by."""

    url: str
    clock: Clock = field(default_factory=Clock)
    bank: Bank | None = None
    game: QuizService = field(init=False)
    _keys: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.game = QuizService(self.url, self.bank, self.clock)
        self.game.tick()

    def player(self, device: str | None = None) -> Player:
        """Somebody new."""
        return new_player(self.game, device)[0]

    def round(self, player: Player, mode: Mode = "practice", language: Language = "en") -> list[Asked]:
        """A round of somebody's, read for long enough."""
        found = asked(player, start_round(self.game, player.player, mode, language))
        self.clock.pass_ms(1_000)
        return found

    def request(
        self, one: Asked, option: str | None = None, *, key: str | None = None, address: str = "here", device: str = ""
    ) -> AnswerRequest:
        """An answer, by default the right one, with a key of its own."""
        place = serve_place(one.serve)
        assert place is not None
        key = key or f"k{next(self._keys)}"
        device = device or one.player.device
        return AnswerRequest(
            one.player.player, device, address, key, *place, one.serve, option or one.right, self.clock()
        )

    def send(self, *requests: AnswerRequest) -> list[Any]:
        """Bodies of the replies to one batch."""
        return [body(reply) for reply in self.game.workers[0].answer(requests)]

    def answer(self, one: Asked, option: str | None = None, **more: str) -> Any:
        """The reply to one answer; a second passes."""
        (reply,) = self.send(self.request(one, option, **more))
        self.clock.pass_ms(1_000)
        return reply

    def look(self) -> None:
        """Let the server look out."""
        self.game.tick()


def body(reply: Reply) -> Any:
    """The body of a reply, with its status."""
    return {"status": reply.status, **json.loads(reply.body)}


def a_campaign(url: str, name: str = "spring", rate_fen: int = 100, budget_fen: int = 100_000, **terms: Any) -> Terms:
    """Open a campaign without caps, unless they are told."""
    caps: dict[str, Any] = {**OPEN_DOOR, **terms}
    told = Terms(name, "A sponsor", "Grassland", rate_fen, budget_fen, **caps)
    open_campaign(url, told)
    return told


def postings(game: QuizService) -> list[dict[str, Any]]:
    """Every posting as the database has it."""
    with game.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM giving_posting ORDER BY chain, number").mappings()
        return [dict(row) for row in rows]


def released_fen(game: QuizService) -> int:
    """What postings of right answers sum to."""
    return sum(row["amount_fen"] for row in postings(game) if row["debit"] == "committed")


def assert_whole(url: str) -> dict[str, Any]:
    """The ledger verifies; its figures."""
    found = verify(url)
    assert found["findings"] == [], found["findings"]
    return found


@contextmanager
def tables(url: str, count: int, clock: Clock | None = None) -> Generator[Sequence[Table]]:
    """Several servers on one database, at one clock."""
    clock = clock or Clock()
    opened = [Table(url, clock) for _ in range(count)]
    try:
        yield opened
    finally:
        for one in opened:
            one.game.database.close()


def sqlite_url(folder: Path) -> str:
    """The address of a new SQLite file."""
    return f"sqlite:///{folder / 'quiz.db'}"
