"""The inventory as tables for people: scopes with shares that add to 100.0, categories, checks, lines, and where it opens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanlu.cli.output import SCOPE_NAMES, Printer, indented, plain_table, tonnes
from tanlu.core.rounding import rounded, rounded_parts, shares_percent

if TYPE_CHECKING:
    from rich.console import Console

    from tanlu.services.inventory.measurement import Measurement

Answer = Mapping[str, Any]


def show_inventory(console: Console, document: Answer, trail: Path | None) -> None:
    """Print an inventory."""
    boundary = document["boundary"]["consolidation"].replace("_", " ")
    as_of = f", as known on {document['as_of']}" if document["as_of"] else ""
    console.print(f"{document['case']} {document['year']}{as_of} · {document['gwp']}, 100 years · {boundary}")
    console.print(_scopes(document))
    _print_basis(console, document)
    _print_stated(console, document)
    _print_checks(console, document)
    _print_categories(console, document)
    _print_rest(console, document)
    if trail is not None:
        console.print(f"Trail: {trail} (keys and reasons, totals, lines set aside, manifest)")
    console.print(f"Run {document['run']}")


def _scopes(document: Answer) -> Any:
    tco2e, computed = document["tco2e"], document["computed_tco2e"]
    parts = {name: tco2e[name] for name in ("scope1", "scope2_market", "scope3") if tco2e[name] is not None}
    printed = dict(zip(parts, rounded_parts(list(parts.values()), digits=1), strict=True)) if parts else {}
    total = sum(parts.values())
    shares = dict(zip(parts, shares_percent(list(parts.values())), strict=True)) if total > 0 else {}
    table = plain_table("tCO2e", "", "counts", "share %", "", "from lines", "how", right=(1, 2, 4))
    for name, title in SCOPE_NAMES.items():
        counts, share = tonnes(tco2e[name]), ""
        if name in printed:
            counts, share = f"{printed[name]:,}", str(shares.get(name, ""))
        elif name == "total_location" and printed and tco2e["scope2_location"] is not None:
            others = sum(value for part, value in printed.items() if part != "scope2_market")
            counts = f"{others + rounded(tco2e['scope2_location'], digits=1):,}"
        elif name == "total_market" and printed:
            counts, share = f"{sum(printed.values()):,}", "100.0" if shares else ""
        table.add_row(title, counts, share, _bar(share), tonnes(computed[name]), _how(document, name))
    return table


def _bar(share: str) -> str:
    """The share as a bar of at most ten marks, for the eye."""
    return "▇" * round(float(share) / 10) if share else ""


def _how(document: Answer, name: str) -> str:
    if name in document["stated"]:
        return "stated"
    return "computed" if document["computed_tco2e"][name] is not None and not name.startswith("total") else ""


def _print_basis(console: Console, document: Answer) -> None:
    basis = document["basis"]
    if basis["kwh_by_level"]:
        levels = ", ".join(f"{level.replace('_', ' ')} {kwh:,.0f}" for level, kwh in basis["kwh_by_level"].items())
        console.print(f"Scope 2: location by basis {basis['location']}; market covers kWh by {levels}")
    for factor in basis["remainder_factors"]:
        console.print(
            f"  remainder at {factor['kgco2e_per_unit']:g} kgCO2e/{factor['unit']} ({factor['factor']}, basis {factor['basis'] or 'none'})"
        )
        indented(console, f"source: {factor['source']}", by=2)


def _print_stated(console: Console, document: Answer) -> None:
    """Where the figures are from that count as they were published: no line opens them."""
    by_source: dict[str, list[str]] = {}
    for metric, row in document["stated"].items():
        by_source.setdefault(row["source"], []).append(f"{metric} ({row['statement']})")
    for source, metrics in by_source.items():
        console.print(f"Stated: {', '.join(metrics)}")
        indented(console, f"source: {source}", by=2)


def _print_checks(console: Console, document: Answer) -> None:
    if not document["checks"]:
        return
    table = plain_table(
        "Compared with what was published", "metric", "published t", "here t", "gap %", "source", right=(1, 2, 3)
    )
    for row in document["checks"]:
        gap = "" if row["gap_percent"] is None else f"{row['gap_percent']:+.2f}"
        table.add_row(row["metric"], tonnes(row["stated"]), tonnes(row["computed"]), gap, row["source"])
    console.print(table)


def _print_categories(console: Console, document: Answer) -> None:
    rows = document["scope3_categories"]
    shown = {number: row for number, row in rows.items() if row["tco2e"] is not None}
    if shown:
        table = plain_table("Scope 3 by category", "category", "tCO2e", "status", right=(1,))
        for number, row in shown.items():
            table.add_row(number, tonnes(row["tco2e"]), row["status"])
        console.print(table)
    for status in ("not_calculated", "not_relevant"):
        reasons: dict[str, list[str]] = {}
        for number, row in rows.items():
            if row["status"] == status:
                reasons.setdefault(row["reason"], []).append(number)
        for reason, numbers in reasons.items():
            words = status.replace("_", " ")
            why = reason.removeprefix(words).lstrip(":： ")
            console.print(f"Scope 3 {words}: {', '.join(numbers)} ({why or reason})")


def _print_rest(console: Console, document: Answer) -> None:
    lines, interval = document["lines"], document["interval_95_tco2e"]
    if interval["low"] is not None:
        console.print(
            f"95 % interval of the total, market-based: {tonnes(interval['low'])} to {tonnes(interval['high'])} t"
        )
    if document.get("simulation"):
        drawn = document["simulation"]
        console.print(
            f"Monte Carlo, {drawn['draws']:,} draws, seed {drawn['seed']}: {tonnes(drawn['low'])} to {tonnes(drawn['high'])} t"
        )
    if document["biogenic_tco2"]:
        console.print(f"Biogenic CO2, outside the scopes: {tonnes(document['biogenic_tco2'])} t")
    if document["credits"]["retired_tco2e"] is not None:
        credits = document["credits"]
        console.print(
            f"Credits retired, beside the inventory: {tonnes(credits['retired_tco2e'])} t; net {tonnes(credits['net_tco2e'])} t"
        )
    counts = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" for name, count in lines.items() if count or name in ("read", "priced")
    )
    console.print(f"Lines: {counts}")
    if document["share_measured"] is not None:
        console.print(
            f"Measured: {document['share_measured']:.1%} of the total; estimated for gaps: {document['share_estimated']:.1%}"
        )


def inventory(measured: Measurement) -> Printer:
    """The answer of ``measure``, with where its trail lies."""
    return lambda console, document: show_inventory(console, document, measured.trail)
