"""Every command and snippet of the manual is run, and prints what the page says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from support.manual import ROOT, ManualRunner, blocks, commands, pages, promised_by


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_page_can_be_worked_through_from_top_to_bottom(page: Path, tmp_path: Path):
    runner = ManualRunner(tmp_path)
    for block, following in pairwise([*blocks(page), None]):
        assert block is not None
        if block.file:
            runner.put(block)
        elif block.language == "console":
            for command in commands(block):
                runner.run(command)
        elif block.language == "python":
            promised = promised_by(block, following)
            if promised is not None:
                runner.snippet(block, promised)


def test_every_page_is_reached_from_the_index():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    missing = [
        page.name
        for page in sorted((ROOT / "docs").glob("*.md"))
        if page.name != "index.md" and f"({page.name})" not in index
    ]
    assert missing == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_the_page_leads_to_a_file_that_is_there(page: Path):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    inner = [target for target in targets if "://" not in target]
    assert [target for target in inner if not (page.parent / target).exists()] == []
