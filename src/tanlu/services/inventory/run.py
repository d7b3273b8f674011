"""Trails kept: the run folder under the case, named by the run's identity; the same inputs give the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tanlu.core.errors import CaseError
from tanlu.core.finding import Finding
from tanlu.factors.library import library
from tanlu.inventory.totals import counted_accounts, factor_groups
from tanlu.inventory.uncertainty import Simulation, simulate
from tanlu.services.case.provenance import file_hash, input_hashes, rule_hashes
from tanlu.services.case.request import MeasureRequest
from tanlu.services.case.settings import read_settings
from tanlu.services.inventory.activity_lines import Lines
from tanlu.services.inventory.assurance_pack import write_pack
from tanlu.services.inventory.line_prices import write_line_prices
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.runs import MANIFEST, RUNS, chained, write_json, write_market, write_totals
from tanlu.services.inventory.serializers import inventory_json


@dataclass(frozen=True)
class RunOptions:
    """What a measurement is to leave behind.

    Parameters
    ----------
    out : where run folders go, by default ``runs`` in the case
    lines : whether each line's price is written too, as ``lines.parquet``
    pack : folder of the assurance pack, or None
    seed : of the pack's sample and of the draws
    draws : Monte Carlo draws, 0 for none
    """

    out: Path | None = None
    lines: bool = False
    pack: Path | None = None
    seed: int = 1
    draws: int = 0


def measure_and_save(question: MeasureRequest, options: RunOptions | None = None) -> Measurement:
    """Measure, and leave the run folder with its manifest and what else is wished for."""
    options = options or RunOptions()
    read_settings(question.folder)  # refuses what is no case before anything is written beside it
    runs = options.out or question.folder / RUNS
    if (
        options.pack is not None
        and options.pack.exists()
        and (not options.pack.is_dir() or any(options.pack.iterdir()))
    ):
        raise CaseError(f"{options.pack} is there and not empty; name a new folder for the pack")
    working = _working_folder(runs)
    try:

        def while_open(measured: Measurement, opened: Lines | None) -> None:
            if options.lines and opened is not None:
                write_line_prices(measured, opened, working / "lines.parquet")
            if options.pack is not None:
                write_pack(measured, opened, options.pack, seed=options.seed)

        measured = measure(question, trail=working, while_open=while_open)
        if options.draws:
            measured.simulation = simulate_total(measured, options.draws, options.seed)
        measured.trail = _saved(measured, working, runs)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return measured


def simulate_total(measured: Measurement, draws: int, seed: int) -> Simulation:
    """Monte Carlo of ``total_market``: lines that share a factor share its draw; stated figures stand as they are."""
    counted = counted_accounts(measured.measuring.ledger, measured.inventory.figures)
    return simulate(factor_groups(counted, measured.measuring.ledger), draws=draws, seed=seed)


def _working_folder(runs: Path) -> Path:
    try:
        runs.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".run-", dir=runs))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="tanlu-run-"))


def _saved(measured: Measurement, working: Path, runs: Path) -> Path | None:
    name = f"{measured.question.year}-{measured.run.removeprefix('sha256:')[:12]}"
    if working.parent != runs:
        met = f"the run folder could not be kept: {runs} cannot be written"
        measured.findings.append(
            Finding("run_not_kept", "note", met, "let it be written, or name another folder with --out")
        )
        return None
    write_totals(working / "totals.csv", measured.measuring.ledger)
    write_market(working / "market.csv", measured.side)
    write_json(working / "inventory.json", inventory_json(measured))
    write_json(working / MANIFEST, manifest(measured, working))
    target = runs / name
    shutil.rmtree(target, ignore_errors=True)
    working.rename(target)
    target.chmod(0o755)
    return target


def manifest(measured: Measurement, working: Path) -> dict[str, object]:
    """Hashes of inputs, packs, rules and results, as a chain."""
    question = measured.question
    used = {name: factor.sha256 for name, factor in sorted(measured.measuring.factors.items())}
    used |= {found.factor.factor: found.factor.sha256 for found, _ in measured.side.remainder.values()}
    results = {path.name: file_hash(path) for path in sorted(working.iterdir()) if path.name != MANIFEST}
    asked = {
        "year": question.year,
        "gwp": measured.gwp,
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "engine": question.engine,
    }
    book = measured.book
    seal = {"entries": book.entries, "head": book.head} if book.entries else {}
    records = [
        {"of": "request", "content": asked},
        {"of": "rules", "content": rule_hashes()},
        {"of": "packs", "content": dict(sorted(library().packs.items()))},
        {"of": "factors used", "content": dict(sorted(used.items()))},
        {"of": "inputs", "content": input_hashes(question.folder)},
        *([{"of": "certificate book", "content": seal}] if seal else []),
        {"of": "results", "content": results},
    ]
    links = chained(records)
    return {"run": measured.run, "chain": links, "head": links[-1]["hash"]}
