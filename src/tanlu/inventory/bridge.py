"""The bridge: why one total became another — activity, factor, boundary and method, which add up to the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple

from tanlu.core.finding import Finding
from tanlu.core.message import Message
from tanlu.inventory.ledger import Ledger, View, kilograms
from tanlu.inventory.totals import Inventory

PARTS = ("activity", "factor", "boundary", "method")
SCOPES = ("scope1", "scope2", "scope3")
Parts = dict[str, float]


class BridgeCell(NamedTuple):
    """What is compared: one activity of one site in one scope and category, in one unit."""

    site: str
    activity: str
    category: int | None
    unit: str


@dataclass(slots=True)
class CellAmount:
    """One side of a cell: gross quantity, what of it lies inside the boundary, and its emissions."""

    gross: float = 0.0
    inside: float = 0.0
    tco2e: float = 0.0

    @property
    def weight(self) -> float:
        """Fraction inside the boundary."""
        return self.inside / self.gross if self.gross else 0.0

    @property
    def factor(self) -> float | None:
        """tCO2e per unit inside the boundary; None where nothing is inside."""
        return self.tco2e / self.inside if self.inside else None


@dataclass(frozen=True)
class Side:
    """One end of the bridge: a year, as known on a day."""

    label: Message | str
    year: int
    inventory: Inventory
    ledger: Ledger


@dataclass
class Bridge:
    """The change of a total and its parts, in tCO2e."""

    start_tco2e: float
    end_tco2e: float
    by_scope: dict[str, Parts] = field(default_factory=dict[str, Parts])
    findings: list[Finding] = field(default_factory=list[Finding])

    @property
    def parts(self) -> Parts:
        """The parts over all scopes."""
        return {part: fsum(scope[part] for scope in self.by_scope.values()) for part in PARTS}


def build_bridge(start: Side, end: Side, view: View) -> Bridge:
    """Explain the change from one side to the other on a basis of scope 2.

    A change that lines give is split by Shapley's value over quantity, weight and factor, which is symmetric and adds
    up exactly; a site that only one side has is boundary. Where a figure is stated on both sides of one year, or stated
    on one and computed on the other, the change is method; where it is stated in both of two years nothing public says
    why it moved: it is shown as activity and a finding says so.

    References
    ----------
    Shapley (1953); Sun, Energy Economics 20 (1998) 85–100, complete decomposition without residual.
    """
    metric = {"scope1": "scope1", "scope2": f"scope2_{view}", "scope3": "scope3"}
    total = f"total_{view}"
    bridge = Bridge(start.inventory.tco2e[total] or 0.0, end.inventory.tco2e[total] or 0.0)
    for scope in SCOPES:
        bridge.by_scope[scope] = _scope_parts(scope, metric[scope], start, end, view, bridge.findings)
    _close_rounding(bridge)
    return bridge


def _none() -> Parts:
    return dict.fromkeys(PARTS, 0.0)


def _scope_parts(scope: str, metric: str, start: Side, end: Side, view: View, findings: list[Finding]) -> Parts:
    before, after = start.inventory.tco2e[metric], end.inventory.tco2e[metric]
    change = (after or 0.0) - (before or 0.0)
    stated = metric in start.inventory.figures, metric in end.inventory.figures
    by_category = any(name.startswith("scope3/") for side in (start, end) for name in side.inventory.figures)
    if before is None or after is None:
        if change:
            findings.append(_one_sided(scope, start if before is None else end))
        return _none() | {"method": change}
    if any(stated) or (scope == "scope3" and by_category):
        return _stated_parts(scope, stated, change, start, end, findings)
    return _computed_parts(scope, start, end, view)


def _stated_parts(
    scope: str, stated: tuple[bool, bool], change: float, start: Side, end: Side, findings: list[Finding]
) -> Parts:
    if all(stated) and start.year != end.year:
        if change:
            findings.append(_not_separable(scope, start, end))
        return _none() | {"activity": change}
    if change:
        findings.append(_restated(scope, stated, start, end, change))
    return _none() | {"method": change}


def _computed_parts(scope: str, start: Side, end: Side, view: View) -> Parts:
    before, after = amounts(start.ledger, scope, view), amounts(end.ledger, scope, view)
    sites = {cell.site for cell in before}, {cell.site for cell in after}
    parts = _none()
    for cell in sorted(before.keys() | after.keys(), key=str):
        one, other = before.get(cell), after.get(cell)
        if one is None or other is None:
            came_or_went = cell.site not in sites[0] or cell.site not in sites[1]
            parts["boundary" if came_or_went else "activity"] += (other.tco2e if other else 0.0) - (
                one.tco2e if one else 0.0
            )
            continue
        for part, value in shapley(one, other).items():
            parts[part] += value
    return parts


def amounts(ledger: Ledger, scope: str, view: View) -> dict[BridgeCell, CellAmount]:
    """Each cell's quantity, boundary and emissions in one scope, under one view of scope 2."""
    cells: dict[BridgeCell, CellAmount] = {}
    for account, sums in ledger.ordered():
        if account.scope != scope.removeprefix("scope") or account.view not in ("both", view):
            continue
        amount = cells.setdefault(
            BridgeCell(account.site, account.activity, account.category, account.unit), CellAmount()
        )
        amount.gross += sums.gross_quantity
        amount.inside += sums.quantity
        amount.tco2e += kilograms(sums.kgco2e) / 1000
    return cells


def shapley(before: CellAmount, after: CellAmount) -> Mapping[str, float]:
    """The change of quantity × weight × factor, split among the three; it adds up to the change.

    Examples
    --------
    >>> parts = shapley(Amount(100, 100, 50.0), Amount(200, 200, 80.0))
    >>> {part: round(tco2e, 9) for part, tco2e in parts.items()}
    {'activity': 45.0, 'boundary': 0.0, 'factor': -15.0}
    """
    factors = before.factor, after.factor
    f0 = factors[0] if factors[0] is not None else (factors[1] or 0.0)
    f1 = factors[1] if factors[1] is not None else f0
    x, y = (before.gross, before.weight, f0), (after.gross, after.weight, f1)
    found: dict[str, float] = {}
    for part, i in (("activity", 0), ("boundary", 1), ("factor", 2)):
        j, k = (n for n in range(3) if n != i)
        mean = (x[j] * x[k] + y[j] * y[k]) / 3 + (x[j] * y[k] + y[j] * x[k]) / 6
        found[part] = (y[i] - x[i]) * mean
    return found


def _close_rounding(bridge: Bridge) -> None:
    """Floating-point dust goes to the largest part, so that parts and change agree to the last bit shown; only dust does."""
    dust = (bridge.end_tco2e - bridge.start_tco2e) - fsum(bridge.parts.values())
    if abs(dust) > 1e-12 * (abs(bridge.start_tco2e) + abs(bridge.end_tco2e)) + 1e-9:
        return
    scope, part = max(((s, p) for s in SCOPES for p in PARTS), key=lambda at: abs(bridge.by_scope[at[0]][at[1]]))
    bridge.by_scope[scope][part] += dust


def _one_sided(scope: str, missing: Side) -> Finding:
    met = f"{scope} is not known for {missing.label}: the whole figure of the other side is shown as method"
    return Finding("bridge_one_sided", "warning", met, "add lines or a statement for it")


def _not_separable(scope: str, start: Side, end: Side) -> Finding:
    met = f"{scope} is stated for {start.label} and for {end.label}; nothing public says why it moved, so its change is shown as activity"
    return Finding("bridge_not_separable", "note", met, "add the lines behind it to separate activity from factor")


def _restated(scope: str, stated: tuple[bool, bool], start: Side, end: Side, change: float) -> Finding:
    words = {True: "stated", False: "computed from lines"}
    ends = f"{words[stated[0]]} for {start.label} and {words[stated[1]]} for {end.label}"
    met = f"{scope} is {ends}; the difference of {change:,.1f} t is method"
    return Finding("bridge_restated", "note", met, "nothing to mend; the statements carry their sources")
