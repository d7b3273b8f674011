"""Rows handed to the database in one piece, on the way of an answer: a hundred cost little more than one.

A statement reads its rows from one JSON text. It goes to the driver itself, and on PostgreSQL without waiting for the one
before it, so that a batch of answers costs two or three waits, whatever the number of its statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection

Columns = tuple[str, ...]
"""Names of columns; those that end in a number's unit or are counted are whole numbers, the rest text."""

Answer = Callable[[], list[tuple[Any, ...]]]
"""What a statement finds, once it is asked for."""

_WHOLE = frozenset({
    "number", "position", "version", "chosen", "is_right", "knew_percent", "streak", "day", "given", "is_open", "sealed"
})  # fmt: skip
_LOCK = re.compile(r"\{lock (\w+)\}")


@contextmanager
def pipeline(connection: Connection) -> Generator[None]:
    """Statements within it do not wait for each other; what they found is waited for where it is asked for."""
    if connection.dialect.name == "postgresql":
        with _driver(connection).pipeline():
            yield
    else:
        yield


def query_rows(connection: Connection, sql: str, columns: Columns, rows: object) -> Answer:
    """Run a statement on rows.

    Parameters
    ----------
    sql : reads its rows from ``{rows}``; ``{lock x}`` locks rows of ``x`` where that is needed: SQLite has one writer at
        a time, so its writing transactions hold every lock from their beginning
    columns, rows : names of the rows' columns, and rows that have them as keys or attributes
    """
    written = _statement(sql, columns, connection.dialect.name == "postgresql")
    cursor = _driver(connection).execute(written, (msgspec.json.encode(rows).decode(),))
    return cursor.fetchall


def found(connection: Connection, sql: str, columns: Columns, rows: object) -> list[tuple[Any, ...]]:
    """Run a statement on rows, as ``ask`` does, off the way of an answer: what the database refuses is told as of any statement."""
    written = _statement(sql, columns, connection.dialect.name == "postgresql")
    return [tuple(row) for row in connection.exec_driver_sql(written, (msgspec.json.encode(rows).decode(),))]


def query_value(connection: Connection, sql: str, value: str) -> Answer:
    """Run a statement on one text, which stands for ``{value}``."""
    is_postgresql = connection.dialect.name == "postgresql"
    written = _LOCK.sub(r"FOR UPDATE OF \1" if is_postgresql else "", sql)
    return _driver(connection).execute(written.replace("{value}", _mark(is_postgresql)), (value,)).fetchall


def execute_rows(connection: Connection, sql: str, columns: Columns, rows: object) -> None:
    """Run a statement that writes rows."""
    written = _statement(sql, columns, connection.dialect.name == "postgresql")
    _driver(connection).execute(written, (msgspec.json.encode(rows).decode(),))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@cache
def _statement(sql: str, columns: Columns, is_postgresql: bool) -> str:
    if is_postgresql:
        shape = ", ".join(f"{name} {_kind(name)}" for name in columns)
        rows = f"json_to_recordset(CAST(%s AS json)) AS r ({shape})"
        return _LOCK.sub(r"FOR UPDATE OF \1", sql).replace("{rows}", rows)
    picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return _LOCK.sub("", sql).replace("{rows}", f"(SELECT {picked} FROM json_each(?1)) AS r")


def _mark(is_postgresql: bool) -> str:
    return "%s" if is_postgresql else "?"


def _kind(name: str) -> str:
    return "bigint" if name in _WHOLE or name.endswith(("_fen", "_ms")) else "text"
