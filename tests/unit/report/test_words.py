"""The report speaks 简体中文 and English completely: one catalogue has every text of the other, with the same places."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from tanlu.core.message import Language
from tanlu.core.message import catalogue as of_room
from tanlu.inventory.boundary import CONSOLIDATIONS, KINDS
from tanlu.report.disclosures import disclosures
from tanlu.report.sections import SECTIONS
from tanlu.report.sections.evidence import FRAMEWORKS
from tanlu.report.translations import Words

SOURCE = Path(__file__).resolve().parents[3] / "src" / "tanlu" / "report"


def catalogue(language: Language) -> dict[str, str]:
    """Every text of the report's catalogue by its name, of plural forms the last."""
    entries = {
        entry.id if isinstance(entry.id, str) else entry.id[0]: entry.string for entry in of_room("report", language)
    }
    return {
        key.removeprefix("report."): text if isinstance(text, str) else (text or ("",))[-1]
        for key, text in entries.items()
        if key
    }


def places(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_places():
    zh, en = catalogue("zh"), catalogue("en")
    assert sorted(zh) == sorted(en)
    assert {name for name in zh if places(zh[name]) != places(en[name])} == set()


def test_every_chinese_text_is_chinese_where_its_english_is_words():
    same = {name for name, text in catalogue("zh").items() if text == catalogue("en")[name]}
    assert same == {"category", "kgco2e"}  # a number with a name, and a unit


def test_every_name_that_the_source_asks_for_is_in_the_catalogue():
    asked = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"\b(?:words|names)\(\s*\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 100
    assert asked - set(catalogue("en")) == set()


def test_every_choice_of_a_case_has_words():
    names = {*CONSOLIDATIONS, *(f"kind_{kind}" for kind in KINDS), *(name for name, _ in SECTIONS)}
    names |= {f"framework_{name}" for name in FRAMEWORKS} | {f"what_{each.what}" for each in disclosures()}
    names |= {f"because_{each.because}" for each in disclosures() if each.because}
    assert names - set(catalogue("en")) == set()


@pytest.mark.parametrize(
    ("lang", "day", "month"), [("zh", "2024年2月29日", "2024年2月"), ("en", "29 February 2024", "February 2024")]
)
def test_days_and_months_are_written_in_the_habit_of_each_language(lang, day, month):
    words = Words(lang)
    assert (words.day("2024-02-29"), words.month("2024-02")) == (day, month)


def test_numbers_are_rounded_half_up_and_what_is_not_known_says_so():
    words = Words("en")
    assert (words.number(1234.25), words.number(None), words.percent(0.125, 1)) == ("1,234.3", "not known", "12.5 %")
