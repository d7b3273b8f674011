"""Databases for the tests of quiz and giving: each test runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.postgresql import PostgresqlServer
from support.quiz_builders import sqlite_url


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    server = PostgresqlServer()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.empty("quiz")
