"""Every page of the console, with the worked examples' real data, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, reduce
from typing import Any

import pytest

from support.browser import LANGUAGES, answer_of, differs

PLACES = [
    ("tencent", "/?year=2023"),
    ("tencent", "/inventory?year=2023"),
    ("tencent", "/inventory?year=2023&by=site&basis=location"),
    ("tencent", "/inventory?year=2023&by=month"),
    ("tencent", "/inventory?year=2023&by=gas"),
    ("tencent", "/inventory/lines?year=2023&scope=2"),
    ("tencent", "/inventory/lines?year=2023&scope=1"),
    ("tencent", "/inventory/lines/grid_2023?year=2023"),
    ("tencent", "/change?from=2022&to=2023"),
    ("tencent", "/power"),
    ("tencent", "/data?year=2023"),
    ("tencent", "/data/tables"),
    ("tencent", "/factors?text=diesel"),
    ("tencent", "/factors/compare?activity=electricity%2Fgrid&region=CN"),
    ("tencent", "/factors/tencent_grid_2023"),
    ("tencent", "/runs"),
    ("tencent", "/people"),
    ("tencent", "/questions"),
    ("tencent", "/questions?state=retired&q=nothing"),
    ("tencent", "/questions/energy-04"),
    ("tencent", "/questions/items"),
    ("tencent", "/questions/learning"),
    ("tencent", "/no/such/page"),
    ("nem-2020", "/power"),
]
each_page = pytest.mark.parametrize(("case", "path"), PLACES)
each_language = pytest.mark.parametrize("language", list(LANGUAGES))
Look = Callable[[str, str, str], Any]


@each_page
@each_language
def test_no_page_has_a_console_error_a_failed_request_or_a_missing_word(
    seen: Look, case: str, path: str, language: str
) -> None:
    """A key without words is an error on the console."""
    assert seen(case, path, language).troubles == []


@each_page
@each_language
def test_axe_finds_nothing_against_a_page(seen: Look, case: str, path: str, language: str) -> None:
    assert seen(case, path, language).violations == []


@each_page
@each_language
def test_nothing_overflows_a_screen_of_320_pixels(seen: Look, case: str, path: str, language: str) -> None:
    assert seen(case, path, language).overflowing == []


@each_page
@each_language
def test_a_page_says_its_language_and_has_a_title_in_it(seen: Look, case: str, path: str, language: str) -> None:
    met = seen(case, path, language)
    assert met.language == ("zh-CN" if language == "zh" else "en")
    assert bool(re.search(r"[\u4e00-\u9fff]", met.title.split(" · ")[0])) == (language == "zh")


@each_page
@each_language
def test_a_page_shows_what_the_api_says(
    seen: Look, addresses: Callable[[str], str], case: str, path: str, language: str
) -> None:
    """Each figure names its address and its place in the answer; the test asks there and compares."""

    @cache
    def answer(source: str) -> Any:
        return answer_of(addresses(case), source)

    shown = seen(case, path, language).figures
    wrong = [differs(each, _value_at(answer(each.source.split("#")[0]), each.source), language) for each in shown]
    assert [each for each in wrong if each] == []


def _value_at(document: Any, source: str) -> Any:
    def step(found: Any, name: str) -> Any:
        if found is None:
            return None
        return found[int(name)] if isinstance(found, list) else found[name]

    return reduce(step, source.partition("#")[2].split("."), document)


@pytest.mark.parametrize("path", ["/?year=2023", "/inventory?year=2023", "/change?from=2022&to=2023"])
def test_the_pages_of_figures_do_show_figures(seen: Look, path: str) -> None:
    """So that the comparison above is not empty."""
    assert len(seen("tencent", path, "en").figures) >= 10
