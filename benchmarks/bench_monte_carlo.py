"""What 10,000 Monte Carlo draws over a million lines with 2,000 factors cost, against NumPy's bare draws."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from tanlu.inventory.uncertainty import FactorGroups, group_lines, propagate, simulate

RESULT = Path(__file__).parent / "results" / "monte_carlo.json"
SEED = 20211231


def cpu_seconds(act: Callable[[], Any]) -> float:
    """CPU of all threads of this process while ``act`` runs."""
    before = process_time()
    act()
    return process_time() - before


def made_lines(lines: int, factors: int) -> tuple[Any, ...]:
    """Factor of each line, its tCO2e and own error, and each factor's error; a fifth of lines gives none."""
    random = np.random.default_rng(SEED)
    line_cv = random.uniform(0.01, 0.1, lines)
    line_cv[random.random(lines) < 0.2] = np.nan
    return (
        random.integers(0, factors, lines),
        random.lognormal(0, 1, lines),
        line_cv,
        random.uniform(0.02, 0.3, factors),
    )


def measured(lines: int = 1_000_000, factors: int = 2_000, draws: int = 10_000, repeats: int = 5) -> dict[str, Any]:
    """Grouping, simulation and bare draws by turns, the least CPU of each over ``repeats``."""
    index, tco2e, line_cv, factor_cv = made_lines(lines, factors)
    groups: FactorGroups = group_lines(index, tco2e, line_cv, factor_cv)
    acts: dict[str, Callable[[], Any]] = {
        "bare_draws": lambda: np.random.default_rng(SEED).standard_normal((draws, factors)),
        "bare_draws_of_our_stream": lambda: np.random.Generator(np.random.SFC64(SEED)).standard_normal(
            (draws, factors)
        ),
        "grouping": lambda: group_lines(index, tco2e, line_cv, factor_cv),
        "simulation": lambda: simulate(groups, draws=draws, seed=SEED),
    }
    taken = {name: min(times) for name, times in _by_turns(acts, repeats).items()}
    interval, drawn = propagate(groups), simulate(groups, draws=draws, seed=SEED)
    return {
        "lines": lines,
        "factors": factors,
        "draws": draws,
        "cpu_seconds": taken,
        "simulation_over_bare_draws": taken["simulation"] / taken["bare_draws"],
        "grouping_and_simulation_over_bare_draws": (taken["grouping"] + taken["simulation"]) / taken["bare_draws"],
        "draws_per_cpu_second": draws / (taken["grouping"] + taken["simulation"]),
        "sd_over_approach_1": (drawn.sd_tco2e or 0.0) / (interval.sd_tco2e or 1.0),
        "mean_over_total": drawn.mean_tco2e / interval.total_tco2e,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }


def _by_turns(acts: dict[str, Callable[[], Any]], repeats: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(repeats):
        for name, act in acts.items():
            times[name].append(cpu_seconds(act))
    return times


def main() -> None:
    """Run, print a small table, and write ``results/monte_carlo.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=1_000_000)
    arguments.add_argument("--factors", type=int, default=2_000)
    arguments.add_argument("--draws", type=int, default=10_000)
    result = measured(**vars(arguments.parse_args()))
    bare = result["cpu_seconds"]["bare_draws"]
    print(f"{result['draws']:,} draws, {result['factors']:,} factors, {result['lines']:,} lines")
    for name, seconds in result["cpu_seconds"].items():
        print(f"  {name:<25} {seconds:7.3f} s CPU   {seconds / bare:5.2f} x bare draws")
    print(
        f"  {'together':<25} {'':7}           {result['grouping_and_simulation_over_bare_draws']:5.2f} x (allowed: 2)"
    )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
