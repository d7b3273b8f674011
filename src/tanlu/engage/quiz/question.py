"""One question of the quiz in one version: its two texts, its options, what is right, why, and who says so."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

Language = Literal["zh", "en"]
THEMES = {
    "energy": {"zh": "能源", "en": "Energy"},
    "industry": {"zh": "工业", "en": "Industry"},
    "transport": {"zh": "交通", "en": "Transport"},
    "buildings": {"zh": "建筑", "en": "Buildings"},
    "food_and_land": {"zh": "食物与土地", "en": "Food and land"},
    "sinks": {"zh": "碳汇", "en": "Sinks"},
    "policy_and_markets": {"zh": "政策与市场", "en": "Policy and markets"},
    "daily_life": {"zh": "日常生活", "en": "Daily life"},
}
"""The themes of the bank, in the order in which pages list them, with the name that a reader sees."""

DIFFICULTIES = range(1, 6)
"""From 1 (most people know it) to 5 (people of the field know it)."""

_BESIDE_THE_WORDING = frozenset({"theme", "difficulty", "source_checked", "reviewer", "recorded", "retired"})
"""What may change without making a question another question."""


@dataclass(frozen=True, slots=True)
class Question:
    """One version of one question; options stand in the order of the file and are shuffled for each serve.

    Parameters
    ----------
    question : str
        The id that all its versions share; it says nothing about the answer.
    version : int >= 1
    theme : a key of ``THEMES``
    difficulty : int, 1–5
    text_zh, text_en : str
    options_zh, options_en : 3 or 4 texts, the same option at the same place in both
    right : int
        Place of the one right option, counted from 0. It never leaves the server before an answer.
    explanation_zh, explanation_en : str
        Why it is right, shown after the answer, as the source is.
    source : str
        A public document with its year.
    source_date : str
        When the source appeared, as far as known: ``2024``, ``2024-08`` or ``2024-08-26``.
    source_checked : bool
        The figure or statement that decides the answer was read in the source by whoever wrote or reviewed it here.
    reviewer : str
        The person who reviewed it; empty while nobody has.
    recorded : date
        The day this version came into the bank.
    retired : date or None
        The day it was taken out of play; a retired version gives nothing any more.
    """

    question: str
    version: int
    theme: str
    difficulty: int
    text_zh: str
    text_en: str
    options_zh: tuple[str, ...]
    options_en: tuple[str, ...]
    right: int
    explanation_zh: str
    explanation_en: str
    source: str
    source_date: str
    source_checked: bool
    reviewer: str
    recorded: date
    retired: date | None

    @property
    def key(self) -> tuple[str, int]:
        """Id and version: what a first answer is counted for."""
        return self.question, self.version

    @property
    def is_reviewed(self) -> bool:
        """Whether a person has reviewed this version; if not, pages say so."""
        return bool(self.reviewer)

    def text(self, language: Language) -> str:
        """What is asked."""
        return self.text_zh if language == "zh" else self.text_en

    def options(self, language: Language) -> tuple[str, ...]:
        """What may be answered, in the order of the file."""
        return self.options_zh if language == "zh" else self.options_en

    def explanation(self, language: Language) -> str:
        """Why the right option is right."""
        return self.explanation_zh if language == "zh" else self.explanation_en

    @property
    def sha256(self) -> str:
        """Fingerprint of all that a player reads and of what is right.

        Review, theme, difficulty and retirement are not in it: they may change within a version. Anything else makes
        a new version.
        """
        read = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name not in _BESIDE_THE_WORDING
        }
        return hashlib.sha256(json.dumps(read, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()
