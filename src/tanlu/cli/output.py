"""Answers shown: JSON for programmes, tables for people; findings set the exit status."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from tanlu.core.errors import NotADate
from tanlu.core.period import parse_date

if TYPE_CHECKING:
    from rich.console import Console


Answer = Mapping[str, Any]
Printer = Callable[["Console", Answer], None]
SCOPE_NAMES = {
    "scope1": "Scope 1  范围一",
    "scope2_location": "Scope 2, location-based  范围二（位置法）",
    "scope2_market": "Scope 2, market-based  范围二（市场法）",
    "scope3": "Scope 3  范围三",
    "total_location": "Total, location-based  合计（位置法）",
    "total_market": "Total, market-based  合计（市场法）",
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
        raise NotADate(f"{option}: {error}") from error


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
def progress(as_json: bool) -> Generator[Callable[[str], None]]:
    """Progress of long work: a status line on a terminal, nothing in a pipe or beside JSON."""
    if as_json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield status.update


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
    return "not known" if value is None else f"{value:,.{digits}f}"


def _findings(console: Console, findings: list[Mapping[str, Any]]) -> None:
    if not findings:
        console.print("No findings.")
        return
    counts = {
        level: sum(finding["severity"] == level for finding in findings) for level in ("error", "warning", "note")
    }
    told = ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items())
    console.print(f"Findings: {told}")
    for finding in findings:
        where = " ".join(str(part) for part in (finding["file"] or finding["table"] or "", _rows(finding)) if part)
        console.print(f"  {finding['severity']:7} {finding['code']}{f' · {where}' if where else ''}")
        indented(console, f"{finding['message']}.", by=10)
        if finding["mend"]:
            indented(console, f"→ {finding['mend'][0].upper()}{finding['mend'][1:].rstrip('.')}.", by=10)


def indented(console: Console, sentence: str, *, by: int) -> None:
    """A sentence whose every line stands that far in, also where it is wrapped."""
    from rich.text import Text

    for line in Text(sentence).wrap(console, max(console.width - by, 20)):
        console.print(" " * by + line.plain.rstrip())


def _rows(finding: Mapping[str, Any]) -> str:
    if not finding["rows"]:
        return f"({finding['count']} lines)" if finding["count"] > 1 else ""
    shown = ", ".join(str(row) for row in finding["rows"][:5])
    more = f" and {finding['count'] - 5} more" if finding["count"] > 5 else ""
    return f"row {shown}{more}" + (f", {finding['column']}" if finding["column"] else "")


def print_new_case(console: Console, document: Answer) -> None:
    """The answer of ``new``."""
    console.print(f"Started {document['folder']}: {', '.join(document['files'])}")
    console.print(f"Next: tanlu check {document['folder']}, then tanlu measure {document['folder']} --year 2023")


def print_check(console: Console, document: Answer) -> None:
    """The answer of ``check``."""
    lines = document["lines"]
    if lines:
        console.print(
            f"{document['case']}: {lines['read']:,} lines read, {lines['priced']:,} can be priced, "
            f"{lines['set_aside']:,} set aside, {lines['without_factor']:,} without factor"
        )
    others = ", ".join(f"{count} {table}" for table, count in document["tables"].items())
    console.print(f"Beside them: {others}")


def print_trace(console: Console, document: Answer) -> None:
    """The answer of ``trace``."""
    console.print(
        f"Line {document['line']} ({document['file']}, row {document['row']}): {document['status'].replace('_', ' ')}"
    )
    scope = f"scope {document['scope']}" if document["scope"] else "in no scope"
    category = f", category {document['category']}" if document["category"] else ""
    console.print(f"{document['activity']} at {document['site']}, {scope}{category}")
    table = plain_table("tCO2e", "basis", "tCO2e", right=(1,))
    for basis, value in document["tco2e"].items():
        table.add_row(basis, tonnes(value, 3))
    if document["upstream_tco2e"] is not None:
        table.add_row("upstream (scope 3, category 3)", tonnes(document["upstream_tco2e"], 3))
    console.print(table)
    if document["unit_path"]:
        console.print("Unit path: " + " → ".join(document["unit_path"]))
    for factor in document["factors"]:
        role = factor["role"].replace("_", " ")
        value = "" if factor["value"] is None else f"{factor['value']:.6g} {factor['unit']}"
        console.print(
            f"Factor ({role}): {factor['factor']}, {value}, valid {factor['valid_from']} to {factor['valid_to'] or 'its replacement'}"
        )
        indented(console, f"why: {factor['why']}", by=4)
        indented(console, f"source: {factor['source']}", by=4)
        if factor["hash"]:
            console.print(f"    hash: {factor['hash'][:16]}")
    evidence = document["evidence"]
    console.print(
        f"Evidence: {evidence['path'] or 'none given'}"
        + (f", sha256 {evidence['sha256'][:16]}" if evidence["sha256"] else "")
    )


def print_bridge(console: Console, document: Answer) -> None:
    """The answer of ``bridge``."""
    from tanlu.core.rounding import rounded_parts

    start, end = document["from"], document["to"]
    console.print(f"{_end(start)}: {_total(start)} → {_end(end)}: {_total(end)} ({document['basis']}-based)")
    table = plain_table(
        "Why it changed, tCO2e", "", "activity", "factor", "boundary", "method", "change", right=(1, 2, 3, 4, 5)
    )
    for scope, parts in {**document["by_scope"], "all": document["parts"]}.items():
        printed = rounded_parts(list(parts.values()), digits=1)
        table.add_row(scope, *(f"{part:+,.1f}" for part in printed), f"{sum(printed):+,.1f}")
    console.print(table)


def _end(end: Mapping[str, Any]) -> str:
    return f"{end['year']} as of {end['as_of']}" if end["as_of"] else str(end["year"])


def _total(end: Mapping[str, Any]) -> str:
    return tonnes(end["tco2e"]) + ("" if end["tco2e"] is None else " t")


def print_closing(console: Console, document: Answer) -> None:
    """The answer of ``close``."""
    event = document["event"]
    done = {"close": "closed", "reopen": "reopened"}[event["action"]]
    as_of = f" as of {event['as_of']}" if "as_of" in event else ""
    run = f", run {event['run']}" if event["run"] else ""
    console.print(f"{event['year']}: {done} on {event['at']}{as_of}{run}")
    console.print(f"hash {event['hash']}")
