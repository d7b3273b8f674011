"""Builders of questions: a row that is sound, banks written to a folder, and the numbers in a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.case_builders import table
from tanlu.core.errors import QuestionError
from tanlu.engage.quiz.bank import Bank, read_bank
from tanlu.engage.quiz.bank_rows import COLUMNS

ROW = {
    "question": "energy-90",
    "version": "1",
    "theme": "energy",
    "difficulty": "2",
    "text_zh": "1吉瓦时等于多少兆瓦时？",
    "text_en": "How many megawatt-hours make 1 gigawatt-hour?",
    "a_zh": "10兆瓦时",
    "a_en": "10 MWh",
    "b_zh": "1,000兆瓦时",
    "b_en": "1,000 MWh",
    "c_zh": "100兆瓦时",
    "c_en": "100 MWh",
    "d_zh": "",
    "d_en": "",
    "right": "b",
    "explanation_zh": "“吉”是“兆”的1,000倍。",
    "explanation_en": "Giga is 1,000 times mega.",
    "source": "BIPM, SI Brochure, 9th edition, 2019",
    "source_date": "2019",
    "source_checked": "no",
    "reviewer": "",
    "recorded": "2026-11-25",
    "retired": "",
}
"""A row that the reader takes as it stands."""

_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_MONTH = re.compile(rf"(?<=\d )({'|'.join(_MONTHS)})\b|\b({'|'.join(_MONTHS)})(?= \d)")
_SCOPES = {"范围一": "范围1", "范围二": "范围2", "范围三": "范围3"}
_SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_NUMBER = re.compile(r"(?<![A-Za-z\d.])(\d[\d,]*(?:\.\d+)?)\s*(万亿|亿|万|thousand|million|billion)?")


def bank_of(folder: Path, *rows: dict[str, str]) -> Bank:
    """Return the bank that these rows make as one file."""
    path = folder / "bank.csv"
    path.write_text(table([{name: row[name] for name in COLUMNS if name in row} for row in rows]), encoding="utf-8")
    return read_bank([path])


def refused(folder: Path, *rows: dict[str, str]) -> str:
    """Return what the reader says against these rows, one sentence a line."""
    with pytest.raises(QuestionError) as caught:
        bank_of(folder, *rows)
    return "\n".join(caught.value.flaws)


def numbers(text: str) -> set[float]:
    """Return the numbers that a Chinese or an English text names: 1,400万 and 14 million are one, and so are 8月 and August."""
    for written, plain in _SCOPES.items():
        text = text.replace(written, plain)
    text = _MONTH.sub(lambda match: str(_MONTHS.index(match[0]) + 1), text)
    return {
        round(float(digits.replace(",", "")) * _SCALES.get(scale, 1.0), 6) for digits, scale in _NUMBER.findall(text)
    }
