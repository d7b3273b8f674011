"""Secrets of the project: made once, kept in the database, so that tokens and signatures outlive every server."""

from __future__ import annotations

from sqlalchemy import Connection, text


def secret(connection: Connection, name: str) -> str | None:
    """A secret by its name."""
    found = connection.execute(text("SELECT value FROM house_secret WHERE name = :name"), {"name": name})
    return found.scalar()


def keep_secret(connection: Connection, name: str, value: str) -> str:
    """Keep a secret unless there is one of that name; the one that is kept."""
    connection.execute(
        text("INSERT INTO house_secret (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING"),
        {"name": name, "value": value},
    )
    kept = secret(connection, name)
    assert kept is not None
    return kept
