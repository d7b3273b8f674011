"""Sentences of the catalogues: the same places in both languages, plural forms, nested messages, and no key without a text."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from tanlu.core.finding import Finding, grouped
from tanlu.core.message import LANGUAGES, Language, catalogue, literal, message, rooms

SOURCES = sorted((Path(__file__).resolve().parents[3] / "src" / "tanlu").rglob("*.py"))


def texts(room: str, language: Language) -> dict[str, list[str]]:
    """Every text of a catalogue by its key, one for each plural form."""
    found: dict[str, list[str]] = {}
    for entry in catalogue(room, language):
        if entry.id:
            key = entry.id if isinstance(entry.id, str) else entry.id[0]
            text: Any = entry.string
            found[key] = [text] if isinstance(text, str) else list(text)
    return found


def places(text: str) -> set[str]:
    """The values that a text asks for."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_used() -> dict[str, str]:
    """Every key that the source names in a call of ``message``, with the file that does."""
    used: dict[str, str] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "message":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    used[first.value] = path.name
    return used


@pytest.mark.parametrize("room", rooms())
def test_both_languages_have_every_text_of_a_room_with_the_same_values(room):
    english, chinese = texts(room, "en"), texts(room, "zh")
    assert sorted(english) == sorted(chinese)
    for key, forms in english.items():
        assert all(forms), key
        assert all(chinese[key]), key
        asked = set().union(*map(places, forms)) - {"count"}
        assert set().union(*map(places, chinese[key])) - {"count"} == asked, key
        assert key.split(".")[0] == room


@pytest.mark.parametrize("room", rooms())
def test_english_texts_with_plural_forms_have_two_and_ask_for_their_count(room):
    for key, forms in texts(room, "en").items():
        assert len(forms) in (1, 2), key


def test_every_key_that_the_source_names_is_in_the_catalogues():
    known = {key for room in rooms() for key in texts(room, "en")}
    assert {key: file for key, file in keys_used().items() if key not in known} == {}


def test_a_message_within_a_message_and_a_list_are_said_in_the_same_language():
    met = message("core.more", count=1)
    assert met.text("en") == "and 1 more like it"
    assert message("core.more", count=1) == message("core.more", count=1)
    assert literal("tCO2e").text("zh") == literal("tCO2e").text("en") == "tCO2e"


def test_a_text_that_nobody_wrote_is_an_error_that_names_its_key():
    for language in LANGUAGES:
        with pytest.raises(KeyError, match=r"core\.nothing"):
            message("core.nothing").text(language)


def test_several_findings_of_one_cause_say_in_both_languages_how_many_there_are():
    same = [Finding("c", "error", literal(f"met {n}"), row=n, cause="x") for n in (3, 4)]
    (one,) = grouped(same)
    assert one.sentence("en") == "met 3 (and 1 more like it)"
    assert one.sentence("zh") == "met 3（还有 1 处同样的情况）"
