"""Builders and fixtures of the quiz's browser tests: a server with a campaign, and a player who knows the answers."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from support.browser import Visitor
from tanlu.engage.giving.terms import Terms
from tanlu.engage.quiz.bank import bank
from tanlu.services.giving.campaigns import open_campaign

CAMPAIGN = "spring.2026"
SPONSOR, PROJECT = "Evergreen Foundation", "Hulunbuir grassland"
READING_MS = 320
"""Longer than the 300 ms within which an answer gives nothing."""
WORDS = {
    "daily": ("今日小径", "Today’s trail"),
    "practice": ("练习", "Practice"),
    "relay": ("接力", "Relay"),
}


class QuizServer:
    """A server without a case whose campaign gives, also for questions that nobody has reviewed."""

    def __init__(
        self, folder: Path, *, budget_fen: int, rate_fen: int = 10, settings: Mapping[str, str] | None = None
    ) -> None:
        self.file = folder / "quiz.db"
        self._settings = dict(settings or {})
        self.database = f"sqlite:///{self.file}"
        open_campaign(self.database, Terms(CAMPAIGN, SPONSOR, PROJECT, rate_fen, budget_fen, 0, 0, 0, 0, True))
        self.address = "http://127.0.0.1:0"
        self.start()

    def start(self) -> None:
        """Serve, at the same address as before."""
        port = str(urlsplit(self.address).port)
        command = [sys.executable, "-m", "tanlu", "serve", "--database", self.database, "--port", port]
        environment = os.environ | self._settings
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, encoding="utf-8", cwd=self.file.parent, env=environment
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        assert self.address, "tanlu serve ended without printing an address"

    def stop(self) -> None:
        """Be away."""
        self._process.terminate()
        self._process.wait(60)

    def let_serves_expire(self) -> None:
        """Make every round look as if it had been served an hour ago."""
        with closing(sqlite3.connect(self.file, timeout=30)) as kept, kept:
            kept.execute("UPDATE quiz_round SET served_ms = served_ms - 3600000")


@contextmanager
def quiz_server(folder: Path, *, budget_fen: int, settings: Mapping[str, str] | None = None) -> Generator[QuizServer]:
    """A server from its start to its end."""
    server = QuizServer(folder, budget_fen=budget_fen, settings=settings)
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Player:
    """Somebody who plays on a phone, and answers as the test wants."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.visitor.page

    def begin(self, mode: str) -> Player:
        """Start a round from the first page, saying that one is old enough where that is asked."""
        name = re.compile(self.visitor.say(*WORDS[mode]))
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_selector('.option, [data-end], input[name="age"]')
        if self.page.locator('input[name="age"]').count():
            self.page.locator('input[value="over"]').check()
            self.page.locator("form .main-button").click()
            self.page.wait_for_selector(".option, [data-end]")
        return self

    def question(self) -> str:
        """The question that is asked."""
        return self.page.locator("h1.question").inner_text()

    def choose(self, *, right: bool = True) -> Player:
        """Read, and choose the right option or one that is not."""
        asked = self.question()
        language = "en" if self.page.locator("h1.question").get_attribute("lang") == "en" else "zh"
        known = next(each for each in bank().questions if each.text(language) == asked)
        answer = known.options(language)[known.right]
        self.page.wait_for_timeout(READING_MS)
        options = self.page.locator(".option")
        texts = [text.strip() for text in options.all_inner_texts()]
        options.nth(texts.index(answer) if right else int(texts.index(answer) == 0)).click()
        return self

    def answer(self, *, right: bool = True) -> Player:
        """Choose, and wait for what is told."""
        self.choose(right=right).page.wait_for_selector("[data-told]")
        return self

    def go_on(self) -> Player:
        """To the next question, or to the end."""
        self.page.locator("[data-told] .main-button").click()
        self.page.wait_for_selector(".option, [data-end]")
        return self

    def remaining_fen(self) -> int:
        """What the server says is left in the pot."""
        return self.visitor.json(f"/api/giving/campaigns/{CAMPAIGN}")["remaining_fen"]


def fen(text: str) -> int:
    """The first sum in a text, `0.10 元` or `CNY 1,234.50`, in fen.

    Examples
    --------
    >>> fen("CNY 1,234.50 released"), fen("还剩 0.07 元")
    (123450, 7)
    """
    met = re.search(r"([\d,]+)\.(\d\d)", text)
    assert met, f"there is no sum in {text!r}"
    return int(met[1].replace(",", "")) * 100 + int(met[2])
