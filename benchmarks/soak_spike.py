"""A spike of answers, sent at a rate that does not wait for the server: all are acknowledged once, and all of them are in the ledger."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench_answers import CAPS, HERE, builders, cpu_of, family, servers, written_requests
from tanlu.services.quiz.quiz_service import QuizService

RESULT = HERE / "results" / "spike.json"


def spike(per_second: float, seconds: float, connections: int) -> dict[str, Any]:
    """One server, one database, one spike, and what the ledger says of it."""
    count = int(per_second * seconds)
    database = servers.PostgresqlServer(flushes=True)
    url = database.make_database("quiz")
    try:
        builders.a_campaign(url, "bench", rate_fen=1, budget_fen=10**9, **CAPS)
        found = _sent(url, database, count, per_second, connections)
        verified = builders.assert_whole(url)["campaigns"]["bench"]["committed_fen"]
    finally:
        database.close()
    lost = count - verified
    return {
        **found,
        "committed_fen": verified,
        "lost": lost,
        "processors": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }


def _sent(url: str, database: Any, count: int, per_second: float, connections: int) -> dict[str, Any]:
    port = servers.free_port()
    game = QuizService(url)
    requests = written_requests(game, port, count)
    game.stop()
    command = [sys.executable, str(HERE / "answer_server.py"), "--port", str(port), "--database", url]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requests"
        file.write_bytes(pickle.dumps(requests))
        server = subprocess.Popen([*command, "--who", "ledger"], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == "ready\n"
            before, before_database = cpu_of([server.pid]), cpu_of(family(database.pid))
            load = [sys.executable, str(HERE / "spike_load.py"), "--port", str(port), "--requests", str(file)]
            load += ["--connections", str(connections), "--per-second", str(per_second)]
            told = subprocess.run(load, check=True, capture_output=True, text=True)
            found: dict[str, Any] = json.loads(told.stdout)
            found["cpu"] = {
                "server": cpu_of([server.pid]) - before,
                "database": cpu_of(family(database.pid)) - before_database,
                "load": found.pop("cpu_seconds"),
            }
        finally:
            server.terminate()
            server.wait(30)
    return found


def main() -> None:
    """Run, say what came of it, and write ``results/spike.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--per-second", type=float, default=8_300)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--connections", type=int, default=1_000)
    arguments.add_argument("--out", type=Path, default=RESULT)
    told = arguments.parse_args()
    result = spike(told.per_second, told.seconds, told.connections)
    print(
        f"{result['answers']:,} answers sent in {result['seconds_sending']:.0f} s, {result['per_second_sent']:,.0f} a second; "
        f"all acknowledged after {result['seconds_until_all_were_acknowledged']:.0f} s "
        f"({result['acknowledged_a_second_while_sending']:,.0f} a second meanwhile); "
        f"half within {result['p50_ms']:,.0f} ms of when they were due, 99 of 100 within {result['p99_ms']:,.0f} ms; "
        f"lost: {result['lost']}"
    )
    told.out.parent.mkdir(exist_ok=True)
    told.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
