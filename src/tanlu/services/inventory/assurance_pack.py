"""The assurance pack: boundary, method, materiality, sampled lines and every price, so that others recompute without us."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tanlu.engines.columns import expressions as c
from tanlu.factors.factor import Factor, Weight
from tanlu.inventory.calculator import counted
from tanlu.inventory.line_key import cell_text
from tanlu.io.arrow_rows import arrow_table
from tanlu.services.case.evidence import evidence_json
from tanlu.services.case.provenance import rule_hashes
from tanlu.services.inventory.activity_lines import Lines, file_of, row_columns, row_number
from tanlu.services.inventory.line_prices import write_line_prices
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.runs import write_json, write_market, write_totals
from tanlu.services.inventory.serializers import inventory_json

MATERIALITY = 0.05
"""An error or omission of this fraction of the total is material (ISO 14064-3 leaves the figure to the verifier)."""
SAMPLE_SIZE = 60
LINES_AS_CSV = 500_000


def write_pack(measured: Measurement, lines: Lines | None, folder: Path, *, seed: int) -> None:
    """Write the pack into an empty or new folder.

    References
    ----------
    ISO 14064-3:2019, verification of greenhouse gas statements: boundary, criteria, materiality, evidence sampling.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "statement.json", inventory_json(measured))
    write_json(folder / "method.json", method_json(measured, seed))
    write_totals(folder / "totals.csv", measured.measuring.ledger)
    write_market(folder / "market.csv", measured.side)
    _write_factors(measured, folder / "factors.csv")
    _write_boundary(measured, folder / "boundary.csv")
    if lines is not None:
        write_line_prices(measured, lines, folder / "lines.parquet")
        _write_lines(lines, folder)
        _write_sample(measured, lines, folder / "sample.csv", seed)
    (folder / "README.md").write_text(_readme(measured, seed), encoding="utf-8")


def method_json(measured: Measurement, seed: int) -> dict[str, Any]:
    """Boundary, method, materiality and the versions of what was used."""
    settings, policy = measured.case.settings, measured.policy
    total = measured.inventory.tco2e["total_market"]
    return {
        "standard": "GHG Protocol Corporate Standard, Scope 2 Guidance, Scope 3 Standard",
        "year": [measured.measuring.pricing.year.start.isoformat(), measured.measuring.pricing.year.end.isoformat()],
        "consolidation": settings.consolidation,
        "gwp": f"{measured.gwp}, 100 years",
        "factor_policy": {
            "vintage": policy.vintage,
            "grid": policy.grid,
            "market_remainder": policy.market_remainder,
            "stand_ins": list(policy.stand_ins),
        },
        "gaps": settings.estimate_gaps or "reported, not filled",
        "materiality": {"fraction": MATERIALITY, "tco2e": None if total is None else total * MATERIALITY},
        "sample": {
            "seed": seed,
            "size": SAMPLE_SIZE,
            "how": "lines in order of file and row, drawn without replacement by Python's random.Random(seed).sample",
        },
        "lines": counted(measured.measuring.counts),
        "rules": rule_hashes(),
        "run": measured.run,
    }


def _write_csv(path: Path, header: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    _write_csv(path, list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def _write_factors(measured: Measurement, path: Path) -> None:
    used = dict(measured.measuring.factors)
    used |= {found.factor.factor: found.factor for found, _ in measured.side.remainder.values()}
    _write_rows(path, [_factor_row(factor, factor.weigh(measured.gwp)) for _, factor in sorted(used.items())])


def _factor_row(factor: Factor, weight: Weight) -> dict[str, Any]:
    return {
        "factor": factor.factor,
        "activity": factor.activity,
        "region": factor.region,
        "basis": factor.basis,
        "unit": factor.unit.name,
        "kgco2e": repr(weight.kgco2e),
        "kg_biogenic_co2": repr(weight.biogenic_kgco2),
        "valid_from": factor.validity.start,
        "valid_to": factor.valid_to_text or "",
        "source": factor.citation.source,
        "licence": factor.citation.licence,
        "confirmed": factor.citation.confirmed,
        "pack": factor.pack,
        "sha256": factor.sha256,
    }


def _write_boundary(measured: Measurement, path: Path) -> None:
    consolidation = measured.case.settings.consolidation
    columns = ("site", "name", "kind", "region", "share", "operational_control", "financial_control", "leased")
    sites = [site for _, site in sorted(measured.case.sites.items())]
    rows = [{name: getattr(site, name) for name in columns} | {"weight": site.weight(consolidation)} for site in sites]
    _write_rows(path, rows)


def _write_lines(lines: Lines, folder: Path) -> None:
    """``lines.csv`` beside the Parquet where a spreadsheet can still hold it."""
    if lines.file.rows > LINES_AS_CSV:
        return
    priced = lines.engine.scan([folder / "lines.parquet"])
    names = priced.collect_schema().names()
    with (folder / "lines.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for batch in lines.engine.batches(priced.sort("line")):
            writer.writerows(
                [cell_text(value) if not isinstance(value, float) else repr(value) for value in row.values()]
                for row in batch.to_pylist()
            )


def _write_sample(measured: Measurement, lines: Lines, path: Path, seed: int) -> None:
    count = lines.file.rows
    chosen = sorted(random.Random(seed).sample(range(count), min(SAMPLE_SIZE, count)))
    wanted = ["line", "site", "start", "end", "activity", "quantity", "unit"] + [
        n for n in ("evidence",) if n in lines.file.columns
    ]
    places = list(dict.fromkeys([*row_columns(lines)]))
    numbered = c.numbered(lines.frame.select(*dict.fromkeys([*places, *wanted])), places)
    table = lines.engine.table(arrow_table([{"number": number} for number in chosen], {"number": "whole"}))
    rows: list[list[Any]] = []
    for row in lines.engine.collect(c.meets(numbered, table, on=["number"]).sort(*places)):
        evidence = evidence_json(measured.case.folder, cell_text(row.get("evidence")))
        rows.append(
            [
                file_of(lines, row),
                row_number(lines, row),
                *(cell_text(row.get(name)) for name in wanted),
                evidence["sha256"] or "",
            ]
        )
    _write_csv(path, ["file", "row", *wanted, "evidence_sha256"], rows)


def _readme(measured: Measurement, seed: int) -> str:
    tco2e: Mapping[str, float | None] = measured.inventory.tco2e
    stated = ", ".join(sorted(measured.inventory.figures)) or "none"
    shown = "\n".join(
        f"| {name} | {'not known' if value is None else f'{value:,.3f}'} |" for name, value in tco2e.items()
    )
    return f"""# Assurance pack: {measured.case.settings.name}, {measured.question.year}

| metric | tCO2e |
|---|---|
{shown}

Stated elsewhere and taken as they are: {stated} (statement.json, `stated`). Everything else is computed from lines.

To recompute without the tool:

1. Open `lines.csv` (or `lines.parquet`). Each amount is the line's `quantity` times the price beside it, as in
   `scope1_kgco2e` = `quantity` × `scope1_kgco2e_per_unit`; an empty cell adds nothing.
2. Sum `scope1_kgco2e`, `scope2_location_kgco2e` and `scope2_market_kgco2e` and divide by 1,000: scopes 1 and 2.
3. Sum `scope3_kgco2e` and `upstream_kgco2e` and divide by 1,000: what lines give for scope 3 (`upstream` is category 3).
4. `market.csv` shows which instrument covered which kWh, and what the remainder was priced with.
5. Estimates for gaps, where the case asks for them, are no lines: they stand in `totals.csv` with `estimated` = True.
6. Put the stated figures in place of the scopes that they state. The sums are the table above.

`totals.csv` holds the same sums by site, activity, scope, category and factor; `factors.csv` each factor with its source,
licence and hash; `boundary.csv` the weight of each site; `method.json` boundary, method, materiality and sampling;
`sample.csv` {SAMPLE_SIZE} lines (or all, if fewer) drawn with seed {seed}, each with the hash of its evidence where that is a file.
"""
