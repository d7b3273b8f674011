"""What ``bridge`` shows: the two totals, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tanlu.cli.language import words
from tanlu.cli.output import plain_table, tonnes
from tanlu.core.message import Message, literal, message
from tanlu.core.rounding import rounded_parts

if TYPE_CHECKING:
    from rich.console import Console

Answer = Mapping[str, Any]
_BASES = {"market": message("cli.market_based"), "location": message("cli.location_based")}
_SCOPES = {
    "scope1": message("cli.scope1"),
    "scope2": message("cli.scope2"),
    "scope3": message("cli.scope3"),
    "all": message("cli.all_scopes"),
}


def print_bridge(console: Console, document: Answer) -> None:
    """The answer of ``bridge``."""
    start, end = document["from"], document["to"]
    totals = message(
        "cli.bridge_totals",
        start=_year(start),
        start_total=_total(start),
        end=_year(end),
        end_total=_total(end),
        basis=_BASES[document["basis"]],
    )
    console.print(words(totals))
    columns = (
        message("cli.part_activity"),
        message("cli.part_factor"),
        message("cli.part_boundary"),
        message("cli.part_method"),
        message("cli.part_change"),
    )
    table = plain_table(words(message("cli.why_changed")), "", *map(words, columns), right=(1, 2, 3, 4, 5))
    for scope, parts in {**document["by_scope"], "all": document["parts"]}.items():
        if parts is None:
            continue
        printed = rounded_parts(list(parts.values()), digits=1)
        table.add_row(words(_SCOPES[scope]), *(f"{part:+,.1f}" for part in printed), f"{sum(printed):+,.1f}")
    console.print(table)


def _year(end: Answer) -> Message:
    if not end["as_of"]:
        return literal(str(end["year"]))
    return message("cli.year_as_of", year=end["year"], day=end["as_of"])


def _total(end: Answer) -> Message:
    return message("cli.not_known") if end["tco2e"] is None else message("cli.tonnes", tonnes=tonnes(end["tco2e"]))
