"""The double-entry statement of a campaign: every posting, streamed as JSON or CSV, or its newest ones with the sums of all."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tanlu.engage.giving.accounts import ACCOUNTS, balances
from tanlu.engage.giving.hash_chain import book_of
from tanlu.services.giving.views import instant, known_campaign, posting_of
from tanlu.store.database.server_database import ServerDatabase
from tanlu.store.giving.blocks import committed
from tanlu.store.giving.postings import book_postings, newest_postings, postings_of

Row = dict[str, Any]
COLUMNS = (
    "posting", "at", "debit", "credit", "amount_fen", "memo", "reverses", "chain", "number", "hash",
)  # fmt: skip
_MONEY = {"currency": "CNY", "unit": "fen"}


def newest(database: ServerDatabase, name: str, most: int) -> Row:
    """The newest postings of a campaign, in order of time, and the sums of all; it reads a row for each block, not for each answer.

    Raises
    ------
    NoSuchCampaign
    """
    with database.snapshot() as connection:
        row = known_campaign(connection, name)
        _, answers = committed(connection, name)
        book = book_postings(connection, name, book_of(name))
        found = newest_postings(connection, name, book_of(name), most)
    released_fen = answers * int(row["rate_fen"])  # each right answer is one posting of the rate
    sums = balances(map(posting_of, book))
    sums["committed"] += released_fen
    sums["pot"] -= released_fen
    moved_fen = released_fen + sum(row["amount_fen"] for row in book)
    totals = _totals(sums, moved_fen, len(book) + answers)
    return {"campaign": name, **_MONEY, **totals, "postings": [_line(row) for row in found]}


def as_json(database: ServerDatabase, name: str) -> Iterator[str]:
    """Every posting, in order of time, and their sums, as one JSON document, piece by piece.

    Raises
    ------
    NoSuchCampaign
    """
    sums: Counter[str] = Counter()
    moved_fen = count = 0
    with database.snapshot() as connection:
        known_campaign(connection, name)
        yield json.dumps({"campaign": name, **_MONEY}, ensure_ascii=False)[:-1] + ', "postings": ['
        for row in postings_of(connection, name):
            sums[row["debit"]] += row["amount_fen"]
            sums[row["credit"]] -= row["amount_fen"]
            moved_fen += row["amount_fen"]
            yield (",\n" if count else "\n") + json.dumps(_line(row), ensure_ascii=False)
            count += 1
    yield "], " + json.dumps(_totals({name: sums[name] for name in ACCOUNTS}, moved_fen, count))[1:] + "\n"


def as_csv(database: ServerDatabase, name: str) -> Iterator[str]:
    """Every posting as CSV, line by line; a cell that a spreadsheet would take for a formula is quoted.

    Raises
    ------
    NoSuchCampaign
    """
    with database.snapshot() as connection:
        known_campaign(connection, name)
        yield _csv(COLUMNS)
        for row in postings_of(connection, name):
            yield _csv(map(_cell, _line(row).values()))


def _totals(sums: dict[str, int], moved_fen: int, count: int) -> Row:
    return {"balances_fen": sums, "debits_fen": moved_fen, "credits_fen": moved_fen, "total_postings": count}


def _csv(cells: Iterable[Any]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue()


def _line(row: Row) -> Row:
    return {name: instant(row["at_ms"]) if name == "at" else row[name] for name in COLUMNS}


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
