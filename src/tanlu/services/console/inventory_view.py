"""The page of an inventory: the answer of ``measure`` with its sums by scope, site, month, activity, gas and flow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tanlu.core.errors import FactorRefused
from tanlu.core.gas import Assessment, gwp100
from tanlu.factors.activities import activity_of
from tanlu.inventory.ledger import Account, AccountSums, kilograms, tonnes
from tanlu.services.console.cells import CellBook
from tanlu.services.inventory.measurement import Measurement

MOST_SITES = 500
MOST_FLOWS = 2_000
VIEWS = ("location", "market")
_PARTS = ("scope1", "scope2_location", "scope2_market", "scope3")
Accounts = Sequence[tuple[Account, AccountSums]]


def page_json(measured: Measurement, book: CellBook, inventory: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the page shows; ``by_*`` hold what lines give, ``inventory`` what counts."""
    accounts = measured.measuring.ledger.ordered()
    sites = _by_site(measured, accounts, book)
    return {
        "inventory": dict(inventory),
        "months": book.months.names,
        "by_scope": _by_scope(measured, accounts, book),
        "by_site": sites[:MOST_SITES],
        "sites_not_shown": max(len(sites) - MOST_SITES, 0),
        "by_month": _by_month(book),
        "by_activity": _by_activity(book),
        "by_gas": _by_gas(measured, accounts),
        "flow": {view: _flow(book, place) for place, view in enumerate(VIEWS)},
        "stated_not_in_cells": sorted(measured.inventory.figures),
    }


def _tonnes_of(accounts: Accounts, chosen: Callable[[Account], bool]) -> float | None:
    """Exact sum of the accounts that are chosen, in tonnes; None where there is none."""
    found = [sums.kgco2e for account, sums in accounts if chosen(account)]
    return tonnes(sum(found)) if found else None


def _both(accounts: Accounts, chosen: Callable[[Account], bool]) -> dict[str, float | None]:
    return {view: _tonnes_of(accounts, lambda a, view=view: a.view in ("both", view) and chosen(a)) for view in VIEWS}


def _lines_by(book: CellBook, of: Callable[[Any], Any]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for cell, sums in book.cells.items():
        if cell.status == "priced":
            counts[of(cell)] = counts.get(of(cell), 0) + sums.lines
    return counts


def _by_scope(measured: Measurement, accounts: Accounts, book: CellBook) -> list[dict[str, Any]]:
    lines = _lines_by(book, lambda cell: (cell.scope, cell.category))
    stated = measured.inventory.figures
    rows: list[dict[str, Any]] = []
    for scope, category in [("1", None), ("2", None), *(("3", number) for number in range(1, 16))]:
        both = _both(accounts, lambda a, s=scope, c=category: a.scope == s and (c is None or a.category == c))
        names = {f"scope{scope}", f"scope{scope}/{category}", f"scope{scope}_location", f"scope{scope}_market"}
        is_stated = bool(names & set(stated))
        known = measured.inventory.categories.get(str(category)) if category else None
        calculated = "calculated" if any(value is not None for value in both.values()) else "not_calculated"
        rows.append(
            {
                "scope": scope,
                "category": category,
                "stated": is_stated,
                "status": known["status"] if known else "stated" if is_stated else calculated,
                "tco2e": both,
                "counts_tco2e": known["tco2e"] if known else None,
                "lines": lines.get((scope, category), 0),
                "reason": known["reason"] if known else "",
            }
        )
    return rows


def _by_site(measured: Measurement, accounts: Accounts, book: CellBook) -> list[dict[str, Any]]:
    lines = _lines_by(book, lambda cell: cell.site)
    of_site: dict[str, list[tuple[Account, AccountSums]]] = {}
    for account, sums in accounts:
        of_site.setdefault(account.site, []).append((account, sums))
    rows: list[dict[str, Any]] = []
    for site, own in of_site.items():
        known = measured.case.sites.get(site)
        parts = {part: _part(own, part) for part in _PARTS}
        rows.append(
            {
                "site": site,
                "name": known.name if known else "",
                "kind": known.kind if known else "",
                "region": known.region if known else "",
                "tco2e": _both(own, lambda account: bool(account.scope)),
                **parts,
                "lines": lines.get(site, 0),
            }
        )
    return sorted(rows, key=lambda row: (-max(row["tco2e"]["location"] or 0, row["tco2e"]["market"] or 0), row["site"]))


def _part(accounts: Accounts, part: str) -> float | None:
    scope, _, view = part.removeprefix("scope").partition("_")
    return _tonnes_of(accounts, lambda a: a.scope == scope and a.view in ("both", view or "location"))


def _by_month(book: CellBook) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for at, month in enumerate(book.months.names):
        row: dict[str, Any] = {"month": month}
        for part in _PARTS:
            scope, _, view = part.partition("_")
            sums = book.by_month.get((scope, view or "location"))
            row[part] = None if sums is None else _as_tonnes(sums[at])
        rows.append(row)
    return rows


def _as_tonnes(kg: float | None) -> float | None:
    return None if kg is None else kg / 1000


def _by_activity(book: CellBook) -> list[dict[str, Any]]:
    lines = _lines_by(book, lambda cell: (cell.activity, cell.scope, cell.category))
    sums: dict[tuple[str, str, int | None], list[float | None]] = {}
    for (_, scope, category, activity), pair in book.flow.items():
        known = sums.setdefault((activity, scope, category), [None, None])
        for place, value in enumerate(pair):
            known[place] = known[place] if value is None else (known[place] or 0.0) + value
    rows = [
        {
            "activity": activity,
            **_names(activity),
            "scope": scope,
            "category": category,
            "tco2e": {view: _as_tonnes(pair[place]) for place, view in enumerate(VIEWS)},
            "lines": lines.get((activity, scope, category), 0),
        }
        for (activity, scope, category), pair in sums.items()
    ]
    return sorted(rows, key=lambda row: (-(row["tco2e"]["location"] or 0.0), row["activity"], row["scope"]))


def _names(activity: str) -> dict[str, str]:
    row = activity_of(activity)
    return {"name": row.name if row else "", "name_zh": row.name_zh if row else ""}


def _by_gas(measured: Measurement, accounts: Accounts) -> list[dict[str, Any]]:
    """Masses of gases with scope 2 location-based, as ``gases_t`` has them, and by scope."""
    by_scope: dict[str, dict[str, int]] = {}
    for account, sums in accounts:
        if account.view in ("both", "location") and account.scope:
            for gas, kg in sums.gases.items():
                by_scope.setdefault(gas, {})
                by_scope[gas][account.scope] = by_scope[gas].get(account.scope, 0) + kg
    return [
        {
            "gas": gas,
            "t": total,
            "tco2e": _weighed(gas, total, measured.gwp),
            "by_scope_t": {scope: _gas_tonnes(by_scope.get(gas, {}).get(scope)) for scope in ("1", "2", "3")},
        }
        for gas, total in measured.inventory.gases_t.items()
    ]


def _gas_tonnes(amount: int | None) -> float | None:
    return None if amount is None else kilograms(amount) / 1000


def _weighed(gas: str, total_t: float, gwp: Assessment) -> float | None:
    """CO2e of a mass of gas; None where its weight depends on where each kilogram came from (methane under AR6)."""
    if gas == "CO2e":
        return total_t
    if gas == "CH4" and gwp == "AR6":
        return None
    try:
        return total_t * gwp100(gas, gwp)
    except FactorRefused:
        return None


def _flow(book: CellBook, place: int) -> list[dict[str, Any]]:
    found: Iterable[tuple[Any, float]] = ((path, pair[place] or 0.0) for path, pair in book.flow.items() if pair[place])
    largest = sorted(found, key=lambda item: (-item[1], str(item[0])))
    names = ("site", "scope", "category", "activity")
    return [{**dict(zip(names, path, strict=True)), "tco2e": kg / 1000} for path, kg in largest[:MOST_FLOWS]]
