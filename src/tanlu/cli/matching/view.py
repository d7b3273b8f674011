"""The page of ``match``: coverage by period, the sites, the contracts, and scope 2 beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tanlu.cli.output import plain_table, tonnes

if TYPE_CHECKING:
    from rich.console import Console

_SCORES = {
    "annual": "by year  按年",
    "monthly": "by month  按月",
    "daily": "by day  按日",
    "hourly": "by hour  按小时",
    "hourly_with_grid": "by hour, with the grid's clean share  含电网清洁比例",
    "hourly_with_storage": "by hour, with storage  含储能",
}


def show_match(console: Console, document: Mapping[str, Any]) -> None:
    """The answer of ``match``."""
    console.print(
        f"{document['case']}, {document['year']}: load {_energy(document['load_kwh'])}, "
        f"delivered {_energy(document['generation_kwh'])}, matched by hour {_energy(document['matched_kwh'])}, "
        f"excess {_energy(document['excess_kwh'])}"
    )
    table = plain_table("Coverage  覆盖率", "", "of load", right=(1,))
    for name, value in document["score"].items():
        if value is not None or not name.startswith("hourly_"):
            table.add_row(_SCORES[name], _percent(value))
    console.print(table)
    _show_sites(console, document["sites"])
    _show_contracts(console, document["contracts"])
    emitted = plain_table("Scope 2, tCO2e  范围二", "", "tCO2e", right=(1,))
    for name, value in document["tco2e"].items():
        emitted.add_row(
            name.replace("_", ", matched by ").replace("annual", "year").replace("by hourly", "by hour"), tonnes(value)
        )
    console.print(emitted)


def _show_sites(console: Console, sites: Mapping[str, Any]) -> None:
    if not sites:
        return
    table = plain_table("Sites  场所", "", "load, MWh", "matched, MWh", "by year", "by hour", right=(1, 2, 3, 4))
    for name, row in list(sites.items())[:40]:
        figures = (_mwh(row["load_kwh"]), _mwh(row["matched_kwh"]), _percent(row["annual"]), _percent(row["hourly"]))
        table.add_row(name, *figures)
    console.print(table)
    if len(sites) > 40:
        console.print(f"and {len(sites) - 40:,} more sites; --json has them all")


def _show_contracts(console: Console, contracts: Mapping[str, Any]) -> None:
    if not contracts:
        return
    table = plain_table(
        "Contracts  合同",
        "",
        "plant",
        "contracted, MWh",
        "delivered, MWh",
        "matched, MWh",
        "excess, MWh",
        right=(2, 3, 4, 5),
    )
    for name, row in contracts.items():
        figures = (_mwh(row["generation_kwh"]), _mwh(row["matched_kwh"]), _mwh(row["excess_kwh"]))
        limit = row["contracted_kwh"]
        table.add_row(name, row["plant"], "no limit" if limit is None else _mwh(limit), *figures)
    console.print(table)


def _energy(kwh: float | None) -> str:
    return _mwh(kwh) + ("" if kwh is None else " MWh")


def _mwh(kwh: float | None) -> str:
    return "not known" if kwh is None else f"{kwh / 1000:,.1f}"


def _percent(value: float | None) -> str:
    return "not known" if value is None else f"{100 * value:.2f} %"
