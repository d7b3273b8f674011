"""Answers shown: JSON for programmes, tables for people; findings set the exit status."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from tanlu.cli.language import in_language, language, words
from tanlu.core.errors import NotADate
from tanlu.core.message import Message, as_message, message
from tanlu.core.period import parse_date

if TYPE_CHECKING:
    from rich.console import Console


Answer = Mapping[str, Any]
Printer = Callable[["Console", Answer], None]
SCOPE_NAMES = {
    "scope1": message("cli.scope1"),
    "scope2_location": message("cli.scope2_location"),
    "scope2_market": message("cli.scope2_market"),
    "scope3": message("cli.scope3"),
    "total_location": message("cli.total_location"),
    "total_market": message("cli.total_market"),
}
_SEVERITIES = {
    "error": message("cli.error"),
    "warning": message("cli.warning"),
    "note": message("cli.note"),
}


def day(text: str | None, option: str = "--as-of") -> date | None:
    """A day given as an option.

    Raises
    ------
    NotADate
        The text is no day; the message names the option.
    """
    try:
        return None if text is None else parse_date(text)
    except NotADate as error:
        raise NotADate(message("cli.bad_day", option=option, reason=error.message)) from error


def answer(document: Answer, as_json: bool, shower: Printer) -> None:
    """Show an answer and leave with 1 where it has error-level findings, else 0."""
    if as_json:
        print(json_text.dumps(document, ensure_ascii=False, allow_nan=False, default=str))
    else:
        console = _console()
        shower(console, document)
        _findings(console, document["findings"])
    if any(finding["severity"] == "error" for finding in document["findings"]):
        raise typer.Exit(1)


def _console() -> Console:
    from rich.console import Console

    width = None if sys.stdout.isatty() else 110
    return Console(width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


@contextmanager
def progress(as_json: bool) -> Generator[Callable[[Message | str], None]]:
    """Progress of long work: a status line on a terminal, nothing in a pipe or beside JSON."""
    if as_json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(words(message("cli.starting"))) as status:
        yield lambda sentence: status.update(words(as_message(sentence)))


def plain_table(title: str, *columns: str, right: tuple[int, ...] = ()) -> Any:
    """A table without frame; the columns in ``right`` are numbers."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number in right else "left", overflow="fold")
    return table


def tonnes(value: float | None, digits: int = 1) -> str:
    """A mass for people: thousands apart; what is not known says so."""
    return words(message("cli.not_known")) if value is None else f"{value:,.{digits}f}"


def scope_name(name: str) -> str:
    """A figure of the inventory (``scope2_market``) as people call it."""
    return words(SCOPE_NAMES[name])


def _findings(console: Console, findings: list[Mapping[str, Any]]) -> None:
    if not findings:
        console.print(words(message("cli.no_findings")))
        return
    counts = {level: sum(finding["severity"] == level for finding in findings) for level in _SEVERITIES}
    counted = (
        message("cli.errors", count=counts["error"]),
        message("cli.warnings", count=counts["warning"]),
        message("cli.notes", count=counts["note"]),
    )
    console.print(words(message("cli.findings", counts=counted)))
    for finding in findings:
        where = " ".join(str(part) for part in (finding["file"] or finding["table"] or "", _rows(finding)) if part)
        severity = words(_SEVERITIES[finding["severity"]])
        console.print(f"  {severity:7} {finding['code']}{f' · {where}' if where else ''}")
        indented(console, _closed_sentence(in_language(finding, "message")), by=10)
        if mend := in_language(finding, "mend"):
            indented(console, f"→ {_closed_sentence(mend[0].upper() + mend[1:])}", by=10)


def _closed_sentence(sentence: str) -> str:
    return f"{sentence.rstrip('.。')}{'。' if language() == 'zh' else '.'}"


def indented(console: Console, sentence: str, *, by: int) -> None:
    """A sentence whose every line stands that far in, also where it is wrapped."""
    from rich.text import Text

    for line in Text(sentence).wrap(console, max(console.width - by, 20)):
        console.print(" " * by + line.plain.rstrip())


def _rows(finding: Mapping[str, Any]) -> str:
    if not finding["rows"]:
        return words(message("cli.lines_of_finding", count=finding["count"])) if finding["count"] > 1 else ""
    shown, more = tuple(finding["rows"][:5]), finding["count"] - 5
    rows = message("cli.rows", rows=shown) if more <= 0 else message("cli.rows_and_more", rows=shown, count=more)
    column = finding["column"]
    return words(message("cli.rows_in_column", rows=rows, column=column) if column else rows)
