"""What first attempts come to, question version by question version: counted by the database over whole tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from tanlu.store.database.bulk import found

# The store's connections are set up for small sets of keys; here every row is read, and rows meet by hash.
_FOR_WHOLE_TABLES = (
    "SET LOCAL enable_seqscan = on",
    "SET LOCAL enable_hashjoin = on",
    "SET LOCAL enable_mergejoin = on",
    "SET LOCAL work_mem = '128MB'",
)
_CHOICES = """
SELECT question, version, chosen, COUNT(*) FROM quiz_answer WHERE first_of IS NOT NULL
GROUP BY question, version, chosen
"""
_RESTS = """
WITH whole AS (
  SELECT player, COUNT(*) - 1 AS others, SUM(is_right) AS knew
  FROM quiz_answer WHERE first_of IS NOT NULL GROUP BY player HAVING COUNT(*) > 2
)
SELECT a.question, a.version, w.others, COUNT(*), SUM(a.is_right), SUM(w.knew - a.is_right),
  SUM((w.knew - a.is_right) * (w.knew - a.is_right)), SUM(a.is_right * (w.knew - a.is_right))
FROM whole w JOIN quiz_answer a ON a.player = w.player WHERE a.first_of IS NOT NULL
GROUP BY a.question, a.version, w.others
"""
# So far, this row among them, a player met two questions of the theme where the least and the greatest differ. Numbers
# stand for names, which take longer to sort; the casts let SQLite look names up by an index of its own.
_MET = """
WITH r AS MATERIALIZED (
  SELECT CAST(first_of AS TEXT) AS first_of, CAST(item AS BIGINT) AS item, CAST(theme AS BIGINT) AS theme,
    CAST(question AS BIGINT) AS question
  FROM {rows}
), firsts AS (
  SELECT r.item, a.is_right,
    CASE WHEN MIN(r.question) OVER so_far = MAX(r.question) OVER so_far THEN 0 ELSE 1 END AS met
  FROM quiz_answer a CROSS JOIN r WHERE a.first_of = r.first_of
  WINDOW so_far AS (PARTITION BY a.player, r.theme ORDER BY a.at_ms, a.round, a.position ROWS UNBOUNDED PRECEDING)
)
SELECT item, met, COUNT(*), SUM(is_right) FROM firsts GROUP BY item, met
"""
_ITEM = ("first_of", "item", "theme", "question")


class Item(NamedTuple):
    """A question version, named as answers name it, with its question and its theme."""

    first_of: str
    question: str
    theme: str


class Choice(NamedTuple):
    """How many first attempts at a question version took one option, counted from 0 in the order of the bank."""

    question: str
    version: int
    chosen: int
    attempts: int


class Rest(NamedTuple):
    """Sums over the first attempts at a question version of players with the same number of other first attempts.

    Parameters
    ----------
    others : other first attempts of each of these players, at least 2
    attempts, right : first attempts at this version, and those that were right
    rest, rest_squared, right_rest : sums of the right ones among the others, of their squares, and of those of players
        who were right here
    """

    question: str
    version: int
    others: int
    attempts: int
    right: int
    rest: int
    rest_squared: int
    right_rest: int


class FirstAttempts(NamedTuple):
    """First attempts at a question version (named as answers name it), by whether the player had met its theme."""

    first_of: str
    met: bool
    attempts: int
    right: int


def read_whole_tables(connection: Connection) -> None:
    """Let the rest of a transaction read tables from one end to the other."""
    if connection.dialect.name == "postgresql":
        for setting in _FOR_WHOLE_TABLES:
            connection.exec_driver_sql(setting)


def met_versions(connection: Connection) -> list[tuple[str, int]]:
    """Every question version that was ever served."""
    rows = connection.execute(text("SELECT question, version FROM quiz_question ORDER BY question, version"))
    return [(row[0], int(row[1])) for row in rows]


def choices(connection: Connection) -> list[Choice]:
    """First attempts by the option that they took."""
    rows = connection.execute(text(_CHOICES))
    return [Choice(question, *map(int, counts)) for question, *counts in rows]


def rests(connection: Connection) -> list[Rest]:
    """First attempts beside the other first attempts of their players, those of players with fewer than 2 others left out."""
    rows = connection.execute(text(_RESTS))
    return [Rest(question, *map(int, sums)) for question, *sums in rows]


def met_before(connection: Connection, items: Sequence[Item]) -> list[FirstAttempts]:
    """First attempts by whether the player had, before, made one at another question of the theme.

    The order of a player's attempts is that of time, then of round and position, so that answers of one moment have one
    too. Another version of the same question is not another question.

    Parameters
    ----------
    items : those whose attempts are counted
    """
    questions, themes = (_numbers(names) for names in ([i.question for i in items], [i.theme for i in items]))
    rows = [
        {"first_of": item.first_of, "item": number, "theme": themes[item.theme], "question": questions[item.question]}
        for number, item in enumerate(items)
    ]
    counts = found(connection, _MET, _ITEM, rows)
    return [
        FirstAttempts(items[item].first_of, bool(met), int(attempts), int(right))
        for item, met, attempts, right in counts
    ]


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}
