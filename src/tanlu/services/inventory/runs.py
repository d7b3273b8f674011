"""The run folder: what a measurement leaves behind, and the chain of hashes that breaks on any edit."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tanlu.core.finding import Finding
from tanlu.inventory.ledger import Ledger, kilograms
from tanlu.inventory.scope2.market_based import MarketSide
from tanlu.services.case.provenance import file_hash

MANIFEST = "manifest.json"
RUNS = "runs"


def chained(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Records in which each hash covers the record before it; an edit anywhere breaks the chain from there on.

    Examples
    --------
    >>> links = chained([{"of": "inputs"}, {"of": "totals"}])
    >>> first_broken(links) is None, first_broken([links[0] | {"of": "edited"}, links[1]])
    (True, 0)
    """
    links: list[dict[str, Any]] = []
    previous = ""
    for record in records:
        previous = _link(previous, record)
        links.append({**record, "hash": previous})
    return links


def first_broken(links: Sequence[Mapping[str, Any]]) -> int | None:
    """Index of the first record whose hash does not fit, or None where the chain is whole."""
    previous = ""
    for at, link in enumerate(links):
        record = {name: value for name, value in link.items() if name != "hash"}
        previous = _link(previous, record)
        if link["hash"] != previous:
            return at
    return None


def _link(previous: str, record: Mapping[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256((previous + text).encode()).hexdigest()


def verify_run(folder: Path) -> Finding | None:
    """Whether a run folder is as it was left: the chain of its manifest and the bytes of its results; the first that is not."""
    where = f"{RUNS}/{folder.name}"
    try:
        links = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["chain"]
        broken = first_broken(links)
        results: Mapping[str, str] = next(link["content"] for link in links if link["of"] == "results")
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return _edited(where, f"the manifest of {where} cannot be read")
    if broken is not None:
        return _edited(
            where, f"the manifest of {where} was edited: its record {links[broken].get('of')!r} does not fit its hash"
        )
    for name, digest in sorted(results.items()):
        if not (folder / name).is_file() or file_hash(folder / name) != digest:
            return _edited(where, f"{name} of {where} is not as the run left it")
    return None


def _edited(where: str, met: str) -> Finding:
    return Finding("run_edited", "error", met, "measure again, or restore the folder from your copy", "runs", where)


def write_json(path: Path, document: Any) -> None:
    """One JSON document, keys in their order, ending in a newline."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def write_totals(path: Path, ledger: Ledger) -> None:
    """The ledger's accounts as a table: what each factor gave at each site, by scope, category and view."""
    columns = [
        "site",
        "activity",
        "scope",
        "category",
        "view",
        "factor",
        "measured",
        "estimated",
        "quality",
        "unit",
        "quantity",
        "kgco2e",
        "kg_biogenic_co2",
        "gases_kg",
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for account, sums in ledger.ordered():
            gases = {gas: kilograms(kg) for gas, kg in sorted(sums.gases.items())}
            cells = [
                *(value if value is not None else "" for value in account),
                repr(sums.quantity),
                repr(kilograms(sums.kgco2e)),
                repr(kilograms(sums.biogenic)),
            ]
            writer.writerow([*cells, json.dumps(gases, sort_keys=True)])


def write_market(path: Path, side: MarketSide) -> None:
    """Which instrument covered which kWh, and what the remainder was priced with."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["level", "source", "site_or_region", "start", "end", "kwh", "kgco2e_per_kwh", "why"])
        for name, kind, site, days, kwh, rate in sorted(side.claims):
            writer.writerow([kind, name, site, days.start, days.end, repr(kwh), repr(rate), "instrument"])
        for (name, region, days), (found, kwh) in sorted(side.remainder.items()):
            writer.writerow(
                [
                    found.factor.basis or "average",
                    name,
                    region,
                    days.start,
                    days.end,
                    repr(kwh),
                    repr(found.factor.weigh("AR6").kgco2e),
                    found.why,
                ]
            )


def plain(value: Any) -> dict[str, Any]:
    """A dataclass as a dictionary of plain values, days as ISO text."""
    return {name: (item.isoformat() if hasattr(item, "isoformat") else item) for name, item in asdict(value).items()}
