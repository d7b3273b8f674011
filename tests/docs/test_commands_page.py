"""The page of commands names every verb of the command line and each of its options."""

from __future__ import annotations

import re

import pytest
import typer

from support.manual import DOCS
from tanlu.cli.main import app

PAGE = (DOCS / "commands.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: match[2]
    for match in re.finditer(r"^## `tanlu (\w+)[^`]*`(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
COMMANDS = dict(vars(typer.main.get_command(app))["commands"])


def explained(section: str) -> set[str]:
    """Return the options that the first cells of a section's table name."""
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return {option for cell in cells for option in re.findall(r"`(--[\w-]+)", cell)}


def test_the_page_has_each_verb_and_no_other():
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_the_page_explains_each_option_of_the_verb(verb: str):
    of_verbs = [COMMANDS[verb], *vars(COMMANDS[verb]).get("commands", {}).values()]
    options = {name for each in of_verbs for p in each.params for name in p.opts if name.startswith("--")}
    assert explained(SECTIONS.get(verb, "")) == options - {"--help"}
