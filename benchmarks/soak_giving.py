"""The long chaos run: 200 clients with random resends while servers and then the database are killed, again and again."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests")]
chaos: Any = import_module("support.chaos")
builders: Any = import_module("support.quiz_builders")
http: Any = import_module("support.http_client")
servers: Any = import_module("support.postgresql")
RESULT = HERE / "results" / "soak_giving.json"


def soaked(clients: int, seconds: float, budget_fen: int, seed: int) -> dict[str, Any]:
    """Play, kill, and judge; what came of it."""
    random = Random(seed)
    database = servers.PostgresqlServer(flushes=True)
    url = database.make_database("quiz")
    builders.a_campaign(url, budget_fen=budget_fen)
    serving = [http.ServeProcess(url) for _ in range(2)]
    watch = chaos.Watch(url, budget_fen)
    kills = {"server": 0, "database": 0}
    try:
        for server in serving:
            server.start()
        ends = time.monotonic() + seconds

        def trouble() -> None:
            while time.monotonic() < ends:
                time.sleep(2 + 4 * random.random())
                watch.look()
                which = random.choice(["server", "server", "database"])
                kills[which] += 1
                victim = database if which == "database" else random.choice(serving)
                victim.kill()
                time.sleep(random.random())
                victim.start()
                watch.look()

        players = [chaos.Client(lambda n=n: serving[n % 2].port, n) for n in range(clients)]
        asyncio.run(chaos.play(players, seconds, trouble))
        return {
            "clients": clients,
            "seconds": seconds,
            "kills": kills,
            "looks": watch.looks,
            **chaos.judge(url, players, budget_fen),
        }
    finally:
        watch.close()
        for server in serving:
            server.__exit__()
        database.close()


def main() -> None:
    """Run, and write ``results/soak_giving.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--clients", type=int, default=200)
    arguments.add_argument("--seconds", type=float, default=120)
    arguments.add_argument("--budget-fen", type=int, default=1_000_000)
    arguments.add_argument("--seed", type=int, default=1)
    told = arguments.parse_args()
    result = soaked(told.clients, told.seconds, told.budget_fen, told.seed)
    print(json.dumps(result, indent=2))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
