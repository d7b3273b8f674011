"""The benchmark of matching, run small: its figures are those of bare sums and its cost stays near them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "bench_match.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    specification = importlib.util.spec_from_file_location("bench_match", BENCHMARK)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_small_run_of_the_benchmark_keeps_its_figures_and_its_cost(benchmark: ModuleType):
    result = benchmark.measured(sites=300, plants=10, repeats=3)
    assert json.loads(json.dumps(result)) == result
    assert result["hourly_gap_wh"] == 0
    assert result["largest_site_gap_wh"] <= 1.5
    # the full benchmark gives about 1.3; it is 2 that is promised, and 4 leaves room for a small run on a busy machine
    assert result["match_over_bare_sums"] < 4
