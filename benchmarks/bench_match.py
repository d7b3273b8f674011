"""What matching 1,000 sites with 30 plants over 8,760 hours costs, against bare NumPy that does only the sums."""

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

from tanlu.power.hours import Hours
from tanlu.power.matching.scores import MatchedYear, Year, match_year

RESULT = Path(__file__).parent / "results" / "match.json"
SEED = 20201231
FIRST = 438_288  # 2020-01-01T00:00Z
DAY, MONTHS = 24, 12


def made_year(sites: int, plants: int, hours: int) -> Year:
    """Loads around 1 MWh an hour, and plants that make nearly as much in all; each serves every site."""
    random = np.random.default_rng(SEED)
    load = random.integers(200_000, 2_000_000, (sites, hours))
    top = 2 * sites * 1_100_000 // plants
    output = random.integers(0, top, (plants, hours))
    names = [f"s{n}" for n in range(sites)], [f"c{n}" for n in range(plants)]
    return Year(Hours(FIRST, hours), *names, load, output, np.ones((plants, sites), np.bool_))


def bare_sums(year: Year) -> dict[str, Any]:
    """The sums behind the same figures and nothing else: floats, no remainders, no checks, months of equal length."""
    load, output = year.load_wh, year.output_wh
    total, made = load.sum(axis=0), output.sum(axis=0)
    matched = np.minimum(total, made)
    share = matched / total
    by_day = np.minimum(total.reshape(-1, DAY).sum(axis=1), made.reshape(-1, DAY).sum(axis=1)).sum()
    by_month = np.minimum(total.reshape(MONTHS, -1).sum(axis=1), made.reshape(MONTHS, -1).sum(axis=1)).sum()
    by_site = load @ share
    return {
        "annual": min(total.sum(), made.sum()),
        "monthly": by_month,
        "daily": by_day,
        "hourly": matched.sum(),
        "by_site": by_site,
        "site_load": load.sum(axis=1),
        "by_contract": output.sum(axis=1),
    }


def least_cpu(acts: dict[str, Callable[[], Any]], repeats: int) -> dict[str, float]:
    """CPU of all threads of this process, the least of so many turns of each act."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(repeats):
        for name, act in acts.items():
            before = process_time()
            act()
            times[name].append(process_time() - before)
    return {name: min(taken) for name, taken in times.items()}


def measured(sites: int = 1_000, plants: int = 30, hours: int = 8_760, repeats: int = 5) -> dict[str, Any]:
    """Matching and bare sums by turns, and how far apart their figures are."""
    year = made_year(sites, plants, hours)
    taken = least_cpu({"bare_sums": lambda: bare_sums(year), "match": lambda: match_year(year)}, repeats)
    done: MatchedYear = match_year(year)
    bare = bare_sums(year)
    return {
        "sites": sites,
        "plants": plants,
        "hours": hours,
        "cpu_seconds": taken,
        "match_over_bare_sums": taken["match"] / taken["bare_sums"],
        "hourly_gap_wh": int(abs(done.matched_wh["hourly"] - int(bare["hourly"]))),
        "largest_site_gap_wh": float(np.abs(done.hourly.by_site_wh - bare["by_site"]).max()),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }


def main() -> None:
    """Run, print a small table, and write ``results/match.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sites", type=int, default=1_000)
    arguments.add_argument("--plants", type=int, default=30)
    result = measured(**vars(arguments.parse_args()))
    print(f"{result['sites']:,} sites, {result['plants']:,} plants, {result['hours']:,} hours")
    for name, seconds in result["cpu_seconds"].items():
        print(f"  {name:<10} {seconds:7.3f} s CPU")
    print(f"  match over bare sums: {result['match_over_bare_sums']:.2f} (allowed: 2)")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
