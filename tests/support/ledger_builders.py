"""Builders and fixtures of the ledger's tests: books with some answers in them, and books changed by somebody who owns the machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import groupby
from typing import Any

from support.quiz_builders import Table, a_campaign
from tanlu.engage.giving.checkpoint import Head, signed
from tanlu.engage.giving.hash_chain import posting_hash
from tanlu.services.giving.chain_walk import posting_from
from tanlu.store.database.secrets import secret
from tanlu.store.database.server_database import ServerDatabase, open_server_database
from tanlu.store.database.url import address_of

Row = dict[str, Any]


def played(url: str, answers: int = 3) -> Table:
    """A campaign from which answers gave, sealed, and two more that no checkpoint covers."""
    a_campaign(url)
    table = Table(url)
    asked = table.round(table.player())
    for one in asked[:answers]:
        table.answer(one)
    table.game._looks = 0
    table.look()
    for one in asked[answers : answers + 2]:
        table.answer(one)
    return table


def change(url: str, *statements: str) -> None:
    """Change the books as somebody would who owns the machine: without triggers."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                file.execute(f"DROP TRIGGER {name}")
            file.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                file.execute(statement)
        return
    database = ServerDatabase(address_of(url))  # as it is: its tables may be of another version
    with database.writing() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
    database.close()


def insert(table: str, row: dict[str, object]) -> str:
    """SQL that puts a row back."""
    cells = ", ".join(
        "NULL" if v is None else str(v) if isinstance(v, int) else "'" + str(v) + "'" for v in row.values()
    )
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({cells})"


def rows_of(url: str, table: str, order: str) -> list[Row]:
    """Every row of a table."""
    database = open_server_database(url)
    with database.reading() as connection:
        found = [dict(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}").mappings()]
    database.close()
    return found


def write_anew(url: str, alter: Callable[[Row], None]) -> None:
    """Write the whole ledger anew: postings altered and chained again, checkpoints hashed and signed again with its own key."""
    chained: list[Row] = []
    statements: list[str] = []
    for chain, own in groupby(rows_of(url, "giving_posting", "chain, number"), lambda row: row["chain"]):
        chained += (rows := _chained_again(list(own), alter))
        last = rows[-1]["hash"]
        statements.append(f"UPDATE giving_block SET head = '{last}' WHERE block = '{chain}'")
        statements.append(f"UPDATE giving_campaign SET book_head = '{last}' WHERE 'book:' || campaign = '{chain}'")
    hashes = {(row["chain"], row["number"]): row["hash"] for row in chained}
    heads = rows_of(url, "giving_head", "sequence, chain")
    for head in heads:
        head["hash"] = hashes[head["chain"], head["number"]]
    kept = {"giving_posting": chained, "giving_checkpoint": _signed_again(url, heads), "giving_head": heads}
    for table, rows in kept.items():
        statements += [f"DELETE FROM {table}", *[insert(table, row) for row in rows]]
    change(url, *statements)


def _chained_again(rows: list[Row], alter: Callable[[Row], None]) -> list[Row]:
    previous = rows[0]["previous_hash"]
    for row in rows:
        alter(row)
        posting = posting_from(row)
        assert posting is not None
        row["previous_hash"], row["hash"] = previous, posting_hash(posting, previous)
        previous = row["hash"]
    return rows


def _signed_again(url: str, heads: Sequence[Row]) -> list[Row]:
    database = open_server_database(url)
    with database.reading() as connection:
        key = secret(connection, "ledger key")
    database.close()
    assert key is not None
    rows, previous = rows_of(url, "giving_checkpoint", "sequence"), ""
    for row in rows:
        own = [Head(one["chain"], one["number"], one["hash"]) for one in heads if one["sequence"] == row["sequence"]]
        again = signed(row["sequence"], row["at_ms"], previous, own, key)
        row |= {name: getattr(again, name) for name in ("previous_hash", "hash", "signature", "public_key")}
        previous = again.hash
    return rows


def cut_off(url: str, campaign: str) -> None:
    """Take the last posting of a campaign's book out with the newest checkpoint, as if neither had ever been written."""
    last = rows_of(url, "giving_checkpoint", "sequence")[-1]["sequence"]
    posting = [row for row in rows_of(url, "giving_posting", "number") if row["chain"] == f"book:{campaign}"][-1]
    before = posting["number"] - 1
    change(
        url,
        f"DELETE FROM giving_head WHERE sequence = {last}",
        f"DELETE FROM giving_checkpoint WHERE sequence = {last}",
        f"DELETE FROM giving_posting WHERE posting = '{posting['posting']}'",
        f"UPDATE giving_campaign SET book_number = {before}, book_sealed = {before}, "
        f"book_head = '{posting['previous_hash']}' WHERE campaign = '{campaign}'",
    )
