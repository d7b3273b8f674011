"""Which driver errors mean that PostgreSQL went away: only those throw its connections away."""

from __future__ import annotations

import pytest

from tanlu.store.database.server_database import is_gone


class DriverError(Exception):
    """An error as a driver raises it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__()
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "gone"), [("57P01", True), ("08006", True), (None, True), ("40001", False), ("23505", False)]
)
def test_a_conflict_between_transactions_is_not_an_end_of_the_connection(sqlstate: str | None, gone: bool):
    """PostgreSQL, appendix A: class 08 connection exception, 57 operator intervention, 40001 serialization failure."""
    assert is_gone(DriverError(sqlstate)) is gone
