"""What ``new``, ``check`` and ``close`` print: files started, lines and rows that were read, a year closed or reopened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tanlu.cli.language import words
from tanlu.core.message import literal, message

if TYPE_CHECKING:
    from rich.console import Console

Answer = Mapping[str, Any]


def print_new_case(console: Console, document: Answer) -> None:
    """The answer of ``new``."""
    folder = document["folder"]
    console.print(words(message("cli.started", folder=folder, files=tuple(document["files"]))))
    console.print(words(message("cli.next_steps", folder=folder)))


def print_check(console: Console, document: Answer) -> None:
    """The answer of ``check``."""
    lines = document["lines"]
    if lines:
        counts = message(
            "cli.checked_lines",
            case=document["case"],
            count=lines["read"],
            priced=lines["priced"],
            set_aside=lines["set_aside"],
            without_factor=lines["without_factor"],
        )
        console.print(words(counts))
    tables = tuple(f"{table} {count:,}" for table, count in document["tables"].items())
    console.print(words(message("cli.checked_tables", tables=tables)))


def print_closing(console: Console, document: Answer) -> None:
    """The answer of ``close``."""
    event = document["event"]
    as_of = message("cli.as_of_clause", day=event["as_of"]) if "as_of" in event else literal("")
    run = message("cli.run_clause", run=event["run"]) if event["run"] else literal("")
    values = {"year": event["year"], "at": event["at"], "as_of": as_of, "run": run}
    closed = message("cli.closed", **values) if event["action"] == "close" else message("cli.reopened", **values)
    console.print(words(closed))
    console.print(words(message("cli.event_hash", hash=event["hash"])))
