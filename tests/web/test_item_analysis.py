"""Item analysis and learning gain through the served API: what is shown, to whom, and that it says no answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.item_builders import keep, population
from support.server import served
from tanlu.engage.quiz.bank import bank
from tanlu.engage.quiz.question import THEMES
from tanlu.services.quiz.quiz_service import QuizService


@pytest.mark.rule("engage-16", "engage-18", "engage-19")
def test_editors_see_what_first_attempts_show_and_no_option_of_a_question(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'quiz.db'}"
    game, played = QuizService(url), bank().in_play()[::4]
    keep(game, population(played, 1_500, 10, seed=4), played)
    game.stop()
    with served("--database", url) as server:
        browser = server.browser()
        answer = browser.get("/api/editor/items")
        items, learning = answer.json(), browser.get("/api/editor/learning").json()
    assert items["first_attempts"] == learning["first_attempts"] == 15_000
    assert (items["enough_attempts"], items["bank"]["items"]) == (100, len(bank().in_play()))
    shown = [item for item in items["items"] if item["attempts"]]
    assert len(shown) == len(played)
    assert all(item["knew_percent"] is not None and item["discrimination"] > 0.1 for item in shown)
    assert [theme["theme"] for theme in learning["themes"]] == list(THEMES)
    energy = learning["themes"][0]
    assert (energy["zh"], energy["en"]) == ("能源", "Energy")
    assert energy["low"] < energy["gain"] < energy["high"]
    assert set(items["items"][0]) == {
        *("question", "version", "theme", "difficulty", "text_zh", "text_en", "retired"),
        *("attempts", "right_attempts", "knew_percent", "discrimination", "flags"),
    }
    assert not any(json.dumps(question.explanation_en) in answer.text for question in bank().questions)
