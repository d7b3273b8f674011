"""Shapes of item analysis and of learning gain, as the API's document shows them."""

from __future__ import annotations

from tanlu.services.editor.terms import Flag
from tanlu.web.schemas.base import ResponseModel


class BankOut(ResponseModel):
    """What the questions in play give away to somebody who does not read; shares from 0 to 1."""

    items: int
    longest: float
    first: float
    chance: float
    most_by_length: float
    is_flagged: bool


class ItemOut(ResponseModel):
    """What first attempts show of one question version."""

    question: str
    version: int
    theme: str
    difficulty: int
    text_zh: str
    text_en: str
    retired: str | None
    attempts: int
    right_attempts: int
    knew_percent: int | None
    discrimination: float | None
    flags: list[Flag]


class ItemsAnswer(ResponseModel):
    """Every question version in play or with first attempts, by theme."""

    at: str
    first_attempts: int
    bank: BankOut
    enough_attempts: int
    items: list[ItemOut]


class ShareOut(ResponseModel):
    """First attempts, and those that were right."""

    attempts: int
    right: int


class StratumOut(ResponseModel):
    """First attempts at one difficulty, by players new to the theme and by those who had met another question of it."""

    difficulty: int
    new: ShareOut
    met: ShareOut


class ThemeGain(ResponseModel):
    """Learning gain of a theme, -1 to 1, with its 95 % interval; null where no difficulty has both kinds of player."""

    theme: str
    zh: str
    en: str
    gain: float | None
    low: float | None
    high: float | None
    attempts: int
    strata: list[StratumOut]


class LearningAnswer(ResponseModel):
    """Learning gain of every theme."""

    at: str
    first_attempts: int
    themes: list[ThemeGain]
