"""The page of ``procure``: what to buy and build, what it costs, how well it is proved, or what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tanlu.cli.output import plain_table

if TYPE_CHECKING:
    from rich.console import Console

_STATUS = {
    "optimal": "cheapest, proved  已证明最优",
    "infeasible": "out of reach  无法达到",
    "not_proved": "not proved  未证明",
}
_FLOWS = {
    "load": "load  用电",
    "imported": "imported  购网电",
    "allocated": "allocated from offers  合同电量供给",
    "used": "on-site solar used  自用光伏",
    "sold": "sold  售出",
    "spilled": "spilled  弃电",
    "charged": "charged  充电",
    "discharged": "discharged  放电",
}


def show_procure(console: Console, document: Mapping[str, Any]) -> None:
    """The answer of ``procure``."""
    console.print(
        f"{document['case']}, {document['year']}: {100 * document['share']:g} % of load clean, "
        f"{document['basis']} basis, {document['hours']:,} hours: {_STATUS[document['status']]}"
    )
    _show_cost(console, document)
    if document["shortfall"] is not None:
        _show_shortfall(console, document["shortfall"], document["currency"])
    _show_mw(console, document["mw"])
    _show_flows(console, document["mwh"])
    if document["risk"] is not None:
        _show_risk(console, document["risk"])


def _show_cost(console: Console, document: Mapping[str, Any]) -> None:
    currency = document["currency"]
    table = plain_table("Cost  成本", "", currency, right=(1,))
    table.add_row("least cost  最低成本", _money(document["objective"]))
    table.add_row("proved lower bound  已证明下界", _money(document["lower_bound"]))
    if document["rounding_allowance"] is not None:
        table.add_row("kept off it for rounding  其中留给舍入", f"{document['rounding_allowance']:.1e}")
    table.add_row("next per cent  再多一个百分点", _money(document["next_percent_costs"]))
    console.print(table)


def _show_shortfall(console: Console, short: Mapping[str, Any], currency: str) -> None:
    table = plain_table("Shortfall  缺口", "", "", right=(1,))
    table.add_row("missing, MWh  缺少", _mwh(short["mwh"]))
    table.add_row(f"last MWh reached, {currency}  最后一兆瓦时", _money(short["price_per_mwh"]))
    console.print(table)


def _show_mw(console: Console, mw: Mapping[str, Mapping[str, float | None]]) -> None:
    table = plain_table("Buy and build  采购与建设", "", "MW", right=(1,))
    for kind in ("offers", "assets"):
        for name, value in mw[kind].items():
            table.add_row(name, "not known" if value is None else f"{value:,.3f}")
    if table.row_count:
        console.print(table)


def _show_flows(console: Console, mwh: Mapping[str, float] | None) -> None:
    if mwh is None:
        return
    table = plain_table("Energy  电量", "", "MWh", right=(1,))
    for name, label in _FLOWS.items():
        table.add_row(label, _mwh(mwh[name]))
    console.print(table)


def _show_risk(console: Console, risk: Mapping[str, Any]) -> None:
    table = plain_table("Weather years  气象年", "", "coverage", right=(1,))
    for year, share in risk["coverage"].items():
        table.add_row(year, "not known" if share is None else f"{100 * share:.2f} %")
    console.print(table)
    console.print(f"The rule holds in {risk['holds_in']} of {risk['weather_years']} weather years.")


def _money(value: float | None) -> str:
    return "not known" if value is None else f"{value:,.2f}"


def _mwh(value: float | None) -> str:
    return "not known" if value is None else f"{value:,.1f}"
