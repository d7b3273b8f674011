"""The page of ``solar``: the portfolio, its months as bars, and each plant beside what is published of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tanlu.cli.output import plain_table

if TYPE_CHECKING:
    from rich.console import Console

_FIGURES = {
    "kw": ("rated, kW  装机", 1),
    "kwh": ("output, kWh  发电量", 0),
    "kwh_per_kw": ("for each kW, kWh  单位发电量", 1),
    "capacity_factor": ("capacity factor  容量系数", 4),
    "p50_kwh": ("P50, kWh  五成概率发电量", 0),
    "p90_kwh": ("P90, kWh  九成概率发电量", 0),
    "published_kwh": ("published, kWh  公布值", 0),
    "load_kwh": ("load, kWh  用电量", 0),
    "share_of_load": ("share of load  占用电比例", 4),
    "cost_saved": ("worth  节省费用", 0),
}
_OPTIONAL = ("p50_kwh", "p90_kwh", "published_kwh", "load_kwh", "share_of_load", "cost_saved")
_BAR = 40
_MOST_PLANTS = 40


def show_solar(console: Console, document: Mapping[str, Any]) -> None:
    """The answer of ``solar``."""
    whole = document["portfolio"]
    console.print(
        f"{document['case']}, {document['year']}: {whole['plants']} plant{'' if whole['plants'] == 1 else 's'}, "
        + ("expected output not known" if whole["kwh"] is None else f"{whole['kwh']:,.0f} kWh expected")
    )
    table = plain_table("Expected output  预计发电量", "", "all plants", right=(1,))
    for name, (title, digits) in _FIGURES.items():
        if whole[name] is not None or name not in _OPTIONAL:
            unit = f" {document['currency']}" if name == "cost_saved" else ""
            table.add_row(title, _number(whole[name], digits) + unit)
    console.print(table)
    _show_months(console, whole["monthly_kwh"])
    _show_plants(console, document["plants"])
    if document["written_rows"] is not None:
        console.print(f"{document['written_rows']:,} hours were written")


def _show_months(console: Console, monthly_kwh: Mapping[str, float] | None) -> None:
    if not monthly_kwh:
        return
    top = max(monthly_kwh.values())
    table = plain_table("Months  各月", "", "MWh", "", right=(1,))
    for month, kwh in monthly_kwh.items():
        bar = "█" * round(_BAR * kwh / top) if top > 0 else ""
        table.add_row(month, f"{kwh / 1000:,.1f}", bar)
    console.print(table)


def _show_plants(console: Console, plants: Mapping[str, Any]) -> None:
    if not plants:
        return
    columns = ("kind", "kW", "MWh", "kWh/kW", "published, kWh/kW", "weather")
    table = plain_table("Plants  电站", "", *columns, right=(2, 3, 4, 5))
    for name, row in list(plants.items())[:_MOST_PLANTS]:
        mwh = None if row["kwh"] is None else row["kwh"] / 1000
        weather = f"{row['station']}, {row['weather_year']}" if row["station"] else ""
        published = "" if row["published_kwh_per_kw"] is None else f"{row['published_kwh_per_kw']:,.1f}"
        figures = (f"{row['kw']:,.1f}", _number(mwh, 1), _number(row["kwh_per_kw"], 1), published)
        table.add_row(name, row["kind"], *figures, weather)
    console.print(table)
    if len(plants) > _MOST_PLANTS:
        console.print(f"and {len(plants) - _MOST_PLANTS:,} more plants; --json has them all")


def _number(value: float | None, digits: int) -> str:
    return "not known" if value is None else f"{value:,.{digits}f}"
