"""The benchmark of many lines, run small: it measures what it says, and the results of both sides are equal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "bench_columns.py"
LINES = 4_000_000


@pytest.mark.slow
def test_four_million_lines_cost_a_small_multiple_of_bare_sql_and_give_its_sums(tmp_path):
    """Whole processes by turns: CPU of `tanlu measure` with its trail over CPU of bare SQL that has the prices already."""
    out = tmp_path / "columns.json"
    command = [sys.executable, str(BENCHMARK), "--lines", str(LINES), "--repeats", "2", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["lines_read"] == LINES
    # bare SQL adds doubles in any order, ours exactly: thousands of them differ by some parts in 10^15
    assert result["largest_difference"] < 1e-12
    # at this size most of it is what both cost once: start-up, 48,000 keys priced and written with their reasons
    assert result["ratio"] < 12
    assert result["peak_mb"]["tanlu measure"] < 2048
