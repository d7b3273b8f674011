"""The page of factors names every pack of the library, with its number of factors and its licence."""

from __future__ import annotations

import csv
import re

from support.manual import DOCS, ROOT
from tanlu.factors.factor import BASES
from tanlu.factors.library import library

PAGE = (DOCS / "factors.md").read_text(encoding="utf-8")
DATA = ROOT / "src" / "tanlu" / "factors" / "data"


def shown() -> dict[str, tuple[int, str]]:
    """Return the packs of the page: number of factors and licence, by name."""
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
    return {name: (int(count.replace(",", "")), licence) for name, count, licence in rows}


def test_the_page_has_each_pack_with_its_count_and_licence():
    packs: dict[str, tuple[int, str]] = {}
    for name in library().packs:
        with (DATA / f"{name}.csv").open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        packs[name] = (len(rows), "; ".join(sorted({row["licence"] for row in rows})))
    assert shown() == packs


def test_the_page_explains_each_basis():
    assert [basis for basis in BASES if basis and f"| `{basis}` |" not in PAGE] == []
