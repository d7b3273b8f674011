"""The quiz's editors at their pages: one writes a question, another accepts it, and it is in play; nothing typed is lost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from functools import cache, reduce
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from support.browser import (
    LANGUAGES,
    Visitor,
    answer_of,
    copy_of,
    differs,
    figures,
    overflowing,
    served,
    violations,
    visitor,
)
from support.item_builders import keep, population
from support.quiz_page import quiz_server
from tanlu.services.quiz.quiz_service import QuizService

TWICE = "() => { document.documentElement.style.fontSize = '200%' }"
PHONE = 390
WRITTEN = {
    "text_zh": "下面哪一种材料的导热系数最低？",
    "text_en": "Which of these materials conducts heat the least?",
    "a_zh": "铜",
    "a_en": "Copper",
    "b_zh": "混凝土",
    "b_en": "Concrete",
    "c_zh": "岩棉",
    "c_en": "Rock wool",
    "explanation_zh": "岩棉里是不流动的空气，导热系数约为每米每开0.04瓦。",
    "explanation_en": "Rock wool holds still air and conducts about 0.04 W/(m·K).",
    "source": "ISO 10456:2007, table 3",
    "source_date": "2007",
}
Come = Callable[..., Visitor]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose bank may be changed."""
    with served(copy_of("tencent", tmp_path_factory.mktemp("bank"))) as address:
        yield address


@pytest.fixture
def come(browser: Browser, bank: str) -> Iterator[Come]:
    """An editor with a browser and a name of their own."""
    visitors: list[Visitor] = []

    def arrive(name: str, language: str = "en", width: int = 1280) -> Visitor:
        editor = visitor(browser, bank, language, width)
        visitors.append(editor)
        page = editor.go("/questions").page
        page.get_by_label(editor.say("您的名字", "Your name")).fill(name)
        page.get_by_role("button", name=editor.say("就用这个名字", "Use this name")).click()
        return editor

    yield arrive
    for each in visitors:
        each.page.context.close()


def begin(editor: Visitor) -> Page:
    """Begin a new question."""
    return editor.follow(editor.page.get_by_role("button", name=editor.say("写一道新题", "New question"))).page


def write(page: Page, **changed: str) -> None:
    """Fill the form in, with option c as the right one."""
    for name, text in {**WRITTEN, **changed}.items():
        page.locator(f"#cell-{name}").fill(text)
    page.locator("#cell-theme").select_option("buildings")
    page.locator("#cell-difficulty").select_option("2")
    page.locator('input[name="right"]').nth(2).check()


def fits(page: Page) -> list[str]:
    """What sticks out of a narrow screen, also where text is twice as large."""
    out = overflowing(page)
    page.evaluate(TWICE)
    out += overflowing(page)
    page.evaluate("() => { document.documentElement.style.fontSize = '' }")
    page.set_viewport_size({"width": 1280, "height": 900})
    return out


@pytest.mark.rule("engage-17", "engage-22", "engage-23")
@pytest.mark.parametrize(("author", "reviewer"), [("zh", "en"), ("en", "zh")])
def test_an_editor_writes_a_question_another_accepts_it_and_it_is_in_play(
    come: Come, bank: str, author: str, reviewer: str
) -> None:
    own = {"text_zh": f"下面哪种材料导热最慢（{author}）？", "text_en": f"Which conducts least ({author})?"}
    wang = come("王强", author, PHONE)
    page = begin(wang)
    assert page.locator(".flaw").count() > 8
    assert page.locator('.flaw[lang="en"]').count() == 0  # each in the words of the page
    assert violations(page) == []
    write(page, **own)
    page.get_by_role("button", name=wang.say("提交审阅", "Submit for review")).click()
    page.get_by_text(wang.say("要由另一个人审阅", "another person reviews it")).last.wait_for()
    assert page.get_by_role("radio").count() == 0
    assert violations(page) == []
    assert fits(page) == []
    where = page.url.removeprefix(wang.address)

    lee = come("Anna Lee", reviewer)
    page = lee.page
    lee.follow(page.get_by_role("link", name=lee.say(own["text_zh"], own["text_en"])))
    assert page.url.endswith(where)
    page.get_by_role("radio", name=lee.say("采用", "Accept")).check()
    page.get_by_label(lee.say("我打开了出处", "I opened the source")).check()
    assert violations(page) == []
    page.get_by_role("button", name=lee.say("记下决定", "Send the verdict")).click()
    lee.follow(page.locator('section[aria-labelledby="form"] > p').get_by_role("link"))
    question = page.locator("h1").inner_text()
    assert question.startswith("buildings-")
    head = page.locator("main .top").first
    for word in (lee.say("在用", "in play"), lee.say("已审阅", "reviewed"), lee.say("已核对出处", "source read")):
        expect(head).to_contain_text(word)
    assert violations(page) == []
    assert fits(page) == []
    assert wang.troubles == lee.troubles == []

    version = lee.json(f"/api/editor/questions/{question}")["versions"][0]
    assert (version["in_play"], version["author"], version["reviewer"]) == (True, "王强", "Anna Lee")
    with urlopen(f"{bank}/api/editor/bank.csv") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8"))))
    assert [row["right"] for row in rows if row["question"] == question] == ["c"]


@pytest.mark.rule("engage-17")
def test_a_new_version_shows_the_old_words_beside_the_new_and_comes_back_with_a_note(come: Come) -> None:
    author = come("Wang")
    author.go("/questions/energy-04")
    page = author.follow(author.page.get_by_role("button", name="Write a new version")).page
    before = page.locator("#cell-text_en").input_value()
    page.locator("#cell-text_en").fill(f"{before} Choose one.")
    changes = page.locator(".changes li")
    expect(changes).to_have_count(1)
    assert [text.split("\n\n")[-1] for text in changes.locator(".sides > div").all_inner_texts()] == [
        before,
        f"{before} Choose one.",
    ]
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_text("another person reviews it").last.wait_for()
    where = page.url.removeprefix(author.address)

    other = come("Lee").go(where)
    page = other.page
    page.get_by_role("radio", name="Return").check()
    page.get_by_role("button", name="Send the verdict").click()
    page.get_by_text("Say why it is returned.").wait_for()
    page.get_by_label("Note (needed to return it)").fill("Nobody needs to be told to choose.")
    page.get_by_role("button", name="Send the verdict").click()
    page.get_by_text("The reviewer’s note").wait_for()

    author.go(where).page.get_by_text("Nobody needs to be told to choose.").wait_for()
    assert violations(author.page) == []
    assert author.troubles == other.troubles == []


def test_what_is_typed_is_not_lost_when_the_page_is_left_or_somebody_else_saved(come: Come) -> None:
    author = come("Wang")
    page = begin(author)
    page.locator("#cell-text_en").fill("What is a heat pump?")
    page.get_by_text("Changes are not saved").wait_for()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Data", exact=True).click()
    assert asked == ["Changes are not saved. Leave the page and drop them?"]
    assert page.locator("#cell-text_en").input_value() == "What is a heat pump?"

    other = come("Lee").go(page.url.removeprefix(author.address))
    other.page.locator("#cell-source").fill("IEA, The Future of Heat Pumps, 2022")
    other.page.get_by_role("button", name="Save", exact=True).click()
    other.page.get_by_text("Saved.", exact=True).first.wait_for()

    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Somebody saved this draft while you were editing.").wait_for()
    assert page.locator("#cell-text_en").input_value() == "What is a heat pump?"
    assert violations(page) == []
    page.get_by_role("button", name="Keep mine and save over it").click()
    page.get_by_text("Saved.", exact=True).first.wait_for()
    assert author.json(f"/api/editor/drafts/{page.url.rsplit('/', 1)[1]}")["draft"]["cells"]["text_en"] == (
        "What is a heat pump?"
    )
    page.get_by_role("button", name="Withdraw the draft").click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    page.get_by_text("Withdrawn.").wait_for()


@pytest.mark.rule("engage-17")
def test_a_question_is_doubted_with_a_note_and_retired_for_a_reason(come: Come) -> None:
    editor = come("Lee").go("/questions/sinks-02")
    page = editor.page
    page.get_by_role("radio", name="Doubt").check()
    page.get_by_role("button", name="Send the review").click()
    page.get_by_text("Say what is in doubt.").wait_for()
    page.get_by_label("Note (needed with a doubt)").fill("The share moved in the newer budget.")
    page.get_by_role("button", name="Send the review").click()
    page.locator(".reviews").get_by_text("The share moved in the newer budget.").wait_for()
    page.get_by_role("button", name="Retire this question…").click()
    assert page.evaluate("document.activeElement.id") == "retire-reason"
    page.keyboard.type("A newer budget is out.")
    page.get_by_role("button", name="Yes, retire it").click()
    page.get_by_text("A newer budget is out.").first.wait_for()
    expect(page.locator("main .top").first).to_contain_text("retired")
    assert violations(page) == []
    editor.go("/questions?state=retired&q=sinks-02").page.locator("tbody tr", has_text="sinks-02").wait_for()
    assert editor.troubles == []


@pytest.mark.rule("engage-16")
def test_the_items_are_sorted_by_a_column_and_the_order_stands_in_the_address(come: Come) -> None:
    page = come("Lee").go("/questions/items").page
    head = page.get_by_role("columnheader", name="Difficulty")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert "sort=-difficulty" in page.url
    assert set(page.locator("tbody tr td:nth-child(3)").all_inner_texts()[:3]) == {"5"}
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert set(page.locator("tbody tr td:nth-child(3)").all_inner_texts()[:3]) == {"1"}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server without a case, whose questions many players answered."""
    folder = tmp_path_factory.mktemp("answered")
    url = f"sqlite:///{folder / 'quiz.db'}"
    game = QuizService(url)
    some = game.questions.in_play[:40]
    keep(game, population(some, 600, 20, 7), some)
    with quiz_server(folder, budget_fen=100) as server:
        yield server.address


@pytest.mark.rule("engage-16", "engage-19", "engage-22", "engage-23")
@pytest.mark.parametrize("path", ["/questions", "/questions/buildings-01", "/questions/items", "/questions/learning"])
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_what_answers_tell_is_shown_without_a_case_and_as_the_api_says_it(
    browser: Browser, answered: str, path: str, language: str
) -> None:
    reader = visitor(browser, answered, language).go(path)
    page = reader.page
    shown = [each for each in figures(page) if "#" in each.source]
    assert len(shown) >= 5
    wrong = [differs(each, _at(reader, each.source), language) for each in shown]
    assert [each for each in wrong if each] == []
    assert violations(page) == []
    assert reader.troubles == []
    assert fits(page) == []
    page.context.close()


def _at(reader: Visitor, source: str) -> Any:
    address, _, path = source.partition("#")

    def step(found: Any, name: str) -> Any:
        return found[int(name)] if isinstance(found, list) else found[name]

    return reduce(step, path.split("."), _known(reader.address, address))


@cache
def _known(address: str, path: str) -> Any:
    return answer_of(address, path)


@pytest.mark.rule("engage-16")
def test_the_picture_of_the_items_opens_the_question_of_a_point(browser: Browser, answered: str) -> None:
    reader = visitor(browser, answered, "en").go("/questions/items?against=discrimination")
    picture = reader.page.get_by_role("img", name="Scatter")
    assert "discrimination" in (picture.get_attribute("aria-label") or "")
    assert reader.page.get_by_text("40 of 138 questions").count() == 1
    find_a_point(reader.page)
    reader.page.mouse.down()
    reader.page.mouse.up()
    reader.page.wait_for_url(re.compile(r"/questions/[a-z_]+-\d\d$"))
    assert reader.settle().troubles == []
    reader.page.context.close()


def find_a_point(page: Page) -> None:
    """Move over the picture until the pointer says that there is something to open."""
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for x in range(60, int(box["width"]), 6):
        for y in range(60, int(box["height"]) - 60, 6):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if page.evaluate("getComputedStyle(document.querySelector('canvas').parentElement).cursor") == "pointer":
                return
    pytest.fail("there is no point in the picture")
