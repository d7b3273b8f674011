"""The page of activities holds the published table, row by row."""

from __future__ import annotations

import csv

from support.manual import DOCS, ROOT

TABLE = ROOT / "src" / "tanlu" / "factors" / "data" / "activities.csv"
PAGE = (DOCS / "activities.md").read_text(encoding="utf-8").splitlines()


def shown(row: dict[str, str]) -> str:
    """Return the row as the page writes it."""
    scope = {"": "none", "3": f"3, category {row['category']}"}.get(row["scope"], row["scope"])
    methane = {"non_fossil": "non-fossil", "unspecified": ""}.get(row["methane"], row["methane"])
    units = ", ".join(name.replace("_", " ") for name in row["dimensions"].split())
    cells = [f"`{row['prefix']}`", scope, units, row["continuous"], methane, row["name"], row["name_zh"]]
    return f"| {' | '.join(cells)} |"


def test_the_page_has_every_activity_as_the_library_has_it():
    with TABLE.open(encoding="utf-8") as stream:
        missing = [line for line in map(shown, csv.DictReader(stream)) if line not in PAGE]
    assert missing == [], "put these rows into docs/activities.md:\n" + "\n".join(missing)


def test_the_page_has_no_activity_that_the_library_has_not():
    with TABLE.open(encoding="utf-8") as stream:
        known = {shown(row) for row in csv.DictReader(stream)}
    assert [line for line in PAGE if line.startswith("| `") and line not in known] == []
