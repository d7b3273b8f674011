"""Rows handed to the database in one piece: a statement reads them from one JSON text, so a hundred cost little more than one."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy import Connection, TextClause, text

Columns = tuple[str, ...]
"""Names of columns; those that end in a number's unit or are counted are whole numbers, the rest text."""

_WHOLE = frozenset({
    "number", "position", "version", "chosen", "is_right", "knew_percent", "streak", "day", "given", "is_open", "sealed"
})  # fmt: skip

_LOCK = re.compile(r"\{lock (\w+)\}")


@cache
def statement(sql: str, columns: Columns, is_postgresql: bool) -> TextClause:
    """A statement whose ``{rows}`` is read from the parameter ``rows``; ``{lock x}`` locks rows of ``x`` where that is needed.

    SQLite has one writer at a time, so its writing transactions hold every lock from their beginning.
    """
    if is_postgresql:
        shape = ", ".join(f"{name} {_kind(name)}" for name in columns)
        rows = f"json_to_recordset(CAST(:rows AS json)) AS r ({shape})"
        done = _LOCK.sub(r"FOR UPDATE OF \1", sql)
    else:
        picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
        rows = f"(SELECT {picked} FROM json_each(:rows)) AS r"
        done = _LOCK.sub("", sql)
    return text(done.replace("{rows}", rows))


def prepared(connection: Connection, sql: str, columns: Columns) -> TextClause:
    """The statement as this connection's database reads it."""
    return statement(sql, columns, connection.dialect.name == "postgresql")


def _kind(name: str) -> str:
    return "bigint" if name in _WHOLE or name.endswith(("_fen", "_ms")) else "text"
