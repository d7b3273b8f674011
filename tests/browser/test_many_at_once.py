"""The quiz where many begin on one network at once: a short wait ends by itself, a long one is told, in both languages."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from support.browser import visitor
from support.quiz_page import Player, QuizServer, quiz_server

PHONE = 390


def use_up(server: QuizServer) -> None:
    """Others on this network ask for rounds until the server lets them wait; without a player none is made."""
    with httpx.Client(base_url=server.address) as others:
        wish = {"mode": "practice", "lang": "en"}
        while others.post("/api/quiz/rounds", json=wish).status_code != 429:
            pass


@pytest.mark.rule("engage-23")
@pytest.mark.parametrize(
    ("language", "met"), [("zh", "这一轮会自动开始"), ("en", "Your round begins by itself in a few seconds")]
)
def test_a_round_that_has_to_wait_a_little_says_so_and_begins_by_itself(
    browser: Browser, tmp_path: Path, language: str, met: str
) -> None:
    with quiz_server(tmp_path, budget_fen=100, settings={"TANLU_LIMIT_ROUNDS_PER_MINUTE": "10"}) as server:
        player = Player(visitor(browser, server.address, language, PHONE).go("/quiz"))
        player.page.wait_for_selector("[data-pot]")
        player.begin("practice")  # says once that one is old enough
        player.page.go_back()
        player.page.wait_for_selector("button.mode")
        use_up(server)
        player.page.get_by_role("button", name=player.visitor.say("接力", "Relay")).click()
        player.page.get_by_text(met).wait_for()
        player.page.wait_for_selector(".option")
        player.answer()
        player.page.context.close()


@pytest.mark.rule("engage-23")
@pytest.mark.parametrize(("language", "met"), [("zh", "请等一分钟再试"), ("en", "Wait a minute, then try again")])
def test_a_round_that_has_to_wait_long_is_not_waited_for_and_the_page_says_why(
    browser: Browser, tmp_path: Path, language: str, met: str
) -> None:
    with quiz_server(tmp_path, budget_fen=100, settings={"TANLU_LIMIT_ROUNDS_PER_MINUTE": "1"}) as server:
        player = Player(visitor(browser, server.address, language, PHONE).go("/quiz"))
        player.begin("daily")
        player.page.go_back()
        player.page.wait_for_selector("button.mode")
        use_up(server)
        player.page.get_by_role("button", name=player.visitor.say("接力", "Relay")).click()
        player.page.get_by_text(met).wait_for()
        assert player.page.locator(".option").count() == 0
        player.page.context.close()
