"""The page of units names every unit and every unit word that a line may be metered in."""

from __future__ import annotations

import csv
import re

import pytest

from support.manual import DOCS, ROOT
from tanlu.core.units import BASE_UNITS, parse_unit

PAGE = (DOCS / "units.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", PAGE))
CORE = ROOT / "src" / "tanlu" / "core"


def words() -> list[tuple[str, str]]:
    """Return the unit words that the reader understands, each with its unit."""
    with (CORE / "unit_words.csv").open(encoding="utf-8") as stream:
        return [(row["word"], row["unit"]) for row in csv.DictReader(stream)]


def test_every_chinese_unit_word_is_on_the_page():
    chinese = [word for word, _ in words() if not word.isascii() and re.search(r"[\u4e00-\u9fff]", word)]
    assert [word for word in chinese if word not in NAMED] == []


def test_every_unit_of_the_registry_is_on_the_page():
    text = (CORE / "units.txt").read_text(encoding="utf-8")
    defined = re.findall(r"^([A-Za-z]\w*) = ", text, re.MULTILINE)
    assert [name for name in defined if name not in NAMED] == []


def test_every_dimension_and_its_base_unit_is_on_the_page():
    assert [name for name, unit in BASE_UNITS.items() if name.replace("_", " ") not in PAGE or unit not in NAMED] == []


@pytest.mark.parametrize("line", [line for line in PAGE.splitlines() if re.match(r"\| `[^`]+` \| `[^`]+` \|", line)])
def test_a_spelling_on_the_page_is_understood_as_the_page_says(line: str):
    left, unit = line.split("|")[1:3]
    wanted = parse_unit(unit.strip().strip("`"))
    for word in re.findall(r"`([^`]+)`", left):
        met = parse_unit(word)
        assert (met.dimension, met.base_per_unit) == (wanted.dimension, wanted.base_per_unit)
