"""The inventory as tables for people: scopes with shares that add to 100.0, categories, checks, lines, and where it opens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanlu.cli.inventory.names import CATEGORY_STATUSES, CHECKED_METRICS, CONSOLIDATIONS, COUNTS, LEVELS, named
from tanlu.cli.language import in_language, words
from tanlu.cli.output import SCOPE_NAMES, Printer, indented, plain_table, scope_name, tonnes
from tanlu.core.message import Message, literal, message
from tanlu.core.rounding import rounded, rounded_parts, shares_percent

if TYPE_CHECKING:
    from rich.console import Console

    from tanlu.services.inventory.measurement import Measurement

Answer = Mapping[str, Any]


def show_inventory(console: Console, document: Answer, run_folder: Path | None) -> None:
    """Print an inventory."""
    head = message(
        "cli.inventory_of",
        case=document["case"],
        year=document["year"],
        as_of=as_of_clause(document),
        gwp=document["gwp"],
        boundary=named(CONSOLIDATIONS, document["boundary"]["consolidation"]),
    )
    console.print(words(head))
    console.print(_scopes(document))
    _print_basis(console, document)
    _print_stated(console, document)
    _print_checks(console, document)
    _print_categories(console, document)
    _print_rest(console, document)
    if run_folder is not None:
        console.print(words(message("cli.run_folder", folder=run_folder)))
    console.print(words(message("cli.run", run=document["run"])))


def as_of_clause(document: Answer) -> Message:
    """The clause that names the day whose knowledge counts; empty where it is today's."""
    return message("cli.known_on_clause", day=document["as_of"]) if document["as_of"] else literal("")


def _scopes(document: Answer) -> Any:
    tco2e, computed = document["tco2e"], document["computed_tco2e"]
    parts = {name: tco2e[name] for name in ("scope1", "scope2_market", "scope3") if tco2e[name] is not None}
    printed = dict(zip(parts, rounded_parts(list(parts.values()), digits=1), strict=True)) if parts else {}
    total = sum(parts.values())
    shares = dict(zip(parts, shares_percent(list(parts.values())), strict=True)) if total > 0 else {}
    columns = (message("cli.counts"), message("cli.share_percent"), message("cli.from_lines"), message("cli.how"))
    counts_title, share_title, lines_title, how_title = map(words, columns)
    table = plain_table("tCO2e", "", counts_title, share_title, "", lines_title, how_title, right=(1, 2, 4))
    for name in SCOPE_NAMES:
        counts, share = tonnes(tco2e[name]), ""
        if name in printed:
            counts, share = f"{printed[name]:,}", str(shares.get(name, ""))
        elif name == "total_location" and printed and tco2e["scope2_location"] is not None:
            others = sum(value for part, value in printed.items() if part != "scope2_market")
            counts = f"{others + rounded(tco2e['scope2_location'], digits=1):,}"
        elif name == "total_market" and printed:
            counts, share = f"{sum(printed.values()):,}", "100.0" if shares else ""
        table.add_row(scope_name(name), counts, share, _bar(share), tonnes(computed[name]), _how(document, name))
    return table


def _bar(share: str) -> str:
    """The share as a bar of at most ten marks, for the eye."""
    return "▇" * round(float(share) / 10) if share else ""


def _how(document: Answer, name: str) -> str:
    if name in document["stated"]:
        return words(message("cli.stated"))
    computed = document["computed_tco2e"][name] is not None and not name.startswith("total")
    return words(message("cli.computed")) if computed else ""


def _print_basis(console: Console, document: Answer) -> None:
    basis = document["basis"]
    if basis["kwh_by_level"]:
        levels = tuple(
            message("cli.level_kwh", level=named(LEVELS, level), kwh=kwh)
            for level, kwh in basis["kwh_by_level"].items()
        )
        console.print(words(message("cli.scope2_basis", basis=named(LEVELS, basis["location"]), levels=levels)))
    for factor in basis["remainder_factors"]:
        rate = message(
            "cli.remainder",
            kgco2e=factor["kgco2e_per_unit"],
            unit=factor["unit"],
            factor=factor["factor"],
            basis=named(LEVELS, factor["basis"]) if factor["basis"] else message("cli.no_basis"),
        )
        console.print(f"  {words(rate)}")
        indented(console, words(message("cli.source", source=factor["source"])), by=2)


def _print_stated(console: Console, document: Answer) -> None:
    """Where the figures are from that count as they were published: no line opens them."""
    by_source: dict[str, list[str]] = {}
    for metric, row in document["stated"].items():
        by_source.setdefault(row["source"], []).append(f"{metric} ({row['statement']})")
    for source, metrics in by_source.items():
        console.print(words(message("cli.stated_figures", figures=tuple(metrics))))
        indented(console, words(message("cli.source", source=source)), by=2)


def _print_checks(console: Console, document: Answer) -> None:
    if not document["checks"]:
        return
    columns = (
        message("cli.metric"),
        message("cli.published_t"),
        message("cli.here_t"),
        message("cli.gap_percent"),
        message("cli.source_title"),
    )
    table = plain_table(words(message("cli.compared")), *map(words, columns), right=(1, 2, 3))
    for row in document["checks"]:
        gap = "" if row["gap_percent"] is None else f"{row['gap_percent']:+.2f}"
        metric = words(named(CHECKED_METRICS, row["metric"]))
        table.add_row(metric, tonnes(row["stated"]), tonnes(row["computed"]), gap, row["source"])
    console.print(table)


def _print_categories(console: Console, document: Answer) -> None:
    rows = document["scope3_categories"]
    shown = {number: row for number, row in rows.items() if row["tco2e"] is not None}
    if shown:
        columns = (words(message("cli.category")), "tCO2e", words(message("cli.status")))
        table = plain_table(words(message("cli.scope3_by_category")), *columns, right=(1,))
        for number, row in shown.items():
            table.add_row(number, tonnes(row["tco2e"]), words(named(CATEGORY_STATUSES, row["status"])))
        console.print(table)
    for status in ("not_calculated", "not_relevant"):
        reasons: dict[str, list[str]] = {}
        for number, row in rows.items():
            if row["status"] == status:
                reasons.setdefault(in_language(row, "reason"), []).append(number)
        for reason, numbers in reasons.items():
            status_words = words(named(CATEGORY_STATUSES, status))
            why = reason.removeprefix(status.replace("_", " ")).removeprefix(status_words).lstrip(":： ")
            told = message("cli.scope3_without", status=status_words, numbers=tuple(numbers), why=why or reason)
            console.print(words(told))


def _print_rest(console: Console, document: Answer) -> None:
    interval, drawn = document["interval_95_tco2e"], document.get("simulation")
    if interval["low"] is not None:
        console.print(words(message("cli.interval", low=tonnes(interval["low"]), high=tonnes(interval["high"]))))
    if drawn:
        low, high = tonnes(drawn["low"]), tonnes(drawn["high"])
        console.print(words(message("cli.simulation", count=drawn["draws"], seed=drawn["seed"], low=low, high=high)))
    if document["biogenic_tco2"]:
        console.print(words(message("cli.biogenic", tco2=tonnes(document["biogenic_tco2"]))))
    credits = document["credits"]
    if credits["retired_tco2e"] is not None:
        retired, net = tonnes(credits["retired_tco2e"]), tonnes(credits["net_tco2e"])
        console.print(words(message("cli.credits", retired=retired, net=net)))
    counts = tuple(
        message("cli.count_of", number=count, name=named(COUNTS, name))
        for name, count in document["lines"].items()
        if count or name in ("read", "priced")
    )
    console.print(words(message("cli.lines", counts=counts)))
    if document["share_measured"] is not None:
        measured, estimated = document["share_measured"], document["share_estimated"]
        console.print(words(message("cli.share_measured", measured=measured, estimated=estimated)))


def inventory(measured: Measurement) -> Printer:
    """The answer of ``measure``, with where its run folder lies."""
    return lambda console, document: show_inventory(console, document, measured.trail)
