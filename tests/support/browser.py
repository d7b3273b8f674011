"""Builders and fixtures of the browser tests: a real server on a copy of a case, a real Chromium, and what a visit to a page shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, Playwright, Response

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "src" / "tanlu" / "web" / "pages"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
NOT_KNOWN = {"zh": "未知", "en": "not known"}
PATIENCE_S = 60.0
"""Longer than any page takes on a slow machine; nothing is judged by it."""


@contextmanager
def served(case: Path, *options: str) -> Generator[str]:
    """Serve a case as a person does; gives the address that the command prints."""
    command = [sys.executable, "-m", "tanlu", "serve", str(case), "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment)
    try:
        assert process.stdout is not None
        printed = next((met for line in process.stdout if (met := re.search(r"http://[\w.\[\]:]+:\d+", line))), None)
        assert printed, "tanlu serve ended without printing an address"
        address = printed.group().replace("0.0.0.0", "127.0.0.1")
        _wait_until_it_answers(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _wait_until_it_answers(address: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urlopen(f"{address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except URLError:
            pass
        assert time.monotonic() < end, f"{address} does not answer"
        time.sleep(0.05)


def copy_of(case: str, folder: Path) -> Path:
    """A copy of one of the cases, without what an earlier run left in it."""
    return Path(shutil.copytree(ROOT / "cases" / case, folder / case, ignore=shutil.ignore_patterns("runs", ".tanlu")))


def chromium(playwright: Playwright) -> Browser:
    """The system's Chromium, which `make setup-dev` finds or brings."""
    found = subprocess.run(
        [ROOT / "scripts" / "install-browser.sh", "where"], capture_output=True, encoding="utf-8", check=False
    )
    assert found.returncode == 0, found.stderr
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=found.stdout.strip(), args=as_root)


@dataclass
class Visitor:
    """Somebody who reads one language, and notes whatever goes wrong on the way."""

    page: Page
    address: str
    language: str
    troubles: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, path: str) -> Visitor:
        """Open a page by its address and wait until it has settled."""
        self.page.goto(self.address + path)
        return self.settle()

    def settle(self) -> Visitor:
        """Wait until nothing is busy and every chart is drawn."""
        self.page.wait_for_function(SETTLED, timeout=PATIENCE_S * 1000)
        return self

    def follow(self, link: Locator) -> Visitor:
        """Click what leads to another page, and wait until that one has settled."""
        before = self.page.url
        link.click()
        self.page.wait_for_function("before => location.href !== before", arg=before)
        return self.settle()

    def say(self, zh: str, en: str) -> str:
        """The word that this visitor reads."""
        return zh if self.language == "zh" else en

    def json(self, path: str) -> Any:
        """What the API answers; long work is waited for."""
        return answer_of(self.address, path)


SETTLED = """() => document.querySelector('main h1')
  && !document.querySelector('[aria-busy="true"]')
  && ![...document.querySelectorAll('[data-drawn]')].some((chart) => chart.dataset.drawn === 'false')"""


def answer_of(address: str, path: str) -> Any:
    """The JSON behind a path of the API, once long work for it is done."""
    end = time.monotonic() + PATIENCE_S
    while True:
        with urlopen(address + path, timeout=PATIENCE_S) as answer:
            document = json.load(answer)
            if answer.status == 200:
                return document
        assert time.monotonic() < end, f"{path} is not done"
        time.sleep(0.2)


def visitor(browser: Browser, address: str, language: str, width: int = 1280) -> Visitor:
    """A visitor with a browser of their own: no cookies, no kept language."""
    context = browser.new_context(
        locale=LANGUAGES[language], viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    come = Visitor(context.new_page(), address, language)
    come.page.on("console", lambda message: _note_console(come, message.type, message.text))
    come.page.on("pageerror", lambda error: come.troubles.append(f"page error: {error}"))
    come.page.on("requestfailed", lambda request: _note_failure(come, request.url, str(request.failure)))
    come.page.on("response", lambda response: _note_response(come, response))
    return come


def _note_failure(come: Visitor, url: str, failure: str) -> None:
    if failure != "net::ERR_ABORTED":  # a page that is left lets go of what it had asked for
        come.troubles.append(f"failed: {url} {failure}")


def _note_console(come: Visitor, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        come.troubles.append(f"console {kind}: {text}")


def _note_response(come: Visitor, response: Response) -> None:
    come.asked.append(response.url)
    if response.status >= 400:
        come.troubles.append(f"{response.status}: {response.url}")


def violations(page: Page) -> list[str]:
    """What axe finds against the page, one line each; injected past the security policy, which stays as it is."""
    assert AXE.is_file(), "axe-core is not there; run: make setup-dev"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def overflowing(page: Page) -> list[str]:
    """What sticks out of a 320 px wide screen; regions that scroll on their own may be wider inside."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(100)
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= 320 ? [] : [
          `the page is ${document.documentElement.scrollWidth} wide`,
          ...[...document.querySelectorAll('body *')]
            .filter((each) => each.getBoundingClientRect().right > 321 && !each.closest('.scroll'))
            .map((each) => `${each.tagName.toLowerCase()}.${each.className} ${each.getBoundingClientRect().right}`)]"""
    )


@dataclass(frozen=True)
class Shown:
    """A figure as the page shows it, and where it says that it comes from."""

    source: str
    kind: str
    text: str


def figures(page: Page) -> list[Shown]:
    """Every figure of a page."""
    rows = page.evaluate(
        """() => [...document.querySelectorAll('[data-figure]')]
          .map((each) => [each.dataset.figure, each.dataset.kind, each.textContent.trim()])"""
    )
    return [Shown(*row) for row in rows]


def differs(shown: Shown, value: object, language: str) -> str | None:
    """Why a shown figure is not the value, or nothing; a shown number may be off by half of its last digit."""
    if value is None:
        return None if shown.text == NOT_KNOWN[language] else f"{shown} but the API does not know it"
    assert isinstance(value, int | float), f"{shown.source} is no number: {value!r}"
    digits = re.sub(r"[,\s%+\u200e]", "", shown.text).replace("\u2212", "-")
    if not re.fullmatch(r"-?\d+(\.\d+)?", digits):
        return f"{shown} is no number; the API says {value}"
    places = len(digits.partition(".")[2])
    expected = value * 100 if shown.kind.startswith("percent") else value
    half = 0.5 * 10.0**-places * (1 + 1e-9) + abs(expected) * 1e-12
    if shown.kind == "amount" and abs(expected) < 1:
        half = max(half, abs(expected) * 0.5e-2, 5e-7)  # three figures below one; less than a gram is nothing
    return None if abs(float(digits) - expected) <= half else f"{shown} but the API says {value}"
