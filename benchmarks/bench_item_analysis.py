"""Item analysis and learning gain of a million first attempts: counted by the database, beside plain Python over fetched rows.

The same figures from the same database, on SQLite and on PostgreSQL; CPU of this process and of the database's together,
the least of the turns.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tanlu.engage.quiz.learning_gain import learning_gain, strata_of
from tanlu.services.editor.item_analysis import items_shown, learning_shown
from tanlu.services.quiz.quiz_service import QuizService

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]
builders: Any = import_module("support.item_builders")
servers: Any = import_module("support.postgresql")
answers: Any = import_module("bench_answers")
RESULT = HERE / "results" / "item_analysis.json"
EACH = 40
"""First attempts of each player."""
PAGES = ("items", "learning")


def plainly(game: QuizService) -> dict[str, Any]:
    """Both pages' figures in Python, from rows that are fetched once."""
    rows = builders.fetched(game)
    tells = builders.plain_discrimination(rows)
    counts = builders.plain_choices(rows)
    strata = strata_of(builders.plain_learning(rows, game.questions.in_play))
    return {"tells": tells, "counts": counts, "strata": strata}


def same(game: QuizService, plain: dict[str, Any]) -> bool:
    """Whether both ways come to the same: every count, every discrimination to four digits, every gain."""
    items, themes = items_shown(game)["items"], learning_shown(game)["themes"]
    tells = all(
        abs(item["discrimination"] - plain["tells"][item["question"], item["version"]]) < 1e-4 for item in items
    )
    attempts = sum(item["attempts"] for item in items) == plain["counts"].total()
    gains = all(abs(theme["gain"] - learning_gain(plain["strata"][theme["theme"]]).gain) < 1e-4 for theme in themes)
    return tells and attempts and gains


def taken(act: Callable[[], Any], database: Any) -> dict[str, float]:
    """CPU-seconds and time of an act, those of the database's processes among them."""
    own = [os.getpid()]
    before = answers.cpu_of(own) + (answers.cpu_of(answers.family(database.pid)) if database else 0.0)
    start = time.perf_counter()
    act()
    seconds = time.perf_counter() - start
    after = answers.cpu_of(own) + (answers.cpu_of(answers.family(database.pid)) if database else 0.0)
    return {"cpu_seconds": after - before, "seconds": seconds}


def measured_on(kind: str, players: int, turns: int) -> dict[str, Any]:
    """Each act by turns on one database; of each the turn with the least CPU."""
    database = servers.PostgresqlServer() if kind == "postgresql" else None
    with tempfile.TemporaryDirectory() as folder:
        url = database.make_database("quiz") if database else f"sqlite:///{folder}/quiz.db"
        try:
            game = QuizService(url)
            questions = game.questions.in_play
            builders.keep(game, builders.population(questions, players, EACH, seed=1), questions)
            acts: dict[str, Callable[[], Any]] = {
                "items": lambda: items_shown(game),
                "learning": lambda: learning_shown(game),
                "plain": lambda: plainly(game),
            }
            runs = {name: [taken(act, database) for _ in range(turns)] for name, act in acts.items()}
            is_same = same(game, plainly(game))
            game.database.close()
        finally:
            if database:
                database.close()
    return {"same": is_same, **{name: min(found, key=lambda one: one["cpu_seconds"]) for name, found in runs.items()}}


def measured(players: int = 25_000, turns: int = 3) -> dict[str, Any]:
    """Both databases."""
    return {
        "first_attempts": players * EACH,
        "players": players,
        **{kind: measured_on(kind, players, turns) for kind in ("sqlite", "postgresql")},
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    """Run, print a small table, and write ``results/item_analysis.json``."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--players", type=int, default=25_000)
    arguments.add_argument("--turns", type=int, default=3)
    result = measured(**vars(arguments.parse_args()))
    print(f"{result['first_attempts']:,} first attempts, load average {result['load_average']:.1f}")
    for kind in ("sqlite", "postgresql"):
        for name in (*PAGES, "plain"):
            one = result[kind][name]
            print(f"  {kind:<10} {name:<9} {one['cpu_seconds']:6.2f} s CPU {one['seconds']:6.2f} s")
        print(f"  {kind:<10} the same figures: {result[kind]['same']}")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
