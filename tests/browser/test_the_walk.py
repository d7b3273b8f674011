"""The walk of a sustainability lead: from the overview into a figure, down to the source that it rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.browser import LANGUAGES, Visitor

Come = Callable[..., Visitor]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_from_the_overview_through_a_cell_its_line_and_its_factor_to_the_source(come: Come, language: str) -> None:
    lead = come("tencent", language).go("/")
    page = lead.page
    lead.follow(page.get_by_role("link", name=lead.say("清单", "Inventory"), exact=True))
    cell = page.locator("tr", has_text=lead.say("范围二", "Scope 2")).first.get_by_role("link").first
    assert cell.inner_text() == "2,563,616"
    lead.follow(cell)
    lead.follow(page.get_by_role("link", name="grid_2023"))
    assert "5,099,483.4" in page.inner_text("main")
    assert lead.say("为什么是它", "Why this one") in page.inner_text("main")
    lead.follow(page.get_by_role("link", name="tencent_grid_2023").first)
    assert "0.5703" in page.inner_text("main")
    source = page.locator("dd.source").inner_text()
    assert source.startswith("生态环境部 2022年度全国电网平均排放因子")
    assert source == lead.json("/api/factors/tencent_grid_2023")["factor"]["source"]
    assert lead.troubles == []


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_stated_figure_opens_to_the_report_it_was_published_in(come: Come, language: str) -> None:
    lead = come("tencent", language).go("/inventory?year=2023")
    lead.follow(lead.page.locator("tr", has_text=lead.say("范围一", "Scope 1")).first.get_by_role("link").first)
    lead.page.get_by_text("Tencent 2023 ESG report, p. 106").first.wait_for()
    assert lead.troubles == []


def test_the_language_is_switched_on_the_page_and_kept(come: Come) -> None:
    lead = come("tencent", "en").go("/inventory?year=2023")
    lead.page.get_by_role("button", name="中文").click()
    assert lead.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert lead.page.locator("h1").inner_text() == "清单"
    lead.page.reload()
    assert lead.settle().page.locator("h1").inner_text() == "清单"


def test_the_year_of_the_address_is_the_year_of_the_page(come: Come) -> None:
    lead = come("tencent", "en").go("/")
    lead.page.get_by_label("Year", exact=True).select_option("2022")
    lead.page.wait_for_url("**/?year=2022")
    lead.page.get_by_text("Greenhouse-gas emissions 2022").wait_for()
    lead.follow(lead.page.get_by_role("link", name="Inventory", exact=True))
    assert "year=2022" in lead.page.url


def test_keys_alone_reach_the_content_and_a_new_page_takes_the_focus(come: Come) -> None:
    lead = come("tencent", "en").go("/")
    page = lead.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page"
    page.get_by_role("link", name="Data", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'page'")
    assert page.title().startswith("Data")


def test_a_narrow_screen_opens_the_navigation_by_its_button(come: Come) -> None:
    lead = come("tencent", "en", width=360).go("/")
    page = lead.page
    link = page.get_by_role("link", name="Factors", exact=True)
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    lead.follow(link)
    assert page.locator("h1").inner_text() == "Factors"
    assert not link.is_visible()
