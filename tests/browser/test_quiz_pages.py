"""The public pages as people meet them on a phone: the trail that gives, the books, offline practice, and what goes wrong."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from support.browser import PAGES, overflowing, violations, visitor
from support.quiz_page import CAMPAIGN, PROJECT, READING_MS, SPONSOR, Player, QuizServer, fen, quiz_server
from tanlu.services.giving.campaigns import receipt, settle

BUDGET_BYTES = 150_000
PHONE = 390
SHARING = """window.handedOn = []
navigator.canShare = () => true
navigator.share = async ({files}) => handedOn.push(...files)"""
"""A phone's sheet for sharing, which a browser without a screen has not."""
TWICE = "() => { document.documentElement.style.fontSize = '200%' }"
Come = Callable[..., Player]


@pytest.fixture(scope="module")
def generous(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuizServer]:
    """A server whose pot lasts for all tests."""
    with quiz_server(tmp_path_factory.mktemp("generous"), budget_fen=1_000_000) as server:
        yield server


@pytest.fixture
def come(browser: Browser, generous: QuizServer) -> Iterator[Come]:
    """A player who opens the quiz on a phone."""
    players: list[Player] = []

    def arrive(language: str = "en", path: str = "/quiz", server: QuizServer = generous, script: str = "") -> Player:
        come = visitor(browser, server.address, language, PHONE)
        if script:
            come.page.add_init_script(script)
        players.append(Player(come.go(path)))
        return players[-1]

    yield arrive
    for each in players:
        each.page.context.close()


@pytest.mark.rule("engage-10", "engage-11", "engage-12", "engage-22", "engage-23")
def test_a_person_walks_the_daily_trail_until_the_pot_is_empty_and_to_its_end(
    come: Come, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with quiz_server(tmp_path_factory.mktemp("walk"), budget_fen=47) as server:
        player = come("zh", server=server, script=SHARING)
        page = player.page
        bodies: list[str] = []
        page.on("response", lambda got: bodies.append(got.text()) if got.url.endswith("/quiz/rounds") else None)
        assert fen(page.locator("[data-pot]").inner_text()) == 47
        assert violations(page) == []
        player.begin("daily")
        assert "explanation" not in bodies[0]
        assert "right" not in bodies[0]
        assert violations(page) == []
        before, moved = 47, []
        for n in range(8):
            assert f"第 {n + 1} 题，共 8 题" in page.inner_text("main")
            player.answer(right=n != 1)
            told = page.locator("[data-told]")
            assert page.evaluate("document.activeElement.id") == "verdict"
            assert len(page.locator("[data-explanation]").inner_text()) > 10
            assert len(page.locator("[data-source]").inner_text()) > len("出处：")
            sentences = page.locator("[data-money] p").all_inner_texts()
            released = fen(sentences[0]) if told.get_attribute("data-reason") == "gave" else 0
            after = player.remaining_fen()
            assert before - after == released
            assert fen(sentences[1]) == after
            assert sentences[1] in page.locator("[data-heard]").inner_text()
            assert bool(released) == (PROJECT in sentences[0])
            assert (page.locator("[data-pot-empty]").count() == 1) == (after < 10 and n < 5)
            moved.append(released)
            before = after
            if n < 2:
                assert violations(page) == []
            player.go_on()
        assert moved == [10, 0, 10, 10, 10, 0, 0, 0]
        assert "答对 7 / 8 题" in page.inner_text("main")
        assert fen(page.locator("[data-released]").inner_text()) == 40
        drawn = page.locator("img.picture")
        drawn.wait_for()
        assert page.evaluate("img => [img.naturalWidth, img.naturalHeight]", drawn.element_handle()) == [1080, 1080]
        assert violations(page) == []
        page.get_by_role("button", name="分享", exact=True).click()
        assert page.evaluate("handedOn.map((file) => [file.name, file.type, file.size > 10000])") == [
            ["tanlu-quiz.png", "image/png", True]
        ]
        page.get_by_role("button", name="English").click()
        assert page.evaluate("document.documentElement.lang") == "en"
        assert "7 of 8 right" in page.inner_text("main")
        page.get_by_role("button", name="Back home").click()
        player.visitor.settle()
        assert page.get_by_role("button", name="Today’s trail").is_disabled()
        assert fen(page.locator("[data-pot]").inner_text()) == 7
        assert "CNY 0.47 pledged" in page.locator("[data-pot-empty]").inner_text()
        pay_half_of_it(server.database)
        player.visitor.go("/giving")
        sums = {
            key: fen(page.locator(f'[data-sum="{key}"]').inner_text()) for key in ("settled", "unsettled", "delivered")
        }
        assert sums == {"settled": 20, "unsettled": 20, "delivered": 20}
        assert "stands as unsettled" in page.inner_text("main")
        assert page.locator("table").first.locator("tbody td").all_inner_texts() == ["0.5", "hectares", "land-7"]
        assert violations(page) == []
        assert player.visitor.troubles == []


def pay_half_of_it(database: str) -> None:
    settle(database, CAMPAIGN, receipt="paid-7", charity="Grassland Trust", amount_fen=20)
    receipt(database, CAMPAIGN, receipt="land-7", unit="hectare", quantity="0.5", amount_fen=None)


@pytest.mark.rule("engage-10", "engage-22", "engage-23")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_books_say_what_the_server_says_and_what_is_not_settled(come: Come, language: str) -> None:
    reader = come(language, f"/giving/{CAMPAIGN}")
    page, say = reader.page, reader.visitor.say
    told = reader.visitor.json(f"/api/giving/campaigns/{CAMPAIGN}")
    names = ("budget", "committed", "settled", "unsettled", "delivered", "remaining")
    shown = {name: fen(page.locator(f'[data-sum="{name}"]').inner_text()) for name in names}
    assert shown == {name: told[f"{name}_fen"] for name in names}
    assert SPONSOR in page.inner_text("main")
    assert say("还没有收据", "No receipt") in page.inner_text("main")
    page.get_by_role("button", name=say("看每一笔", "Show each posting")).click()
    page.wait_for_selector("[data-postings]")
    debits, credits = re.findall(r"[\d,]+\.\d\d", page.locator("[data-balanced]").inner_text())
    assert debits == credits
    with page.expect_download() as got:
        page.get_by_role("link", name=say("下载 CSV", "Download CSV")).click()
    assert got.value.path().read_text(encoding="utf-8").startswith("posting,at,debit,credit,amount_fen")
    assert "tanlu giving verify" in page.inner_text("main")
    assert violations(page) == []
    assert overflowing(page) == []
    page.evaluate(TWICE)
    assert overflowing(page) == []
    assert reader.visitor.troubles == []


@pytest.mark.rule("engage-23")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_sticks_out_of_a_narrow_screen_with_large_text(come: Come, language: str) -> None:
    player = come(language)
    page = player.page
    page.evaluate(TWICE)
    assert overflowing(page) == []
    player.begin("relay")
    assert page.get_by_role("timer").count() == 1
    assert overflowing(page) == []
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a.quiet, a.brand')]
          .map((each) => each.getBoundingClientRect()).filter((box) => box.height < 44 || box.width < 44).length"""
    )
    assert small == 0
    player.answer()
    assert overflowing(page) == []
    assert not re.search(r"undefined|\{\w+\}|NaN", page.inner_text("body"))
    assert player.visitor.troubles == []


@pytest.mark.rule("engage-20")
def test_a_child_plays_once_a_guardian_agrees(come: Come) -> None:
    page = come("en").page
    page.get_by_role("button", name="Practice").click()
    page.get_by_label("Under fourteen").check()
    begin = page.get_by_role("button", name="Begin")
    assert begin.is_disabled()
    page.get_by_role("switch").check()
    begin.click()
    page.wait_for_selector(".option")


@pytest.mark.rule("engage-20")
def test_a_player_takes_a_copy_of_what_is_kept_and_is_erased_with_the_books_as_they_were(come: Come) -> None:
    player = come("en").begin("daily").answer().go_on()
    page = player.page
    remaining_fen = player.remaining_fen()
    page.go_back()
    player.visitor.settle()
    page.get_by_text("Your data").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Take a copy").click()
    assert json.loads(got.value.path().read_text(encoding="utf-8"))["answers"] == 1
    page.get_by_role("button", name="Erase it all").click()
    page.get_by_role("button", name="Yes, erase").click()
    page.get_by_text("nothing in them leads to you").wait_for()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert player.remaining_fen() == remaining_fen
    player.begin("daily")
    assert "Question 1 of 8" in page.inner_text("main")
    assert player.visitor.troubles == []


@pytest.mark.rule("engage-1")
def test_an_answer_that_was_not_heard_is_sent_again_under_its_own_key_also_after_a_reload(
    come: Come, generous: QuizServer
) -> None:
    player = come("en").begin("daily")
    page, sent = player.page, list[tuple[str | None, str | None]]()

    def busy(route: Route) -> None:
        sent.append((route.request.headers.get("idempotency-key"), route.request.post_data))
        route.fulfill(status=503, headers={"retry-after": "1"}, body="{}") if len(sent) < 3 else route.continue_()

    page.route("**/api/quiz/answers", busy)
    player.choose()
    page.get_by_text("is being sent again under the same key").wait_for()
    page.reload()
    page.wait_for_selector("[data-told]")
    assert len(sent) >= 3
    assert len(set(sent)) == 1
    assert page.locator("[data-told]").get_attribute("data-reason") == "gave"
    page.unroute("**/api/quiz/answers")
    player.go_on()
    remaining_fen = player.remaining_fen()
    generous.let_serves_expire()
    player.answer()
    assert "served more than half an hour ago" in page.locator("[data-money]").inner_text()
    assert page.locator("[data-explanation]").count() == 0
    assert player.remaining_fen() == remaining_fen
    page.goto(f"{player.visitor.address}/quiz")
    player.visitor.settle().page.get_by_role("button", name="Today’s trail").click()
    page.wait_for_selector(".option")
    assert "Question 2 of 8" in page.inner_text("main")
    page.get_by_role("button", name="中文").click()
    page.wait_for_function("() => document.querySelector('h1.question').lang === 'zh-CN'")
    assert "第 2 题，共 8 题" in page.inner_text("main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "option"
    page.wait_for_timeout(READING_MS)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-explanation]")


@pytest.mark.rule("engage-24")
def test_practice_goes_on_while_the_server_is_away_and_is_graded_on_return(come: Come, generous: QuizServer) -> None:
    player = come("en")
    page, remaining_fen = player.page, player.remaining_fen()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    player.begin("practice")
    generous.stop()
    player.answer()
    assert "Your answer is kept" in page.locator("#verdict").inner_text()
    assert page.locator("[data-explanation]").count() == 0
    page.reload()
    page.wait_for_selector(".option")
    player.answer(right=False)
    page.goto(f"{generous.address}/quiz")
    assert "2 answers are kept here" in page.locator("[data-waiting]").inner_text()
    generous.let_serves_expire()
    generous.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    graded = page.locator("[data-graded] .verdict")
    graded.nth(1).wait_for()
    assert graded.all_inner_texts() == ["Right", "Not right"]
    assert page.locator("[data-waiting]").count() == 0
    assert page.get_by_text("gives nothing").count() == 2
    assert player.remaining_fen() == remaining_fen
    assert violations(page) == []


@pytest.mark.parametrize(
    "lacking",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('not here') } })",
        "delete Navigator.prototype.serviceWorker; delete Crypto.prototype.randomUUID",
    ],
    ids=["storage", "workers"],
)
def test_a_view_that_lacks_something_plays_all_the_same(come: Come, lacking: str) -> None:
    player = come("en", script=lacking).begin("daily").answer()
    assert player.page.locator("[data-told]").get_attribute("data-reason") == "gave"
    assert player.visitor.troubles == []


def test_the_first_load_is_small_and_holds_nothing_inline(come: Come) -> None:
    player = come("zh")
    paths = {urlsplit(url).path for url in player.visitor.asked if "/api/" not in url}
    files = {PAGES / ("quiz.html" if path == "/quiz" else path.lstrip("/")) for path in paths}
    assert len(files) >= 4
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= BUDGET_BYTES
    assert {urlsplit(url).netloc for url in player.visitor.asked} == {urlsplit(player.visitor.address).netloc}
    for name in ("quiz.html", "giving.html"):
        text = (PAGES / name).read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", text)
    manifest = player.page.request.get(f"{player.visitor.address}/quiz.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    assert all((PAGES / icon["src"].lstrip("/")).is_file() for icon in manifest.json()["icons"])
