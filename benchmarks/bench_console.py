"""What the console costs on ten million lines: the first look at a year, and pages of it after a warm start."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from made_cases import YEAR, Ended, machine, make_case, make_lines, run, tanlu

RESULT = Path(__file__).parent / "results" / "console.json"
LOOK = """
import sys
from pathlib import Path
from tanlu.services.console.tasks import know, look_at
print(know(Path(sys.argv[1]), look_at(int(sys.argv[2])), lambda step: None))
"""
CELL = f"year={YEAR}&scope=2&site=s7&activity=electricity/grid&month={YEAR}-03"
PAGES = {
    "inventory": f"/api/inventory?year={YEAR}",
    "lines of a cell": f"/api/inventory/lines?{CELL}",
    "lines of scope 2, page 1,000": f"/api/inventory/lines?year={YEAR}&scope=2&offset=49950&limit=50",
}
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def served(case: Path) -> Generator[tuple[subprocess.Popen[str], str]]:
    """A server on the case, from its start to its end, and its address."""
    process = subprocess.Popen(tanlu("serve", str(case), "--port", "0"), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(30)


def cpu_seconds(process: subprocess.Popen[str]) -> float:
    """CPU of the server's own process so far; its worker is apart."""
    cells = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(cells[11]) + int(cells[12])) / TICK


def fetched(process: subprocess.Popen[str], address: str) -> dict[str, float]:
    """CPU of the server, seconds by the clock, and bytes of one answer."""
    before, at = cpu_seconds(process), time.monotonic()
    with urllib.request.urlopen(address) as answer:
        body = answer.read()
        assert answer.status == 200, body[:200]
    return {"cpu_seconds": cpu_seconds(process) - before, "wall_seconds": time.monotonic() - at, "bytes": len(body)}


def measured(lines: int, folder: Path) -> dict[str, Any]:
    """The bare measurement, the first look, and the pages of a server that was started anew."""
    case = make_case(folder / "case")
    make_lines(case / "activities.parquet", lines)
    bare = run(tanlu("measure", str(case), "--year", str(YEAR), "--json", "--out", str(folder / "runs")))
    look = run([sys.executable, "-c", LOOK, str(case), str(YEAR)])
    with served(case) as (process, address):
        pages = {name: fetched(process, address + path) for name, path in PAGES.items()}
        first = json.loads(urllib.request.urlopen(address + PAGES["lines of a cell"]).read())["lines"][0]
        path = f"/api/inventory/trace?year={YEAR}&line={first['line']}&at={first['at']}"
        pages["trace of a line"] = fetched(process, address + path)
        pages["inventory, again"] = fetched(process, address + PAGES["inventory"])
        shown = json.loads(urllib.request.urlopen(address + PAGES["inventory"]).read())
    return {
        "lines": lines,
        "cpu_seconds": {"tanlu measure": bare.cpu_seconds, "first look": look.cpu_seconds},
        "peak_mb": {"tanlu measure": bare.peak_mb, "first look": look.peak_mb},
        "look_over_measure": look.cpu_seconds / bare.cpu_seconds,
        "pages": pages,
        "measure_over_warm_inventory": bare.cpu_seconds / max(pages["inventory"]["cpu_seconds"], 1 / TICK),
        "same_figures": shown["inventory"]["tco2e"] == _answer(bare)["tco2e"],
        "kept_mb": _size(case / ".tanlu") / 1e6,
        "table_mb": (case / "activities.parquet").stat().st_size / 1e6,
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
    }


def _answer(ended: Ended) -> dict[str, Any]:
    return json.loads(ended.printed)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def show(result: dict[str, Any]) -> None:
    """Print what each costs."""
    cpu, peak = result["cpu_seconds"], result["peak_mb"]
    print(
        f"{result['lines']:,} lines in Parquet ({result['table_mb']:.0f} MB; kept beside them {result['kept_mb']:.0f} MB)"
    )
    for name, seconds in cpu.items():
        print(f"  {name:<30} {seconds:8.2f} CPU-seconds {peak[name]:7.0f} MB")
    for name, page in result["pages"].items():
        print(f"  {name:<30} {page['cpu_seconds']:8.2f} CPU-seconds {page['wall_seconds']:7.2f} s by the clock")
    print(f"  the same figures: {result['same_figures']}")


def main() -> None:
    """Run, print a small table, and write ``results/console.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=10_000_000)
    arguments.add_argument("--out", type=Path, default=RESULT)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanlu-bench-") as folder:
        result = measured(asked.lines, Path(folder))
    show(result)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
