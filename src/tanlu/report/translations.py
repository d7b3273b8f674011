"""The report's own words in 简体中文 and English, and numbers and days in each one's habit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tanlu.core.message import Language as Lang
from tanlu.core.message import catalogue, message
from tanlu.core.rounding import rounded
from tanlu.report.blocks import Text

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


class Words:
    """The words of one language.

    Examples
    --------
    >>> Words("zh")("scope1"), Words("en").day("2023-12-31"), Words("zh").day("2023-12-31")
    ('范围一', '31 December 2023', '2023年12月31日')
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, name: str, /, **values: Any) -> str:
        return message(f"report.{name}", **values).text(self.lang)

    def has(self, name: str) -> bool:
        """Whether the catalogue has a text of that name."""
        return f"report.{name}" in catalogue("report", self.lang)

    def of(self, row: Mapping[str, Any], key: str) -> Text:
        """A text of an answer in this language: ``<key>_zh`` in Chinese, where the answer has one."""
        chinese = row.get(f"{key}_zh") if self.lang == "zh" else None
        return Text(chinese) if chinese else Text(row[key], "" if self.lang == "en" else "en")

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
