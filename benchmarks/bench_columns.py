"""What `tanlu measure` costs on many lines, against a bare hand-written SQL of the same join, product and group."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from made_cases import THREADS, YEAR, Ended, machine, make_case, make_lines, run, tanlu

RESULT = Path(__file__).parent / "results" / "columns.json"
ALLOWED, WITHIN_REACH, ALLOWED_MB = 1.5, 1.25, 2048

BARE = f"""
import sys, duckdb
lines, keys, result = sys.argv[1:]
connection = duckdb.connect()
connection.execute("SET threads={THREADS}; SET preserve_insertion_order=false; SET memory_limit='1500MB'")
connection.execute(f\"\"\"CREATE TABLE resolved AS
    SELECT site, start::DATE AS start, "end"::DATE AS "end", activity, unit, scope,
        coalesce(kgco2e_per_unit, 0) + coalesce(upstream_kgco2e_per_unit, 0) AS kgco2e_per_unit
    FROM read_parquet('{{keys}}')\"\"\")
connection.execute(f\"\"\"COPY (
    SELECT site, activity, scope, sum(quantity * kgco2e_per_unit) AS kgco2e
    FROM read_parquet('{{lines}}') JOIN resolved USING (site, start, "end", activity, unit)
    GROUP BY ALL) TO '{{result}}' (FORMAT parquet)\"\"\")
"""
"""The whole of the peer: what a person would write by hand, who already has a price for each key."""


def measured(lines: int, repeats: int, folder: Path) -> dict[str, Any]:
    """Both by turns over the same lines; the ratio is of the medians."""
    case = make_case(folder / "case")
    make_lines(case / "activities.parquet", lines)
    ours, bare = list[Ended](), list[Ended]()
    trail = _measure(case, folder, ours)
    for turn in range(repeats):
        bare.append(run([sys.executable, "-c", BARE, *_paths(case, trail, folder)]))
        if turn < repeats - 1:
            _measure(case, folder, ours)
    return _compared(lines, ours, bare) | {
        "largest_difference": largest_difference(trail, folder / "bare.parquet"),
        "total_location_tco2e": json.loads(ours[0].printed)["tco2e"]["total_location"],
        "lines_read": json.loads(ours[0].printed)["lines"]["read"],
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
    }


def _measure(case: Path, folder: Path, ended: list[Ended]) -> Path:
    shutil.rmtree(folder / "runs", ignore_errors=True)
    ended.append(run(tanlu("measure", str(case), "--year", str(YEAR), "--json", "--out", str(folder / "runs"))))
    return next((folder / "runs").iterdir())


def _paths(case: Path, trail: Path, folder: Path) -> list[str]:
    return [str(case / "activities.parquet"), str(trail / "keys.parquet"), str(folder / "bare.parquet")]


def _compared(lines: int, ours: list[Ended], bare: list[Ended]) -> dict[str, Any]:
    cpu = {"tanlu measure": _median(ours), "bare SQL": _median(bare)}
    return {
        "lines": lines,
        "repeats": len(bare),
        "cpu_seconds": cpu,
        "cpu_seconds_each": {"tanlu measure": [e.cpu_seconds for e in ours], "bare SQL": [e.cpu_seconds for e in bare]},
        "ratio": cpu["tanlu measure"] / cpu["bare SQL"],
        "peak_mb": {"tanlu measure": max(e.peak_mb for e in ours), "bare SQL": max(e.peak_mb for e in bare)},
    }


def _median(ended: list[Ended]) -> float:
    return statistics.median(each.cpu_seconds for each in ended)


def largest_difference(trail: Path, bare: Path) -> float:
    """The largest relative difference between our sums by site and activity and the bare ones (an upstream sum lies with its own)."""
    ((worst,),) = (
        duckdb.connect()
        .execute(f"""
        WITH ours AS (
            SELECT site, regexp_replace(activity, '^upstream/[a-z_]+/', '') AS activity, sum(kgco2e) AS kgco2e
            FROM read_csv('{trail / "totals.csv"}') WHERE view <> 'market' GROUP BY ALL),
        theirs AS (SELECT site, activity, sum(kgco2e) AS kgco2e FROM read_parquet('{bare}') GROUP BY ALL)
        SELECT max(abs(coalesce(ours.kgco2e, 0) - coalesce(theirs.kgco2e, 0)) / greatest(abs(theirs.kgco2e), 1e-9))
        FROM ours FULL JOIN theirs USING (site, activity)
        WHERE theirs.kgco2e IS DISTINCT FROM 0""")
        .fetchall()
    )
    return float(worst)


def show(result: dict[str, Any]) -> None:
    """Print who did what at which cost."""
    print(f"{result['lines']:,} lines in Parquet, whole processes, median of {result['repeats']}")
    print(f"  {'who':<15} {'CPU-seconds':>12} {'ratio':>7} {'peak MB':>9}")
    for name, seconds in result["cpu_seconds"].items():
        ratio = seconds / result["cpu_seconds"]["bare SQL"]
        print(f"  {name:<15} {seconds:12.2f} {ratio:7.2f} {result['peak_mb'][name]:9.0f}")
    print(f"  allowed: {ALLOWED} x ({WITHIN_REACH} within reach), {ALLOWED_MB} MB")
    print(f"  largest relative difference of a sum by site and activity: {result['largest_difference']:.1e}")


def main() -> None:
    """Run, print a small table, and write ``results/columns.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=50_000_000)
    arguments.add_argument("--repeats", type=int, default=3)
    arguments.add_argument("--out", type=Path, default=RESULT)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanlu-bench-") as folder:
        result = measured(asked.lines, asked.repeats, Path(folder))
    show(result)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
