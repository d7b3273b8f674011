"""The parts of a report in their order: what is drawn as a page and as a document is built here once."""

from __future__ import annotations

from collections.abc import Callable

from tanlu.report.blocks import Section
from tanlu.report.disclosures import Data
from tanlu.report.sections import evidence as knowledge
from tanlu.report.sections import figures
from tanlu.report.sections import method as about
from tanlu.report.translations import Words

SECTIONS: tuple[tuple[str, Callable[[Data, Words], Section]], ...] = (
    ("scopes", figures.scopes),
    ("boundary", about.boundary),
    ("method", about.method),
    ("categories", figures.categories),
    ("gases", figures.gases),
    ("sites", figures.sites),
    ("months", figures.months),
    ("base_year", about.base_year),
    ("change", figures.change),
    ("accounts", about.accounts),
    ("quality", knowledge.quality),
    ("factors", knowledge.factors),
    ("findings", knowledge.findings),
    ("index", knowledge.index),
)
"""The name of each part and what builds it."""


def sections(data: Data, words: Words, *, only: str = "") -> list[Section]:
    """The whole report in one language, or one part of it."""
    return [build(data, words) for name, build in SECTIONS if only in ("", name)]


def title(data: Data, words: Words) -> str:
    """Company and year."""
    return words("title", company=company(data, words), year=data["year"])


def company(data: Data, words: Words) -> str:
    """The company's name in the report's language, where it has one."""
    names = data["company"]
    return (names["name_zh"] if words.lang == "zh" else "") or names["name"]
