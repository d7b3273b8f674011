"""The page of tables names every table of a case and each of its columns."""

from __future__ import annotations

import re

import pytest

from support.manual import DOCS
from tanlu.core.schema import TableSchema
from tanlu.services.case.tables import ALL_TABLES

PAGE = (DOCS / "tables.md").read_text(encoding="utf-8")
SECTIONS = {match[1]: match[2] for match in re.finditer(r"^## `(\w+)`(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)}


def explained(section: str) -> set[str]:
    """Return the columns that the first cells of a section's table name."""
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_the_page_explains_each_column_of_the_table(table: TableSchema):
    assert table.name in SECTIONS, f"docs/tables.md has no section for {table.name}"
    assert explained(SECTIONS[table.name]) == set(table.names)


def test_the_page_has_no_table_that_is_not_read():
    assert sorted(SECTIONS) == sorted(table.name for table in ALL_TABLES)
