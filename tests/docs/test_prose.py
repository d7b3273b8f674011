"""The prose of README, CONTRIBUTING, manual, decisions, cases and fragments is plain (decision 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.manual import ROOT

LONGEST = 40  # words; the goal for writers is 25
BETTER = {
    r"(?<!\bthere )\b(is|are|was|were) no\b(?! (longer|more|less|later)\b)": "is not a",
    r"\banew\b": "again, or the verb with re-",
    r"\b(told|tells?)\b": "shown, reported, given",
    r"\bstands?\b(?!-| for\b)": "is, appears, is written",
    r"\bbears?\b": "has, contains",
    r"\bmend(s|ed|ing)?\b": "correct, fix",
    r"\bwho(so)?ever\b": "anyone who",
    r"\bwhence\b": "from which",
    r"\boftener\b": "more often",
    r"\bso long as?\b": "while, how long",
    r"\b(doors?|desks?|kitchens?|lanes?|tongues?)\b": "endpoint, state, queue, factory, worker, language",
    r"\bthe house\b": "the project, the operator, the code",
    r"\bevery word\b": "every text",
    r"\b(color|behavior|catalog|center|analyz\w+|fulfill\w*)\b": "the British spelling",
}
# The tables of findings.md repeat the sentences of the code, and a test of their own compares them.
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("changes/*.md"), *ROOT.glob("cases/*/*.md")})
PAGES = [page for page in PAGES if page.name not in {"ARCHITECTURE.md", "CHANGELOG.md", "findings.md"}]


def sentences(page: Path) -> Iterator[str]:
    """Yield the sentences of a page, without code and addresses; a cell, a heading and an item are one each."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`]*`", "x", re.sub(r"\]\([^)]*\)", "]", text))
    for block in re.split(r"\n\s*\n|\n(?=\s*([-#|]|\d+\.) )|\|", text):
        yield from (" ".join(part.split()) for part in re.split(r"(?<=[.?!])[)*\"]*\s|。", block or ""))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_page_is_written_in_plain_words_and_short_sentences(page: Path):
    found = [
        f"{better!r} instead of {hit[0]!r}: {each}"
        for each in sentences(page)
        for word, better in BETTER.items()
        for hit in re.finditer(word, each, re.IGNORECASE)
    ]
    found += [f"{len(each.split())} words: {each}" for each in sentences(page) if len(each.split()) > LONGEST]
    assert found == [], "\n".join(found)
