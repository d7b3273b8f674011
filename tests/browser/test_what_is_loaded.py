"""What the first page costs to load, and that nothing comes from elsewhere."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.request import urlopen

from support.browser import PAGES, ROOT, Visitor

BUDGET_BYTES = 500_000
Come = Callable[..., Visitor]


def built(come: Visitor) -> dict[str, int]:
    """The built files that a visit asked for, with their size in gzip."""
    paths = {urlsplit(url).path for url in come.asked}
    files = {path: PAGES / path.lstrip("/") for path in paths if path.startswith("/assets/")}
    return {"index.html": _gzipped("index.html"), **{path: _gzipped(path.lstrip("/")) for path in files}}


def _gzipped(name: str) -> int:
    return len(gzip.compress((PAGES / name).read_bytes(), 6))


def test_the_first_page_costs_at_most_half_a_megabyte(come: Callable[..., Visitor]) -> None:
    sizes = built(come("tencent", "en").go("/"))
    assert len(sizes) >= 4
    assert sum(sizes.values()) <= BUDGET_BYTES, sizes


def test_the_charts_are_loaded_when_the_first_chart_is_needed(come: Come) -> None:
    lead = come("tencent", "en").go("/")
    assert not [url for url in lead.asked if "echarts" in url]
    lead.go("/inventory?year=2023")
    assert [url for url in lead.asked if "echarts" in url]
    assert sum(built(lead).values()) <= BUDGET_BYTES


def test_everything_comes_from_the_server_itself(come: Come) -> None:
    lead = come("nem-2020", "zh").go("/power")
    assert {urlsplit(url).netloc for url in lead.asked} == {urlsplit(lead.address).netloc}


def test_the_licences_of_what_is_built_in_come_along(come: Come) -> None:
    lead = come("tencent", "en").go("/")
    named = lead.page.get_by_role("link", name="Licences of what is used").get_attribute("href")
    with urlopen(f"{lead.address}{named}") as answer:
        assert "## echarts - " in answer.read().decode("utf-8")


def test_the_page_holds_no_script_and_no_style_of_its_own(come: Come) -> None:
    """The security policy forbids both; the browser would say so, and the page must not try."""
    text = (PAGES / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle=", text)
    lead = come("tencent", "en").go("/inventory?year=2023")
    assert lead.page.locator("style").count() == 0


def test_both_languages_know_every_code_of_a_finding() -> None:
    manual = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"^\| `([a-z0-9_]+)` \|", manual, re.MULTILINE))
    assert len(codes) > 100
    for language in ("zh", "en"):
        words = (ROOT / "frontend" / "src" / "i18n" / "locales" / language / "codes.ts").read_text(encoding="utf-8")
        assert codes - set(re.findall(r"\b(\w+): '", words)) == set()


def test_the_lock_of_the_pages_holds_no_address_of_a_registry() -> None:
    lock = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
