"""A billion lines through `tanlu measure` on this machine: whether it runs to the end, in which time and which memory."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from made_cases import YEAR, machine, make_case, make_lines, run, tanlu

RESULT = Path(__file__).parent / "results" / "billion.json"
PART_LINES = 10_000_000
ALLOWED_MB = 8192


def make_parts(table: Path, lines: int) -> None:
    """One part on disk under as many names as make the number of lines; only the first takes space."""
    table.mkdir()
    first = table / "part-0000.parquet"
    make_lines(first, min(lines, PART_LINES))
    for number in range(1, lines // PART_LINES):
        os.link(first, table / f"part-{number:04d}.parquet")


def soaked(lines: int, folder: Path, *, engine: str) -> dict[str, Any]:
    """Measure a case of so many lines once."""
    case = make_case(folder / "case")
    make_parts(case / "activities", lines)
    began = time.monotonic()
    arguments = ["measure", str(case), "--year", str(YEAR), "--engine", engine, "--json", "--out", str(folder / "runs")]
    ended = run(tanlu(*arguments))
    answer = json.loads(ended.printed)
    return {
        "lines": answer["lines"]["read"],
        "priced": answer["lines"]["priced"],
        "total_location_tco2e": answer["tco2e"]["total_location"],
        "engine": engine,
        "cpu_seconds": ended.cpu_seconds,
        "wall_seconds": time.monotonic() - began,
        "peak_mb": ended.peak_mb,
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
    }


def main() -> None:
    """Run, say what came of it, and write ``results/billion.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=1_000_000_000)
    arguments.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    arguments.add_argument("--out", type=Path, default=RESULT)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanlu-soak-") as folder:
        result = soaked(asked.lines, Path(folder), engine=asked.engine)
    print(f"{result['lines']:,} lines read, {result['priced']:,} priced, engine {result['engine']}")
    print(f"  {result['wall_seconds']:.0f} s, {result['cpu_seconds']:.0f} CPU-seconds, peak {result['peak_mb']:.0f} MB")
    print(f"  allowed: to the end in {ALLOWED_MB} MB")
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
