"""The page *Your first change* shows the columns that packs have and the test that is really run."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "first-change.md").read_text(encoding="utf-8")
PACKS = ROOT / "src" / "tanlu" / "factors" / "data"


def test_the_page_explains_each_column_of_a_pack():
    cells = re.findall(r"^\| (`[^|]+`) \|", PAGE, re.MULTILINE)
    explained = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    headers = [path.read_text(encoding="utf-8").splitlines()[0].split(",") for path in PACKS.glob("*.csv")]
    packs = [header for header in headers if header[0] == "factor"]
    assert packs != []
    assert {column for header in packs for column in header} == explained


def test_the_test_on_the_page_is_the_test_that_runs():
    (shown,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert shown in (ROOT / "tests" / "known" / "test_first_change.py").read_text(encoding="utf-8")
