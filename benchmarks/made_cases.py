"""Made cases of many lines for the benchmarks, and processes whose CPU and memory are told when they end."""

from __future__ import annotations

import csv
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb

YEAR = 2023
SITES = 500
THREADS = 2
ACTIVITIES = {
    "electricity/grid": "kWh",
    "electricity/onsite_solar": "kWh",
    "fuel/diesel": "L",
    "fuel/gasoline": "L",
    "fuel/natural_gas": "m3",
    "heat/steam": "kWh",
    "travel/air/long_haul": "pkm",
    "waste/landfill": "t",
}
"""Activities of the made lines, each with its unit; the library has a factor of the United Kingdom for each."""

_SETTINGS = """[case]
name = "made"
base_year = 2023
consolidation = "operational_control"
gwp = "AR6"
currency = "GBP"
"""


def make_case(folder: Path, *, sites: int = SITES) -> Path:
    """A case without lines: settings, and sites in the United Kingdom."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(_SETTINGS, encoding="utf-8")
    with (folder / "sites.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["site", "name", "kind", "country", "region", "share"])
        writer.writerows([f"s{number}", f"site {number}", "office", "GB", "GB", 1] for number in range(sites))
    return folder


def make_lines(target: Path, lines: int, *, sites: int = SITES, start: int = 0, daily: bool = False) -> None:
    """Write lines in no order as Parquet: months (or days) of a year, sites and activities drawn by a hash of the number."""
    names, units = list(ACTIVITIES), list(ACTIVITIES.values())
    month = "make_date(2023, 1 + (hash(i + 7) % 12)::INT, 1)"
    days = (
        f'{month} + (hash(i + 5) % 28)::INT AS start, start AS "end"'
        if daily
        else f'{month} AS start, last_day(start) AS "end"'
    )
    connection = duckdb.connect()
    connection.execute(f"SET threads={THREADS}; SET preserve_insertion_order=false; SET memory_limit='4GB'")
    connection.execute(
        f"""COPY (
            SELECT 'L' || i AS line, 's' || (hash(i) % {sites}) AS site, {days},
                {names}[1 + (hash(i + 3) % {len(names)})::INT] AS activity,
                round((hash(i + 11) % 1000000) / 997.0, 3) AS quantity,
                {units}[1 + (hash(i + 3) % {len(units)})::INT] AS unit,
                'invoice-' || (hash(i) % 100000) AS evidence
            FROM range({start}, {start + lines}) numbers(i)
        ) TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE 1000000)"""
    )
    connection.close()


@dataclass(frozen=True)
class Ended:
    """A process that ran to its end: CPU of it and its children, most memory held, and what it printed."""

    cpu_seconds: float
    peak_mb: float
    printed: str


def run(command: Sequence[str]) -> Ended:
    """Run a command alone and wait for it.

    Raises
    ------
    RuntimeError
        It did not end with status 0 or 1 (done, with findings); the message holds its standard error.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        printed = process.stdout.read()
        complaints = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command[:4])} ended with {process.returncode}: {complaints[-2000:]}")
    return Ended(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed)


def tanlu(*arguments: str) -> list[str]:
    """The command line of tanlu under this Python."""
    return [sys.executable, "-m", "tanlu", *arguments]


def machine() -> dict[str, str | int | None]:
    """What the numbers were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    names = ("duckdb", "narwhals", "pyarrow", "numpy")
    return {"processor": model, "cores": os.cpu_count(), "python": platform.python_version()} | {
        name: version(name) for name in names
    }
