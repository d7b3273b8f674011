"""Checkpoints as they are kept, and which chains have grown since the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

Row = dict[str, Any]
_LOST = re.compile(r"row (\d+) missing from index (?:sqlite_autoindex_)?giving_posting")
_COLUMNS = ("sequence", "at_ms", "previous_hash", "hash", "signature", "public_key")


def lock_grown(connection: Connection) -> list[tuple[str, int, str]]:
    """Chains with postings that no checkpoint covers: name, number and hash of the last; they wait until this transaction ends.

    Locks are taken as everywhere: campaigns before blocks, each in order of their names.
    """
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    books = connection.execute(
        text(
            "SELECT 'book:' || campaign, book_number, book_head FROM giving_campaign "
            f"WHERE book_number > book_sealed ORDER BY campaign{lock}"
        )
    )
    found = [(row[0], int(row[1]), row[2]) for row in books]
    blocks = connection.execute(
        text(f"SELECT block, number, head FROM giving_block WHERE number > sealed ORDER BY block{lock}")
    )
    return [*found, *((row[0], int(row[1]), row[2]) for row in blocks)]


def last_checkpoint(connection: Connection) -> Row | None:
    """The newest checkpoint."""
    found = (
        connection.execute(text("SELECT * FROM giving_checkpoint ORDER BY sequence DESC LIMIT 1")).mappings().first()
    )
    return None if found is None else dict(found)


def all_checkpoints(connection: Connection, after: int = 0, limit: int = 1_000_000) -> list[Row]:
    """Checkpoints in their order, from the one after ``after``."""
    found = connection.execute(
        text("SELECT * FROM giving_checkpoint WHERE sequence > :after ORDER BY sequence LIMIT :limit"),
        {"after": after, "limit": limit},
    )
    return [dict(row) for row in found.mappings()]


def all_heads(connection: Connection, after: int = 0) -> dict[int, list[tuple[str, int, str]]]:
    """Sequence → the heads that its checkpoint covers."""
    found: dict[int, list[tuple[str, int, str]]] = {}
    wanted = text(
        "SELECT sequence, chain, number, hash FROM giving_head WHERE sequence > :after ORDER BY sequence, chain"
    )
    for row in connection.execute(wanted, {"after": after}):
        found.setdefault(row[0], []).append((row[1], row[2], row[3]))
    return found


def add_checkpoint(connection: Connection, row: Row, heads: Sequence[tuple[str, int, str]]) -> None:
    """Write a checkpoint and its heads, and in their chains that they are covered."""
    names = ", ".join(_COLUMNS)
    connection.execute(
        text(f"INSERT INTO giving_checkpoint ({names}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"),
        {name: row[name] for name in _COLUMNS},
    )
    kept = [{"sequence": row["sequence"], "chain": chain, "number": n, "hash": head} for chain, n, head in heads]
    connection.execute(
        text("INSERT INTO giving_head (sequence, chain, number, hash) VALUES (:sequence, :chain, :number, :hash)"), kept
    )
    books = [{"chain": chain} for chain, _, _ in heads if chain.startswith("book:")]
    blocks = [{"chain": chain} for chain, _, _ in heads if not chain.startswith("book:")]
    if books:
        update = "UPDATE giving_campaign SET book_sealed = book_number WHERE 'book:' || campaign = :chain"
        connection.execute(text(update), books)
    if blocks:
        connection.execute(text("UPDATE giving_block SET sealed = number WHERE block = :chain"), blocks)


def all_blocks(connection: Connection) -> list[Row]:
    """Every block, open or closed."""
    return [dict(row) for row in connection.execute(text("SELECT * FROM giving_block ORDER BY block")).mappings()]


def sqlite_damage(connection: Connection) -> list[str]:
    """What SQLite itself finds wrong with its file, postings by their names; empty on PostgreSQL."""
    if connection.dialect.name == "postgresql":
        return []
    found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    return [] if found == ["ok"] else [_named(connection, line) for line in found]


def _named(connection: Connection, line: str) -> str:
    met = _LOST.match(line)
    if met is None:
        return line
    row = connection.execute(
        text("SELECT posting FROM giving_posting WHERE rowid = :row"), {"row": int(met[1])}
    ).first()
    return f"posting {row[0]} is not in its index as it was written" if row else line
