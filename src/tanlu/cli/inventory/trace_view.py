"""What ``trace`` shows of one line: where it stands, its tonnes, its unit path, its factors and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tanlu.cli.inventory.names import FACTOR_ROLES, LINE_STATUSES, named
from tanlu.cli.language import in_language, language, words
from tanlu.cli.output import indented, plain_table, tonnes
from tanlu.core.message import literal, message

if TYPE_CHECKING:
    from rich.console import Console

Answer = Mapping[str, Any]
_BASES = {"location": message("cli.location_based"), "market": message("cli.market_based")}


def print_trace(console: Console, document: Answer) -> None:
    """The answer of ``trace``."""
    number = document["scope"]
    line = message(
        "cli.trace_line",
        line=document["line"],
        file=document["file"],
        row=document["row"],
        status=named(LINE_STATUSES, document["status"]),
    )
    console.print(words(line))
    category = document["category"]
    place = message(
        "cli.trace_place",
        activity=document["activity"],
        site=document["site"],
        scope=message("cli.scope_number", number=number) if number else message("cli.in_no_scope"),
        category=message("cli.category_clause", number=category) if category else literal(""),
    )
    console.print(words(place))
    _show_tonnes(console, document)
    path = document["unit_path_zh"] if language() == "zh" else document["unit_path"]
    if path:
        console.print(words(message("cli.unit_path", path=" → ".join(path))))
    for factor in document["factors"]:
        _show_factor(console, factor)
    _show_evidence(console, document["evidence"])


def _show_tonnes(console: Console, document: Answer) -> None:
    table = plain_table("tCO2e", words(message("cli.basis")), "tCO2e", right=(1,))
    for basis, value in document["tco2e"].items():
        table.add_row(words(_BASES[basis]), tonnes(value, 3))
    if document["upstream_tco2e"] is not None:
        table.add_row(words(message("cli.upstream")), tonnes(document["upstream_tco2e"], 3))
    console.print(table)


def _show_factor(console: Console, factor: Answer) -> None:
    value = "" if factor["value"] is None else f"{factor['value']:.6g} {factor['unit']}"
    end = factor["valid_to"]
    told = message(
        "cli.trace_factor",
        role=named(FACTOR_ROLES, factor["role"]),
        factor=factor["factor"],
        value=value,
        start=factor["valid_from"],
        end=literal(end) if end else message("cli.its_replacement"),
    )
    console.print(words(told))
    indented(console, words(message("cli.why", reason=in_language(factor, "why"))), by=4)
    indented(console, words(message("cli.source", source=factor["source"])), by=4)
    if factor["hash"]:
        console.print(f"    {words(message('cli.hash', hash=factor['hash'][:16]))}")


def _show_evidence(console: Console, evidence: Answer) -> None:
    path = evidence["path"]
    told = message(
        "cli.evidence",
        path=literal(path) if path else message("cli.no_evidence"),
        sha256=literal(f", sha256 {evidence['sha256'][:16]}") if evidence["sha256"] else literal(""),
    )
    console.print(words(told))
