"""Activity lines, met by key: lines that share site, days, activity and unit are priced once, together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tanlu.core.period import day_in
from tanlu.core.schema import table

ACTIVITIES = table(
    "activities",
    required="line site start end activity quantity unit",
    optional="evidence supplier category sd_pct recorded replaces note method price_basis tax quality",
    numbers="quantity",
    dates="start end recorded",
)
"""The declared table of activity lines (docs/tables.md)."""

KEY_COLUMNS = (
    "site",
    "start",
    "end",
    "activity",
    "unit",
    "category",
    "sd_pct",
    "method",
    "price_basis",
    "tax",
    "quality",
)
"""What a line is priced by; two lines that agree in these have the same price per unit."""
_DAYS = ("start", "end")

LARGEST_QUANTITY = 1e13
"""A quantity of this size or more, in whatever unit, is a slip of the keyboard (the world uses some 3e13 kWh a year)."""

METHODS = ("metered", "estimated", "spend", "supplier")


@dataclass(frozen=True, slots=True)
class LineKey:
    """One key and what its lines add up to.

    Parameters
    ----------
    cells : column → text
        The key columns as text, empty where absent; an instant as the day of the case's time zone.
    state : str
        ``ok``, ``unreadable``, ``negative``, ``absurd`` or ``flawed`` (quantity or row).
    recorded : str
        A day as text, only where an as-of day is asked for; else empty.
    superseded, invoiced, intra_group : bool
        Replaced by a later line; replaced by a supplier's figure for the same invoice; sold within the group.
    lines : int
        How many lines.
    quantity : Decimal
        Their exact sum, in the key's unit.
    squares : float
        Sum of squared quantities; only where a line's own error is given.
    raw : column → value
        The row as the engine has it, key columns as text, to find the lines again.
    """

    cells: Mapping[str, str]
    state: str
    lines: int
    quantity: Decimal
    squares: float = 0.0
    recorded: str = ""
    superseded: bool = False
    invoiced: bool = False
    intra_group: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def is_spend(self) -> bool:
        """Whether the line is money spent."""
        return self["activity"].startswith("spend/") or self["method"] == "spend"

    @property
    def is_metered(self) -> bool:
        """Whether the line counts as measured: metered, or silent about its method and not spend."""
        return self["method"] == "metered" or (not self["method"] and not self.is_spend)


def key_from(row: Mapping[str, Any], zone: str) -> LineKey:
    """A key from one row of the engine's sums; ``zone`` is the case's, in which instants are days."""
    cells = {name: cell_text(row[name]) for name in KEY_COLUMNS if name in row}
    cells |= {name: day_in(zone, cells[name]) for name in _DAYS if name in cells}
    return LineKey(
        cells=cells,
        state=row["state"],
        lines=int(row["lines"]),
        quantity=row["quantity_sum"],
        squares=float(row.get("squares") or 0.0),
        recorded=day_in(zone, cell_text(row.get("recorded"))),
        superseded=bool(row.get("superseded")),
        invoiced=bool(row.get("invoiced")),
        intra_group=bool(row.get("intra_group")),
        raw=row,
    )


def cell_text(value: object) -> str:
    """A cell of any type as the text that a person would write: days without a clock, whole numbers without a point."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
