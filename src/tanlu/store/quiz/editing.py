"""What editors do to the bank: accepted versions, reviews and retirements, which are only added to, and drafts, which change."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, text

Row = dict[str, Any]
Rows = list[Row]
MOST_DRAFTS = 500


class Seen(NamedTuple):
    """The last numbers that somebody has read of the tables that are only added to."""

    accepted: int = 0
    review: int = 0
    retirement: int = 0


class Added(NamedTuple):
    """Rows that came since, in the order of their numbers."""

    accepted: Rows
    reviews: Rows
    retirements: Rows


_SINCE = "SELECT * FROM {table} WHERE number > :seen ORDER BY number"
_ACCEPTED = ("number", "question", "version", "sha256", "body", "writers", "draft", "at_ms")
_REVIEW = (
    *("number", "question", "version", "sha256", "person", "reviewer", "verdict", "source_read", "note", "at_ms"),
)
_RETIREMENT = ("number", "question", "version", "person", "retired_by", "reason", "day", "at_ms")
_DRAFT = (
    *("draft", "question", "state", "writers", "cells", "note", "begun_ms", "changed_ms", "submitted_ms"),
    *("accepted_question", "accepted_version"),
)


def added_since(connection: Connection, seen: Seen) -> tuple[Added, Seen]:
    """What was added since, and how far it has been read now.

    Numbers have no gaps and are let in one after the other, so nothing comes later under a number that was passed over.
    """
    tables = ("quiz_accepted", "quiz_review", "quiz_retirement")
    found = [_since(connection, table, number) for table, number in zip(tables, seen, strict=True)]
    now = [rows[-1]["number"] if rows else number for rows, number in zip(found, seen, strict=True)]
    return Added(*found), Seen(*now)


def _since(connection: Connection, table: str, seen: int) -> Rows:
    rows = connection.execute(text(_SINCE.format(table=table)), {"seen": seen})
    return [dict(row) for row in rows.mappings()]


def add_accepted(connection: Connection, row: Row) -> None:
    """Add an accepted version; its number, version and draft are let in once."""
    _insert(connection, "quiz_accepted", _ACCEPTED, row)


def add_review(connection: Connection, row: Row) -> None:
    """Add a review."""
    _insert(connection, "quiz_review", _REVIEW, row)


def add_retirement(connection: Connection, row: Row) -> None:
    """Add a retirement; a version is retired once."""
    _insert(connection, "quiz_retirement", _RETIREMENT, row)


def add_draft(connection: Connection, row: Row) -> None:
    """Keep a new draft."""
    _insert(connection, "quiz_draft", _DRAFT, row)


def change_draft(connection: Connection, row: Row, was_ms: int) -> bool:
    """Write a draft anew unless somebody changed it since; whether it was written."""
    written = ", ".join(f"{name} = :{name}" for name in _DRAFT if name != "draft")
    done = connection.execute(
        text(f"UPDATE quiz_draft SET {written} WHERE draft = :draft AND changed_ms = :was_ms"),
        {**row, "was_ms": was_ms},
    )
    return done.rowcount == 1


def draft(connection: Connection, name: str) -> Row | None:
    """One draft."""
    found = connection.execute(text("SELECT * FROM quiz_draft WHERE draft = :name"), {"name": name})
    row = found.mappings().first()
    return None if row is None else dict(row)


def drafts(connection: Connection, *, only_open: bool) -> Rows:
    """Drafts, the one changed last first, ``MOST_DRAFTS`` at most."""
    states = "WHERE state IN ('draft', 'submitted', 'returned')" if only_open else ""
    found = connection.execute(
        text(f"SELECT * FROM quiz_draft {states} ORDER BY changed_ms DESC, draft LIMIT {MOST_DRAFTS}")
    )
    return [dict(row) for row in found.mappings()]


def _insert(connection: Connection, table: str, columns: tuple[str, ...], row: Row) -> None:
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
