"""What an answer costs with the ledger behind it, beside the same endpoint without one and a naive transaction, through HTTP."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tanlu.engage.quiz.identity import Player, new_id, token_of
from tanlu.engage.quiz.rounds import Place, option_ids, serve_id, served, serves_text
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.quiz.answers import RoundRow
from tanlu.store.quiz.rounds import add_rounds

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests")]
builders: Any = import_module("support.quiz_builders")
servers: Any = import_module("support.postgresql")
CAPS = {"per_player_day": 8, "per_device_day": 8, "per_player_minute": 60}
"""Caps as by default but for the address, of which the load has one."""
RESULT = HERE / "results" / "answers.json"
WHO = {"ledger": "with the ledger", "bare": "the same endpoint without", "naive": "five statements for each answer"}


def written_requests(game: QuizService, port: int, count: int) -> list[bytes]:
    """So many right answers of as many players, each with a round served ten seconds ago."""
    questions = game.questions.in_play
    rows: list[RoundRow] = []
    requests: list[bytes] = []
    for number in range(count):
        question = questions[number % len(questions)]
        player = Player(new_id(), new_id())
        row = RoundRow(
            player.player, new_id(), "practice", "en", game.clock() - 10_000, serves_text([served(question)])
        )
        serve = serve_id(Place(row.round, 0))
        body = json.dumps(
            {"serve": serve, "option": option_ids(serve, len(question.options_en), game.secret)[question.right]}
        )
        head = (
            f"POST /api/quiz/answers HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token_of(player, game.secret)}\r\n"
            f"idempotency-key: {new_id()}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        rows.append(row)
        requests.append((head + body).encode())
    with game.database.writing() as connection:
        add_rounds(connection, rows, 0)
        game.questions.keep(connection, questions)
    return requests


def cpu_of(pids: list[int]) -> float:
    """CPU-seconds of processes and of all that they made and has ended."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(fields[at]) for at in (11, 12, 13, 14))
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def run(who: str, url: str, database: Any, count: int, connections: int) -> dict[str, Any]:
    """One server, its load, and what both and the database took."""
    port = servers.free_port()
    game = QuizService(url)
    requests = written_requests(game, port, count)
    game.stop()
    command = [sys.executable, str(HERE / "answer_server.py"), "--port", str(port), "--database", url, "--who", who]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requests"
        file.write_bytes(pickle.dumps(requests))
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == "ready\n"
            own = [server.pid]
            other = family(database.pid) if database else []
            before, before_other = cpu_of(own), cpu_of(other)
            load = [sys.executable, str(HERE / "answer_load.py"), "--port", str(port), "--requests", str(file)]
            told = subprocess.run(
                [*load, "--connections", str(connections)], check=True, capture_output=True, text=True
            )
            found: dict[str, Any] = json.loads(told.stdout)
            found["cpu"] = {
                "server": cpu_of(own) - before,
                "database": (cpu_of(family(database.pid)) - before_other) if database else 0.0,
                "load": found.pop("cpu_seconds"),
            }
            with urlopen(f"http://127.0.0.1:{port}/metrics") as page:
                batches = next(
                    line for line in page.read().decode().splitlines() if line.startswith("tanlu_answer_batches_total")
                )
            found["answers_a_batch"] = count / max(float(batches.split()[1]), 1.0)
        finally:
            server.terminate()
            server.wait(30)
    found["cpu_seconds"] = sum(found["cpu"].values())
    found["cpu_microseconds_an_answer"] = 1e6 * found["cpu_seconds"] / count
    return found


def measured(count: int, naive: int, connections: int, turns: int, *, sqlite: bool) -> dict[str, Any]:
    """All three by turns on one database; of each the turn with the least CPU."""
    database = None if sqlite else servers.PostgresqlServer(flushes=True)
    folder = tempfile.TemporaryDirectory()
    url = database.make_database("quiz") if database else f"sqlite:///{folder.name}/quiz.db"
    try:
        builders.a_campaign(url, "bench", rate_fen=1, budget_fen=10**9, **CAPS)
        runs: dict[str, list[dict[str, Any]]] = {}
        for _ in range(turns):
            for who in ["ledger", "bare"] if sqlite else WHO:
                runs.setdefault(who, []).append(
                    run(who, url, database, naive if who == "naive" else count, connections)
                )
                time.sleep(1)
        verified = builders.assert_whole(url)["campaigns"]["bench"]["committed_fen"]
        released = sum(one["released"] for one in runs["ledger"])
    finally:
        if database:
            database.close()
        folder.cleanup()
    best = {who: min(found, key=lambda one: one["cpu_microseconds_an_answer"]) for who, found in runs.items()}
    cpu = {who: one["cpu_microseconds_an_answer"] for who, one in best.items()}
    return {
        "answers": count,
        "connections": connections,
        "database": "SQLite" if sqlite else "PostgreSQL",
        "runs": best,
        "of_the_bare_endpoint_by_cpu": cpu["bare"] / cpu["ledger"],
        "of_the_bare_endpoint_by_answers_a_second": best["ledger"]["answers_a_second"]
        / best["bare"]["answers_a_second"],
        "times_the_naive_by_cpu": cpu["naive"] / cpu["ledger"] if "naive" in cpu else None,
        "times_the_naive_by_answers_a_second": (
            best["ledger"]["answers_a_second"] / best["naive"]["answers_a_second"] if "naive" in best else None
        ),
        "committed_fen": verified,
        "released_fen": released,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    """Run, print a small table, and write ``results/answers.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--answers", type=int, default=40_000)
    arguments.add_argument("--naive", type=int, default=5_000, help="answers of the naive one")
    arguments.add_argument("--connections", type=int, default=200)
    arguments.add_argument("--turns", type=int, default=2)
    arguments.add_argument("--sqlite", action="store_true")
    arguments.add_argument("--out", type=Path, default=RESULT)
    told = arguments.parse_args()
    result = measured(told.answers, told.naive, told.connections, told.turns, sqlite=told.sqlite)
    print(f"{result['database']}, {result['connections']} connections, load average {result['load_average']:.1f}")
    for who, one in result["runs"].items():
        parts = ", ".join(f"{part} {1e6 * seconds / one['answers']:.0f}" for part, seconds in one["cpu"].items())
        print(
            f"  {WHO[who]:<32} {one['answers_a_second']:8,.0f}/s  p50 {one['p50_ms']:6.1f} ms  p99 {one['p99_ms']:6.1f} ms  "
            f"{one['cpu_microseconds_an_answer']:6.0f} µs CPU an answer ({parts})"
        )
    print(f"  of the bare endpoint: {result['of_the_bare_endpoint_by_answers_a_second']:.2f} by answers a second, "
          f"{result['of_the_bare_endpoint_by_cpu']:.2f} by CPU (wanted: 0.6)")  # fmt: skip
    told.out.parent.mkdir(exist_ok=True)
    told.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
