"""What the cheapest portfolio of one site costs to find and prove, against PyPSA with HiGHS on the same made-up market."""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import resource
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from made_markets import SEED, made_market
from tanlu.power.procurement.market import Market, Target
from tanlu.power.procurement.optimise import Clock, cheapest

RESULT = Path(__file__).parent / "results" / "procure.json"
TARGETS = (Target("annual", 1.0), Target("hourly", 0.9))
REDUCED, WHOLE_YEAR = 4_380, 8_760


def by_pypsa(market: Market, target: Target) -> dict[str, Any]:
    """The same programme as a network of PyPSA: a pool bus and one bus for the site."""
    import pypsa

    logging.disable(logging.WARNING)
    before = process_time()
    network = pypsa.Network()
    network.set_snapshots(range(market.hours))
    network.add("Bus", ["pool", "site"])
    for place, offer in enumerate(market.offers):
        output = market.offer_output[place]
        network.add(
            "Generator", offer.offer, bus="pool", p_nom_extendable=True, p_nom_max=offer.max_mw, p_max_pu=output,
            capital_cost=offer.price_per_mwh * output.sum(),
        )  # fmt: skip
    most = 1e3 * market.load_mwh.max()
    network.add("Generator", "sale", bus="pool", p_nom=most, p_min_pu=-1, p_max_pu=0, marginal_cost=market.sale)
    network.add("Link", "allocation", bus0="pool", bus1="site", p_nom=most)
    network.add("Load", "load", bus="site", p_set=market.load_mwh[0])
    network.add("Generator", "import", bus="site", p_nom=market.import_max_mw[0], marginal_cost=market.price_per_mwh[0])
    roof, battery = market.solars[0], market.batteries[0]
    network.add(
        "Generator", "roof", bus="site", p_nom_extendable=True, p_nom_max=roof.max_mw, p_max_pu=market.solar_output[0],
        capital_cost=roof.cost_per_mw_year,
    )  # fmt: skip
    network.add(
        "StorageUnit", "battery", bus="site", p_nom_extendable=True, p_nom_max=battery.max_mw, max_hours=battery.hours,
        efficiency_store=battery.efficiency, efficiency_dispatch=battery.efficiency, cyclic_state_of_charge=True,
        capital_cost=battery.cost_per_mw_year,
    )  # fmt: skip
    model = network.optimize.create_model()
    _rule(model, market, target)
    network.optimize.solve_model(solver_name="highs", output_flag=False)
    return {"cpu_seconds": process_time() - before, "objective": float(model.objective.value or 0.0)}


def _rule(model: Any, market: Market, target: Target) -> None:
    flows = model.variables["Generator-p"]
    if target.basis == "annual":
        bought = model.variables["Generator-p_nom"]
        made = sum(
            bought.loc[one.offer] * float(row.sum())
            for one, row in zip(market.offers, market.offer_output, strict=True)
        )
        model.add_constraints(made + flows.loc[:, "roof"].sum() >= target.share * market.total_load_mwh, name="rule")
    else:
        dirty = (flows.loc[:, "import"] * market.dirty[0]).sum()
        model.add_constraints(dirty <= (1 - target.share) * market.total_load_mwh, name="rule")


def by_tanlu(market: Market, target: Target) -> dict[str, Any]:
    """Found and proved by ``tanlu.power``, and then for one per cent of load more."""
    before = process_time()
    found = cheapest(market, target, Clock.of(None))
    seconds = process_time() - before
    more = cheapest(market, replace(target, share=target.share + 0.01), Clock.of(None), near=found)
    return {
        "cpu_seconds": seconds,
        "next_percent_cpu_seconds": process_time() - before - seconds,
        "next_percent_proved": more.proved,
        "objective": found.objective,
        "relative_gap": found.relative_gap,
        "violation": found.primal_residual,
        "proved": found.proved,
        "method": found.method,
        "steps": found.iterations,
    }


def measured(hours: int, sites: tuple[int, ...], *, peer: bool) -> dict[str, Any]:
    """One site by both, more sites by ours alone."""
    begun = process_time()
    by_tanlu(made_market(1, 4_000), TARGETS[0])
    result: dict[str, Any] = {"hours": hours, "seed": SEED, "first_run_cpu_seconds": process_time() - begun, "runs": []}
    for count in sites:
        market = made_market(count, hours)
        for target in TARGETS:
            run: dict[str, Any] = {"sites": count, "basis": target.basis, "share": target.share}
            run["tanlu"] = by_tanlu(market, target)
            if peer and count == 1:
                run["pypsa"] = by_pypsa(market, target)
                run["ratio"] = run["pypsa"]["cpu_seconds"] / run["tanlu"]["cpu_seconds"]
                run["apart"] = abs(run["tanlu"]["objective"] / run["pypsa"]["objective"] - 1)
            print(json.dumps(run), flush=True)
            result["runs"].append(run)
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    machine = {"numpy": np.__version__, "python": platform.python_version(), "processors": os.cpu_count()}
    return {**result, "peak_mb": usage, **machine}


def main() -> None:
    """Run, print each line as it comes, and write ``results/procure.json`` (``procure_year.json`` for a whole year)."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--year", action="store_true", help="all 8,760 hours, which takes PyPSA minutes")
    arguments.add_argument("--sites", type=int, nargs="+", default=[1, 5])
    arguments.add_argument("--alone", action="store_true", help="without PyPSA")
    told = arguments.parse_args()
    hours = WHOLE_YEAR if told.year else REDUCED
    result = measured(hours, tuple(told.sites), peer=not told.alone)
    if not told.alone:
        file = RESULT.with_name("procure_year.json") if told.year else RESULT
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
