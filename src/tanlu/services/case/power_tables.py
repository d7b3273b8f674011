"""The small tables of green power: contracts, storage, plants, curves, offers and assets, read with every flaw told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tanlu.core.finding import Finding
from tanlu.core.schema import TableSchema
from tanlu.io.tables import read_rows
from tanlu.power.generation.plants import PLANTS, Plant, plant_from
from tanlu.power.generation.wind import POWER_CURVES, PowerCurve, curves_from
from tanlu.power.matching.contracts import CONTRACTS, Contract, contract_from
from tanlu.power.matching.storage import STORAGE, Storage, storage_from
from tanlu.power.procurement.market import Asset, Offer
from tanlu.power.procurement.offers import ASSETS, OFFERS, asset_from, offer_from
from tanlu.services.case.case import Case

T = TypeVar("T")


def power_flaws(case: Case) -> list[Finding]:
    """Every flaw in the small tables of green power; a case without them has none."""
    findings: list[Finding] = []
    _read(case, CONTRACTS, contract_from, lambda row: row.contract, findings)
    read_storages(case, findings)
    read_plants(case, findings)
    read_curves(case, findings)
    read_offers(case, findings)
    read_assets(case, findings)
    return findings


def read_contracts(case: Case, findings: list[Finding]) -> list[Contract]:
    """Contracts in order of their names; a case without any buys nothing, and is told."""
    found = _read(case, CONTRACTS, contract_from, lambda row: row.contract, findings)
    if not found:
        met = "the case has no contract that can be used, so nothing is claimed of any plant"
        findings.append(Finding("no_contract", "error", met, "add the table contracts", "contracts"))
    return found


def read_storages(case: Case, findings: list[Finding]) -> list[Storage]:
    """Batteries in order of their names."""
    return _read(case, STORAGE, storage_from, lambda row: row.storage, findings)


def read_plants(case: Case, findings: list[Finding]) -> list[Plant]:
    """Plants in order of their names."""
    return _read(case, PLANTS, plant_from, lambda row: row.plant, findings)


def read_curves(case: Case, findings: list[Finding]) -> dict[str, PowerCurve]:
    """Power curves by name."""
    rows, flaws = read_rows(case.folder, POWER_CURVES, case.settings.time_zone)
    curves, told = curves_from([(row.number, row.file, row.cells) for row in rows if not row.flawed])
    findings += [*flaws, *told]
    return curves


def read_offers(case: Case, findings: list[Finding]) -> list[Offer]:
    """Offers in order of their names."""
    return _read(case, OFFERS, offer_from, lambda row: row.offer, findings)


def read_assets(case: Case, findings: list[Finding]) -> list[Asset]:
    """What can be built at sites, in order of rows; a site may have several of one kind."""
    rows, flaws = read_rows(case.folder, ASSETS, case.settings.time_zone)
    findings += flaws
    found: list[Asset] = []
    for row in rows:
        if not row.flawed:
            one, told = asset_from(row.cells, row=row.number, file=row.file)
            findings += told
            found += [one] if one is not None else []
    return found


def _read(
    case: Case,
    table: TableSchema,
    understood: Callable[..., tuple[T | None, list[Finding]]],
    name_of: Callable[[T], str],
    findings: list[Finding],
) -> list[T]:
    rows, flaws = read_rows(case.folder, table, case.settings.time_zone)
    findings += flaws
    kept: dict[str, T] = {}
    for row in rows:
        if row.flawed:
            continue
        cells: Mapping[str, Any] = row.cells
        one, told = understood(cells, row=row.number, file=row.file)
        findings += told
        if one is None:
            continue
        if name_of(one) in kept:
            met, mend = f"{name_of(one)} stands twice in {table.name}; the first row counts", "give each row its own id"
            findings.append(
                Finding("duplicate_id", "error", met, mend, table.name, row.file, row.number, table.names[0])
            )
            continue
        kept[name_of(one)] = one
    return [kept[name] for name in sorted(kept)]
