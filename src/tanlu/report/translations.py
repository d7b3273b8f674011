"""The report's own words in 简体中文 and English, and numbers and days in each one's habit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tanlu.core.rounding import rounded

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """Every text of one language: name → text, with ``{places}`` for what is put in."""
    return tomllib.loads((files("tanlu.report") / "locale" / f"{lang}.toml").read_text(encoding="utf-8"))


class Words:
    """The words of one language.

    Examples
    --------
    >>> Words("zh")("scope1"), Words("en").day("2023-12-31"), Words("zh").day("2023-12-31")
    ('范围一', '31 December 2023', '2023年12月31日')
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._texts = catalogue(lang)

    def __call__(self, name: str, /, **values: Any) -> str:
        text = self._texts[name]
        return text.format(**values) if values else text

    def has(self, name: str) -> bool:
        """Whether the catalogue has a text of that name."""
        return name in self._texts

    def number(self, value: float | None, digits: int = 1) -> str:
        """A number with thousands apart, rounded half up; what is not known says so."""
        return self("not_known") if value is None else f"{rounded(value, digits=digits):,}"

    def plain(self, value: float | None) -> str:
        """A factor's value with the digits that it has, at most seven that count."""
        return self("not_known") if value is None else f"{value:.7g}"

    def percent(self, fraction: float | None, digits: int = 1) -> str:
        """A fraction as percent."""
        return self("not_known") if fraction is None else f"{rounded(100 * fraction, digits=digits):,} %"

    def day(self, iso: str) -> str:
        """A day of the calendar."""
        day = date.fromisoformat(iso)
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def month(self, iso: str) -> str:
        """A month of the calendar, from ``YYYY-MM``."""
        year, month = iso.split("-")
        return f"{year}年{int(month)}月" if self.lang == "zh" else f"{_MONTHS[int(month) - 1]} {year}"
