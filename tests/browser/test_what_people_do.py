"""What people change from the console: a table sent in, a run kept and compared, a server that asks who signs in."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support.browser import LANGUAGES, Visitor, copy_of, served, violations, visitor

Come = Callable[..., Visitor]
LINE = "grid_2021b,group,2021-01-01,2021-12-31,electricity/grid,10,MWh,meter book,2024-05-01,\n"


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A copy of the case that may be changed; what one test changes (2021) no other looks at."""
    case = copy_of("tencent", tmp_path_factory.mktemp("lent"))
    with served(case) as address:
        yield address, case


@pytest.fixture
def own(browser: Browser, lent: tuple[str, Path]) -> Iterator[tuple[Visitor, Path]]:
    """A visitor to it."""
    come = visitor(browser, lent[0], "en")
    yield come, lent[1]
    come.page.context.close()


def test_a_table_is_checked_then_shown_and_only_then_taken(own: tuple[Visitor, Path], tmp_path: Path) -> None:
    lead, case = own
    page = lead.go("/data/tables").page
    before = (case / "activities.csv").read_text(encoding="utf-8")
    sent = tmp_path / "activities.csv"
    sent.write_text(before + LINE, encoding="utf-8")
    page.get_by_label("Choose a file").set_input_files(sent)
    page.get_by_role("button", name="Check").click()
    result = page.locator("#upload-result")
    result.wait_for()
    assert re.search(r"Rows now\s+9\s+Rows then\s+10\s+Added\s+1", result.inner_text())
    assert (case / "activities.csv").read_text(encoding="utf-8") == before
    assert violations(page) == []
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("Taken. The old file is kept.").wait_for()
    assert (case / "activities.csv").read_text(encoding="utf-8") == before + LINE
    lead.follow(page.get_by_role("link", name="Administrator"))
    page.locator("tr", has_text="took a table").first.get_by_text("activities").wait_for()
    assert lead.troubles == []


def test_the_wrong_table_is_refused_in_the_readers_language(own: tuple[Visitor, Path], tmp_path: Path) -> None:
    lead, case = own
    before = {path.name: path.read_bytes() for path in case.glob("*.csv")}
    page = lead.go("/data/tables").page
    sent = tmp_path / "activities.csv"
    sent.write_text("animal,legs\ncat,4\n", encoding="utf-8")
    page.get_by_label("Choose a file").set_input_files(sent)
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="检查", exact=True).click()
    page.get_by_role("alert").get_by_text(re.compile("[\u4e00-\u9fff]{4}")).first.wait_for()
    assert {path.name: path.read_bytes() for path in case.glob("*.csv")} == before


def test_a_run_is_kept_and_two_are_compared(own: tuple[Visitor, Path]) -> None:
    lead, _ = own
    page = lead.go("/runs?year=2022").page
    page.get_by_role("button", name="Keep a run of 2022").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    lead.go("/runs?year=2023")
    page.get_by_role("button", name="Keep a run of 2023").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    page.get_by_role("radio", name=re.compile("First: 2022-")).check()
    page.get_by_role("radio", name=re.compile("Second: 2023-")).check()
    lead.follow(page.get_by_role("button", name="Compare"))
    assert "+53,026" in page.inner_text("main")
    assert violations(page) == []
    assert lead.troubles == []


def test_a_server_with_a_door_shows_it_first_and_then_the_page_that_was_asked_for(
    browser: Browser, tmp_path: Path
) -> None:
    case = copy_of("tencent", tmp_path)
    make = [sys.executable, "-m", "tanlu", "serve", str(case), "--make-admin"]
    secret = subprocess.run(make, capture_output=True, encoding="utf-8", check=True).stdout.strip()
    with served(case, "--host", "0.0.0.0") as address:
        for language in LANGUAGES:
            come_in(visitor(browser, address, language), secret)


def come_in(lead: Visitor, secret: str) -> None:
    """Once with a wrong secret, once with the right one, and out again."""
    page = lead.page
    page.goto(f"{lead.address}/inventory?year=2023")
    password = page.get_by_label(lead.say("密码", "Password"))
    enter = page.get_by_role("button", name=lead.say("登录", "Sign in"))
    password.wait_for()
    assert violations(page) == []
    password.fill("not the secret")
    enter.click()
    page.get_by_text(lead.say("名字或密码不对。", "Name or password is not right.")).wait_for()
    password.fill(secret)
    enter.click()
    page.get_by_role("heading", name=lead.say("清单", "Inventory")).wait_for()
    page.get_by_role("button", name=lead.say("退出", "Sign out")).click()
    password.wait_for()
    page.context.close()
