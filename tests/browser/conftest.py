"""What the browser tests share: the worked examples served, one browser, and each page visited once in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from support.browser import (
    Shown,
    Visitor,
    chromium,
    copy_of,
    figures,
    overflowing,
    served,
    violations,
    visitor,
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The address of a case by its name; a case is served when it is first asked for."""
    known: dict[str, str] = {}
    with ExitStack() as stack:

        def address(case: str) -> str:
            if case not in known:
                folder: Path = tmp_path_factory.mktemp(case)
                known[case] = stack.enter_context(served(copy_of(case, folder)))
            return known[case]

        yield address


@pytest.fixture
def come(browser: Browser, addresses: Callable[[str], str]) -> Iterator[Callable[..., Visitor]]:
    """A visitor to a case."""
    visitors: list[Visitor] = []

    def arrive(case: str = "tencent", language: str = "en", width: int = 1280) -> Visitor:
        visitors.append(visitor(browser, addresses(case), language, width))
        return visitors[-1]

    yield arrive
    for each in visitors:
        each.page.context.close()


@dataclass(frozen=True)
class Seen:
    """What a visit to a page showed."""

    title: str
    language: str
    troubles: list[str]
    violations: list[str]
    overflowing: list[str]
    figures: list[Shown]


@pytest.fixture(scope="session")
def seen(browser: Browser, addresses: Callable[[str], str]) -> Callable[[str, str, str], Seen]:
    """A page as it was seen; each is opened once in each language, and judged by several tests."""
    met: dict[tuple[str, str, str], Seen] = {}
    visitors: dict[tuple[str, str], Visitor] = {}

    def look(case: str, path: str, language: str) -> Seen:
        if (case, path, language) not in met:
            if (case, language) not in visitors:
                visitors[case, language] = visitor(browser, addresses(case), language)
            met[case, path, language] = _see(visitors[case, language], path)
        return met[case, path, language]

    return look


def _see(come: Visitor, path: str) -> Seen:
    """Look at a page; Chinese is judged by axe on a wide screen, English on a narrow one, where tables scroll."""
    come.troubles.clear()
    page = come.page
    page.set_viewport_size({"width": 1280, "height": 900})
    come.go(path)
    wide = violations(page) if come.language == "zh" else []
    out = overflowing(page)
    narrow = violations(page) if come.language == "en" else []
    language = page.evaluate("document.documentElement.lang")
    return Seen(page.title(), language, list(come.troubles), wide + narrow, out, figures(page))
