"""Base-year recalculation: which changes since the base year force its figures to be computed anew, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum

from tanlu.core.finding import Finding

DEFAULT_THRESHOLD = 0.05
"""Fraction of base-year emissions above which a recalculation is forced, unless the case says otherwise."""

FORCING = frozenset({"structure", "method", "error"})
KINDS = FORCING | {"growth"}
_BASES = ("scope2_market", "scope2_location")
_ROUNDING = 1 + 1e-12
"""A sum of shares that is the threshold but for its last bits is not above it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the table ``changes``.

    ``tco2e_base_year`` is what the change adds to base-year emissions, negative where it takes away, None where the
    row does not say. ``row`` is the row in the file.
    """

    change: str
    date: date
    kind: str
    scope: str
    tco2e_base_year: float | None
    reason: str
    row: int | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What a table of changes does to the base year.

    Parameters
    ----------
    forced : bool
        Whether changes were applied.
    cumulative_share : float or None
        The largest share of base-year emissions that changes added up to, signs set aside, before they were applied or
        by the end; None where base-year emissions are not known.
    pending_share : float or None
        The share that counts towards the next recalculation.
    applied, recorded_only : changes, in order of date
    recalculated_tco2e, delta_by_scope : tCO2e by the keys of the base year
        None stays None: a scope without a base-year figure cannot be recalculated.
    findings : rows that are not used, or lack their reason
    """

    forced: bool
    cumulative_share: float | None
    pending_share: float | None
    applied: tuple[Change, ...]
    recorded_only: tuple[Change, ...]
    recalculated_tco2e: Mapping[str, float | None]
    delta_by_scope: Mapping[str, float]
    findings: tuple[Finding, ...]


def recalculate(
    base_year_tco2e_by_scope: Mapping[str, float | None],
    changes: Iterable[Change],
    threshold: float = DEFAULT_THRESHOLD,
    *,
    as_of: date | None = None,
) -> Recalculation:
    """Apply changes of structure, method and error once they add up to more than the threshold.

    Changes are met in order of date and counted by size, signs set aside. When the count rises above the threshold,
    all that were counted are applied at once and the count starts again at 0, against the new base year. At the
    threshold or below they are recorded and not applied. Growth is recorded with its reason and never counted.

    Parameters
    ----------
    base_year_tco2e_by_scope : tCO2e
        By ``scope1``, ``scope2_location`` and ``scope2_market`` (or ``scope2``), ``scope3``. There are two totals where
        both bases of scope 2 are known; changes are judged by the one of which they are the larger share.
    threshold : float
        Fraction of base-year emissions, 0.05 for 5 %.
    as_of : date, optional
        Later changes are left out.

    References
    ----------
    GHG Protocol Corporate Standard, chapter 5 (base-year recalculation policy).

    Examples
    --------
    >>> base = {"scope1": 100.0, "scope2_market": 900.0}
    >>> bought = Change("c1", date(2022, 7, 1), "structure", "scope1", 60.0, "bought a plant")
    >>> result = recalculate(base, [bought])
    >>> result.forced, result.cumulative_share, result.recalculated_tco2e["scope1"]
    (True, 0.06, 160.0)
    """
    before = base_year_tco2e_by_scope
    findings: list[Finding] = []
    known = [change for change in changes if as_of is None or change.date <= as_of]
    usable = sorted((c for c in known if _usable(c, before, findings)), key=lambda c: (c.date, c.change))
    count = _Count(dict(before), threshold)
    if usable and count.largest is None:
        findings.append(_no_total())
    for change in usable:
        count.meet(change)
    return Recalculation(
        forced=bool(count.applied),
        cumulative_share=count.largest,
        pending_share=count.share(count.pending),
        applied=tuple(count.applied),
        recorded_only=tuple(change for change in usable if change not in count.applied),
        recalculated_tco2e=count.tco2e,
        delta_by_scope={s: (count.tco2e[s] or 0.0) - tco2e for s, tco2e in before.items() if tco2e is not None},
        findings=tuple(findings),
    )


class _Count:
    """The running count of changes that are not applied yet."""

    def __init__(self, tco2e: dict[str, float | None], threshold: float) -> None:
        self.tco2e = tco2e
        self.threshold = threshold
        self.pending: list[Change] = []
        self.applied: list[Change] = []
        self.largest = self.share([])

    def meet(self, change: Change) -> None:
        if change.kind not in FORCING:
            return
        self.pending.append(change)
        share = self.share(self.pending)
        if share is None or self.largest is None:
            return
        self.largest = max(self.largest, share)
        if share > self.threshold * _ROUNDING:
            self._apply()

    def _apply(self) -> None:
        for change in self.pending:
            for scope in _touched(change, self.tco2e):
                self.tco2e[scope] = (self.tco2e[scope] or 0.0) + (change.tco2e_base_year or 0.0)
        self.applied += self.pending
        self.pending = []

    def share(self, changes: list[Change]) -> float | None:
        """The larger of the shares of the market-based and the location-based total; None where neither is above 0."""
        shares: list[float] = []
        for scopes in _totals(self.tco2e):
            total = fsum(self.tco2e[scope] or 0.0 for scope in scopes)
            moved = [c.tco2e_base_year or 0.0 for c in changes if not scopes.isdisjoint(_touched(c, self.tco2e))]
            if total > 0:
                shares.append(fsum(abs(tco2e) for tco2e in moved) / total)
        return max(shares, default=None)


def _totals(tco2e: Mapping[str, float | None]) -> list[set[str]]:
    """Scopes with a figure that make up each total: one total for each basis of scope 2 that is known."""
    known = {scope for scope, value in tco2e.items() if value is not None}
    bases = [basis for basis in _BASES if basis in known]
    return [known - (set(_BASES) - {basis}) for basis in bases] or [known]


def _touched(change: Change, tco2e: Mapping[str, float | None]) -> list[str]:
    """Scopes with a base-year figure that the change moves: ``scope2`` each basis, a basis an unspecified scope 2."""
    scope = _scope(change.scope)
    if scope == "scope2":
        named = ["scope2", *_BASES]
    else:
        named = [scope, "scope2"] if scope in _BASES and tco2e.get(scope) is None else [scope]
    return [name for name in named if tco2e.get(name) is not None]


def _scope(text: str) -> str:
    """``scope 3/4``, ``Scope 3`` and ``3`` are ``scope3``; other words come back as they are."""
    plain = text.strip().casefold().replace(" ", "").replace("-", "_").partition("/")[0]
    return f"scope{plain}" if plain in {"1", "2", "3"} else plain


def _usable(change: Change, base: Mapping[str, float | None], findings: list[Finding]) -> bool:
    """Whether the row can be used; a finding says why not."""
    known_scopes = {"scope1", "scope2", *_BASES, "scope3"}
    name = f"change {change.change!r}"
    if change.kind not in KINDS:
        message, mend = f"kind {change.kind!r} of {name} is not known", "Write structure, method, error or growth."
        findings.append(_finding("unknown_change_kind", change, "kind", message, mend))
    elif _scope(change.scope) not in known_scopes:
        message = f"scope {change.scope!r} of {name} is not known"
        mend = "Write scope1, scope2, scope2_location, scope2_market or scope3."
        findings.append(_finding("unknown_change_scope", change, "scope", message, mend))
    elif change.kind != "growth" and change.tco2e_base_year is None:
        message = f"{name} does not say what it adds to base-year emissions"
        findings.append(
            _finding("change_without_tco2e", change, "tco2e_base_year", message, "Give its tCO2e in the base year.")
        )
    elif change.kind != "growth" and not _touched(change, base):
        message = f"{name} moves {change.scope}, of which the base year has no figure"
        mend = f"Give the base year's {change.scope} as lines or as a statement."
        findings.append(_finding("change_without_base", change, "scope", message, mend))
    else:
        if not change.reason.strip():
            findings.append(_without_reason(change))
        return True
    return False


def _finding(code: str, change: Change, column: str, message: str, mend: str) -> Finding:
    return Finding(code, "error", message, mend, "changes", change.file, change.row, column)


def _without_reason(change: Change) -> Finding:
    message = f"change {change.change!r} gives no reason"
    mend = "Say why base-year emissions change; a reader of the restatement will ask."
    return Finding("change_without_reason", "warning", message, mend, "changes", change.file, change.row, "reason")


def _no_total() -> Finding:
    message = "base-year emissions are not known, so changes cannot be measured against them"
    return Finding("no_base_year_total", "error", message, "Give the base year's lines or statements.", table="changes")
